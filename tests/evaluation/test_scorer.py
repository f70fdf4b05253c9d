"""The figures were worked out by hand: see the counts beside each case."""

from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.evaluation.scorer import Expansion, Miss, Tally, comparable, score
from pipeline.lexicons import load_lexicon

TEXT = (
    "Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6; không để dân chờ. "
    "Ngày 30/6 là hạn chót."
)
FIRST, SECOND = "rà soát hồ sơ trước ngày 30/6", "không để dân chờ"

Object = dict[str, Any]
Counts = tuple[float, int, int]


def place(quote: str, nth: int = 0) -> Object:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(quote, start + 1)
    return {"start": start, "end": start + len(quote)}


def gold(**fields: Any) -> Object:
    return {"id": "a", "text": TEXT, "people": [], "dates": [], "directives": []} | fields


def directive(action: Object | str, **slots: Any) -> Object:
    slots = {"issuer": None, "addressees": [], "deadline": None, "polarity": "do"} | slots
    return {"action": action} | slots


def counts(wanted: Object, record: Object | None) -> dict[str, Counts]:
    tally = score([wanted], {} if record is None else {"a": record})
    return {name: (tally.right[name], tally.predicted[name], tally.gold[name]) for name in tally.gold}


def misses(wanted: Object, record: Object) -> list[Miss]:
    return score([wanted], {"a": record}).misses


# --- what compares as equal ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("UỶ BAN  nhân dân", "ủy ban nhân dân"),
        ("UBND TP. Hải Bình", "ủy ban nhân dân thành phố hải bình"),
        ("Sở TN&MT", "sở tài nguyên và môi trường"),
        ("Phó Bí thư - Chủ tịch", "phó bí thư chủ tịch"),
        ("tỉnh u\u0309y", "tỉnh ủy"),
        (None, ""),
        ("./.", ""),
    ],
)
def test_comparable_folds_spaces_signs_tones_and_abbreviations(text: str | None, same: str) -> None:
    assert comparable(text) == same


def test_expansions_are_given_in_the_form_in_which_they_are_compared() -> None:
    for row in load_lexicon("scoring_abbreviations", Expansion):
        assert comparable(row.form) == row.expansion == comparable(row.expansion)


# --- people, roles ---------------------------------------------------------------------------------------


def test_people_and_roles_are_compared_as_sets() -> None:
    wanted = gold(people=[{"name": "Trần Văn Mẫn", "roles": ["Chủ tịch UBND tỉnh", "Phó Bí thư"]}, {"name": "Lê An"}])
    record = {
        "people": [
            {"name": "TRẦN VĂN MẪN", "roles": [{"title": "Chủ tịch Uỷ ban nhân dân tỉnh"}, {"title": "Bí thư"}]},
            {"name": "Lê Bưởi", "roles": ["Đại biểu"]},
        ]
    }
    got = counts(wanted, record)
    assert got["people"] == (1, 2, 2)
    assert got["roles"] == (1, 3, 2)
    assert misses(wanted, record) == [
        Miss("a", "people", "missed", "lê an"),
        Miss("a", "people", "spurious", "lê bưởi"),
        Miss("a", "roles", "missed", "('trần văn mẫn', 'phó bí thư')"),
        Miss("a", "roles", "spurious", "('lê bưởi', 'đại biểu')"),
        Miss("a", "roles", "spurious", "('trần văn mẫn', 'bí thư')"),
    ]


# --- dates -----------------------------------------------------------------------------------------------

DAY = {"text": "30/6", "value": "2025-06-30", "role": "deadline"}


