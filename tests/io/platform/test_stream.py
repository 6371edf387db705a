"""Tables written row by row: the same as those written at once, whole or not at all."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kepuyue import (
    Activity,
    Campaign,
    Contact,
    DumpError,
    ExhibitApplication,
    InvalidValueError,
    Programme,
    Unit,
    dumps,
    load,
    try_loads,
)
from kepuyue.io.platform import TableWriter, worksheet
from kepuyue.testing import make, synthetic_programme

BOTH = pytest.mark.parametrize("suffix", ["csv", "xlsx"])
TALK = Activity(id="talk", name="讲座", contacts=(Contact(name="张三", phone="0751-8000001"),))


@BOTH
def test_it_reads_as_what_is_written_at_once(suffix: str, tmp_path: Path) -> None:
    programme = synthetic_programme(activities=12, seed=5)
    path, whole = tmp_path / f"row-by-row.{suffix}", tmp_path / f"at-once.{suffix}"
    without = Programme(units=programme.units, venues=programme.venues)
    with TableWriter(path, programme=without) as writer:
        for activity in programme.activities:
            writer.write(activity)
    whole.write_bytes(
        dumps(
            Programme(
                units=programme.units, venues=programme.venues, activities=programme.activities
            ),
            format=suffix,
        )
    )

    assert load(path).activities == load(whole).activities
    assert len(load(path)) == 12


@BOTH
def test_what_the_programme_has_itself_stands_first(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"table.{suffix}"
    with TableWriter(path, programme=Programme(activities=(TALK,))) as writer:
        writer.write(Activity(id="show", name="展览"))

    assert [activity.name for activity in load(path)] == ["讲座", "展览"]


@BOTH
@pytest.mark.parametrize(("view", "private"), [("internal", True), ("public", False)])
def test_the_public_view_leaves_out_what_is_private(
    suffix: str, view: Any, tmp_path: Path, *, private: bool
) -> None:
    path = tmp_path / f"table.{suffix}"
    base = Programme(activities=(TALK,))
    with TableWriter(path, programme=base, view=view) as writer:
        writer.write(Activity(id="show", name="展览", contacts=TALK.contacts))

    assert [bool(activity.contacts) for activity in load(path)] == [private, private]


@BOTH
def test_after_an_error_what_was_there_stays(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"table.{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), TableWriter(path) as writer:  # noqa: PT012  (the block is the point)
        writer.write(TALK)
        raise ZeroDivisionError

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_is_not_open_says_so(tmp_path: Path) -> None:
    writer = TableWriter(tmp_path / "table.csv")
    with pytest.raises(DumpError, match="KY-DMP002"):
        writer.write(TALK)
    with writer:
        writer.write(TALK)
    with pytest.raises(DumpError, match="KY-DMP002"):
        writer.write(TALK)

    assert [activity.name for activity in load(tmp_path / "table.csv")] == ["讲座"]


@pytest.mark.parametrize(
    "entity", [make(Campaign), Unit(id="ast", name="市科协"), ExhibitApplication(id="e", name="展")]
)
def test_what_a_profile_has_no_rows_of_is_refused(entity: Any, tmp_path: Path) -> None:
    with TableWriter(tmp_path / "table.csv") as writer:
        with pytest.raises(DumpError, match="KY-DMP102") as refused:
            writer.write(entity)
        writer.write(TALK)

    (finding,) = refused.value.report
    assert type(entity).__name__ in finding.message("en")
    assert finding.params["profile"] == "publish-2025"
    assert [activity.name for activity in load(tmp_path / "table.csv")] == ["讲座"]


def test_paperwork_is_written_by_a_profile_that_has_rows_of_it(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    application = ExhibitApplication(id="e", name="机器人展项", unit="市科协")
    with TableWriter(path, profile="exhibit-form-2025") as writer:
        writer.write(application)

    (found,) = load(path).exhibit_applications
    assert (found.name, found.unit) == ("机器人展项", "市科协")


def test_the_format_may_be_said_where_the_suffix_tells_none(tmp_path: Path) -> None:
    path = tmp_path / "table"
    with TableWriter(path, format="csv") as writer:
        writer.write(TALK)

    assert [activity.name for activity in load(path, format="csv")] == ["讲座"]


@pytest.mark.parametrize("options", [{"format": "json"}, {"format": "csv", "view": "secret"}])
def test_another_format_or_view_is_refused(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError):
        TableWriter(tmp_path / "table.csv", **options)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("records", "kept"), [(True, 3), (False, 0)])
def test_a_workbook_has_records_unless_it_shall_not(
    tmp_path: Path, *, records: bool, kept: int
) -> None:
    path = tmp_path / "table.xlsx"
    with TableWriter(path, records=records) as writer:
        writer.write(Activity(id="talk", name="讲座", revision=3))

    (found,) = load(path, year=2025)
    assert found.revision == kept


def test_a_folder_that_is_missing_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="KY-DMP001"), TableWriter(tmp_path / "no" / "table.csv"):
        pass


@pytest.mark.parametrize("profile", ["publish-2025", "activity-summary-2025"])
def test_a_workbook_goes_on_on_further_sheets(
    profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worksheet, "MAX_ROWS", 20)
    programme = synthetic_programme(activities=40, seed=3)
    data = dumps(programme, format="xlsx", profile=profile)
    book = openpyxl.load_workbook(io.BytesIO(data))
    first, *_ = (name for name in book.sheetnames if book[name].sheet_state == "visible")

    assert {f"{first}（{number}）" for number in (2, 3, 4)} < set(book.sheetnames)
    assert {f"kepuyue {number}" for number in (2, 3)} < set(book.sheetnames)
    assert all(len(list(book[name].rows)) <= 20 for name in (first, f"{first}（2）", "kepuyue 2"))
    assert try_loads(data, format="xlsx").strict() == programme


def test_what_is_changed_on_a_further_sheet_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worksheet, "MAX_ROWS", 20)
    programme = synthetic_programme(activities=40, seed=3)
    book = openpyxl.load_workbook(io.BytesIO(dumps(programme, format="xlsx")))
    sheet = book["活动（2）"]
    names = next(cell.column for row in sheet.iter_rows(max_row=6) for cell in row
                 if cell.value == "*活动名称")  # fmt: skip
    sheet.cell(12, names).value = "天文观测"
    book.move_sheet("kepuyue 3", -3)
    file = io.BytesIO()
    book.save(file)
    result = try_loads(file.getvalue(), format="xlsx")
    changed = [a.name for a, b in zip(result.programme, programme, strict=True) if a != b]

    assert changed == ["天文观测"]
    assert result.report.ok


def test_a_damaged_record_on_a_further_sheet_is_told_with_its_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worksheet, "MAX_ROWS", 20)
    programme = synthetic_programme(activities=40, seed=3)
    book = openpyxl.load_workbook(io.BytesIO(dumps(programme, format="xlsx")))
    cell = book["kepuyue 2"].cell(4, 1)
    cell.value = str(cell.value).replace('"name"', '"nmae"')
    file = io.BytesIO()
    book.save(file)
    told = {str(f.location) for f in try_loads(file.getvalue(), format="xlsx").report}

    assert "kepuyue 2!A4: /name" in told
