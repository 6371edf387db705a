import json

import pytest

from kepuyue import Activity, Programme, Session, Volunteer
from kepuyue.io.platform.machine import SHEET, Recorded, RecordSheet, ids_of, key_of
from kepuyue.testing import make

ACTIVITY = make(Activity, id="a1")


def sheet(*entities: object, programme: Programme | None = None) -> list[list[str]]:
    records = RecordSheet("publish-2025")
    return [*records.head(programme or Programme()), *(records.row(e) for e in entities)]


@pytest.mark.parametrize("ref", ["a", "a/b", "a%2Fb", "%", "/", "甲"])
def test_a_key_gives_the_ids_back(ref: str) -> None:
    activity = make(Activity, id=ref)

    assert ids_of(key_of(activity, Session(id=ref), 0)) == [ref, ref]
    assert ids_of(key_of(activity, None, 0)) == [ref]
    assert ids_of(key_of(activity, Volunteer(name="张三"), 3)) == [ref, "3"]


@pytest.mark.parametrize("key", ["", "a", "/", "/1", "a/b/c"])
def test_what_is_no_key_has_no_ids(key: str) -> None:
    assert ids_of(key) == []


def test_a_line_longer_than_a_cell_stands_in_several() -> None:
    long = make(Activity, id="long", summary="长" * 40_000 + "_x0041_\ufffe")
    rows = sheet(ACTIVITY, long, programme=Programme(extra={"tool": 1}))
    recorded = Recorded({SHEET: rows}, None)

    assert [len(row) for row in rows] == [1, 1, 1, 3]
    assert not any("_x" in cell or "\ufffe" in cell for row in rows for cell in row)
    assert recorded.profile == "publish-2025"
    assert recorded.programme == Programme(activities=(ACTIVITY, long), extra={"tool": 1})
    assert recorded.report.ok


@pytest.mark.parametrize(
    "first",
    [
        "",
        "{",
        "[]",
        "3",
        "[" * 30_000,
        '{"sheet":' + "1" * 5_000,
        json.dumps({"sheet": 9}),
        json.dumps({"sheet": 1, "profile": 2}),
    ],
)
def test_a_sheet_that_does_not_say_what_it_is_has_no_records(first: str) -> None:
    recorded = Recorded({SHEET: [[first], *sheet(ACTIVITY)[1:]]}, None)

    assert (recorded.profile, recorded.programme) == (None, Programme())


def test_a_sheet_of_a_newer_release_is_told() -> None:
    recorded = Recorded({SHEET: [['{"sheet": 2, "profile": "publish-2025"}']]}, "表.xlsx")
    (finding,) = recorded.report

    assert recorded.profile is None
    assert (finding.code, finding.location.cell) == ("KY-LOD008", "A1")


@pytest.mark.parametrize("header", ["", "x", '{"format":"kepuyue","version":99}'])
def test_a_sheet_with_another_header_has_no_records_and_says_so(header: str) -> None:
    first, _, *rest = sheet(ACTIVITY)
    recorded = Recorded({SHEET: [first, [header], *rest]}, "表.xlsx")

    assert recorded.profile is None
    assert {finding.location.cell for finding in recorded.report} == {"A2"}


def test_a_damaged_record_is_told_with_its_cell_and_the_others_stay() -> None:
    rows = sheet(ACTIVITY, make(Activity, id="a2"))
    rows[2] = [rows[2][0].replace('"name"', '"nmae"')]
    recorded = Recorded({SHEET: [*rows, ["", ""]]}, "表.xlsx")

    assert [activity.id for activity in recorded.programme] == ["a2"]
    assert {finding.location.cell for finding in recorded.report} == {"A3"}
    assert {finding.location.sheet for finding in recorded.report} == {"kepuyue"}


def test_a_sheet_that_ends_early_has_no_records() -> None:
    assert Recorded({SHEET: []}, None).profile is None
    assert Recorded({SHEET: sheet()[:1]}, None).programme == Programme()
