"""The hidden sheet that carries every entity whole, as lines of JSON Lines, and the keys of rows.

What people see of an entity in the cells of a row is less than there is to it. The record has the
rest; the cells, where a person changed them, count before it. That they have been changed is seen
by the fingerprint beside the key of the row: so a workbook of an older release, which worded them
otherwise, has not been changed. A line that is longer than a cell stands in several cells of its
row.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kepuyue.errors import report_of
from kepuyue.findings import Location, Report
from kepuyue.io.lines import EntityLines, Records, header_line
from kepuyue.io.platform.cell import Value, line_of
from kepuyue.io.registry import NEWER_VERSION
from kepuyue.model.programme import TUPLES, Programme

SHEET = "kepuyue"
"""Name of the sheet, and heading of the column with the keys of rows."""
GUIDE = "填报说明"
"""The sheet that explains the columns."""
CODES = "代码"
"""The hidden sheet with the code lists."""
VERSION = 1
"""Of the sheet: what its first line means."""
_CHUNK = 16_000
"""Characters of a line in one cell: 32,767 fit, and those beyond the BMP count twice."""
_DIGITS = 12
"""Digits of a fingerprint."""
_PAGE = re.compile(rf"{SHEET}(?: ([0-9]{{1,5}}))?")
_ENTITY = '{"entity":'
"""What the line of an entity begins with, which may go on in the next cell."""
_MARKED = re.compile(f"[0-9a-f]{{{_DIGITS}}} ")
_UNSAFE = re.compile("[\x7f-\x9f\ufffe\uffff]|_(?=x)")
"""What JSON may have as it is and a cell may not: ``_x0041_`` is an A to spreadsheets."""


class RecordSheet:
    """Makes the rows of the sheet.

    >>> [cells[0][:20] for cells in RecordSheet("publish-2025").head(Programme())]
    ['{"sheet": 1, "profil', '{"format":"kepuyue",']
    """

    def __init__(self, profile: str) -> None:
        self._profile = profile
        self._lines = {kind: EntityLines(name) for name, kind in TUPLES.items()}

    def head(self, programme: Programme) -> Iterator[list[str]]:
        """Yield the first rows: what the sheet is, and what the programme has itself."""
        yield [json.dumps({"sheet": VERSION, "profile": self._profile}, ensure_ascii=False)]
        yield _cells(header_line(programme))

    def row(self, entity: Any) -> list[str]:
        """Return the row of an entity."""
        return _cells(self._lines[type(entity)].line(entity))


def _cells(data: bytes | bytearray) -> list[str]:
    text = data.decode()
    if "_x" in text or not text.isprintable():  # much faster than the search
        text = _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]


class Recorded:
    """The entities of the sheet.

    Args:
        pages: its rows, by its name and those of the sheets on which it goes on.
        source: name of the input, for the findings.

    Attributes:
        profile: id of the profile that the workbook was written by; ``None`` if it has no records.
        programme: the entities.
        report: what is wrong with them.
    """

    def __init__(self, pages: Mapping[str, Iterable[Sequence[object]]], source: str | None) -> None:
        self.report: Report = Report()
        self.programme: Programme = Programme()
        lines = (
            ((name, number), "".join(str(cell) for cell in row if cell))
            for name, rows in pages.items()
            for number, row in enumerate(rows, 1)
        )
        place, first = next(lines, ((SHEET, 1), ""))
        head = _head(first)
        version, profile = head.get("sheet"), head.get("profile")
        self.profile: str | None = None
        if isinstance(version, int) and version > VERSION:
            self._add(report_of(NEWER_VERSION, known=VERSION), place)
        if version != VERSION or not isinstance(profile, str):
            return
        self.profile = profile
        records = Records(source)
        place, header = next(lines, (place, ""))
        self._add(records.header(place[1], header.encode("utf-8", "replace")), place)
        if not records.opened:
            self.profile = None
            return
        entities: dict[str, list[Any]] = {name: [] for name in TUPLES}
        for place, line in lines:
            data = line.encode("utf-8", "replace")
            for name, found in records.entities(place[1], data) if data else ():
                if name:
                    entities[name].append(found)
                else:
                    self._add(found, place)
        values: dict[str, Any] = {name: tuple(found) for name, found in entities.items()}
        self.programme = Programme(**values, **records.own)

    def _add(self, report: Report, place: tuple[str, int]) -> None:
        sheet, number = place
        self.report += [
            finding.at(
                Location(
                    source=finding.location.source,
                    path=finding.location.path,
                    sheet=sheet,
                    cell=f"A{number}",
                )
            )
            for finding in report
        ]


def _head(line: str) -> dict[str, Any]:
    """Return what the first line says; nothing if it is none of ours."""
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return head if isinstance(head, dict) else {}


def page_of(name: str | None) -> int:
    """Return which of the sheets with records a sheet is by its name, counted from 1; 0 if none is.

    >>> page_of("kepuyue"), page_of("kepuyue 2"), page_of("活动"), page_of(None)
    (1, 2, 0, 0)
    """
    found = _PAGE.fullmatch(name or "")
    return int(found[1] or 1) if found else 0


def has_records(row: Sequence[object], page: int) -> bool:
    """Return whether a row is the first of such a sheet, which a person may have made visible.

    Args:
        row: the row.
        page: which of the sheets it is, counted from 1.

    >>> has_records(['{"sheet": 1, "profile": "publish-2025"}'], 1), has_records(["活动名称"], 1)
    (True, False)
    >>> has_records(['{"entity":"activities","id":"talk"}'], 2)
    True
    """
    if not row:
        return False
    text = str(row[0])
    return "sheet" in _head(text) if page == 1 else text.startswith(_ENTITY)


def key_of(entity: Any, part: Any, number: int) -> str:
    """Return the key of a row: the ids of its entity and its part, which no slash confounds.

    Args:
        entity: the entity.
        part: the session or volunteer, if the row has one; a volunteer has no id but its place.
        number: place of the part, counted from 0.

    >>> from kepuyue.model.schedule import Session
    >>> from kepuyue.model.activity import Activity
    >>> key_of(Activity(id="a/b", name="讲座"), Session(id="1"), 0)
    'a%2Fb/1'
    """
    ref = "" if part is None else getattr(part, "id", str(number))
    return f"{_escaped(entity.id)}/{_escaped(ref)}"


def _escaped(ref: str) -> str:
    return ref.replace("%", "%25").replace("/", "%2F") if "%" in ref or "/" in ref else ref


def fingerprint(values: Mapping[int, Value]) -> str:
    """Return what tells whether the cells of a row have been changed.

    Args:
        values: what stands in the cells, as it is read, by their places.

    >>> fingerprint({1: "讲座", 3: 300}) == fingerprint({1: "讲座", 3: 301})
    False
    """
    told = repr([*values.items()]).encode("utf-8", "replace")
    return hashlib.blake2b(told, digest_size=_DIGITS // 2).hexdigest()


def parted(text: str) -> tuple[str, str]:
    """Return the fingerprint, empty if there is none, and the key that stand in a cell.

    >>> parted("0123456789ab talk/1"), parted("talk/1")
    (('0123456789ab', 'talk/1'), ('', 'talk/1'))
    """
    found = _MARKED.match(text)
    return (found[0][:_DIGITS], text[found.end() :]) if found else ("", text)


def ids_of(key: str | None) -> list[str]:
    """Return the ids that a key has: of the entity, and of its part if there is one.

    >>> ids_of("a%2Fb/1"), ids_of("talk/"), ids_of("12"), ids_of(None)
    (['a/b', '1'], ['talk'], [], [])
    """
    if key is None or key.count("/") != 1:
        return []
    found = [ref.replace("%2F", "/").replace("%25", "%") for ref in key.split("/")]
    return [line_of(ref) for ref in found if ref] if found[0] else []
