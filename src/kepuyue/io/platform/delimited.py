"""CSV and tab-separated files: their encoding and delimiter found, their rows as cells."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from kepuyue.errors import LoadError, report_of
from kepuyue.findings import Location
from kepuyue.io.files import Input
from kepuyue.io.platform.cell import cleaned
from kepuyue.io.platform.grid import Cells, Grid

_SAMPLE = 64 * 1024
"""Bytes from the beginning by which encoding and delimiter are told."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DELIMITERS = ",\t;|，"
_LONGEST_FIELD = 1_000_000
"""Characters of a field; a quote that is never closed swallows the rest of the file."""
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
    """Return what parts the fields of lines: what parts most lines into the same number of them.

    >>> delimiter_of("序号;名称;时间\\n1;讲座、展览;9月"), delimiter_of("名称,时间")
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
        LoadError: if it is no text; while rows are asked for, if it stops being text.
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
) -> Iterator[Cells]:
    raw = io.BufferedReader(_Chained(head, Input(file, source)), buffer_size=_SAMPLE)
    text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
    lines = (line.replace("\0", "") if "\0" in line else line for line in text)
    before = csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=delimiter)
    csv.field_size_limit(before)
    while True:
        limit = csv.field_size_limit(_LONGEST_FIELD)
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            place = Location(source=source, line=reader.line_num)
            raise LoadError(
                report_of("KY-TAB003", location=place, why_zh=str(error), why_en=str(error))
            ) from error
        finally:
            csv.field_size_limit(limit)
        yield list(map(cleaned, row))
