"""A task leaves its shard and manifest in whatever store, and is not done twice."""

import hashlib
from pathlib import Path
from uuid import uuid4

import fsspec
import msgspec
import pytest

from pipeline.archive import Archive
from pipeline.errors import ConfigError
from pipeline.flow import Annotator
from pipeline.runners.outcomes import outcome_of
from pipeline.runners.shards import Annotate, ShardFolder
from pipeline.schema import Article, RawPage, Record
from pipeline.sources import Source

SOURCE = Source(
    key="baonuicao",
    name="Báo Núi Cao",
    kind="newspaper",
    homepage="https://baonuicao.example/",
    article_url="post",
    former_domains=["nuicao.example"],
)
FETCHED = "2025-06-10T10:00:00+07:00"
PAGE = """<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>Ngày 10/6/2025</p>
<p>Ông Lò Văn Én, Chủ tịch UBND xã Núi Cao, yêu cầu Công an xã rà soát toàn bộ hồ sơ của các hộ dân trong xã, báo cáo
UBND xã trước ngày 30/6 và công khai kết quả để người dân theo dõi.</p><p>Các thôn phải họp dân trong tháng 6 để
thống nhất việc thực hiện, không để hộ nào bị bỏ sót, và gửi biên bản về xã trước ngày 15/7.</p></article></body></html>
"""


def article(number: int) -> Article:
    text = f"Ngày {1 + number % 28}/6, ông Lò Văn Én, Chủ tịch UBND xã Núi Cao, yêu cầu Công an xã báo cáo trước 30/6."
    return Article(id=f"a{number}", text=text, published_at="2025-06-10")


@pytest.fixture(params=["memory", "file"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty folder."""
    return f"memory://{uuid4().hex}" if request.param == "memory" else f"file://{tmp_path}"


def write(url: str, number: int) -> str:
    lines = [msgspec.json.encode(article(index)) for index in range(number)]
    store, path = fsspec.url_to_fs(url)
    store.pipe_file(f"{path}/articles.jsonl", b"\n".join([*lines[:2], b"no JSON", *lines[2:]]))
    return f"{url}/articles.jsonl"


def read(url: str) -> bytes:
    store, path = fsspec.url_to_fs(url)
    content: bytes = store.cat_file(path)
    return content


@pytest.fixture
def annotate(annotator: Annotator) -> Annotate:
    return lambda items: (outcome_of(item, annotator) for item in items)


def test_parts_together_are_what_one_process_writes(place: str, annotate: Annotate) -> None:
    articles = write(place, 7)
    folder = ShardFolder(f"{place}/out")
    plan = folder.plan([articles], articles_per_task=3)
    manifests = [folder.run(task, annotate, []) for task in plan.tasks]
    parts = [read(f"{place}/out/part-{number:05}.jsonl") for number in range(3)]
    records = [outcome for outcome in annotate(article(index) for index in range(7)) if isinstance(outcome, Record)]
    assert len(parts) == len(plan.tasks) == 3
    assert b"".join(parts) == b"".join(msgspec.json.encode(record) + b"\n" for record in records)
    assert [manifest.records for manifest in manifests] == [2, 3, 2]
    assert [manifest.sha256 for manifest in manifests] == [hashlib.sha256(part).hexdigest() for part in parts]
    (issue,) = manifests[0].issues
    assert issue.message.startswith(f"{articles}:3: JSON is malformed")


def test_task_with_manifest_and_whole_shard_is_done(place: str, annotate: Annotate) -> None:
    folder = ShardFolder(f"{place}/out")
    (task,) = folder.plan([write(place, 2)]).tasks
    assert folder.manifest(task) is None
    manifest = folder.run(task, annotate, [])
    assert ShardFolder(f"{place}/out").manifest(task) == manifest
    store, path = fsspec.url_to_fs(f"{place}/out/part-00000.jsonl")
    store.pipe_file(path, read(f"{place}/out/part-00000.jsonl")[:-1])
    assert folder.manifest(task) is None


def test_plan_is_kept_and_holds_for_its_inputs_only(place: str) -> None:
    articles = write(place, 5)
    plan = ShardFolder(f"{place}/out").plan([articles], articles_per_task=2)
    again = ShardFolder(f"{place}/out")
    assert again.plan([articles]) == plan
    write(place, 6)
    with pytest.raises(ConfigError, match="other inputs"):
        again.plan([articles])


def test_tidying_leaves_parts_manifests_and_plan(place: str, annotate: Annotate) -> None:
    folder = ShardFolder(f"{place}/out")
    (task,) = folder.plan([write(place, 2)]).tasks
    folder.run(task, annotate, [])
    store, path = fsspec.url_to_fs(f"{place}/out")
    store.pipe_file(f"{path}/left-by-a-killed-writer.tmp", b"half")
    folder.tidy()
    assert sorted(name.rsplit("/", 1)[1] for name in store.find(path)) == [
        "part-00000.json",
        "part-00000.jsonl",
        "plan.json",
    ]
    folder.tidy()


def test_task_of_warc_files_reads_the_pages_of_the_sources(annotate: Annotate, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "data")
    for host in ("www.baonuicao.example", "m.nuicao.example", "other.example"):
        body = PAGE.format(title=f"Rà soát hồ sơ trên {host}").encode()
        archive.append(
            RawPage(url=f"https://{host}/post1.html", body=body, source="x", fetched_at="2025-06-10T10:00:00+07:00")
        )
    folder = ShardFolder(f"{tmp_path}/out")
    (task,) = folder.plan([str(tmp_path / "data")]).tasks
    manifest = folder.run(task, annotate, [SOURCE])
    assert (manifest.records, manifest.issues) == (2, [])
    assert [(row.source, row.year, row.articles) for row in manifest.statistics] == [("baonuicao", "2025", 2)]


def test_articles_and_warc_files_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").touch()
    with pytest.raises(ConfigError, match="give them separately"):
        ShardFolder(f"{tmp_path}/out").plan([write(str(tmp_path), 2), str(tmp_path / "a.warc.gz")])


def test_missing_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file or folder"):
        ShardFolder(f"{tmp_path}/out").plan([f"{tmp_path}/missing.jsonl"])
