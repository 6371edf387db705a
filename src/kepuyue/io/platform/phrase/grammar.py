"""Phrases about times, as people write them in a cell of a table.

A phrase is parts one after another: days, a rule by which they come again, times of day, and what
differs at single dates. What does not parse whole is refused: nothing is guessed.
"""

import re
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.phrase import clock, day, repeat, token
from kepuyue.io.platform.phrase.clock import Hours
from kepuyue.io.platform.phrase.cursor import Cursor
from kepuyue.io.platform.phrase.day import Days
from kepuyue.io.platform.phrase.moment import slot_of
from kepuyue.io.platform.phrase.repeat import Tail
from kepuyue.io.platform.phrase.value import Phrase, PhraseError, When
from kepuyue.model._field import built
from kepuyue.model.recurrence import WEEKDAYS, Frequency, Recurrence
from kepuyue.model.schedule import DateSpan, TimeSlot
from kepuyue.model.words import WEEKDAYS as WEEKDAY_NAMES
from kepuyue.model.zone import CHINA_TIME

LONGEST = 2000
"""Characters of a phrase."""
MOST = 400
"""Sessions of a phrase."""
_SEPARATORS = ";\n,、"
_STOPS = frozenset({";", ""})
_ENDS = frozenset({";", "\n", ""})
_YEAR = 366
_DAILY = {"frequency": Frequency.DAILY}
# A day number of a spreadsheet in this century; no other phrase is five digits.
_PLAIN = re.compile(
    "(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日(?:（星期([一二三四五六日])）)?"
    "([0-9]{1,2}):([0-9]{2})(?:-([0-9]{1,2}):([0-9]{2}))?"
).fullmatch
_SERIAL = re.compile(" *(?:3[7-9]|[4-6][0-9]|7[0-2])[0-9]{3} *").fullmatch


def read_phrase(text: str, *, year: int | None = None, window: DateSpan | None = None) -> Phrase:
    """Return what a cell says of times; nothing is guessed.

    Columns that stand apart are put together as text: ``f"{日期} {时间}"``, ``f"{开始}至{结束}"``.

    Args:
        text: as people write it, of at most 2,000 characters.
        year: the year of dates that tell none, 1 to 9999; a year in the text comes first.
        window: the days of the campaign: the year where none is given, and the first and last
            day of 每周六 alone.

    Raises:
        PhraseError: for what is not understood whole, is ambiguous, or is no time at all.

    Example:
        >>> phrase = read_phrase("9月13日（星期六）上午9:00-11:30；9月14日下午2点半", year=2025)
        >>> [when.slot for when in phrase.whens]
        [TimeSlot(2025-09-13 09:00–11:30 Asia/Shanghai), TimeSlot(2025-09-14 14:30 Asia/Shanghai)]
        >>> read_phrase("9月上旬", year=2025)
        Phrase(whens=(When(..., text='9月上旬', ...),), note='no-date')
    """
    if len(text) > LONGEST:
        raise PhraseError(
            "too-long", f"超过 {LONGEST} 个字符", f"is longer than {LONGEST} characters",
            (f"至多 {LONGEST} 个字符", f"at most {LONGEST} characters"),
        )  # fmt: skip
    plain = _plain(text)
    if plain is not None:
        return Phrase(whens=(When(slot=plain),))
    cursor = Cursor(text, year=year, window=window)
    if _SERIAL(cursor.text):
        day = date(1899, 12, 30) + timedelta(days=int(cursor.text))
        return Phrase(whens=(When(days=DateSpan.day(day)),), note="serial")
    whens = _Reader(cursor).read()
    if len(whens) == 1 and cursor.note == "no-date":
        whens = [When(text=text.strip())]
    return Phrase(whens=tuple(whens), note=cursor.note)


