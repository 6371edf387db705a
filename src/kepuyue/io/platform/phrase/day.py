"""Days: 2025年9月13日（星期六）, 9月13、14日, 9.13-9.15, 9月."""

import calendar
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kepuyue.io.platform.phrase import token
from kepuyue.io.platform.phrase.cursor import DASHES, Cursor

_BEFORE = ("自", "从", "于", "定于", "在")
_FROM = ("起", "开始", "以后")
_BETWEEN = frozenset({"、", ";", "\n", "至", "-"})
_NAMES = frozenset({*token.WEEKDAYS, *token.DAYS_OFF})
_MONTHS = 12
_WEEK = 7


class Days(NamedTuple):
    """Days from the first to the last.

    Attributes:
        first: the first day.
        last: the last day; ``None`` where no end is told (起).
        is_month: whether only months are told.
    """

    first: date
    last: date | None
    is_month: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last


def days(cursor: Cursor) -> list[Days]:
    """Pass the days that stand one after another in a list, and return them."""
    found: list[Days] = []
    while True:
        mark = cursor.mark()
        if found and not (cursor.take("、") or cursor.take(",")):
            return found
        cursor.gap("\n" if found else "")
        one = _days(cursor, found)
        if one is None or (found and is_change(cursor)):
            cursor.reset(mark)
            return found
        found.append(one)


def one(cursor: Cursor) -> date:
    """Pass a single day and return it."""
    found = single(cursor)
    if found is None:
        raise cursor.unknown()
    return found


def single(cursor: Cursor) -> date | None:
    """Pass a single day and return it; ``None`` where there is none."""
    point = _point(cursor, bare=False)
    if point is None or not point.is_day:
        return None
    check_weekday(cursor, [point])
    return point.first


def span(cursor: Cursor) -> Days | None:
    """Pass days from one to another, or a single one; ``None`` where there is none."""
    return _days(cursor, [])


def is_change(cursor: Cursor) -> bool:
    """Return whether the next token says what becomes of a date: 改为, 改在, 取消."""
    return cursor.next in ("改为", "改在") or cursor.next in token.STATES


def weekdays(cursor: Cursor) -> list[int]:
    """Pass weekdays, such as 周六、日 or 周一至周五; return them, Monday 0."""
    found: list[int] = []
    tokens = cursor.tokens
    while True:
        at = cursor.at
        if found and tokens[at] in ("、", ","):
            at += 1
        ranging = bool(found) and tokens[at][:1] in DASHES
        at += ranging
        while tokens[at] in ("每", "逢", "每逢") and found:
            at += 1
        more = _weekday(tokens[at], follows=bool(found))
        if not more:
            return found
        if ranging:
            span = (more[0] - found[-1] - 1) % _WEEK + 1
            more = [(found[-1] + step) % _WEEK for step in range(1, span + 1)]
        found += more
        cursor.at = at + 1


def _weekday(word: str, *, follows: bool) -> list[int]:
    if word in token.WEEKDAYS:
        return [token.WEEKDAYS[word]]
    if word in token.DAYS_OFF:
        return [5, 6]
    if follows and word and all(letter in token.SHORT_WEEKDAYS for letter in word):
        return [token.SHORT_WEEKDAYS[letter] for letter in word]
    return []


def _days(cursor: Cursor, before: list[Days]) -> Days | None:
    """Pass one item of a list of days."""
    first = cursor.at
    prefix = "" if cursor.next.isdecimal() else cursor.take(*_BEFORE)
    start = _point(cursor, bare=cursor.bare and bool(before))
    if start is None:
        if prefix:
            cursor.at = first
        return None
    is_labelled = False
    if start.is_day:
        is_labelled = check_weekday(cursor, [start], before)
        if cursor.take(*_FROM) and cursor.next[:1] not in DASHES:
            return Days(start.first, None)
    if cursor.next[:1] not in DASHES:
        return start
    mark = cursor.mark()
    cursor.at += 1
    end = _end(cursor, start)
    if end is None or end.last is None:
        cursor.reset(mark)
        return start
    found = Days(start.first, end.last, start.is_month and end.is_month)
    if end.is_day:
        check_weekday(cursor, [end if is_labelled else found])
    cursor.take("止")
    if cursor.take("期间"):
        cursor.remember("approximate")
    return found


