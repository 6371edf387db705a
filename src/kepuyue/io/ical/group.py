"""From the events of one UID to an activity: its sessions, and what differs at occurrences."""

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

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
EVENTS = 10_000
"""Events of one activity that are put together at a time."""
_LONG = 30
"""Events from which on their lines are numbered early."""
_LAST = date.max.toordinal()
_TOLD = {
    "SUMMARY": ("name",),
    "DESCRIPTION": ("summary",),
    "URL": ("url",),
    "CATEGORIES": ("themes", "target_groups"),
    "ATTACH": ("media",),
    "IMAGE": ("media",),
    "CONTACT": ("contacts",),
    "ORGANIZER": ("contacts",),
}
"""Properties that an override has no field for, and the fields of an activity that they tell."""


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
    """The events that belong to one activity.

    Args:
        key: the id of the activity.
    """

    __slots__ = ("entries", "key")

    def __init__(self, key: str, entries: Iterable[Entry] = ()) -> None:
        self.key: str = key
        self.entries: list[Entry] = list(entries)

    def add(self, entry: Entry) -> None:
        """Take in an event, or an occurrence of one."""
        self.entries.append(entry)
        if len(self.entries) == _LONG:  # their lines may be gone when something is told of them
            for earlier in self.entries:
                earlier.remember()
        elif len(self.entries) > _LONG:
            entry.remember()

    def merged(self, known: Activity | None, context: Context) -> Merged:
        """Return the activity, with what is known of it already."""
        made = _Making(self.key, known, context)
        occurrences: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.recurrence_id is None:
                made.add(entry)
            else:
                occurrences.setdefault(entry.ids[1], []).append(entry)
        orphans = made.override(occurrences)
        return Merged(made.activity(), made.unlike, orphans)


class _Making:
    """An activity in the making."""

    def __init__(self, key: str, known: Activity | None, context: Context) -> None:
        self.unlike: list[Activity] = []
        self._key = key
        self._context = context
        self._head = known
        self._sessions = {} if known is None else {s.id: s for s in known.sessions}
        self._fields: dict[str, Any] = {}
        self._said: set[Activity] | None = None

    def add(self, entry: Entry) -> None:
        """Take in an event: a session, or one that says again or anew what is known."""
        session = _session(entry, self._context)
        same = self._sessions.get(session.id)
        if not self._sessions and self._head is None:
            self._fields = entry.activity
        if same is None:
            self._sessions[session.id] = session
            return
        self._context.notes.fixed("duplicate-uid", entry.component.at, entry.uid)
        known, other = self._of(same), _activity(self._key, entry.activity, [session])
        if other.revision < known.revision:
            return
        if other.revision > known.revision or _newer(other, known):
            self._replace(same, session, other)
        else:
            self._keep_unlike(known, other)

    def _of(self, session: Session) -> Activity:
        """Return the activity with one of its sessions alone."""
        if self._head is None:
            self._head = _activity(self._key, self._fields, [session])
        return changed(self._head, sessions=(session,))

    def _replace(self, same: Session, session: Session, other: Activity) -> None:
        """Take the newer revision; what differs at occurrences stays."""
        if session.when is None and same.when is not None:
            # RFC 5546, section 3.2.5: what is cancelled need not be told once more
            self._sessions[same.id] = changed(same, state=session.state)
            return
        if not session.overrides:
            session = changed(session, overrides=same.overrides)
        self._sessions[same.id] = session
        self._head = other

    def _keep_unlike(self, known: Activity, other: Activity) -> None:
        """Keep an event that is another, unless one says just the same."""
        if self._said is None:
            self._said = {_bare(known)}
        bare = _bare(other)
        if bare not in self._said:
            self._said.add(bare)
            self.unlike.append(other)

    def override(self, occurrences: dict[str, list[Entry]]) -> list[Entry]:
        """Take in what differs at occurrences; return those of sessions that are not there."""
        orphans: list[Entry] = []
        for ref, entries in occurrences.items():
            session = self._sessions.get(ref)
            if session is None:
                orphans += entries
            else:
                activity = self._of(session)
                self._sessions[ref] = _overridden(session, entries, activity, self._context)
        return orphans

    def activity(self) -> Activity | None:
        """Return the activity; ``None`` where there is no event of it."""
        sessions = tuple(self._sessions.values())
        if self._head is not None:
            return changed(self._head, sessions=sessions)
        return _activity(self._key, self._fields, sessions) if sessions else None


def of_orphans(key: str, entries: list[Entry], context: Context) -> Activity:
    """Return the activity of occurrences without their event: each is a session."""
    context.notes.fixed("orphan-override", entries[0].component.at, entries[0].uid)
    sessions = []
    for number, entry in enumerate(entries, 1):
        entry.stand_alone()
        sessions.append(changed(_session(entry, context), id=str(number)))
    return _activity(key, entries[0].activity, sessions)


def _activity(ref: str, fields: dict[str, Any], sessions: Iterable[Session]) -> Activity:
    return built(Activity, {**fields, "id": ref, "sessions": tuple(sessions)})


def _bare(activity: Activity) -> Activity:
    """Return what an event says, without its stamps and what differs at occurrences."""
    sessions = tuple(changed(s, overrides=(), extra=EMPTY) for s in activity.sessions)
    return changed(activity, created=None, updated=None, sessions=sessions)


def _newer(other: Activity, known: Activity) -> bool:
    """Return whether an event says the same, and was changed later."""
    if not (other.updated and known.updated and other.updated > known.updated):
        return False
    return _bare(other) == _bare(known)


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
    told = entry.activity
    apart = {
        name
        for name, fields in _TOLD.items()
        if any(field in told and told[field] != getattr(activity, field) for field in fields)
    }
    if entry.session.get("join_url", session.join_url) != session.join_url:
        apart.add("CONFERENCE")
    kept = {prop[3] for prop in entry.properties}
    entry.properties += [
        prop for prop in entry.component.properties if prop[0] in apart and prop[3] not in kept
    ]
    return override, entry.extra().get(jcal.KEY, {})


def _stands(moved: When, day: date, when: When | None) -> bool:
    """Return whether an occurrence has the times or days at which its event stands on a date."""
    if isinstance(moved, DateSpan):
        return isinstance(when, DateSpan) and moved.first == day and len(moved) == len(when)
    if not isinstance(when, TimeSlot):
        return False
    start = datetime.combine(day, when.start.timetz()).replace(fold=0)
    try:
        same = moved.start.astimezone(UTC) == start.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        return False
    return same and moved.duration == when.duration
