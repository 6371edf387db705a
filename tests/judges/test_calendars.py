"""Seven readers of calendars read ours as the model says; ours reads theirs as most of them do.

What any of them does otherwise stands in the tables of docs/judges.md, with the reason: these tests
fail for what is missing there, and for what no longer holds.
"""

import itertools
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from kepuyue import Programme, View, dump, dumps, loads, try_loads
from kepuyue.io.registry import in_view
from tests.judges.calendars.libraries import (
    ICAL,
    ICALENDAR,
    ICS,
    RECURRING_ICAL_EVENTS,
    VOBJECT,
)
from tests.judges.calendars.programmes import (
    DOMAIN,
    FIRST,
    LAST,
    PROGRAMMES,
    events,
    occurring,
)
from tests.judges.calendars.programs import ICALJS, LIBICAL
from tests.judges.calendars.record import Event, Judge
from tests.judges.calendars.samples import Found, found_by, found_in, majority, samples
from tests.test_house import ROOT

JUDGES = (ICALENDAR, ICAL, ICS, VOBJECT, ICALJS, LIBICAL, RECURRING_ICAL_EVENTS)
READERS = tuple(judge for judge in JUDGES if judge.read is not None)
BLIND = {ICS}
"""The judges that know no RECURRENCE-ID."""