def _end(cursor: Cursor, start: Days) -> Days | None:
    """Pass the last day of a range of which the dash is passed."""
    first, tokens = cursor.at, cursor.tokens
    if cursor.is_clock(first):
        if cursor.bare:
            raise cursor.refused(
                "ambiguous", "：是日期还是钟点不清楚", "may be a day or an hour", at=first
            )
        return None
    end = _point(cursor, bare=cursor.bare)
    if end is None or end.last is None:
        return None
    if end.last < start.first:
        turns = start.first.month == _MONTHS and end.first.month == 1
        if not turns or "年" in tokens[first : cursor.at]:
            raise cursor.refused("impossible", "：结束早于开始", "ends before it begins", at=first)
        cursor.year = start.first.year + 1
        cursor.at = first
        end = _point(cursor, bare=cursor.bare)
    return end


def _point(cursor: Cursor, *, bare: bool) -> Days | None:
    """Pass a day or a month; return ``None`` where there is none.

    Args:
        cursor: where it stands.
        bare: whether a number alone is a day, after one such.
    """
    tokens, at = cursor.tokens, cursor.at
    number, mark = tokens[at], tokens[at + 1]
    if not number.isdecimal():
        return None
    if mark == "月":
        return _in_month(cursor, number)
    if mark == "年":
        return _in_year(cursor, number)
    if mark in (".", "/", "-") and tokens[at + 2].isdecimal():
        return _with_marks(cursor, number, mark, bare=bare)
    return _alone(cursor, number, bare=bare)


def _alone(cursor: Cursor, number: str, *, bare: bool) -> Days | None:
    """Pass 20250913, 13日 of the month before, the 13 of 13-15日, and 13 after such a number."""
    tokens, at = cursor.tokens, cursor.at
    after = tokens[at + 1]
    if len(number) == 8:  # noqa: PLR2004
        cursor.year, cursor.month = int(number[:4]), int(number[4:6])
        return _of_month(cursor, number[6:], 1, bare=False)
    if after == "日":
        return _of_month(cursor, number, 2, bare=False)
    is_first = after[:1] in DASHES and tokens[at + 2].isdecimal() and tokens[at + 3] == "日"
    if is_first or (bare and not cursor.is_clock(at)):
        return _of_month(cursor, number, 1, bare=True)
    return None


def _in_year(cursor: Cursor, number: str) -> Days | None:
    """Pass a month, or a month and a day, of a year that is told."""
    if len(number) != 4:  # noqa: PLR2004
        raise cursor.refused(
            "ambiguous", "：年份请写四位", "needs a year of four digits", at=cursor.at
        )
    tokens, at = cursor.tokens, cursor.at + 2
    if not tokens[at].isdecimal():
        return None
    cursor.year, cursor.at = int(number), at
    if tokens[at + 1] == "月":
        return _in_month(cursor, tokens[at])
    if tokens[at + 1][:1] in DASHES and tokens[at + 2].isdecimal() and tokens[at + 3] == "月":
        return _month(cursor, tokens[at], 1)
    raise cursor.unknown()


def _in_month(cursor: Cursor, number: str) -> Days:
    """Pass 9月, or 9月13日, or 9月13."""
    tokens, at = cursor.tokens, cursor.at
    day = tokens[at + 2]
    if not day.isdecimal() or cursor.is_clock(at + 2) or len(day) > 2:  # noqa: PLR2004
        found = _month(cursor, number, 2)
        cursor.take("份")
        cursor.take("全月", "整月", "整个月")
        return found
    cursor.month = _small(cursor, number)
    has_unit = tokens[at + 3] == "日"
    return _of_month(cursor, day, 4 if has_unit else 3, bare=not has_unit)


def _with_marks(cursor: Cursor, number: str, mark: str, *, bare: bool) -> Days | None:
    """Pass 2025-09-13, 2025/9/13, 2025.9, 9.13, 9/13, and 9-10月."""
    tokens, at = cursor.tokens, cursor.at
    second, third = tokens[at + 2], tokens[at + 4] if tokens[at + 3] == mark else ""
    if len(number) == 4:  # noqa: PLR2004
        cursor.year = int(number)
        if not third.isdecimal():
            return _month(cursor, second, 3)
        cursor.month = _small(cursor, second)
        return _of_month(cursor, third, 5, bare=mark != "-", dotted=mark == ".")
    if mark == "-":
        is_months = tokens[at + 3] == "月" and not tokens[at + 4].isdecimal()
        return _month(cursor, number, 1) if is_months else _alone(cursor, number, bare=bare)
    before = tokens[at - 1] if cursor.month else "、"
    if mark == "." and (before not in _BETWEEN or not (cursor.dotted or cursor.month is None)):
        raise cursor.refused(
            "ambiguous", "：是日期还是钟点不清楚", "may be a day or an hour", at=at
        )
    month, day = _small(cursor, number), _small(cursor, second)
    has_year = len(third) == 4 and third.isdecimal()  # noqa: PLR2004
    # 9.10 is the tenth of September here; so is 9/10, after a date that tells the order.
    is_ordered = not has_year and (mark == "." or cursor.month is not None)
    if month > _MONTHS or (day <= _MONTHS and month != day and not is_ordered):
        raise cursor.refused(
            "ambiguous", "：月日先后不清楚", "may be day and month or month and day", at=at
        )
    cursor.month = month
    if has_year:
        cursor.year = int(third)
        return _of_month(cursor, second, 5, bare=False)
    return _of_month(cursor, second, 3, bare=True, dotted=mark == ".")


