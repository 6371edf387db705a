"""Which dates an RFC 5545 recurrence meets: daily or slower, bounded in dates and in work.

The parts of a rule expand or limit the dates of one period after the other (RFC 5545, section
3.3.10). Working on plain dates keeps every period finite, so that a rule which never meets a date
(30 February) ends with its window instead of at the end of the calendar.
"""

import calendar
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol

from kepuyue.model.recurrence import WEEKDAYS


class Rule(Protocol):
    """The parts of a recurrence that decide its dates; empty parts do not count."""

    @property
    def interval(self) -> int:
        """Periods from one to the next that counts."""

    @property
    def by_month(self) -> tuple[int, ...]:
        """BYMONTH."""

    @property
    def by_week_no(self) -> tuple[int, ...]:
        """BYWEEKNO."""

    @property
    def by_year_day(self) -> tuple[int, ...]:
        """BYYEARDAY."""

    @property
    def by_month_day(self) -> tuple[int, ...]:
        """BYMONTHDAY."""

    @property
    def by_day(self) -> tuple[str, ...]:
        """BYDAY."""

    @property
    def by_set_pos(self) -> tuple[int, ...]:
        """BYSETPOS."""

    @property
    def week_start(self) -> str:
        """WKST."""


def dates(rule: Rule, frequency: str, start: date, last: date) -> Iterator[date]:
    """Yield the dates that ``rule`` meets from ``start`` to ``last``, in order.

    Args:
        rule: the parts.
        frequency: daily, weekly, monthly or yearly.
        start: the first date of the recurrence (DTSTART); empty parts are filled from it.
        last: the end of the window; the work done grows with the days up to it, not with what
            is found in them.
    """
    in_period = _PERIODS[frequency]
    for period in in_period(rule, start, last):
        found = period
        if rule.by_set_pos:
            found = _positions(found, rule.by_set_pos)
        for day in found:
            if day > last:
                return
            if day >= start:
                yield day


def _positions(found: Sequence[date], positions: Iterable[int]) -> list[date]:
    count = len(found)
    chosen = {p - 1 if p > 0 else count + p for p in positions}
    return [found[index] for index in sorted(chosen) if 0 <= index < count]


