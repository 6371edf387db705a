"""The sample calendars that ship in the sources of the judges, and what is found in them."""

import warnings
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from kepuyue import DateSpan, Programme, Session, TimeSlot
from tests.judges.calendars.programs import FOLDER
from tests.judges.calendars.record import Judge, told

T = TypeVar("T", bound=Hashable)


class Found(NamedTuple):
    """How many events a reader finds in a file, and when they start."""

    number: int
    starts: frozenset[str]


def samples() -> dict[str, Path]:
    """Return the samples by name, each content once."""
    found: dict[str, Path] = {}
    contents = set()
    for path in sorted((FOLDER / "samples").rglob("*.ics")):
        content = path.read_bytes()
        if content not in contents:
            contents.add(content)
            package = path.relative_to(FOLDER / "samples").parts[0].rpartition("-")[0]
            name = f"{package}/{path.name}"
            found[f"{package}/{path.parent.name}/{path.name}" if name in found else name] = path
    return found


def found_by(judge: Judge, path: Path) -> Found | None:
    """Return what a judge finds; ``None`` if it cannot read the file."""
    assert judge.read is not None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            events = judge.read(path)
    except Exception:  # noqa: BLE001 - whatever it raises
        return None
    return Found(len(events), frozenset(event.start for event in events))


def majority(said: Iterable[T]) -> T | None:
    """Return what more than half say, and at least two."""
    answers = Counter(said)
    for answer, votes in answers.most_common(1):
        if votes >= 2 and votes * 2 > answers.total():
            return answer
    return None


def found_in(programme: Programme, theirs: frozenset[str]) -> Found:
    """Return what a programme has of a calendar: an event a session, and one an exception.

    Args:
        programme: what was read.
        theirs: the starts that others find. Some may be without a zone; we give each one, and
            agree if that is all.
    """
    starts = [
        start
        for activity in programme.activities
        for session in activity.sessions
        for start in _starts(session)
    ]
    return Found(
        len(starts),
        frozenset(
            told(start) if told(start) in theirs or _clock(start) not in theirs else _clock(start)
            for start in starts
        ),
    )


def _starts(session: Session) -> Iterator[date | None]:
    yield _start(session.when)
    for override in session.overrides:
        yield _start(override.when) or _planned(session, override.on)


def _start(when: TimeSlot | DateSpan | None) -> date | None:
    if when is None:
        return None
    return when.start if isinstance(when, TimeSlot) else when.first


def _planned(session: Session, day: date) -> date:
    """Return when a session takes place on a date of its recurrence."""
    slot = session.slot
    return datetime.combine(day, slot.start.timetz()) if slot else day


def _clock(start: date | None) -> str:
    """Return a start as its clock shows it, without the zone."""
    return told(start.replace(tzinfo=None) if isinstance(start, datetime) else start)
