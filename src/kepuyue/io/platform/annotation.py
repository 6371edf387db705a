"""The workbook of an officer, given back with what was found in it."""

import math
from collections.abc import Container, Iterator
from os import PathLike
from pathlib import PurePath
from typing import Any, Final, Literal

import attrs

from kepuyue._text import width
from kepuyue.errors import LoadError, chosen, invalid, report_of
from kepuyue.findings import Collector, Finding, Language, Location, Report, Severity
from kepuyue.io._optional import optional
from kepuyue.io.files import MAX_BYTES, Input, name_of, opened, replaced, writing
from kepuyue.io.platform.archive import LIMITS, Limits, Refusal
from kepuyue.io.platform.cell import column_of, safe_text
from kepuyue.io.platform.facsimile import Facsimile
from kepuyue.io.platform.guard import inspect

AUTHOR: Final = "kepuyue"
"""The author of our comments."""
RESULT: Final = "检查结果"
"""The sheet that lists the findings."""
_MARK: Final = "kepuyue_findings"
"""A hidden name by which the sheet is known again, whatever it is called by then."""
_FORMULA: Final = '"kepuyue"<>""'
"""The condition of our colours: always true, and known again."""
_HEAD: Final = "———— kepuyue ————\n"
"""Above ours in the comment of a cell: some programs drop the author."""
_COLOURS: Final = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.NOTE: "DDEBF7"}
_MACROS: Final = (".xlsm", ".xltm")
_LANGUAGES: Final[dict[str, tuple[Language, ...]]] = {
    "zh": ("zh",),
    "en": ("en",),
    "both": ("zh", "en"),
}
_TOLD: Final = 20
"""Findings of one cell that its comment tells; the sheet has them all."""
_TOGETHER: Final = 200
"""Cells that one conditional format is for."""
_BOX, _TALLEST = 320, 480  # pixels
_ACROSS, _LINE = 44, 18  # characters of half width in a line of the box, and its height
_LAST_COLUMN, _LAST_ROW = column_of("XFD"), 1_048_576
_HEADINGS: Final = ("代码 Code", "级别 Severity", "位置 Place", "说明", "Message")
_WIDTHS: Final = (13, 16, 24, 60, 60)
_ROW: Final = 15  # points, the height of a line
_TITLE: Final = "检查结果 / Findings"


def annotate(
    path_in: str | PathLike[str],
    report: Report,
    path_out: str | PathLike[str],
    *,
    language: Literal["zh", "en", "both"] = "zh",
    limits: Limits = LIMITS,
) -> None:
    """Write a workbook again with its findings: as colours, as comments, and as a last sheet.

    A cell with an error is red, with a warning amber, with notes alone light blue; one comment
    tells all that was found in it, below what was told there before. The sheet 检查结果 lists all
    findings, those of no cell too, in their order, each with a link to its cell. A finding of a
    cell that is covered by a merged one goes to the one that is seen. Of more than 10,000 findings
    the first are listed, and the number of the others; nothing is drawn on hidden sheets.

    The colours are conditional formats, so the cells keep the fill that they have. When a workbook
    is annotated again, our comments, colours and sheet of the last time give way to the new ones,
    and so does whatever was written into them by hand.

    What the cells hold stays as it was, byte for byte: values, formulas with their results, text
    that begins with ``=``; a workbook of which this does not hold is refused. So do styles, merged
    cells, widths, heights, drop-downs, conditional formats, hidden sheets, frozen panes, filters,
    the print set-up, names, links, comments (as plain text, in a box of their size), charts,
    pictures (if Pillow is installed), and macros if ``path_out`` ends with ``.xlsm``. openpyxl
    cannot keep shapes and text boxes, form controls (but beside macros), slicers and timelines,
    sparklines, pictures inside of cells, drop-downs and conditional formats in the extended form
    of Excel 2010 (Excel uses it where they refer to another sheet), threads of comments, queries
    and signatures: the sheet says which of these the file had. Nor does it keep printer settings,
    custom XML and the formatting inside of comments.

    Args:
        path_in: the workbook, ``.xlsx`` or ``.xlsm``.
        report: the findings, taken to be of this file.
        path_out: the file to write; it may be the same.
        language: that of the comments; the sheet has both.
        limits: what the workbook may take; each value takes some 500 bytes.

    Raises:
        LoadError: if it cannot be read, or is no ``.xlsx`` (KY-TAB201).
        DumpError: if it cannot be written; what was there is left as it was.
        InvalidValueError: if there is no such language, or ``path_out`` has the suffix of a
            workbook with macros and there are none.
        MissingExtraError: if openpyxl is not installed.

    >>> import kepuyue
    >>> kepuyue.dump(kepuyue.editions.load("shaoguan-2025-example"), "活动.xlsx")
    >>> annotate("活动.xlsx", kepuyue.try_load("活动.xlsx").report, "活动-检查.xlsx")
    """
    languages = _LANGUAGES[chosen("language", language, tuple(_LANGUAGES))]
    optional("openpyxl", package="openpyxl", extra="annotate")
    source = name_of(path_in)
    with opened(path_in) as file:
        data = Input(file, source).read(MAX_BYTES + 1)
    place = Location(source=source)
    if len(data) > MAX_BYTES:
        raise LoadError(report_of("KY-LOD009", location=place, limit=MAX_BYTES))
    container = inspect(data, source=source, limits=limits)
    if container.kind != "xlsx":
        raise LoadError(report_of("KY-TAB201", location=place, kind=container.kind))
    try:
        made = _annotated(data, report, languages, macros=_macros(path_out, container.report))
    except Refusal as refusal:
        finding = Finding(code=refusal.code, params=refusal.params, location=place)
        raise LoadError(Report([finding])) from refusal.__cause__
    with replaced(path_out) as written, writing(path_out):
        written.write(made)


