"""The times of events: dates, the occurrences of a session, and its rule as a Schedule."""

from datetime import date

import attrs

from kepuyue.errors import LimitError
from kepuyue.io.jsonld.node import Node, node
from kepuyue.model.occurrence import Occurrence
from kepuyue.model.recurrence import Frequency, Recurrence
from kepuyue.model.schedule import DateSpan, Session, State, TimeSlot

LISTED_DAYS = 366
"""Days from its first date in which the occurrences of a session are listed one by one."""

_PERIODS = {
    Frequency.DAILY: "D",
    Frequency.WEEKLY: "W",
    Frequency.MONTHLY: "M",
    Frequency.YEARLY: "Y",
}
_WEEKDAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday",
    "SA": "Saturday", "SU": "Sunday",
}  # fmt: skip
_LAST_OF_EVERY_MONTH = 28
_BY_PARTS = ("by_month", "by_week_no", "by_year_day", "by_month_day", "by_day", "by_set_pos")
_SAID = {
    Frequency.DAILY: frozenset[str](),
    Frequency.WEEKLY: frozenset({"by_day"}),
    Frequency.MONTHLY: frozenset({"by_day", "by_month_day"}),
    Frequency.YEARLY: frozenset[str](),
}
"""The parts of a rule that a Schedule says so that nobody can take it otherwise."""


def times(when: TimeSlot | DateSpan | None) -> dict[str, str | None]:
    """Return startDate and endDate: times with their offset, whole days as dates.

    >>> times(DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 15)))
    {'startDate': '2025-09-13', 'endDate': '2025-09-15'}
    """
    if when is None:
        return {}
    if isinstance(when, DateSpan):
        return {"startDate": when.first.isoformat(), "endDate": when.last.isoformat()}
    end = None if when.end is None else when.end.isoformat()
    return {"startDate": when.start.isoformat(), "endDate": end}


@attrs.frozen
class Listing:
    """The occurrences of a session that are written one by one.

    Attributes:
        session: the session.
        occurrences: the occurrences, in the order of their dates.
        complete: whether those are all.
    """

    session: Session
    occurrences: tuple[Occurrence, ...]
    complete: bool = True

    @property
    def is_once(self) -> bool:
        """Whether the session takes place a single time, or nobody knows when."""
        return self.complete and len(self.occurrences) <= 1


def listing(session: Session) -> Listing:
    """Return the occurrences of a session, those of the first year where there are more.

    >>> listing(Session(id="s", days=DateSpan.day(date(2025, 9, 6)),
    ...     recurrence=Recurrence(frequency=Frequency.YEARLY))).complete
    False
    """
    when = session.when
    if when is None:
        return Listing(session, ())
    try:
        return Listing(session, session.occurrences(days=LISTED_DAYS, limit=LISTED_DAYS))
    except LimitError:
        first = when.first
        last = date.fromordinal(min(first.toordinal() + LISTED_DAYS, date.max.toordinal()))
        near = session.occurrences(first=first, last=last, days=LISTED_DAYS)
        return Listing(session, near, complete=False)


def bounds(*listings: Listing) -> dict[str, str | None]:
    """Return the first and the last day of sessions, as far as they are known.

    Args:
        *listings: all sessions of an event; if one has no date, nothing is known.

    >>> bounds(listing(Session(id="s", days=DateSpan.day(date(2025, 9, 6)))))
    {'startDate': '2025-09-06', 'endDate': '2025-09-06'}
    """
    spans = [[o.when for o in found.occurrences if o.when is not None] for found in listings]
    if not all(spans):
        return {}
    first = min(when.first for span in spans for when in span)
    last = max(when.last for span in spans for when in span)
    complete = all(found.complete for found in listings)
    return {"startDate": first.isoformat(), "endDate": last.isoformat() if complete else None}


