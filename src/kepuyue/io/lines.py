"""JSON Lines: a header line, then an entity a line, for what does not fit in memory.

The header has the format, the version and what the programme itself carries; every other line is
the entity as :mod:`kepuyue.io.json` writes it, with the name of the list it belongs to in
``entity``. So DuckDB, polars and pandas read the file as one table::

    {"format":"kepuyue","version":1,"extra":{}}
    {"entity":"units","id":"sg-ast","name":"韶关市科学技术协会",…}
    {"entity":"activities","id":"robots","name":"机器人科普展",…}
"""

import contextlib
import io
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import attrs

from kepuyue.errors import DumpError, chosen, report_of
from kepuyue.findings import Collector, Finding, Location, Report, pointer
from kepuyue.io._collector import paused
from kepuyue.io._wire import ENCODER, ToRecord, to_record_of, wire_fields
from kepuyue.io.files import Input, replaced, unwritten, writing
from kepuyue.io.json import (
    HEADER,
    NO_PROOF,
    VERSION,
    RefusedError,
    below,
    check_header,
    decoder,
    overflows,
    parse,
    with_version,
)
from kepuyue.io.registry import VIEWS, LoadResult, View, in_view
from kepuyue.model.activity import Activity
from kepuyue.model.privacy import public_entity
from kepuyue.model.programme import TUPLES, Origin, Programme

ACTIVITIES = "activities"
_COMMA = ord(",")
_END = (b"", b"\n")
_PREFIXES = {name: b'{"entity":"%b",' % name.encode() for name in TUPLES}
"""How the lines of each list begin."""
_OWN = tuple(field for field in wire_fields(Programme) if field.name not in TUPLES)
"""What a programme carries besides entities; it stands in the header."""


# Writing.


