"""Regular expressions of the date grammar, over folded text (`pipeline.orthography.fold`).

`ANCHOR` finds where an expression may begin; the others are matched at such a place.
Nothing repeats inside a repetition, so none of them can backtrack without bound.
"""

import re

from pipeline.annotate.date_values.words import (
    BRANCHES,
    DAY_SHIFTS,
    DAYS,
    HOLIDAYS,
    NUMBERS,
    PARTS,
    SHIFTS,
    STEMS,
    UNITS,
    WEEKDAYS,
    any_of,
    frames,
)
from pipeline.orthography import fold

_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
_YEAR = r"(?:1\d|20|21)\d\d(?!\d)"
_NUMBER_WORD = any_of(word for word in NUMBERS if not re.fullmatch("i+v?|iv", word))
_MONTH_WORD = any_of([*(word for word, number in NUMBERS.items() if number <= 12), "giêng", "chạp"])
_QUARTER = r"(?:[1-4](?!\d)|" + any_of(word for word, number in NUMBERS.items() if number <= 4) + r"(?!\w))"
_QUARTER_WORD = any_of({fold("quý"), "quí"})
_CYCLE_YEAR = rf"(?: {any_of(STEMS)} {any_of(BRANCHES)}(?!\w))"
_SHIFT = any_of(SHIFTS)
_END = r"(?!\w|[%‰²]|[/.,:]\d|[/-][^\W\d])"
_TO = r"(?: ?[-–—] ?| (?:đến|dến|tới) (?:hết )?)"
_TO_OR_AND = r"(?: ?[-–—] ?| (?:đến|dến|tới) (?:hết )?| và |, )"
_EDGE = r"(?:(?P<edge>những ngày đầu|những ngày cuối|đầu|giữa|cuối|cả|nửa đầu|nửa cuối) )?"


def _year_tail(key: str = "") -> str:
    """The year after a month or a quarter: `/2025`, ` năm 2025`, `, năm 2025`, ` năm nay`."""
    return (
        rf"(?:(?: ?[/–-] ?|\.)(?P<year{key}>{_YEAR})|,? (?:của )?năm (?P<named_year{key}>{_YEAR})"
        rf"|,? (?:của )?năm (?P<year_shift{key}>{_SHIFT})(?!\w))"
    )


def _day(key: str, *, month_needed: bool) -> str:
    """A day of a month: `15/6`, `15-6-2025`, `15 tháng 6 năm 2025`, and `15` where no month is needed."""
    numeric = (
        rf" ?(?P<mark{key}>[/.–-]) ?(?P<month{key}>{_MONTH})"
        rf"(?: ?[/.–-] ?(?P<year{key}>{_YEAR})|(?P=mark{key})(?P<short_year{key}>\d\d)(?!\d))?"
        rf"(?! ?(?P=mark{key}) ?\d)"
    )
    worded = (
        rf",? tháng (?P<month_word{key}>{_MONTH}|{_MONTH_WORD})(?!\w)"
        rf"(?:(?: ?[/-] ?|,? (?:của )?năm )(?P<named_year{key}>{_YEAR}))?"
    )
    return rf"(?P<day{key}>{_DAY})(?:{numeric}|{worded}){'' if month_needed else '?'}"


_DAY_HEAD = r"(?P<head>(?:(?:ngày|hôm|các ngày) )?(?:(?:mùng|mồng) )?)"
_LUNAR = r"(?P<lunar> (?:âm lịch|al|\((?:âm lịch|al)\))(?!\w))?"

