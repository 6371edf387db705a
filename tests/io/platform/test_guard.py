import contextlib
import io
import random
import struct
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from kepuyue.errors import LoadError
from kepuyue.findings import Finding, Location
from kepuyue.io.platform import binary, extents, package
from kepuyue.io.platform.archive import Limits, Refusal
from kepuyue.io.platform.guard import Container, inspect, kind_of
from tests.io.platform.workbooks import (
    ODS_TYPE,
    biff,
    book,
    cell,
    compound,
    number,
    ods,
    ods_cell,
    ods_row,
    sheet_of,
    wide,
    xlsb,
    xlsb_record,
    xlsx,
    zipped,
)


def look(data: bytes, **limits: int) -> Container:
    return inspect(data, source="汇总表.xlsx", limits=Limits(**limits))


def refusal(data: bytes, **limits: int) -> Finding:
    with pytest.raises(LoadError) as caught:
        look(data, **limits)
    (finding,) = caught.value.report
    return finding


def two_far_cells(**extra: str) -> bytes:
    return xlsx(cell("A1") + cell("XFD1048576"), **extra)


def shared(name: str) -> str:
    return f'<row><c r="{name}" t="s"><v>0</v></c></row>'


def strings_of_xls(count: int, *parts: bytes) -> bytes:
    first, *more = parts
    records = biff(0xFC, struct.pack("<II", count, count) + first)
    return records + b"".join(biff(0x3C, part) for part in more)


