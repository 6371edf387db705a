"""Times of day: 上午9:00-11:30, 下午2点半, 20:00-次日2:00."""

from datetime import date

import attrs

from kepuyue.io.platform.phrase import day, token
from kepuyue.io.platform.phrase.cursor import DASHES, HOUR, Cursor

DAY = 24 * 60 * 60
_HALVES = {"半": 30 * 60, "一刻": 15 * 60, "三刻": 45 * 60, "整": 0, "钟": 0}
_AFTER = frozenset({"整", "开始", "准时", "起", "结束", "左右", "前后"})
_NAMES = frozenset({"具体", "时间", "日期"})
_DIGITS = frozenset("0123456789")
_DATE = frozenset({"年", "月", "日", ".", "/"})


@attrs.frozen
class Hours:
    """A time of day.

    Attributes:
        start: seconds from the midnight before; ``None`` where only words tell the time.
        end: seconds from that midnight, or from the one before ``on``; ``None`` when not told.
        on: the day of the end, where another date is told.
        text: the words, where they alone tell the time.
    """

    start: int | None = None
    end: int | None = None
    on: date | None = None
    text: str | None = None


def hours(cursor: Cursor) -> list[Hours]:
    """Pass the times of day that stand one after another, and return them."""
    found: list[Hours] = []
    while True:
        mark = cursor.mark()
        cursor.gap()
        one = hour(cursor, first=not found)
        if one is None:
            cursor.reset(mark)
            return found
        found.append(one)


def hour(cursor: Cursor, *, first: bool = True) -> Hours | None:
    """Pass one time of day and return it; ``None`` where there is none.

    Args:
        cursor: where it stands.
        first: whether it may be one that is still to be announced: it stands after no other.
    """
    tokens, begin = cursor.tokens, cursor.at
    if tokens[begin] in token.OPEN_TIMES or tokens[begin] in _NAMES:
        return _open(cursor) if first else None
    about = tokens[begin] in token.ABOUT
    cursor.at += about
    part = tokens[cursor.at] if tokens[cursor.at] in token.PARTS else ""
    if part:
        cursor.at += 1
    if not cursor.is_clock(cursor.at):
        if part in token.PARTS_OF_DAY and not about:
            return Hours(text=part)
        cursor.at = begin
        return None
    if about:
        cursor.remember("approximate")
    start, part = _moment(cursor, part)
    if start >= DAY:
        raise cursor.refused(
            "ambiguous", "：开始于哪一天不清楚", "may begin on either day", at=begin
        )
    if tokens[cursor.at][:1] not in DASHES:
        return Hours(start)
    cursor.at += 1
    return _until(cursor, begin, start, part)


def _until(cursor: Cursor, first: int, start: int, part: str) -> Hours:
    """Pass the end of a time and return it."""
    tokens = cursor.tokens
    days, on = 0, None
    told = tokens[cursor.at] in token.NEXT_DAY
    if told:
        days = token.NEXT_DAY[tokens[cursor.at]]
        cursor.at += 1
    elif tokens[cursor.at].isdecimal() and not cursor.is_clock(cursor.at):
        on = day.one(cursor)
        cursor.gap()
    own = tokens[cursor.at] if tokens[cursor.at] in token.PARTS else ""
    if own:
        cursor.at += 1
    if not cursor.is_clock(cursor.at):
        raise cursor.unknown()
    inherits = not (own or told or on)
    end, _ = _moment(cursor, part if inherits else own, inherited=inherits)
    end += days * DAY
    if on is None and end < start:
        raise cursor.refused("ambiguous", "：结束早于开始", "ends before it begins", at=first)
    return Hours(start, end, on)


def _moment(cursor: Cursor, part: str, *, inherited: bool = False) -> tuple[int, str]:
    """Pass a time of the clock; return its seconds from midnight, and the part of the day."""
    tokens, first = cursor.tokens, cursor.at
    hour, minutes = _number(cursor), 0
    if cursor.take(":"):
        minutes = 60 * _sixtieth(cursor)
        if tokens[cursor.at] == ":":
            cursor.at += 1
            minutes += _sixtieth(cursor)
    elif cursor.take("点", "时"):
        minutes = _after_hour(cursor)
    if tokens[cursor.at] in token.HALF_DAYS:
        part, inherited = tokens[cursor.at], False
        cursor.at += 1
    while tokens[cursor.at] in _AFTER:
        if tokens[cursor.at] in token.AROUND:
            cursor.remember("approximate")
        cursor.at += 1
    told = token.PARTS[part].get(hour) if part else hour
    if inherited and (told is None or hour > 12):  # noqa: PLR2004  (a clock of 24 hours)
        told = hour
    if told is None or told * 3600 + minutes > DAY:
        raise cursor.refused("impossible", "：没有这个时间", "is no time of day", at=first)
    return told * 3600 + minutes, part


def _after_hour(cursor: Cursor) -> int:
    """Pass what stands after 点 or 时; return it in seconds."""
    half = cursor.take(*_HALVES)
    if half:
        return _HALVES[half]
    after = cursor.tokens[cursor.at + 1]
    if after == "分" and cursor.next in _DIGITS:
        cursor.at += 2
        return 60 * int(cursor.tokens[cursor.at - 2])
    if not cursor.next.isdecimal() or after in _DATE or after in HOUR:
        return 0
    if after[:1] in DASHES and cursor.tokens[cursor.at + 3] in _DATE:
        return 0
    seconds = 60 * _sixtieth(cursor)
    cursor.take("分")
    return seconds


def _number(cursor: Cursor) -> int:
    if len(cursor.next) > 2:  # noqa: PLR2004  (digits of an hour)
        raise cursor.unknown()
    cursor.at += 1
    return int(cursor.tokens[cursor.at - 1])


def _sixtieth(cursor: Cursor) -> int:
    """Pass minutes or seconds: two digits, below 60."""
    digits = cursor.next
    if not digits.isdecimal() or len(digits) != 2:  # noqa: PLR2004
        raise cursor.unknown()
    if digits >= "60":
        raise cursor.refused("impossible", "：没有这个时间", "is no time of day", at=cursor.at)
    cursor.at += 1
    return int(digits)


def _open(cursor: Cursor) -> Hours | None:
    """Pass words that say that the time is to be announced."""
    tokens, first = cursor.tokens, cursor.at
    while tokens[cursor.at] in _NAMES:
        cursor.at += 1
    if cursor.take(":"):
        return hour(cursor, first=False)
    if tokens[cursor.at] not in token.OPEN_TIMES:
        cursor.at = first
        return None
    cursor.at += 1
    cursor.remember("no-time")
    return Hours(text=cursor.between(first, cursor.at))
