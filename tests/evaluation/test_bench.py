from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from pipeline.errors import InputError
from pipeline.evaluation.bench import EXTRACT, NER, WORDS, Bench, main, readable_pages, run_bench
from pipeline.schema import Article

ARTICLE = Article(
    id="a1",
    text="Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6.",
    published_at="2025-06-10",
)
ON_ARTICLES = {"segment", "roles", "people", "dates", "directives", "record", "article to record", WORDS, NER}
ON_PAGES = {"parse", EXTRACT}


@pytest.fixture(scope="module")
def portal(sample: Path) -> Path:
    return sample / "sites" / "songthuong.gov.example"


def test_bench_times_every_stage_beside_its_baseline(portal: Path) -> None:
    bench = run_bench([ARTICLE], list(readable_pages([portal]))[:2], rounds=2)
    assert (bench.articles, bench.pages, bench.rounds) == (1, 2, 2)
    assert {speed.name for speed in bench.speeds if speed.baseline == WORDS} == ON_ARTICLES
    assert {speed.name for speed in bench.speeds if speed.baseline == EXTRACT} == ON_PAGES
    assert all(min(speed.items_per_second, speed.characters_per_second, speed.ratio) > 0 for speed in bench.speeds)
    assert [speed.ratio for speed in bench.speeds if speed.name == speed.baseline] == [1.0, 1.0]
    assert 20 < bench.peak_mb < 8_000


def test_bench_counts_a_stage_into_the_whole(portal: Path) -> None:
    bench = run_bench([ARTICLE], list(readable_pages([portal]))[:1], rounds=1)
    ratios = {speed.name: speed.ratio for speed in bench.speeds}
    stages = ON_ARTICLES - {"article to record", WORDS, NER}
    assert sum(ratios[stage] for stage in stages) == pytest.approx(ratios["article to record"], abs=0.01)


def test_bench_leaves_out_pages_that_are_no_articles(portal: Path) -> None:
    every = [path for path in portal.rglob("*.htm*") if path.is_file()]
    assert 0 < len(list(readable_pages([portal]))) < len(every)


@pytest.mark.parametrize(("articles", "pages"), [([], True), ([ARTICLE], False)])
def test_bench_without_anything_to_measure_is_refused(articles: list[Article], pages: bool, portal: Path) -> None:
    chosen = list(readable_pages([portal]))[:1] if pages else []
    with pytest.raises(InputError, match="nothing to measure"):
        run_bench(articles, chosen, rounds=1)


def test_bench_prints_a_table_and_writes_json(portal: Path, tmp_path: Path) -> None:
    articles, figures = tmp_path / "articles.jsonl", tmp_path / "bench.json"
    articles.write_bytes(msgspec.json.encode(ARTICLE) + b"\n{}\n")
    pages = next(portal.joinpath("Pages").glob("2025-6-17/*.htm"))
    arguments = [str(articles), "--pages", str(pages), "--json", str(figures), "--repeat", "1"]
    outcome = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert outcome.exit_code == 0
    bench = msgspec.json.decode(figures.read_bytes(), type=Bench)
    assert bench.articles == 1
    for speed in bench.speeds:
        assert speed.name in outcome.stdout
