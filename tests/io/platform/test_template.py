import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kepuyue import Programme, UnknownFormatError, UnknownIdError, editions, load, try_load
from kepuyue.io.platform import load_profile, profiles, write_template
from kepuyue.testing import factories, make_programme


def texts(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".csv"])
@pytest.mark.parametrize("profile", profiles())
def test_a_form_is_blank_and_every_profile_has_one(
    profile: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"blank{suffix}"
    write_template(path, profile)
    read = try_load(path)

    assert read.report.ok
    assert all(getattr(read.programme, sheet.rows) == () for sheet in load_profile(profile).sheet)


def test_drop_downs_are_those_of_the_programme(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    write_template(path, programme=editions.load("shaoguan-2025"))
    book = openpyxl.load_workbook(path)
    codes = {
        column[0]: [cell for cell in column[1:] if cell]
        for column in book["代码"].iter_cols(values_only=True)
    }
    sheet = book["活动"]
    lists = [check for check in sheet.data_validations.dataValidation if check.type == "list"]

    assert "韶关市科学技术协会" in codes["主办单位"]
    assert "院士专家进校园活动" in codes["所属重点活动/联合行动"]
    assert codes["市"] == ["韶关市"]
    assert len(codes["县（市、区）"]) == 10
    assert sheet["C2"].value == "韶关市首届全国科普月暨韶关市科普嘉年华活动信息表"
    assert book.sheetnames == ["活动", "填报说明", "代码"]
    assert [check.showErrorMessage for check in lists].count(
        False
    ) == 4  # strange units are welcome


def test_a_form_for_nobody_in_particular_offers_all_divisions(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    write_template(path)
    codes = openpyxl.load_workbook(path)["代码"]

    assert len([row for row in codes.iter_rows(values_only=True) if row[-1]]) > 2_800
    assert "主办单位" not in [cell.value for cell in codes[1]]


@pytest.mark.parametrize("profile", ["publish-2025", "volunteer-reply-2025"])
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_a_form_has_nothing_private_and_no_records(
    profile: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"blank{suffix}"
    programme = make_programme()
    write_template(path, profile, programme=programme)

    assert factories.PRIVATE not in texts(path)
    assert not any(activity.name in texts(path) for activity in programme)


def test_a_form_as_csv_has_its_header(tmp_path: Path) -> None:
    path = tmp_path / "blank.csv"
    write_template(path, "filing-2007", programme=make_programme())
    (header,) = csv.reader(io.StringIO(path.read_text("utf-8-sig")))

    assert header[:2] == ["项目名称", "主办单位"]


def test_what_is_filled_in_is_read(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    edition = editions.load("shaoguan-2025")
    write_template(path, programme=Programme(campaigns=edition.campaigns))
    book = openpyxl.load_workbook(path)
    sheet = book["活动"]
    headings = {cell.value: cell.column or 0 for cell in sheet[5]}
    for heading, value in (
        ("*活动名称", "机器人展"),
        ("*活动时间", "9月13日9:00-11:00"),
        ("*主办单位", "市科协"),
    ):
        sheet.cell(6, headings[heading]).value = value
    book.save(path)
    (activity,) = load(path, programme=Programme(campaigns=edition.campaigns))

    (session,) = activity.sessions
    assert (activity.name, session.when and str(session.when.first)) == ("机器人展", "2025-09-13")


def test_other_formats_and_profiles_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match="xlsx, docx, csv"):
        write_template(tmp_path / "blank.json")
    with pytest.raises(UnknownIdError, match="publish-2025"):
        write_template(tmp_path / "blank.xlsx", "publish")
    assert list(tmp_path.iterdir()) == []