def _macros(path: str | PathLike[str], notes: Report) -> bool:
    """Return whether macros are kept: Excel opens no .xlsx that has some, nor .xlsm without."""
    suffix = PurePath(path).suffix.lower()
    if suffix not in _MACROS:
        return False
    if not any(note.code == "KY-TAB007" for note in notes):
        raise invalid(
            "KY-VAL003", suffix, field="path_out",
            expected_zh=".xlsx（文件里没有宏）", expected_en=".xlsx (there are no macros)",
        )  # fmt: skip
    return True


def _annotated(
    data: bytes, report: Report, languages: tuple[Language, ...], *, macros: bool
) -> bytes:
    facsimile = Facsimile(data, macros=macros)
    book = facsimile.book
    for sheet in book.worksheets:
        if _MARK in sheet.defined_names:
            book.remove(sheet)
    collector = Collector()
    collector.add(report)
    listed = collector.report()
    shown = {sheet.title: sheet for sheet in book.worksheets if sheet.sheet_state == "visible"}
    by_cell: dict[str, dict[str, list[Finding]]] = {title: {} for title in shown}
    for finding in listed:
        target = _target(finding.location, shown)
        if target is not None:
            title, cell = target
            by_cell[title].setdefault(cell, []).append(finding)
    for sheet in book.worksheets:
        found = _uncovered(sheet, by_cell.get(sheet.title, {}))
        _comment(sheet, found, languages)
        _colour(sheet, found)
    _list(book, listed, report, facsimile.lost, shown)
    return facsimile.dumps()


def _target(place: Location, shown: Container[str]) -> tuple[str, str] | None:
    """Return the sheet and the cell of a finding; ``None`` if there is none to be seen."""
    if place.sheet is None or place.cell is None or place.sheet not in shown:
        return None
    return (place.sheet, place.cell) if _is_cell(place.cell) else None


def _is_cell(name: str) -> bool:
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :]
    return (
        letters.isascii() and letters.isalpha() and letters.isupper()
        and len(letters) <= len("XFD") and column_of(letters) <= _LAST_COLUMN
        and 0 < len(digits) <= len(str(_LAST_ROW)) and 0 < int(digits) <= _LAST_ROW
    )  # fmt: skip


def _uncovered(sheet: Any, by_cell: dict[str, list[Finding]]) -> dict[str, list[Finding]]:
    """Return the findings by the cells that are seen."""
    if not by_cell or not sheet.merged_cells:
        return by_cell
    from openpyxl.utils import get_column_letter

    seen = {
        f"{get_column_letter(column)}{row}": merge.start_cell.coordinate
        for merge in sheet.merged_cells
        for row, column in merge.cells
    }
    found: dict[str, list[Finding]] = {}
    for name, findings in by_cell.items():
        found.setdefault(seen.get(name, name), []).extend(findings)
    return found


def _comment(
    sheet: Any, by_cell: dict[str, list[Finding]], languages: tuple[Language, ...]
) -> None:
    """Take our comments off a sheet, and put the new ones on."""
    from openpyxl.comments import Comment

    for cell in list(sheet._cells.values()):  # noqa: SLF001  (iter_rows makes all between them)
        if cell.comment is None:
            continue
        theirs = cell.comment.text.partition(_HEAD)[0].removesuffix("\n")
        author = cell.comment.author
        ours = author == AUTHOR or not theirs
        cell.comment = None if ours else Comment(theirs, author, *_size(theirs))
    for name, findings in by_cell.items():
        cell = sheet[name]
        text = _HEAD + "\n".join(_lines(findings, languages))
        author = AUTHOR
        if cell.comment is not None:
            text, author = f"{cell.comment.text}\n{text}", cell.comment.author
        cell.comment = Comment(text, author, *_size(text))


def _lines(findings: list[Finding], languages: tuple[Language, ...]) -> Iterator[str]:
    for finding in findings[:_TOLD]:
        label = " ".join(finding.severity.label(language) for language in languages)
        yield f"{label}: " + " / ".join(finding.message(language) for language in languages)
    if len(findings) > _TOLD:
        yield f"… +{len(findings) - _TOLD}"


