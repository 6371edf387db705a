"""Calendars as the world writes them: what a reader must get out of each, and what it must tell.

Beside each calendar in tests/data/calendars stands a TOML file with what is expected. What is not
named there must be absent, `"*"` leaves a value open. Keys of a file:

- about: what it is an example of;
- activities: how many there are;
- fixups: the names of all that was put right;
- ordered: false where the order of the sessions is left open;
- streamed: false where a stream cannot know yet what comes later in the file, and says so;
- components, kept, venues: of the calendar, its other components, (some) properties kept, places.

Of a session, besides fields of the model: uid (the activity's id), zone_like (a zone whose clock
is the same in 2025), occurrences and cancelled (starts in September 2025), ends and venues of those
occurrences, coordinates, kept and components. Of a finding that is no note: line, severity, and
about, a word that it must name.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from kepuyue import (
    Activity,
    DateSpan,
    Finding,
    Programme,
    Session,
    Severity,
    State,
    TimeSlot,
    Venue,
    dumps,
    iter_activities,
    try_load,
    try_loads,
)
from kepuyue.model.zone import zone_info

CALENDARS = Path(__file__).parents[2] / "data" / "calendars"
FILES = sorted(CALENDARS.glob("*.ics"))
FIRST, LAST = date(2025, 9, 1), date(2025, 9, 30)

FILE: dict[str, Any] = {
    "about": ANY, "activities": ANY, "fixups": [], "ordered": True, "streamed": True,
    "session": [], "finding": [], "components": [], "kept": [], "venues": ANY,
}  # fmt: skip
SESSION: dict[str, Any] = {
    "uid": ANY, "id": "1", "name": ANY, "start": None, "end": None, "zone": None, "zone_like": None,
    "occurrences": None, "ends": ANY, "venues": ANY, "cancelled": [], "state": "planned",
    "stage": "draft", "venue": None, "coordinates": None, "summary": None, "url": None,
    "join_url": None, "media": [], "themes": [], "target_groups": [], "contacts": [],
    "parent": None, "revision": 0, "created": ANY, "updated": ANY, "kept": [], "components": [],
}  # fmt: skip
FINDING: dict[str, Any] = {"line": None, "severity": None, "about": None}
"""What may be expected, with what is expected where nothing is said."""


def filled(expected: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """Return what is expected, with what goes without saying; an unknown key is an error."""
    assert set(expected) <= set(defaults)
    told = {key: ANY if value == "*" else value for key, value in expected.items()}
    return {**defaults, **told}


def expectation(path: Path) -> dict[str, Any]:
    return filled(tomllib.loads(path.with_suffix(".toml").read_text("utf-8")), FILE)


def instant(time: datetime | None) -> datetime | None:
    """Return a time in UTC: of a clock that shows it twice it equals no time of another zone."""
    return None if time is None else time.astimezone(UTC)


def begin(when: TimeSlot | DateSpan | None) -> date | None:
    if when is None:
        return None
    return instant(when.start) if isinstance(when, TimeSlot) else when.first


def end(when: TimeSlot | DateSpan | None) -> date | None:
    if when is None:
        return None
    return instant(when.end) if isinstance(when, TimeSlot) else when.last


def clocks_alike(zone: str, other: str) -> bool:
    """Return whether two zones show the same time all through 2025."""
    hours = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    one, two = zone_info(zone), zone_info(other)
    return all(h.astimezone(one).utcoffset() == h.astimezone(two).utcoffset() for h in hours)


def kept(extra: Any, expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those of the expected properties that are kept, parameter by parameter."""
    found = extra.get("ical", {}).get("properties", ())

    def matches(wanted: dict[str, Any], name: str, params: Any, value: Any) -> bool:
        told = {k: list(v) if isinstance(v, tuple) else v for k, v in params.items()}
        told |= {"name": name, "value": value}
        return all(told.get(key) == part for key, part in wanted.items())

    return [
        wanted
        for wanted in expected
        if any(matches(wanted, name, params, value) for name, params, _, value in found)
    ]


def components(extra: Any) -> list[str]:
    return [name for name, *_ in extra.get("ical", {}).get("components", ())]


def name_of(programme: Programme, venue: str | None) -> str | None:
    return None if venue is None else programme.resolve(Venue, venue).name


def occurring(programme: Programme, session: Session) -> dict[str, Any]:
    """Return when and where a session takes place in September 2025."""
    if session.recurrence is None and not session.overrides:
        return {"occurrences": None, "ends": None, "venues": None, "cancelled": []}
    found = [
        occurrence
        for occurrence in session.occurrences(last=date(2025, 10, 10))
        if occurrence.when is not None and FIRST <= occurrence.when.first <= LAST
    ]
    held = [o for o in found if o.state is not State.CANCELLED]
    return {
        "occurrences": [begin(o.when) for o in held],
        "ends": [end(o.when) for o in held],
        "venues": [name_of(programme, o.venue) for o in held],
        "cancelled": [begin(o.when) for o in found if o.state is State.CANCELLED],
    }


