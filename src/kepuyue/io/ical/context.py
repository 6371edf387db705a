"""What the events of one reading share: zones, terms, and the places and units they name."""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from kepuyue.errors import InvalidValueError
from kepuyue.io.ical.clock import Clocks
from kepuyue.io.ical.component import Component
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.moment import Moments
from kepuyue.io.ical.part import ROLES, id_of
from kepuyue.io.ical.text import line_of, text_of
from kepuyue.model._field import UNSAFE_IN_LINE, URL
from kepuyue.model.bundled import TARGET_GROUPS, THEMES
from kepuyue.model.place import Coordinates, Venue
from kepuyue.model.schedule import Speaker
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit

if TYPE_CHECKING:
    from kepuyue.io.ical.entry import Entry

OURS = "-//kepuyue//"
"""What the PRODID of our calendars begins with."""
_LABELS = 10_000
"""Labels of categories that are remembered."""
_ROLE_OF = {label: role for role, (label, _) in ROLES.items()}
_URL = re.compile(URL)
_IDS = re.compile(r"([^/@:]+)/([^/@]+)@[^@]+")


class Context:
    """What the events of one reading share.

    Args:
        notes: what is found is told there.
        keep: whether the places and units are kept, for a programme; a stream of activities has
            no use for them.

    Attributes:
        notes: what is found is told there.
        clocks: the zones.
        moments: reads times.
        ours: whether the calendar at hand is one that the library wrote.
        venues: the places by id.
        units: the units by id.
        themes: themes of our calendars that are not bundled, by id.

    >>> Context(Notes(None)).term("机器人")
    ('themes', 'robotics')
    """

    def __init__(self, notes: Notes, *, keep: bool = True) -> None:
        self.notes = notes
        self.clocks = Clocks(notes)
        self.moments = Moments(self.clocks, notes)
        self.ours = False
        self.venues: dict[str, Venue] = {}
        self.units: dict[str, Unit] = {}
        self.themes: dict[str, Theme] = {}
        self._keep = keep
        self._terms: dict[str, tuple[str, str] | None] = {}

    def open(self, calendar: Component) -> None:
        """Turn to another calendar of the file."""
        self.ours = (calendar.value("PRODID") or "").startswith(OURS)
        self.moments = Moments(self.clocks, self.notes)
        told = calendar.first("X-WR-TIMEZONE") or calendar.first("TIMEZONE-ID")
        zone = self.clocks.zone(told[2], told[3]) if told else None
        if zone is not None and zone.custom is None:
            self.moments.floating, self.moments.told = zone.name, True

    def ids_of(self, uid: str) -> tuple[str, str]:
        """Return the ids of activity and session that a UID stands for."""
        if self.ours:
            found = _IDS.fullmatch(uid)
            if found is not None:
                ids = unquote(found[1]), unquote(found[2])
                if all(
                    quote(ref, safe="") == part
                    for ref, part in zip(ids, found.groups(), strict=True)
                ):
                    return ids
        return uid, "1"

    def term(self, label: str) -> tuple[str, str] | None:
        """Return the field and the id of the theme or target group that a label means."""
        if label in self._terms:
            return self._terms[label]
        theme, group = THEMES.match(label), TARGET_GROUPS.match(label)
        found = ("target_groups", group.id) if group else ("themes", theme.id) if theme else None
        if found is None and self.ours and label and not re.search(UNSAFE_IN_LINE, label):
            found = "themes", label
            if self._keep:
                self.themes.setdefault(label, Theme(id=label, label=label))
        if len(self._terms) < _LABELS:
            self._terms[label] = found
        return found

    def take_parts(self, entry: "Entry") -> None:
        """Take in the places and people of an event."""
        for component in entry.component.components:
            if component.name == "VLOCATION" and "venue" not in entry.session:
                self._vlocation(component, entry)
            elif component.name != "PARTICIPANT" or not self._participant(component, entry):
                entry.components.append(component)
        if "venue" not in entry.session:
            self._location(entry)

    def _vlocation(self, component: Component, entry: "Entry") -> None:
        name = line_of(component.value("NAME") or "")
        if not name:
            entry.components.append(component)
            return
        ref = id_of(component.value("UID") or "", "venue") if self.ours else None
        ref = ref or name
        entry.session["venue"] = ref
        if self._keep and ref not in self.venues:
            address = text_of(component.value("DESCRIPTION") or "") or None
            point = _point(component.value("GEO"))
            self.venues[ref] = Venue(id=ref, name=name, address=address, coordinates=point)

    def _location(self, entry: "Entry") -> None:
        """Take LOCATION for a venue whose id is its name, so that a stream tells it too."""
        location, geo = entry.at.get("LOCATION"), entry.at.get("GEO")
        name = line_of(location[2]) if location else ""
        if location is not None and _URL.fullmatch(name) and "join_url" not in entry.session:
            self.notes.fixed("conference", location[3], "LOCATION")
            entry.session["join_url"] = name
            name = ""
        point = _point(geo[2]) if geo else None
        if geo is not None and point is None:
            entry.unread(geo)
        if name:
            entry.session["venue"] = name
        if name and self._keep:
            known = self.venues.setdefault(name, Venue(id=name, name=name, coordinates=point))
            if geo is not None and point is not None and known.coordinates != point:
                entry.properties.append(geo)
        elif geo is not None and point is not None and not name:
            entry.properties.append(geo)

    def _participant(self, component: Component, entry: "Entry") -> bool:
        """Take in a unit in its role, or who speaks; return whether it is either."""
        kind = (component.value("PARTICIPANT-TYPE") or "").strip().upper()
        name = line_of(component.value("SUMMARY") or "")
        about = text_of(component.value("DESCRIPTION") or "") or None
        if not name:
            return False
        if kind in {"SPEAKER", "PERFORMER"}:
            title = text_of(component.value("COMMENT") or "") or None
            speaker = Speaker(name=name, topic=about, title=title)
            entry.session["speakers"] = (*entry.session.get("speakers", ()), speaker)
            return True
        role = _ROLE_OF.get(about or "") if self.ours else None
        uid = component.value("UID") or ""
        ref = id_of(uid, "unit") or id_of(uid, "group")
        if role is None or ref is None:
            return False
        known = entry.activity.get(role, ())
        if ref not in known:
            entry.activity[role] = (*known, ref)
        if self._keep and ref not in self.units:
            url = component.value("URL") or ""
            homepage = url if _URL.fullmatch(url) else None
            self.units[ref] = Unit(id=ref, name=name, homepage=homepage)
        return True


def _point(value: str | None) -> Coordinates | None:
    """Return a point of GEO (RFC 5545, section 3.8.1.6), or ``None``."""
    try:
        latitude, longitude = map(float, re.split("[;,]", value or ""))
        return Coordinates(latitude=latitude, longitude=longitude)
    except (InvalidValueError, ValueError):
        return None