def _days(first: date, last: date, step: int = 1) -> Iterator[date]:
    """Yield every ``step``-th day from ``first`` to ``last``."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1, step):
        yield date.fromordinal(ordinal)


def _fits_month(rule: Rule, day: date) -> bool:
    return not rule.by_month or day.month in rule.by_month


def _fits_month_day(rule: Rule, day: date) -> bool:
    if not rule.by_month_day:
        return True
    length = calendar.monthrange(day.year, day.month)[1]
    return day.day in rule.by_month_day or day.day - length - 1 in rule.by_month_day


def _fits_year_day(rule: Rule, day: date) -> bool:
    if not rule.by_year_day:
        return True
    number = day.timetuple().tm_yday
    length = 366 if calendar.isleap(day.year) else 365
    return number in rule.by_year_day or number - length - 1 in rule.by_year_day


def _fits_weekday(rule: Rule, day: date) -> bool:
    """Whether BYDAY without numbers takes the day."""
    return not rule.by_day or WEEKDAYS[day.weekday()] in rule.by_day


def _numbered(by_day: Iterable[str], first: date, last: date) -> set[date]:
    """Return what BYDAY picks in a month or a year: every such day, or the n-th."""
    found: set[date] = set()
    for part in by_day:
        wait = (WEEKDAYS.index(part[-2:]) - first.weekday()) % 7
        all_days = list(_days(first + timedelta(days=wait), last, 7))
        if part[:-2]:
            found.update(_positions(all_days, [int(part[:-2])]))
        else:
            found.update(all_days)
    return found


def _daily(rule: Rule, start: date, last: date) -> Iterator[list[date]]:
    fits = (_fits_month, _fits_month_day, _fits_weekday)
    for day in _days(start, last, rule.interval):
        yield [day] if all(fit(rule, day) for fit in fits) else []


def _weekly(rule: Rule, start: date, last: date) -> Iterator[list[date]]:
    wanted = rule.by_day or (WEEKDAYS[start.weekday()],)
    offset = (start.weekday() - WEEKDAYS.index(rule.week_start)) % 7
    opening = start.toordinal() - offset
    for ordinal in range(opening, last.toordinal() + 1, 7 * rule.interval):
        week = (
            date.fromordinal(number)
            for number in range(max(ordinal, 1), min(ordinal + 7, date.max.toordinal() + 1))
        )
        yield [day for day in week if WEEKDAYS[day.weekday()] in wanted and _fits_month(rule, day)]


def _monthly(rule: Rule, start: date, last: date) -> Iterator[list[date]]:
    for number in range(
        start.year * 12 + start.month - 1, last.year * 12 + last.month, rule.interval
    ):
        year, month = number // 12, number % 12 + 1
        first = date(year, month, 1)
        if not _fits_month(rule, first):
            yield []
            continue
        end = date(year, month, calendar.monthrange(year, month)[1])
        yield _month_days(rule, first, end, start.day)


def _month_days(rule: Rule, first: date, end: date, default: int) -> list[date]:
    found = [day for day in _days(first, end) if _fits_month_day(rule, day)]
    if rule.by_day:
        numbered = _numbered(rule.by_day, first, end)
        return [day for day in found if day in numbered]
    if not rule.by_month_day:
        return [day for day in found if day.day == default]
    return found


def _yearly(rule: Rule, start: date, last: date) -> Iterator[list[date]]:
    for year in range(start.year, last.year + 1, rule.interval):
        yield _year_days(rule, year, start)


def _year_days(rule: Rule, year: int, start: date) -> list[date]:
    first, end = date(year, 1, 1), date(year, 12, 31)
    expands = rule.by_week_no or rule.by_year_day or rule.by_month_day or rule.by_day
    if not expands:
        months = rule.by_month or (start.month,)
        return [
            date(year, month, start.day)
            for month in sorted(set(months))
            if start.day <= calendar.monthrange(year, month)[1]
        ]
    fits: list[Callable[[Rule, date], bool]] = [_fits_month, _fits_year_day, _fits_month_day]
    found = [day for day in _days(first, end) if all(fit(rule, day) for fit in fits)]
    if rule.by_week_no:
        weeks = _weeks(rule, year)
        found = [day for day in found if day in weeks]
    if rule.by_day:
        numbered = _yearly_weekdays(rule, year)
        found = [day for day in found if day in numbered]
    elif rule.by_week_no and not (rule.by_year_day or rule.by_month_day):
        found = [day for day in found if day.weekday() == start.weekday()]
    return found


def _yearly_weekdays(rule: Rule, year: int) -> set[date]:
    """Return what BYDAY picks in a year; its numbers count in the months of BYMONTH, if given."""
    if not rule.by_month:
        return _numbered(rule.by_day, date(year, 1, 1), date(year, 12, 31))
    found: set[date] = set()
    for month in rule.by_month:
        end = calendar.monthrange(year, month)[1]
        found |= _numbered(rule.by_day, date(year, month, 1), date(year, month, end))
    return found


def _weeks(rule: Rule, year: int) -> set[date]:
    """Return the days of ``year`` in the weeks of BYWEEKNO (ISO 8601, but from WKST on).

    The first days of a year may be in the last week of the year before, and the last ones in the
    first week of the next.
    """
    start = WEEKDAYS.index(rule.week_start)
    low, high = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    openings = [_week_one(year + step, start) for step in (-1, 0, 1, 2)]
    found: set[date] = set()
    for opening, following in itertools.pairwise(openings):
        count = (following - opening) // 7
        for number in rule.by_week_no:
            week = number if number > 0 else count + 1 + number
            if 1 <= week <= count:
                days = range(opening + 7 * (week - 1), opening + 7 * week)
                found.update(date.fromordinal(day) for day in days if low <= day <= high)
    return found


def _week_one(year: int, week_start: int) -> int:
    """Return the ordinal of the day that opens week 1: the week with 4 January in it.

    The years on either side of the calendar's own range repeat after 400 years of 146,097 days.
    """
    if not date.min.year <= year <= date.max.year:
        shift = 400 if year < date.min.year else -400
        return _week_one(year + shift, week_start) - 146_097 * (shift // 400)
    fourth = date(year, 1, 4)
    return fourth.toordinal() - (fourth.weekday() - week_start) % 7


_PERIODS = {"daily": _daily, "weekly": _weekly, "monthly": _monthly, "yearly": _yearly}
