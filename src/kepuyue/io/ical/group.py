"""From the events of one UID to an activity: its sessions, and what differs at occurrences."""

import itertools
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import attrs

from kepuyue.io.ical import jcal
from kepuyue.io.ical.context import Context
from kepuyue.io.ical.entry import Entry
from kepuyue.io.ical.repeat import DATES, occurrence_day, repetition
from kepuyue.model._field import built, changed
from kepuyue.model.activity import Activity
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import (
    EXPANSION_DAYS,
    DateSpan,
    Override,
    Session,
    State,
    TimeSlot,
)

When = TimeSlot | DateSpan
_LAST = date.max.toordinal()


class Merged(NamedTuple):
    """What the events of a group come to.

    Attributes:
        activity: the activity; ``None`` if there are only occurrences of it.
        unlike: events that have its UID and are others.
        orphans: occurrences whose event is not there.
    """

    activity: Activity | None
    unlike: list[Activity]
    orphans: list[Entry]


class Group:
    """The events that belong to one activity and stand together.

    Args:
        key: the id of the activity.
    """

    __slots__ = ("_events", "_occurrences", "key")

    def __init__(self, key: str) -> None:
        self.key = key
        self._events: list[Entry] = []
        self._occurrences: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Take in an event, or an occurrence of one."""
        (self._events if entry.recurrence_id is None else self._occurrences).append(entry)

    def merged(self, known: Activity | None, context: Context) -> Merged:
        """Return the activity, with what is known of it already."""
        unlike: list[Activity] = []
        events = self._events
        refs = {entry.ids[1] for entry in events}
        if known is None and events and len(refs) == len(events):
            known = _activity(self.key, events[0].activity, [_session(e, context) for e in events])
            events = []
        for entry in events:
            if known is None:
                known = _activity(self.key, entry.activity, [_session(entry, context)])
            else:
                known = _with_event(known, entry, unlike, context)
        if known is None or not self._occurrences:
            return Merged(known, unlike, self._occurrences)
        by_session: dict[str, list[Entry]] = {}
        for entry in self._occurrences:
            by_session.setdefault(entry.ids[1], []).append(entry)
        sessions = []
        for session in known.sessions:
            entries = by_session.pop(session.id, None)
            sessions.append(_overridden(session, entries, known, context) if entries else session)
        known = changed(known, sessions=tuple(sessions))
        return Merged(known, unlike, [entry for left in by_session.values() for entry in left])


def of_orphans(key: str, entries: list[Entry], context: Context) -> Activity:
    """Return the activity of occurrences without their event: each is a session."""
    context.notes.fixed("orphan-override", entries[0].component.at, entries[0].uid)
    sessions = []
    for number, entry in enumerate(entries, 1):
        entry.stand_alone()
        sessions.append(attrs.evolve(_session(entry, context), id=str(number)))
    return _activity(key, entries[0].activity, sessions)


def _activity(ref: str, fields: dict[str, Any], sessions: list[Session]) -> Activity:
    return built(Activity, {**fields, "id": ref, "sessions": tuple(sessions)})


def _with_event(
    known: Activity, entry: Entry, unlike: list[Activity], context: Context
) -> Activity:
    """Return an activity with one event more; another of its UID goes to ``unlike``."""
    session = _session(entry, context)
    same = next((s for s in known.sessions if s.id == session.id), None)
    if same is None:
        return attrs.evolve(known, sessions=(*known.sessions, session))
    context.notes.fixed("duplicate-uid", entry.component.at, entry.uid)
    other = _activity(known.id, entry.activity, [session])
    if other.revision != known.revision:
        return known if other.revision < known.revision else _replaced(known, same, other)
    if _alike(other, known, same):
        newer = other.updated and known.updated and other.updated > known.updated
        return _replaced(known, same, other) if newer else known
    unlike.append(attrs.evolve(other, id=f"{known.id}-{len(unlike) + 2}"))
    return known


def _alike(other: Activity, known: Activity, same: Session) -> bool:
    """Return whether an event says the same as one that is known, its stamps aside."""
    (session,) = other.sessions
    bare = attrs.evolve(same, overrides=(), extra=EMPTY)
    return attrs.evolve(
        other,
        created=known.created,
        updated=known.updated,
        sessions=(attrs.evolve(session, overrides=(), extra=EMPTY),),
    ) == attrs.evolve(known, sessions=(bare,))


def _replaced(known: Activity, same: Session, other: Activity) -> Activity:
    """Return the newer revision; what differs at occurrences stays."""
    (session,) = other.sessions
    if session.when is None and same.when is not None:
        # RFC 5546, section 3.2.5: what is cancelled need not be told once more
        other, session = known, attrs.evolve(same, state=session.state)
    elif not session.overrides:
        session = attrs.evolve(session, overrides=same.overrides)
    return attrs.evolve(other, sessions=tuple(session if s is same else s for s in known.sessions))


def _session(entry: Entry, context: Context) -> Session:
    """Return the session of an event."""
    when = entry.when
    recurrence: Recurrence | None = None
    overrides: tuple[Override, ...] = ()
    if entry.repeats and when is not None:
        told = repetition(entry.repeats, when, context.moments, context.notes)
        recurrence, overrides = told.recurrence, told.overrides
        entry.properties += told.unread
    elif entry.repeats:
        entry.properties += entry.repeats
    extra = entry.extra()
    fields = {
        "id": entry.ids[1],
        "slot" if isinstance(when, TimeSlot) else "days": when,
        "recurrence": recurrence,
        "overrides": overrides,
        "extra": to_extra(extra) if extra else EMPTY,
    }
    return built(Session, {**entry.session, **fields})


def _overridden(
    session: Session, entries: list[Entry], activity: Activity, context: Context
) -> Session:
    """Return a session with what differs at occurrences."""
    if len(entries) > DATES:
        context.notes.problem("KY-ICS008", entries[DATES].component.at, limit=DATES)
    overrides = {override.on: override for override in session.overrides}
    kept: dict[str, Any] = {}
    seen: set[date] = set()
    # Of two changes of one occurrence the newer revision counts (RFC 5546, section 2.1.5).
    for entry in sorted(entries[:DATES], key=lambda entry: entry.activity.get("revision", 0)):
        override, own = _override(entry, session, activity)
        if override.on in seen:
            context.notes.fixed("duplicate-uid", entry.component.at, entry.uid)
        seen.add(override.on)
        overrides[override.on] = override
        if own:
            kept[str(override.on)] = own
    return changed(
        session,
        recurrence=_meeting(session, list(overrides), entries[0], context),
        overrides=tuple(overrides.values()),
        extra=_with_kept(session.extra, kept) if kept else session.extra,
    )


def _meeting(
    session: Session, days: list[date], entry: Entry, context: Context
) -> Recurrence | None:
    """Return the recurrence, with the days that it does not meet and that differ all the same."""
    recurrence, when = session.recurrence or Recurrence(), session.when
    if when is None:
        return None
    met = {when.first, *recurrence.added, *recurrence.excluded}
    unmet = sorted(set(days) - met)
    if recurrence.frequency is not None and unmet:
        last = date.fromordinal(min(when.first.toordinal() + EXPANSION_DAYS, _LAST))
        end = min(unmet[-1], recurrence.until or last, last)
        further = (day for day in recurrence.rule_dates(when.first, end) if day != when.first)
        met = set(itertools.islice(further, recurrence.count and recurrence.count - 1))
        unmet = [day for day in unmet if day not in met and day <= last]
    if not unmet:
        return session.recurrence
    context.notes.fixed("override-of-nothing", entry.component.at, entry.uid)
    return changed(recurrence, added=(*recurrence.added, *unmet))


def _with_kept(extra: Extra, kept: dict[str, Any]) -> Extra:
    inner = extra.get(jcal.KEY, {})
    return to_extra({jcal.KEY: {**inner, "overrides": {**inner.get("overrides", {}), **kept}}})


def _override(
    entry: Entry, session: Session, activity: Activity
) -> tuple[Override, dict[str, Any]]:
    """Return what differs at an occurrence, and what of it no field takes."""
    when = session.when
    assert entry.recurrence_id is not None  # noqa: S101  (only these come here)
    day = occurrence_day(entry.recurrence_id, when)
    moved = entry.when if entry.when is not None and not _stands(entry.when, day, when) else None
    venue, state = entry.session.get("venue"), entry.session.get("state", State.PLANNED)
    override = Override(
        on=day,
        slot=moved if isinstance(moved, TimeSlot) else None,
        days=moved if isinstance(moved, DateSpan) else None,
        venue=venue if venue != session.venue else None,
        state=state if state is not session.state else None,
    )
    told = {"SUMMARY": ("name", activity.name), "DESCRIPTION": ("summary", activity.summary)}
    for prop in entry.component.properties:
        field, said = told.get(prop[0], ("", None))
        if field in entry.activity and entry.activity[field] != said:
            entry.properties.append(prop)
    return override, entry.extra().get(jcal.KEY, {})


def _stands(moved: When, day: date, when: When | None) -> bool:
    """Return whether an occurrence has the times or days at which its event stands on a date."""
    if isinstance(moved, DateSpan):
        return isinstance(when, DateSpan) and moved.first == day and len(moved) == len(when)
    if not isinstance(when, TimeSlot):
        return False
    start = datetime.combine(day, when.start.timetz()).replace(fold=0)
    return moved.start.astimezone(UTC) == start.astimezone(UTC) and moved.duration == when.duration
