"""What an event says, from the model, for the peers to write: the fields that ours writes too.

The texts come from the functions by which our writer makes them, and are made while a peer writes:
ours has to make them as well.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kepuyue import Activity, Programme, Session
from kepuyue.io._overrides import overridden
from kepuyue.io.ical.text import described, titled, told
from kepuyue.model.activity import Stage
from kepuyue.model.occurrence import Occurrence
from kepuyue.model.place import Datum, Venue
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import DateSpan, State, TimeSlot
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme

DOMAIN = "example.org"
_PUBLISHED = frozenset({Stage.PUBLISHED, Stage.SUPPLEMENTED, Stage.SUMMARISED})


class Fields(NamedTuple):
    """The fields of one event."""

    uid: str
    stamp: datetime
    created: datetime | None
    updated: datetime | None
    sequence: int
    start: date | datetime
    end: date | datetime | None
    rule: Recurrence | None
    excluded: list[date | datetime]
    occurrence: date | datetime | None
    summary: str
    description: str
    location: str | None
    point: tuple[float, float] | None
    categories: list[str]
    contacts: list[str]
    status: str
    url: str | None
    join_url: str | None
    parent: str | None


def fields_of(programme: Programme) -> Iterator[Fields]:
    """Yield the fields of every event of a programme that is in the public view."""
    for activity in programme.activities:
        for session in activity.sessions:
            if session.when is not None:
                whole = Occurrence(on=session.when.first, venue=session.venue, state=session.state)
                yield _fields(programme, activity, session, whole, session.recurrence)
                for occurrence in overridden(session):
                    yield _fields(programme, activity, session, occurrence, None)


def _fields(
    programme: Programme,
    activity: Activity,
    session: Session,
    occurrence: Occurrence,
    recurrence: Recurrence | None,
) -> Fields:
    when = occurrence.when or session.when
    assert when is not None
    assert activity.updated is not None
    start, end = _bounds(when)
    state = activity.state_of(occurrence)
    venue = programme.get(Venue, occurrence.venue) if occurrence.venue else None
    point = venue.coordinates.to(Datum.WGS84) if venue and venue.coordinates else None
    exception = session.recurrence is not None and recurrence is None
    return Fields(
        uid=_uid(activity, session),
        stamp=activity.updated,
        created=activity.created,
        updated=activity.updated,
        sequence=activity.revision,
        start=start,
        end=end,
        rule=recurrence,
        excluded=[_moved(start, day) for day in recurrence.excluded] if recurrence else [],
        occurrence=_moved(start, occurrence.on) if exception else None,
        summary=titled(activity, state),
        description=described(programme, activity, session, state),
        location="，".join(filter(None, [venue.name, venue.address])) if venue else None,
        point=(round(point.latitude, 6), round(point.longitude, 6)) if point else None,
        categories=[
            *(programme.name_of(Theme, ref) for ref in activity.themes),
            *(programme.name_of(TargetGroup, ref) for ref in activity.target_groups),
        ],
        contacts=list(filter(None, map(told, activity.contacts))),
        status=_status(activity, state),
        url=activity.url,
        join_url=session.join_url,
        parent=_parent(programme, activity),
    )


def _uid(activity: Activity, session: Session) -> str:
    return f"{activity.id}/{session.id}@{DOMAIN}"  # the ids of synthetic programmes need no quoting


def _bounds(when: TimeSlot | DateSpan) -> tuple[date | datetime, date | datetime | None]:
    if isinstance(when, DateSpan):
        return when.first, when.last + timedelta(days=1)
    return when.start, when.end


def _moved(start: date | datetime, day: date) -> date | datetime:
    return datetime.combine(day, start.timetz()) if isinstance(start, datetime) else day


def _status(activity: Activity, state: State) -> str:
    if state is State.CANCELLED:
        return "CANCELLED"
    if state is State.POSTPONED or activity.stage not in _PUBLISHED:
        return "TENTATIVE"
    return "CONFIRMED"


def _parent(programme: Programme, activity: Activity) -> str | None:
    parent = programme.get(Activity, activity.parent) if activity.parent else None
    above = next((s for s in parent.sessions if s.when is not None), None) if parent else None
    return _uid(parent, above) if parent and above else None
