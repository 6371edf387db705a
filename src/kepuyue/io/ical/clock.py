"""From the TZIDs of the world to named zones (RFC 5545, section 3.2.19).

A TZID means what its VTIMEZONE says, but most programs name a zone that everybody knows. So a name
is looked up first: an IANA name, a Windows name (by icalendar's table, which is CLDR's), one behind
a prefix. Else the VTIMEZONE is held against the zones of the world: the first that shows the same
times from 2020 to 2035 is taken. Rules are expanded by the model's own engine, within bounds.
"""

import functools
import itertools
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kepuyue.errors import InvalidValueError
from kepuyue.io.ical.component import Component
from kepuyue.io.ical.finding import Notes
from kepuyue.model.recurrence import Frequency, Recurrence
from kepuyue.model.zone import CHINA, zone_info

_FIRST, _LAST = date(2020, 1, 1), date(2035, 12, 31)
"""The years in which a VTIMEZONE is held against the zones of the world."""
_STEP = timedelta(days=5, hours=7)
_SINCE = date(1990, 1, 1)
"""The date from which on rules are counted out."""
_ONSETS = 4_000
"""Onsets that a VTIMEZONE may have."""
_RULES = 2
"""Rules that a STANDARD or DAYLIGHT may have; one is what it needs."""
_PARTS = 50
"""STANDARDs and DAYLIGHTs that a VTIMEZONE may have."""
_DEFINITIONS = 10_000
"""VTIMEZONEs that are kept of one file."""
_COMPARED = 300
"""STANDARDs and DAYLIGHTs of one file that are counted out, to be held against the world's."""
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?)?Z?", re.ASCII)
_UTC = frozenset(
    {"utc", "z", "gmt", "etc/utc", "coordinated universal time", "tzone://microsoft/utc"}
)
_ABBREVIATED = frozenset({"cst", "prc"})
"""What China's zone is called where the file does not define it as another."""
_DISPLAYED = re.compile(r"^\((?:UTC|GMT)[^)]*\)\s*")
_NAMED_OFFSET = re.compile(
    r"\(?(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?(\d\d))?\)?\s*(.*)", re.ASCII | re.IGNORECASE
)
_IN_CHINA = frozenset({"beijing", "北京", "shanghai", "上海", "北京时间", "中国标准时间"})
_PREFERRED = (
    CHINA, "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Singapore", "Europe/London", "Europe/Berlin",
    "Europe/Athens", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "Australia/Sydney", "Asia/Kolkata", "Asia/Kathmandu", "UTC",
)  # fmt: skip
"""Zones that are tried first, since many others show the same times."""


class Zone(NamedTuple):
    """What a TZID stands for.

    Attributes:
        name: the IANA zone.
        custom: the VTIMEZONE that no zone of the world agrees with: times are taken by it into
            ``name``, which is UTC then.
    """

    name: str
    custom: "Observances | None" = None


