import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter

import kepuyue
from kepuyue import (
    DumpError,
    Finding,
    InvalidValueError,
    LoadError,
    Location,
    MissingExtraError,
    Report,
    Severity,
)
from kepuyue.__main__ import main
from kepuyue.io.platform import annotate
from kepuyue.io.platform.annotation import AUTHOR, RESULT
from kepuyue.io.platform.archive import Limits
from kepuyue.testing import make_programme
from tests.io.platform.corpus import TABLES

HEAD = "———— kepuyue ————"
ZH, EN = "应为日期；原文已保留：9月31日", "expected a date; the text is kept: 9月31日"
RED, AMBER, BLUE = "00FFC7CE", "00FFEB9C", "00DDEBF7"
HEADINGS = ("活动名称", "活动时间", "活动地点", "主办单位", "预计参与人数", "备注")
ROW = ("机器人科普展", "9月13日", "市科技馆", "市科协", 300, "=1+1")


def finding(
    cell: str | None,
    severity: Severity = Severity.ERROR,
    *,
    sheet: str | None = "活动",
    value: str = "9月31日",
) -> Finding:
    return Finding(
        code="KY-TAB107",
        severity=severity,
        params={"expected_zh": "日期", "expected_en": "a date"},
        location=Location(source="县.xlsx", sheet=sheet, cell=cell),
        value=value,
    )


def plain(path: Path) -> Path:
    """Write a table of one row, with a formula, a date and what else a cell may hold."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("活动")
        sheet.write_row(0, 0, HEADINGS)
        for column, value in enumerate(ROW):
            if isinstance(value, str):
                sheet.write_string(1, column, value)
            else:
                sheet.write_number(1, column, value)
    return path


def rich(path: Path) -> Path:
    """Write a workbook with everything that is to be kept."""
    book = xlsxwriter.Workbook(path)
    book.set_properties({"title": "活动信息表", "author": "县科协"})
    book.set_custom_property("登记号", "12")
    sheet = book.add_worksheet("活动")
    bold = book.add_format({"bold": True, "bg_color": "#CCFFCC", "border": 1, "align": "center"})
    day = book.add_format({"num_format": "yyyy/m/d", "locked": False})
    sheet.merge_range("A1:F1", "活动信息表", bold)
    sheet.write_row("A2", HEADINGS, bold)
    sheet.write_string("A3", "=1+1")
    sheet.write_datetime("B3", date(2025, 9, 13), day)
    sheet.write_number("B4", 45913.123456789012, day)
    sheet.write_number("B5", -1, day)
    sheet.write_rich_string("C3", "市", bold, "科技馆", "东门")
    sheet.write_formula("D3", '="市"&"科协"', None, "市科协")
    sheet.write_formula("E3", "=100+200", None, 300)
    sheet.write_formula("E4", "=1/0", None, "#DIV/0!")
    sheet.write_formula("E5", "=TRUE()", None, True)  # noqa: FBT003  (a value)
    sheet.write_array_formula("E6:E7", "{=E3:E4}", None, 300)
    sheet.write_string("F3", " _x0041_ 两端空格 ")
    sheet.write_url("F4", "https://example.org/", string="链接")
    sheet.write_comment("F5", "请填写", {"author": "王芳"})
    sheet.merge_range("A4:A5", "讲座")
    lay_out(book, sheet, bold, day)
    add_sheets(book)
    book.close()
    return path


def lay_out(book: Any, sheet: Any, bold: Any, day: Any) -> None:
    sheet.set_column("A:A", 30, day)
    sheet.set_column("H:H", 8, None, {"hidden": True})
    sheet.set_row(2, 40)
    sheet.data_validation("D3:D9", {"validate": "list", "source": "=代码!$A$1:$A$2"})
    sheet.conditional_format("E3:E9", {"type": "cell", "criteria": ">", "value": 5, "format": bold})
    sheet.conditional_format("B3:B9", {"type": "2_color_scale"})
    sheet.freeze_panes(2, 1)
    sheet.autofilter("A2:F5")
    sheet.repeat_rows(1)
    sheet.print_area("A1:F9")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_header("&C活动")
    sheet.set_h_pagebreaks([20])
    sheet.protect("secret")
    sheet.set_tab_color("#FF0000")
    book.define_name("人数", "=活动!$E$3")


def add_sheets(book: Any) -> None:
    other = book.add_worksheet("统计")
    other.add_table("A1:B3", {"name": "表", "columns": [{"header": "甲"}, {"header": "乙"}]})
    chart: Any = book.add_chart({"type": "column"})
    chart.add_series({"values": "=活动!$E$3"})
    other.insert_chart("D2", chart)
    codes = book.add_worksheet("代码")
    codes.write_column("A1", ["市科协", "县科协"])
    codes.hide()
    secret = book.add_worksheet("记录")
    secret.write("A1", "x" * 300)
    secret.very_hidden()


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def comment(path: Path, cell: str, sheet: str = "活动") -> tuple[str, str] | None:
    found = opened(path)[sheet][cell].comment
    return None if found is None else (found.author, found.text)


def colours(path: Path, sheet: str = "活动") -> dict[str, str]:
    """Return the colours that our rules give, by cell."""
    return {
        cell.coord: rule.dxf.fill.bgColor.rgb
        for conditional in opened(path)[sheet].conditional_formatting
        for rule in conditional.rules
        if "kepuyue" in str(rule.formula)
        for cell in conditional.sqref
    }


def listed(path: Path, sheet: str = RESULT) -> list[tuple[Any, ...]]:
    return list(opened(path)[sheet].iter_rows(values_only=True))


def values(path: Path) -> dict[str, list[list[Any]]]:
    book = python_calamine.load_workbook(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def cells(path: Path) -> dict[str, str]:
    """Return what stands in the cells of the first sheet, in the words of the file."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    found = {}
    for name, attributes, inner in re.findall(r'<c r="(\w+)"([^>]*?)(?:/>|>(.*?)</c>)', xml):
        kind = re.search(r't="(\w+)"', attributes)
        found[name] = f"{kind[1] if kind else 'n'} {inner}"
    return found


