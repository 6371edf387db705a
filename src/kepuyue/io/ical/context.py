"""What the events of one reading share: zones, terms, and the places and units they name."""

import operator
import re
from typing import TYPE_CHECKING, Any

from kepuyue.errors import InvalidValueError
from kepuyue.io.ical.clock import Clocks
from kepuyue.io.ical.component import Component
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.moment import Moments
from kepuyue.io.ical.part import ROLES, decoded, id_of
from kepuyue.io.ical.text import line_of, summary_of, text_of
from kepuyue.model._field import UNSAFE_IN_LINE, URL, built
from kepuyue.model.activity import ActivityForm
from kepuyue.model.bundled import TARGET_GROUPS, THEMES
from kepuyue.model.place import Coordinates, Venue
from kepuyue.model.schedule import Speaker
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Contact, Unit
from kepuyue.model.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from kepuyue.io.ical.entry import Entry

OURS = "-//kepuyue//"
"""What the PRODID of our calendars begins with."""
MANY = 500
"""People, pictures or labels of an event that are taken in."""
_LABELS = 10_000
"""Labels of categories, and contacts, that are remembered."""
_LONGEST = 200
"""Characters of what is remembered."""
_Said = tuple[tuple[str, str], ...]
_SAID = operator.itemgetter(0, 2)
"""Name and value of a property: the same people and places come again and again."""
_ROLE_OF = {label: role for role, (label, _) in ROLES.items()}
_URL = re.compile(URL)
_MAIL_IN = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_PHONE_IN = re.compile(r"(?<![0-9-])\+?[0-9][0-9 -]{5,18}[0-9](?![0-9-])", re.ASCII)
_CODED = "(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+"
_IDS = re.compile(f"({_CODED})/({_CODED})@[A-Za-z0-9.-]+")


