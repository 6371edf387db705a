"""The reader: anyone's calendar as a programme, whole or activity by activity.

A calendar that carries records is read from them. Of any other, each VEVENT becomes a session of an
activity, and an occurrence of its own an override. What no field takes stays in ``extra``.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from kepuyue.errors import InvalidValueError
from kepuyue.findings import Collector, Report, Severity
from kepuyue.io._collector import paused
from kepuyue.io.ical import jcal
from kepuyue.io.ical.component import Component, components
from kepuyue.io.ical.context import Context, coded_ids
from kepuyue.io.ical.edit import Recorded
from kepuyue.io.ical.entry import Entry
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.group import EVENTS, Group, of_orphans
from kepuyue.io.ical.option import coded
from kepuyue.io.ical.part import decoded
from kepuyue.io.ical.record import RecordReader
from kepuyue.io.ical.source import BLOCK, LINE_OCTETS, Lines
from kepuyue.io.ical.text import line_of, text_of
from kepuyue.io.registry import LoadResult
from kepuyue.model._field import changed
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Campaign, Milestone, MilestoneKind
from kepuyue.model.extra import EMPTY
from kepuyue.model.programme import TUPLES, Origin, Programme

VERSION = 2
"""Of iCalendar: ``VERSION:2.0``."""
_SETTLED = frozenset({"PRODID", "VERSION", "CALSCALE", "X-WR-TIMEZONE"})
"""Properties of a calendar that say how it is written."""
_MILESTONE = "milestone:"
_EVENT, _ZONE = b"BEGIN:VEVENT", b"BEGIN:VTIMEZONE"


def read(data: bytes, *, source: str | None = None) -> LoadResult:
    r"""Read a calendar: keep what is sound, tell what is not with its line.

    Args:
        data: the file, in whatever encoding and with whatever ends of lines.
        source: name of the input, for the findings.

    Returns:
        The programme and the findings. What is put right on the way leaves a note, once a file.

    Source: RFC 5545, RFC 7986, RFC 9073.

    >>> lines = "BEGIN:VEVENT", "UID:1@example.org", "DTSTART;VALUE=DATE:20250913", "END:VEVENT"
    >>> data = "\r\n".join(("BEGIN:VCALENDAR", *lines, "END:VCALENDAR", "")).encode()
    >>> read(data).programme.activities[0].sessions[0].days
    DateSpan(2025-09-13)
    """
    reader = _Whole(source)
    with paused():
        return reader.read(data)


def read_activities(
    file: IO[bytes], *, source: str | None = None, max_bytes: int | None = None
) -> Iterator[Activity | Report]:
    """Yield the activities of a calendar one by one, and a report for what is not sound.

    The memory does not grow with the file. So an occurrence that stands far from the event it
    belongs to becomes an activity of its own, with a note, and of two events with one UID that
    stand apart both are given.

    Args:
        file: the file, open for bytes.
        source: its name, for the findings.
        max_bytes: most bytes of a line, unfolded; ``None`` for
            :data:`~kepuyue.io.ical.source.LINE_OCTETS`.
    """
    yield from _Stream(source, max_bytes).read(file)


class _Reader:
    """What reading whole and reading as a stream have in common."""

    def __init__(self, source: str | None, *, keep: bool, line_octets: int = LINE_OCTETS) -> None:
        self.notes = Notes(source)
        self.context = Context(self.notes, keep=keep)
        self.records = RecordReader(self.notes, only=None if keep else "activities")
        self.group: Group | None = None
        self._source = source
        self._line_octets = line_octets
        self._calendar: Component | None = None

    def components(self, file: IO[bytes]) -> Iterator[Component]:
        """Yield the components that are no zones; the context is that of their calendar."""
        lines = Lines(file, self._source, self.notes, self._line_octets)
        for calendar, component in components(lines, self.notes):
            if calendar is not self._calendar:
                self._calendar = calendar
                self.context.open(calendar)
            if component is None:
                self.close(calendar)
            elif component.name == "VTIMEZONE":
                self.context.clocks.define(component)
            else:
                yield component

    def define_zones(self, file: IO[bytes]) -> None:
        """Take in the zones before all else, if they stand at the end of the file.

        Of a stream that cannot be read twice they are known when they come, and no earlier.
        """
        if not isinstance(file, (io.BytesIO, io.BufferedReader)) or not file.seekable():
            return
        start = file.tell()
        late = _has_late_zones(file)
        file.seek(start)
        if late:
            first = _Reader(self._source, keep=False)
            first.context.clocks = self.context.clocks
            for _ in first.components(file):
                pass
            self.context.clocks.rewind()
            file.seek(start)

    def close(self, calendar: Component) -> None:
        """Take in the properties of a calendar that has ended."""


class _Stream(_Reader):
    """Reads activity by activity."""

    def __init__(self, source: str | None, max_bytes: int | None) -> None:
        octets = LINE_OCTETS if max_bytes is None else min(max_bytes, LINE_OCTETS)
        super().__init__(source, keep=False, line_octets=octets)
        self._recorded: Recorded | None = None

    def read(self, file: IO[bytes]) -> Iterator[Activity | Report]:
        self.define_zones(file)
        for component in self.components(file):
            yield from self._taken(component)
            yield from self._reports()
        yield from self._ended()
        yield from self._reports()

    def _taken(self, component: Component) -> Iterator[Activity | Report]:
        carries, found = self.records.taken(component)
        self.context.ours = self.context.ours or carries
        for _, entity in found:
            yield from self._ended()
            self._recorded = Recorded(entity)
        if component.name != "VEVENT" and not carries and not self.context.ours:
            self.notes.fixed("component-passed-over", component.at, component.name)
        if component.name != "VEVENT":
            return
        uid = line_of(component.value("UID") or "")
        if self.context.ours and uid.startswith(_MILESTONE):
            return
        if self._recorded is not None and coded(self._recorded.ref) == coded_ids(uid)[0]:
            self._recorded.take(component, self.context)
            return
        entry = Entry(component, self.context)
        key, _ = entry.ids
        if self.group is None or self.group.key != key or len(self.group.entries) >= EVENTS:
            yield from self._ended()
            self.group = Group(key)
        self.group.add(entry)

    def _ended(self) -> Iterator[Activity]:
        if self._recorded is not None:
            yield self._recorded.activity()
            self._recorded = None
        if self.group is None:
            return
        merged = self.group.merged(None, self.context)
        if merged.activity is not None:
            yield merged.activity
        else:
            yield of_orphans(self.group.key, merged.orphans, self.context)
        for number, activity in enumerate(merged.unlike, 2):
            yield changed(activity, id=f"{self.group.key}-{number}")
        self.group = None

    def _reports(self) -> Iterator[Report]:
        found = self.notes.taken()
        if found:
            yield Report(found)


class _Whole(_Reader):
    """Reads a programme."""

    def __init__(self, source: str | None) -> None:
        super().__init__(source, keep=True)
        self._entities: dict[str, list[Any]] = {name: [] for name in TUPLES}
        self._places: dict[str, int] = {}
        self._activities: list[Activity | None] = []
        self._waiting: dict[str, list[Entry]] = {}
        self._recorded: dict[str, int] = {}
        self._last: Recorded | None = None
        self._place = 0
        self._milestones: dict[str, dict[str, Milestone]] = {}
        self._name = ""
        self._names: dict[str, str] = {}
        self._properties: list[list[Any]] = []
        self._said: set[str] = set()
        self._components: list[list[Any]] = []

    def read(self, data: bytes) -> LoadResult:
        """Return the programme and the findings."""
        collector = Collector()
        file = io.BytesIO(data)
        self.define_zones(file)
        for component in self.components(file):
            self._take(component)
            if self.notes.found:
                collector.add(self.notes.taken())
        programme = self._programme()
        collector.add(self.notes.taken())
        return LoadResult(programme=programme, report=collector.report())

    def _take(self, component: Component) -> None:
        carries, found = self.records.taken(component)
        self.context.ours = self.context.ours or carries
        for name, entity in found:
            if name == "activities":
                self._end_group()
                self._end_record()
                self._recorded[coded(entity.id)] = len(self._activities)
                self._activities.append(entity)
            else:
                self._entities[name].append(entity)
        if carries and component.name != "VEVENT":
            return
        if (self.context.ours or self._recorded) and self._is_told_already(component):
            return
        if component.name != "VEVENT":
            self.notes.fixed("component-kept", component.at, component.name)
            self._components.append(jcal.to_component(component))
            return
        entry = Entry(component, self.context)
        key, _ = entry.ids
        if self.group is None or self.group.key != key or len(self.group.entries) >= EVENTS:
            self._end_group()
            self.group = Group(key)
        self.group.add(entry)

    def _end_group(self) -> None:
        """Take in the activity of events that stood together.

        What comes of one that is known, or stands before its event, waits for the end: so the work
        does not grow with the number of times that an activity comes up.
        """
        group, self.group = self.group, None
        if group is None:
            return
        waits = group.key in self._places or group.entries[0].recurrence_id is not None
        if waits:
            for entry in group.entries:
                entry.remember()
            self._waiting.setdefault(group.key, []).extend(group.entries)
            if group.key in self._places:
                return
            self._places[group.key] = len(self._activities)
            self._activities.append(None)
            return
        merged = group.merged(None, self.context)
        self._places[group.key] = len(self._activities)
        self._activities.append(merged.activity)
        self._add_unlike(group.key, merged.unlike)
        if merged.orphans:
            self._waiting.setdefault(group.key, []).extend(merged.orphans)

    def _add_unlike(self, key: str, activities: list[Activity]) -> None:
        """Add activities of a UID that is taken, under ids of their own."""
        number = 2
        for activity in activities:
            while f"{key}-{number}" in self._places:
                number += 1
            ref = f"{key}-{number}"
            self._places[ref] = len(self._activities)
            self._activities.append(changed(activity, id=ref))

    def _end_waiting(self) -> None:
        """Take in what waited for the end."""
        for key, entries in self._waiting.items():
            place = self._places[key]
            merged = Group(key, entries).merged(self._activities[place], self.context)
            known = merged.activity
            if merged.orphans:
                alone = of_orphans(key, merged.orphans, self.context)
                taken = {session.id for session in known.sessions} if known else set()
                more = [changed(s, id=_free(s.id, taken)) for s in alone.sessions]
                sessions = (*(known.sessions if known else ()), *more)
                known = changed(known or alone, sessions=sessions)
            self._activities[place] = known
            self._add_unlike(key, merged.unlike)

    def _is_told_already(self, component: Component) -> bool:
        """Return whether a component of ours is a milestone, or of an activity with a record."""
        uid = line_of(component.value("UID") or "")
        if uid.startswith(_MILESTONE) and self.context.ours:
            return self.records.records.opened or self._milestone(component, uid)
        place = self._recorded.get(coded_ids(uid)[0]) if self._recorded else None
        if place is None or component.name != "VEVENT":
            return False
        if self._last is None or self._place != place:
            self._end_record()
            self._place = place
            known = self._activities[place]
            self._last = None if known is None else Recorded(known)
        if self._last is not None:
            self._last.take(component, self.context)
        return True

    def _end_record(self) -> None:
        """Put what other programs changed of an activity in its place."""
        last, self._last = self._last, None
        if last is not None:
            self._activities[self._place] = last.activity()

    def _milestone(self, component: Component, uid: str) -> bool:
        """Take in a milestone of our calendars; return whether it is one."""
        ids = [decoded(part) for part in uid.removeprefix(_MILESTONE).partition("@")[0].split("/")]
        due = component.name == "VTODO"
        told = component.first("DUE" if due else "DTSTART")
        what = line_of(component.value("SUMMARY") or "")
        kind = MilestoneKind.DUE if due else MilestoneKind.OPENS
        if len(ids) != 2 or told is None or not what:  # noqa: PLR2004  (campaign and milestone)
            return False
        ref, inner = ids
        if ref is None or inner is None:
            return False
        try:
            when = self.context.moments.read(told[1], told[2], told[3]).at
            milestone = Milestone(
                id=inner, kind=kind, what=what.removesuffix(f"（{kind.label}）"),
                when=when.date() if isinstance(when, datetime) else when,
            )  # fmt: skip
        except (InvalidValueError, ValueError, OverflowError):
            return False
        self._milestones.setdefault(ref, {}).setdefault(inner, milestone)
        about = text_of(component.value("DESCRIPTION") or "").partition("\n")[0].strip()
        self._names.setdefault(ref, about or self._name or ref)
        return True

    def close(self, calendar: Component) -> None:
        """Keep what a calendar says of itself and the library does not say of every calendar."""
        scale = calendar.first("CALSCALE")
        if scale is not None and scale[2].strip().upper() != "GREGORIAN":
            self.notes.problem(
                "KY-ICS003", scale[3], scale[2], severity=Severity.WARNING, name="CALSCALE"
            )
            self._properties.append(jcal.to_property(*scale[:3]))
        for name, params, value, _ in calendar.properties:
            if name == "NAME":
                self._name = self._name or line_of(value)
            if name not in _SETTLED and not self.context.ours:
                prop = jcal.to_property(name, params, value)
                if (said := str(prop)) not in self._said:
                    self._said.add(said)
                    self._properties.append(prop)

    def _programme(self) -> Programme:
        self._end_group()
        self._end_record()
        self._end_waiting()
        entities = self._entities
        entities["activities"] = list(filter(None, self._activities))
        derived: dict[str, dict[str, Any]] = {
            "venues": self.context.venues,
            "units": self.context.units,
            "themes": self.context.themes,
            "campaigns": self._campaigns(),
        }
        for name, found in derived.items():
            taken_ids = {entity.id for entity in entities[name]}
            entities[name].extend(new for ref, new in found.items() if ref not in taken_ids)
        own = dict(self.records.records.own)
        own["extra"] = jcal.joined(own.get("extra", EMPTY), self._properties, self._components)
        fields: dict[str, Any] = {**entities, **own}
        return Programme(**fields, origin=Origin(format="ics", version=VERSION))

    def _campaigns(self) -> dict[str, Campaign]:
        """Return the campaigns of the milestones, which name them first of all."""
        return {
            ref: Campaign(id=ref, name=self._names[ref], milestones=tuple(milestones.values()))
            for ref, milestones in self._milestones.items()
        }


def _free(ref: str, taken: set[str]) -> str:
    """Return an id that no other has, and take it."""
    number, found = 1, ref
    while found in taken:
        number += 1
        found = f"{ref}-{number}"
    taken.add(found)
    return found


def _has_late_zones(file: IO[bytes]) -> bool:
    """Return whether a zone may be defined after an event that needs it."""
    tail, event = b"", False
    while block := file.read(BLOCK):
        data = tail + block
        found = data.find(_EVENT) if not event else 0
        event = event or found >= 0
        if event and data.find(_ZONE, max(found, 0)) >= 0:
            return True
        tail = data[-len(_ZONE) :]
    return False
