"""Workbooks and documents that are zip archives, looked at part by part (ECMA-376, ODF 1.3)."""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, Literal
from xml.parsers import expat

from kepuyue.io.platform.archive import Archive, Limits, Refusal, damaged, too_large
from kepuyue.io.platform.binary import bundled, xlsb_sheet, xlsb_strings
from kepuyue.io.platform.extents import NEAR, Tally, parse, shared_text, string_sizes, xlsx_sheet
from kepuyue.io.platform.opendocument import OdsTables

Kind = Literal["xlsx", "xlsb", "ods", "docx"]

_MAIN: Final[dict[str, Kind]] = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "content.xml": "ods",
    "word/document.xml": "docx",
}
"""Kinds by the member that each of them has."""
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_EXTERNAL = re.compile(rb'<Relationship\b(?=[^>]*TargetMode="External")(?![^>]*/hyperlink")')
_XML: Final = (".xml", ".rels")
_FINE: Final = 64 << 20
"""Bytes of shared text in a sheet that need no closer look."""
_LARGE: Final = 4 << 20
"""Bytes of a sheet that is worth a quick look instead of an exact one."""
_TRUE: Final = {"1", "true", "on"}
_TAGS: Final = 4
"""Tags of parts that are no sheets which count as one value."""


def kind_of(archive: Archive) -> Kind | None:
    """Return what an archive is, or None if it is none of these.

    Raises:
        Refusal: if it has a password, or is of two kinds at once.
    """
    members = archive.members
    kinds = [kind for name, kind in _MAIN.items() if name in members]
    if "mimetype" in members:
        mimetype = next(archive.blocks(members["mimetype"]), b"")
        if not mimetype.startswith(_ODS) and "ods" in kinds:
            kinds.remove("ods")  # a text document
    manifest = members.get("meta-inf/manifest.xml")
    if manifest and any(b"encryption-data" in block for block in archive.blocks(manifest)):
        raise Refusal("KY-TAB002")
    if len(kinds) > 1:  # readers try one format after the other
        raise damaged("两种格式混在一个文件里", "it is files of two formats in one")
    return kinds[0] if kinds else None


