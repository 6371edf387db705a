"""The words of which phrases about times are made."""

import re
import unicodedata

from kepuyue.model.schedule import State

_NUMBERED = "".join(
    chr(code)
    for first, last in (
        (0x2070, 0x2079), (0x2080, 0x2089), (0x2460, 0x249B), (0x24EA, 0x24EA),
        (0x3358, 0x3370), (0x33E0, 0x33FE),
    )
    for code in range(first, last + 1)
) + "²³¹"  # fmt: skip
"""Digits with something round them: NFKC would put them beside the digits that follow."""
MARK = "\ue000"
"""Stands for such a digit: the number of an item, which is no part of a date."""
PLACE = "\ue001"
"""Stands for the name of a place."""
_MARKED = dict.fromkeys(map(ord, _NUMBERED), MARK) | {
    ord("，"): ", ",  # the comma of a rule of RFC 5545 has no space after it
    ord("；"): "; ",
}
_UNIFIED = str.maketrans(
    {
        **dict.fromkeys("至到~—–―─━〜〰⁓→", "至"),
        **dict.fromkeys("‐‑−⁃", "-"),
        **dict.fromkeys("[{<【〔《〈「", "("),
        **dict.fromkeys("]}>】〕》〉」", ")"),
        **dict.fromkeys("∶︓꞉", ":"),
        **dict.fromkeys("和及与&", "、"),
        **dict.fromkeys("\r\x85\u2028\u2029", "\n"),
        **dict.fromkeys("\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        "。": ";",
        "号": "日", "點": "点", "時": "时", "週": "周", "兩": "两", "・": ".", "·": ".",
    }
)  # fmt: skip

WEEKDAYS = {
    f"{week}{day}": number
    for week in ("星期", "礼拜", "周")
    for number, day in [*enumerate("一二三四五六日"), (6, "天")]
}
"""Weekdays by their names, Monday 0."""
SHORT_WEEKDAYS = {**{day: number for number, day in enumerate("一二三四五六日")}, "天": 6}
"""Weekdays as they follow another: 周六、日."""
DAYS_OF_WORK, DAYS_OFF = ("工作日",), ("周末", "双休日", "双休")

OPEN_TIMES = frozenset({
    "待定", "未定", "另定", "待通知", "另行通知", "待确定", "待安排", "另行安排", "另行确定",
})  # fmt: skip
"""What says that a time is to be announced."""
OPEN = OPEN_TIMES | {
    "上旬", "中旬", "下旬", "初", "底", "末", "中", "上半月", "下半月", "上半年", "下半年", "长期",
    "常年", "全年", "即日", "近期", "年内", "适时", "择期", "不定期", "开学", "国庆", "国庆节",
    "中秋", "中秋节", "春节", "元旦", "五一",
    "劳动节", "教师节", "暑假", "暑期", "寒假", "假期", "节假日",
    *(f"第{number}{week}" for number in "一二三四五" for week in ("周", "个星期", "星期", "个周")),
}  # fmt: skip
"""What names a time without saying which days."""
AROUND = frozenset({"左右", "前后", "期间"})
ABOUT = frozenset({"约", "大约", "大概", "暂定", "初定", "拟", "拟定", "拟于", "预计", "计划"})
STATES = {word: state for state in State for word in (state.label, *state.aliases)}
CLOSED = frozenset({"闭馆", "休馆", "除外", "休息", "不开放"})
NEXT_DAY = {"次日": 1, "翌日": 1, "第二天": 1, "当日": 0, "当天": 0}

MORNING, NOON, AFTERNOON, EVENING, NIGHT, WHOLE = (
    ("上午", "早上", "早晨", "清晨", "早"), ("中午", "正午", "午间"), ("下午", "午后"),
    ("晚上", "傍晚", "晚间", "夜间", "夜晚", "晚"), ("凌晨",),
    ("全天", "整天", "白天", "上下午", "上、下午", "上午下午"),
)  # fmt: skip
AM, PM = ("am", "a.m.", "AM", "A.M.", "Am"), ("pm", "p.m.", "PM", "P.M.", "Pm")

HALF_DAYS = frozenset({*AM, *PM})


def _hours(*hours: int, add: int = 0) -> dict[int, int]:
    return {hour: hour + add for hour in hours}


_AFTER = _hours(*range(12), add=12) | _hours(*range(12, 24))
PARTS: dict[str, dict[int, int]] = {
    **dict.fromkeys(MORNING, _hours(*range(13))),
    **dict.fromkeys(NOON, _hours(*range(10, 15)) | {1: 13, 2: 14}),
    **dict.fromkeys(AFTERNOON, _AFTER),
    **dict.fromkeys(EVENING, _hours(*range(4, 12), add=12) | _hours(*range(16, 25)) | {12: 24}),
    **dict.fromkeys(NIGHT, _hours(*range(7)) | {12: 0}),
    **dict.fromkeys(WHOLE, _hours(*range(25))),
    **dict.fromkeys(AM, _hours(*range(12)) | {12: 0}),
    **dict.fromkeys(PM, _AFTER),
}
"""The parts of a day: which hour an hour is that people say with them."""
PARTS_OF_DAY = frozenset({*MORNING, *NOON, *AFTERNOON, *EVENING, *NIGHT, *WHOLE})
"""The parts of a day that may stand alone."""

DONE = ("举行", "举办", "开展", "进行", "开放", "北京时间")
"""What may stand after a time and says nothing more of it."""
TENTATIVE = ("暂定", "初定", "拟定")
_OTHERS = {
    "一刻", "三刻", "准时", "开始", "结束", "全月", "整月", "整个月", "为止", "截至", "截止",
    "直至", "另加", "加开", "以外", "之外",
    "改为", "改在", "以后", "定于", "具体", "日期", "为准", "通知",
    "活动时间", "举办时间", "开展时间", "时间", "活动", "学期", "每逢", "天天",
}  # fmt: skip
WORDS = frozenset({
    *WEEKDAYS, *DAYS_OF_WORK, *DAYS_OFF, *OPEN, *AROUND, *ABOUT, *STATES, *CLOSED, *NEXT_DAY,
    *PARTS, *DONE, *_OTHERS,
})  # fmt: skip
KNOWN = WORDS | set("年月日时点分半:.,、;\n/-至()个周星期每的在于从自起止一二三四五六七八九十")
"""What may stand in a phrase that names no date."""

NUMERALS = "零〇一二两三四五六七八九十廿"
_RULE = r"(?:RRULE:)?FREQ=[A-Z]+(?:;[A-Z]+=[A-Z0-9+\-]+(?:,[A-Z0-9+\-]+)*)*"
_LONGER = sorted((word for word in WORDS if len(word) > 1), key=len, reverse=True)
# Digits and the commonest marks first: no longer word begins with one of those.
_TOKEN = re.compile(
    rf"[0-9]+|时间|日期(?!间)|年内|[年月日点时分:,、;()/\n]|{'|'.join(map(re.escape, _LONGER))}"
    rf"|[{NUMERALS}]+|至+|-+|{_RULE}|[^ \t]"
)
_NUMERALS = frozenset(NUMERALS)
_NUMERAL_UNITS = frozenset("年月日点时分次天场")
_STATE = "|".join(map(re.escape, sorted(STATES, key=len, reverse=True)))
# The name of a place may hold anything, so it ends only where another date begins.
_PLACE = re.compile(
    rf"改在(.+?)(?=(?:[（(](?:{_STATE})[）)])?"
    r"(?:[，,；;\n] ?(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|\Z))",
    re.DOTALL,
)

# The numeral one that is typed for a dash: it stands between two numbers.
_ONE = re.compile("(?<=[0-9]) ?一 ?(?=[0-9])|(?<=[日号]) ?一 ?(?=[0-9]{1,2}[日号月])")


def lift_places(text: str) -> tuple[str, list[str]]:
    """Return a text with marks in the place of the names of places (改在…), and the names.

    >>> lift_places("9月13日改在市民广场（取消）")[1]
    ['市民广场']
    """
    if "改在" not in text:
        return text, []
    text = text.replace(PLACE, "\ufffd")
    places = [match[1].strip() for match in _PLACE.finditer(text)]
    return _PLACE.sub("改在" + PLACE, text), places


def normalised(text: str) -> str:
    """Return a text with one form for each digit, dash, bracket and separator.

    >>> normalised("９：00—11：00（周六）")
    '9:00至11:00(周六)'
    """
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text.translate(_MARKED))
    if "一" in text:
        text = _ONE.sub("至", text)
    return text.translate(_UNIFIED)


