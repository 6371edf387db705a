"""The times of events as content lines: DTSTART and DTEND, recurrences, and the zones in use."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from attrs import evolve

from kepuyue.errors import LimitError
from kepuyue.model.campaign import Milestone, MilestoneKind
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import EXPANSION_DAYS, DateSpan, Session, TimeSlot
from kepuyue.model.zone import CHINA

Span = tuple[date, date]
"""The first and the last date on which a zone is needed."""
_INSTANT, _SECOND = timedelta(), timedelta(seconds=1)
_LAST_DAY = date.max.toordinal()
_LAST_INSTANT = datetime.max.replace(microsecond=0, tzinfo=UTC)


def stamped(time: date) -> str:
    """Return a date, or a date and time without its zone, as RFC 5545 writes it.

    >>> stamped(date(2025, 9, 13)), stamped(datetime(2025, 9, 13, 9, 30))
    ('20250913', '20250913T093000')
    """
    return time.isoformat()[:19].replace("-", "").replace(":", "")


def in_zulu(time: datetime) -> str:
    """Return an aware time in UTC (RFC 5545, section 3.3.5, form 2)."""
    return f"{stamped(time.astimezone(UTC))}Z"


def times(when: TimeSlot | DateSpan, *, repeats: bool = False) -> list[str]:
    """Return DTSTART and DTEND.

    Args:
        when: times or days.
        repeats: whether a recurrence starts from it, and so from a clock and not from an instant.

    >>> times(DateSpan.day(date(2025, 9, 13)))
    ['DTSTART;VALUE=DATE:20250913', 'DTEND;VALUE=DATE:20250914']
    """
    if isinstance(when, DateSpan):
        lines = [f"DTSTART;VALUE=DATE:{stamped(when.first)}"]
        end = _later(when.last, 1)  # the end of whole days is the day after the last
        return [*lines, f"DTEND;VALUE=DATE:{stamped(end)}"] if end > when.first else lines
    lines = [_time("DTSTART", when.start, when.zone, as_instant=not repeats)]
    # RFC 5545, 3.8.2.2: the end is later than the start; without one, it is the same.
    if when.end is not None and (when.duration or _INSTANT) >= _SECOND:
        lines.append(_time("DTEND", when.end, when.zone, as_instant=True))
    return lines


def of_occurrence(when: TimeSlot | DateSpan, day: date) -> str:
    """Return the RECURRENCE-ID of the occurrence that stands on a date."""
    return _dates("RECURRENCE-ID", when, [day])


def recurrence_lines(recurrence: Recurrence, when: TimeSlot | DateSpan) -> list[str]:
    """Return RRULE, RDATE and EXDATE.

    Args:
        recurrence: when it comes again.
        when: the times or days from which it starts.
    """
    recurrence = _agreed(recurrence, when)
    lines = []
    rule = recurrence.rrule
    if rule is not None:
        if recurrence.until is not None:
            until = f"UNTIL={stamped(recurrence.until)}"
            rule = rule.replace(until, f"UNTIL={_until(when, recurrence.until)}")
        lines.append(f"RRULE:{rule}")
    for name, days in (("RDATE", recurrence.added), ("EXDATE", recurrence.excluded)):
        if days:
            lines.append(_dates(name, when, sorted(days)))
    return lines


def is_left(recurrence: Recurrence, when: TimeSlot | DateSpan) -> bool:
    """Return whether the excluded dates leave anything of a recurrence.

    A start that its own EXDATE excludes is shown by some readers where nothing else repeats.
    """
    agreed = _agreed(recurrence, when)
    dates = {when.first, *agreed.added}
    return agreed.frequency is not None or not dates <= set(agreed.excluded)


class Zones:
    """The zones that components need, each with the dates between which they need it.

    >>> zones = Zones()
    >>> zones.due(Milestone(id="m", kind=MilestoneKind.DUE, when=date(2025, 9, 25), what="总结"))
    >>> zones.spans()
    [('Asia/Shanghai', datetime.date(2025, 9, 25), datetime.date(2025, 9, 25))]
    """

    def __init__(self) -> None:
        self._spans: dict[str, Span] = {}

    def add(self, zone: str, first: date, last: date) -> None:
        """Take in that a zone is needed between two dates."""
        known = self._spans.get(zone)
        if known is None:
            self._spans[zone] = first, last
        elif first < known[0] or last > known[1]:
            self._spans[zone] = min(first, known[0]), max(last, known[1])

    def due(self, milestone: Milestone) -> None:
        """Take in the zone of a milestone: what is due is due on the clock of China."""
        if milestone.kind is MilestoneKind.DUE:
            self.add(CHINA, milestone.when, milestone.when)

    def session(self, session: Session) -> None:
        """Take in each zone that a session is told in."""
        for override in session.overrides:
            if override.slot is not None:
                self.add(override.slot.zone, override.slot.first, override.slot.last)
        slot, recurrence = session.slot, session.recurrence
        if slot is None:
            return
        self.add(slot.zone, slot.first, slot.last)
        if recurrence is None:
            return
        days = [slot.first, *recurrence.added, *recurrence.excluded]
        days += [override.on for override in session.overrides]
        if recurrence.frequency is not None:
            days.append(recurrence.until or _later(slot.first, EXPANSION_DAYS))
        self.add(slot.zone, min(days), _later(max(days), (slot.last - slot.first).days))

    def update(self, other: "Zones") -> None:
        """Take in the zones that others need."""
        for zone, (first, last) in other.needed().items():
            self.add(zone, first, last)

    def needed(self) -> dict[str, Span]:
        """Return the zones by name, each with its first and last date."""
        return dict(self._spans)

    def spans(self) -> list[tuple[str, date, date]]:
        """Return the zones with a VTIMEZONE, by name, each with its first and last date."""
        return [(zone, *self._spans[zone]) for zone in sorted(self._spans) if zone != "UTC"]


def _time(name: str, time: datetime, zone: str, *, as_instant: bool) -> str:
    """Return a property of a time on the clock of a zone.

    RFC 5545, 3.3.5: of an hour that a clock shows twice a local time means the first; so the
    second is told in UTC.
    """
    if zone == "UTC":
        return f"{name}:{stamped(time)}Z"
    if as_instant and time.fold:
        return f"{name}:{in_zulu(time)}"
    return f"{name};TZID={zone}:{stamped(time)}"


def _dates(name: str, when: TimeSlot | DateSpan, days: Iterable[date]) -> str:
    """Return a property of the occurrences on these dates: RDATE, EXDATE or RECURRENCE-ID."""
    if isinstance(when, DateSpan):
        return f"{name};VALUE=DATE:{','.join(map(stamped, days))}"
    clock = f"T{stamped(when.start)[9:]}"
    if when.zone == "UTC":
        return f"{name}:{','.join(f'{stamped(day)}{clock}Z' for day in days)}"
    return f"{name};TZID={when.zone}:{','.join(f'{stamped(day)}{clock}' for day in days)}"


def _later(day: date, days: int) -> date:
    """Return the date so many days later, as far as the calendar goes."""
    return date.fromordinal(min(day.toordinal() + days, _LAST_DAY))


def _until(when: TimeSlot | DateSpan, day: date) -> str:
    """Return UNTIL (RFC 5545, 3.3.10): a date with whole days, else a time in UTC."""
    if isinstance(when, DateSpan):
        return stamped(day)
    until = datetime.combine(day, when.start.timetz()).replace(fold=0)
    try:
        return in_zulu(until)
    except OverflowError:  # the last date of the calendar, west of Greenwich
        return in_zulu(_LAST_INSTANT)


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