def _of_month(
    cursor: Cursor, number: str, length: int, *, bare: bool, dotted: bool = False
) -> Days:
    """Pass a day of the month that is known, of so many tokens."""
    if cursor.month is None:
        raise cursor.refused("ambiguous", "：没有月份", "has no month", at=cursor.at)
    if length < 3 and cursor.at and cursor.tokens[cursor.at - 1] == "日":  # noqa: PLR2004
        raise cursor.refused(
            "ambiguous", "：是日期还是钟点不清楚", "may be a day or an hour", at=cursor.at
        )
    day = _day(cursor, cursor.month, _small(cursor, number))
    cursor.at += length
    cursor.bare, cursor.dotted = bare, dotted
    return Days(day, day)


def _month(cursor: Cursor, number: str, length: int) -> Days:
    """Pass a whole month, of so many tokens."""
    cursor.month = _small(cursor, number)
    first = _day(cursor, cursor.month, 1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    cursor.at += length
    cursor.bare = False
    return Days(first, last, is_month=True)


def _small(cursor: Cursor, number: str) -> int:
    if len(number) > 2:  # noqa: PLR2004
        raise cursor.unknown()
    return int(number)


def _day(cursor: Cursor, month: int, number: int) -> date:
    """Return a day of the year that is known."""
    if cursor.year is None:
        cursor.year = _year(cursor, month)
    try:
        return date(cursor.year, month, number)
    except ValueError:
        raise cursor.refused(
            "impossible", "：没有这一天", "is no day of the calendar", at=cursor.at
        ) from None


def _year(cursor: Cursor, month: int) -> int:
    """Return the year that is told further on, or that of the campaign."""
    tokens, window = cursor.tokens, cursor.window
    for at in range(cursor.at, len(tokens) - 1):
        if tokens[at + 1] == "年" and len(tokens[at]) == 4 and tokens[at].isdecimal():  # noqa: PLR2004
            return int(tokens[at])
    if window is not None and (
        window.first.year == window.last.year or month >= window.first.month
    ):
        return window.first.year
    if window is not None and month <= window.last.month:
        return window.last.year
    raise cursor.refused(
        "no-year", "：没有年份", "has no year", at=cursor.at,
        expected=("带年份的日期，如 2025年9月13日", "a date with its year, such as 2025年9月13日"),
    )  # fmt: skip


def check_weekday(cursor: Cursor, found: list[Days], before: Sequence[Days] = ()) -> bool:
    """Pass weekdays, and hold them to the days found, or to those of the list so far.

    Args:
        cursor: where it stands.
        found: the days that stand before the weekdays.
        before: the days of the list before those.

    Returns:
        Whether weekdays of the days stand there. Those of a rule stay: 9月13日-27日（周六）.
    """
    word = cursor.tokens[cursor.at]
    if word != "(" and word not in _NAMES:
        return False
    mark, first = cursor.mark(), cursor.at
    bracket = cursor.take("(")
    is_off = cursor.next in token.DAYS_OFF
    short = bracket and cursor.tokens[cursor.at + 1] == ")"
    said = weekdays(cursor) or (_weekday(cursor.next, follows=True) if short else [])
    if not said:
        cursor.reset(mark)
        return False
    if short and cursor.tokens[cursor.at] != ")":
        cursor.at += 1
    if bracket and not cursor.take(")"):
        cursor.depth += 1
    own = _weekdays_of(found)
    if own == set(said) or (is_off and own <= set(said)):
        return True
    of_all = _weekdays_of([*before, *found])
    if set(said) == of_all:
        return True
    if len(of_all) < _WEEK and cursor.next not in token.CLOSED:
        raise cursor.refused(
            "weekday", "：星期与日期不符", "is not the weekday of the date", at=first
        )
    cursor.reset(mark)
    return False


def _weekdays_of(found: list[Days]) -> set[int]:
    """Return the weekdays that lie in days."""
    return {
        (item.first.weekday() + step) % _WEEK
        for item in found
        for step in range(min(_WEEK, ((item.last or item.first) - item.first).days + 1))
    }
