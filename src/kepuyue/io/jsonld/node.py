"""The objects of a document: units, places, themes and people in the words of schema.org."""

from typing import Any
from urllib.parse import quote

import attrs

from kepuyue.model.codes import region
from kepuyue.model.place import Datum, Venue, VenueKind
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Speaker
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Contact, Unit, UnitGroup, UnitKind

BASE = "tag:kepuyue.invalid,2025:"
"""What every ``@id`` begins with unless the publisher gives an address (RFC 4151)."""
LANGUAGE = "zh-CN"
"""The language of the activities, unless another is given."""

Node = dict[str, Any]
"""An object of a document."""

_ORGANIZATIONS = {
    UnitKind.GOVERNMENT_DEPARTMENT: "GovernmentOrganization",
    UnitKind.SCHOOL: "School",
    UnitKind.UNIVERSITY: "CollegeOrUniversity",
    UnitKind.INSTITUTE: "ResearchOrganization",
    UnitKind.HOSPITAL: "Hospital",
    UnitKind.MEDIA: "NewsMediaOrganization",
}
"""schema.org's museum is a place and no organization, so a science museum is not among them."""
_PLACES = {
    VenueKind.SCIENCE_MUSEUM: "Museum",
    VenueKind.MUSEUM: "Museum",
    VenueKind.LIBRARY: "Library",
    VenueKind.SCHOOL: "School",
    VenueKind.UNIVERSITY: "CollegeOrUniversity",
    VenueKind.HOSPITAL: "Hospital",
    VenueKind.PARK: "Park",
}
_NOTHING: tuple[object, ...] = (None, "", [])
_COUNTY = 6
"""Digits of a code of GB/T 2260; a longer one comes from other lists."""


def node(kind: str | list[str], ref: str | None = None, /, **properties: Any) -> Node:
    """Return an object with the properties that say something.

    Args:
        kind: its type, or its types.
        ref: its ``@id``.
        **properties: its properties; of a list with one value only the value stands.

    >>> node("Person", name="张明", jobTitle=None, affiliation=["示例大学"])
    {'@type': 'Person', 'name': '张明', 'affiliation': '示例大学'}
    """
    told = {"@type": kind, "@id": ref, **properties}
    return {name: _single(value) for name, value in told.items() if value not in _NOTHING}


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