# --- what a file is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (xlsx(cell("A1")), "xlsx"),
        (xlsb([(0, 0)]), "xlsb"),
        (ods(ods_row(ods_cell("甲"))), "ods"),
        (compound(book(number(0, 0))), "xls"),
        (compound(b"", "Book"), "xls"),
        (zipped({"word/document.xml": "<document/>"}), "docx"),
        (compound(b"", "WordDocument"), "doc"),
        (compound(b"", "EncryptedPackage"), "encrypted"),
        (compound(b"", "PowerPoint Document"), None),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}), "zip"),
        (zipped({"a.txt": "a"}), "zip"),
        (b"PK", "zip"),
        (b"%PDF-1.7", "pdf"),
        (b"<!DOCTYPE html><html>", "html"),
        ("\ufeff<table><tr>".encode("utf-16-le"), "html"),
        (b'<?xml version="1.0"?><W xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml"),
        ("序号,活动名称".encode(), "text"),
        ("序号,活动名称".encode("gb18030"), "text"),
        ("序号,活动名称".encode("utf-16"), "text"),
        (b"\x89PNG\r\n\x1a\n\0", None),
        (b"", None),
    ],
)
def test_what_a_file_is_shows_in_its_content(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html>", "改了后缀名的网页"),
        (b"%PDF-1.7", "PDF"),
        (compound(b"", "WordDocument"), "旧版 Word 文档"),
        (zipped({"a.txt": "a"}), "其他压缩包"),
        (b"", "空文件"),
        (b"a,b", "文本文件"),
        (b"\0", "其他文件"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, words: str) -> None:
    finding = refusal(data)

    assert finding.code == "KY-TAB001"
    assert words in finding.message("zh")
    assert finding.location == Location(source="汇总表.xlsx")


@pytest.mark.parametrize(
    "data",
    [
        compound(b"", "EncryptedPackage"),
        compound(book(number(0, 0), globals_=biff(0x2F, b"\1\0\1\0"))),
        zipped(
            {
                "mimetype": ODS_TYPE,
                "content.xml": b"\x93\0\xfe",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
            }
        ),
        xlsx("").replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0"),
    ],
)
def test_a_password_is_told_with_how_to_take_it_off(data: bytes) -> None:
    finding = refusal(data)

    assert finding.code == "KY-TAB002"
    assert "清空密码" in finding.message("zh")


# --- honest files --------------------------------------------------------------------------------


def by_openpyxl(epoch: object = None) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet
    sheet.title = "活动"
    sheet["A1"] = "活动信息汇总表"
    sheet.merge_cells("A1:E1")
    for row in range(2, 40):
        sheet.append([row, f"科普活动{row}", 300])
    sheet["C41"] = "=SUM(C2:C40)"
    sheet["XFD1048576"].fill = PatternFill("solid", fgColor="FFFF00")
    if epoch:
        workbook.epoch = epoch  # type: ignore[assignment]
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def by_xlsxwriter(*, in_memory: bool) -> bytes:
    file = io.BytesIO()
    options = {"in_memory": True} if in_memory else {"constant_memory": True}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet("活动")
        for row in range(2_000):
            for column in range(30):
                sheet.write(row, column, f"科普活动{row * column}" if column % 2 else row)
        sheet.write_formula(2_000, 0, "=1+1", None, 2)
    return file.getvalue()


def test_what_openpyxl_writes_passes_with_its_formulas_that_have_no_value() -> None:
    found = look(by_openpyxl())

    assert found == Container(kind="xlsx", broken={"活动": {"C41": ""}})
    assert found.report.ok


@pytest.mark.parametrize("in_memory", [True, False])
def test_what_xlsxwriter_writes_passes(*, in_memory: bool) -> None:
    assert look(by_xlsxwriter(in_memory=in_memory)) == Container(kind="xlsx")


@pytest.mark.parametrize(
    "data",
    [
        by_openpyxl(CALENDAR_MAC_1904),
        xlsb([(0, 0)], date1904=True),
        compound(book(number(0, 0), globals_=biff(0x22, b"\1\0"))),
    ],
)
def test_dates_that_count_from_1904_are_told(data: bytes) -> None:
    assert look(data).date1904


def test_macros_and_links_to_other_files_are_noted() -> None:
    found = look(
        xlsx(cell("A1"), vbaProject_bin=b"\0", **{"externalLinks/externalLink1.xml": "<a/>"})
    )

    assert [finding.code for finding in found.report.notes] == ["KY-TAB007", "KY-TAB008"]


@pytest.mark.parametrize(("kind", "noted"), [("hyperlink", False), ("oleObject", True)])
def test_a_hyperlink_is_no_link_to_another_file(kind: str, *, noted: bool) -> None:
    relations = (
        f'<Relationships><Relationship Id="a" Type="x/{kind}" Target="https://example.org" '
        'TargetMode="External"/></Relationships>'
    )
    found = look(xlsx(cell("A1"), **{"worksheets/_rels/sheet1.xml.rels": relations}))

    assert ("KY-TAB008" in found.report.counts()) == noted


@pytest.mark.parametrize(
    ("content", "uncached"),
    [
        ("<f>1+1</f>", True),
        ("<f>1+1</f><v></v>", True),
        ("<f>1+1</f><v/>", True),
        ('<f t="shared" si="0"/>', True),
        ("<f>1+1</f><v>2</v>", False),
    ],
)
def test_a_formula_without_a_value_is_listed(content: str, *, uncached: bool) -> None:
    rows = cell("A1", "<f>1</f><v>1</v>") + cell("B2", content)
    expected = {"活动": {"B2": ""}} if uncached else {}

    assert look(xlsx(rows)).broken == expected


def test_the_empty_text_of_a_formula_is_a_value() -> None:
    assert look(xlsx('<row><c r="B2" t="str"><f>A1</f><v></v></c></row>')).broken == {}


def test_no_more_than_a_thousand_formulas_are_listed() -> None:
    found = look(xlsx("".join(cell(f"A{row}", "<f>1</f>") for row in range(1, 1_200))))

    assert len(found.broken["活动"]) >= extents.LISTED


# --- sheets that span too much -------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        cell("A1") + cell("XFD1048576"),
        cell("XFD1048576") + cell("A1"),  # out of order
        cell("A1") + "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        cell("A1") + '<row r="2"><c s="1" r = "XFD1048576"><v>1</v></c></row>',
        cell("A1") + '<row r="2"><c\nr="xfd1048576"><v>1</v></c></row>',
        cell("A1") + '<x:row xmlns:x="a" r="2"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        cell("A1") + '<row r="1048576">' + "<c><v>1</v></c>" * 100 + "</row>",
        cell("A1") + '<row r="1048576"/><row><c r="A1"/><c r="XFC2"/><c t="str"><v></v></c></row>',
        cell("A1") + '<row r="2"><c r="XFD1048576" t="inlineStr"><is/></c></row>',
        cell("A1") + '<row r="4294967295"><c><v>1</v></c></row>',
        cell("A1") + cell("A99999999999"),
        cell("A1") + cell("FXSHRXW1"),
        cell("A1") + cell("ZZZZZZZZZZZZ" + "9" * 50),
        cell("A1") + '<row r="2"><c x=">" r="XFD1048576"><v>1</v></c></row>',
    ],
)
@pytest.mark.parametrize("large", [False, True])
def test_a_far_cell_is_found_however_it_is_written(
    rows: str, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    if large:
        monkeypatch.setattr(package, "_LARGE", 0)

    assert refusal(xlsx(rows)).code in {"KY-TAB003", "KY-TAB006"}


def test_a_far_cell_is_named() -> None:
    finding = refusal(two_far_cells())

    assert (finding.code, str(finding.location)) == ("KY-TAB006", "汇总表.xlsx: 活动!XFD1048576")


@pytest.mark.parametrize(
    "rows",
    [
        cell("XFD1048576"),  # only the area between the corners is a table
        cell("A1") + cell("XFD1048576", ""),
        cell("A1") + '<row r="1048576"/>',
        cell("A1") + cell("XFD1048576", "<f>1</f>"),
        "<c><v>1</v></c>",
        cell("A1") + '<row r="2" spans="1:16384"/><!-- <c r="XFD1048576"/> -->',
        "",
    ],
)
def test_what_makes_no_large_table_passes(rows: str) -> None:
    assert look(xlsx(rows)).kind == "xlsx"


def test_a_large_sheet_gets_a_quick_look_while_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "_LARGE", 0)
    data = xlsx("".join(cell(f"BZ{row}") for row in range(1, 1_000)))

    assert look(data, cells=extents.NEAR * 2, values=1_100).kind == "xlsx"
    assert look(data, cells=999).kind == "xlsx"
    assert refusal(data, cells=998).code == "KY-TAB006"
    assert refusal(data, values=900).code == "KY-TAB004"