def coded_ids(uid: str) -> tuple[str, str]:
    """Return the ids of activity and session as they stand in a UID of ours; else empty ones."""
    found = _IDS.fullmatch(uid)
    return ("", "") if found is None else (found[1], found[2])


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
        self.notes: Notes = notes
        self.clocks: Clocks = Clocks(notes)
        self.moments: Moments = Moments(self.clocks, notes)
        self.ours: bool = False
        self.venues: dict[str, Venue] = {}
        self.units: dict[str, Unit] = {}
        self.themes: dict[str, Theme] = {}
        self._keep = keep
        self._terms: dict[str, tuple[str, str] | None] = {}
        self._contacts: dict[str, Contact | None] = {}
        self._forms: dict[str, tuple[ActivityForm, ...]] = {}
        self._described: tuple[str, dict[str, Any]] = "", {}
        self._people: dict[_Said, Speaker | tuple[str, str] | None] = {}
        self._places: dict[_Said, str | None] = {}
        self._points: dict[str, Coordinates | None] = {}

    def open(self, calendar: Component) -> None:
        """Turn to another calendar of the file."""
        self.ours = (calendar.value("PRODID") or "").startswith(OURS)
        self._described = "", {}
        self._people.clear()
        self._places.clear()
        self.moments = Moments(self.clocks, self.notes)
        self.clocks.open()
        told = calendar.first("X-WR-TIMEZONE") or calendar.first("TIMEZONE-ID")
        zone = self.clocks.zone(told[2], told[3]) if told else None
        if zone is not None and zone.custom is None:
            self.clocks.floating, self.moments.told = zone.name, True

    def ids_of(self, uid: str) -> tuple[str, str]:
        """Return the ids of activity and session that a UID stands for."""
        found = _IDS.fullmatch(uid) if self.ours else None
        if found is None:
            return uid, "1"
        if "%" not in uid:
            return found[1], found[2]
        activity, session = decoded(found[1]), decoded(found[2])
        return (uid, "1") if activity is None or session is None else (activity, session)

    def aside(self) -> "Context":
        """Return a context for an event of ours of which no place or unit is taken in."""
        other = Context(self.notes, keep=False)
        other.clocks, other.moments, other.ours = self.clocks, self.moments, True
        return other

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
        if len(self._terms) < _LABELS and len(label) <= _LONGEST:
            self._terms[label] = found
        return found

    def described(self, value: str) -> dict[str, Any]:
        """Return the fields that a description tells; the last one is remembered.

        Args:
            value: the value of DESCRIPTION; the sessions of an activity have it in common.
        """
        if value != self._described[0]:
            self._described = value, self._fields(text_of(value))
        return self._described[1]

    def _fields(self, text: str) -> dict[str, Any]:
        if not self.ours or not text:
            return {"summary": text} if text else {}
        summary, told = summary_of(text)
        fields: dict[str, Any] = {"summary": summary, "label": told.get("") or None}
        if "形式" in told:
            fields["forms"] = self._forms_of(told["形式"])
        return fields

    def _forms_of(self, told: str) -> tuple[ActivityForm, ...]:
        """Return the forms of the labels in a description of ours."""
        found = self._forms.get(told)
        if found is None:
            forms = map(vocabulary_of(ActivityForm).match, told.split("、"))
            found = tuple(filter(None, forms))
            if len(self._forms) < _LABELS and len(told) <= _LONGEST:
                self._forms[told] = found
        return found

    def _point(self, value: str) -> Coordinates | None:
        """Return a point of GEO (RFC 5545, section 3.8.1.6), or ``None``."""
        if value not in self._points:
            if len(self._points) >= _LABELS or len(value) > _LONGEST:
                return _point(value)
            self._points[value] = _point(value)
        return self._points[value]

    def contact(self, value: str) -> Contact | None:
        """Return whom a CONTACT names, with the address and the number in it; ``None`` for nobody.

        Args:
            value: the value.
        """
        if value in self._contacts:
            return self._contacts[value]
        text = text_of(value)
        fields: dict[str, Any] = {}
        for field, pattern in (("email", _MAIL_IN), ("phone", _PHONE_IN)):
            match = pattern.search(text) if field == "phone" or "@" in text else None
            if match is not None:
                fields[field] = match[0]
                text = text.replace(match[0], " ", 1)
        name = " ".join(text.split()).strip(" ,;:，；、：()") if fields else text
        fields["name"] = name if name.strip() else None
        found = built(Contact, fields) if any(fields.values()) else None
        if len(self._contacts) < _LABELS and len(value) <= _LONGEST:
            self._contacts[value] = found
        return found

    def take_parts(self, entry: "Entry") -> None:
        """Take in the places and people of an event."""
        for component in entry.component.components:
            if component.name == "VLOCATION" and self._is_only_place(entry):
                self._vlocation(component, entry)
            elif component.name != "PARTICIPANT" or not self._participant(component, entry):
                entry.components.append(component)
        if "venue" not in entry.session:
            self._location(entry)

    def _is_only_place(self, entry: "Entry") -> bool:
        """Return whether a VLOCATION tells where it is: in others' events LOCATION says more."""
        return "venue" not in entry.session and (self.ours or "LOCATION" not in entry.at)

    def _vlocation(self, component: Component, entry: "Entry") -> None:
        key = tuple(map(_SAID, component.properties))
        if key in self._places:
            ref = self._places[key]
        else:
            ref = self._place(component, entry)
            if len(self._places) < _LABELS and _is_short(key):
                self._places[key] = ref
        if ref is None:
            entry.components.append(component)
        else:
            entry.session["venue"] = ref

    def _place(self, component: Component, entry: "Entry") -> str | None:
        """Return the id of the venue of a VLOCATION, and take it in; ``None`` without a name.

        The address of ours stands in LOCATION, behind the name.
        """
        name = line_of(component.value("NAME") or "")
        if not name:
            return None
        location = entry.at.get("LOCATION")
        where = text_of(location[2]) if location else ""
        address = where.removeprefix(f"{name}，") if where.startswith(f"{name}，") else None
        ref = id_of(component.value("UID") or "", "venue") if self.ours else None
        ref = ref or name
        if self._keep and ref not in self.venues:
            point = _point(component.value("GEO"))
            self.venues[ref] = Venue(id=ref, name=name, address=address or None, coordinates=point)
        return ref

    def _location(self, entry: "Entry") -> None:
        """Take LOCATION for a venue whose id is its name, so that a stream tells it too."""
        location, geo = entry.at.get("LOCATION"), entry.at.get("GEO")
        name = line_of(location[2]) if location else ""
        online = not self.ours and "join_url" not in entry.session and _URL.fullmatch(name)
        if location is not None and online:
            self.notes.fixed("conference", location[3], "LOCATION")
            entry.session["join_url"] = name
            name = ""
        point = self._point(geo[2]) if geo else None
        if geo is not None and point is None:
            entry.unread(geo)
        if name:
            entry.session["venue"] = name
        if name and self._keep:
            known = self.venues.get(name)
            if known is None:
                self.venues[name] = Venue(id=name, name=name, coordinates=point)
            elif geo is not None and point is not None and known.coordinates != point:
                entry.properties.append(geo)
        elif geo is not None and point is not None and not name:
            entry.properties.append(geo)

    def _participant(self, component: Component, entry: "Entry") -> bool:
        """Take in a unit in its role, or who speaks; return whether it is either."""
        key = tuple(map(_SAID, component.properties))
        if key in self._people:
            found = self._people[key]
        else:
            found = self._person(component)
            if len(self._people) < _LABELS and _is_short(key):
                self._people[key] = found
        if isinstance(found, Speaker):
            speakers = entry.session.get("speakers", ())
            entry.session["speakers"] = (*speakers, found)[:MANY]
        elif found is not None:
            role, ref = found
            known = entry.activity.get(role, ())
            if ref not in known and len(known) < MANY:
                entry.activity[role] = (*known, ref)
        return found is not None

    def _person(self, component: Component) -> Speaker | tuple[str, str] | None:
        """Return who speaks, or the role and the id of a unit in a calendar of ours."""
        told = {name: value for name, _, value, _ in reversed(component.properties)}
        if told.get("PARTICIPANT-TYPE", "").strip().upper() in {"SPEAKER", "PERFORMER"}:
            return _speaker(told)
        return self._role(told) if self.ours else None

    def _role(self, told: dict[str, str]) -> tuple[str, str] | None:
        """Return the role and the id of a unit, and take the unit in."""
        uid, name = told.get("UID", ""), line_of(told.get("NAME", ""))
        role = _ROLE_OF.get(told.get("COMMENT", ""))
        unit = id_of(uid, "unit")
        ref = unit or id_of(uid, "group")
        if role is None or ref is None or not name:
            return None
        if self._keep and unit is not None and unit not in self.units:
            self.units[unit] = Unit(id=unit, name=name)
        return role, ref


def _is_short(key: _Said) -> bool:
    """Return whether a component is worth remembering."""
    return sum(len(value) for _, value in key) <= 5 * _LONGEST


def _speaker(told: dict[str, str]) -> Speaker | None:
    """Return who speaks, if there is a name."""
    name = line_of(told.get("NAME") or told.get("SUMMARY") or "")
    if not name:
        return None
    topic, title = (text_of(told.get(field, "")) or None for field in ("DESCRIPTION", "COMMENT"))
    return Speaker(name=name, topic=topic, title=title)


def _point(value: str | None) -> Coordinates | None:
    try:
        latitude, longitude = map(float, re.split(r"\\?[;,]", value or ""))
        return Coordinates(latitude=latitude, longitude=longitude)
    except (InvalidValueError, ValueError):
        return None
