"""What another program changed in a calendar of ours: the change counts before the record.

A record carries its activity whole; the events beside it say part of the same for everyone else.
Where one says something else than the library writes, a person has changed it: its times, its
title, or that it is cancelled.
"""

import contextlib
from datetime import date
from functools import cached_property
from typing import Any

from kepuyue.io._overrides import overridden
from kepuyue.io.ical import jcal
from kepuyue.io.ical.component import Component
from kepuyue.io.ical.context import Context, coded_ids
from kepuyue.io.ical.entry import NAMELESS, Entry
from kepuyue.io.ical.line import Heads, escaped, single
from kepuyue.io.ical.option import coded
from kepuyue.io.ical.repeat import occurrence_day, repetition
from kepuyue.io.ical.text import line_of, titled
from kepuyue.io.ical.when import recurrence_lines, times
from kepuyue.model._field import changed
from kepuyue.model.activity import Activity
from kepuyue.model.occurrence import Occurrence
from kepuyue.model.schedule import DateSpan, Override, Session, State, TimeSlot

_TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"})
Told = set[tuple[str, str, str]]
"""Properties of time: name, zone and value."""


class Recorded:
    """An activity with a record, as its events change it.

    Args:
        activity: the activity, as its record has it.

    Attributes:
        ref: its id.
    """

    def __init__(self, activity: Activity) -> None:
        self.ref: str = activity.id
        self._written = activity
        self._name = activity.name
        self._changed: dict[str, Session] = {}
        self._heads = Heads()

    def activity(self) -> Activity:
        """Return the activity, with what is changed."""
        if not self._changed:
            return self._written
        sessions = tuple(self._changed.get(s.id, s) for s in self._written.sessions)
        return changed(self._written, name=self._name, sessions=sessions)

    def take(self, component: Component, context: Context) -> None:
        """Take in an event of the activity."""
        session = self._sessions.get(coded_ids(line_of(component.value("UID") or ""))[1])
        if session is None or session.when is None:
            return
        when = session.when
        if component.first("RECURRENCE-ID") is not None:
            self._take_occurrence(component, session, when, context)
            return
        part = self._occurrences(session).get(when.first) if session.recurrence is None else None
        lines = times((part or session).when or when, repeats=session.recurrence is not None)
        if session.recurrence is not None:
            lines += recurrence_lines(session.recurrence, when)
        if self._says(component, part or session, lines + _kept(session)):
            return
        entry = Entry(component, context.aside())
        changes = self._when(entry, lines, context)
        if entry.session.get("state") is State.CANCELLED:
            changes["state"] = State.CANCELLED
        name = entry.activity["name"]
        if name != NAMELESS:
            self._name = name
        self._change(session.id, changes, entry)

    def _take_occurrence(
        self, component: Component, session: Session, when: TimeSlot | DateSpan, context: Context
    ) -> None:
        day = self._day(component, when, context)
        part = None if day is None else self._occurrences(session).get(day)
        if day is None:
            return
        if part is not None:
            lines = times(part.when or when) + _kept(session, "overrides", str(day))
            if self._says(component, part, lines):
                return
        entry = Entry(component, context.aside())
        override = Override(
            on=day,
            slot=entry.when if isinstance(entry.when, TimeSlot) else None,
            days=entry.when if isinstance(entry.when, DateSpan) else None,
            venue=part.venue if part is not None and part.venue != session.venue else None,
            state=entry.session.get("state"),
        )
        known = self._changed.get(session.id, session).overrides
        others = tuple(other for other in known if other.on != day)
        self._change(session.id, {"overrides": (*others, override)}, entry)

    def _day(
        self, component: Component, when: TimeSlot | DateSpan, context: Context
    ) -> date | None:
        """Return the date of the occurrence that an event stands for; ``None`` if it is none."""
        for name, params, value, at in component.properties:
            if name == "RECURRENCE-ID":
                with contextlib.suppress(ValueError, OverflowError):
                    return occurrence_day(context.moments.read(params, value, at), when)
        return None

    @cached_property
    def _sessions(self) -> dict[str, Session]:
        return {coded(session.id): session for session in self._written.sessions}

    @cached_property
    def _overridden(self) -> dict[str, dict[date, Occurrence]]:
        return {}

    def _occurrences(self, session: Session) -> dict[date, Occurrence]:
        """Return the occurrences of a session that differ, by their dates."""
        if session.id not in self._overridden:
            self._overridden[session.id] = {o.on: o for o in overridden(session)}
        return self._overridden[session.id]

    def _says(self, component: Component, part: Session | Occurrence, lines: list[str]) -> bool:
        """Return whether an event says what the library writes of a part."""
        state = self._written.state_of(part)
        expected = self._expected(lines)
        title = expected.value("SUMMARY")
        if title is None:
            title = escaped(titled(self._written, state))
        if line_of(component.value("SUMMARY") or "") != line_of(title):
            return False
        off = (component.value("STATUS") or "").strip().upper() == "CANCELLED"
        return off == (state is State.CANCELLED) and _told(component) == _told(expected)

    def _expected(self, lines: list[str]) -> Component:
        """Return lines as a component has them."""
        expected = Component("VEVENT", 0)
        for text in lines:
            parsed = self._heads.parsed(text)
            if parsed is not None:
                (name, params), value = parsed
                expected.properties.append((name, params, value, 0))
        return expected

    def _when(self, entry: Entry, lines: list[str], context: Context) -> dict[str, Any]:
        """Return the times and the recurrence of a session, if others are told."""
        if entry.when is None or _told(entry.component) == _told(self._expected(lines)):
            return {}
        told = repetition(entry.repeats, entry.when, context.moments, context.notes)
        moved = {"overrides": told.overrides} if told.overrides else {}
        return {
            **moved,
            "slot": entry.when if isinstance(entry.when, TimeSlot) else None,
            "days": entry.when if isinstance(entry.when, DateSpan) else None,
            "recurrence": told.recurrence,
        }

    def _change(self, ref: str, changes: dict[str, Any], entry: Entry) -> None:
        entry.context.notes.fixed("edited", entry.component.at, entry.uid)
        known = self._changed.get(ref) or next(s for s in self._written.sessions if s.id == ref)
        self._changed[ref] = changed(known, **changes)


def _kept(session: Session, *inside: str) -> list[str]:
    """Return what ``extra`` keeps: an untold rule, the title of an occurrence."""
    if not session.extra:
        return []
    kept, _ = jcal.lines_of(session.extra, *inside)
    names = _TIMES | {"SUMMARY"} if inside else _TIMES
    return [text for name in sorted(kept.keys() & names) for text in kept[name]]


def _told(component: Component) -> Told:
    return {
        (name, single(params, "TZID"), value)
        for name, params, value, _ in component.properties
        if name in _TIMES
    }