def _size(text: str) -> tuple[int, int]:
    """Return height and width of the box of a comment, in pixels."""
    return min(_LINE * (_lines_of(text, _ACROSS) + 1), _TALLEST), _BOX


def _lines_of(text: str, across: int) -> int:
    """Return how many lines a text takes."""
    return sum(max(1, math.ceil(width(line) / across)) for line in text.split("\n"))


def _colour(sheet: Any, by_cell: dict[str, list[Finding]]) -> None:
    """Take our colours off a sheet, and put the new ones on, above formats that are there."""
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles.differential import DifferentialStyle

    theirs = [
        (conditional, rule)
        for conditional in sheet.conditional_formatting
        for rule in conditional.rules
        if rule.formula != [_FORMULA]
    ]
    if not by_cell and len(theirs) == sum(len(c.rules) for c in sheet.conditional_formatting):
        return
    sheet.conditional_formatting = ConditionalFormattingList()
    cells: dict[Severity, list[str]] = {severity: [] for severity in Severity}
    for name, findings in by_cell.items():
        worst = min((f.severity for f in findings), key=list(Severity).index)
        cells[worst].append(name)
    for priority, (severity, names) in enumerate(cells.items(), 1):
        for start in range(0, len(names), _TOGETHER):
            style = DifferentialStyle(fill=_fill(severity))
            rule = Rule("expression", formula=[_FORMULA], dxf=style, priority=priority)
            sheet.conditional_formatting.add(" ".join(names[start : start + _TOGETHER]), rule)
    shift = len(Severity) + 1 - min((rule.priority for _, rule in theirs), default=1)
    for conditional, rule in theirs:
        rule.priority += shift
        sheet.conditional_formatting.add(conditional, rule)


def _fill(severity: Severity) -> Any:
    from openpyxl.styles import PatternFill

    colour = _COLOURS[severity]
    return PatternFill(start_color=colour, end_color=colour, fill_type="solid")


def _list(
    book: Any, listed: Report, report: Report, lost: list[tuple[str, str]], shown: Container[str]
) -> None:
    """Add the sheet that lists the findings."""
    from openpyxl.styles import Font
    from openpyxl.workbook.defined_name import DefinedName

    sheet = book.create_sheet(RESULT)
    name = f"'{sheet.title}'!$A$1"
    sheet.defined_names[_MARK] = DefinedName(_MARK, attr_text=name, hidden=True)
    lines = [_TITLE, f"{report.summary('zh')} / {report.summary('en')}"]
    if lost:
        zh, en = "、".join(zh for zh, _ in lost), ", ".join(en for _, en in lost)
        lines.append(f"未能保留在这份文件中，请以原文件为准：{zh} / not kept in this copy: {en}")
    for row, line in enumerate(lines, 1):
        sheet.cell(row, 1, safe_text(line))
    sheet["A1"].font = Font(bold=True, size=14)
    header = len(lines) + 1
    for column, (heading, wide) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), 1):
        sheet.cell(header, column, heading).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(header, column).column_letter].width = wide
    styles: dict[tuple[int, object], Any] = {}
    for row, finding in enumerate(listed, header + 1):
        _write(sheet, row, finding, shown, styles)
    sheet.freeze_panes = f"A{header + 1}"
    sheet.auto_filter.ref = f"A{header}:E{max(sheet.max_row, header)}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write(
    sheet: Any,
    row: int,
    finding: Finding,
    shown: Container[str],
    styles: dict[tuple[int, object], Any],
) -> None:
    """Write the row of a finding, in styles that each are made once."""
    from openpyxl.utils import quote_sheetname
    from openpyxl.worksheet.hyperlink import Hyperlink

    place, severity = finding.location, finding.severity
    target = _target(place, shown)
    where = str(attrs.evolve(place, source=None)) or finding.entity or ""
    level = f"{severity.label('zh')} {severity.label('en')}"
    values = (finding.code, level, where, finding.message("zh"), finding.message("en"))
    kinds = (None, severity, target is not None, None, None)
    for column, (value, kind) in enumerate(zip(values, kinds, strict=True), 1):
        cell = sheet.cell(row, column, safe_text(value))
        if (column, kind) not in styles:
            _style(cell, kind)
            styles[column, kind] = cell._style  # noqa: SLF001  (else each cell looks for its own)
        cell._style = styles[column, kind]  # noqa: SLF001
    lines = max(map(_lines_of, values, _WIDTHS))  # not every program fits a row to its text
    sheet.row_dimensions[row].height = _ROW * lines
    if target is not None:
        location = f"{quote_sheetname(target[0])}!{target[1]}"
        cell = sheet.cell(row, 3)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location)


def _style(cell: Any, kind: object) -> None:
    """Let a cell look like what it is: a severity, a link, or text."""
    from openpyxl.styles import Alignment, Font

    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if isinstance(kind, Severity):
        cell.fill = _fill(kind)
    elif kind:
        cell.font = Font(color="0563C1", underline="single")
