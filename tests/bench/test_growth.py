import pytest

from pipeline.bench import growth
from pipeline.bench.growth import grow, scale
from pipeline.schema import Article

ARTICLES = [
    Article(id=f"a{number}", text=f"Ngày {number + 1}/6, Chủ tịch UBND xã yêu cầu Công an xã báo cáo.")
    for number in range(4)
]


def test_number_and_length_of_texts_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "_LENGTHS", (500, 1_000))
    monkeypatch.setattr(growth, "_SENTENCE", 2_000)
    found = grow(ARTICLES)
    assert [(item.name, item.articles) for item in found] == [
        ("articles", 1),
        ("articles", 2),
        ("articles", 4),
        ("one text", 1),
        ("one text", 1),
        ("one sentence", 1),
    ]
    assert [item.characters for item in found[3:]] == pytest.approx([500, 1_000, 2_000], abs=3)
    assert all(item.seconds > 0 for item in found)


def test_processes_are_counted_with_their_memory() -> None:
    (scaling,) = scale(ARTICLES, [2])
    assert scaling.workers == 2
    assert scaling.articles_per_second > 0
    assert 50 < scaling.parent_mb < 1_000
    assert 50 < scaling.worker_mb < 2_000
