"""libical, called by ctypes in a process of its own, which may die of a calendar.

``python -m tests.judges.calendars.libical`` prints for each line of standard input, a calendar or
with tabs a calendar and two dates, the events as JSON; with dates, the occurrences near them;
``null`` for what cannot be read.
"""

import ctypes
import json
import sys
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_long, c_void_p
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.judges.calendars.record import Event, told


class Time(Structure):
    """``struct icaltimetype`` of icaltime.h; the name of the library says its layout."""

    _fields_ = (
        ("year", c_int), ("month", c_int), ("day", c_int), ("hour", c_int), ("minute", c_int),
        ("second", c_int), ("is_date", c_int), ("is_daylight", c_int), ("zone", c_void_p),
    )  # fmt: skip


class Span(Structure):
    """``struct icaltime_span`` of icaltime.h, in seconds since 1970."""

    _fields_ = (("start", c_long), ("end", c_long), ("is_busy", c_int))


_Callback = CFUNCTYPE(None, c_void_p, POINTER(Span), c_void_p)
_SIGNATURES: dict[str, tuple[Any, ...]] = {  # the result, then the arguments
    "icalcomponent_foreach_recurrence": (None, c_void_p, Time, Time, _Callback, c_void_p),
    "icalcomponent_get_dtend": (Time, c_void_p),
    "icalcomponent_get_dtstart": (Time, c_void_p),
    "icalcomponent_get_first_component": (c_void_p, c_void_p, c_int),
    "icalcomponent_get_first_property": (c_void_p, c_void_p, c_int),
    "icalcomponent_get_location": (c_char_p, c_void_p),
    "icalcomponent_get_next_component": (c_void_p, c_void_p, c_int),
    "icalcomponent_get_next_property": (c_void_p, c_void_p, c_int),
    "icalcomponent_get_summary": (c_char_p, c_void_p),
    "icalcomponent_get_uid": (c_char_p, c_void_p),
    "icalcomponent_isa": (c_int, c_void_p),
    "icalcomponent_string_to_kind": (c_int, c_char_p),
    "icalerror_set_errors_are_fatal": (None, c_int),
    "icalparser_parse_string": (c_void_p, c_char_p),
    "icalproperty_get_categories": (c_char_p, c_void_p),
    "icalproperty_get_datetime_with_component": (Time, c_void_p, c_void_p),
    "icalproperty_string_to_kind": (c_int, c_char_p),
    "icaltime_convert_to_zone": (Time, Time, c_void_p),
    "icaltime_from_string": (Time, c_char_p),
    "icaltimezone_get_utc_timezone": (c_void_p,),
}


class Libical:
    """The functions of libical that are needed here."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL("libical.so.3")
        for name, (result, *arguments) in _SIGNATURES.items():
            function = getattr(self.library, name)
            function.restype, function.argtypes = result, arguments
        self.library.icalerror_set_errors_are_fatal(0)
        self.utc = self.library.icaltimezone_get_utc_timezone()

    def events(self, data: bytes) -> Iterator[int]:
        """Yield the events of a file: of one calendar, of several under a root, or in none."""
        root = self.library.icalparser_parse_string(data)
        if root is None:
            raise ValueError("libical finds no component")
        if self.library.icalcomponent_isa(root) == self.kind(b"VEVENT"):
            yield root
        yield from self.components(root, b"VEVENT")
        for calendar in self.components(root, b"VCALENDAR"):
            yield from self.components(calendar, b"VEVENT")

    def kind(self, name: bytes) -> int:
        found: int = self.library.icalcomponent_string_to_kind(name)
        return found

    def components(self, parent: int, name: bytes) -> Iterator[int]:
        found = self.library.icalcomponent_get_first_component(parent, self.kind(name))
        while found is not None:
            yield found
            found = self.library.icalcomponent_get_next_component(parent, self.kind(name))

    def record(self, event: int) -> Event:
        return Event(
            uid=_text(self.library.icalcomponent_get_uid(event)),
            recurrence_id=self.recurrence_id(event),
            start=self.told(self.library.icalcomponent_get_dtstart(event)),
            end=self.told(self.library.icalcomponent_get_dtend(event)),
            summary=_text(self.library.icalcomponent_get_summary(event)),
            location=_text(self.library.icalcomponent_get_location(event)),
            categories=tuple(
                _text(self.library.icalproperty_get_categories(found))
                for found in self.properties(event, b"CATEGORIES")
            ),
        )

    def properties(self, event: int, name: bytes) -> Iterator[int]:
        kind = self.library.icalproperty_string_to_kind(name)
        found = self.library.icalcomponent_get_first_property(event, kind)
        while found is not None:
            yield found
            found = self.library.icalcomponent_get_next_property(event, kind)

    def recurrence_id(self, event: int) -> str:
        """Return what an exception overrides; icalcomponent_get_recurrenceid forgets the zone."""
        for found in self.properties(event, b"RECURRENCE-ID"):
            return self.told(self.library.icalproperty_get_datetime_with_component(found, event))
        return ""

    def told(self, time: Time) -> str:
        if time.year == 0:  # the null time
            return ""
        if time.is_date:
            return told(date(time.year, time.month, time.day))
        zone = None if time.zone is None else UTC
        if zone is not None:
            time = self.library.icaltime_convert_to_zone(time, self.utc)
        clock = (time.hour, time.minute, time.second)
        return told(datetime(time.year, time.month, time.day, *clock, tzinfo=zone))

    def occurrences(self, event: int, first: date, last: date) -> list[Event]:
        """Return the occurrences of an event near two dates; an exception as it is."""
        found: list[Event] = []
        record = self.record(event)
        if record.recurrence_id:
            return [record]

        def add(_event: int, span: Any, _data: None) -> None:
            start, end = (self.like(record.start, at) for at in (span[0].start, span[0].end))
            found.append(record._replace(start=start, end=end))

        bounds = (
            self.library.icaltime_from_string(f"{day:%Y%m%d}".encode())
            for day in (first - timedelta(days=2), last + timedelta(days=2))
        )
        self.library.icalcomponent_foreach_recurrence(event, *bounds, _Callback(add), None)
        return found

    def like(self, start: str, seconds: int) -> str:
        """Return an instant as the start of its event is told: dates and floating count as UTC."""
        text = told(datetime.fromtimestamp(seconds, UTC))
        return text[: len(start)]


def _text(value: bytes | None) -> str:
    return (value or b"").decode()


def found_in(libical: Libical, path: str, *dates: str) -> list[Event]:
    """Return the events of a calendar, or their occurrences near two dates."""
    events = libical.events(Path(path).read_bytes())
    if not dates:
        return [libical.record(event) for event in events]
    first, last = map(date.fromisoformat, dates)
    return [
        occurrence for event in events for occurrence in libical.occurrences(event, first, last)
    ]  # fmt: skip


def main() -> None:
    libical = Libical()
    for line in sys.stdin:
        try:
            found: list[Event] | None = found_in(libical, *line.rstrip("\n").split("\t"))
        except ValueError:  # no component, or no UTF-8
            found = None
        print(json.dumps(found), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