def test_cells_are_coloured_by_the_worst_that_was_found_in_them(tmp_path: Path) -> None:
    source = plain(tmp_path / "县.xlsx")
    report = Report(
        [
            finding("B2", Severity.NOTE), finding("B2", Severity.ERROR),
            finding("C2", Severity.NOTE), finding("C2", Severity.WARNING),
            finding("D2", Severity.NOTE), finding("Z99", Severity.WARNING),
        ]
    )  # fmt: skip
    annotate(source, report, tmp_path / "out.xlsx")

    assert colours(tmp_path / "out.xlsx") == {"B2": RED, "C2": AMBER, "Z99": AMBER, "D2": BLUE}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("zh", [f"错误: {ZH}", f"警告: {ZH}"]),
        ("en", [f"error: {EN}", f"warning: {EN}"]),
        ("both", [f"错误 error: {ZH} / {EN}", f"警告 warning: {ZH} / {EN}"]),
    ],
)
def test_a_comment_tells_all_that_was_found_in_a_cell(
    language: Any, lines: list[str], tmp_path: Path
) -> None:
    report = Report([finding("B2"), finding("B2", Severity.WARNING)])
    annotate(plain(tmp_path / "县.xlsx"), report, tmp_path / "out.xlsx", language=language)

    assert comment(tmp_path / "out.xlsx", "B2") == (AUTHOR, "\n".join([HEAD, *lines]))


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="language"):
        annotate(tmp_path / "县.xlsx", Report(), tmp_path / "out.xlsx", language="fr")  # type: ignore[arg-type]


def test_a_comment_that_is_there_is_kept_above_ours(tmp_path: Path) -> None:
    source, target = rich(tmp_path / "县.xlsx"), tmp_path / "out.xlsx"
    annotate(source, Report([finding("F5")]), target, language="en")

    author, text = comment(target, "F5") or ("", "")
    assert author == "王芳"
    assert text.split("\n") == ["请填写", HEAD, f"error: {EN}"]

    annotate(target, Report([finding("F5")]), target, language="en")
    assert comment(target, "F5") == (author, text)

    annotate(target, Report(), target)
    assert comment(target, "F5") == ("王芳", "请填写")


