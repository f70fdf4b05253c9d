"""Four times the text is four times the work: counted in function calls, which no busy machine makes more of.

Rows of sentences that differ only in their names, places and numbers are where everything could be compared with
everything else.
"""

import cProfile
import pstats

import pytest

from pipeline.flow import Annotator
from pipeline.schema import Article, Record
from pipeline.segment.word_model import forget_runs

SHORT, TIMES = 3_000, 4
# Tables that grow with the text are looked up a little more often, and lists are compared up to some length.
MOST = 1.15 * TIMES

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương")
SYLLABLES = ("An", "Bình", "Cường", "Dũng", "Giang", "Hà", "Khánh", "Lâm", "Minh", "Nam", "Phúc", "Sơn", "Tuấn", "Vân")
ROWS = [
    '"{name}" ',
    "“{name} ",
    "{name}, ",
    "ông {name}, ",
    "Ông {given} nói. ",
    "ông {name} Lộc, ông Lộc, ",
    "ông {given} ({name}), ",
    "Ảnh: {name}\n",
    "đồng chí {name} và ",
    "Đại biểu {name} yêu cầu các xã rà soát. Ông {given} đề nghị các sở báo cáo. ",
    "“Các xã phải rà soát”, ông Nguyễn Văn Bình nhấn mạnh. ",
    'Ông {name} nói: "Các xã phải rà soát". ',
    "Ông {name} đề xuất các xã rà soát. Các xã cần báo cáo. ",
    "Phó Chủ tịch UBND xã {given}, ",
    "Chủ tịch UBND xã {place} {name} nói. Chủ tịch UBND xã dự. ",
    "Ông Nguyễn Văn Bình, Chủ tịch UBND xã {place}, dự. ",
    "Lãnh đạo UBND xã {place} yêu cầu các thôn rà soát. Ông {name}, Giám đốc Sở Y tế, dự. ",
    "UBND xã {place} yêu cầu các thôn rà soát hồ sơ. ",
    "Tỉnh {place} yêu cầu các xã rà soát hồ sơ. HĐND tỉnh {place} họp. ",
    "Giao Sở {place} chủ trì, phối hợp với Sở {given} rà soát hồ sơ. ",
    "Ông Nguyễn Văn Bình yêu cầu Sở Nội vụ rà soát hồ sơ. ",
    "Chủ tịch UBND tỉnh yêu cầu Sở Nội vụ báo cáo trước ngày {day}/6.\n",
    "UBND tỉnh yêu cầu:\n1. Sở {place} rà soát;\n2. UBND xã {place} báo cáo.\n",
    "Công văn số {number}/UBND-NC yêu cầu Sở {place} rà soát. ",
    "ngày {day} đến ",
    "trong {day} ngày kể từ ngày {day}/6, ",
    "Quyết định số {number}/QĐ-UBND ngày {day}/6/2025, ",
]


def row(pattern: str, length: int) -> str:
    text = ""
    for number in range(length):
        one, other = (SYLLABLES[at % len(SYLLABLES)] for at in (number, number // len(SYLLABLES)))
        surname = SURNAMES[number % len(SURNAMES)]
        text += pattern.format(
            name=f"{surname} {other} {one}", given=one, place=f"{one} {other}", number=number + 1, day=number % 28 + 1
        )
        if len(text) >= length:
            break
    return text[:length].strip()


def calls(annotator: Annotator, text: str) -> int:
    """How many functions are called to annotate the text."""
    forget_runs()
    profile = cProfile.Profile()
    profile.enable()
    outcome = annotator(Article(id="a", text=text, published_at="2025-06-10"))
    profile.disable()
    assert isinstance(outcome, Record)
    return sum(of for _, of, *_ in pstats.Stats(profile).stats.values())  # type: ignore[attr-defined]


@pytest.mark.parametrize("pattern", ROWS)
def test_four_times_the_text_is_four_times_the_work(annotator: Annotator, pattern: str) -> None:
    assert calls(annotator, row(pattern, SHORT * TIMES)) < MOST * calls(annotator, row(pattern, SHORT))
