"""What the tables of losses say is held against what the writers do."""

from collections.abc import Iterator
from typing import Any, Literal

import attrs
import pytest

from kepuyue import (
    InvalidValueError,
    Programme,
    Recurrence,
    Session,
    Speaker,
    dumps,
    losses,
    try_loads,
)
from kepuyue.io._wire import shape, wire_fields
from kepuyue.io.ical.loss import WRITTEN as CALENDAR
from kepuyue.io.jsonld.loss import WRITTEN as EVENTS
from kepuyue.io.platform.loss import written_by
from kepuyue.io.platform.profile import load_profile
from kepuyue.model.programme import TUPLES
from kepuyue.testing import make, make_programme

View = Literal["public", "internal"]
TABLE = written_by(load_profile("publish-2025"))
FORMATS: dict[str, tuple[dict[str, str], View]] = {
    "ics": (CALENDAR, "public"), "jsonld": (EVENTS, "public"), "csv": (TABLE, "internal"),
}  # fmt: skip
FULL = make_programme()
HIDDEN = {
    # Whether it was returned or is a draft, it is not published, which is all that is told.
    ("ics", "activities.stage"),
    ("jsonld", "activities.stage"),
    # The override is at the venue of the session.
    ("ics", "activities.sessions.overrides.venue"),
    ("jsonld", "activities.sessions.overrides.venue"),
    ("csv", "activities.sessions.overrides.venue"),
    # It begins on the weekday of its rule.
    ("csv", "activities.sessions.recurrence.by_day"),
    # The activity says the same of itself.
    ("csv", "venues.region"),
    # The session and the activity expect the same, and either is written without the other.
    ("csv", "activities.expected"),
    ("csv", "activities.expected.onsite"),
    ("csv", "activities.sessions.expected"),
    ("csv", "activities.sessions.expected.onsite"),
    # The activity has an address of its own, which stands before that of its host.
    ("ics", "units.contacts"),
    ("ics", "units.contacts.email"),
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
    report = losses(programme, "csv")
    fields: dict[str | None, Any] = {f.location.path: f.params.get("names", ()) for f in report}

    assert report.counts() == {"KY-DMP013": 2, "KY-DMP014": 1}
    assert {"/activities", "/venues", "/extra"} == set(fields)
    assert "sessions.speakers" in fields["/activities"]
    assert "id" not in fields["/activities"]
    assert "… +" in next(f.message("en") for f in report if f.location.path == "/activities")


def test_whole_kinds_are_counted() -> None:
    noted = {f.location.path for f in losses(FULL, "csv") if f.code == "KY-DMP011"}

    assert noted == {f"/{name}" for name in TUPLES if name not in TABLE}


@pytest.mark.parametrize(
    ("profile", "kept"),
    [
        ("publish-2025", {"campaigns", "units", "themes", "target_groups", "venues", "activities"}),
        ("exhibit-form-2025", {"exhibit_applications"}),
        ("nomination-2025", {"nominations"}),
    ],
)  # fmt: skip
def test_a_workbook_loses_what_it_has_no_table_of(profile: str, kept: set[str]) -> None:
    report = losses(FULL, "xlsx", profile=profile)
    lost = {f.location.path: f.params["count"] for f in report if f.code == "KY-DMP011"}
    text = dumps(FULL, format="xlsx", profile=profile)
    back = try_loads(text, format="xlsx").programme

    assert not {f"/{name}" for name in kept} & lost.keys()
    for name in TUPLES:
        gone = len(getattr(FULL, name)) - len(getattr(back, name))
        assert lost.get(f"/{name}", 0) == gone
    assert report.counts().get("KY-DMP014", 0) == (FULL.extra != back.extra)


def test_a_workbook_without_records_loses_what_stands_in_no_column() -> None:
    assert losses(FULL, "xlsx", records=False) == losses(FULL, "csv")


def test_what_added_columns_show_is_no_loss_and_other_extras_are() -> None:
    (activity,) = FULL.activities[:1]
    shown = attrs.evolve(activity, extra={"table": {"经费": "3000元"}})
    other = attrs.evolve(activity, id="b", extra={"table": {"经费": "无"}, "tool": 1})

    def of(*activities: Any) -> str:
        return str([f.params["names"] for f in losses(Programme(activities=activities), "csv")])

    assert "'extra'" not in of(shown)
    assert "'extra'" in of(shown, other)
    assert "经费" in dumps(Programme(activities=(shown,)), format="csv").decode("utf-8-sig")
