"""What every judge is asked: the events of a calendar, and what takes place between two dates."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple


class Event(NamedTuple):
    """An event as a judge reads it, or one occurrence of it.

    Instants are told in UTC (``2025-09-06T01:00:00Z``), floating times without a zone, whole days
    as dates, categories in order. What is not in the calendar is empty; a judge that knows no
    RECURRENCE-ID says ``None``.
    """

    uid: str
    recurrence_id: str | None
    start: str
    end: str
    summary: str
    location: str
    categories: tuple[str, ...]


Read = Callable[[Path], list[Event]]
Occurring = Callable[[Path, date, date], list[Event]]


class Judge(NamedTuple):
    """A program that reads calendars.

    ``read`` returns the events as they stand in the file, ``occurring`` the occurrences that begin
    between two dates (in UTC), exceptions applied; either is ``None`` where the judge has no such
    thing.
    """

    name: str
    read: Read | None
    occurring: Occurring | None


def told(value: date | None) -> str:
    """Return the text of a time or date."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return "" if value is None else value.isoformat()


def settled(events: Iterable[Event], first: date, last: date) -> list[Event]:
    """Return what takes place, of the occurrences of all events, exceptions among them.

    For judges that expand each event by itself: an exception takes the place of what it overrides.
    """
    events = list(events)
    overridden = {(event.uid, event.recurrence_id) for event in events if event.recurrence_id}
    left = (
        event for event in events
        if event.recurrence_id or (event.uid, event.start) not in overridden
    )  # fmt: skip
    return within(left, first, last)


def within(occurrences: Iterable[Event], first: date, last: date) -> list[Event]:
    """Return the occurrences that begin between two dates, by UID and start."""
    return sorted(
        occurrence._replace(recurrence_id="")
        for occurrence in occurrences
        if str(first) <= occurrence.start[:10] <= str(last)
    )
