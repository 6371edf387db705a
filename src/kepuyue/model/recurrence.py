"""When things come again: recurrences of RFC 5545, daily or slower."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import attrs

from kepuyue._text import nearest, shown
from kepuyue.errors import InvalidValueError, invalid
from kepuyue.model._field import Within, checked, refuse_repeated, short_repr, together
from kepuyue.model.coded import Coded
from kepuyue.model.source import Evidence, Source


class Frequency(Coded):
    """How often a recurrence comes (RFC 5545, section 3.3.10): daily or slower."""

    DAILY = "daily", "每天", "Daily", "每日", "天天"
    WEEKLY = "weekly", "每周", "Weekly", "每星期"
    MONTHLY = "monthly", "每月", "Monthly", "每个月", "按月"
    YEARLY = "yearly", "每年", "Yearly", "每一年", "按年"


for _frequency in Frequency:
    _frequency.source = Source(
        title="RFC 5545", clause="3.3.10",
        url="https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10", evidence=Evidence.A,
    )  # fmt: skip


@attrs.frozen
class NumberValidator:
    """Holds the numbers of a BY part to low … high, without 0 (low 0: only positive ones)."""

    low: int
    high: int

    def __call__(
        self,
        _instance: object,
        attribute: "attrs.Attribute[tuple[int, ...]]",
        value: tuple[int, ...],
    ) -> None:
        """Refuse numbers out of range."""
        for number in value:
            if not (1 <= number <= self.high or self.low <= number <= -1):
                raise invalid("KY-SCH001", number, part=attribute.name)


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The weekdays of RFC 5545, in order."""
BY_DAY = f"(?:[+-]?(?:[1-9]|[1-4][0-9]|5[0-3]))?(?:{'|'.join(WEEKDAYS)})"
"""A whole item of BYDAY."""


def valid_weekdays(
    _instance: object, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]
) -> None:
    """Refuse an item that is no BYDAY of RFC 5545."""
    for day in value:
        if not re.fullmatch(BY_DAY, day):
            raise invalid("KY-SCH001", day, part=attribute.name)


def valid_week_start(_instance: object, attribute: "attrs.Attribute[Any]", value: str) -> None:
    """Refuse what is no weekday of RFC 5545."""
    if value not in WEEKDAYS:
        raise invalid("KY-SCH001", value, part=attribute.name)


def valid_dates(
    _instance: object, attribute: "attrs.Attribute[Any]", value: tuple[date, ...]
) -> None:
    """Refuse a date that is listed twice."""
    refuse_repeated(value, attribute.name)


def _unfit(part: str, value: object) -> InvalidValueError:
    return invalid("KY-SCH001", value, part=part)


