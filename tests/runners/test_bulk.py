"""Of an archive of many sites only the pages of known sources are taken."""

from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.runners.bulk import pages_of_sources, source_finder, warc_files
from pipeline.runners.outcomes import SourcedPage
from pipeline.schema import Issue, RawPage
from pipeline.sources import Source, load_sources

FETCHED = "2025-06-10T10:00:00+07:00"


def source(key: str, homepage: str, *former: str) -> Source:
    return Source(
        key=key, name=key, kind="newspaper", homepage=homepage, article_url="post", former_domains=list(former)
    )


NUI_CAO = source("nuicao", "https://www.baonuicao.example/", "nuicao.com.example")
SONG_SAU = source("songsau", "https://songsau.gov.example/")
LAW = source("luat", "https://luat.songsau.gov.example/")
SOURCE_OF = source_finder([NUI_CAO, SONG_SAU, LAW])


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://baonuicao.example/post1.html", NUI_CAO),
        ("http://www.baonuicao.example:8080/", NUI_CAO),
        ("https://M.BaoNuiCao.example/post1", NUI_CAO),
        ("https://nuicao.com.example/a", NUI_CAO),
        ("https://so-noi-vu.songsau.gov.example/a", SONG_SAU),
        ("https://luat.songsau.gov.example/a", LAW),
        ("https://xbaonuicao.example/post1.html", None),
        ("https://gov.example/a", None),
        ("https://example/", None),
        ("dns:baonuicao.example", None),
        ("http://[broken/", None),
        ("", None),
    ],
)
def test_source_of_an_address_is_the_one_whose_domain_it_lies_under(url: str, wanted: Source | None) -> None:
    assert SOURCE_OF(url) is wanted


def test_every_domain_of_the_bundled_sources_leads_to_one_source() -> None:
    sources = load_sources().values()
    domains = [domain for each in sources for domain in each.domains]
    assert len(domains) == len(set(domains))
    find = source_finder(sources)
    assert all(find(f"https://{domain}/") is each for each in sources for domain in each.domains)


def test_pages_of_other_sites_and_files_that_are_no_pages_are_passed_over(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for address in ("other.example/post1", "baonuicao.example/a.jpg?w=1", "baonuicao.example/post2", "other.example/b"):
        archive.append(RawPage(url=f"https://{address}", body=b"<p>M</p>", source="x", fetched_at=FETCHED))
    (page,) = pages_of_sources(warc_files([tmp_path]), SOURCE_OF)
    assert isinstance(page, SourcedPage)
    assert (page.page.url, page.source) == ("https://baonuicao.example/post2", NUI_CAO)


def test_file_that_is_no_warc_is_an_issue_and_the_next_goes_on(tmp_path: Path) -> None:
    (tmp_path / "0.warc.gz").write_bytes(b"no WARC\n" * 100)
    archive = Archive(tmp_path)
    archive.append(RawPage(url="https://baonuicao.example/post", body=b"<p>M</p>", source="x", fetched_at=FETCHED))
    issue, page = pages_of_sources(warc_files([tmp_path]), SOURCE_OF)
    assert isinstance(issue, Issue)
    assert "0.warc.gz: can't be read as WARC" in issue.message
    assert isinstance(page, SourcedPage)


def test_warc_files_are_found_in_folders_in_order(tmp_path: Path) -> None:
    names = ["b/2.warc.gz", "b/1.warc", "a/3.WARC.GZ", "a/notes.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    alone = tmp_path / "b" / "1.warc"
    found = warc_files([alone, tmp_path, tmp_path / "a" / "notes.txt"])
    assert found == [alone, *(tmp_path / name for name in ("a/3.WARC.GZ", "b/1.warc", "b/2.warc.gz"))]
