"""A look at a workbook before anything unpacks it.

The readers of tables trust what a file says of itself: they set memory aside for the counts that
it claims, and make a dense table of all cells between the corners of a sheet. What is looked at
here first is found in bounded time and memory, and whatever would end the process is refused.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import attrs

from kepuyue.errors import LoadError
from kepuyue.findings import Finding, Location, Report, Severity
from kepuyue.io.platform import compound, package
from kepuyue.io.platform.archive import LIMITS, Archive, Limits, Refusal

_SAVE: Final = ("请用 Excel 或 WPS 打开，另存为 .xlsx 后再试",
                "open it in Excel or WPS, save it as .xlsx and try again")  # fmt: skip
_OTHER: Final = ("请确认文件是否选对", "make sure that it is the right file")
_WHAT: Final[dict[str | None, tuple[tuple[str, str], tuple[str, str]]]] = {
    "html": (("改了后缀名的网页", "a web page under another suffix"), _SAVE),
    "xml": (("XML 表格（Excel 2003）", "an XML spreadsheet of Excel 2003"), _SAVE),
    "doc": (("旧版 Word 文档 (.doc)", "an old Word document (.doc)"),
            ("请用 Word 或 WPS 打开，另存为 .docx 后再试",
             "open it in Word or WPS, save it as .docx and try again")),
    "pdf": (("PDF 文件", "a PDF"),
            ("请向填报单位索取原来的表格", "ask its sender for the table it was made from")),
    "zip": (("其他压缩包", "some other archive"),
            ("请先解压，再读取其中的表格", "unpack it first and read the tables in it")),
    "text": (("文本文件", "a text"),
             ("如果是 CSV，请把后缀名改为 .csv", "if it is CSV, give it the suffix .csv")),
    "empty": (("空文件", "an empty file"),
              ("请重新下载或向填报单位索取", "download it again or ask its sender for it")),
    None: (("其他文件", "some other file"), _OTHER),
}  # fmt: skip
"""What a file is instead of a table, and what to do about it."""

_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|meta|body|div)\b", re.IGNORECASE)
_SNIFFED: Final = 4096
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@attrs.frozen(kw_only=True)
class Container:
    """What a look at a workbook found.

    Attributes:
        kind: its format; that of .xlsm is ``xlsx``.
        date1904: whether its dates count from 1904 instead of 1900.
        broken: cells that a program could not compute, by sheet: an error such as ``#REF!``, or
            nothing where a formula has no value; some 1,000 of each sheet.
        merges: merged cells of an .ods by sheet, which its reader does not tell: first row and
            column, last row and column, counted from 0.
        report: notes on macros and on links to other files, which are ignored.
    """

    kind: Literal["xlsx", "xlsb", "ods", "xls", "docx"]
    date1904: bool = False
    broken: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, hash=False)
    merges: Mapping[str, Sequence[tuple[int, int, int, int]]] = attrs.field(
        factory=dict, hash=False
    )
    report: Report = attrs.Factory(Report)


def kind_of(data: bytes) -> str | None:
    """Return what a file is, by its content.

    Args:
        data: the file.

    Returns:
        ``xlsx``, ``xlsb``, ``ods``, ``xls``, ``docx``; or what no table is read from:
        ``encrypted``, ``doc``, ``html``, ``xml``, ``pdf``, ``zip`` (any other archive), ``text``
        (no NUL, or a byte order mark), ``None`` (anything else, and nothing at all).

    >>> kind_of(b"%PDF-1.7"), kind_of("<html><table>".encode()), kind_of("序号,名称".encode())
    ('pdf', 'html', 'text')
    """
    try:
        return _kind_of(data)
    except Refusal as refusal:
        if refusal.code == "KY-TAB002":
            return "encrypted"
        return "zip" if data.startswith(b"PK") else None


def _kind_of(data: bytes) -> str | None:
    if data.startswith(b"PK"):
        return package.kind_of(Archive(data, LIMITS)) or "zip"
    if data.startswith(compound.MAGIC):
        names = compound.CompoundFile(data).names
        if "EncryptedPackage" in names:
            return "encrypted"
        if "WordDocument" in names:
            return "doc"
        return "xls" if names & {"Workbook", "Book"} else None
    return _kind_of_text(data)


def _kind_of_text(data: bytes) -> str | None:
    head = data[:_SNIFFED]
    if head.lstrip().startswith(b"%PDF"):
        return "pdf"
    plain = head.replace(b"\0", b"") if head.startswith(_BOMS) else head
    if b"schemas-microsoft-com:office:spreadsheet" in plain and b"<?xml" in plain:
        return "xml"
    if _HTML.search(plain):
        return "html"
    return "text" if data and (data.startswith(_BOMS) or b"\0" not in data) else None


def inspect(data: bytes, *, source: str | None, limits: Limits = LIMITS) -> Container:
    """Look at a workbook, or Word document, before it is read.

    Args:
        data: the file.
        source: its name, for the findings.
        limits: what it may take.

    Returns:
        what it is, and what its reader should know.

    Raises:
        LoadError: if it is no table file (KY-TAB001), has a password (KY-TAB002), is damaged
            (KY-TAB003), unpacks to too much (KY-TAB004), has a document type (KY-TAB005), or has a
            sheet that spans too much (KY-TAB006).

    >>> inspect(b"%PDF-1.7", source="汇总表.xlsx")
    Traceback (most recent call last):
    kepuyue.errors.LoadError: KY-TAB001 汇总表.xlsx: 不是表格文件：PDF 文件；...
    """
    try:
        return _look_at(data, source, limits)
    except Refusal as refusal:
        location = Location(source=source, sheet=refusal.sheet, cell=refusal.cell)
        finding = Finding(code=refusal.code, params=refusal.params, location=location)
        raise LoadError(Report([finding])) from refusal.__cause__


def _look_at(data: bytes, source: str | None, limits: Limits) -> Container:
    if data.startswith(b"PK"):
        return _look_at_archive(data, source, limits)
    kind = _kind_of(data)
    if kind == "xls":
        return _look_at_compound(data, source, limits)
    if kind == "encrypted":
        raise Refusal("KY-TAB002")
    raise _no_table(kind if data else "empty")


def _no_table(kind: str | None) -> Refusal:
    (what_zh, what_en), (do_zh, do_en) = _WHAT[kind]
    return Refusal("KY-TAB001", what_zh=what_zh, what_en=what_en, do_zh=do_zh, do_en=do_en)


def _notes(source: str | None, *, macros: bool, links: bool) -> Report:
    codes = [code for code, found in (("KY-TAB007", macros), ("KY-TAB008", links)) if found]
    location = Location(source=source)
    return Report(Finding(code=code, severity=Severity.NOTE, location=location) for code in codes)


def _look_at_archive(data: bytes, source: str | None, limits: Limits) -> Container:
    archive = Archive(data, limits)
    kind = package.kind_of(archive)
    if not kind:
        raise _no_table("zip")
    look = package.Package(archive, kind, limits)
    look.look()
    return Container(
        kind=kind,
        date1904=look.date1904,
        broken=look.broken,
        merges=look.merges,
        report=_notes(source, macros=look.macros, links=look.links),
    )


def _look_at_compound(data: bytes, source: str | None, limits: Limits) -> Container:
    file = compound.CompoundFile(data)
    books = [
        compound.look_at_book(stream, limits)
        for name in ("Workbook", "Book")  # readers take the second if the first is damaged
        if (stream := file.stream(name)) is not None
    ]
    return Container(
        kind="xls",
        date1904=books[0].date1904,
        broken=books[0].broken,
        report=_notes(
            source, macros="_VBA_PROJECT_CUR" in file.names, links=any(b.linked for b in books)
        ),
    )