def test_dates_pair_by_place_and_count_by_value_and_role() -> None:
    wanted = gold(dates=[DAY, DAY | {"text": "Ngày 30/6", "role": "event"}])
    record = {
        "dates": [
            place("ngày 30/6") | {"value": "2025-06-30", "role": "event"},
            place("30/6", 1) | {"value": "2024-06-30", "role": "event"},
            place("Ông") | {"value": "2025", "role": "event", "text": "Ông"},
        ]
    }
    got = counts(wanted, record)
    assert got["dates (found)"] == (2, 3, 2)
    assert got["dates (value)"] == (1, 3, 2)
    assert got["dates (value+role)"] == (0, 3, 2)
    assert [(miss.kind, miss.what.split(":")[0]) for miss in misses(wanted, record)] == [
        ("role", "30/6"),
        ("value", "Ngày 30/6"),
        ("spurious", "Ông"),
    ]


def test_date_pairs_with_the_one_of_its_value_before_the_longer_one() -> None:
    record = {"dates": [place("ngày 30/6") | {"value": "2025"}, place("30/6") | {"value": "2025-06-30"}]}
    assert counts(gold(dates=[DAY]), record)["dates (value)"] == (1, 2, 1)


def test_identical_quotes_take_the_next_place_unless_told_where() -> None:
    second = {"dates": [place("30/6", 1) | {"value": "2025-06-30", "role": "deadline"}]}
    assert counts(gold(dates=[DAY]), second)["dates (found)"] == (0, 1, 1)
    assert counts(gold(dates=[DAY, DAY]), second)["dates (found)"] == (1, 1, 2)
    at = DAY | {"at": place("30/6", 1)["start"]}
    assert counts(gold(dates=[at]), second)["dates (found)"] == (1, 1, 1)


@pytest.mark.parametrize("wrong", [{"text": "31/6"}, {"at": 0}])
def test_quote_that_is_not_there_is_refused(wrong: Object) -> None:
    with pytest.raises(InputError, match="a: gold quote not in text"):
        counts(gold(dates=[DAY | wrong]), None)


# --- directives ------------------------------------------------------------------------------------------


def test_actions_match_from_half_overlap_on() -> None:
    wanted = gold(directives=[directive(FIRST)])
    start, end = place(FIRST).values()  # 29 letters
    half = {"start": start, "end": start + 15}  # 15 of 29
    less = {"start": start, "end": start + 14}  # 14 of 29
    assert counts(wanted, {"directives": [directive(half)]})["directives (action)"] == (1, 1, 1)
    assert counts(wanted, {"directives": [directive(less)]})["directives (action)"] == (0, 1, 1)
    assert counts(wanted, {"directives": [directive(less)]})["directives (coverage)"] == (14, 14, 29)
    beyond = {"start": start - 10, "end": end}
    assert counts(wanted, {"directives": [directive(beyond)] * 2})["directives (action)"] == (1, 2, 1)
    assert counts(wanted, {"directives": [directive(beyond)] * 2})["directives (coverage)"] == (29, 39, 29)


def test_slots_are_scored_on_matched_actions() -> None:
    wanted = gold(
        directives=[
            directive(FIRST, issuer="Trần Văn Mẫn", addressees=["Sở Nội vụ"], deadline="2025-06-30"),
            directive(SECOND, issuer="Trần Văn Mẫn", addressees=["Sở Nội vụ"], polarity="avoid"),
        ]
    )
    by_man = {"name": "Trần Văn Mẫn", "text": "Ông Trần Văn Mẫn"}
    first = directive(
        place(FIRST), issuer=by_man, addressees=[{"text": "Sở Nội vụ tỉnh"}], deadline={"value": "2025-06-30"}
    )
    second = directive(place(SECOND), issuer=by_man, addressees=["các xã"], deadline={"value": "2025-07-01"})
    got = counts(wanted, {"directives": [second, first]})
    assert got["directives (action)"] == (2, 2, 2)
    assert got["directives (issuer, of matched)"] == (2, 2, 2)
    # "sở nội vụ" in "sở nội vụ tỉnh": 2 * 3 / (3 + 4); in "các xã": none
    assert got["directives (addressees, of matched)"] == pytest.approx((6 / 7, 2, 2))
    assert got["directives (polarity, of matched)"] == (1, 2, 2)
    assert got["directives (deadline)"] == (1, 2, 1)
    assert got["directives (complete)"] == (1, 2, 2)
    (miss,) = misses(wanted, {"directives": [second, first]})
    assert (miss.kind, miss.what[:16]) == ("incomplete", SECOND)


