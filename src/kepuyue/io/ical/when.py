"""The times of events: DTSTART and DTEND, recurrences, and the zones they need."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from attrs import evolve
from icalendar import Event, vRecur

from kepuyue.errors import LimitError
from kepuyue.model.campaign import MilestoneKind
from kepuyue.model.programme import Programme
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import EXPANSION_DAYS, DateSpan, Session, TimeSlot
from kepuyue.model.zone import CHINA

_LAST_DAY = date.max.toordinal()
_LAST_INSTANT = datetime.max.replace(microsecond=0, tzinfo=UTC)


def add_times(event: Event, when: TimeSlot | DateSpan, *, repeats: bool = False) -> None:
    """Add DTSTART and DTEND.

    Args:
        event: the event.
        when: its times or days.
        repeats: whether a recurrence starts from it, and so from a clock and not from an instant.
    """
    if isinstance(when, DateSpan):
        add_days(event, when.first, when.last)
        return
    event.add("DTSTART", when.start if repeats else _told(when.start))
    # RFC 5545, 3.8.2.2: the end is later than the start; without one, it is the same.
    if when.duration:
        event.add("DTEND", _told(when.end or when.start))


def add_days(event: Event, first: date, last: date) -> None:
    """Add DTSTART and DTEND of whole days: the end of an event is the day after the last."""
    event.add("DTSTART", first)
    end = _later(last, 1)
    if end > first:
        event.add("DTEND", end)


def starts(when: TimeSlot | DateSpan, days: Iterable[date]) -> list[date | datetime]:
    """Return where occurrences on these dates begin, as RDATE, EXDATE and RECURRENCE-ID ask."""
    if isinstance(when, DateSpan):
        return list(days)
    return [datetime.combine(day, when.start.timetz()).replace(fold=0) for day in days]


def add_recurrence(event: Event, recurrence: Recurrence, when: TimeSlot | DateSpan) -> None:
    """Add RRULE, RDATE and EXDATE.

    Args:
        event: the event.
        recurrence: when it comes again.
        when: the times or days from which it starts.
    """
    recurrence = _agreed(recurrence, when)
    if recurrence.rrule is not None:
        rule = vRecur.from_ical(recurrence.rrule)
        if recurrence.until is not None:
            rule["UNTIL"] = _until(when, recurrence.until)
        event.add("RRULE", rule)
    for name, days in (("RDATE", recurrence.added), ("EXDATE", recurrence.excluded)):
        if days:
            whole = {"VALUE": "DATE"} if isinstance(when, DateSpan) else {}
            event.add(name, starts(when, sorted(days)), parameters=whole)


def is_left(recurrence: Recurrence, when: TimeSlot | DateSpan) -> bool:
    """Return whether the excluded dates leave anything of a recurrence.

    A start that its own EXDATE excludes is shown by some readers where nothing else repeats.
    """
    agreed = _agreed(recurrence, when)
    dates = {when.first, *agreed.added}
    return agreed.frequency is not None or not dates <= set(agreed.excluded)


def zones(programme: Programme) -> list[tuple[str, date, date]]:
    """Return the zones in use with the first and last date that needs each, by name."""
    spans: dict[str, tuple[date, date]] = {}
    used = [
        (CHINA, milestone.when, milestone.when)
        for campaign in programme.campaigns
        for milestone in campaign.milestones
        if milestone.kind is MilestoneKind.DUE
    ]
    for activity in programme.activities:
        for session in activity.sessions:
            used.extend(_used(session))
    for zone, first, last in used:
        known_first, known_last = spans.get(zone, (first, last))
        spans[zone] = (min(first, known_first), max(last, known_last))
    return [(zone, *spans[zone]) for zone in sorted(spans)]


def _used(session: Session) -> Iterator[tuple[str, date, date]]:
    """Yield each zone that a session is told in, with the dates between which it is."""
    for override in session.overrides:
        if override.slot is not None:
            yield override.slot.zone, override.slot.first, override.slot.last
    slot, recurrence = session.slot, session.recurrence
    if slot is None:
        return
    yield slot.zone, slot.first, slot.last
    if recurrence is None:
        return
    days = [slot.first, *recurrence.added, *recurrence.excluded]
    if recurrence.frequency is not None:
        days.append(recurrence.until or _later(slot.first, EXPANSION_DAYS))
    yield slot.zone, min(days), _later(max(days), (slot.last - slot.first).days)


def _later(day: date, days: int) -> date:
    """Return the date so many days later, as far as the calendar goes."""
    return date.fromordinal(min(day.toordinal() + days, _LAST_DAY))


def _told(time: datetime) -> datetime:
    """Return a time as a content line can tell it.

    RFC 5545, 3.3.5: of an hour that a clock shows twice a local time means the first; so the
    second is told in UTC.
    """
    return time.astimezone(UTC) if time.fold else time


def _until(when: TimeSlot | DateSpan, day: date) -> date:
    """Return UNTIL (RFC 5545, 3.3.10): a date with whole days, else a time in UTC."""
    (until,) = starts(when, [day])
    if not isinstance(until, datetime):
        return until
    try:
        return until.astimezone(UTC)
    except OverflowError:  # the last date of the calendar, west of Greenwich
        return _LAST_INSTANT


def _agreed(recurrence: Recurrence, when: TimeSlot | DateSpan) -> Recurrence:
    """Return the recurrence so told that readers agree on it.

    RFC 5545, 3.8.5.3 leaves open what comes of a start that its own rule does not meet. Here the
    start counts as the first occurrence; some readers leave it out, or do not count it. So it is
    told among the added dates, and a count by the date to which it comes; a rule that gives
    nothing beside the start is left away.
    """
    with_start = tuple({when.first, *recurrence.added})
    over = recurrence.until is not None and recurrence.until < when.first
    if recurrence.frequency is None or recurrence.count == 1 or over:
        added = with_start if recurrence.added else ()
        return Recurrence(added=added, excluded=recurrence.excluded)
    if when.first in recurrence.rule_dates(when.first, when.first):
        return recurrence
    recurrence = evolve(recurrence, added=with_start)
    if recurrence.count is not None:
        slot, days = (when, None) if isinstance(when, TimeSlot) else (None, when)
        rule = evolve(recurrence, added=(), excluded=())
        try:
            last = Session(id="rule", slot=slot, days=days, recurrence=rule).occurrences()[-1]
        except LimitError:
            return recurrence
        recurrence = evolve(recurrence, count=None, until=last.on)
    return recurrence
