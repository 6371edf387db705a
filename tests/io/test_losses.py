"""What the tables of losses say is held against what the writers do."""

from collections.abc import Iterator
from typing import Any, Literal

import attrs
import pytest

from kepuyue import InvalidValueError, Programme, Recurrence, Session, Speaker, dumps, losses
from kepuyue.io._wire import shape, wire_fields
from kepuyue.io.ical.loss import WRITTEN as CALENDAR
from kepuyue.io.jsonld.loss import WRITTEN as EVENTS
from kepuyue.io.platform.workbook import WRITTEN as WORKBOOK
from kepuyue.model.programme import TUPLES
from kepuyue.testing import make, make_programme

View = Literal["public", "internal"]
FORMATS: dict[str, tuple[dict[str, str], View]] = {
    "ics": (CALENDAR, "public"), "jsonld": (EVENTS, "public"), "xlsx": (WORKBOOK, "internal"),
}  # fmt: skip
FULL = make_programme()
HIDDEN = {
    # Whether it was returned or is a draft, it is not published, which is all that is told.
    ("ics", "activities.stage"),
    ("jsonld", "activities.stage"),
    # The override is at the venue of the session.
    ("ics", "activities.sessions.overrides.venue"),
    ("jsonld", "activities.sessions.overrides.venue"),
    ("xlsx", "activities.sessions.overrides.venue"),
    # It begins on the weekday of its rule.
    ("xlsx", "activities.sessions.recurrence.by_day"),
    # The activity says the same of itself.
    ("xlsx", "venues.region"),
    # The session and the activity expect the same, and either is written without the other.
    ("xlsx", "activities.expected"),
    ("xlsx", "activities.expected.onsite"),
    ("xlsx", "activities.sessions.expected"),
    ("xlsx", "activities.sessions.expected.onsite"),
    # The activity has an address of its own, which stands before that of its host.
    ("ics", "units.contacts"),
    ("ics", "units.contacts.email"),
    # The view tells it: in the internal one it says nothing.
    ("xlsx", "activities.contacts.public"),
    # It has two sessions: of which of them are they?
    ("jsonld", "activities.registration.places"),
    # DTSTAMP is the day on which the notice was issued: that is not to carry the notice.
    ("ics", "campaigns.notice"),
    ("ics", "campaigns.notice.issued"),
}
"""Fields of the full programme for which something else stands in."""


def paths(cls: type, *above: str) -> Iterator[tuple[str, ...]]:
    for field in wire_fields(cls):
        yield (*above, field.name)
        _, _, part = shape(field.type)
        if attrs.has(part):
            yield from paths(part, *above, field.name)


def without(value: Any, name: str, *below: str) -> Any:
    """Return an entity with a field of it, or of what is in it, at its default."""
    field = attrs.fields_dict(type(value))[name]
    if not below:
        changed = field.default
    else:
        part = getattr(value, name)
        if part is None:
            return value
        many = isinstance(part, tuple)
        changed = tuple(without(p, *below) for p in part) if many else without(part, *below)
    return attrs.evolve(value, **{name: changed})


def is_written(table: dict[str, str], path: tuple[str, ...]) -> bool:
    parents = [".".join(path[:length]) for length in range(1, len(path))]
    return all(
        name in table[parent].split()
        for parent, name in zip(parents, path[1:], strict=True)
        if parent in table
    )


@pytest.mark.parametrize("format", FORMATS)
def test_a_field_is_told_lost_just_where_the_document_is_the_same_without_it(format: str) -> None:
    table, view = FORMATS[format]
    document = dumps(FULL, format=format, view=view)
    compared, wrong = 0, set()
    for path in paths(Programme):
        if len(path) == 1 or path[0] not in table:
            continue
        try:
            changed = without(FULL, *path)
        except InvalidValueError:  # a required field
            continue
        if changed != FULL:
            compared += 1
            if (dumps(changed, format=format, view=view) != document) != is_written(table, path):
                wrong.add((format, ".".join(path)))

    assert compared > 90
    assert wrong == {hidden for hidden in HIDDEN if hidden[0] == format}


@pytest.mark.parametrize("format", FORMATS)
def test_a_table_names_fields_of_the_model(format: str) -> None:
    table, _ = FORMATS[format]
    known = {".".join(path) for path in paths(Programme)}

    assert {f"{path}.{name}" for path, names in table.items() for name in names.split()} <= known


def test_nothing_is_lost_of_what_says_nothing() -> None:
    assert [losses(Programme(), name).findings for name in FORMATS] == [(), (), ()]


def test_each_list_has_one_note_with_the_dotted_fields() -> None:
    session = make(Session, speakers=(make(Speaker),), recurrence=Recurrence())
    programme = Programme(
        activities=(attrs.evolve(FULL.activities[0], sessions=(session,)),),
        venues=FULL.venues,
        extra={"tool": 1},
    )
    report = losses(programme, "xlsx")
    fields: dict[str | None, Any] = {f.location.path: f.params.get("names", ()) for f in report}

    assert report.counts() == {"KY-DMP013": 2, "KY-DMP014": 1}
    assert {"/activities", "/venues", "/extra"} == set(fields)
    assert "sessions.speakers" in fields["/activities"]
    assert "id" not in fields["/activities"]
    assert "… +" in next(f.message("en") for f in report if f.location.path == "/activities")


def test_whole_kinds_are_counted() -> None:
    noted = {f.location.path for f in losses(FULL, "xlsx") if f.code == "KY-DMP011"}

    assert noted == {f"/{name}" for name in TUPLES if name not in WORKBOOK}
