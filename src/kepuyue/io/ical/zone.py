"""VTIMEZONE (RFC 5545, section 3.6.5) of a named zone, for the dates in use and no others.

icalendar can make one too, but it gives the onset of a change on the clock after the change, where
RFC 5545 asks for the clock before it (icalendar 7.3: ``DTSTART:20260308T030000`` for New York, an
hour late), and it overflows at the end of the calendar. The way back, from the VTIMEZONE of others
to a named zone, is in :mod:`kepuyue.io.ical.clock`.

Each change is a component of its own: ical.js, for one, reads no more than the first of several
RDATEs of one. They are bounded: before 1900 few places kept standard time, and nobody knows the
daylight saving of the next century.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from kepuyue.io.ical.line import escaped, line
from kepuyue.io.ical.when import stamped
from kepuyue.model.zone import zone_info

_STEP = timedelta(days=7)
"""No clock changes and changes back within a week."""
_MARGIN = timedelta(days=2)
"""Before the first and after the beginning of the last date in UTC: it covers both in any zone."""
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class _Clock(NamedTuple):
    """How a zone tells the time for a while."""

    offset: timedelta
    saving: bool
    name: str


class _Change(NamedTuple):
    """What a STANDARD or DAYLIGHT component describes, its onsets aside."""

    before: timedelta
    clock: _Clock


def timezone(name: str, first: date, last: date) -> list[str]:
    """Return the VTIMEZONE of a zone, good for the dates from ``first`` to ``last``.

    Args:
        name: IANA name of the zone.
        first: the first date in use.
        last: the last date in use.

    >>> timezone("Asia/Shanghai", date(2025, 9, 1), date(2025, 9, 30))[4]
    'TZNAME:CST'
    """
    start, end = _midnight(first) - _MARGIN, _midnight(last) + _MARGIN
    lines = ["BEGIN:VTIMEZONE", line("TZID", escaped(name))]
    for instant, change in _changes(zone_info(name), start, end):
        kind = "DAYLIGHT" if change.clock.saving else "STANDARD"
        on_the_clock_before = instant.replace(tzinfo=None) + change.before
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{stamped(on_the_clock_before)}",
            line("TZNAME", escaped(change.clock.name)),
            f"TZOFFSETFROM:{_offset(change.before)}",
            f"TZOFFSETTO:{_offset(change.clock.offset)}",
            f"END:{kind}",
        ]
    return [*lines, "END:VTIMEZONE"]


def _offset(offset: timedelta) -> str:
    """Return a UTC offset (RFC 5545, section 3.3.14)."""
    seconds = round(offset.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    tail = f"{rest:02}" if rest else ""
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}{minutes % 60:02}{tail}"


def _midnight(day: date) -> datetime:
    """Return the beginning of a date in UTC, within the bounds."""
    return min(max(datetime(day.year, day.month, day.day, tzinfo=UTC), _EARLIEST), _LATEST)


def _changes(zone: tzinfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, _Change]]:
    """Yield the clock that holds at first, then each change of it, with its instant."""
    clock = _clock(zone, first)
    yield first, _Change(clock.offset, clock)
    while first < last:
        following = min(first + _STEP, last)
        if _clock(zone, following) == clock:
            first = following
        else:
            first = _first_unlike(zone, clock, first, following)
            before, clock = clock, _clock(zone, first)
            yield first, _Change(before.offset, clock)


def _first_unlike(zone: tzinfo, clock: _Clock, alike: datetime, unlike: datetime) -> datetime:
    """Return the first second between two instants at which the clock is another."""
    while unlike - alike > timedelta(seconds=1):
        half = alike + timedelta(seconds=(unlike - alike) // timedelta(seconds=2))
        if _clock(zone, half) == clock:
            alike = half
        else:
            unlike = half
    return unlike


def _clock(zone: tzinfo, instant: datetime) -> _Clock:
    local = instant.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return _Clock(offset, bool(local.dst()), local.tzname() or str(offset))