def test_the_box_of_a_comment_grows_with_its_text(tmp_path: Path) -> None:
    report = Report([finding("B2"), *[finding("C2")] * 50])
    annotate(plain(tmp_path / "县.xlsx"), report, tmp_path / "out.xlsx")

    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        drawing = archive.read("xl/drawings/commentsDrawing1.vml").decode()
    small, large = map(int, re.findall(r"height:(\d+)px", drawing))
    assert small < 100 < large
    author_and_text = comment(tmp_path / "out.xlsx", "C2")
    assert author_and_text is not None
    assert author_and_text[1].endswith("\n… +30")


def test_a_finding_of_a_covered_cell_goes_to_the_one_that_is_seen(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    annotate(rich(tmp_path / "县.xlsx"), Report([finding("A5"), finding("A4")]), target)

    assert colours(target) == {"A4": RED}
    author_and_text = comment(target, "A4")
    assert author_and_text is not None
    assert author_and_text[1].count("\n") == 2


def test_all_findings_are_listed_in_their_order_with_links(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    file = Finding(code="KY-TAB102", location=Location(source="县.xlsx"))
    entity = Finding(code="KY-TAB109", severity=Severity.WARNING, entity="unit:=1+1")
    annotate(
        plain(tmp_path / "县.xlsx"),
        Report([finding("B2"), file, entity, finding(None, Severity.NOTE)]),
        target,
    )
    title, counts, header, *rows = listed(target)

    assert title[0] == "检查结果 / Findings"
    assert counts[0] == "错误 2、警告 1、提示 1 / 2 errors, 1 warning, 1 note"
    assert header == ("代码 Code", "级别 Severity", "位置 Place", "说明", "Message")
    assert rows[0] == (
        "KY-TAB107", "错误 error", "活动!B2", "应为日期；原文已保留：9月31日",
        "expected a date; the text is kept: 9月31日",
    )  # fmt: skip
    assert [row[2] for row in rows[1:]] == [None, "unit:=1+1", "活动"]
    sheet = opened(target)[RESULT]
    links = [sheet.cell(row, 3).hyperlink for row in range(4, 8)]
    assert [link and link.location for link in links] == ["'活动'!B2", None, None, None]
    assert sheet.freeze_panes == "A4"
    assert opened(target).sheetnames == ["活动", RESULT]


def test_text_of_a_finding_never_runs(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    report = Report([Finding(code="KY-VAL001", params={"field": "=1+1"})])
    annotate(plain(tmp_path / "县.xlsx"), report, target)

    assert listed(target)[-1][3] == "'=1+1 不能为空"


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [
        ("没有", "A1"), ("活动", "A0"), ("活动", "XFE1"), ("活动", "A1048577"), ("活动", ""),
        ("活动", "A"), ("活动", "1"), ("活动", "a1"), ("活动", "A1:B2"), ("活动", "Ａ1"),
        ("活动", "A١"), ("活动", "AAAAAAAA1"), (None, "A1"),
    ],
)  # fmt: skip
def test_a_cell_that_is_none_is_only_listed(sheet: str | None, cell: str, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    annotate(plain(tmp_path / "县.xlsx"), Report([finding(cell, sheet=sheet)]), target)

    assert colours(target) == {}
    assert listed(target)[-1][0] == "KY-TAB107"


def test_nothing_is_drawn_on_hidden_sheets(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    report = Report([finding("A1", sheet="代码"), finding("A1", sheet="记录")])
    annotate(rich(tmp_path / "县.xlsx"), report, target)

    assert (comment(target, "A1", "代码"), comment(target, "A1", "记录")) == (None, None)


def test_more_findings_than_are_listed_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kepuyue.findings.FINDINGS", 1_000)  # in place of 10,000
    target = tmp_path / "out.xlsx"
    report = Report([finding(f"B{row}") for row in range(1, 1_102)])
    annotate(plain(tmp_path / "县.xlsx"), report, target)
    rows = listed(target)

    assert rows[1][0] == "错误 1101、警告 0、提示 0 / 1101 errors, 0 warnings, 0 notes"
    assert len(rows) == 3 + 1_001
    assert rows[-1][4] == "further findings are not listed: 101"
    assert len(colours(target)) == 1_000


def shape(sheet: Any) -> Mapping[str, Any]:
    """Return what a sheet has beside what is in its cells."""
    return {
        "styles": {
            cell.coordinate: repr((cell.font, cell.fill, cell.border, cell.alignment,
                                   cell.protection, cell.number_format))
            for row in sheet.iter_rows() for cell in row
        },
        "links": [cell.hyperlink.target for row in sheet.iter_rows() for cell in row
                  if getattr(cell, "hyperlink", None)],
        "merges": sorted(map(str, sheet.merged_cells)),
        "widths": {k: (d.width, d.hidden, d.number_format)
                   for k, d in sheet.column_dimensions.items()},
        "heights": {key: (d.height, d.hidden) for key, d in sheet.row_dimensions.items()},
        "validations": [(str(v.sqref), v.type, v.formula1)
                        for v in sheet.data_validations.dataValidation],
        "formats": [(str(c.sqref), rule.type, rule.formula, rule.dxf)
                    for c in sheet.conditional_formatting for rule in c.rules
                    if "kepuyue" not in str(rule.formula)],
        "state": (sheet.sheet_state, sheet.freeze_panes, sheet.auto_filter.ref),
        "print": (sheet.print_area, sheet.print_title_rows, dict(sheet.page_setup),
                  sheet.oddHeader.center.text, [b.id for b in sheet.row_breaks.brk],
                  dict(sheet.page_margins)),
        "protection": dict(sheet.protection),
        "colour": sheet.sheet_properties.tabColor,
        "tables": sheet.tables.items(),
        "charts": len(sheet._charts),
    }  # fmt: skip


def test_everything_else_in_the_workbook_stays_as_it_was(tmp_path: Path) -> None:
    source, target = rich(tmp_path / "县.xlsx"), tmp_path / "out.xlsx"
    annotate(source, Report([finding("B3"), finding("E3"), finding("F5")]), target)
    before, after = opened(source), opened(target)

    for name in before.sheetnames:
        assert shape(after[name]) == shape(before[name]), name
    assert after.sheetnames == [*before.sheetnames, RESULT]
    assert after.active.title == "活动"
    assert {k: n.value for k, n in after.defined_names.items()} == {"人数": "活动!$E$3"}
    assert after.properties == before.properties
    assert [p.value for p in after.custom_doc_props.props] == ["12"]


def test_what_the_cells_hold_stays_as_it_was(tmp_path: Path) -> None:
    source, target = rich(tmp_path / "县.xlsx"), tmp_path / "out.xlsx"
    annotate(source, Report([finding("B3"), finding("E3")]), target)
    before, after = cells(source), cells(target)

    assert {"B4", "E3", "E4", "E6", "F3"} <= before.keys()
    assert {name: after[name] for name in before} == before
    assert {name: rows for name, rows in values(target).items() if name != RESULT} == values(source)
    assert opened(target)["活动"]["A3"].data_type == "s"


def test_text_that_stands_inline_stays_as_it_was(tmp_path: Path) -> None:
    source, target = tmp_path / "县.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(source, {"constant_memory": True}) as book:
        book.add_worksheet("活动").write_string("A1", "=1+1 科普 ")
    annotate(source, Report(), target)

    assert values(target)["活动"] == [["=1+1 科普 "]]


def test_text_inline_that_looks_like_a_cell_stays(tmp_path: Path) -> None:
    source, target = plain(tmp_path / "县.xlsx"), tmp_path / "out.xlsx"
    text = "inline: t=&quot;s&quot;&gt;&lt;v&gt;0"
    cell = f'<row r="3"><c t="inlineStr"><is><t>{text}</t></is></c><c><v>7</v></c></row>'
    changed(source, "xl/worksheets/sheet1.xml", "</sheetData>", f"{cell}</sheetData>")
    annotate(source, Report(), target)

    assert values(target)["活动"] == values(source)["活动"]
    assert values(target)["活动"][2][:2] == ['inline: t="s"><v>0', 7]


def test_what_stands_under_a_merged_cell_stays(tmp_path: Path) -> None:
    source, target = plain(tmp_path / "县.xlsx"), tmp_path / "out.xlsx"
    merge = MERGE.format("A1:C2")
    changed(source, "xl/worksheets/sheet1.xml", "<pageMargins", f"{merge}<pageMargins")
    annotate(source, Report([finding("B2")]), target)

    assert values(target)["活动"] == [list(HEADINGS), list(ROW)]
    assert colours(target) == {"A1": RED}


def test_dates_from_1904_stay(tmp_path: Path) -> None:
    source, target = tmp_path / "县.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(source, {"date_1904": True}) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        book.add_worksheet("活动").write_datetime("A1", date(2025, 9, 13), day)
    annotate(source, Report(), target)

    assert values(target)["活动"] == [[date(2025, 9, 13)]]


def test_macros_stay_where_the_suffix_lets_them(tmp_path: Path) -> None:
    source = tmp_path / "县.xlsm"
    book = xlsxwriter.Workbook(source)
    book.add_worksheet("活动")
    book.add_vba_project(io.BytesIO(b"macro"), is_stream=True)
    book.close()
    annotate(source, Report([finding("A1")]), tmp_path / "out.xlsm")
    annotate(source, Report([finding("A1")]), tmp_path / "out.xlsx")

    with zipfile.ZipFile(tmp_path / "out.xlsm") as archive:
        assert archive.read("xl/vbaProject.bin") == b"macro"
        assert b"macroEnabled" in archive.read("[Content_Types].xml")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert "xl/vbaProject.bin" not in archive.namelist()
    assert listed(tmp_path / "out.xlsx")[2][0] == (
        "未能保留在这份文件中，请以原文件为准：宏 / not kept in this copy: macros"
    )


def test_a_workbook_without_macros_takes_no_suffix_of_one_that_has_some(tmp_path: Path) -> None:
    source = plain(tmp_path / "县.xlsx")

    with pytest.raises(InvalidValueError, match=r"\.xlsm"):
        annotate(source, Report(), tmp_path / "out.xlsm")


def test_pictures_stay_if_pillow_is_there(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    source, target = tmp_path / "县.xlsx", tmp_path / "out.xlsx"
    image.new("RGB", (4, 4), "red").save(tmp_path / "a.png")
    with xlsxwriter.Workbook(source) as book:
        book.add_worksheet("活动").insert_image("B2", str(tmp_path / "a.png"))
    annotate(source, Report(), target)

    with zipfile.ZipFile(target) as archive:
        assert any(name.startswith("xl/media/") for name in archive.namelist())


def test_what_cannot_be_kept_is_told(tmp_path: Path) -> None:
    source, target = tmp_path / "县.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet: Any = book.add_worksheet("活动")
        sheet.insert_textbox("B2", "盖章处")
        sheet.add_sparkline("A1", {"range": "活动!B1:E1"})
        sheet.insert_button("D2", {"caption": "按钮"})
    annotate(source, Report(), target)

    assert listed(target)[2][0] == (
        "未能保留在这份文件中，请以原文件为准：迷你图、形状和文本框 / "
        "not kept in this copy: sparklines, shapes and text boxes"
    )


def test_parts_that_openpyxl_passes_over_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openpyxl.drawing.image.PILImage", False)  # Pillow is not installed
    source, target = plain(tmp_path / "县.xlsx"), tmp_path / "out.xlsx"
    with zipfile.ZipFile(source, "a") as archive:
        for part in ("xl/cellimages.xml", "xl/ctrlProps/ctrlProp1.xml", "xl/media/image1.png"):
            archive.writestr(part, "<a/>")
    annotate(source, Report(), target)

    assert listed(target)[2][0] == (
        "未能保留在这份文件中，请以原文件为准：WPS 单元格内的图片、窗体控件、"
        "图片（安装 Pillow 后可保留） / not kept in this copy: pictures inside of cells (WPS), "
        "form controls, pictures (install Pillow to keep them)"
    )


def test_a_workbook_is_read_as_before(tmp_path: Path) -> None:
    for source in TABLES.glob("*.xlsx"):
        before = kepuyue.try_load(source, year=2025)
        annotate(source, before.report, tmp_path / source.name)
        after = kepuyue.try_load(tmp_path / source.name, year=2025)

        assert (after.programme, after.report) == (before.programme, before.report), source.name


def test_a_workbook_of_ours_keeps_its_records(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    source, target = tmp_path / "县.xlsx", tmp_path / "out" / "县.xlsx"
    kepuyue.dump(make_programme(), source)
    before = kepuyue.try_load(source)
    annotate(source, Report([*before.report, finding("B5")]), target)
    after = kepuyue.try_load(target)

    assert (after.programme, after.report) == (before.programme, before.report)
    assert opened(target)["kepuyue"].sheet_state == opened(source)["kepuyue"].sheet_state


def test_what_was_drawn_before_gives_way(tmp_path: Path) -> None:
    source, target, again = (tmp_path / name for name in ("县.xlsx", "1.xlsx", "2.xlsx"))
    rich(source)
    report = Report([finding("B3"), finding("F5")])
    annotate(source, report, target)
    annotate(target, report, again)
    assert again.read_bytes() == target.read_bytes()

    annotate(target, Report([finding("C3", Severity.NOTE)]), again)
    assert colours(again) == {"C3": BLUE}
    assert comment(again, "B3") is None
    assert opened(again).sheetnames.count(RESULT) == 1

    annotate(target, Report(), again)
    assert shape(opened(again)["活动"]) == shape(opened(source)["活动"])


def test_our_comments_are_known_again_without_their_author(tmp_path: Path) -> None:
    source, target = rich(tmp_path / "县.xlsx"), tmp_path / "out.xlsx"
    annotate(source, Report([finding("B3"), finding("F5")]), target)
    changed(target, "xl/comments/comment1.xml", AUTHOR, " ")  # LibreOffice drops it
    annotate(target, Report(), target)

    assert (comment(target, "B3"), comment(target, "F5")) == (None, ("王芳", "请填写"))


def test_our_sheet_is_known_again_by_another_name(tmp_path: Path) -> None:
    source, target = plain(tmp_path / "县.xlsx"), tmp_path / "out.xlsx"
    annotate(source, Report([finding("B2")]), target)
    book = opened(target)
    book[RESULT].title = "检查"
    book.save(target)
    annotate(target, Report(), target)

    assert opened(target).sheetnames == ["活动", RESULT]


def test_a_sheet_of_theirs_with_the_name_of_ours_stays(tmp_path: Path) -> None:
    source, target = tmp_path / "县.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(source) as book:
        book.add_worksheet(RESULT).write("A1", "上级的检查结果")
    annotate(source, Report([finding("A1", sheet=RESULT)]), target)
    annotate(target, Report([finding("A1", sheet=RESULT)]), target)

    assert opened(target).sheetnames == [RESULT, f"{RESULT}1"]
    assert comment(target, "A1", RESULT) is not None


def test_a_workbook_may_be_annotated_in_its_place(tmp_path: Path) -> None:
    source = plain(tmp_path / "县.xlsx")
    annotate(source, Report([finding("B2")]), source)

    assert colours(source) == {"B2": RED}
    assert [path.name for path in tmp_path.iterdir()] == ["县.xlsx"]


def test_the_same_input_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    source = rich(tmp_path / "县.xlsx")
    code = (
        "import sys; from kepuyue import Finding, Location, Report\n"
        "from kepuyue.io.platform import annotate\n"
        "place = [Location(sheet='活动', cell=cell) for cell in ('B3', 'F5', 'A5', 'C3')]\n"
        "report = Report([Finding(code='KY-TAB111', location=at) for at in place])\n"
        "annotate(sys.argv[1], report, sys.argv[2])\n"
    )
    for name in "12":
        command = [sys.executable, "-c", code, str(source), str(tmp_path / f"{name}.xlsx")]
        subprocess.run(command, check=True)

    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("name", "code"),
    [("a-01-district-plan.xls", "KY-TAB201"), ("a-02-three-counties.ods", "KY-TAB201"),
     ("a-16-county-letter.docx", "KY-TAB201"), ("a-13-education-bureau.csv", "KY-TAB001")],
)  # fmt: skip
def test_only_xlsx_is_annotated(name: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError) as caught:
        annotate(TABLES / name, Report(), tmp_path / "out.xlsx")

    assert [found.code for found in caught.value.report] == [code]
    assert list(tmp_path.iterdir()) == []


def changed(path: Path, name: str, old: str, new: str) -> Path:
    """Replace something in a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


MERGE = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
LINK = '<hyperlinks><hyperlink display="a>b" ref="{}" location="A1"/></hyperlinks>'
SHARED = '<c r="A{}"><f t="shared" si="0"{}<v>1</v></c>'


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (MERGE.format("A1:XFD1048576"), "KY-TAB004"),
        (LINK.format("A1:XFD1048576"), "KY-TAB004"),
        (MERGE.format("&#65;1:XFD1048576"), "KY-TAB003"),
        (MERGE.format("A1"), None),
    ],
)
def test_ranges_that_would_fill_the_memory_are_refused(
    new: str, code: str | None, tmp_path: Path
) -> None:
    source = plain(tmp_path / "县.xlsx")
    changed(source, "xl/worksheets/sheet1.xml", "<pageMargins", f"{new}<pageMargins")
    if code is None:
        annotate(source, Report(), tmp_path / "out.xlsx")
        return
    with pytest.raises(LoadError) as caught:
        annotate(source, Report(), tmp_path / "out.xlsx")

    assert [found.code for found in caught.value.report] == [code]


def test_shared_formulas_that_would_grow_are_refused(tmp_path: Path) -> None:
    source = plain(tmp_path / "县.xlsx")
    first = SHARED.format(3, f' ref="A3:A9999">{"1+" * 4_000}1</f>')
    rows = "".join(f'<row r="{n}">{SHARED.format(n, "/>")}</row>' for n in range(4, 9_999))
    rows = f'<row r="3">{first}</row>{rows}'
    changed(source, "xl/worksheets/sheet1.xml", "</sheetData>", f"{rows}</sheetData>")
    with pytest.raises(LoadError, match="KY-TAB004"):
        annotate(source, Report(), tmp_path / "out.xlsx")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", "<fonts", "<fonts><"),
        ("xl/worksheets/sheet1.xml", 't="s"><v>', 't="s"><v>99'),
        ("xl/worksheets/sheet1.xml", '<row r="1"', '<row r="x"'),
        ("[Content_Types].xml", "sheet.main+xml", "nothing"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/none.xml"),
    ],
)
def test_what_openpyxl_cannot_read_is_told_as_our_own_error(
    part: str, old: str, new: str, tmp_path: Path
) -> None:
    source = rich(tmp_path / "县.xlsx")
    changed(source, part, old, new)
    target = tmp_path / "out.xlsx"
    target.write_bytes(b"before")
    with pytest.raises(LoadError, match="KY-TAB"):
        annotate(source, Report(), target)

    assert target.read_bytes() == b"before"


def test_limits_can_be_set(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="KY-TAB004"):
        annotate(
            plain(tmp_path / "县.xlsx"), Report(), tmp_path / "out.xlsx", limits=Limits(values=5)
        )


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="KY-DMP001"):
        annotate(plain(tmp_path / "县.xlsx"), Report(), tmp_path / "no" / "out.xlsx")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="KY-LOD001"):
        annotate(tmp_path / "县.xlsx", Report(), tmp_path / "out.xlsx")


def test_the_extra_is_named_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    with pytest.raises(MissingExtraError, match=r"kepuyue\[annotate\]"):
        annotate(plain(tmp_path / "县.xlsx"), Report(), tmp_path / "out.xlsx")


def test_a_check_annotates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = TABLES / "a-23-hurried-report.xlsx", tmp_path / "out.xlsx"

    assert main(["check", str(source), "--annotate", str(target)]) == 1
    assert f"→ {target}" in capsys.readouterr().out
    assert RED in colours(target, "活动情况").values()


def test_a_check_of_another_file_cannot_annotate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.json"
    kepuyue.dump(kepuyue.Programme(), source)

    assert main(["check", str(source), "--annotate", str(tmp_path / "out.xlsx")]) == 1
    assert "KY-TAB001" in capsys.readouterr().err