def _plain(text: str) -> TimeSlot | None:
    """Return the slot of a time that is written in full, as most are; ``None`` for any other text.

    What is wrong with it, the grammar tells.
    """
    found = _PLAIN(text)
    if found is None:
        return None
    numbers = [int(group) for group in found.group(1, 2, 3, 5, 6, 7, 8) if group]
    try:
        start = datetime(*numbers[:5], tzinfo=CHINA_TIME)  # type: ignore[misc, arg-type]
        end = start.replace(hour=numbers[5], minute=numbers[6]) if len(numbers) > 5 else None  # noqa: PLR2004
    except ValueError:
        return None
    weekday = found[4]
    if (weekday and WEEKDAY_NAMES[start.weekday()] != weekday) or (end and end < start):
        return None
    return built(TimeSlot, {"start": start, "end": end})


class _Reader:
    """Reads the parts of a phrase one after another."""

    __slots__ = ("before", "cursor", "has_open", "whens")

    def __init__(self, cursor: Cursor) -> None:
        self.cursor: Cursor = cursor
        self.before: list[Days] = []
        self.has_open: bool = not token.OPEN.isdisjoint(cursor.tokens)
        self.whens: list[When] = []

    def read(self) -> list[When]:
        """Return the sessions."""
        cursor = self.cursor
        if not cursor.next:
            raise cursor.refused("unknown", "没有内容", "is empty", at=0)
        _pass_label(cursor)
        number = 0
        while True:
            cursor.gap(_SEPARATORS)
            if not cursor.next:
                break
            number += 1
            _pass_number(cursor, number)
            if not (self.has_open and self._open()):
                self._part()
            if len(self.whens) > MOST:
                raise cursor.refused("too-long", "：场次太多", "has too many sessions", at=0)
        if cursor.depth or not self.whens:
            cursor.at = max(0, len(cursor.tokens) - 6)
            raise cursor.unknown()
        return self.whens

    def _open(self) -> bool:
        """Pass a part that names no date, such as 9月上旬; return whether it is one."""
        cursor = self.cursor
        first = after = cursor.at
        while cursor.tokens[after] not in _ENDS:
            after += 1
        part = cursor.tokens[first:after]
        found = token.OPEN.intersection(part)
        if not found or (found <= token.OPEN_TIMES and "日" in part):
            return False
        for index, word in enumerate(part, first):
            if word not in token.KNOWN and not word.isdecimal() and word[0] not in token.NUMERALS:
                cursor.at = index
                raise cursor.unknown()
        if any(cursor.is_clock(index) for index in range(first, after)):
            raise cursor.refused(
                "ambiguous", "：有钟点，没有日期", "has a time but no date", at=first
            )
        self._keep(first, after)
        return True

    def _keep(self, first: int, after: int) -> None:
        """Keep a part as text."""
        cursor = self.cursor
        cursor.at = after
        cursor.remember("no-date")
        self.whens.append(When(text=cursor.between(first, after)))

    def _part(self) -> None:
        """Pass days, a rule, times of day and changes, and add the sessions that they mean."""
        cursor = self.cursor
        first = cursor.at
        if cursor.take(*token.ABOUT):
            cursor.remember("approximate")
        items = day.days(cursor)
        if items and cursor.take(*token.AROUND):
            self._keep(first, cursor.at)
            return
        cursor.gap()
        each = repeat.days_each(cursor)
        leading, rule, hours = self._times(items)
        items = items or self._implied(first, rule)
        tail = Tail()
        if cursor.next not in _STOPS:
            tail = repeat.tail(cursor, items[0].first)
            self._after()
        ends = not {"until", "count"}.isdisjoint((*tail.fields, *(rule or ())))
        if items[0].last is None and not (rule and ends):
            self._keep(first, cursor.at)
            return
        meaning = _Meaning(cursor, first, hours, rule, tail)
        if leading and hours and not ends:
            meaning.refuse_endless(items)
        if each is not None:
            items = [meaning.lengthened(items, each)]
        self.before = items if rule is None else []
        if len(items) * max(1, len(hours)) > MOST:
            raise cursor.refused("too-long", "：场次太多", "has too many sessions", at=first)
        self.whens += meaning.of(items, blocks=each is not None)

    def _times(self, items: list[Days]) -> tuple[bool, dict[str, Any] | None, list[Hours]]:
        """Pass a rule and times of day; return whether the rule stands first, and both."""
        cursor = self.cursor
        rule = repeat.rule(cursor, items)
        leading = rule is not None
        hours = clock.hours(cursor)
        if rule is None and cursor.next not in _STOPS:
            rule = repeat.rule(cursor, items)
            hours = hours or clock.hours(cursor)
        if not items and not hours and rule is None:
            raise cursor.unknown()
        return leading, rule, hours

    def _after(self) -> None:
        """Pass what may stand after a part and tells nothing of days: 举行, （暂定）."""
        cursor = self.cursor
        cursor.gap()
        while cursor.take(*token.DONE):
            pass
        if cursor.take(*token.TENTATIVE):
            cursor.remember("approximate")
        if cursor.next in ("或", "或者"):
            raise cursor.refused("ambiguous", "：是哪一个不清楚", "leaves open which", at=cursor.at)

    def _implied(self, first: int, rule: dict[str, Any] | None) -> list[Days]:
        """Return the days of a part that names none: those before, or those of the campaign."""
        window = self.cursor.window
        if rule is not None and window is not None:
            return [Days(window.first, window.last)]
        if rule is None and self.before:
            return self.before
        raise self.cursor.refused("no-date", "：没有日期", "has no date", at=first)