PAGE = ROOT / "docs" / "judges.md"


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table under a heading of the page."""
    section = PAGE.read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


# What we write.


class Difference(NamedTuple):
    """A field of the events of an activity that a judge reads otherwise."""

    judge: str
    activity: str
    field: str


def differences(judge: Judge, expected: Iterable[Event], found: Iterable[Event]) -> set[Difference]:
    """Return in what the events found differ from those expected."""
    if judge in BLIND:
        expected = [event._replace(recurrence_id=None) for event in expected]
    missing, extra = Counter(expected), Counter(found)
    pairs: dict[str, list[list[Event]]] = {}
    for side, events_left in enumerate((missing - extra, extra - missing)):
        for event in sorted(events_left.elements(), key=str):
            pairs.setdefault(event.uid, [[], []])[side].append(event)
    return {
        Difference(judge.name, unquote(uid.partition("/")[0]), field)
        for uid, sides in pairs.items()
        for ours, theirs in itertools.zip_longest(*sides)
        for field in fields(ours, theirs)
    }


def fields(ours: Event | None, theirs: Event | None) -> Iterator[str]:
    """Yield the fields in which two events differ."""
    if ours is None or theirs is None:
        yield "number"
        return
    for field, mine, yours in zip(Event._fields, ours, theirs, strict=True):
        if mine != yours:
            yield field


def deviations(programme: str) -> set[Difference]:
    """Return what the page says that judges read otherwise in a programme."""
    return {
        Difference(judge, activity, field)
        for judge, where, activities, names, _reason in table("Deviations")
        for activity in activities.split(", ")
        for field in names.split(", ")
        if where == programme
    }


@pytest.mark.parametrize("view", ["public", "internal"])
@pytest.mark.parametrize("name", PROGRAMMES)
def test_judges_read_what_the_model_says(name: str, view: View, tmp_path: Path) -> None:
    path = tmp_path / "programme.ics"
    dump(PROGRAMMES[name](), path, view=view, domain=DOMAIN)
    programme = in_view(PROGRAMMES[name](), view)
    planned, taking_place = events(programme), occurring(programme, FIRST, LAST)
    found: set[Difference] = set()
    with warnings.catch_warnings(action="ignore"):  # theirs
        for judge in JUDGES:
            if judge.read is not None:
                found |= differences(judge, planned, judge.read(path))
            if judge.occurring is not None:
                found |= differences(judge, taking_place, judge.occurring(path, FIRST, LAST))

    assert len(taking_place) > len(planned) > 40
    assert found == deviations(name)


# What we read.


class Sample(NamedTuple):
    """What is found in a sample calendar: by each judge that can read it, by most, and by us."""

    judges: dict[str, Found]
    number: int | None
    starts: frozenset[str] | None
    ours: Found


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Programme | Exception]:
    """Return what comes of each sample when we read it."""
    outcomes: dict[str, Programme | Exception] = {}
    for name, path in samples().items():
        try:
            outcomes[name] = try_loads(path.read_bytes(), format="ics").programme
        except Exception as error:  # noqa: BLE001 - whatever it raises
            outcomes[name] = error
    return outcomes


@pytest.fixture(scope="module")
def programmes(outcomes: dict[str, Programme | Exception]) -> dict[str, Programme]:
    """Return the programmes that the samples are for us."""
    return {name: found for name, found in outcomes.items() if isinstance(found, Programme)}


@pytest.fixture(scope="module")
def read(programmes: dict[str, Programme]) -> dict[str, Sample]:
    """Return what everybody finds in the samples."""
    read, paths = {}, samples()
    for name, programme in programmes.items():
        judges = {judge.name: found for judge in READERS if (found := found_by(judge, paths[name]))}
        number = majority(found.number for found in judges.values())
        starts = majority(found.starts for found in judges.values())
        read[name] = Sample(judges, number, starts, found_in(programme, starts or frozenset()))
    return read


def agrees(sample: Sample, found: Found) -> bool:
    """Return whether a reader finds what most do, as far as most agree."""
    return sample.number in {None, found.number} and sample.starts in {None, found.starts}


def disagreement(sample: Sample) -> list[str]:
    """Return what we find and what most find: how many events, and when those start that differ."""
    number = sample.ours.number if sample.number is None else sample.number
    starts = sample.ours.starts if sample.starts is None else sample.starts
    return [
        told(sample.ours.number, sample.ours.starts - starts),
        told(number, starts - sample.ours.starts),
    ]


def told(number: int, starts: Iterable[str]) -> str:
    first, *more = sorted(start or "no date" for start in starts) or [""]
    return f"{number}" + (f"; {first}" if first else "") + (f" and {len(more)} more" * bool(more))


def test_the_samples_of_every_judge_that_ships_some_are_there() -> None:
    assert samples(), "the samples are not here: make judges"
    assert Counter(name.partition("/")[0] for name in samples()) == {
        "icalendar": 160,
        "ics": 13,
        "libical": 40,
        "recurring_ical_events": 94,
        "vobject": 29,
    }


def test_no_sample_breaks_the_reader(outcomes: dict[str, Programme | Exception]) -> None:
    broken = {name: repr(it) for name, it in outcomes.items() if isinstance(it, Exception)}

    assert broken == {}


def test_each_sample_comes_back_from_our_own_calendar(programmes: dict[str, Programme]) -> None:
    changed = []
    for name, programme in programmes.items():
        if loads(dumps(programme, format="ics", view="internal"), format="ics") != programme:
            changed.append(name)

    assert len(programmes) == len(samples())
    assert changed == []


def test_we_find_in_the_samples_what_most_judges_find(read: dict[str, Sample]) -> None:
    found = {
        name: disagreement(sample)
        for name, sample in read.items()
        if not agrees(sample, sample.ours)
    }  # fmt: skip
    explained = {name: [ours, most] for name, ours, most, _reason in table("Disagreements")}

    assert found == explained


def test_every_deviation_and_disagreement_has_its_reason() -> None:
    assert {row[1] for row in table("Deviations")} <= PROGRAMMES.keys()
    assert [row for row in table("Deviations") + table("Disagreements") if len(row[-1]) < 15] == []


def test_the_page_tells_how_far_each_reader_goes_with_the_majority(read: dict[str, Sample]) -> None:
    found = []
    for judge in [judge.name for judge in READERS] + ["kepuyue"]:
        finds = {
            name: sample.ours if judge == "kepuyue" else sample.judges[judge]
            for name, sample in read.items()
            if judge == "kepuyue" or judge in sample.judges
        }
        events_found = sum(finding.number for finding in finds.values())
        agreed = sum(agrees(read[name], finding) for name, finding in finds.items())
        found.append([judge, f"{len(finds)}", f"{events_found:,}", f"{agreed}"])

    both = sum(None not in (sample.number, sample.starts) for sample in read.values())
    told_by_most = sum(sample.number is not None for sample in read.values())
    text = " ".join(PAGE.read_text("utf-8").split())

    assert found == table("Samples")
    assert f"both for {both} samples, and only the number for {told_by_most - both}," in text
