"""What an event says, from the model, for the peers to write: the fields that ours writes too.

The texts come from the functions by which our writer makes them, and are made while a peer writes:
ours has to make them as well.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kepuyue import Activity, Programme, Session
from kepuyue.io._overrides import overridden
from kepuyue.io.ical.event import COLOURS
from kepuyue.io.ical.part import ROLES
from kepuyue.io.ical.text import OFF, Texts, marked_up, titled, told
from kepuyue.model.activity import Stage
from kepuyue.model.occurrence import Occurrence
from kepuyue.model.place import Datum, Venue
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import DateSpan, State, TimeSlot
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit

DOMAIN = "example.org"
_PUBLISHED = frozenset({Stage.PUBLISHED, Stage.SUPPLEMENTED, Stage.SUMMARISED})


class Person(NamedTuple):
    """A unit or a speaker, as a PARTICIPANT tells them."""

    uid: str
    kind: str
    name: str
    about: str


class Place(NamedTuple):
    """A venue, as a VLOCATION tells it."""

    uid: str
    name: str
    point: tuple[float, float] | None


class More(NamedTuple):
    """What stands in an event besides, unless it is to be plain."""

    html: str | None
    colour: str | None
    people: list[Person]
    place: Place | None


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
    venue: Venue | None
    location: str | None
    point: tuple[float, float] | None
    categories: list[str]
    contacts: list[str]
    state: State
    status: str
    url: str | None
    join_url: str | None
    parent: str | None
    more: More | None = None


def fields_of(programme: Programme, *, rich: bool = False) -> Iterator[Fields]:
    """Yield the fields of every event of a programme that is in the public view."""
    texts = Texts(programme)
    for activity in programme.activities:
        for session in activity.sessions:
            if session.when is not None:
                parts: list[Session | Occurrence] = [session, *overridden(session)]
                for part in parts:
                    description = texts.described(activity, session, activity.state_of(part))
                    fields = _fields(programme, activity, session, part, description)
                    yield _with_more(programme, activity, session, fields) if rich else fields


def _fields(
    programme: Programme,
    activity: Activity,
    session: Session,
    part: Session | Occurrence,
    description: str,
) -> Fields:
    when = part.when or session.when
    assert when is not None
    assert activity.updated is not None
    start, end = _bounds(when)
    state = activity.state_of(part)
    venue = programme.get(Venue, part.venue) if part.venue else None
    point = venue.coordinates.to(Datum.WGS84) if venue and venue.coordinates else None
    recurrence = part.recurrence if isinstance(part, Session) else None
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
        occurrence=None if isinstance(part, Session) else _moved(start, part.on),
        summary=titled(activity, state),
        description=description,
        venue=venue,
        location="，".join(filter(None, [venue.name, venue.address])) if venue else None,
        point=(round(point.latitude, 6), round(point.longitude, 6)) if point else None,
        categories=[
            *(programme.name_of(Theme, ref) for ref in activity.themes),
            *(programme.name_of(TargetGroup, ref) for ref in activity.target_groups),
        ],
        contacts=list(filter(None, map(told, activity.contacts))),
        state=state,
        status=_status(activity, state),
        url=activity.url,
        join_url=session.join_url,
        parent=_parent(programme, activity),
    )


def _with_more(
    programme: Programme, activity: Activity, session: Session, fields: Fields
) -> Fields:
    text, venue = fields.description, fields.venue
    more = More(
        html=marked_up(text) if "http" in text else None,
        colour="grey" if fields.state in OFF else activity.mode and COLOURS[activity.mode],
        people=[*_units(programme, activity), *_speakers(activity, session)],
        place=Place(f"venue:{venue.id}@{DOMAIN}", venue.name, fields.point) if venue else None,
    )
    return fields._replace(more=more)


def _units(programme: Programme, activity: Activity) -> Iterator[Person]:
    for role, (label, kind) in ROLES.items():
        for ref in getattr(activity, role):
            yield Person(f"unit:{ref}@{DOMAIN}", kind, programme.name_of(Unit, ref), label)


def _speakers(activity: Activity, session: Session) -> Iterator[Person]:
    for number, speaker in enumerate(session.speakers, 1):
        uid = f"speaker:{activity.id}/{session.id}/{number}@{DOMAIN}"
        about = " ".join(filter(None, [speaker.affiliation, speaker.title]))
        if speaker.topic:
            about = f"{about}（{speaker.topic}）"
        yield Person(uid, "SPEAKER", speaker.name, about)


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