@pytest.mark.parametrize(
    ("want", "issuer", "right"),
    [
        ("UBND tỉnh", {"name": "Ủy ban nhân dân tỉnh"}, 1),
        ("UBND tỉnh", {"name": None, "organization": "UBND tỉnh"}, 1),
        ("UBND tỉnh", {"name": "Trần Văn Mẫn", "text": "UBND tỉnh"}, 1),
        ("UBND tỉnh", "UBND tỉnh", 1),
        ("UBND tỉnh", {"name": "UBND tỉnh Hải Bình"}, 1),
        ("UBND tỉnh", {"name": "Thường trực UBND tỉnh Hải Bình và các sở"}, 0),
        ("Mẫn", {"name": "Trần Mẫn"}, 0),
        ("UBND tỉnh", None, 0),
        (None, None, 1),
        (None, {"name": "", "text": "."}, 1),
        (None, {"name": "UBND tỉnh"}, 0),
    ],
)
def test_issuer_is_right_by_name_organization_or_most_of_it(want: str | None, issuer: Any, right: int) -> None:
    wanted = gold(directives=[directive(FIRST, issuer=want)])
    got = counts(wanted, {"directives": [directive(place(FIRST), issuer=issuer)]})
    assert got["directives (issuer, of matched)"] == (right, 1, 1)


# --- all together ----------------------------------------------------------------------------------------


def test_article_without_a_record_counts_as_missed_whole() -> None:
    wanted = gold(people=[{"name": "Trần Văn Mẫn", "roles": ["Chủ tịch"]}], dates=[DAY], directives=[directive(FIRST)])
    got = counts(wanted, None)
    assert got["people"] == got["roles"] == got["dates (found)"] == got["directives (action)"] == (0, 0, 1)


def test_rows_add_up_over_articles_in_the_order_of_the_measures() -> None:
    people = [{"name": "Trần Văn Mẫn"}]
    records = {"a": {"people": people}, "b": {"people": [{"name": "Lê An"}, {"name": "Lê Bưởi"}]}}
    rows = list(score([gold(people=people), gold(id="b", people=people), gold(id="c", people=people)], records).rows())
    assert [row.measure for row in rows] == [
        "people",
        "roles",
        "dates (found)",
        "dates (value)",
        "dates (value+role)",
        "directives (action)",
        "directives (coverage)",
        "directives (issuer, of matched)",
        "directives (addressees, of matched)",
        "directives (polarity, of matched)",
        "directives (complete)",
        "directives (deadline)",
    ]
    # 1 right of 3 found and 3 wanted; nothing wanted and nothing found is no fault
    assert rows[0][1:] == pytest.approx((1 / 3, 1 / 3, 1 / 3, 3))
    assert tuple(rows[1]) == ("roles", 0.0, 0.0, 1.0, 0)


def test_tally_weighs_precision_and_recall() -> None:
    tally = Tally()
    tally.add("people", 3, 4, 6)
    (row,) = tally.rows()
    assert row[1:] == pytest.approx((0.75, 0.5, 0.6, 6))


def test_record_of_another_text_is_refused() -> None:
    with pytest.raises(InputError, match="a: the record's text is not the gold text"):
        counts(gold(), {"text": TEXT + " "})


@pytest.mark.parametrize(
    ("wanted", "record"),
    [
        ({"id": "a", "text": TEXT, "people": [], "dates": []}, {}),
        (gold(), {"people": [{}]}),
        (gold(), {"dates": [{"start": 1}]}),
    ],
)
def test_gold_or_record_without_a_key_is_refused(wanted: Object, record: Object) -> None:
    with pytest.raises(InputError, match=r"a: gold or record without '(directives|name|end)'"):
        counts(wanted, record)
