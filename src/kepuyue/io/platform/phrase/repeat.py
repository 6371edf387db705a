"""When times come again: 每周六、日, 每天，至9月30日，除9月20日, 9月27日改为14:30-16:00."""

from datetime import date
from typing import Any

import attrs

from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.phrase import clock, day, token
from kepuyue.io.platform.phrase.cursor import Cursor
from kepuyue.io.platform.phrase.day import Days
from kepuyue.io.platform.phrase.moment import slot_of
from kepuyue.model._field import built
from kepuyue.model.recurrence import WEEKDAYS, Frequency, Recurrence
from kepuyue.model.schedule import DateSpan, Override

_EVERY = ("每", "逢", "每逢")
_MOST = 100_000
_DAILY = {"frequency": Frequency.DAILY}


def rule(cursor: Cursor, items: list[Days]) -> dict[str, Any] | None:
    """Pass a rule, and return the fields of its recurrence; ``None`` where there is none.

    Args:
        cursor: where it stands.
        items: the days before it. Weekdays that are theirs are no rule.
    """
    mark = cursor.mark()
    cursor.gap()
    found = None
    if not cursor.next.isdecimal():
        first = cursor.at
        if items:
            day.check_weekday(cursor, items[-1:], items[:-1])
        if cursor.at > first:
            mark = cursor.mark()
            cursor.gap()
        found = _rule(cursor, bare=not all(item.is_day for item in items))
    if found is None:
        cursor.reset(mark)
    return found


def days_each(cursor: Cursor) -> int | None:
    """Pass 每次3天, and return the number of days; ``None`` where it does not stand there."""
    at, tokens = cursor.at, cursor.tokens
    if tokens[at] != "每" or tokens[at + 1] != "次":
        return None
    number = tokens[at + 2]
    if not number.isdecimal() or len(number) > 4 or tokens[at + 3] != "天":  # noqa: PLR2004
        raise cursor.unknown()
    cursor.at += 4
    return max(1, int(number))


def _rule(cursor: Cursor, *, bare: bool) -> dict[str, Any] | None:
    """Pass a rule; ``bare`` is whether weekdays are one without 每."""
    if "FREQ=" in cursor.next:
        return _verbatim(cursor)
    if cursor.take("天天"):
        return dict(_DAILY)
    every = cursor.take(*_EVERY)
    found = _every(cursor) if every else None
    if found is None and (every or bare):
        return _of_week(cursor)
    return found


def _every(cursor: Cursor) -> dict[str, Any] | None:
    """Pass what stands after 每 and is no weekday."""
    cursor.take("个")
    if cursor.take("天", "日"):
        return dict(_DAILY)
    if cursor.next in token.PARTS_OF_DAY:  # 每晚7:30: the part of the day belongs to the time
        return dict(_DAILY)
    if cursor.next == "月" and cursor.tokens[cursor.at + 1].isdecimal():
        return _monthly(cursor)
    return None


def _of_week(cursor: Cursor) -> dict[str, Any] | None:
    """Pass weekdays that are a rule."""
    if cursor.take(*token.DAYS_OF_WORK):
        cursor.remember("workdays")
        found = [0, 1, 2, 3, 4]
    else:
        found = day.weekdays(cursor)
    if not found or cursor.next in token.CLOSED:
        return None
    return {"frequency": Frequency.WEEKLY, "by_day": tuple(WEEKDAYS[number] for number in found)}


def _verbatim(cursor: Cursor) -> dict[str, Any]:
    """Pass a rule as RFC 5545 writes it."""
    try:
        found = Recurrence.from_rrule(cursor.next)
    except InvalidValueError:
        raise cursor.unknown() from None
    cursor.at += 1
    return attrs.asdict(found, recurse=False, filter=lambda _, value: value not in (None, ()))


def _monthly(cursor: Cursor) -> dict[str, Any]:
    """Pass 月5日、20日."""
    tokens, numbers = cursor.tokens, []
    cursor.at += 1
    while True:
        number = tokens[cursor.at]
        if not number.isdecimal() or tokens[cursor.at + 1] != "日":
            raise cursor.unknown()
        if len(number) > 2 or not 1 <= int(number) <= 31:  # noqa: PLR2004
            raise cursor.refused("impossible", "：没有这一天", "is no day of a month", at=cursor.at)
        numbers.append(int(number))
        cursor.at += 2
        if tokens[cursor.at] != "、" or tokens[cursor.at + 2] != "日":
            return {"frequency": Frequency.MONTHLY, "by_month_day": tuple(numbers)}
        cursor.at += 1


class Tail:
    """What stands after a rule: its end, its other dates and its exceptions.

    Attributes:
        fields: fields of the recurrence.
        closed: weekdays on which it does not come, Monday 0.
        changes: what differs at single dates.
    """

    __slots__ = ("changes", "closed", "fields")

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.closed: list[int] = []
        self.changes: list[Override] = []

    def __bool__(self) -> bool:
        """Return whether anything stands there."""
        return bool(self.fields or self.closed or self.changes)


