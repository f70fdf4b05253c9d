import pytest

from pipeline.evaluation.rouge import Rouge, longest_common, rouge


@pytest.mark.parametrize(
    ("summary", "reference", "one", "two", "longest"),
    [
        ("hồ Đá Bàn cạn", "hồ Đá Bàn cạn", 1, 1, 1),
        ("hồ cạn", "mưa to", 0, 0, 0),
        ("", "mưa to", 0, 0, 0),
        ("cạn hồ", "hồ cạn", 1, 0, 0.5),
        ("hồ Đá Bàn", "hồ Đá Bàn cạn nước", 0.75, 2 / 3, 0.75),
        ("mưa mưa mưa", "mưa to", 0.4, 0, 0.4),
        ("Thuỷ lợi!", "THỦY LỢI", 1, 1, 1),
        ("a b c d", "a x c d", 0.75, 1 / 3, 0.75),
    ],
)
def test_rouge_is_the_f1_of_common_syllables_pairs_and_order(
    summary: str, reference: str, one: float, two: float, longest: float
) -> None:
    assert rouge(summary, reference) == pytest.approx((one, two, longest))


def test_rouge_mean_is_of_each_measure() -> None:
    assert Rouge.mean([Rouge(0, 0.5, 1), Rouge(1, 0.5, 0)]) == Rouge(0.5, 0.5, 0.5)
    with pytest.raises(ZeroDivisionError):
        Rouge.mean([])


@pytest.mark.parametrize(("one", "other", "length"), [("abcbdab", "bdcaba", 4), ("", "a", 0), ("abc", "abc", 3)])
def test_rouge_longest_common_subsequence(one: str, other: str, length: int) -> None:
    assert longest_common(one, other) == length