_RRULE_PARTS = {
    "INTERVAL": "interval", "COUNT": "count", "BYMONTH": "by_month", "BYWEEKNO": "by_week_no",
    "BYYEARDAY": "by_year_day", "BYMONTHDAY": "by_month_day", "BYSETPOS": "by_set_pos",
}  # fmt: skip
_LONGEST_RRULE = 4000
_UNTIL = "[0-9]{8}(?:T[0-9]{6}Z?)?"


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Recurrence:
    """When a session comes again: an RFC 5545 rule, daily or slower, and dates added or excluded.

    The rule starts from the slot or days of the session, which are its first occurrence even
    where the rule does not meet them. Times stay the same on the clock of the zone; a time that
    the clock skips (daylight saving begins) is no occurrence of the rule, and is that much later
    on an added date (RFC 5545, sections 3.3.10 and 3.3.5).

    Attributes:
        frequency: daily, weekly, monthly or yearly; ``None`` for added dates alone.
        interval: every n-th day, week, month or year, 1 to 10,000.
        count: number of occurrences of the rule, the first included, 1 to 100,000.
        until: last date on which the rule may give an occurrence.
        by_month: months, 1 to 12.
        by_week_no: weeks of the year, ±1 to ±53; yearly only.
        by_year_day: days of the year, ±1 to ±366; yearly only.
        by_month_day: days of the month, ±1 to ±31; not weekly.
        by_day: weekdays ``MO`` … ``SU``; monthly and yearly also ``2TU`` or ``-1FR``.
        by_set_pos: which of the dates of a period, ±1 to ±366.
        week_start: the weekday on which weeks begin.
        added: further dates (RDATE).
        excluded: dates left out (EXDATE).

    Raises:
        InvalidValueError: if a part is out of range or does not go with the frequency.

    >>> Recurrence(frequency=Frequency.WEEKLY, by_day=["SA"], until=date(2025, 9, 30)).rrule
    'FREQ=WEEKLY;UNTIL=20250930;BYDAY=SA'
    """

    frequency: Frequency | None = None
    interval: int = attrs.field(default=1, validator=Within(1, 10_000))
    count: int | None = attrs.field(default=None, validator=Within(1, 100_000))
    until: date | None = None
    by_month: tuple[int, ...] = attrs.field(default=(), validator=NumberValidator(0, 12))
    by_week_no: tuple[int, ...] = attrs.field(default=(), validator=NumberValidator(-53, 53))
    by_year_day: tuple[int, ...] = attrs.field(default=(), validator=NumberValidator(-366, 366))
    by_month_day: tuple[int, ...] = attrs.field(default=(), validator=NumberValidator(-31, 31))
    by_day: tuple[str, ...] = attrs.field(default=(), validator=valid_weekdays)
    by_set_pos: tuple[int, ...] = attrs.field(default=(), validator=NumberValidator(-366, 366))
    week_start: str = attrs.field(default="MO", validator=valid_week_start)
    added: tuple[date, ...] = attrs.field(default=(), validator=valid_dates)
    excluded: tuple[date, ...] = attrs.field(default=(), validator=valid_dates)

    __repr__ = short_repr

    # The parts are held to one another (RFC 5545, section 3.3.10).

    @together("self.count is None or self.until is None")
    def _has_one_end(self) -> None:
        raise invalid("KY-VAL007", fields="count、until")

    @together("not self.by_week_no")
    def _has_weeks_of_years(self) -> None:
        if self.frequency is not Frequency.YEARLY:
            raise _unfit("by_week_no", self.by_week_no)

    @together("not self.by_year_day")
    def _has_days_of_years(self) -> None:
        if self.frequency is not Frequency.YEARLY:
            raise _unfit("by_year_day", self.by_year_day)

    @together("not self.by_month_day")
    def _has_days_of_months(self) -> None:
        if self.frequency is Frequency.WEEKLY:
            raise _unfit("by_month_day", self.by_month_day)

    @together("not self.by_day")
    def _has_numbers_of_weekdays(self) -> None:
        monthly = self.frequency in (Frequency.MONTHLY, Frequency.YEARLY)
        if any(day[:-2] for day in self.by_day) and (not monthly or self.by_week_no):
            raise _unfit("by_day", self.by_day)

    @together("not self.by_set_pos")
    def _has_dates_to_choose_from(self) -> None:
        if not any(self._parts()):
            raise _unfit("by_set_pos", self.by_set_pos)

    @together("self.frequency is not None")
    def _has_a_frequency(self) -> None:
        if self.interval != 1 or self.count or self.until or any((*self._parts(), self.by_set_pos)):
            raise _unfit("frequency", None)

    def _parts(self) -> tuple[tuple[object, ...], ...]:
        return self.by_month, self.by_week_no, self.by_year_day, self.by_month_day, self.by_day

    @property
    def rrule(self) -> str | None:
        """The rule as RFC 5545 writes it, ``UNTIL`` as a date; ``None`` without a frequency."""
        if self.frequency is None:
            return None
        parts = [f"FREQ={self.frequency.value.upper()}"]
        if self.until is not None:
            parts.append(f"UNTIL={self.until.isoformat().replace('-', '')}")
        for key, name in _RRULE_PARTS.items():
            value = getattr(self, name)
            if isinstance(value, tuple):
                if value:
                    parts.append(f"{key}={','.join(map(str, value))}")
            elif value is not None and (name, value) != ("interval", 1):
                parts.append(f"{key}={value}")
        if self.by_day:
            parts.append(f"BYDAY={','.join(self.by_day)}")
        if self.week_start != "MO":
            parts.append(f"WKST={self.week_start}")
        return ";".join(parts)

    @classmethod
    def from_rrule(
        cls, text: str, *, added: Iterable[date] = (), excluded: Iterable[date] = ()
    ) -> "Recurrence":
        """Return the recurrence of an RFC 5545 rule.

        Args:
            text: such as ``FREQ=WEEKLY;BYDAY=SA;UNTIL=20250930``, with or without ``RRULE:``. Of
                an ``UNTIL`` with a time the date counts, as it stands.
            added: further dates.
            excluded: dates left out.

        Raises:
            InvalidValueError: for a part that is unknown, wrong or faster than daily.

        Example:
            >>> Recurrence.from_rrule("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3").by_day
            ('-1FR',)
        """
        values: dict[str, object] = {}
        rule = text.strip().upper().removeprefix("RRULE:").rstrip(";")
        if len(rule) > _LONGEST_RRULE or not text.isascii():
            raise invalid("KY-SCH001", rule, part="RRULE")
        for part in rule.split(";"):
            key, _, value = part.partition("=")
            name, parsed = _rrule_part(key.strip(), value.strip())
            if name in values:
                raise invalid("KY-SCH001", part, part=key)
            values[name] = parsed
        if "frequency" not in values:
            raise invalid("KY-SCH001", text, part="FREQ")
        return cls(**values, added=tuple(added), excluded=tuple(excluded))  # type: ignore[arg-type]

    @property
    def is_endless(self) -> bool:
        """Whether the rule has neither count nor until."""
        return self.frequency is not None and self.count is None and self.until is None

    def rule_dates(self, start: date, last: date) -> Iterator[date]:
        """Yield the dates the rule meets from ``start`` to ``last``, count and until set aside.

        Args:
            start: the first date of the recurrence, from which periods are counted.
            last: the last date wanted.

        Example:
            >>> weekly = Recurrence(frequency=Frequency.WEEKLY)
            >>> [day.day for day in weekly.rule_dates(date(2025, 9, 6), date(2025, 9, 30))]
            [6, 13, 20, 27]
        """
        if self.frequency is None:
            return iter(())
        from kepuyue.model import _recur

        return _recur.dates(self, self.frequency.id, start, last)