def tail(cursor: Cursor, start: date) -> Tail:
    """Pass what stands after a rule or a date, and return it.

    Args:
        cursor: where it stands.
        start: the first date, whose year dates have that tell none.
    """
    found = Tail()
    year, month = cursor.year, cursor.month
    while True:
        mark = cursor.mark()
        cursor.gap()
        if not _clause(cursor, start, found):
            cursor.reset(mark)
            cursor.year, cursor.month = year, month
            return found


def _clause(cursor: Cursor, start: date, found: Tail) -> bool:
    """Pass one clause of a tail, if there is one."""
    cursor.year, cursor.month = start.year, start.month
    first, word = cursor.at, cursor.next
    if word[:1] == "至" or word in ("截至", "截止", "直至"):
        cursor.at += 1
        cursor.take("至")
        _tell(cursor, found, "until", day.one(cursor), first)
        cursor.take("止", "为止")
    elif word == "共":
        _tell(cursor, found, "count", _count(cursor), first)
    elif word in ("另加", "加开"):
        cursor.at += 1
        _tell(cursor, found, "added", _dates(cursor), first)
    elif word == "除":
        cursor.at += 1
        _tell(cursor, found, "excluded", _dates(cursor), first)
        cursor.take("外", "以外", "之外")
    else:
        return _closing(cursor, found) or _change(cursor, found)
    return True


def _tell(cursor: Cursor, found: Tail, name: str, value: object, first: int) -> None:
    if name in found.fields:
        raise cursor.refused("ambiguous", "：前后说法重复", "says it twice", at=first)
    found.fields[name] = value


def _count(cursor: Cursor) -> int:
    number, unit = cursor.tokens[cursor.at + 1 : cursor.at + 3]
    cursor.at += 1
    if not number.isdecimal() or len(number) > 6 or unit not in ("次", "场", "期", "天"):  # noqa: PLR2004
        raise cursor.unknown()
    if not 1 <= int(number) <= _MOST:
        raise cursor.refused("impossible", "：次数超出范围", "is out of range", at=cursor.at)
    cursor.at += 2
    return int(number)


def _dates(cursor: Cursor) -> tuple[date, ...]:
    """Pass dates, and return them."""
    year, found = cursor.year, [day.one(cursor)]
    while cursor.take("、"):
        cursor.year = year
        found.append(day.one(cursor))
    if len(set(found)) < len(found):
        raise cursor.refused("ambiguous", "：日期重复", "has a date twice", at=cursor.at - 1)
    return tuple(found)


def _closing(cursor: Cursor, found: Tail) -> bool:
    """Pass 周一闭馆."""
    first = cursor.at
    cursor.take(*_EVERY)
    weekdays = day.weekdays(cursor)
    if weekdays and cursor.take(*token.CLOSED):
        found.closed += weekdays
        return True
    cursor.at = first
    return False


def _change(cursor: Cursor, found: Tail) -> bool:
    """Pass 9月27日改为14:30-16:00并改在市民广场（延期）."""
    first = cursor.at
    on = _changed(cursor)
    if on is None:
        return False
    if any(change.on == on for change in found.changes):
        raise cursor.refused("ambiguous", "：日期重复", "has a date twice", at=first)
    if cursor.take(*token.CLOSED):
        found.fields["excluded"] = (*found.fields.get("excluded", ()), on)
        return True
    fields: dict[str, Any] = {"on": on}
    if cursor.take("改为"):
        fields |= _moved(cursor, on)
        cursor.take("并")
    if cursor.take("改在"):
        if not cursor.take(token.PLACE) or not cursor.places:
            raise cursor.unknown()
        fields["venue"] = cursor.places.pop(0)
    bracket = cursor.take("(")
    if cursor.next in token.STATES:
        fields["state"] = token.STATES[cursor.take(cursor.next)]
    if bracket and not cursor.take(")"):
        raise cursor.unknown()
    try:
        found.changes.append(Override(**fields))
    except InvalidValueError:
        raise cursor.unknown() from None
    return True


def _changed(cursor: Cursor) -> date | None:
    """Pass the date of a change, if a change stands there."""
    mark = cursor.mark()
    if cursor.tokens[cursor.at + 1] not in ("年", "月", "日"):
        return None
    on = day.single(cursor)
    if on is None or not (day.is_change(cursor) or cursor.next in token.CLOSED):
        cursor.reset(mark)
        return None
    return on


def _moved(cursor: Cursor, on: date) -> dict[str, Any]:
    """Pass the other time of an occurrence."""
    first = cursor.at
    moved = None if cursor.is_clock(first) else day.span(cursor)
    hours = clock.hour(cursor)
    if hours is not None and hours.start is not None:
        if moved is not None and not moved.is_day:
            raise cursor.unknown()
        return {"slot": slot_of(cursor, moved.first if moved else on, hours)}
    if moved is None or moved.last is None or hours is not None:
        raise cursor.unknown()
    return {"days": built(DateSpan, {"first": moved.first, "last": moved.last})}