@attrs.frozen
class Nodes:
    """Makes the objects of one document.

    Attributes:
        programme: the public view of a programme.
        base: what every ``@id`` begins with.
    """

    programme: Programme
    base: str = BASE

    def ref(self, *steps: str) -> str:
        """Return an ``@id``: no other steps have it, whatever they hold.

        >>> Nodes(Programme()).ref("activity", "机器人/1")
        'tag:kepuyue.invalid,2025:activity/%E6%9C%BA%E5%99%A8%E4%BA%BA%2F1'
        """
        return self.base + "/".join(quote(step, safe="") for step in steps)

    def organizations(self, *refs: str) -> list[Node]:
        """Return units and groups, each once; one that nobody knows has its ``@id`` alone."""
        return [self._organization(ref) for ref in dict.fromkeys(refs)]

    def _organization(self, ref: str) -> Node:
        unit = self.programme.get(Unit, ref)
        named = self._named(ref)
        if unit is None:
            return named
        return named | node(
            named["@type"],
            alternateName=unit.short_name,
            url=unit.homepage,
            sameAs=[channel.url for channel in unit.channels if channel.url],
            identifier=_coded("GB 32100-2015", unit.credit_code) if unit.credit_code else None,
            contactPoint=[_contact(contact) for contact in unit.contacts],
            parentOrganization=self._named(unit.parent) if unit.parent else None,
        )

    def _named(self, ref: str) -> Node:
        """Return a unit or a group by name."""
        unit = self.programme.get(Unit, ref)
        if unit is not None:
            kind = _ORGANIZATIONS.get(unit.kind, "Organization")
            return node(kind, self.ref("unit", ref), name=unit.name)
        group = self.programme.get(UnitGroup, ref)
        return node("Organization", self.ref("unit", ref), name=group and group.label)

    def locations(self, ref: str | None, join_url: str | None) -> list[Node]:
        """Return where people come and where they log in.

        A virtual location has no ``@id``: one live room has another address each time.

        Args:
            ref: id of a venue; one that nobody knows has its ``@id`` alone.
            join_url: where to join online.
        """
        venue = self.programme.get(Venue, ref) if ref else None
        online = venue is not None and venue.kind is VenueKind.ONLINE
        found = []
        if ref and not online:
            found.append(self._place(ref, venue))
        if join_url or online:
            name = venue.name if venue is not None and online else None
            found.append(node("VirtualLocation", name=name, url=join_url))
        return found

    def _place(self, ref: str, venue: Venue | None) -> Node:
        if venue is None:
            return node("Place", self.ref("venue", ref))
        return node(
            _PLACES.get(venue.kind, "Place"),
            self.ref("venue", ref),
            name=venue.name,
            address=_address(venue),
            geo=_point(venue),
            containedInPlace=self.area(venue.region) if venue.region else None,
            maximumAttendeeCapacity=venue.capacity,
        )

    def area(self, code: str) -> Node:
        """Return the administrative division of a code, with its name where it is known."""
        return node(
            "AdministrativeArea",
            self.ref("region", code),
            name="".join(_names(code)),
            identifier=_coded("GB/T 2260" if len(code) == _COUNTY else "行政区划代码", code),
        )

    def themes(self, refs: tuple[str, ...]) -> list[Node]:
        """Return themes as defined terms; one that nobody knows has its ``@id`` alone."""
        themes = [(ref, self.programme.get(Theme, ref)) for ref in refs]
        return [
            node(
                "DefinedTerm",
                self.ref("theme", ref),
                name=theme and theme.label,
                alternateName=theme and theme.label_en,
            )
            for ref, theme in themes
        ]

    def audiences(self, refs: tuple[str, ...]) -> list[Node]:
        """Return target groups; one that nobody knows has its ``@id`` alone."""
        groups = [(ref, self.programme.get(TargetGroup, ref)) for ref in refs]
        return [
            node("Audience", self.ref("target-group", ref), audienceType=group and group.label)
            for ref, group in groups
        ]


def performers(speakers: tuple[Speaker, ...]) -> list[Node]:
    """Return who speaks or demonstrates.

    >>> performers((Speaker(name="张明", title="教授"),))
    [{'@type': 'Person', 'name': '张明', 'jobTitle': '教授'}]
    """
    return [
        node(
            "Person",
            name=speaker.name,
            jobTitle=speaker.title,
            affiliation=node("Organization", name=speaker.affiliation)
            if speaker.affiliation
            else None,
        )
        for speaker in speakers
    ]


def _coded(scheme: str, value: str) -> Node:
    return node("PropertyValue", propertyID=scheme, value=value)


def _contact(contact: Contact) -> Node:
    return node(
        "ContactPoint",
        name=contact.name,
        contactType=contact.role,
        telephone=contact.phone,
        email=contact.email,
    )


def _names(code: str) -> list[str]:
    """Return the names of a division and of what it belongs to, the widest first."""
    if not region.is_valid(code):
        return []
    line = (code, *region.ancestors(code))
    return [name for step in reversed(line) if (name := region.name(step))]


def _address(venue: Venue) -> Node | None:
    names = _names(venue.region) if venue.region else []
    if not (venue.address or venue.region):
        return None
    return node(
        "PostalAddress",
        addressCountry="CN" if venue.region else None,  # these are the codes of China
        addressRegion=names[0] if names else None,
        addressLocality="".join(names[1:]),
        streetAddress=venue.address,
    )


def _point(venue: Venue) -> Node | None:
    if venue.coordinates is None:
        return None
    point = venue.coordinates.to(Datum.WGS84)  # what schema.org says latitude and longitude are in
    return node(
        "GeoCoordinates", latitude=round(point.latitude, 6), longitude=round(point.longitude, 6)
    )
