import shlex
import shutil
import subprocess
import sys
from datetime import UTC, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.cli.schedule import cron_line, service_unit, timer_unit
from pipeline.errors import ConfigError

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AWKWARD = Path("/srv/tin tức 100% $x \"y\" 'z'")


def schedule(*options: str) -> Result:
    return CliRunner().invoke(cli, ["schedule", *options])


def test_schedule_prints_both_units_with_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = schedule("--data", "kho")
    assert result.exit_code == 0
    assert "OnCalendar=*-*-* 02:30:00 Asia/Ho_Chi_Minh\n" in result.stdout
    assert f'ExecStart="{sys.executable}" "-P" "-m" "pipeline" "run" "--data" "{tmp_path / "kho"}"\n' in result.stdout


def test_schedule_takes_the_contact_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHIDAO_CONTACT", raising=False)
    assert "CHIDAO_CONTACT" not in service_unit(AWKWARD)
    monkeypatch.setenv("CHIDAO_CONTACT", "https://chidao.example/100%")
    assert 'Environment="CHIDAO_CONTACT=https://chidao.example/100%%"\n' in service_unit(AWKWARD)
    line = cron_line(time(2, 30), HANOI, AWKWARD, local=UTC)
    assert r"* * * CHIDAO_CONTACT=https://chidao.example/100\% " in line


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="without systemd nobody can check its units")
def test_schedule_writes_units_that_systemd_takes(tmp_path: Path) -> None:
    (tmp_path / "chidao.service").write_text(service_unit(AWKWARD))
    timer = tmp_path / "chidao.timer"
    timer.write_text(timer_unit(time(23, 5), "Asia/Ho_Chi_Minh"))
    command = ["systemd-analyze", "verify", "--man=no", str(timer), str(tmp_path / "chidao.service")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (checked.returncode, checked.stderr) == (0, "")


def test_schedule_quotes_awkward_paths_for_systemd() -> None:
    assert r'''"/srv/tin tức 100%% $$x \"y\" 'z'"''' in service_unit(AWKWARD)


@pytest.mark.parametrize(
    ("local", "begins"),
    [(UTC, "30 19 * * * "), (HANOI, "30 2 * * * "), (timezone(timedelta(hours=5, minutes=45)), "15 1 * * * ")],
)
def test_cron_line_is_in_the_time_of_the_machine(local: timezone | ZoneInfo, begins: str) -> None:
    assert cron_line(time(2, 30), HANOI, AWKWARD, local=local).startswith(begins)


def test_cron_line_quotes_for_shell_and_cron() -> None:
    line = cron_line(time(2, 30), HANOI, AWKWARD, local=UTC)
    assert line.count("%") == line.count(r"\%") == 1
    words = shlex.split(line.replace(r"\%", "%"))
    assert words[-2:] == ["--data", str(AWKWARD)]
    assert "\n" not in line


def test_schedule_installs_where_systemd_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for clock in ("01:15", "03:45"):
        result = schedule("--install", "--time", clock)
        assert result.exit_code == 0
        assert "systemctl --user enable --now chidao.timer" in result.stdout
        assert f"OnCalendar=*-*-* {clock}:00 " in (tmp_path / "systemd/user/chidao.timer").read_text()
    assert sorted(path.name for path in (tmp_path / "systemd/user").iterdir()) == ["chidao.service", "chidao.timer"]


def test_schedule_installs_below_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert schedule("--install").exit_code == 0
    assert (tmp_path / ".config/systemd/user/chidao.timer").is_file()


@pytest.mark.parametrize(
    "options", [["--time", "25:00"], ["--time", "nửa đêm"], ["--zone", "Hanoi"], ["--zone", "../x"]]
)
def test_schedule_refuses_what_is_no_time_or_zone(options: list[str]) -> None:
    assert isinstance(schedule(*options).exception, ConfigError)


def test_schedule_does_not_install_into_cron() -> None:
    assert schedule("--cron", "--install").exit_code == 2