def _until(value: str) -> date:
    if not re.fullmatch(_UNTIL, value):
        raise ValueError(value)
    return date.fromisoformat(value[:8])


def _integer(value: str) -> int:
    if "_" in value:  # int() would take it
        raise ValueError(value)
    return int(value)


def _rrule_part(key: str, value: str) -> tuple[str, object]:
    """Return the field and value of one part of an RRULE."""
    try:
        if key == "FREQ":
            if value in ("SECONDLY", "MINUTELY", "HOURLY"):
                raise invalid("KY-SCH002", value)
            return "frequency", Frequency(value.lower())
        if key == "UNTIL":
            return "until", _until(value)
        if key == "BYDAY":
            return "by_day", tuple(day.strip().removeprefix("+") for day in value.split(","))
        if key == "WKST":
            return "week_start", value
        name = _RRULE_PARTS[key]
        if name in ("interval", "count"):
            return name, _integer(value)
        return name, tuple(map(_integer, value.split(",")))
    except KeyError:
        near = nearest(key, ["FREQ", "UNTIL", "BYDAY", "WKST", *_RRULE_PARTS])
        raise invalid("KY-SCH001", value, nearest=near, part=shown(key)) from None
    except ValueError as error:
        if hasattr(error, "report"):
            raise
        raise invalid("KY-SCH001", value, part=shown(key)) from None