DAYS_RANGE = re.compile(
    _DAY_HEAD
    + _day("", month_needed=False)
    + rf"(?P<between>(?:, ?\d\d?(?!\d)){{0,6}})(?P<to>{_TO}| và |, )(?:ngày )?(?:(?:mùng|mồng) )?"
    + _day("_b", month_needed=True)
    + _LUNAR
    + _END
)
DAY = re.compile(_DAY_HEAD + _day("", month_needed=True) + _LUNAR + _END)
DAY_ALONE = re.compile(
    rf"(?P<head>(?:ngày|mùng|mồng|ngày mùng|ngày mồng) )(?P<day>{_DAY})(?:(?P<to>{_TO}|, | và )(?P<day_b>{_DAY}))?"
    rf"(?P<tet> tết(?!\w))?(?! (?:hàng|hằng|mỗi) tháng)" + _END
)
DAYS_OF_MONTH = re.compile(
    rf"(?P<count>[12]?\d) ngày (?P<which>đầu|cuối)(?: của)? tháng (?P<month>{_MONTH}){_year_tail()}?" + _END
)
FIRST_DAY = re.compile(
    rf"ngày (?P<which>đầu tiên|đầu|cuối cùng|cuối)(?: của)? tháng (?P<month>{_MONTH}|{_MONTH_WORD})(?!\w)"
    rf"{_year_tail()}?" + _END
)
LUNAR_DAY = re.compile(
    rf"(?:ngày )?(?:(?P<full>rằm)|(?:mùng |mồng )?(?P<day>{_DAY}))(?P<of> tháng)? "
    rf"(?P<month>giêng|chạp|tết{_CYCLE_YEAR}?)" + _END
)
HOLIDAY = re.compile(
    rf"(?:ngày )?(?P<holiday>{any_of(HOLIDAYS)})(?!\w){_CYCLE_YEAR}?(?: (?:năm )?(?P<year>{_YEAR}))?" + _END
)
CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])(?!\d)"
    r"(?: ?(?P<word>h|g|giờ) ?(?:(?P<minute>[0-5]\d)(?: ?phút|')?)?|:(?P<colon_minute>[0-5]\d)(?::[0-5]\d)?)" + _END
)
PART = re.compile(rf"(?:buổi )?(?P<part>{any_of(PARTS)})(?: (?P<shift>{any_of(DAY_SHIFTS)}))?" + _END)
RELATIVE_DAY = re.compile(any_of(DAYS) + _END)
WEEKDAY = re.compile(rf"(?P<weekday>{any_of(WEEKDAYS)})(?: (?P<shift>{_SHIFT}))?(?! (?:hàng|hằng|mỗi) tuần)" + _END)

