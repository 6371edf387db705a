"""Other libraries that write and read calendars, each by its own public interface."""

import abc
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import Any

import ical.calendar
import ical.calendar_stream
import ical.event
import ical.timezone
import ical.types
import icalendar
import ics
import ics.grammar.parse
import pytz
import vobject
from ical_fields import Fields, More
from icalendar.prop import vUri

NAME = "-//example//benchmark//EN"
ZONE = "Asia/Shanghai"
_SHANGHAI = pytz.timezone(ZONE)
_TIME, _DATE = "%Y%m%dT%H%M%S", "%Y%m%d"


class Peer(abc.ABC):
    """A library that writes and reads calendars.

    Attributes:
        name: what it is called, with its version.
        most: activities that it is given at most, so that a run ends in minutes.
    """

    name: str
    most: int

    @abc.abstractmethod
    def write(self, events: Iterable[Fields]) -> bytes:
        """Return the calendar of these events."""

    @abc.abstractmethod
    def read(self, data: bytes) -> int:
        """Read a calendar, and return the number of its events."""


class Participant(icalendar.Component):
    """PARTICIPANT (RFC 9073), which icalendar has no class for."""

    name = "PARTICIPANT"


class Location(icalendar.Component):
    """VLOCATION (RFC 9073), which icalendar has no class for."""

    name = "VLOCATION"


class ICalendar(Peer):
    """icalendar: components, to which properties are added one by one."""

    name = f"icalendar {version('icalendar')}"
    most = 20_000

    def write(self, events: Iterable[Fields]) -> bytes:
        calendar = icalendar.Calendar()
        calendar.add("PRODID", NAME)
        calendar.add("VERSION", "2.0")
        calendar.add_component(icalendar.Timezone.from_tzid(ZONE, first_date=date(2025, 1, 1)))
        for fields in events:
            calendar.add_component(self._event(fields))
        document: bytes = calendar.to_ical()
        return document

    def _event(self, fields: Fields) -> icalendar.Event:
        """Return the component of an event."""
        event = icalendar.Event()
        add = event.add
        add("UID", fields.uid)
        add("DTSTAMP", fields.stamp)
        add("CREATED", fields.created)
        add("LAST-MODIFIED", fields.updated)
        add("SEQUENCE", fields.sequence)
        add("DTSTART", fields.start)
        add("DTEND", fields.end)
        add("SUMMARY", fields.summary)
        add("DESCRIPTION", fields.description)
        add("CATEGORIES", fields.categories)
        add("STATUS", fields.status)
        add("CLASS", "PUBLIC")
        add("TRANSP", "TRANSPARENT")
        if fields.rule is not None:
            add("RRULE", {"FREQ": fields.rule.frequency.value, "COUNT": fields.rule.count})
        for name, value in (
            ("EXDATE", fields.excluded or None),
            ("RECURRENCE-ID", fields.occurrence),
            ("LOCATION", fields.location),
            ("GEO", fields.point),
            ("URL", fields.url),
        ):
            if value is not None:
                add(name, value)
        for contact in fields.contacts:
            add("CONTACT", contact)
        if fields.join_url is not None:
            params = {"VALUE": "URI", "LABEL": "线上参加"}
            add("CONFERENCE", vUri(fields.join_url), parameters=params)
        if fields.parent is not None:
            add("RELATED-TO", fields.parent, parameters={"RELTYPE": "PARENT"})
        if fields.more is not None:
            self._add_more(event, fields.more)
        return event

    @staticmethod
    def _add_more(event: icalendar.Event, more: More) -> None:
        if more.html is not None:
            styled = {"VALUE": "TEXT", "FMTTYPE": "text/html"}
            event.add("STYLED-DESCRIPTION", icalendar.vText(more.html), parameters=styled)
            page = f"<html><body>{more.html}</body></html>"
            event.add("X-ALT-DESC", page, parameters={"FMTTYPE": "text/html"})
        if more.colour is not None:
            event.add("COLOR", more.colour)
        for person in more.people:
            participant = Participant()
            participant.add("UID", person.uid)
            participant.add("PARTICIPANT-TYPE", person.kind)
            participant.add("NAME", person.name)
            if person.about:
                participant.add("COMMENT", person.about)
            event.add_component(participant)
        if more.place is not None:
            location = Location()
            location.add("UID", more.place.uid)
            location.add("NAME", more.place.name)
            if more.place.point is not None:
                location.add("GEO", more.place.point)
            event.add_component(location)

    def read(self, data: bytes) -> int:
        calendar = icalendar.Calendar.from_ical(data)
        return len(calendar.events)


