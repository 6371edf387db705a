"""iCalendar at speed, beside peers: the same activities, the same fields, the same run.

``python benchmarks/ical_speed.py [ACTIVITIES …]`` prints Markdown tables, with the garbage
collector on, as Python sets it, and off for everybody. Everybody writes from the model, its public
view made before, its texts while the clock runs. What is measured is first proved equal, by
icalendar's reading of it. A slow peer is given the first activities alone, and the events a second
are compared. Times are medians of three, or of one where that takes more than some seconds. Memory
is the most that a process of its own grows by.
"""

import argparse
import functools
import gc
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import icalendar
from ical_fields import DOMAIN, fields_of
from ical_peers import PEERS, ICalendar, Peer
from measuring import (
    FOLDER,
    LARGE,
    collecting,
    forget_peak,
    peak,
    printed,
    resident,
    seconds,
    table,
)

import kepuyue
from kepuyue import Activity, Programme, dump, dumps, iter_activities, load, try_loads
from kepuyue.io.ical import CalendarWriter
from kepuyue.testing import synthetic_programme

LONG = 4.0
"""Seconds after which a call is not repeated."""
ROUND = 2_000
"""Synthetic activities that come again and again where a file is written lazily."""


class Row(NamedTuple):
    """What a library took."""

    name: str
    activities: int
    events: int
    fields: float
    seconds: float

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


def shown(head: str, rows: list[Row]) -> None:
    """Print rows; the first is ours."""
    table(
        [head, "activities", "events", "s", "events/s", "ours is ×"],
        [
            [
                f"{row.name}, {row.fields:.1f} fields an event" if row.fields else row.name,
                f"{row.activities:,}",
                f"{row.events:,}",
                f"{row.seconds:.2f}",
                f"{row.rate:,.0f}",
                f"{rows[0].rate / row.rate:.2f}",
            ]
            for row in rows
        ],
    )


def timed(function: Callable[[], object]) -> float:
    """Return how long a call takes."""
    first = seconds(function, 1)
    return first if first > LONG else seconds(function, 3)


def ours(programme: Programme, *, plain: bool) -> bytes:
    """Return our calendar."""
    return dumps(programme, format="ics", domain=DOMAIN, plain=plain)


def first_of(programme: Programme, count: int) -> Programme:
    """Return the programme with the first of its activities."""
    return attrs.evolve(programme, activities=programme.activities[:count])


# What is proved before the clock runs.


class Content(NamedTuple):
    """The events of a calendar, as icalendar reads them."""

    events: Counter[Any]
    fields: float

    @property
    def count(self) -> int:
        """Number of events."""
        return self.events.total()


def content(data: bytes, *, whole: bool) -> Content:
    """Return the events: UID, start and summary of each, or whole: every property."""
    events = icalendar.Calendar.from_ical(data).events
    names = sum(len(event) for event in events)
    told = _whole if whole else _main
    return Content(Counter(map(told, events)), names / len(events))


def _main(event: icalendar.Event) -> tuple[str, str, str]:
    return str(event["UID"]), _instant(event["DTSTART"].dt), str(event["SUMMARY"])


def _whole(event: icalendar.Event) -> bytes:
    return event.to_ical(sorted=True)


def _instant(when: date | datetime) -> str:
    return (when.astimezone(UTC) if isinstance(when, datetime) else when).isoformat()


# Writing.


def writing(programme: Programme, state: str) -> None:
    """Print how long calendars take to write."""
    public = programme.public()
    row = _ours("kepuyue, plain", public, plain=True)
    peers = [_theirs(make(), public, rich=False) for make in PEERS]
    preparing = timed(lambda: sum(1 for _ in fields_of(public)))
    bare = Row("the fields for the peers, unwritten", len(public), row.events, 0, preparing)
    shown(f"write, the same fields, collector {state}", [row, *peers, bare])
    rows = [_ours("kepuyue", public, plain=False), _theirs(ICalendar(), public, rich=True)]
    shown(f"write, HTML and RFC 9073 too, collector {state}", rows)


def _ours(name: str, programme: Programme, *, plain: bool) -> Row:
    told = content(ours(programme, plain=plain), whole=False)
    took = timed(lambda: ours(programme, plain=plain))
    return Row(name, len(programme), told.count, told.fields, took)


def _theirs(peer: Peer, programme: Programme, *, rich: bool) -> Row:
    """Return what a peer took, once it is sure that it writes what we write."""
    part = first_of(programme, peer.most)
    whole = isinstance(peer, ICalendar)
    theirs = content(peer.write(fields_of(part, rich=rich)), whole=whole)
    mine = content(ours(part, plain=not rich), whole=whole)
    assert theirs.events == mine.events, (theirs.events - mine.events, mine.events - theirs.events)
    took = timed(lambda: peer.write(fields_of(part, rich=rich)))
    return Row(peer.name, len(part), theirs.count, theirs.fields, took)