class _Meaning:
    """What days, a rule and times of day mean together."""

    __slots__ = ("cursor", "first", "hours", "rule", "tail")

    def __init__(
        self,
        cursor: Cursor,
        first: int,
        hours: list[Hours],
        rule: dict[str, Any] | None,
        tail: Tail,
    ) -> None:
        self.cursor: Cursor = cursor
        self.first: int = first
        self.hours: list[Hours] = hours
        self.rule: dict[str, Any] | None = rule
        self.tail: Tail = tail

    def of(self, items: list[Days], *, blocks: bool) -> list[When]:
        """Return the sessions of a list of days, and of times of day at each of them."""
        if self.tail and len(items) * max(1, len(self.hours)) > 1 and not self._is_shared(items):
            raise self._ambiguous()
        found = []
        for item in items:
            rule = self.rule
            if len(items) > 1 and rule is not None:
                if item.is_day and self._is_met(item.first):  # 9月13日、20日每天: each of them
                    rule = None
                elif rule != _DAILY:
                    raise self._ambiguous()
            times: list[Hours] | list[None] = self.hours or [None]
            found += [self._one(item, hours, rule, blocks=blocks) for hours in times]
        return found

    def refuse_endless(self, items: list[Days]) -> None:
        """Refuse 9月13日每天9:00: on that day alone, or from that day on?"""
        if len(items) == 1 and items[0].is_day:
            raise self._ambiguous()

    def lengthened(self, items: list[Days], length: int) -> Days:
        """Return the days of the first occurrence of 每次3天."""
        if len(items) > 1 or not items[0].is_day or self.hours:
            raise self._ambiguous()
        try:
            return Days(items[0].first, items[0].first + timedelta(days=length - 1))
        except OverflowError:
            raise self._impossible() from None

    def _is_met(self, on: date) -> bool:
        """Return whether the rule says nothing new of a day of a list."""
        by_day = (self.rule or {}).get("by_day", ())
        return self.rule == _DAILY or WEEKDAYS[on.weekday()] in by_day

    def _is_shared(self, items: list[Days]) -> bool:
        """Return whether the tail holds for several times of a day."""
        return len(items) == 1 and not self.tail.changes

    def _one(
        self, item: Days, hours: Hours | None, rule: dict[str, Any] | None, *, blocks: bool
    ) -> When:
        """Return one session."""
        fields: dict[str, Any] = {} if rule is None else dict(rule)
        first, last = item.first, item.last or item.first
        if rule is None and hours is not None and hours.start is not None and first != last:
            if hours.end is None or item.is_month:
                raise self._ambiguous()
            fields = dict(_DAILY)
        if self.tail.closed:
            fields = self._without_closed(fields or ({} if item.is_day else dict(_DAILY)))
        if self.tail and not (fields or item.is_day or blocks):
            raise self._ambiguous()
        if fields and not blocks and item.last != first:
            first = last = self._begin(item, fields)
        if self.tail.fields:
            self._tell(fields)
        slot = days = text = None
        if hours is None or hours.start is None:
            days = built(DateSpan, {"first": first, "last": last})
            text = hours.text if hours is not None else None
        else:
            slot = slot_of(self.cursor, first, hours)
        return When(
            slot=slot, days=days, text=text, recurrence=self._recurrence(fields),
            changes=tuple(self.tail.changes),
        )  # fmt: skip

    def _without_closed(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a rule without the weekdays that are closed."""
        if fields == _DAILY:
            fields = {"frequency": Frequency.WEEKLY, "by_day": WEEKDAYS}
        closed = {WEEKDAYS[number] for number in self.tail.closed}
        by_day = tuple(name for name in fields.get("by_day", ()) if name not in closed)
        if not by_day or "frequency" not in fields:
            raise self._ambiguous()
        return {**fields, "by_day": by_day}

    def _begin(self, item: Days, fields: dict[str, Any]) -> date:
        """Return the first day of a rule within days; the rule ends with them."""
        start, last = item.first, item.last
        if "interval" in fields:  # a rule of RFC 5545 counts its periods from a date
            raise self._ambiguous()
        if fields == _DAILY:
            begin: date | None = start
        else:
            limit = last or date.fromordinal(min(date.max.toordinal(), start.toordinal() + _YEAR))
            begin = next(built(Recurrence, fields).rule_dates(start, limit), None)
        if begin is None:
            raise self._impossible()
        if last is not None:
            self._end(fields, begin, last)
        return begin

    def _end(self, fields: dict[str, Any], begin: date, last: date) -> None:
        """Give a rule its end."""
        count = self.tail.fields.get("count")
        if "until" in self.tail.fields:
            raise self._ambiguous()
        if count is not None:
            held = len(list(islice(built(Recurrence, fields).rule_dates(begin, last), count + 1)))
            if held != count:
                raise self._ambiguous()
        fields["until"] = last

    def _tell(self, fields: dict[str, Any]) -> None:
        """Add what the tail tells of the recurrence."""
        for name, value in self.tail.fields.items():
            if name == "count" and "until" in fields and "until" not in (self.rule or {}):
                continue  # it agrees with the days
            if name in fields:
                raise self._ambiguous()
            fields[name] = value

    def _recurrence(self, fields: dict[str, Any]) -> Recurrence | None:
        if not fields:
            return None
        try:
            return built(Recurrence, fields)
        except InvalidValueError:
            raise self._ambiguous() from None

    def _ambiguous(self) -> PhraseError:
        return self.cursor.refused(
            "ambiguous", "：有几种读法", "can be read in several ways", at=self.first
        )

    def _impossible(self) -> PhraseError:
        return self.cursor.refused("impossible", "：没有这一天", "has no such day", at=self.first)


def _pass_label(cursor: Cursor) -> None:
    """Pass 活动时间：."""
    tokens, first = cursor.tokens, cursor.at
    if tokens[first].endswith("时间") and tokens[first + 1] == ":":
        cursor.at += 2


def _pass_number(cursor: Cursor, number: int) -> None:
    """Pass the number of a part, such as 1. and ①; one that is out of order stays."""
    tokens, at = cursor.tokens, cursor.at
    if tokens[at] == token.MARK:
        cursor.at += 1
    elif (
        tokens[at] == str(number)
        and tokens[at + 1] in ("、", ".", ")")
        and tokens[at + 3] in ("年", "月")
    ):
        cursor.at += 2
        cursor.depth = max(0, cursor.depth - (tokens[at + 1] == ")"))
