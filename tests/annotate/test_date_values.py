import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.annotate.date_values import find_dates
from pipeline.lexicons import lexicon_files
from pipeline.orthography import fold

EXAMPLES = Path(__file__).parent / "dates"
PUBLISHED = date(2025, 6, 10)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


def lines(name: str) -> list[str]:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def bare(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence without its brackets, and the places they held."""
    text, places = "", []
    for piece in re.split(r"(\[[^]]*\])", sentence):
        inside = piece.removeprefix("[").removesuffix("]") if piece.startswith("[") else ""
        if inside:
            places.append((len(text), len(text) + len(inside)))
        text += inside or piece
    return text, places


@pytest.mark.parametrize("line", lines("examples.tsv"))
def test_dates_of_an_example(line: str) -> None:
    published, sentence, values, bounds, roles = line.split("\t")
    text, places = bare(sentence)
    assert places, "an example needs a date in brackets"
    found = find_dates(text, None if published == "-" else date.fromisoformat(published))
    expected = list(zip(places, values.split(";"), bounds.split(";"), roles.split(";"), strict=True))
    assert [((d.start, d.end), d.value, d.bound or "-", d.role) for d in found] == expected


@pytest.mark.parametrize("text", lines("false_friends.txt"))
def test_no_date_in_a_false_friend(text: str) -> None:
    assert [found.text for found in find_dates(text, PUBLISHED)] == []


@pytest.mark.parametrize(
    "name", sorted(name for name in lexicon_files() if name.startswith("date_") and name != "date_numbers")
)
def test_each_lexicon_row_has_its_word_in_its_example(name: str) -> None:
    header, *rows = (
        line.split("\t")
        for line in lexicon_files()[name].read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    assert rows
    if "example" in header:
        assert [row for row in rows if fold(row[0]) not in fold(row[-1])] == []


STYLES = [
    "ngày {0.day}/{0.month}/{0.year}",
    "ngày {0.day}-{0.month}-{0.year}",
    "ngày {0.day}.{0.month}.{0.year}",
    "ngày {0.day:02}/{0.month:02}/{0.year}",
    "{0.day:02}/{0.month:02}/{0.year}",
    "ngày {0.day} tháng {0.month} năm {0.year}",
    "ngày {0.day} tháng {0.month}/{0.year}",
    "ngày {0.day}, tháng {0.month}, năm {0.year}",
    "ngày {0.day}/{0.month} / {0.year}",
    "sáng {0.day}/{0.month}/{0.year}",
    "chiều ngày {0.day}-{0.month}-{0.year}",
]


@settings(deadline=None)
@given(DAYS, st.sampled_from(STYLES), st.sampled_from([None, PUBLISHED, date(1999, 12, 31)]))
def test_day_written_in_any_style_is_read_back(day: date, style: str, published: date | None) -> None:
    written = style.format(day)
    (found,) = find_dates(f"Họp vào {written}.", published)
    assert (found.text, found.value, found.resolved_from) == (written, day.isoformat(), "text")
    assert found.first_day == found.last_day == day.isoformat()


@settings(deadline=None)
@given(DAYS, st.integers(-180, 180), st.sampled_from(["ngày {0.day}/{0.month}", "ngày {0.day} tháng {0.month}"]))
def test_day_without_year_is_the_closest_to_publication(published: date, away: int, style: str) -> None:
    day = published + timedelta(away)
    if (day.month, day.day) == (2, 29):
        return
    (found,) = find_dates(f"Họp ở xã {style.format(day)}.", published)
    assert (found.value, found.resolved_from) == (day.isoformat(), "published_at")


@settings(deadline=None)
@given(DAYS, st.integers(1, 300))
def test_range_of_days_is_read_back(begin: date, more: int) -> None:
    end = begin + timedelta(more)
    written = f"từ ngày {begin.day}/{begin.month}/{begin.year} đến ngày {end.day}/{end.month}/{end.year}"
    (found,) = find_dates(written, None)
    assert found.value == f"{begin.isoformat()}/{end.isoformat()}"
    assert (found.first_day, found.last_day, found.bound) == (begin.isoformat(), end.isoformat(), "from")


@settings(deadline=None)
@given(
    st.integers(1900, 2099),
    st.integers(1, 12),
    st.sampled_from(["tháng {1}/{0}", "tháng {1} năm {0}", "tháng {1}-{0}"]),
)
def test_month_is_read_back(year: int, month: int, style: str) -> None:
    (found,) = find_dates(style.format(year, month), None)
    assert found.value == f"{year}-{month:02}"
    assert found.first_day == f"{year}-{month:02}-01"


@settings(deadline=None)
@given(
    st.integers(1900, 2099),
    st.integers(1, 4),
    st.sampled_from(["quý {2}/{0}", "quý {1} năm {0}", "Quý {2} - {0}"]),
)
def test_quarter_is_read_back(year: int, quarter: int, style: str) -> None:
    (found,) = find_dates(style.format(year, quarter, ("I", "II", "III", "IV")[quarter - 1]), None)
    assert found.value == f"{year}-Q{quarter}"
    assert found.first_day == f"{year}-{3 * quarter - 2:02}-01"


@settings(deadline=None)
@given(
    st.integers(1900, 2090),
    st.integers(1, 9),
    st.sampled_from(["giai đoạn", "nhiệm kỳ"]),
    st.sampled_from(["-", " - ", "–"]),
)
def test_term_of_years_is_read_back(year: int, more: int, head: str, dash: str) -> None:
    (found,) = find_dates(f"{head} {year}{dash}{year + more}", None)
    assert found.value == f"{year}/{year + more}"
    assert (found.first_day, found.last_day) == (f"{year}-01-01", f"{year + more}-12-31")


PIECES = st.sampled_from(
    re.findall(
        r"\S+|\n",
        "ngày tháng năm quý tuần sáng chiều thứ hai mùng 5 12 31 15/6 5-7 2025 / - . ( ) trước từ đến và , giờ h tết "
        "rằm đầu cuối tới qua nay III \n kỷ niệm giai đoạn 6 nhiệm kỳ đêm hôm cùng",
    )
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)), st.none() | DAYS)
@example("ngày 29/2", date(2023, 6, 1))
@example("ngày 31 tháng này", date(2025, 6, 1))
@example("năm 9999", date(9999, 12, 31))
@example("tuần trước, năm trước, hôm qua", date(1, 1, 1))
@example("rằm tháng giêng", date(1700, 1, 1))
def test_dates_lie_in_the_text_in_order_without_overlap(text: str, published: date | None) -> None:
    reached = 0
    for found in find_dates(text, published):
        assert reached <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        assert (found.first_day is None) == (found.last_day is None)
        assert found.first_day is None or found.first_day <= (found.last_day or "")
        reached = found.end


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1/",
        "1-",
        "1.",
        "12/3 ",
        "ngày ",
        "1 2 ",
        "năm ",
        "một ",
        "đến 5/6 ",
        "(1/1/2025)\n",
        "ngày 5/6 và ",
    ],
)
def test_long_monotonous_text_is_read_to_its_end(unit: str) -> None:
    text = (unit * 30_000)[:30_000] + " ngày 15/6/2025"
    assert find_dates(text, PUBLISHED)[-1].value == "2025-06-15"
