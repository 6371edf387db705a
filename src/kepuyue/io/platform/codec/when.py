"""When a session takes place: in words, or as two typed moments."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from kepuyue.io._overrides import overridden
from kepuyue.io.platform.cell import Cell, Value
from kepuyue.io.platform.codec.base import Codec, Fields, Row, joined
from kepuyue.io.platform.phrase import PARTS_OF_DAY
from kepuyue.model.place import Venue
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import DateSpan, Override, Session, TimeSlot
from kepuyue.model.words import WEEKDAYS, in_words, short

if TYPE_CHECKING:
    from kepuyue.io.platform.here import Here

_TIMES = ("slot", "days", "when_text", "recurrence")
_CHANGES = ("on", "slot", "days", "venue", "state")


class When(Codec):
    """All of it in words: day, hours, how often it comes again, what differs when."""

    joint = "when"

    def fields(self) -> tuple[str, ...]:
        changes = (f"overrides.{name}" for name in _CHANGES)
        return tuple(f"sessions.{name}" for name in (*_TIMES, *changes))

    def write(self, row: Row) -> Cell:
        session: Session | None = row.part
        if session is None:
            return None
        when = session.when
        if when is None:
            return session.when_text
        if type(when) is TimeSlot and session.recurrence is None and not session.overrides:
            return _slot(when)
        return in_full(row.programme, session, when)

    def read(self, value: Value, here: "Here") -> Fields:
        return {"when": ((here.column, value),)}

    def emptied(self) -> Fields:
        return {"when": ()}


class Start(Codec):
    """The moment at which a session begins; the first of its days; or what stood there instead."""

    joint = "when"

    def fields(self) -> tuple[str, ...]:
        return ("sessions.slot", "sessions.days", "sessions.when_text")

    def write(self, row: Row) -> Cell:
        session: Session | None = row.part
        if session is None:
            return None
        when = session.when
        if isinstance(when, TimeSlot):
            return when.start.replace(tzinfo=None)
        return session.when_text if when is None else when.first

    def read(self, value: Value, here: "Here") -> Fields:
        return {"start": (here.column, value)}

    def emptied(self) -> Fields:
        return {"start": None}


class End(Codec):
    """The moment at which a session ends; the last of its days."""

    joint = "when"

    def fields(self) -> tuple[str, ...]:
        return ("sessions.slot", "sessions.days")

    def write(self, row: Row) -> Cell:
        session: Session | None = row.part
        when = session.when if session else None
        if isinstance(when, TimeSlot):
            return when.end.replace(tzinfo=None) if when.end else None
        return when.last if when else None

    def read(self, value: Value, here: "Here") -> Fields:
        return {"end": (here.column, value)}

    def emptied(self) -> Fields:
        return {"end": None}


def in_full(programme: Programme, session: Session, when: TimeSlot | DateSpan) -> str | None:
    """Return when a session takes place, in words.

    Args:
        programme: where the names of other places are known.
        session: the session.
        when: its first occurrence.
    """
    part = session.when_text if session.when_text in PARTS_OF_DAY else ""
    if isinstance(when, TimeSlot):
        parts = [_slot(when)]
    elif session.recurrence is None or len(when) == 1:
        parts = [_span(when) + part]
    else:
        parts = [_day(when.first) + part, f"每次{len(when)}天"]
    if session.recurrence is not None:
        parts.append(in_words(session.recurrence, when.first))
    told = {override.on: override for override in session.overrides}
    for found in overridden(session):
        change = _change(programme, session, told[found.on])
        if change:
            parts.append(short(found.on, when.first) + change)
    return joined([part for part in parts if part], "，")


def _change(programme: Programme, session: Session, override: Override) -> str:
    """Return what differs at an occurrence, in words; empty where people would see no change."""
    changes = []
    if override.slot is not None:
        same_day = override.slot.first == override.on
        changes.append("改为" + (_hours if same_day else _slot)(override.slot))
    elif override.days is not None:
        changes.append(f"改为{_span(override.days)}")
    if override.venue is not None and override.venue != session.venue:
        changes.append(f"改在{programme.name_of(Venue, override.venue)}")
    state = override.state.label if override.state else ""
    if changes and state:
        state = f"（{state}）"
    return "并".join(changes) + state


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def _slot(slot: TimeSlot) -> str:
    return f"{_day(slot.first)}{_hours(slot)}"


def _hours(slot: TimeSlot) -> str:
    text = _clock(slot.start)
    if slot.end is None:
        return text
    same_day = slot.end.date() == slot.first
    return f"{text}-{'' if same_day else _day(slot.end.date())}{_clock(slot.end)}"


def _span(span: DateSpan) -> str:
    first, last = span.first, span.last
    if first == last:
        return _day(first)
    return f"{first.year}年{first.month}月{first.day}日至{short(last, first)}"