WEEK = re.compile(_EDGE + rf"tuần (?P<shift>{_SHIFT})" + _END)
WEEK_OF_MONTH = re.compile(
    rf"tuần (?P<which>đầu tiên|đầu|cuối cùng|cuối|thứ [1-4](?!\d))(?: (?:của|trong))? "
    rf"tháng (?P<month>{_MONTH}|{_MONTH_WORD})(?!\w){_year_tail()}?" + _END
)
MONTHS_RANGE = re.compile(
    rf"tháng (?P<month>{_MONTH}|{_MONTH_WORD}){_year_tail()}?(?P<to>{_TO_OR_AND})(?P<again>tháng )?"
    rf"(?P<month_b>{_MONTH}){_year_tail('_b')}?" + _END
)
MONTH = re.compile(_EDGE + rf"tháng (?P<month>{_MONTH}|{_MONTH_WORD})(?!\w){_year_tail()}?" + _LUNAR + _END)
MONTH_SHIFT = re.compile(_EDGE + rf"tháng (?P<shift>{_SHIFT})" + _END)
MONTH_YEAR = re.compile(rf"(?P<month>{_MONTH}) ?/ ?(?P<year>{_YEAR})" + _END)
QUARTERS_RANGE = re.compile(
    rf"{_QUARTER_WORD} (?P<number>{_QUARTER}){_year_tail()}?(?P<to>{_TO_OR_AND})"
    rf"(?P<again>{_QUARTER_WORD} )?(?P<number_b>{_QUARTER}){_year_tail('_b')}?" + _END
)
QUARTER = re.compile(_EDGE + rf"{_QUARTER_WORD} (?P<number>{_QUARTER}){_year_tail()}?" + _END)
QUARTER_SHIFT = re.compile(_EDGE + rf"{_QUARTER_WORD} (?P<shift>{_SHIFT})" + _END)
MONTHS_OF_YEAR = re.compile(
    rf"(?P<count>1[0-2]|[1-9]|{_NUMBER_WORD}) tháng (?:(?P<which>đầu|cuối) |qua )?(?:của )?năm"
    rf"(?: (?P<year>{_YEAR})| (?P<year_shift>{_SHIFT}))?" + _END
)
QUARTERS_OF_YEAR = re.compile(
    rf"(?P<count>[23]|hai|ba) {_QUARTER_WORD} (?P<which>đầu|cuối)"
    rf"(?:(?: của)? năm(?: (?P<year>{_YEAR})| (?P<year_shift>{_SHIFT}))?)?" + _END
)
HALF_OF_YEAR = re.compile(
    rf"nửa (?:(?P<which>đầu|cuối)|(?P<order>sau))(?: của)? năm(?: (?P<year>{_YEAR})| (?P<year_shift>{_SHIFT}))?" + _END
)
YEARS_RANGE = re.compile(
    rf"(?P<head>(?:{any_of(frames('phase'))})? ?"
    r"(?:\d{1,2} năm )?(?:các )?(?:(?:từ )?năm )?)"
    rf"(?P<year>{_YEAR})(?P<to>{_TO})(?:năm )?(?P<year_b>{_YEAR}|\d\d(?!\d))" + _END
)
YEAR = re.compile(rf"(?:{_EDGE}(?:các )?năm (?:học )?|(?P<bare_edge>đầu|giữa|cuối) )(?P<year>{_YEAR})" + _END)
PHASE_YEAR = re.compile(rf"{any_of(frames('phase'))} (?:năm )?(?P<year>{_YEAR})" + _END)
YEAR_ALONE = re.compile(r"(?P<year>(?:1[89]|20)\d\d)(?!\d)" + _END)
YEAR_SHIFT = re.compile(_EDGE + rf"năm (?P<shift>{_SHIFT})" + _END)
SCHOOL_YEAR = re.compile(rf"năm học (?P<shift>{_SHIFT})" + _END)
YEAR_EDGE = re.compile(
    r"(?:những (?:tháng|ngày) )?(?P<edge>đầu|giữa|cuối|nửa đầu|nửa cuối|cả) năm(?! (?:học|\d))" + _END
)
UNIT_EDGE = re.compile(rf"(?P<edge>đầu|giữa|cuối) (?P<unit>tuần|tháng|{_QUARTER_WORD})" + _END)
DECADE = re.compile(
    r"(?:những năm|thập niên|thập kỷ|thập kỉ) (?P<decade>(?:1\d|20)\d0|[1-9]0)"
    r"(?: (?:của )?thế kỷ (?:trước|xx|20))?" + _END
)
SAME_PERIOD = re.compile(
    rf"cùng k[ỳì](?: (?:của )?(?:(?:năm )?(?P<year>{_YEAR})|năm (?P<year_shift>{_SHIFT})))?" + _END
)
SEASON = re.compile(rf"mùa (?:xuân|hè|hạ|thu|đông)(?: năm)? (?P<year>{_YEAR})" + _END)
_UNIT = any_of(UNITS)
_LENGTH = (
    r"(?P<ago>cách (?:đây|nay) (?:khoảng |hơn |gần )?)?"
    rf"(?P<amount>\d{{1,3}}|nửa|{_NUMBER_WORD})(?:(?: ?[-–] ?| đến | tới | hoặc )(?P<most>\d{{1,3}}|{_NUMBER_WORD}))? ?"
    rf"(?P<unit>{_UNIT})(?!\w)(?P<half> rưỡi)?(?! \d| {fold('ngoái')})"
)
_LENGTH_SHIFT = rf" (?P<shift>{_SHIFT}|nữa|gần đây|gần nhất|liên tiếp|liền)(?!\w| (?:khi|lúc|ngày|đây)(?!\w))"
LENGTH = re.compile(rf"{_LENGTH}(?:{_LENGTH_SHIFT})?" + _END)
LENGTH_SHIFTED = re.compile(_LENGTH + _LENGTH_SHIFT + _END)

_ANCHOR_WORDS = (
    "ngày|các ngày|cách (?:đây|nay)|hôm|bữa|mùng|mồng|rằm|cùng|buổi|thứ|chủ nhật|chúa nhật|tuần|tháng"
    f"|{_QUARTER_WORD}|năm|các năm|những (?:ngày|tháng|năm)|đầu|giữa|cuối|cả|nửa|thập|mùa"
)
ANCHOR = re.compile(
    rf"(?<!\w)(?:(?P<digits>\d+)|(?P<number>{_NUMBER_WORD}) (?:(?:đến|-) (?:{_NUMBER_WORD}) )?{_UNIT}(?!\w)"
    rf"|(?:(?P<holiday>{any_of(HOLIDAYS)})|(?P<phase>{any_of(frames('phase'))})|(?P<part>{any_of(PARTS)})"
    rf"|(?P<word>{_ANCHOR_WORDS}))(?!\w))"
)
