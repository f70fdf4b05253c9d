"""Which tellings are one order, by the rule alone."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.lexicons import load_lexicon
from pipeline.schema import Record
from pipeline.summarize.entries import make_article
from pipeline.summarize.sameness import EmphasisRow, Telling, Tellings, telling

Make = Callable[..., Any]
Tell = Callable[..., Telling]


@pytest.fixture
def tell(make_record: Make, make_order: Make) -> Tell:
    def tell(id: str, action: str, *, issuer: str | None = "UBND tỉnh", **fields: Any) -> Telling:  # noqa: A002
        """The order of an article as it is compared."""
        text = f"{issuer or 'Tỉnh'} yêu cầu {action}."
        order = {name: fields.pop(name) for name in ("polarity",) if name in fields}
        directive = make_order(text, action, issuer=issuer, id=id, **order)
        record: Record = make_record(text, id=id, directives=[directive], **fields)
        return telling(make_article(record).orders[0], published=record.published_at, night="2025-06-10")

    return tell


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("rà soát toàn bộ quỹ đất công", "khẩn trương rà soát quỹ đất công", True),
        ("rà soát toàn bộ quỹ đất công", "Rà soát toàn bộ quỹ đất công", True),
        ("thuỷ lợi hoá đồng ruộng", "thủy lợi hóa đồng ruộng", True),
        ("rà soát toàn bộ quỹ đất công", "rà soát toàn bộ quỹ nhà công", False),
        ("báo cáo", "báo cáo kết quả rà soát quỹ đất công", False),
        ("báo cáo", "báo cáo", True),
        (
            "bàn giao mặt bằng đoạn qua xã Bình Minh cho nhà thầu",
            "bàn giao mặt bằng đoạn qua xã An Phú cho nhà thầu",
            False,
        ),
        ("nạo vét 12 km kênh nội đồng", "nạo vét 15 km kênh nội đồng", False),
        (
            "tổ chức kiểm điểm, rút kinh nghiệm và có hình thức xử lý tập thể, cá nhân vi phạm",
            "kiểm điểm rút kinh nghiệm, có hình thức xử lý thích hợp với tập thể và cá nhân có vi phạm theo quy định",
            True,
        ),
    ],
)
def test_same_action_in_other_words(tell: Tell, one: str, other: str, same: bool) -> None:
    assert (Tellings([tell("a1", one)]).find(tell("a2", other)) is not None) is same


@pytest.mark.parametrize("row", load_lexicon("summary_emphasis", EmphasisRow), ids=lambda row: row.form)
def test_same_action_with_emphasis_or_without(tell: Tell, row: EmphasisRow) -> None:
    known = Tellings([tell("a1", row.example)])
    assert known.find(tell("a2", " ".join(row.example.replace(row.form, "").split()))) is not None


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({"issuer": "Huyện ủy"}, False),
        ({"province": "Đông Hải"}, False),
        ({"issuer": None}, True),
        ({"published_at": "2025-06-17"}, True),
        ({"published_at": "2025-06-18"}, False),
        ({"published_at": None}, True),
        ({"polarity": "avoid"}, False),
    ],
)
def test_same_order_needs_the_issuer_and_the_time_to_be_close(tell: Tell, fields: dict[str, Any], same: bool) -> None:
    known = Tellings([tell("a1", "rà soát toàn bộ quỹ đất công")])
    assert (known.find(tell("a2", "rà soát toàn bộ quỹ đất công", **fields)) is not None) is same


def test_same_body_of_a_national_paper_may_be_any(tell: Tell) -> None:
    known = Tellings([tell("a1", "rà soát quỹ đất công của tỉnh mình", province=None)])
    assert known.find(tell("a2", "rà soát quỹ đất công tỉnh mình trong quý này", province=None)) is None


def test_orders_of_one_article_are_never_the_same(tell: Tell) -> None:
    assert Tellings([tell("a1", "rà soát quỹ đất")]).find(tell("a1", "rà soát quỹ đất")) is None


def test_novelty_falls_with_what_the_issuer_has_said(tell: Tell) -> None:
    known = Tellings([tell("a1", "rà soát toàn bộ quỹ đất công")], earlier=True)
    actions = ["rà soát toàn bộ quỹ đất công", "rà soát toàn bộ quỹ nhà ở", "rà soát dự án chậm", "tiêm phòng"]
    novelties = [known.novelty(tell("a2", action)) for action in actions]
    assert novelties == sorted(novelties)
    assert (novelties[0], novelties[-1]) == (0.0, 1.0)
    assert known.novelty(tell("a3", actions[0], issuer="Huyện ủy")) == 1.0
