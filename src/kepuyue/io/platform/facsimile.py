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

from kepuyue._text import shorten
from kepuyue.errors import MissingExtraError, report_of
from kepuyue.io.platform.archive import damaged, too_large

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
_MERGES = re.compile(rb"(?:<mergeCell [^>]*>(?:</mergeCell>)?)+")
_MERGE = re.compile(rb"<mergeCell [^>]*>(?:</mergeCell>)?")
_RANGED = re.compile(
    rb"""<(?:\w+:)?(?:mergeCell|hyperlink|f)\s((?:[^>"']|"[^"]*"|'[^']*')*)>([^<]*)"""
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
"""Cells that merged ranges and links cover: openpyxl makes each of them (some 500 bytes)."""
_FORMULAS = 32 << 20
"""Characters of formulas, shared ones once for each cell: openpyxl writes each out."""


def openpyxl_module() -> Any:
    """Return openpyxl.

    Raises:
        MissingExtraError: if it is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError(
            report_of("KY-EXT001", package="openpyxl", command="pip install 'kepuyue[annotate]'")
        ) from error
    return openpyxl


class Facsimile:
    """A workbook to be changed in its lay-out only.

    Args:
        data: the workbook, as ``.xlsx``; :func:`~kepuyue.io.platform.guard.inspect` has passed it.
        macros: whether its macros are kept.

    Attributes:
        book: the workbook of openpyxl.
        lost: what stands in the file and is not written again, in Chinese and English.

    Raises:
        MissingExtraError: if openpyxl is not installed.
        Refusal: if it cannot be read, or takes too much.
    """

    def __init__(self, data: bytes, *, macros: bool) -> None:
        openpyxl_module()
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
            if b"mergeCell" not in data and b"hyperlink" not in data and b"shared" not in data:
                continue
            longest = shared = 0
            for attributes, text in _RANGED.findall(data):
                if b"shared" in attributes:
                    shared += 1
                    longest = max(longest, len(text))
                elif found := _REF.search(attributes):
                    covered += _area(found[1], name)
            formulas += longest * shared
        if covered > _COVERED:
            raise too_large(
                "合并单元格、链接所占的格数", "cells of merged ranges and links", _COVERED
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
            Refusal: if openpyxl cannot write it.
        """
        members, _ = _asked(self._saved)
        for sheet in self.book.worksheets:
            path = sheet.path.lstrip("/")
            members[path] = _MERGES.sub(_in_order, members[path])
            if sheet.title in self._parts:
                held = dict(_cells(self._source[self._parts[sheet.title]]))
                members[path] = _CELL.sub(_restored(held), members[path])
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


def _loaded(data: bytes, *, macros: bool) -> tuple[Any, dict[str, str], str | None]:
    """Return the workbook, the parts of its sheets by their titles, and that of the strings."""
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
    parts = {sheet.title: parts[sheet.title] for sheet in reader.wb.worksheets}
    return reader.wb, parts, None if strings is None else strings.PartName.lstrip("/")


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
    except MemoryError:
        raise
    except Exception as error:
        why = shorten(str(error)) or type(error).__name__
        raise damaged(why, why) from error


def _keeps_pictures() -> bool:
    from openpyxl.drawing.image import PILImage

    return bool(PILImage)


def _area(ref: bytes, name: str) -> int:
    """Return how many cells a range has."""
    from kepuyue.io.platform.extents import column_of

    found = _RANGE.fullmatch(ref)
    if found is None:
        raise damaged(f"{name} 中的区域有误", f"{name} has a range that is none")
    left, top, right, bottom = found.groups()
    if right is None:
        return 1
    columns = abs(column_of(right.decode().upper()) - column_of(left.decode().upper())) + 1
    return columns * (abs(int(bottom) - int(top)) + 1)


def _cells(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the cells of a sheet that have something in them, but for text that stands inline.

    Yields:
        The name of the cell, and what follows its style: the type, and its content.
    """
    for _, element in ET.iterparse(io.BytesIO(data)):  # noqa: S314  (no document type: the guard has looked)
        tag = element.tag.rpartition("}")[2]
        if tag == "c":
            kind = element.get("t", "n")
            parts = {child.tag.rpartition("}")[2]: child for child in element}
            if kind != "inlineStr" and ("v" in parts or "f" in parts):
                made = ET.Element("c", {"t": kind})
                for part in ("f", "v"):
                    if part in parts:
                        ET.SubElement(made, part, parts[part].attrib).text = parts[part].text
                yield (
                    element.get("r", "").encode(),
                    ET.tostring(made, encoding="unicode")[2:].encode(),
                )
        elif tag == "row":
            element.clear()


def _restored(held: dict[bytes, bytes]) -> Callable[[re.Match[bytes]], bytes]:
    def restored(found: re.Match[bytes]) -> bytes:
        name, style = found.groups()
        if name not in held:
            return found[0]
        return b'<c r="%b"%b%b' % (name, style or b"", held[name])

    return restored


def _in_order(found: re.Match[bytes]) -> bytes:
    """Return merged cells in an order that does not hang on the addresses of objects."""
    return b"".join(sorted(_MERGE.findall(found[0])))


def _insert(members: dict[str, bytes], name: str, data: bytes, before: bytes) -> None:
    members[name] = members[name].replace(before, data + before)
