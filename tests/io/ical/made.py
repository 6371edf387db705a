"""Calendars made line by line, as the tests of the reader need them."""

from collections.abc import Iterable
from io import BytesIO

from kepuyue import Activity, Finding, LoadResult, Programme, Session, try_loads
from kepuyue.io.ical.component import Component, components
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.source import Lines

START = "DTSTART;TZID=Asia/Shanghai:20250906T090000"


def calendar(*lines: str) -> bytes:
    """Return a calendar of some lines, folded nowhere."""
    return "\r\n".join(("BEGIN:VCALENDAR", *lines, "END:VCALENDAR", "")).encode()


def event(*lines: str, uid: str = "1@example.org", name: str = "展览") -> tuple[str, ...]:
    """Return the lines of an event."""
    return ("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{name}", *lines, "END:VEVENT")


def result(*lines: str) -> LoadResult:
    """Return what comes of a calendar of some lines."""
    return try_loads(calendar(*lines), format="ics")


def session(*lines: str) -> Session:
    """Return the session of a calendar with one event, of which these are the lines."""
    return activity(*lines).sessions[0]


def activity(*lines: str) -> Activity:
    """Return the activity of a calendar with one event, of which these are the lines."""
    (found,) = result(*event(*lines)).programme
    return found


def fixups(report: Iterable[Finding]) -> list[str]:
    """Return the names of what was put right, in order."""
    return [str(finding.params["fixup"]) for finding in report if "fixup" in finding.params]


def amiss(report: Iterable[Finding]) -> list[tuple[str, int | None]]:
    """Return code and line of what was not put right, in order."""
    return [(f.code, f.location.line) for f in report if "fixup" not in f.params]


def parts(data: bytes) -> tuple[list[Component], Notes]:
    """Return the components of the calendars in a file, and the notes on it."""
    notes = Notes(None)
    read = components(Lines(BytesIO(data), None, notes), notes)
    return [component for _, component in read if component is not None], notes


def kept(carrier: Session | Programme) -> dict[str, list[str]]:
    """Return the values of the properties that no field takes, by name."""
    found: dict[str, list[str]] = {}
    inner = carrier.extra.get("ical", {})
    for name, _, _, value in inner.get("properties", ()):
        found.setdefault(name, []).append(value)
    return found
