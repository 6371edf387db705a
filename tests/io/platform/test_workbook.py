import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from openpyxl.utils import get_column_letter

from kepuyue import (
    CHINA_TIME,
    Activity,
    ActivityForm,
    DateSpan,
    Figures,
    Frequency,
    Outcome,
    Override,
    Programme,
    Recurrence,
    Session,
    State,
    TimeSlot,
    Venue,
    dumps,
    editions,
    evolve,
    losses,
)
from kepuyue.io.platform.cell import CELL
from kepuyue.io.platform.machine import SHEET
from kepuyue.io.platform.worksheet import FONT
from kepuyue.testing import factories, make, make_programme


def sheet(data: bytes, name: str = "活动") -> list[list[Any]]:
    return python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def header(table: list[list[Any]]) -> int:
    """Return the number of the header row: the one with the heading of the keys."""
    return next(number for number, row in enumerate(table) if row[-1] == SHEET)


def rows(programme: Programme, **options: Any) -> list[dict[str, Any]]:
    """Return the rows below the header, by heading, as another library reads them."""
    table = sheet(dumps(programme, format="xlsx", **options))
    top = header(table)
    headings = [str(cell) for cell in table[top]]
    return [dict(zip(headings, row, strict=True)) for row in table[top + 1 :]]


def of(**fields: Any) -> dict[str, Any]:
    """Return the row of one activity."""
    (row,) = rows(Programme(activities=(make(Activity, **fields),)))
    return row


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 9, day, hour, minute, tzinfo=CHINA_TIME)


def test_a_session_is_a_row_with_words_instead_of_codes() -> None:
    first, second, third, fourth = rows(make_programme())

    assert first["*活动名称"] == "机器人科普展"
    assert first["*主办单位"] == "韶关市示例科技馆"
    assert first["活动主题"] == "机器人、丹霞地貌"
    assert first["面向人群"] == "青少年、听障人士"
    assert (first["*活动形式"], first["活动类别"]) == ("线下", "科普展览")
    assert first["*活动地点"] == "韶关市示例科技馆，示例路1号"
    assert first["行政区划代码"] == "440203"
    assert first["所属重点活动/联合行动"] == "科普联合行动"
    assert first["线上链接"] == "https://example.org/live"
    assert first["预计参与人数（人次）"] == 300
    assert (first["实际线下人次（人次）"], first["科技工作者人数（人）"]) == (300, 6)
    assert first["审核状态"] == "退回"
    assert [row["序号"] for row in (first, second, third, fourth)] == ["1", "2", "3", "4"]
    assert third["*活动时间"] == "9月下旬"


def test_an_activity_without_sessions_is_a_row() -> None:
    row = of(sessions=(), state=State.POSTPONED, region="440281")

    assert (row["*活动时间"], row["*活动地点"], row["备注"]) == ("", "", "延期")
    assert row["行政区划代码"] == "440281"


SLOT = TimeSlot(start=at(13, 9), end=at(13, 11, 30))


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ({"slot": SLOT}, "2025年9月13日（星期六）9:00-11:30"),
        ({"slot": TimeSlot(start=at(13, 14, 5))}, "2025年9月13日（星期六）14:05"),
        (
            {"slot": TimeSlot(start=at(13, 20), end=at(14, 1))},
            "2025年9月13日（星期六）20:00-2025年9月14日（星期日）1:00",
        ),
        ({"days": DateSpan.day(date(2025, 9, 13))}, "2025年9月13日（星期六）"),
        (
            {"days": DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 15))},
            "2025年9月13日至9月15日",
        ),
        (
            {"days": DateSpan(first=date(2025, 12, 30), last=date(2026, 1, 2))},
            "2025年12月30日至2026年1月2日",
        ),
        (
            {"slot": SLOT, "recurrence": make(Recurrence)},
            "2025年9月13日（星期六）9:00-11:30，每周六，至9月30日",
        ),
        ({"when_text": "待定"}, "待定"),
    ],
)
def test_times_are_written_as_people_write_them(when: dict[str, Any], text: str) -> None:
    assert of(sessions=(Session(id="1", **when),))["*活动时间"] == text


WEEKLY = Recurrence(frequency=Frequency.WEEKLY, until=date(2025, 10, 4))


