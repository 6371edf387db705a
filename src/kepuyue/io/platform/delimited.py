"""CSV and tab-separated files, read and written row by row.

What is read may have any encoding that officers' programs write, and any delimiter. What is written
is CSV with a byte order mark, for Chinese Excel takes any other for GBK.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from os import PathLike
from types import TracebackType
from typing import IO, Any, Self

import attrs

from kepuyue.errors import LoadError, report_of
from kepuyue.findings import Location, Report
from kepuyue.io._losses import unwritten_kind
from kepuyue.io.files import Input
from kepuyue.io.platform.archive import unreadable
from kepuyue.io.platform.cell import Cell, safe_text, text_of
from kepuyue.io.platform.grid import Grid
from kepuyue.io.platform.layout import Layout, heading_of, layouts
from kepuyue.io.platform.loss import losses as of_cells
from kepuyue.io.platform.machine import SHEET
from kepuyue.io.platform.profile import PROFILE, Profile, load_profile
from kepuyue.io.registry import View, in_view
from kepuyue.model.activity import Activity
from kepuyue.model.programme import Programme

_SAMPLE = 64 * 1024
"""Bytes from the beginning by which encoding and delimiter are told."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DELIMITERS = ",\t;|，"
_LONGEST_FIELD = 1_000_000
"""Characters of a field; a quote that is never closed swallows the rest of the file."""
_LONGEST_LINE = 16_000_000
"""Characters of a line: a file without line breaks is none of rows."""
_END = "\0kepuyue\0"
"""Stands behind the last line: where it is found in a field, a quote was never closed."""
_ZEROS = 0.1