class Clocks:
    """The zones of one file.

    Args:
        notes: what is put right is noted there.

    Attributes:
        floating: the zone of times that name none that is known: that which the calendar tells,
            else China's.

    >>> Clocks(Notes(None)).zone("China Standard Time", 0).name
    'Asia/Shanghai'
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._calendars: list[dict[str, Component]] = []
        self._number = 0
        self._compared = 0
        self._known: dict[tuple[tuple[str, str], ...], tuple[str, Zone | None]] = {}
        self.floating: str = CHINA
        self._defined: dict[str, Component] = {}
        self._zones: dict[str, Zone | None] = {}

    def open(self) -> None:
        """Turn to the next calendar of the file: a TZID means what it says there."""
        if self._number == len(self._calendars):
            self._calendars.append({})
        self._defined = self._calendars[self._number]
        self._number += 1
        self._zones = {}
        self.floating = CHINA

    def rewind(self) -> None:
        """Begin with the first calendar again: its definitions are known already."""
        self._number = 0

    def define(self, component: Component) -> None:
        """Take in a VTIMEZONE; of two of one TZID the first counts."""
        name = component.value("TZID")
        if name is not None and len(self._defined) < _DEFINITIONS:
            self._defined.setdefault(name.strip(), component)

    def zone(self, tzid: str, at: int) -> Zone | None:
        """Return the zone of a TZID, or ``None`` for one that says nothing.

        Args:
            tzid: the TZID.
            at: place of the line that asks.
        """
        if tzid not in self._zones:
            if len(self._zones) >= _DEFINITIONS:
                return None
            self._zones[tzid] = self._found(tzid.strip(), at)
        return self._zones[tzid]

    def _by_definition(self, component: Component) -> tuple[str, Zone | None] | None:
        """Return what a VTIMEZONE comes to; one that says the same again costs nothing."""
        said = tuple(
            (name, value)
            for part in (component, *component.components[:_PARTS])
            for name, _, value, _ in part.properties
            if name != "TZID"
        )
        if said not in self._known:
            self._compared += len(component.components)
            if self._compared > _COMPARED:
                return None
            self._known[said] = _by_definition(component)
        return self._known[said]

    def _found(self, tzid: str, at: int) -> Zone | None:
        if _is_zone(tzid):
            return Zone("UTC" if tzid.casefold() in _UTC else tzid)
        component = self._defined.get(tzid)
        known = _by_name(tzid)
        if known is None and component is None:
            known = _by_likeness(tzid)
        elif known is None and component is not None:
            known = self._by_definition(component)
        fixup, found = known or _by_offset(tzid) or ("zone-unknown", None)
        self._notes.fixed(fixup, at, tzid, zone=found.name if found else self.floating)
        return found


def _is_zone(name: str) -> bool:
    """Return whether this is an IANA name (``Local time`` of some systems is a file, but none)."""
    if not re.fullmatch("[A-Za-z][A-Za-z0-9_+/-]{1,60}", name):
        return False
    return name == CHINA or name in _names()


def _by_name(tzid: str) -> tuple[str, Zone | None] | None:
    """Return the fixup and the zone of a name that is no IANA name, or ``None``."""
    name = tzid.strip("\"' ")
    windows = _windows().get(name.casefold())
    if windows is not None:
        return "windows-zone", Zone(windows)
    parts = name.split("/")
    inner = ("/".join(parts[-count:]) for count in (3, 2) if len(parts) > count)
    behind = next(filter(_is_zone, inner), None)  # /mozilla.org/20050126_1/Asia/Shanghai
    spelt = "UTC" if name.casefold() in _UTC else behind
    return None if spelt is None else ("zone-prefix", Zone(spelt))


def _by_likeness(tzid: str) -> tuple[str, Zone | None] | None:
    """Return the fixup and the zone of a name that is like one, and that no VTIMEZONE defines."""
    name = tzid.strip("\"' ")
    spelt = _by_spelling().get(name.replace(" ", "_").casefold())
    if spelt is not None:
        return "zone-prefix", Zone(spelt)
    places = re.split("[,，、/]", _DISPLAYED.sub("", name))
    if any(place.strip().casefold() in _IN_CHINA for place in places):
        return "windows-zone", Zone(CHINA)
    return None


def _by_offset(tzid: str) -> tuple[str, Zone | None] | None:
    """Return the fixup and the zone of a name that tells an offset, or ``None``.

    A name behind the offset, as Windows shows it, may mean a zone with daylight saving.
    """
    found = _NAMED_OFFSET.fullmatch(tzid.strip("\"' "))
    if found is None:
        return ("zone-by-offset", Zone(CHINA)) if tzid.casefold() in _ABBREVIATED else None
    sign, hours, minutes, named = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    name = Observances([], -offset if sign == "-" else offset).zone()
    if name is None:
        return None
    return ("zone-unknown" if named else "zone-by-offset"), Zone(name)


def _by_definition(component: Component) -> tuple[str, Zone | None]:
    """Return the fixup and the zone of a VTIMEZONE."""
    local = component.value("X-LIC-LOCATION") or ""
    if _is_zone(local):
        return "zone-prefix", Zone(local)
    observances = Observances.of(component)
    if observances is None:
        return "zone-unknown", None
    name = observances.zone()
    if name is None:
        return "zone-unknown", Zone("UTC", observances)
    return "zone-by-rules", Zone(name)


@functools.cache
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@functools.cache
def _names() -> frozenset[str]:
    """Return the names of the zones that are the same on every machine."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones() - {"localtime", "Factory"})


@functools.cache
def _by_spelling() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(_names())}


