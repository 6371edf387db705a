"""A workbook that openpyxl takes apart and writes again, its cells as they stood.

openpyxl keeps styles and lay-out, but it drops the cached values of formulas, rounds dates, parts
with the formatting inside of a cell and sets the clock. What a cell holds is therefore put back
from the workbook as it came, byte for byte.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, TypeVar
from xml.etree import ElementTree as ET

from kepuyue.io.platform.archive import Refusal, damaged, too_large, unreadable
from kepuyue.io.platform.cell import cell_name, column_of

T = TypeVar("T")

_CREATED: Final = datetime(2025, 1, 1)  # noqa: DTZ001  (a workbook's property has no zone)
_CORE: Final = "docProps/core.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_STRINGS_TYPE: Final = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
_STRINGS_RELATION: Final = (
    b'<Relationship Id="sharedStrings" Target="sharedStrings.xml" Type="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)
_NO_FILL = re.compile(rb"<(\w+:)?fill\s*(?:/>|>\s*</(?:\w+:)?fill>)")
"""A fill without a kind, as some exports have it: Excel takes it, openpyxl does not."""
_CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?(?: t="[A-Za-z]+")?(?: ?/>|>(?:.*?)</c>)', re.DOTALL
)
"""A cell as openpyxl writes it."""
_INLINE: Final = "inline:"
"""How text that stands inline is told from what follows the style of any other cell."""
_MERGES = re.compile(rb"(?:<mergeCell [^>]*>(?:</mergeCell>)?)+")
_MERGE = re.compile(rb"<mergeCell [^>]*>(?:</mergeCell>)?")
_RANGED = re.compile(
    rb"""<(?:\w+:)?(mergeCell|hyperlink|comment|f)\s((?:[^>"']|"[^"]*"|'[^']*')*)>([^<]*)"""
)
_REF = re.compile(rb"""(?:^|\s)ref\s*=\s*["']\s*([^"']*?)\s*["']""")
_RANGE = re.compile(rb"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[\s>]")
_WARNED: Final = (
    ("Unable to read chart", "部分图表", "some charts"),
    ("image format is not supported", "部分图片", "some pictures"),
    ("because it cannot be read", "部分图片", "some pictures"),
    ("Data Validation extension", "引用其他工作表的下拉列表", "drop-downs from other sheets"),
    ("Conditional Formatting extension", "部分条件格式", "some conditional formats"),
    ("Sparkline Group extension", "迷你图", "sparklines"),
)
"""What openpyxl warns of, and what is lost then."""
_UNTOLD: Final = (
    ("xl/cellimages", "WPS 单元格内的图片", "pictures inside of cells (WPS)"),
    ("xl/richdata", "富数据类型和单元格内图片", "rich data and pictures inside of cells"),
    ("xl/threadedcomments", "批注的回复关系", "the threads of comments"),
    ("xl/slicers", "切片器", "slicers"),
    ("xl/timelines", "日程表", "timelines"),
    ("xl/querytables", "外部数据查询", "queries of other data"),
    ("_xmlsignatures", "数字签名", "the digital signature"),
)
"""Parts that openpyxl passes over without a word."""
_COVERED = 2_000_000
"""Cells that merged ranges, links and comments cover: openpyxl makes each, of some 500 bytes."""
_FORMULAS = 32 << 20
"""Characters of formulas, shared ones once for each cell: openpyxl writes each out."""


class Facsimile:
    """A workbook to be changed in its lay-out only.

    Args:
        data: the workbook, as ``.xlsx``; :func:`~kepuyue.io.platform.guard.inspect` has passed it,
            and openpyxl is installed.
        macros: whether its macros are kept.

    Attributes:
        book: the workbook of openpyxl.
        lost: what stands in the file and is not written again, in Chinese and English.

    Raises:
        Refusal: if it cannot be read, or takes too much.
    """

    def __init__(self, data: bytes, *, macros: bool) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._source = {name: archive.read(name) for name in archive.namelist()}
        self._weigh()
        self.book: Any
        loaded, told = _asked(lambda: _loaded(_filled(data, self._source), macros=macros))
        self.book, self._parts, self._strings = loaded
        if _CORE not in self._source:
            self.book.properties.created = self.book.properties.modified = _CREATED
        self.lost: list[tuple[str, str]] = list(self._losses(told, macros=macros))

    def _weigh(self) -> None:
        """Refuse what would take openpyxl more memory and time than the file lets one think."""
        covered = formulas = 0
        for name, data in self._source.items():
            longest = shared = 0
            for element, attributes, text in _RANGED.findall(data):
                if element != b"f":
                    found = _REF.search(attributes)
                    covered += _area(found[1], name) if found else 0
                elif b"shared" in attributes:
                    shared += 1
                    longest = max(longest, len(text))
            formulas += longest * shared
        if covered > _COVERED:
            raise too_large(
                "合并单元格等所占的格数", "cells of merged ranges and the like", _COVERED
            )
        if formulas > _FORMULAS:
            raise too_large("公式的字数", "characters of formulas", _FORMULAS)

    def _losses(self, told: str, *, macros: bool) -> Iterator[tuple[str, str]]:
        """Yield what the file has that openpyxl does not write again."""
        names = [name.lower() for name in self._source]
        for mark, zh, en in _WARNED:
            if mark in told:
                yield zh, en
        for folder, zh, en in _UNTOLD:
            if any(name.startswith(folder) for name in names):
                yield zh, en
        if not macros and any(name.startswith(("xl/ctrlprops", "xl/activex")) for name in names):
            yield "窗体控件", "form controls"
        if not macros and any(name.endswith("vbaproject.bin") for name in names):
            yield "宏", "macros"
        drawings = [d for n, d in self._source.items() if n.lower().startswith("xl/drawings/")]
        if any(_SHAPE.search(data) for data in drawings):
            yield "形状和文本框", "shapes and text boxes"
        if any(name.startswith("xl/media/") for name in names) and not _keeps_pictures():
            yield "图片（安装 Pillow 后可保留）", "pictures (install Pillow to keep them)"

    def dumps(self) -> bytes:
        """Return the workbook; the same workbook and changes give the same bytes.

        Raises:
            Refusal: if openpyxl cannot write it, or not without changing what the cells hold.
        """
        return _asked(self._made)[0]

    def _made(self) -> bytes:
        sheets = self.book.worksheets
        held = {s: dict(_cells(self._source[p])) for s, p in self._parts if s in sheets}
        for sheet, cells in held.items():
            _uncover(sheet, cells)
        members = self._saved()
        for sheet in sheets:
            path = sheet.path.lstrip("/")
            members[path] = _MERGES.sub(_in_order, members[path])
            if sheet in held:
                members[path] = _CELL.sub(_restored(held[sheet]), members[path])
                if dict(_cells(members[path])) != held[sheet]:
                    raise damaged("有的单元格无法原样写回", "some cells cannot be kept as they are")
        if self._strings is not None:
            members[_STRINGS] = self._source[self._strings]
            _insert(members, "[Content_Types].xml", _STRINGS_TYPE, b"</Types>")
            _insert(members, "xl/_rels/workbook.xml.rels", _STRINGS_RELATION, b"</Relationships>")
        if _CORE in self._source:
            members[_CORE] = self._source[_CORE]
        return _packed(members)

    def _saved(self) -> dict[str, bytes]:
        from openpyxl.writer.excel import ExcelWriter

        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
            ExcelWriter(self.book, archive).write_data()  # its save() would set the clock
        with zipfile.ZipFile(made) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def _loaded(data: bytes, *, macros: bool) -> tuple[Any, list[tuple[Any, str]], str | None]:
    """Return the workbook, its sheets with the part of each, and the part of the strings."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml.constants import SHARED_STRINGS

    reader = ExcelReader(io.BytesIO(data), keep_vba=macros)
    reader.read()
    package: Any = reader.package
    strings = package.find(SHARED_STRINGS)
    parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    missing = sorted(set(parts.values()) - set(reader.valid_files))
    if missing:
        raise ValueError(f"no {missing[0]}")
    sheets = [(sheet, parts[sheet.title]) for sheet in reader.wb.worksheets]
    return reader.wb, sheets, None if strings is None else strings.PartName.lstrip("/")


def _filled(data: bytes, members: dict[str, bytes]) -> bytes:
    """Return a workbook whose fills each have a kind."""
    styles = {name: held for name, held in members.items() if _NO_FILL.search(held)}
    if not styles:
        return data
    filled = {
        name: _NO_FILL.sub(rb"<\1fill><\1patternFill/></\1fill>", held)
        for name, held in styles.items()
    }
    return _packed(members | filled)


def _packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):  # ZipInfo has a date of its own, which no clock tells
            archive.writestr(zipfile.ZipInfo(name), members[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _asked(call: Callable[[], T]) -> tuple[T, str]:
    """Return what openpyxl gives, and its warnings; if it fails, the file is to blame."""
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            return call(), "\n".join(str(warning.message) for warning in told)
    except (MemoryError, Refusal):
        raise
    except Exception as error:
        raise damaged(*unreadable(error)) from error


def _keeps_pictures() -> bool:
    from openpyxl.drawing.image import PILImage

    return bool(PILImage)


def _area(ref: bytes, name: str) -> int:
    """Return how many cells a range has."""
    found = _RANGE.fullmatch(ref)
    if found is None:
        raise damaged(f"{name} 中的区域有误", f"{name} has a range that is none")
    left, top, right, bottom = found.groups()
    if right is None:
        return 1
    columns = abs(column_of(right.decode().upper()) - column_of(left.decode().upper())) + 1
    return columns * (abs(int(bottom) - int(top)) + 1)


def _cells(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the cells of a sheet that have something in them.

    Yields:
        The name of the cell, and what follows its style: the type, and its content. Of text that
        stands inline, only the text: other than all else, openpyxl writes it as it is.
    """
    row = column = 0
    for event, element in ET.iterparse(io.BytesIO(data), ("start", "end")):  # noqa: S314  (no document type: the guard has looked)
        tag = element.tag.rpartition("}")[2]
        if event == "start" and tag == "row":
            row, column = int(element.get("r", row + 1)), 0
        elif event == "end" and tag == "row":
            element.clear()
        elif event == "end" and tag == "c":
            name = element.get("r") or cell_name(row - 1, column)
            column = column_of(name.rstrip("0123456789")) + 1
            content = _content(element)
            if content:
                yield name, content


def _content(cell: ET.Element) -> str:
    kind = cell.get("t", "n")
    parts = {child.tag.rpartition("}")[2]: child for child in cell}
    if kind == "inlineStr":
        texts = (t.text or "" for t in cell.iter() if t.tag.rpartition("}")[2] == "t")
        text = "".join(texts)
        return text and f"{_INLINE}{text}"
    made = ET.Element("c", {"t": kind})
    for part in ("f", "v"):
        if part in parts:
            ET.SubElement(made, part, parts[part].attrib).text = parts[part].text
    return ET.tostring(made, encoding="unicode").removeprefix("<c") if len(made) else ""


def _uncover(sheet: Any, held: dict[str, str]) -> None:
    """Let cells that are covered by merged ones, and have something in them, be written."""
    from openpyxl.cell import MergedCell
    from openpyxl.utils.cell import coordinate_to_tuple

    for name, content in held.items():
        place = coordinate_to_tuple(name)
        covered = sheet._cells.get(place)  # noqa: SLF001  (no other way to a covered cell)
        if isinstance(covered, MergedCell):
            style = covered._style  # type: ignore[attr-defined]  # noqa: SLF001
            del sheet._cells[place]  # noqa: SLF001
            cell = sheet.cell(*place, content.removeprefix(_INLINE))
            cell.data_type, cell._style = "s", style  # noqa: SLF001


def _restored(held: dict[str, str]) -> Callable[[re.Match[bytes]], bytes]:
    """Return what puts the content of a cell back; of text inline, openpyxl has done so."""

    def restored(found: re.Match[bytes]) -> bytes:
        name, style = found.groups()
        content = held.get(name.decode(), "")
        if not content or content.startswith(_INLINE):
            return found[0]
        return b'<c r="%b"%b%b' % (name, style or b"", content.encode())

    return restored


def _in_order(found: re.Match[bytes]) -> bytes:
    """Return merged cells in an order that does not hang on the addresses of objects."""
    return b"".join(sorted(_MERGE.findall(found[0])))


def _insert(members: dict[str, bytes], name: str, data: bytes, before: bytes) -> None:
    members[name] = members[name].replace(before, data + before)
