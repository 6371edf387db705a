"""The occurrences of a session: its recurrence counted out, within bounds of dates and of work."""

import itertools
from datetime import UTC, date, datetime

import attrs

from kepuyue.errors import InvalidValueError, LimitError, report_of
from kepuyue.model._field import checked, ref, short_repr
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import DateSpan, Override, Session, State, TimeSlot, one_when


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Occurrence:
    """One time that a session takes place.

    Attributes:
        on: the date in the recurrence, by which an override names it.
        slot: the times, or ``None`` for whole days.
        days: the days, or ``None`` for times.
        venue: id of the venue.
        state: what becomes of it.

    >>> Occurrence(on=date(2025, 9, 13), days=DateSpan.day(date(2025, 9, 13))).when
    DateSpan(2025-09-13)
    """

    on: date
    slot: TimeSlot | None = None
    days: DateSpan | None = None
    venue: str | None = attrs.field(default=None, converter=ref)
    state: State = State.PLANNED

    __repr__ = short_repr

    def __attrs_post_init__(self) -> None:
        """Hold it to one time."""
        one_when(self.slot, self.days)

    @property
    def when(self) -> TimeSlot | DateSpan | None:
        """The times or days."""
        return self.slot or self.days


def occurrences(
    session: Session, *, first: date | None, last: date | None, limit: int, days: int
) -> tuple[Occurrence, ...]:
    """Return the occurrences of a session; see :meth:`Session.occurrences`."""
    when = session.when
    if when is None:
        return ()
    overrides = {override.on: override for override in session.overrides}
    found: list[Occurrence] = []
    for day, moved in _moved(session, when, last, days):
        if (first is None or day >= first) and (last is None or day <= last):
            if len(found) == limit:
                raise _limit(f"超过 {limit} 次", f"more than {limit} occurrences")
            found.append(_occurrence(session, day, moved, overrides.get(day)))
    return tuple(found)


def _moved(
    session: Session, when: TimeSlot | DateSpan, last: date | None, days: int
) -> list[tuple[date, TimeSlot | DateSpan]]:
    """Return each date of the recurrence with the times or days that stand there."""
    recurrence, start = session.recurrence, when.first
    if recurrence is None:
        return [(start, when)]
    chosen = {start: when, **_by_rule(recurrence, when, last, days)}
    for day in recurrence.added:
        moved = _at(when, day, given=True)
        if day not in chosen and moved is not None:
            chosen[day] = moved
    for day in recurrence.excluded:
        chosen.pop(day, None)
    return sorted(chosen.items(), key=lambda pair: pair[0])


def _occurrence(
    session: Session, day: date, when: TimeSlot | DateSpan, override: Override | None
) -> Occurrence:
    venue, state = session.venue, session.state
    if override is not None:
        when = override.when or when
        venue = override.venue or venue
        state = override.state or state
    return Occurrence(
        on=day,
        slot=when if isinstance(when, TimeSlot) else None,
        days=when if isinstance(when, DateSpan) else None,
        venue=venue,
        state=state,
    )


def _limit(zh: str, en: str) -> LimitError:
    return LimitError(report_of("KY-SCH003", limit_zh=zh, limit_en=en))


def _by_rule(
    recurrence: Recurrence, when: TimeSlot | DateSpan, last: date | None, days: int
) -> dict[date, TimeSlot | DateSpan]:
    """Return what the rule gives after the first occurrence, within the bound of ``days``."""
    if recurrence.frequency is None:
        return {}
    if recurrence.is_endless and last is None:
        raise _limit("没有终点，请给出 last", "it has no end, so give last")
    furthest = date.fromordinal(min(when.first.toordinal() + days, date.max.toordinal()))
    wanted = min(bound for bound in (recurrence.until, last, date.max) if bound is not None)
    moved = (
        (day, at)
        for day in recurrence.rule_dates(when.first, min(wanted, furthest))
        if day != when.first and (at := _at(when, day)) is not None
    )
    more = None if recurrence.count is None else recurrence.count - 1
    found = dict(itertools.islice(moved, more))
    if wanted > furthest and len(found) != more:
        raise _limit(f"超过 {days} 天", f"more than {days} days")
    return found


def _at(when: TimeSlot | DateSpan, day: date, *, given: bool = False) -> TimeSlot | DateSpan | None:
    """Return ``when`` moved to another day; ``None`` where there is no such time.

    A time that the clock skips is no instance of a rule (RFC 5545, section 3.3.10). On a date that
    is itself given it has the offset before the gap (section 3.3.5), as every slot has.
    """
    if isinstance(when, DateSpan):
        last = min(day.toordinal() + len(when) - 1, date.max.toordinal())
        return DateSpan(first=day, last=date.fromordinal(last))
    from dateutil.tz import datetime_exists

    start = datetime.combine(day, when.start.timetz()).replace(fold=0)
    try:
        if not given and not datetime_exists(start):
            return None
        duration = when.duration
        end = None if duration is None else start.astimezone(UTC) + duration
        return TimeSlot(start=start, end=end, zone=when.zone)
    except (OverflowError, InvalidValueError):  # out of the calendar, or before standard time
        return None