Onset = tuple[datetime, timedelta, timedelta]
"""A local time, the offset from then on, and the offset before."""


class Observances:
    """The offsets of a VTIMEZONE (RFC 5545, section 3.6.5): when each comes into force.

    Args:
        onsets: local times, on the clock before, with the offset from then on and the one before.
        before: the offset before the first.
    """

    def __init__(self, onsets: list[Onset], before: timedelta) -> None:
        self._onsets = sorted(onsets, key=lambda onset: onset[0])
        self._before = before

    @classmethod
    def of(cls, component: Component) -> "Observances | None":
        """Return the offsets of a component, or ``None`` if it tells none."""
        onsets: list[Onset] = []
        before: tuple[datetime, timedelta] | None = None
        for part in component.components[:_PARTS]:
            told = _offset(part.value("TZOFFSETTO")), _offset(part.value("TZOFFSETFROM"))
            start = _stamp(part.value("DTSTART"))
            to, since = told[0], told[1] if told[1] is not None else told[0]
            if to is None or since is None or start is None:
                continue
            found = itertools.islice(_starts(part, start), _ONSETS - len(onsets))
            onsets += [(onset, to, since) for onset in found]
            if before is None or start < before[0]:
                before = start, since
        return None if before is None else cls(onsets, before[1])

    def offset(self, local: datetime) -> timedelta:
        """Return the offset at a local time."""
        import bisect

        index = bisect.bisect_right(self._onsets, local, key=lambda onset: onset[0])
        if not index:
            return self._before
        onset, to, since = self._onsets[index - 1]
        skipped = local < onset + (to - since)  # RFC 5545, 3.3.5: by the offset before
        return since if skipped else to

    def zone(self) -> str | None:
        """Return the IANA zone that shows the same times, or ``None``."""
        told = tuple(self.offset(local) for local in _samples())
        for name in _PREFERRED:
            if told == _shown(name):
                return name
        return _world().get(told)


@functools.cache
def _samples() -> tuple[datetime, ...]:
    """Return the local times at which zones are held against one another."""
    first = datetime.combine(_FIRST, datetime.min.time())
    return tuple(first + n * _STEP for n in range((_LAST - _FIRST) // _STEP))


@functools.cache
def _shown(name: str) -> tuple[timedelta | None, ...]:
    """Return the offsets of a zone at these times."""
    zone = zone_info(name)
    return tuple(local.replace(tzinfo=zone).utcoffset() for local in _samples())


@functools.cache
def _world() -> dict[tuple[timedelta | None, ...], str]:
    """Return the zones of the world by their offsets; of those that are alike the first."""
    names = sorted(set(_windows().values()), reverse=True)
    return {_shown(name): name for name in names}


def _starts(part: Component, start: datetime) -> Iterator[datetime]:
    """Yield the onsets of a STANDARD or DAYLIGHT, those of rules from a while ago on."""
    yield start
    rules = 0
    for name, _, value, _ in part.properties:
        if name == "RDATE":
            yield from filter(None, map(_stamp, value.split(",", _ONSETS)))
        elif name == "RRULE" and rules < _RULES:
            rules += 1
            yield from _by_rule(value, start)


def _by_rule(value: str, start: datetime) -> Iterator[datetime]:
    """Yield the onsets of a rule: a yearly one, as all clocks have, and no other."""
    try:
        rule = Recurrence.from_rrule(value)
    except InvalidValueError:
        return
    if rule.frequency is not Frequency.YEARLY or rule.interval != 1 or rule.count is not None:
        return
    first = start.date()
    if first < _SINCE:  # the years before are as good as over
        first = _SINCE.replace(month=first.month, day=min(first.day, 28))
    for day in rule.rule_dates(first, min(rule.until or _LAST, _LAST)):
        yield datetime.combine(day, start.time())


def _offset(value: str | None) -> timedelta | None:
    found = _OFFSET.fullmatch((value or "").strip())
    if found is None:
        return None
    sign, hours, minutes, seconds = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return None if offset >= timedelta(days=1) else (-offset if sign == "-" else offset)


def _stamp(value: str | None) -> datetime | None:
    found = _STAMP.fullmatch((value or "").strip())
    try:
        if found is None:
            return None
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (a local time)
    except ValueError:
        return None
