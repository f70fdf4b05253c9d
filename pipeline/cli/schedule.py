"""`chidao schedule`."""

import os
import shlex
import sys
from datetime import datetime, time, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from pipeline.cli.options import data_option
from pipeline.errors import ConfigError
from pipeline.store.files import write_atomically

_NAME = "chidao"
_CONTACT = "CHIDAO_CONTACT"


@click.command("schedule")
@click.option("--time", "at", default="02:30", show_default=True, metavar="HH:MM", help="When the night's run begins.")
@click.option("--zone", default="Asia/Ho_Chi_Minh", show_default=True, help="The time zone of --time.")
@click.option("--cron", is_flag=True, help="Print a crontab line instead of systemd units.")
@click.option("--install", is_flag=True, help="Write the units to where systemd finds a user's units.")
@data_option
def command(at: str, zone: str, cron: bool, install: bool, data: Path) -> None:
    """Have `chidao run` started every night: prints a systemd timer with its service, or a crontab line.

    A machine that was off at that time runs it when it is on again (systemd only). CHIDAO_CONTACT is taken over from
    this shell.

    \b
    Examples:
      chidao schedule
      chidao schedule --install --time 01:15
      chidao schedule --cron
    """
    if cron and install:
        raise click.UsageError("--install is for systemd: add what --cron prints with `crontab -e`")
    begins, place = _time(at), _zone(zone)
    folder = data.resolve()
    if cron:
        click.echo(cron_line(begins, place, folder, local=datetime.now().astimezone().tzinfo))
        return
    units = {f"{_NAME}.service": service_unit(folder), f"{_NAME}.timer": timer_unit(begins, zone)}
    if not install:
        for name, unit in units.items():
            click.echo(f"# {name}\n{unit}")
        return
    for name, unit in units.items():
        path = _units_folder() / name
        write_atomically(path, unit.encode())
        click.echo(f"written: {path}")
    click.echo(
        f"now enable it:\n  systemctl --user daemon-reload\n  systemctl --user enable --now {_NAME}.timer\n"
        "and let it run while you are not logged in:\n  loginctl enable-linger"
    )


def service_unit(data: Path) -> str:
    """The service that runs one night."""
    contact = os.environ.get(_CONTACT)
    environment = f"Environment={_systemd(f'{_CONTACT}={contact}')}\n" if contact else ""
    command = " ".join(_systemd(word).replace("$", "$$") for word in _run(data))
    return (
        "[Unit]\nDescription=chidao: the nightly run\n\n"
        f"[Service]\nType=oneshot\n{environment}ExecStart={command}\nNice=10\n"
    )


def timer_unit(at: time, zone: str) -> str:
    """The timer that starts the service every night, or as soon as the machine is on again."""
    return (
        "[Unit]\nDescription=chidao: every night\n\n"
        f"[Timer]\nOnCalendar=*-*-* {at:%H:%M}:00 {zone}\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def cron_line(at: time, zone: tzinfo, data: Path, *, local: tzinfo | None) -> str:
    """A crontab line; cron knows only the machine's own time, so it is written in that."""
    today = datetime.combine(datetime.now(zone).date(), at, zone).astimezone(local)
    contact = os.environ.get(_CONTACT)
    words = [f"{_CONTACT}={shlex.quote(contact)}"] if contact else []
    words += map(shlex.quote, _run(data))
    return f"{today.minute} {today.hour} * * * {' '.join(words)}".replace("%", r"\%")


def _run(data: Path) -> list[str]:
    """The command, by absolute paths; -P, so that no folder it is started in can stand in for the program."""
    return [sys.executable, "-P", "-m", "pipeline", "run", "--data", str(data)]


def _systemd(word: str) -> str:
    """A word as it stands in a unit file."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError as error:
        raise ConfigError(f"--time is a time like 02:30, not {text!r}") from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"--zone is a time zone like Asia/Ho_Chi_Minh, not {name!r}") from error


def _units_folder() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "systemd" / "user"