def schedule(session: Session) -> Node | None:
    """Return the rule of a session as a Schedule, or ``None`` where that would not say the same.

    schema.org defines few parts of a rule, and leaves open how they go together. So a Schedule is
    given only for daily dates, weekdays, days of the month, numbered weekdays of the month, and
    anniversaries; for times or days that end on the day on which they begin; without added dates.

    Args:
        session: the session.

    >>> weekly = Recurrence(frequency=Frequency.WEEKLY, until=date(2025, 9, 30))
    >>> schedule(Session(id="s", days=DateSpan.day(date(2025, 9, 6)), recurrence=weekly))
    {'@type': 'Schedule', 'repeatFrequency': 'P1W', 'startDate': '2025-09-06', ...}
    """
    when, recurrence = session.when, session.recurrence
    if when is None or recurrence is None or not _is_within_a_day(when):
        return None
    if recurrence.frequency is None or not _is_plain(recurrence, when.first):
        return None
    try:
        last = _last(session, recurrence)
    except LimitError:
        return None
    if last is not None and last <= when.first:
        return None
    return node(
        "Schedule",
        repeatFrequency=f"P{recurrence.interval}{_PERIODS[recurrence.frequency]}",
        byDay=[_weekday(day) for day in recurrence.by_day],
        byMonthDay=list(recurrence.by_month_day),
        startDate=when.first.isoformat(),
        endDate=last and last.isoformat(),
        exceptDate=[day.isoformat() for day in _exceptions(session, recurrence)],
        **_clock(when),
    )


def _is_plain(recurrence: Recurrence, first: date) -> bool:
    """Return whether a Schedule says what the rule says, its first date included."""
    frequency = recurrence.frequency
    parts = {name for name in _BY_PARTS if getattr(recurrence, name)}
    if frequency is None or recurrence.added or not parts <= _SAID[frequency]:
        return False
    if frequency is Frequency.WEEKLY and recurrence.interval > 1 and recurrence.week_start != "MO":
        return False
    if frequency is Frequency.MONTHLY:
        by_day, by_month_day = recurrence.by_day, recurrence.by_month_day
        numbered = all(len(day) > len("MO") for day in by_day)
        positive = all(day > 0 for day in by_month_day)
        if (by_day and by_month_day) or not (numbered and positive):
            return False
    monthly = frequency in (Frequency.MONTHLY, Frequency.YEARLY)
    if monthly and not parts and first.day > _LAST_OF_EVERY_MONTH:
        return False
    return first in recurrence.rule_dates(first, first)


def _is_within_a_day(when: TimeSlot | DateSpan) -> bool:
    if isinstance(when, DateSpan):
        return when.first == when.last
    end = when.end or when.start
    return end.date() == when.first and end.time() >= when.start.time()


def _last(session: Session, recurrence: Recurrence) -> date | None:
    """Return the last date of a rule; ``None`` without end.

    A count is told by the date to which it comes: repeatCount leaves open whether dates that are
    left out count.

    Raises:
        LimitError: if a count goes too far to be followed.
    """
    if recurrence.count is None:
        return recurrence.until
    rule = attrs.evolve(session, recurrence=attrs.evolve(recurrence, excluded=()), overrides=())
    return rule.occurrences()[-1].on


def _exceptions(session: Session, recurrence: Recurrence) -> list[date]:
    """Return the dates on which nothing takes place at the times of the rule."""
    off = (State.CANCELLED, State.POSTPONED)
    moved = {o.on for o in session.overrides if o.when is not None or o.state in off}
    return sorted({*recurrence.excluded, *moved})


def _weekday(day: str) -> str:
    """Return a day of the week; numbered ones in the syntax of RFC 5545, as byDay asks."""
    name = _WEEKDAYS.get(day)
    return day if name is None else f"https://schema.org/{name}"


def _clock(when: TimeSlot | DateSpan) -> dict[str, str | None]:
    if isinstance(when, DateSpan):
        return {}
    end = None if when.end is None else when.end.time().isoformat()
    return {
        "startTime": when.start.time().isoformat(),
        "endTime": end,
        "scheduleTimezone": when.zone,
    }
