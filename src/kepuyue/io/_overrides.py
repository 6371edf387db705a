"""The occurrences in which something differs, for formats that tell a rule and its exceptions."""

from datetime import date, datetime

import attrs

from kepuyue.model.occurrence import Occurrence
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import EXPANSION_DAYS, DateSpan, Session, TimeSlot


def overridden(session: Session) -> tuple[Occurrence, ...]:
    """Return the occurrences in which something differs, in the order of their dates.

    An override of a date that the session does not meet is none; beyond the ten years to which
    a rule is expanded it is taken at its word.
    """
    days = {override.on for override in session.overrides}
    when, recurrence = session.when, session.recurrence
    if not days or when is None:
        return ()
    if recurrence is None:
        return tuple(o for o in session.occurrences() if o.on in days)
    horizon = date.fromordinal(min(when.first.toordinal() + EXPANSION_DAYS, date.max.toordinal()))
    met = _met(session, recurrence, when, min(max(days), horizon))
    given = {when.first, *recurrence.added}
    met -= {day for day in days & met - given if _is_skipped(when, day)}
    rule = Recurrence(added=tuple(days), excluded=recurrence.excluded)
    found = attrs.evolve(session, recurrence=rule).occurrences(limit=len(days) + 1)
    return tuple(o for o in found if o.on in days and (o.on in met or o.on > horizon))


def _met(
    session: Session, recurrence: Recurrence, when: TimeSlot | DateSpan, last: date
) -> set[date]:
    """Return the dates that a session meets up to a date, those too that a clock skips."""
    if recurrence.count is not None:  # what a clock skips is not counted
        limit = EXPANSION_DAYS + len(recurrence.added) + 2
        return {occurrence.on for occurrence in session.occurrences(last=last, limit=limit)}
    end = min(last, recurrence.until or last)
    return {when.first, *recurrence.added, *recurrence.rule_dates(when.first, end)}


def _is_skipped(when: TimeSlot | DateSpan, day: date) -> bool:
    """Return whether there is no such time on a day: a clock skips it."""
    if isinstance(when, DateSpan):
        return False
    from dateutil.tz import datetime_exists

    return not datetime_exists(datetime.combine(day, when.start.timetz()).replace(fold=0))
