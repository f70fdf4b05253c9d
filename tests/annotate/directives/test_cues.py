"""Order words that count, and who is said to tell."""

from collections.abc import Callable

import pytest

from pipeline.annotate.directives.cues import find_cues, find_teller, goes_on_telling, is_said_by_document
from pipeline.annotate.directives.reading import Reading


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("UBND tỉnh yêu cầu các sở báo cáo.", ["yêu cầu"]),
        ("UBND tỉnh giao Sở Y tế lập kế hoạch; đề nghị các xã phối hợp.", ["giao", "đề nghị"]),
        ("Theo yêu cầu của UBND tỉnh, đoàn đã kiểm tra.", []),
        ("Sản phẩm đáp ứng yêu cầu kỹ thuật.", []),
        ("Hội nghị giao ban diễn ra sáng nay.", []),
        ("Nút giao thông này hay ùn tắc.", []),
        ("Ban Chỉ đạo họp chiều qua.", []),
    ],
)
def test_find_cues_leaves_out_nouns_and_names(read: Callable[[str], Reading], text: str, words: list[str]) -> None:
    reading = read(text)
    assert [reading.text[cue.start : cue.end] for cue in find_cues(reading, 0, len(reading.text))] == words


def test_find_cues_marks_what_is_passive_or_already_said(read: Callable[[str], Reading]) -> None:
    reading = read("Sở Y tế được giao lập kế hoạch. UBND tỉnh đã chỉ đạo các huyện chống rét.")
    passive, already = find_cues(reading, 0, len(reading.text))
    assert (passive.passive, passive.already) == (True, False)
    assert (already.passive, already.already) == (False, True)


@pytest.mark.parametrize(
    ("text", "teller"),
    [
        ("Chủ tịch UBND huyện Lường Văn Đoan yêu cầu các xã họp dân.", "Lường Văn Đoan"),
        ("Làm việc với Sở Xây dựng, UBND tỉnh ghi nhận kết quả, yêu cầu đẩy nhanh tiến độ.", "UBND tỉnh"),
        ("Công văn gửi UBND các huyện yêu cầu rà soát.", None),
    ],
)
def test_find_teller_is_not_who_is_told(read: Callable[[str], Reading], text: str, teller: str | None) -> None:
    reading = read(text)
    cue = find_cues(reading, 0, len(reading.text))[0]
    found = find_teller(reading, 0, cue)
    assert (reading.text[found.start : found.end] if found else None) == teller


def test_goes_on_telling_after_a_comma_or_conjunction(read: Callable[[str], Reading]) -> None:
    reading = read("UBND tỉnh biểu dương xã Nậm Lon, đồng thời yêu cầu các huyện học tập.")
    cue = find_cues(reading, 0, len(reading.text))[0]
    assert goes_on_telling(reading, 0, cue)


def test_is_said_by_document_only_where_the_writing_is_the_subject(read: Callable[[str], Reading]) -> None:
    reading = read("Công điện nêu rõ các xã phải trực ban. UBND tỉnh yêu cầu các huyện báo cáo.")
    by_document, by_body = (cue for cue in find_cues(reading, 0, len(reading.text)))
    assert is_said_by_document(reading, 0, by_document)
    assert not is_said_by_document(reading, 0, by_body)