def encoding_of(sample: bytes) -> str | None:
    """Return the encoding of text by its beginning: UTF-8, UTF-16 or GB 18030; else ``None``.

    >>> encoding_of("序号".encode("gb18030")), encoding_of("序号".encode("utf-16"))
    ('gb18030', 'utf-16')
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if sample and sample.count(0) > len(sample) * _ZEROS:
        return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
    for name in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            decoder.decode(sample)
        except UnicodeDecodeError:
            continue
        return name
    return None


def delimiter_of(sample: str) -> str:
    r"""Return what parts the fields of lines: what parts most lines into the same number of them.

    >>> delimiter_of("序号;名称;时间\n1;讲座、展览;9月"), delimiter_of("名称,时间")
    (';', ',')
    """
    lines = sample.splitlines()[:50]

    def weight(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines if line.count(delimiter)]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
        return counts.count(usual) * usual, -_DELIMITERS.index(delimiter)

    return max(_DELIMITERS, key=weight)


def grid_of(file: IO[bytes], *, source: str | None) -> Grid:
    """Return the grid of a file, which is read as its rows are asked for.

    Args:
        file: the file, open for bytes.
        source: its name, for the findings.

    Raises:
        LoadError: if it is no text; while rows are asked for, if a quote is never closed, or a
            line or a field is too long.
    """
    head = Input(file, source).read(_SAMPLE)
    encoding = encoding_of(head)
    if encoding is None:
        raise LoadError(report_of("KY-TAB130", location=Location(source=source)))
    sample = head.decode(encoding, "ignore")
    return Grid(name=None, rows=_rows(head, file, encoding, delimiter_of(sample), source))


class _Chained(io.RawIOBase):
    """What was read already, and then the rest of the file."""

    def __init__(self, head: bytes, rest: Input) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        size = len(buffer)
        part, self._head = self._head[:size], self._head[size:]
        part = part or self._rest.read(size)
        buffer[: len(part)] = part
        return len(part)


def _rows(
    head: bytes, file: IO[bytes], encoding: str, delimiter: str, source: str | None
) -> Iterator[Sequence[object]]:
    raw = io.BufferedReader(_Chained(head, Input(file, source)), buffer_size=_SAMPLE)
    text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
    reader = csv.reader(_lines(text, source), delimiter=delimiter)
    while True:
        first = reader.line_num + 1
        limit = csv.field_size_limit(_LONGEST_FIELD)
        try:
            row = next(reader)
        except csv.Error as error:
            raise _damaged(source, first, *unreadable(error)) from error
        finally:
            csv.field_size_limit(limit)
        if row and row[-1].endswith(_END):
            if row != [_END]:
                why = (
                    "引号没有成对，其后各行无法读取",
                    "a quote is not closed: no later line is read",
                )
                raise _damaged(source, first, *why)
            return
        yield row


def _lines(text: IO[str], source: str | None) -> Iterator[str]:
    """Yield the lines of a text, without NUL, and what tells that it has ended."""
    number = 0
    while line := text.readline(_LONGEST_LINE):
        number += 1
        if len(line) >= _LONGEST_LINE:
            raise _damaged(source, number, "一行过长", "a line is too long")
        yield line.replace("\0", "") if "\0" in line else line
    yield _END


def _damaged(source: str | None, line: int, chinese: str, english: str) -> LoadError:
    place = Location(source=source, line=line)
    return LoadError(report_of("KY-TAB003", location=place, why_zh=chinese, why_en=english))


def read_activities(  # noqa: PLR0913  (all but the file have defaults)
    file: IO[bytes],
    *,
    source: str | None = None,
    max_bytes: int | None = None,  # noqa: ARG001  (a line is bounded by its fields)
    programme: Programme | None = None,
    profile: "str | PathLike[str] | Profile | None" = None,
    year: int | None = None,
) -> Iterator[Activity | Report]:
    """Yield the activities of a file one by one, and a report for what is not sound.

    The memory does not grow with the file. The id of a unit or venue that the programme has not is
    its name.

    Args:
        file: the file, open for bytes.
        source: its name, for the findings.
        max_bytes: lines are read as long as their fields are within a million characters.
        programme: what names are looked up in.
        profile: the profile that the table is of; by default the one that fits best.
        year: the year of dates that name none.
    """
    from kepuyue.io.platform.reader import stream_activities

    grid = grid_of(file, source=source)
    yield from stream_activities(
        grid, source=source, programme=programme, profile=profile, year=year
    )


def write(
    programme: Programme,
    file: IO[bytes],
    *,
    view: View = "internal",
    profile: "str | PathLike[str] | Profile" = PROFILE,
) -> None:
    """Write the table of a profile as CSV: a header row, and the rows.

    The last column has the ids, by which activities keep theirs when the file is read. Of a profile
    with several sheets the first is written.

    Args:
        programme: the programme.
        file: what it is written to.
        view: the internal view has private contacts and remarks, the public one has not.
        profile: id of a profile, path of one's own, or a profile made in Python.

    Raises:
        UnknownIdError: if there is no such profile.
        LoadError: if a profile of one's own cannot be read.
    """
    programme = in_view(programme, view)
    chosen = load_profile(profile)
    with CsvWriter(file, programme, chosen) as writer:
        (layout,) = writer.layouts
        for entity in layout.entities(programme):
            writer.write(entity, layout)


class CsvWriter:
    """Writes the rows of a CSV file one by one; in a ``with`` block, after which all is written.

    Args:
        file: what it is written to.
        programme: what the entities refer to, in the view that is written.
        profile: the profile; of several sheets the first counts.

    Attributes:
        layouts: the one table.
    """

    def __init__(self, file: IO[bytes], programme: Programme, profile: Profile) -> None:
        self.layouts: list[Layout] = layouts(programme, profile)[:1]
        self._programme = programme
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text)
        self._serial = 1

    def __enter__(self) -> Self:
        """Write the header."""
        self._writer.writerow([*map(heading_of, self.layouts[0].columns), SHEET])
        return self

    def write(self, entity: Any, layout: Layout) -> None:
        """Write the rows of an entity."""
        for row, key in layout.rows(self._programme, entity, self._serial):
            self._writer.writerow([*map(_field, layout.cells(row)), safe_text(key)])
            self._serial += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Write what is still held back; the file stays open."""
        if error is None:
            self._text.flush()
        self._text.detach()


def _field(cell: Cell) -> str:
    return safe_text(cell) if isinstance(cell, str) else text_of(cell)


def losses(
    programme: Programme,
    *,
    view: View = "internal",
    profile: "str | PathLike[str] | Profile" = PROFILE,
) -> Report:
    """Return what stands in no column of the table.

    Args:
        programme: the programme.
        view: the view to be written; what the public view leaves out is no loss of the table.
        profile: the profile.
    """
    programme, whole = in_view(programme, view), load_profile(profile)
    chosen = attrs.evolve(whole, sheet=whole.sheet[:1])
    (layout,) = layouts(programme, chosen)
    shown: dict[str, Any] = {layout.form.rows: tuple(layout.entities(programme))}
    others = len(getattr(programme, layout.form.rows)) - len(shown[layout.form.rows])
    lost = [unwritten_kind(layout.form.rows, others)] if others else []
    return of_cells(attrs.evolve(programme, **shown), chosen) + lost