def told(
    programme: Programme, activity: Activity, session: Session, expected: dict[str, Any]
) -> dict[str, Any]:
    """Return what was read, in the words of the TOML files."""
    zone = session.slot.zone if session.slot else None
    alike = expected["zone_like"]
    last = end(session.when)
    venue = programme.resolve(Venue, session.venue) if session.venue else None
    where = venue.coordinates if venue else None
    contacts = [
        {key: value for key in ("name", "role", "phone", "email") if (value := getattr(c, key))}
        for c in activity.contacts
    ]
    return {
        "uid": activity.id,
        "id": session.id,
        "name": activity.name,
        "start": begin(session.when),
        "end": None if session.days and last == session.days.first else last,
        "zone": None if alike else zone,
        "zone_like": alike if alike and zone and clocks_alike(zone, alike) else None,
        **occurring(programme, session),
        "state": activity.state_of(session).value,
        "stage": activity.stage.value,
        "venue": venue.name if venue else None,
        "coordinates": [where.latitude, where.longitude] if where else None,
        "summary": activity.summary,
        "url": activity.url,
        "join_url": session.join_url,
        "media": [link.url for link in activity.media],
        "themes": list(activity.themes),
        "target_groups": list(activity.target_groups),
        "contacts": contacts,
        "parent": activity.parent,
        "revision": activity.revision,
        "created": activity.created,
        "updated": activity.updated,
        "kept": kept(session.extra, expected["kept"]),
        "components": components(session.extra),
    }


def by_name(found: dict[str, Any]) -> str:
    return f"{found['name']} {found['start']}"


def by_id(activities: Iterable[Activity]) -> list[Activity]:
    return sorted(activities, key=lambda activity: activity.id)


def text_of(finding: Finding) -> str:
    return f"{finding.message('en')} {dict(finding.params)} {finding.value}"


def sessions(programme: Programme) -> Iterator[tuple[Activity, Session]]:
    return ((activity, session) for activity in programme for session in activity.sessions)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_calendar_says_is_read(path: Path) -> None:
    file = expectation(path)
    expected = [filled(session, SESSION) for session in file["session"]]
    programme = try_loads(path.read_bytes(), format="ics").programme
    read = list(sessions(programme))

    assert len(read) == len(expected)
    if not file["ordered"]:
        expected.sort(key=by_name)
        read.sort(key=lambda pair: by_name({"name": pair[0].name, "start": begin(pair[1].when)}))
    actual = [told(programme, *pair, wanted) for pair, wanted in zip(read, expected, strict=True)]
    assert expected == actual
    assert len(programme.activities) == file["activities"]
    assert not any(contact.public for activity in programme for contact in activity.contacts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_calendar_says_besides_is_kept(path: Path) -> None:
    file = expectation(path)
    programme = try_loads(path.read_bytes(), format="ics").programme

    assert file["components"] == components(programme.extra)
    assert file["kept"] == kept(programme.extra, file["kept"])
    assert file["venues"] == [venue.name for venue in programme.venues]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_amiss_or_was_put_right_is_told(path: Path) -> None:
    file = expectation(path)
    expected = [filled(finding, FINDING) for finding in file["finding"]]
    report = try_loads(path.read_bytes(), format="ics").report
    amiss = [finding for finding in report if finding.severity is not Severity.NOTE]
    amiss.sort(key=lambda finding: finding.location.line or 0)

    assert [(wanted["line"], wanted["severity"]) for wanted in expected] == [
        (finding.location.line, finding.severity.value) for finding in amiss
    ]
    for wanted, finding in zip(expected, amiss, strict=True):
        assert wanted["about"].lower() in text_of(finding).lower()
    assert file["fixups"] == sorted({str(f.params["fixup"]) for f in report if "fixup" in f.params})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_finding_names_a_line_of_the_file(path: Path) -> None:
    data = path.read_bytes()
    last = len(re.split(rb"\r\n|\r|\n", data.replace(b"\x00", b"")))
    report = try_loads(data, format="ics").report

    assert [f for f in report if not 1 <= (f.location.line or 0) <= last] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_calendar_is_streamed_as_it_is_read_whole(path: Path) -> None:
    told: list[Finding] = []
    streamed = list(iter_activities(path, format="ics", on_error=told.extend))
    alike = by_id(streamed) == by_id(try_load(path).programme)

    assert alike == expectation(path)["streamed"]
    assert alike or told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_read_comes_back_from_our_own_calendar(path: Path) -> None:
    programme = try_loads(path.read_bytes(), format="ics").programme
    again = try_loads(dumps(programme, format="ics", view="internal"), format="ics")

    assert again.report.errors == ()
    assert again.programme == programme


def test_every_calendar_has_its_expectation_and_says_what_it_is_for() -> None:
    described = {path.stem for path in CALENDARS.glob("*.toml")}

    assert described == {path.stem for path in FILES}
    assert all(isinstance(expectation(path)["about"], str) for path in FILES)


@pytest.mark.parametrize(
    ("expected", "defaults"), [({"namme": "甲"}, SESSION), ({"notes": []}, FILE)]
)
def test_an_expectation_with_an_unknown_key_fails(
    expected: dict[str, Any], defaults: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError):
        filled(expected, defaults)