@pytest.mark.parametrize(
    ("override", "text"),
    [
        (Override(on=date(2025, 9, 20), state=State.CANCELLED), "，9月20日取消"),
        (
            Override(on=date(2025, 9, 27), slot=TimeSlot(start=at(27, 14, 30), end=at(27, 16))),
            "，9月27日改为14:30-16:00",
        ),
        (
            Override(on=date(2025, 9, 27), slot=TimeSlot(start=at(28, 9)), state=State.POSTPONED),
            "，9月27日改为2025年9月28日（星期日）9:00（延期）",
        ),
        (
            Override(on=date(2025, 9, 27), days=DateSpan.day(date(2025, 9, 28)), venue="square"),
            "，9月27日改为2025年9月28日（星期日）并改在市民广场",
        ),
        (Override(on=date(2025, 9, 20), venue="hall"), ""),
        (Override(on=date(2025, 9, 21), state=State.CANCELLED), ""),
    ],
)
def test_exceptions_to_a_rule_are_told_in_words(override: Override, text: str) -> None:
    session = Session(id="1", slot=SLOT, venue="hall", recurrence=WEEKLY, overrides=(override,))
    square = make(Venue, id="square", name="市民广场")
    activity = make(Activity, sessions=(session,))
    (row,) = rows(Programme(venues=(square,), activities=(activity,)))

    told = "2025年9月13日（星期六）9:00-11:30，每周六，至10月4日"
    assert row["*活动时间"] == told + text


def test_an_exception_of_a_single_date_is_told() -> None:
    override = Override(on=date(2025, 9, 13), venue="nowhere")
    session = Session(id="1", slot=SLOT, overrides=(override,))

    assert of(sessions=(session,))["*活动时间"].endswith("11:30，9月13日改在nowhere")


def test_an_unknown_venue_is_named_by_its_id() -> None:
    assert of(sessions=(make(Session, venue="nowhere"),))["*活动地点"] == "nowhere"


def test_totals_of_an_activity_stand_on_its_first_row_alone() -> None:
    figures = Figures(onsite=900, online=80, science_workers=6, volunteers=20)
    sessions = [Session(id=str(number)) for number in range(3)]
    activity = make(
        Activity, sessions=sessions, expected=Figures(onsite=1000), outcome=Outcome(figures=figures)
    )
    found = rows(Programme(activities=(activity, evolve(activity, id="b"))))

    for heading, count in (
        ("预计参与人数（人次）", 1000), ("实际线下人次（人次）", 900),
        ("实际线上人次（人次）", 80), ("科技工作者人数（人）", 6), ("志愿者人数（人）", 20),
    ):  # fmt: skip
        assert [row[heading] for row in found] == [count, "", "", count, "", ""]


def test_sessions_that_tell_what_they_expect_have_it_on_their_rows() -> None:
    sessions = (Session(id="1"), Session(id="2", expected=Figures(onsite=200)))
    activity = make(Activity, sessions=sessions, expected=Figures(onsite=1000))
    found = rows(Programme(activities=(activity,)))

    assert [row["预计参与人数（人次）"] for row in found] == ["", 200]

    told = losses(Programme(activities=(activity,)), "csv")
    assert ("expected.onsite",) in [finding.params["names"] for finding in told]


def test_counts_are_numbers_and_codes_and_phones_are_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(dumps(make_programme(), format="xlsx")))
    table = book["活动"]
    by_heading = {cell.value: cell.column or 0 for cell in table[5]}

    assert table.cell(6, by_heading["预计参与人数（人次）"]).data_type == "n"
    for heading in ("序号", "行政区划代码", "联系电话"):
        cell = table.cell(6, by_heading[heading])
        assert (cell.data_type, cell.number_format) == ("s", "@")


def test_a_number_beyond_fifteen_digits_stands_as_text() -> None:
    outcome = Outcome(figures=Figures(onsite=10**15, online=10**15 - 1))
    row = of(outcome=outcome)

    assert row["实际线下人次（人次）"] == "1000000000000000"
    assert row["实际线上人次（人次）"] == 10**15 - 1


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_that_begins_like_a_formula_never_runs(text: str) -> None:
    data = dumps(Programme(activities=(make(Activity, name=text),)), format="xlsx")
    cell = openpyxl.load_workbook(io.BytesIO(data))["活动"].cell(6, 2)

    assert (cell.value, cell.data_type) == (f"'{text}", "s")


def test_links_stay_text() -> None:
    data = dumps(make_programme(), format="xlsx")

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any("hyperlink" in archive.read(name).decode() for name in archive.namelist())