class Ical(Peer):
    """ical, of Home Assistant: pydantic models."""

    name = f"ical {version('ical')}"
    most = 20_000

    def write(self, events: Iterable[Fields]) -> bytes:
        calendar = ical.calendar.Calendar(prodid=NAME)
        calendar.timezones.append(ical.timezone.Timezone.from_tzif(ZONE))
        calendar.events.extend(map(self._event, events))
        return ical.calendar_stream.IcsCalendarStream(vcalendar=[calendar]).ics().encode()

    @staticmethod
    def _event(fields: Fields) -> Any:
        known = ical.types
        more: dict[str, Any] = {}
        if fields.rule is not None:
            more["rrule"] = known.Recur.from_rrule(fields.rule.rrule)
            more["exdate"] = fields.excluded
        if fields.occurrence is not None:
            more["recurrence_id"] = fields.occurrence
        if fields.point is not None:
            more["geo"] = known.Geo(*fields.point)
        if fields.join_url is not None:
            more["conference"] = [known.Conference(value=fields.join_url)]
        if fields.parent is not None:
            more["related_to"] = [known.RelatedTo(uid=fields.parent)]
        return ical.event.Event(
            uid=fields.uid,
            dtstamp=fields.stamp,
            created=fields.created,
            last_modified=fields.updated,
            sequence=fields.sequence,
            dtstart=fields.start,
            dtend=fields.end,
            summary=fields.summary,
            description=fields.description,
            location=fields.location,
            categories=fields.categories,
            contacts=fields.contacts,
            status=fields.status,
            classification="PUBLIC",
            transparency="TRANSPARENT",
            url=fields.url,
            **more,
        )

    def read(self, data: bytes) -> int:
        stream = ical.calendar_stream.IcsCalendarStream.from_ics(data.decode())
        return sum(len(calendar.events) for calendar in stream.calendars)


class Ics(Peer):
    """ics: no recurrences, no named zones, no comments; other lines are carried as they are."""

    name = f"ics {version('ics')}"
    most = 2_000

    def write(self, events: Iterable[Fields]) -> bytes:
        calendar = ics.Calendar(creator=NAME)
        calendar.events.update(map(self._event, events))
        text: str = calendar.serialize()
        return text.encode()

    @staticmethod
    def _event(fields: Fields) -> Any:
        line = ics.grammar.parse.ContentLine
        event = ics.Event(
            name=fields.summary,
            begin=fields.start,
            uid=fields.uid,
            description=fields.description,
            created=fields.created,
            last_modified=fields.updated,
            location=fields.location,
            url=fields.url,
            transparent=True,
            categories=fields.categories,
            status=fields.status,
            geo=fields.point,
            classification="PUBLIC",
        )
        if isinstance(fields.start, datetime):
            event.end = fields.end
        else:
            assert fields.end is not None
            event.end = fields.end - timedelta(days=1)
            event.make_all_day()
        more = {"SEQUENCE": str(fields.sequence)}
        if fields.rule is not None:
            more["RRULE"] = str(fields.rule.rrule)
        if fields.occurrence is not None:
            more["RECURRENCE-ID"] = _written(fields.occurrence)
        if fields.join_url is not None:
            more["CONFERENCE"] = fields.join_url
        if fields.parent is not None:
            more["RELATED-TO"] = fields.parent
        event.extra += [line(name, value=value) for name, value in more.items()]
        event.extra += [line("EXDATE", value=_written(day)) for day in fields.excluded]
        event.extra += [line("CONTACT", value=contact) for contact in fields.contacts]
        return event

    def read(self, data: bytes) -> int:
        return len(ics.Calendar(data.decode()).events)


class VObject(Peer):
    """vobject: components, whose values are turned to text by their behaviours."""

    name = f"vobject {version('vobject')}"
    most = 20_000

    def write(self, events: Iterable[Fields]) -> bytes:
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = NAME
        for fields in events:
            self._add(calendar.add("vevent"), fields)
        text: str = calendar.serialize()
        return text.encode()

    @staticmethod
    def _add(event: Any, fields: Fields) -> None:
        values: dict[str, Any] = {
            "uid": fields.uid,
            "dtstamp": _told(fields.stamp),
            "created": _told(fields.created),
            "last-modified": _told(fields.updated),
            "sequence": str(fields.sequence),
            "dtstart": _told(fields.start),
            "dtend": _told(fields.end),
            "summary": fields.summary,
            "description": fields.description,
            "categories": fields.categories,
            "status": fields.status,
            "class": "PUBLIC",
            "transp": "TRANSPARENT",
            "location": fields.location,
            "geo": fields.point and "{};{}".format(*fields.point),
            "url": fields.url,
            "conference": fields.join_url,
            "related-to": fields.parent,
            "rrule": fields.rule and fields.rule.rrule,
            "exdate": list(map(_told, fields.excluded)) or None,
            "recurrence-id": _told(fields.occurrence),
        }
        for name, value in values.items():
            if value is not None:
                event.add(name).value = value
        for contact in fields.contacts:
            event.add("contact").value = contact

    def read(self, data: bytes) -> int:
        return sum(len(calendar.vevent_list) for calendar in vobject.readComponents(data.decode()))


def _told(when: date | datetime | None) -> date | datetime | None:
    """Return a time with the tzinfo by which vobject knows its zone."""
    if not isinstance(when, datetime):
        return when
    if when.tzinfo is UTC:
        return when.replace(tzinfo=vobject.icalendar.utc)
    zoned: datetime = _SHANGHAI.localize(when.replace(tzinfo=None))
    return zoned


def _written(when: date | datetime) -> str:
    """Return a time in UTC, or a date, as a content line tells it."""
    if isinstance(when, datetime):
        return when.astimezone(UTC).strftime(f"{_TIME}Z")
    return when.strftime(_DATE)


PEERS: tuple[Callable[[], Peer], ...] = (ICalendar, Ical, VObject, Ics)