def test_values_are_counted_one_by_one_where_a_true_parser_is_needed() -> None:
    data = xlsx("<row>" + "<c><v>1</v></c>" * 100 + "</row>")

    assert look(data, values=300).kind == "xlsx"
    assert refusal(data, values=99).code == "KY-TAB004"


def test_a_name_given_twice_hides_no_cell() -> None:
    rows = cell("A1") + '<row><c r="B1" r="XFD1048576"><v>1</v></c></row>'

    assert refusal(xlsx(rows)).code == "KY-TAB003"


def test_the_sheets_are_counted_together_and_as_often_as_they_are_listed() -> None:
    data = xlsx(cell("A1") + cell("J10"), more='<sheet name="乙" r:id="rId1"/>')

    assert look(data, cells=200).kind == "xlsx"
    assert refusal(data, cells=199).code == "KY-TAB006"


@pytest.mark.parametrize(
    "cells",
    [[(0, 0), (1_000_000, 16_383)], [(0, 0), (1, 4_000_000_000)]],
)
def test_a_far_cell_of_an_xlsb_is_found(cells: list[tuple[int, int]]) -> None:
    assert refusal(xlsb(cells)).code == "KY-TAB006"
    assert look(xlsb(cells[:1])).kind == "xlsb"


@pytest.mark.parametrize(
    "rows",
    [
        ods_row(ods_cell(None, 10**9) + ods_cell("甲")),
        ods_row(ods_cell("甲", 10**30)),
        ods_row(ods_cell("甲"), 10**9),
        ods_row(ods_cell("甲")) + ods_row(ods_cell(), 10**9) + ods_row(ods_cell("乙")),
    ],
)
def test_cells_of_an_ods_count_as_often_as_they_are_repeated(rows: str) -> None:
    assert refusal(ods(rows)).code == "KY-TAB006"


def test_the_empty_cells_at_the_end_of_an_ods_do_not_count() -> None:
    rows = ods_row(ods_cell("甲") + ods_cell(None, 16_383)) + ods_row(ods_cell(None, 16_384), 10**6)

    assert look(ods(rows)) == Container(kind="ods")


def test_the_merged_cells_of_an_ods_are_told() -> None:
    spanned = '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="3"/>'
    rows = ods_row(ods_cell("甲")) + ods_row(ods_cell("乙") + spanned)

    assert look(ods(rows)).merges == {"活动": [(1, 1, 2, 3)]}