def test_a_summary_beyond_a_cell_is_cut_and_told_beforehand() -> None:
    programme = Programme(activities=(make(Activity, summary="长" * 40_000),))

    assert [f.code for f in losses(programme, "xlsx")] == ["KY-DMP101"]
    assert len(rows(programme)[0]["*活动内容简介"]) == CELL


def test_what_the_public_view_leaves_out_is_no_loss() -> None:
    assert "/summaries" not in {
        f.location.path for f in losses(make_programme(), "xlsx", view="public")
    }


def everything(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_the_public_view_has_nothing_private_on_any_sheet() -> None:
    internal = everything(dumps(make_programme(), format="xlsx"))
    public = everything(dumps(make_programme(), format="xlsx", view="public"))

    assert factories.PRIVATE in internal
    assert factories.PRIVATE not in public
    assert "0751-0000000" in public


def test_the_sheet_is_made_for_people() -> None:
    book = openpyxl.load_workbook(io.BytesIO(dumps(make_programme(), format="xlsx")))
    table = book["活动"]

    assert book.sheetnames == ["活动", "填报说明", "代码", "kepuyue"]
    assert [book[name].sheet_state for name in ("代码", "kepuyue")] == ["hidden", "veryHidden"]
    assert table.column_dimensions[get_column_letter(table.max_column)].hidden
    assert table["C2"].value == "示例市全国科普月活动信息表"
    assert next(iter(table.merged_cells.ranges)).coord.startswith("C2:")
    assert table.freeze_panes == "C6"
    assert str(table.auto_filter.ref).startswith("A5:")
    assert (table.page_setup.orientation, table.page_setup.paperSize) == ("landscape", 9)
    assert table.print_title_rows == "$4:$5"
    assert "第 &P 页" in str(table.oddFooter)
    lists = {
        str(check.sqref): check.formula1
        for check in table.data_validations.dataValidation
        if check.type == "list"
    }
    assert len(lists) == 13
    assert all("代码" in str(formula) for formula in lists.values())


def test_the_drop_downs_offer_the_labels() -> None:
    codes = sheet(dumps(editions.load("shaoguan-2025"), format="xlsx"), "代码")
    columns = {row[0]: [cell for cell in row[1:] if cell] for row in zip(*codes, strict=True)}

    assert columns["活动类别"] == [form.label for form in ActivityForm]
    assert "院士专家进校园活动" in columns["所属重点活动/联合行动"]
    assert columns["是否主场活动"] == ["是", "否"]


def test_the_guide_explains_every_column_and_that_it_is_unofficial() -> None:
    guide = sheet(dumps(Programme(), format="xlsx"), "填报说明")

    assert "非官方" in str(guide[0][0])
    assert [row[0] for row in guide[2:5]] == ["序号", "活动名称", "活动主题"]


def test_a_profile_of_one_s_own_is_written(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'id = "x"\ntitle = "短表"\nedition = "2025"\nissuer = "我"\n'
        '[[sheet]]\nname = "活动"\n'
        '[[sheet.column]]\nheading = "名称"\nfield = "name"\ncodec = "text"\n'
        '[[sheet.column]]\nheading = "地点"\nfield = "sessions.venue"\ncodec = "place"\n',
        "utf-8",
    )
    table = sheet(dumps(make_programme(), format="xlsx", profile=path))

    assert table[3] == ["名称", "地点", SHEET]
    assert table[4][:2] == ["机器人科普展", "韶关市示例科技馆，示例路1号"]


def test_the_same_programme_gives_the_same_bytes() -> None:
    assert dumps(make_programme(), format="xlsx") == dumps(make_programme(), format="xlsx")


def test_writing_leaves_the_font_of_all_workbooks_as_it_is() -> None:
    dumps(Programme(), format="xlsx")

    assert FONT == {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}


def test_rows_are_high_enough_for_their_text() -> None:
    long = make(Activity, summary="科学" * 200, id="long")
    data = dumps(Programme(activities=(make(Activity), long)), format="xlsx")
    table = openpyxl.load_workbook(io.BytesIO(data))["活动"]
    heights = [table.row_dimensions[row].height for row in (6, 7)]

    assert 20 < heights[0] < heights[1] < 410


def test_a_duration_over_midnight_is_no_trouble() -> None:
    slot = evolve(SLOT, end=SLOT.start + timedelta(days=2))

    assert "2025年9月15日" in of(sessions=(Session(id="1", slot=slot),))["*活动时间"]
