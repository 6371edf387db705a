"""Who and where: ORGANIZER and LOCATION, and the components of RFC 9073 that tell them in full.

Some programs do not see where a component inside an event ends: calcurse takes a SUMMARY in it for
the event's, and drops an event with a DESCRIPTION or a LOCATION-TYPE in it. So the components have
no such properties: people and places have a NAME, and a COMMENT says the rest.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import unquote

import attrs

from kepuyue.io.ical.line import escaped, line
from kepuyue.io.ical.option import Options
from kepuyue.io.ical.text import REMEMBERED, line_of, told
from kepuyue.model.activity import Activity
from kepuyue.model.place import Datum, Venue
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session, Speaker
from kepuyue.model.unit import Unit, UnitGroup

ROLES = {
    "hosts": ("主办", "PLANNER-CONTACT"),
    "organisers": ("承办", "PLANNER-CONTACT"),
    "co_organisers": ("协办", "ACTIVE"),
    "supporters": ("支持", "SPONSOR"),
}
"""The roles of units: what people call each, and the PARTICIPANT-TYPE (RFC 9073, section 6.2)."""
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")


@attrs.frozen
class Place:
    """What the events at one venue say of it.

    Attributes:
        lines: LOCATION and GEO.
        component: the lines of the VLOCATION; none for a venue that nobody knows.
    """

    lines: list[str]
    component: list[str]


class Parts:
    """The units and venues of a programme as events tell them, each made once."""

    def __init__(self, programme: Programme, options: Options) -> None:
        self._programme = programme
        self._options = options
        self.place: Callable[[str], Place] = lru_cache(REMEMBERED)(self._place_of)
        self._unit = lru_cache(REMEMBERED)(self._unit_of)
        self._of_host = lru_cache(REMEMBERED)(self._organizer_of)

    def _place_of(self, ref: str) -> Place:
        """Return what events at a venue say; of an unknown one its id is all there is."""
        venue = self._programme.get(Venue, ref)
        if venue is None:
            return Place([line("LOCATION", escaped(ref))], [])
        return self._place(venue)

    def _place(self, venue: Venue) -> Place:
        where = "，".join(filter(None, [venue.name, venue.address]))
        geo = []
        if venue.coordinates is not None:
            point = venue.coordinates.to(Datum.WGS84)
            geo = [f"GEO:{point.latitude:.6f};{point.longitude:.6f}"]
        component = [
            "BEGIN:VLOCATION",
            line("UID", self._options.uid(venue.id, kind="venue")),
            line("NAME", escaped(venue.name)),
            *geo,
            "END:VLOCATION",
        ]
        return Place([line("LOCATION", escaped(where)), *geo], component)

    def organizer(self, activity: Activity) -> list[str]:
        """Return ORGANIZER: the first address, of the activity's contacts or else of a host.

        The contacts of an activity are taken to be those of its first host.
        """
        for contact in activity.contacts:
            if contact.email and _MAIL.fullmatch(contact.email):
                hosts = activity.hosts
                owner = self._programme.name_of(Unit, hosts[0]) if hosts else None
                return [_organizer(contact.email, owner)]
        return [found for host in activity.hosts for found in self._of_host(host)][:1]

    def _organizer_of(self, ref: str) -> list[str]:
        """Return ORGANIZER of a unit that has an address."""
        unit = self._programme.get(Unit, ref)
        for contact in unit.contacts if unit else ():
            if contact.email and _MAIL.fullmatch(contact.email):
                return [_organizer(contact.email, unit.name if unit else None)]
        return []

    def units(self, activity: Activity) -> Iterator[str]:
        """Yield the lines of a PARTICIPANT for each unit of an activity, by its roles."""
        for role in ROLES:
            for ref in getattr(activity, role):
                yield from self._unit(role, ref)

    def _unit_of(self, role: str, ref: str) -> list[str]:
        """Return the PARTICIPANT of a unit in a role."""
        label, kind = ROLES[role]
        unit = self._programme.get(Unit, ref)
        what = "unit" if unit or not self._programme.get(UnitGroup, ref) else "group"
        return [
            "BEGIN:PARTICIPANT",
            line("UID", self._options.uid(ref, kind=what)),
            f"PARTICIPANT-TYPE:{kind}",
            line("NAME", escaped(self._programme.name_of(Unit, ref))),
            f"COMMENT:{label}",
            "END:PARTICIPANT",
        ]

    def speakers(self, activity: Activity, session: Session) -> Iterator[str]:
        """Yield the lines of a PARTICIPANT for each speaker of a session."""
        for number, speaker in enumerate(session.speakers, 1):
            uid = self._options.uid(activity.id, session.id, str(number), kind="speaker")
            yield from _speaker(speaker, uid)


def _speaker(speaker: Speaker, uid: str) -> Iterator[str]:
    yield "BEGIN:PARTICIPANT"
    yield line("UID", uid)
    yield "PARTICIPANT-TYPE:SPEAKER"
    yield line("NAME", escaped(speaker.name))
    person = " ".join(filter(None, [speaker.affiliation, speaker.title]))
    about = f"{person}（{speaker.topic}）" if speaker.topic else person
    if about:
        yield line("COMMENT", escaped(about))
    yield "END:PARTICIPANT"


def _organizer(email: str, owner: str | None) -> str:
    params = {} if owner is None else {"CN": owner}
    return line("ORGANIZER", f"mailto:{email}", params)


def contacts(activity: Activity) -> list[str]:
    """Return CONTACT for each contact of an activity that says something."""
    return [line("CONTACT", escaped(told(c))) for c in activity.contacts if told(c)]


def id_of(uid: str, kind: str) -> str | None:
    """Return the id in the UID of a unit, group or venue of ours, or ``None``.

    >>> id_of("venue:sg%20museum@example.org", "venue")
    'sg museum'
    """
    before, at, _ = uid.rpartition("@")
    head, colon, name = before.partition(":")
    return decoded(name) if at and colon and head == kind else None


def decoded(name: str) -> str | None:
    """Return the id that stands coded in a UID, or ``None`` if it is none.

    >>> decoded("sg%20museum"), decoded("a%0Ab")
    ('sg museum', None)
    """
    ref = unquote(name)
    return ref if ref and ref == line_of(escaped(ref)) else None