def tokens(text: str) -> list[str]:
    """Return the tokens of a normalised text.

    >>> tokens("9月13日 9:00至11:30")
    ['9', '月', '13', '日', '9', ':', '00', '至', '11', ':', '30']
    """
    found: list[str] = _TOKEN.findall(text)
    if not _NUMERALS.isdisjoint(text):
        _read_numerals(found)
    return found


def _read_numerals(found: list[str]) -> None:
    """Put digits for numerals before a unit; those that go on a list of weekdays stay."""
    of_week = False
    for index, word in enumerate(found[:-1]):
        is_numeral = word[0] in _NUMERALS and word not in WORDS
        of_week = word in WEEKDAYS or (of_week and (is_numeral or word in "、,日天"))
        if is_numeral and not of_week and found[index + 1] in _NUMERAL_UNITS:
            found[index] = _number(word)


def spans_of_tokens(text: str) -> list[tuple[int, int]]:
    """Return where each token of a normalised text begins and ends."""
    return [match.span() for match in _TOKEN.finditer(text)]


def _number(numerals: str) -> str:
    """Return the digits of Chinese numerals; the numerals where they are no number below 100.

    >>> _number("十三"), _number("二十"), _number("二〇二五"), _number("十十")
    ('13', '20', '2025', '十十')
    """
    digits = {numeral: "001223456789"[i] for i, numeral in enumerate("零〇一二两三四五六七八九")}
    tens, ten, ones = numerals.replace("廿", "二十").partition("十")
    if not ten:
        return "".join(digits[numeral] for numeral in numerals)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return numerals
    return digits.get(tens, "1") + digits.get(ones, "0")