# Reading.


def reading(programme: Programme, state: str) -> None:
    """Print how long our calendars take to read."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for plain in (True, False):
        path = FOLDER / "calendar.ics"
        path.write_bytes(ours(programme, plain=plain))
        data = path.read_bytes()
        count, events = len(programme), _events(try_loads(data, format="ics").programme)
        assert events == _events(iter_activities(path))
        rows = [
            Row("kepuyue, try_loads", count, events, 0, timed(lambda d=data: _loaded(d))),
            Row("kepuyue, one by one", count, events, 0, timed(lambda p=path: _streamed(p))),
        ]
        for make in PEERS:
            peer = make()
            part = first_of(programme, peer.most)
            small = ours(part, plain=plain)
            events = peer.read(small)
            assert events == _events(try_loads(small, format="ics").programme)
            took = timed(lambda peer=peer, d=small: peer.read(d))
            rows.append(Row(peer.name, len(part), events, 0, took))
        which = "plain" if plain else "default"
        shown(f"read our {which} feed, {len(data) / 1e6:.0f} MB, collector {state}", rows)


def _events(activities: Iterable[Activity]) -> int:
    """Return the events that stand for the sessions of activities, and what differs in them."""
    return sum(
        1 + len(session.overrides) for activity in activities for session in activity.sessions
    )


def _loaded(data: bytes) -> Programme:
    return try_loads(data, format="ics").programme


def _streamed(path: Path) -> int:
    return sum(1 for _ in iter_activities(path))


# Memory.


@functools.cache
def base() -> Programme:
    """Return the programme whose activities come again and again."""
    return synthetic_programme(activities=ROUND, seed=1)


def written(path: Path, size: int) -> None:
    """Write a calendar activity by activity, of which none is kept."""
    programme = attrs.evolve(base(), activities=())
    with CalendarWriter(path, programme=programme, domain=DOMAIN) as writer:
        for number in range(size):
            activity = base().activities[number % ROUND]
            writer.write(attrs.evolve(activity, id=f"a{number:06}", parent=None))


def dumped(path: Path, size: int) -> None:
    """Write a calendar whole."""
    dump(synthetic_programme(activities=size, seed=1), path, domain=DOMAIN)


def read_whole(path: Path, _size: int) -> None:
    """Read a calendar whole."""
    assert load(path).activities


def read_one_by_one(path: Path, _size: int) -> None:
    """Read a calendar activity by activity."""
    assert _streamed(path)


TASKS: dict[str, Callable[[Path, int], None]] = {
    "CalendarWriter": written,
    "iter_activities": read_one_by_one,
    "dump, programme included": dumped,
    "load": read_whole,
}
"""What a process does whose memory is measured; each reads what the first wrote."""


def memory(sizes: list[int]) -> None:
    """Print what processes of their own grow by."""
    rows = []
    for task in TASKS:
        figures = [int(printed(__file__, "--memory", task, str(size))) / 1e6 for size in sizes]
        rows.append([task, *(f"{figure:.1f}" for figure in figures)])
    table(["at its peak, MB", *(f"{size:,} activities" for size in sizes)], rows)


def grown(task: str, size: int) -> int:
    """Return the bytes by which a process grows at its peak."""
    with tempfile.TemporaryDirectory() as folder:  # what is made once is not counted
        small = Path(folder, "small.ics")
        dumped(small, 10)
        TASKS[task](small, 10)
    target = FOLDER / ("dumped.ics" if TASKS[task] is dumped else f"{size}.ics")
    gc.collect()
    forget_peak()
    before = resident()
    TASKS[task](target, size)
    return peak() - before


def measure(size: int) -> None:
    """Print the tables of a size."""
    programme = synthetic_programme(activities=size, seed=1)
    print(f"\n## {size:,} activities")
    for wanted in (True, False) if size <= LARGE else (True,):
        state = collecting(wanted=wanted)
        writing(programme, state)
        reading(programme, state)
    gc.enable()


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[20_000])
    parser.add_argument("--memory", nargs=2, metavar=("TASK", "ACTIVITIES"))
    options = parser.parse_args()
    if options.memory:
        print(grown(options.memory[0], int(options.memory[1])))
        return
    print(f"kepuyue {kepuyue.__version__}, Python {sys.version.split()[0]}")
    for size in options.sizes:
        measure(size)
    memory(options.sizes)


if __name__ == "__main__":
    main()