class EntityLines:
    """The lines of one kind of entity, made in a buffer of their own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.prefix: bytes = _PREFIXES[name]
        self._to_record: ToRecord = to_record_of(TUPLES[name])
        self._decode = decoder(TUPLES[name]).decode
        self._buffer = bytearray(self.prefix)

    def line(self, entity: Any) -> bytearray:
        """Return the line of an entity, without its end; it holds until the next is asked for."""
        buffer, start = self._buffer, len(self.prefix) - 1
        try:
            # The entity's opening brace gives way to the comma that ends the prefix.
            ENCODER.encode_into(self._to_record(entity), buffer, start)
        except UnicodeEncodeError:
            place = Location(path=pointer(self._name))
            raise DumpError(report_of("KY-VAL002", field=self._name, location=place)) from None
        buffer[start] = _COMMA
        return buffer

    def prove(self, line: bytes) -> Any:
        """Return the entity of a line that is just as the library writes it, else ``None``."""
        if overflows(line):
            return None
        try:
            entity = self._decode(line)
            written = self.line(entity)
            rest = len(line) - len(written)  # the last line may lack its end
            if rest <= 1 and line.startswith(written) and line.endswith(_END[rest]):
                return entity
        except NO_PROOF:
            return None
        return None


def header_line(programme: Programme) -> bytes:
    """Return the first line, without its end: format, version, and what the programme has itself.

    >>> header_line(Programme())
    b'{"format":"kepuyue","version":1,"extra":{}}'
    """
    own = {field.name: getattr(programme, field.name) for field in _OWN}
    return b"%b,%b" % (HEADER, ENCODER.encode(own)[1:])


def write(programme: Programme, file: IO[bytes], *, view: View = "internal") -> None:
    r"""Write a programme, an entity a line.

    Args:
        programme: the programme.
        file: what it is written to.
        view: what is written; the internal view is lossless.

    Raises:
        DumpError: if a text has a lone surrogate, which UTF-8 cannot carry.

    >>> file = io.BytesIO()
    >>> write(Programme(), file)
    >>> file.getvalue()
    b'{"format":"kepuyue","version":1,"extra":{}}\n'
    """
    programme = in_view(programme, view)
    file.write(header_line(programme) + b"\n")
    for name in TUPLES:
        lines = EntityLines(name)
        for entity in getattr(programme, name):
            file.write(lines.line(entity))
            file.write(b"\n")


class ActivityWriter:
    r"""Writes activities to a JSON Lines file one by one, in memory that does not grow.

    Use it in a ``with`` block: the file is there, whole, when the block ends; after an error what
    was there before stays.

    Args:
        path: the file.
        programme: what the activities refer to (campaigns, units, venues, …); it is written first,
            with the activities that it has itself.
        view: what is written of the programme and of each activity.

    Raises:
        DumpError: if it cannot be written.
        InvalidValueError: if there is no such view.

    >>> with ActivityWriter("nation.jsonl") as writer:
    ...     writer.write(Activity(id="robots", name="机器人科普展"))
    >>> Path("nation.jsonl").read_text("utf-8").count("\n")
    2
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        programme: Programme | None = None,
        view: View = "internal",
    ) -> None:
        self._path = Path(path)
        self._programme = programme or Programme()
        self._view = chosen("view", view, VIEWS)
        self._lines = EntityLines(ACTIVITIES)
        self._stack = contextlib.ExitStack()
        self._file: IO[bytes] | None = None
        self._failed: DumpError | None = None

    def __enter__(self) -> Self:
        """Open the file beside the one to be replaced."""
        self._failed = None
        with contextlib.ExitStack() as stack:
            self._file = stack.enter_context(replaced(self._path))
            with writing(self._path):
                write(self._programme, self._file, view=self._view)
            self._stack = stack.pop_all()
        return self

    def write(self, activity: Activity) -> None:
        """Write an activity.

        Args:
            activity: the activity; in the public view what is private is left out.

        Raises:
            DumpError: if a text has a lone surrogate, the file cannot be written (then what was
                there before stays, come what may), or the writer is not open.
        """
        if self._file is None:
            raise DumpError(report_of("KY-DMP002"))
        if self._view == "public":
            activity = public_entity(activity)
        line = self._lines.line(activity)
        try:
            self._file.write(line)
            self._file.write(b"\n")
        except OSError as error:
            self._failed = unwritten(self._path, error)
            raise self._failed from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Put the file in its place, or after an error leave what was there."""
        self._file = None
        if error is None and self._failed is not None:
            with self._stack:  # a line may be there in part
                raise self._failed
        self._stack.__exit__(kind, error, traceback)


# Reading.


def read(data: bytes, *, source: str | None = None) -> LoadResult:
    """Read a programme: keep what is sound, report every error with its line and path.

    Args:
        data: UTF-8, with or without a byte order mark.
        source: name of the input, for the findings.

    Returns:
        The programme and the findings. An entity that cannot be structured is left out.
    """
    reader = _Reader(io.BytesIO(data), source, max_bytes=None)
    entities: dict[str, Any] = {name: [] for name in TUPLES}
    findings = Collector()
    with paused():
        for name, found in reader:
            if isinstance(found, Report):
                findings.add(found)
            else:
                entities[name].append(found)
    origin = Origin(format="jsonl", version=reader.records.version)
    programme = Programme(**entities, **reader.records.own, origin=origin)
    return LoadResult(programme=programme, report=findings.report())


def read_activities(
    file: IO[bytes], *, source: str | None = None, max_bytes: int | None = None
) -> Iterator[Activity | Report]:
    """Yield the activities of a file one by one, and a report for each line that is not sound.

    Lines of other entities are passed over.

    Args:
        file: the file, open for bytes.
        source: its name, for the findings.
        max_bytes: most bytes of a line, its end aside; ``None`` for any number.
    """
    for _, found in _Reader(file, source, max_bytes=max_bytes, only=ACTIVITIES):
        yield found


class _Reader:
    """The lines of a file as entities, each with the list it belongs to, or as reports.

    Args:
        file: the file, open for bytes.
        source: its name, for the findings.
        max_bytes: most bytes of a line, its end aside; ``None`` for any number.
        only: the one list that is wanted; all by default.

    Attributes:
        records: what the lines are taken for.
    """

    def __init__(
        self, file: IO[bytes], source: str | None, *, max_bytes: int | None, only: str | None = None
    ) -> None:
        self.records = Records(source, only=only)
        self._file = Input(file, source)
        self._limit = max_bytes

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        lines = self._lines()
        number, line = next(lines, (1, b""))
        found = self._too_long(number, line) or self.records.header(number, line)
        if found:
            yield "", found
            if not self.records.opened:
                return
        for number, line in lines:
            if self.records.is_wanted(line):
                report = self._too_long(number, line)
                if report is None:
                    yield from self.records.entities(number, line)
                else:
                    yield "", report

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines that are not blank, numbered; of one that is too long the beginning."""
        size = -1 if self._limit is None else self._limit + 1
        number = 0
        while line := self._file.readline(size):
            number += 1
            rest, blank = line, line.isspace()
            while self._is_cut(rest):
                rest = self._file.readline(size)
                blank = blank and (rest.isspace() or not rest)
            if not blank:
                yield number, line

    def _is_cut(self, line: bytes) -> bool:
        """Return whether a line has more bytes than allowed, so that only its beginning is read."""
        return self._limit is not None and len(line) > self._limit and not line.endswith(b"\n")

    def _too_long(self, number: int, line: bytes) -> Report | None:
        if not self._is_cut(line):
            return None
        return self.records.report(number, report_of("KY-LOD009", limit=self._limit))