@pytest.mark.parametrize(
    "rows",
    [
        ods_row(ods_cell('<text:s text:c="4000000000"/>')),
        ods_row(ods_cell("甲" * 100_000, 1_000), 1_000),
    ],
)
def test_text_that_repeats_itself_is_measured(rows: str) -> None:
    assert refusal(ods(rows)).code == "KY-TAB004"


@pytest.mark.parametrize("repeated", ["-1", "1.5", "", "１"])
def test_a_repetition_that_is_no_number_is_refused(repeated: str) -> None:
    data = ods(f'<table:table-row table:number-rows-repeated="{repeated}"/>')

    assert refusal(data).code == "KY-TAB003"


def test_a_table_in_a_cell_is_refused() -> None:
    inner = f'<table:table table:name="乙">{ods_row(ods_cell("乙"))}</table:table>'

    assert refusal(ods(ods_row(ods_cell(inner)))).code == "KY-TAB003"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (number(0, 0) + number(65_535, 65_535), "KY-TAB006"),
        (biff(0x200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 65_535, 0)), "KY-TAB006"),
        (biff(0x200, struct.pack("<IIHHH", 5, 1, 0, 1, 0)), "KY-TAB003"),
        (biff(0xBD, struct.pack("<HH", 9, 65_535) + bytes(6 * 1_300 + 2)), None),
        (number(0, 0) + biff(0x809, bytes(16)) + biff(0xA) + number(65_535, 65_535), "KY-TAB006"),
        (biff(0x203, b"\0"), "KY-TAB003"),
        (struct.pack("<HH", 0x203, 60_000), "KY-TAB003"),
    ],
)  # fmt: skip
def test_cells_and_claims_of_an_xls_are_checked(cells: bytes, code: str | None) -> None:
    data = compound(book(cells))

    if code is None:
        assert look(data).kind == "xls"
    else:
        assert refusal(data).code == code


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (biff(0x200, struct.pack("<HHHHH", 0, 9, 0, 9, 0)), None),
        (biff(0x200, struct.pack("<HHHHH", 0, 65_535, 0, 65_535, 0)), "KY-TAB006"),
        (biff(0x200, struct.pack("<HHHHH", 9, 0, 9, 0, 0)), None),  # an empty sheet
        (biff(0x200, bytes(3)), "KY-TAB003"),
    ],
)
def test_the_dimensions_of_an_older_xls_are_checked(cells: bytes, code: str | None) -> None:
    data = compound(book(number(0, 0) + cells))

    if code is None:
        assert look(data).kind == "xls"
    else:
        assert refusal(data).code == code


def test_what_a_program_could_not_compute_is_told_of_an_xls() -> None:
    cells = (
        biff(0x205, struct.pack("<HHHBB", 0, 0, 0, 0x07, 1))
        + biff(0x205, struct.pack("<HHHBB", 0, 1, 0, 1, 0))  # a truth, and no error
        + biff(0x06, struct.pack("<HHH8sHIH", 1, 2, 0, b"\2\0\x17\0\0\0\xff\xff", 0, 0, 0))
        + biff(0x06, struct.pack("<HHHdHIH", 1, 3, 0, 1.5, 0, 0, 0))
        + biff(0x205, struct.pack("<HHHBB", 2, 0, 0, 0x99, 1))  # of a later release
    )

    assert look(compound(book(cells))).broken == {
        "活动": {"A1": "#DIV/0!", "C2": "#REF!", "A3": "#N/A"}
    }


@pytest.mark.parametrize(
    ("target", "noted"),
    [(b"\1\4", False), (b"\1\x3a", False), ("甲.xls".encode("utf-16-le"), True)],
)
def test_a_link_of_an_xls_to_another_file_is_noted(target: bytes, *, noted: bool) -> None:
    found = look(compound(book(number(0, 0), globals_=biff(0x1AE, b"\1\0" + target))))

    assert ("KY-TAB008" in found.report.counts()) == noted


def test_the_names_of_the_sheets_of_an_older_xls_are_read() -> None:
    name = "活动".encode("gb18030")
    start = biff(0x809, struct.pack("<HHHH", 0x0500, 5, 0, 0))
    bound = struct.pack("<IH", len(start) + 4 + 7 + len(name) + 4, 0) + bytes([len(name)]) + name
    stream = start + biff(0x85, bound) + biff(0x0A) + biff(0x809, bytes(8))
    data = compound(stream + number(0, 0) + number(65_535, 65_535) + biff(0x0A), "Book")

    assert str(refusal(data).location) == "汇总表.xlsx: 活动!CRXP65536"


