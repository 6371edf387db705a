"""The occurrences in which something differs, for formats that tell a rule and its exceptions."""

from datetime import date

import attrs

from kepuyue.model.occurrence import Occurrence
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import EXPANSION_DAYS, Session


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
    limit = EXPANSION_DAYS + len(recurrence.added) + 2
    near = session.occurrences(last=min(max(days), horizon), limit=limit)
    met = {occurrence.on for occurrence in near}
    rule = Recurrence(added=tuple(days), excluded=recurrence.excluded)
    found = attrs.evolve(session, recurrence=rule).occurrences(limit=len(days) + 1)
    return tuple(o for o in found if o.on in days and (o.on in met or o.on > horizon))