class Records:
    """Takes lines for entities: what is just as the library writes it, and whatever else is valid.

    Args:
        source: name of the input, for the findings.
        only: the one list that is wanted; all by default.

    Attributes:
        version: the version that the header tells, once it is read.
        own: what the header tells of the programme itself.
        opened: whether there was a header.

    >>> records = Records(None)
    >>> records.header(1, header_line(Programme()))
    <Report: 0 errors, 0 warnings, 0 notes>
    >>> line = b'{"entity":"activities","id":"robots","name":"..."}'
    >>> list(records.entities(2, line))
    [('activities', Activity(id='robots', name='...'))]
    """

    def __init__(self, source: str | None, *, only: str | None = None) -> None:
        self.version: int = VERSION
        self.own: dict[str, Any] = {}
        self.opened: bool = False
        self._source = source
        self._wanted = {name: EntityLines(name) for name in TUPLES if only in {None, name}}
        self._others = tuple(p for name, p in _PREFIXES.items() if name not in self._wanted)

    def header(self, number: int, line: bytes) -> Report:
        """Take in the first line; return what is wrong with it.

        Args:
            number: its number, for the findings.
            line: the line.
        """
        from kepuyue.io.converter import StructureError, structure, unknown_keys

        try:
            header = parse(line.rstrip(b"\r\n"))
            self.version = check_header(header)
        except RefusedError as refused:
            return self.report(number, [refused.finding])
        self.opened = True
        findings = unknown_keys(header, ["format", "version", *(field.name for field in _OWN)])
        for field in _OWN:
            if field.name in header:
                try:
                    self.own[field.name] = structure(header[field.name], field.type)
                except StructureError as error:
                    findings.add(below(pointer(field.name), error.report))
        return self.report(number, findings.report())

    def is_wanted(self, line: bytes) -> bool:
        """Return whether a line may be of a list that is wanted."""
        return not line.startswith(self._others)

    def entities(self, number: int, line: bytes) -> Iterator[tuple[str, Any]]:
        """Yield the entity of a line with the list it belongs to, or the report of what is wrong.

        Args:
            number: its number, for the findings.
            line: the line.
        """
        for name, lines in self._wanted.items():
            if line.startswith(lines.prefix):
                entity = lines.prove(line)
                if entity is not None:
                    yield name, entity
                    return
        yield from self._explained(number, line)

    def _explained(self, number: int, line: bytes) -> Iterator[tuple[str, Any]]:
        from kepuyue.io.converter import StructureError, structure, taken
        from kepuyue.io.migration import migrate

        try:
            value = parse(line.rstrip(b"\r\n"))
            name = taken(value, "entity", TUPLES)
            migrate({name: [value]}, self.version)
            if name in self._wanted:
                yield name, structure(value, TUPLES[name])
        except RefusedError as refused:
            yield "", self.report(number, [refused.finding])
        except StructureError as error:
            yield "", self.report(number, with_version(error.report, self.version))

    def report(self, number: int, findings: Iterable[Finding]) -> Report:
        """Return findings at a line; a column stays a column of that line."""
        return Report(
            f.at(attrs.evolve(f.location, source=self._source, line=number)) for f in findings
        )