def test_the_records_of_an_xls_are_counted() -> None:
    assert refusal(compound(book(number(0, 0) * 50)), values=40).code == "KY-TAB004"


@pytest.mark.parametrize(
    "records", [biff(0x85, bytes(4)), biff(0xFC, bytes(4)), strings_of_xls(1, b"\2")]
)
def test_a_record_of_an_xls_that_is_cut_off_is_refused(records: bytes) -> None:
    assert refusal(compound(book(number(0, 0), globals_=records))).code == "KY-TAB003"


def test_memory_that_short_texts_claim_is_counted() -> None:
    label = biff(0x204, struct.pack("<HHHHB", 0, 0, 0, 65_535, 0))

    assert refusal(compound(book(label * 3_000)), unpacked=1 << 28).code == "KY-TAB004"


def test_a_sheet_that_the_workbook_hides_is_found() -> None:
    data = xlsx(cell("A1"), evil_dat=sheet_of(cell("A1") + cell("XFD1048576")))

    assert refusal(data).code == "KY-TAB006"


# --- archives ------------------------------------------------------------------------------------


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    parts: dict[str, Any] = {"media/image1_png": bytes(10_000_000)}
    data = xlsx(cell("A1"), **parts)

    assert refusal(data).code == "KY-TAB004"
    assert refusal(data, ratio=10_000, unpacked=5_000_000).code == "KY-TAB004"
    assert look(data, ratio=10_000).kind == "xlsx"


def test_a_size_that_is_a_lie_is_refused() -> None:
    data = xlsx(cell("A1"))
    size = struct.pack("<I", len(sheet_of(cell("A1"))))

    assert data.count(size) == 2
    assert refusal(data.replace(size, b"\1\0\0\0")).code == "KY-TAB003"


def test_too_many_members_are_refused() -> None:
    data = xlsx(cell("A1"), **{f"media/{number}": "" for number in range(20)})

    assert refusal(data, members=20).code == "KY-TAB004"


def directory_of(data: bytes | bytearray) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.start_dir


