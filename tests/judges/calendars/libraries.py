"""The judges that are libraries of Python."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import icalendar
import ics
import recurring_ical_events
import vobject
from ical.calendar_stream import CalendarStream
from ical.event import Event as IcalEvent
from ical.types.recur import RecurrenceId

from tests.judges.calendars.record import Event, Judge, settled, told, within

_MARGIN = timedelta(days=2)
"""What begins between two dates in UTC begins this near to them on any clock."""


def _around(first: date, last: date) -> tuple[datetime, datetime]:
    """Return instants before the first and after the last date, wherever one is."""
    return _midnight(first) - _MARGIN, _midnight(last) + _MARGIN


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# icalendar, and recurring-ical-events, which reads by it.


def _calendars(path: Path) -> list[icalendar.Calendar]:
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call] # forgets the zones of other files
    # Bytes: a text without a line break would be taken for the name of a file.
    return icalendar.Calendar.from_ical(path.read_bytes(), multiple=True)


def read_by_icalendar(path: Path) -> list[Event]:
    return [
        _of_icalendar(event)
        for calendar in _calendars(path)
        for event in calendar.walk("VEVENT")
    ]  # fmt: skip


def _of_icalendar(event: Any) -> Event:
    recurrence_id = event.get("RECURRENCE-ID")
    return Event(
        uid=str(event.get("UID", "")),
        recurrence_id=told(recurrence_id and recurrence_id.dt),
        start=told(event.DTSTART),
        end=told(event.end if event.DTSTART else None),
        summary=str(event.get("SUMMARY", "")),
        location=str(event.get("LOCATION", "")),
        categories=tuple(sorted(event.categories)),
    )


def expand_by_recurring_ical_events(path: Path, first: date, last: date) -> list[Event]:
    found = [
        _of_icalendar(occurrence)
        for calendar in _calendars(path)
        for occurrence in recurring_ical_events.of(calendar).between(*_around(first, last))
    ]
    return within(found, first, last)


# ical.


def read_by_ical(path: Path) -> list[Event]:
    stream = CalendarStream.from_ics(path.read_bytes().decode())
    return [_of_ical(event) for calendar in stream.calendars for event in calendar.events]


def _of_ical(event: IcalEvent) -> Event:
    return Event(
        uid=event.uid,
        recurrence_id=told(_recurrence_id(event.recurrence_id)),
        start=told(event.dtstart),
        end=told(event.end if event.dtstart else None),
        summary=event.summary or "",
        location=event.location or "",
        categories=tuple(sorted(event.categories)),
    )


def _recurrence_id(value: RecurrenceId | None) -> date | None:
    if value is None:
        return None
    when = RecurrenceId.to_value(value)
    if isinstance(when, datetime) and when.tzinfo is None:
        return when.replace(tzinfo=value.tzinfo)
    return when


def expand_by_ical(path: Path, first: date, last: date) -> list[Event]:
    found = [
        _of_ical(event)
        for calendar in CalendarStream.from_ics(path.read_bytes().decode()).calendars
        for event in calendar.timeline_tz(UTC).overlapping(*_around(first, last))
    ]
    return within(found, first, last)


# ics, which knows neither recurrences nor floating times.


def read_by_ics(path: Path) -> list[Event]:
    calendars = ics.Calendar.parse_multiple(path.read_bytes().decode())
    return [_of_ics(event) for calendar in calendars for event in calendar.events]


def _of_ics(event: Any) -> Event:
    begin, end = (at and at.datetime for at in (event.begin, event.end))
    if event.all_day:
        begin, end = begin.date(), end.date()
    return Event(
        uid=event.uid,
        recurrence_id=None,
        start=told(begin),
        end=told(end),
        summary=event.name or "",
        location=event.location or "",
        categories=tuple(sorted(event.categories)),
    )


# vobject.


def read_by_vobject(path: Path) -> list[Event]:
    return [_of_vobject(event, _value(event, "dtstart")) for event in _vobjects(path)]


def _vobjects(path: Path) -> Iterator[Any]:
    vobject.icalendar.__tzidMap.clear()  # of the zones of other files
    vobject.icalendar.registerTzid("UTC", vobject.icalendar.utc)
    for component in vobject.readComponents(path.read_bytes().decode()):
        yield from (
            [component] if component.name == "VEVENT" else component.contents.get("vevent", ())
        )


def _of_vobject(event: Any, start: date | None) -> Event:
    return Event(
        uid=_value(event, "uid", ""),
        recurrence_id=told(_value(event, "recurrence-id")),
        start=told(start),
        end=told(start and _later(start, _length(event))),
        summary=_value(event, "summary", ""),
        location=_value(event, "location", ""),
        categories=tuple(sorted(itertools.chain(*_values(event, "categories")))),
    )


def _values(event: Any, name: str) -> list[Any]:
    return [line.value for line in event.contents.get(name, ())]


def _value(event: Any, name: str, default: Any = None) -> Any:
    """Return the value of the first property of a name."""
    return next(iter(_values(event, name)), default)


def _length(event: Any) -> timedelta:
    """Return the time that elapses from start to end."""
    start, end = _value(event, "dtstart"), _value(event, "dtend")
    if end is None:
        whole_day = timedelta(days=not isinstance(start, datetime))
        duration: timedelta = _value(event, "duration", whole_day)
        return duration
    if isinstance(start, datetime) and start.tzinfo is not None:
        return end.astimezone(UTC) - start.astimezone(UTC)  # type: ignore[no-any-return]
    return end - start  # type: ignore[no-any-return]


def _later(start: date, elapsed: timedelta) -> date:
    """Return the end of what begins then."""
    if isinstance(start, datetime) and start.tzinfo is not None:
        return start.astimezone(UTC) + elapsed
    return start + elapsed


def expand_by_vobject(path: Path, first: date, last: date) -> list[Event]:
    found = [
        _of_vobject(event, start)
        for event in _vobjects(path)
        for start in _starts(event, *_around(first, last))
    ]
    return settled(found, first, last)


def _starts(event: Any, first: datetime, last: datetime) -> Iterator[date]:
    """Yield when an event begins between two instants; one that does not recur, whenever."""
    start = event.dtstart.value
    rules = event.getrruleset(addRDate=True)
    if rules is None:
        yield start
        return
    if not isinstance(start, datetime) or start.tzinfo is None:
        first, last = first.replace(tzinfo=None), last.replace(tzinfo=None)
    for when in rules.between(first, last):
        yield when if isinstance(start, datetime) else when.date()


ICALENDAR = Judge("icalendar", read_by_icalendar, None)
RECURRING_ICAL_EVENTS = Judge("recurring-ical-events", None, expand_by_recurring_ical_events)
ICAL = Judge("ical", read_by_ical, expand_by_ical)
ICS = Judge("ics", read_by_ics, None)
VOBJECT = Judge("vobject", read_by_vobject, expand_by_vobject)