class Package:
    """Looks at a workbook or document.

    Args:
        archive: the archive.
        kind: what it is.
        limits: what it may take.

    Attributes:
        date1904: whether its dates count from 1904.
        broken: cells that a program could not compute, by sheet, with the error.
        merges: merged cells of the sheets of an .ods: first row and column, last row and column.
        macros: whether it has macros.
        links: whether it has links to other files.
    """

    def __init__(self, archive: Archive, kind: Kind, limits: Limits) -> None:
        self.date1904: bool = False
        self.broken: dict[str, dict[str, str]] = {}
        self.merges: dict[str, list[tuple[int, int, int, int]]] = {}
        self.macros: bool = any(
            key.endswith("vbaproject.bin") or key.startswith(("basic/", "scripts/"))
            for key in archive.members
        )
        self.links: bool = any("externallinks/" in key for key in archive.members)
        self._archive = archive
        self._kind = kind
        self._limits = limits
        self._tally = Tally(limits)
        self._seen: set[str] = set()
        self._sheets: list[tuple[str, str]] = []
        self._relations: dict[str, str] = {}
        self._strings: list[array[int]] = [array("L")]

    def look(self) -> None:
        """Look at all its parts.

        Raises:
            Refusal: if it is damaged or passes a limit.
        """
        if self._kind == "xlsx":
            self._look_at_xlsx()
        elif self._kind == "xlsb":
            self._look_at_xlsb()
        elif self._kind == "ods":
            tables = OdsTables(self._tally)
            tables.look(self._markup("content.xml"))
            self.merges = tables.merges
        document = 0
        for key in [key for key in self._archive.members if key not in self._seen]:
            document += self._look_at_other(key)
            if self._kind == "docx" and document > self._limits.document:
                raise too_large("XML 的字节数", "bytes of XML", self._limits.document)

    def _markup(self, key: str, mark: bytes = b"<") -> Iterator[bytes]:
        self._seen.add(key)
        return self._archive.markup(self._archive.members[key], mark)

    def _look_at_other(self, key: str) -> int:
        """Look at a part that is no sheet, and return how many bytes of XML it has."""
        member = self._archive.members[key]
        head = next(self._archive.blocks(member), b"<")
        if key == "meta-inf/manifest.xml" or not (
            key.endswith(_XML) or head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
        ):
            for _ in self._archive.blocks(member):
                pass
            return 0
        size = 0
        sheet = False
        for block in self._markup(key):
            size += len(block)
            sheet = sheet or (self._kind == "xlsx" and b"sheetData" in block)
            self._tally.take_values(block.count(b"<") // _TAGS)
            if key.endswith(".rels") and _EXTERNAL.search(block):
                self.links = True
        if sheet:  # of which the workbook, as read here, does not tell
            self._look_at_sheet(key, [])
        return size

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._tally.take_values(1)
        local = name.rpartition(":")[2]
        if local == "Relationship":
            self._relations[attributes.get("Id", "")] = attributes.get("Target", "")
        elif local == "workbookPr":
            self.date1904 = attributes.get("date1904") in _TRUE
        elif local == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            self._sheets.append((attributes.get("name", ""), relation))

    def _parse(self, blocks: Iterable[bytes]) -> None:
        parser = expat.ParserCreate(encoding="utf-8")
        parser.StartElementHandler = self._start
        parse(parser, blocks)

    def _names(self, relations: str, suffix: str) -> dict[str, list[str]]:
        """Return the names of the sheets by the part in which each is."""
        if relations in self._archive.members:
            self._parse(self._archive.markup(self._archive.members[relations]))
        names: dict[str, list[str]] = {
            key: []
            for key in self._archive.members
            if "worksheets/" in key and key.endswith(suffix)
        }
        for name, relation in self._sheets:
            target = self._key(self._relations.get(relation, ""))
            for path in {target, posixpath.normpath(f"xl/{target}")}:
                if path in self._archive.members:
                    names.setdefault(path, []).append(name)
        return names

    @staticmethod
    def _key(target: str) -> str:
        return target.replace("\\", "/").lstrip("/").lower()

    def _look_at_xlsx(self) -> None:
        self._parse(self._markup("xl/workbook.xml"))
        self._strings += [
            string_sizes(self._markup(key), self._tally)
            for key in self._archive.members
            if key.endswith("sharedstrings.xml")
        ]
        for key, called in self._names("xl/_rels/workbook.xml.rels", ".xml").items():
            self._look_at_sheet(key, called)

    def _look_at_sheet(self, key: str, called: list[str]) -> None:
        near = self._archive.members[key].unpacked > _LARGE and self._tally.has_room(NEAR * 2)
        sheet = xlsx_sheet(partial(self._markup, key, b"<c "), self._limits.values, near=near)
        text = max(
            shared_text(partial(self._markup, key), sheet.extent.values, sizes, _FINE)
            for sizes in self._strings
        )
        name = called[0] if called else key
        self._tally.take(name, sheet.extent, text=text, times=max(len(called), 1))
        self.broken |= {name: sheet.broken for name in called if sheet.broken}

    def _read(self, key: str) -> bytes:
        self._seen.add(key)
        return b"".join(self._archive.blocks(self._archive.members[key]))

    def _look_at_xlsb(self) -> None:
        limit = self._limits.values
        self._sheets, date1904 = bundled(self._read("xl/workbook.bin"), limit)
        self.date1904 = date1904
        self._tally.take_values(len(self._sheets))
        sizes = array("L")
        for key in self._archive.members:
            if key.endswith("sharedstrings.bin"):
                sizes = xlsb_strings(self._read(key), self._tally)
        for key, called in self._names("xl/_rels/workbook.bin.rels", ".bin").items():
            extent, text, broken = xlsb_sheet(self._read(key), sizes, limit)
            self.broken |= {name: broken for name in called if broken}
            name = called[0] if called else key
            self._tally.take(name, extent, text=text, times=max(len(called), 1))