def overlapping() -> bytes:
    """Return an archive two of whose members begin at one place, as quoted bombs have it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/styles.xml", "<styles/>")
        archive.filelist[1].header_offset = 0
    return file.getvalue()


def duplicated() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("XL\\workbook.xml", "<workbook/>")
    return file.getvalue()


def by_method(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        overlapping(),
        duplicated(),
        by_method(zipfile.ZIP_BZIP2),
        by_method(zipfile.ZIP_LZMA),
        xlsx(cell("A1"))[:-30],
        xlsx(cell("A1"))[:500],
        xlsx(cell("A1")) + b"\0",
        b"PK" + bytes(100),
        zipped({"xl/workbook.xml": "<workbook/>", "mimetype": ODS_TYPE, "content.xml": "<a/>"}),
    ],
)
def test_a_damaged_archive_is_refused(data: bytes) -> None:
    assert refusal(data).code == "KY-TAB003"


def test_a_wrong_checksum_is_refused() -> None:
    data = bytearray(xlsx(cell("A1")))
    data[directory_of(data) + 16] ^= 1

    assert refusal(bytes(data)).code == "KY-TAB003"


# --- XML -----------------------------------------------------------------------------------------

LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "data",
    [
        xlsx(LAUGHS + sheet_of("")),
        xlsx(b"<!--" + bytes(range(97, 123)) * 100_000 + b"-->" + LAUGHS + b"<worksheet/>"),
        xlsx(cell("A1"), styles_xml=LAUGHS + b"<styleSheet/>"),
        zipped({"word/document.xml": LAUGHS + b"<a>&c;</a>"}),
    ],
)
def test_a_document_type_is_refused(data: bytes) -> None:
    assert refusal(data).code == "KY-TAB005"


@pytest.mark.parametrize(
    "sheet",
    [
        ('<?xml version="1.0" encoding="UTF-16"?>' + sheet_of("").decode()).encode("utf-16"),
        "<worksheet/>".encode("utf-16-le"),
        b'<?xml version="1.0" encoding="UTF-7"?><worksheet/>',
        "<worksheet/>".encode("cp037"),
        b"no XML",
    ],
)
def test_an_encoding_that_could_hide_a_document_type_is_refused(sheet: bytes) -> None:
    assert refusal(xlsx(sheet)).code == "KY-TAB003"


def test_a_word_document_is_limited_by_its_xml() -> None:
    data = zipped({"word/document.xml": f"<a>{'甲乙' * 1_000}</a>"})

    assert look(data) == Container(kind="docx")
    assert refusal(data, document=1_000).code == "KY-TAB004"


# --- strings -------------------------------------------------------------------------------------


def test_a_long_string_that_many_cells_share_is_measured() -> None:
    words = random.Random(1).choices("科普活动", k=100_000)
    strings = f"<sst><si><t>{''.join(words)}</t></si><si><t/></si></sst>"
    rows = "".join(shared(f"A{row}") for row in range(1, 3_000))

    assert refusal(xlsx(rows, sharedStrings_xml=strings)).code == "KY-TAB004"
    assert look(xlsx(rows.replace(">0<", ">1<"), sharedStrings_xml=strings)).kind == "xlsx"


@pytest.mark.parametrize(
    "data",
    [
        xlsx(shared("A1"), sharedStrings_xml='<sst uniqueCount="4000000000"><si><t/></si></sst>'),
        xlsb([(0, 0)], strings=xlsb_record(0x9F, struct.pack("<II", 2**31, 2**31))),
    ],
)
def test_a_claim_of_many_strings_is_refused(data: bytes) -> None:
    assert refusal(data).code == "KY-TAB004"


def test_values_and_strings_are_counted() -> None:
    strings = "<sst>" + "<si><t/></si>" * 50 + "</sst>"
    data = xlsx("".join(cell(f"A{row}") for row in range(1, 50)), sharedStrings_xml=strings)

    assert look(data, values=200).kind == "xlsx"
    assert refusal(data, values=80).code == "KY-TAB004"


@pytest.mark.parametrize(
    ("strings", "sound"),
    [
        (strings_of_xls(1, b"\2\0\1" + "甲乙".encode("utf-16-le")), True),
        (
            strings_of_xls(2, b"\2\0\0ab\4\0\0cd", b"\1\x32\x4e\x59\x4e"),
            True,
        ),  # continued
        (strings_of_xls(1, b"\1\0\x0c\1\0\4\0\0\0a" + bytes(8)), True),  # runs and an extension
        (strings_of_xls(1, b"\1\0\x0c\1\0\x08\0\0\0a" + bytes(3), bytes(9)), True),  # parted
        (strings_of_xls(1, b"\2\0\0a"), False),
        (strings_of_xls(2, b"\2\0\0ab"), False),
        (strings_of_xls(2**31 - 1, b""), False),
    ],
)
def test_strings_of_an_xls_are_followed(strings: bytes, *, sound: bool) -> None:
    data = compound(book(number(0, 0), globals_=strings))

    if sound:
        assert look(data).kind == "xls"
    else:
        assert refusal(data).code == "KY-TAB003"


# --- compound files ------------------------------------------------------------------------------

BOOK = book(number(0, 0))


@pytest.mark.parametrize(
    "data",
    [
        compound(BOOK, fat={3: 2}),
        compound(BOOK, fat={2: 2}),
        compound(BOOK, fat={1: 1}),  # the directory
        compound(BOOK, fat={3: 100_000}),
        compound(BOOK, fat={3: 100}),
        compound(BOOK, header={44: 2**32 - 1}),
        compound(BOOK, header={40: 2**32 - 1}),
        compound(BOOK, header={64: 2**32 - 1}),
        compound(BOOK, header={68: 2}),
        compound(BOOK, header={80: 0}),  # one sector of the FAT twice
        compound(BOOK, fat={127: 0}, header={68: 0}),  # its list in a circle
        compound(BOOK, header={30: 0x00060020}),
        compound(BOOK, length=2**32 - 1),
        compound(BOOK)[:2_000],
        compound(BOOK)[:100],
        compound(book(number(0, 0), positions=3)),
    ],
)
def test_a_damaged_compound_file_is_refused(data: bytes) -> None:
    assert refusal(data).code in {"KY-TAB001", "KY-TAB003"}


@pytest.mark.parametrize(
    "sheet",
    [
        b"\x05\xff\xff\xff\x7f",
        b"\x05",
        xlsb_record(0) + xlsb_record(5),
        xlsb_record(0, bytes(25)) + xlsb_record(5, bytes(4)),
    ],
)
def test_a_truncated_xlsb_is_refused(sheet: bytes) -> None:
    assert refusal(xlsb([], sheet=sheet)).code == "KY-TAB003"


def test_what_a_program_could_not_compute_is_told_of_an_xlsb() -> None:
    sheet = (
        xlsb_record(0, struct.pack("<I", 4) + bytes(21))
        + xlsb_record(3, struct.pack("<IIB", 1, 0, 0x07))
        + xlsb_record(11, struct.pack("<IIB", 2, 0, 0x99) + bytes(8))
        + xlsb_record(3, struct.pack("<IIB", 3, 0, 0x2A))
    )

    assert look(xlsb([], sheet=sheet)).broken == {
        "活动": {"B5": "#DIV/0!", "C5": "#N/A", "D5": "#N/A"}
    }


def test_a_long_string_that_many_cells_of_an_xlsb_share_is_measured() -> None:
    words = "".join(random.Random(1).choices("科普活动", k=100_000))
    cells = b"".join(
        xlsb_record(0, struct.pack("<I", row) + bytes(21))
        + xlsb_record(7, struct.pack("<III", 0, 0, 0))
        for row in range(3_000)
    )
    strings = xlsb_record(0x9F, struct.pack("<II", 1, 1)) + xlsb_record(0x13, b"\0" + wide(words))

    assert refusal(xlsb([], sheet=cells, strings=strings)).code == "KY-TAB004"
    assert look(xlsb([], sheet=cells, strings=xlsb_record(0x13, b"\0" + wide("甲")))).kind == "xlsb"


def test_the_records_of_an_xlsb_are_counted() -> None:
    assert refusal(xlsb([(row, 0) for row in range(50)]), values=40).code == "KY-TAB004"


@pytest.mark.parametrize("name", [b"", b"\1\0", b"\4\0\0\0ab"])
def test_a_name_of_an_xlsb_that_is_cut_off_is_refused(name: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        binary.bundled(xlsb_record(0x9C, bytes(8) + name), 10)

    assert refused.value.code == "KY-TAB003"


def test_a_table_of_an_ods_right_in_another_is_refused() -> None:
    assert refusal(ods('<table:table table:name="乙"/>')).code == "KY-TAB003"


def test_a_cell_of_an_ods_outside_of_tables_counts_nothing() -> None:
    data = ods(f"</table:table>{ods_cell('甲', 10**9)}<table:table>")

    assert look(data) == Container(kind="ods")


def test_formulas_of_an_ods_count_as_often_as_they_are_repeated() -> None:
    formula = '<table:table-cell table:formula="of:=1+1" table:number-columns-repeated="{}"/>'

    assert look(ods(ods_row(formula.format(1)))).kind == "ods"
    assert refusal(ods(ods_row(formula.format(10**9)))).code == "KY-TAB006"


# --- anything at all -----------------------------------------------------------------------------

SOUND = {
    "xlsx": xlsx(cell("A1") + shared("B2"), sharedStrings_xml="<sst><si><t>甲</t></si></sst>"),
    "xlsb": xlsb([(0, 0), (1, 2)], strings=xlsb_record(0x13, b"\0" + wide("甲"))),
    "ods": ods(ods_row(ods_cell("甲", 3), 2)),
    "xls": compound(book(number(0, 0), globals_=strings_of_xls(1, b"\2\0\0ab"))),
}


@pytest.mark.parametrize("kind", SOUND)
def test_whatever_is_changed_in_a_file_it_passes_or_is_refused(kind: str) -> None:
    dice = random.Random(5)
    sound = SOUND[kind]
    assert look(sound).kind == kind
    for _ in range(300):
        data = bytearray(sound)
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.choice([0, 1, 0xFF, dice.randrange(256)])
        with contextlib.suppress(LoadError):
            look(bytes(data[: dice.choice([len(data), dice.randrange(len(data))])]))
