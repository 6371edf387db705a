"""The table of formats: how each is called, who reads it, who writes it.

Others add theirs by the entry point ``kepuyue.formats``, which names a :class:`Format`.
"""

import functools
from collections.abc import Callable, Iterator
from os import PathLike
from typing import IO, Any, Literal, Protocol

import attrs

from kepuyue._text import nearest
from kepuyue.errors import LoadError, UnknownFormatError, UnsupportedVersionError, chosen, report_of
from kepuyue.findings import Location, Report
from kepuyue.io.files import Input
from kepuyue.model.activity import Activity
from kepuyue.model.programme import Programme

View = Literal["public", "internal"]
"""What is written: what everyone may see, or everything."""
VIEWS: tuple[View, ...] = ("public", "internal")
"""All there are."""
TABLES = "kepuyue.io.platform.reader:read"
"""What reads workbooks, CSV files and documents: it sees from the content what a file is."""
NEWER_VERSION = "KY-LOD008"
"""The code of the finding that refuses a document of a newer version."""


def in_view(programme: Programme, view: View) -> Programme:
    """Return what a view shows of a programme.

    Raises:
        InvalidValueError: if there is no such view.

    >>> in_view(Programme(extra={"tool": 1}), "public").extra
    Extra({})
    """
    return programme.public() if chosen("view", view, VIEWS) == "public" else programme


@attrs.frozen(kw_only=True)
class LoadResult:
    """What a lenient reading gives.

    Attributes:
        programme: what is sound.
        report: one finding for each thing that could not be kept.

    >>> from kepuyue.io import try_loads
    >>> result = try_loads('{"format":"kepuyue","version":1,"units":[{"id":"a"}]}')
    >>> result.programme, result.report
    (<Programme: empty>, <Report: 1 error, 0 warnings, 0 notes>)
    """

    programme: Programme
    report: Report

    def strict(self) -> Programme:
        """Return the programme, if all of the input could be kept.

        Raises:
            LoadError: with the report, if anything could not.
            UnsupportedVersionError: if the input is of a newer version.

        >>> LoadResult(programme=Programme(), report=Report()).strict()
        <Programme: empty>
        """
        if self.report.ok:
            return self.programme
        newer = any(finding.code == NEWER_VERSION for finding in self.report)
        raise (UnsupportedVersionError if newer else LoadError)(self.report)


class Reader(Protocol):
    """Reads a document: keeps what is sound, reports the rest."""

    def __call__(self, data: bytes, *, source: str | None = None, **options: Any) -> LoadResult:
        """Return the programme and the findings; ``source`` names the input in them."""


class Streamer(Protocol):
    """Reads the activities of a document one by one, in memory that does not grow."""

    def __call__(
        self, file: IO[bytes], *, source: str | None, max_bytes: int | None, **options: Any
    ) -> Iterator[Activity | Report]:
        """Yield each activity, and a report for each that could not be kept."""


class Writer(Protocol):
    """Writes a programme; the same programme gives the same bytes."""

    def __call__(
        self, programme: Programme, file: IO[bytes], *, view: View, **options: Any
    ) -> None:
        """Write the document to a file that is open for bytes."""


Losses = Callable[..., Report]


@attrs.frozen(kw_only=True)
class Format:
    """A format that programmes are read from or written to.

    Attributes:
        name: what ``format=`` takes.
        title: what people call it.
        suffixes: file name suffixes, with the dot, the preferred one first.
        media_type: its media type.
        default_view: what is written unless asked otherwise.
        reader: ``module:function`` that reads it (a :class:`Reader`), or ``None``.
        writer: ``module:function`` that writes it (a :class:`Writer`), or ``None``.
        losses: ``module:function`` that tells what it cannot carry, or ``None`` for nothing.
        streamer: ``module:function`` that reads its activities one by one (a :class:`Streamer`),
            or ``None`` if it can only be read whole.
        makes_view: whether the writer itself leaves out what the view does not show, so that
            this is not done twice; by default it is given only what the view shows.

    >>> Format(name="tabbed", title="two columns", suffixes=(".tab",), media_type="text/plain",
    ...     writer="my_package:write").default_view
    'internal'
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    media_type: str
    default_view: View = "internal"
    reader: str | None = None
    writer: str | None = None
    losses: str | None = None
    streamer: str | None = None
    makes_view: bool = False

    def read(self, data: bytes, *, source: str | None = None, **options: Any) -> LoadResult:
        """Read a document leniently.

        Args:
            data: the content.
            source: its name, for the findings.
            **options: what the format's reader takes besides.

        Returns:
            What is sound, and the findings.

        Raises:
            UnknownFormatError: if the format is only written.
        """
        reader: Reader = self._function("reader", "读取", "read")
        return reader(data, source=source, **options)

    def read_file(
        self, file: IO[bytes], *, source: str | None, max_bytes: int | None, **options: Any
    ) -> LoadResult:
        """Read a file leniently, if it has no more than ``max_bytes``.

        Args:
            file: the file, open for bytes; it may give less than it is asked for.
            source: its name, for the findings.
            max_bytes: most bytes to read; ``None`` for any number.
            **options: what the format's reader takes besides.

        Returns:
            What is sound, and the findings.

        Raises:
            LoadError: if it cannot be read at all.
            UnknownFormatError: if the format is only written.
        """
        data = Input(file, source).read(-1 if max_bytes is None else max_bytes + 1)
        if max_bytes is not None and len(data) > max_bytes:
            report = report_of("KY-LOD009", location=Location(source=source), limit=max_bytes)
            return LoadResult(programme=Programme(), report=report)
        return self.read(data, source=source, **options)

    def stream(
        self, file: IO[bytes], *, source: str | None, max_bytes: int | None, **options: Any
    ) -> Iterator[Activity | Report]:
        """Read the activities one by one, if the format allows it, else the whole document.

        Args:
            file: the file, open for bytes.
            source: its name, for the findings.
            max_bytes: most bytes to hold at a time; ``None`` for any number.
            **options: what the format's reader takes besides.

        Yields:
            Each activity, and a report for each that could not be kept.

        Raises:
            LoadError: if the file cannot be read at all.
            UnknownFormatError: if the format is only written.
        """
        if self.streamer is not None:
            streamer: Streamer = _resolved(self.streamer)
            yield from streamer(file, source=source, max_bytes=max_bytes, **options)
            return
        result = self.read_file(file, source=source, max_bytes=max_bytes, **options)
        if result.report:
            yield result.report
        yield from result.programme

    def write(self, programme: Programme, file: IO[bytes], *, view: View, **options: Any) -> None:
        """Write a programme in the given view to a file that is open for bytes.

        Args:
            programme: the programme.
            file: what it is written to.
            view: what is written.
            **options: what the format's writer takes besides.

        Raises:
            UnknownFormatError: if the format is only read.
            InvalidValueError: if there is no such view.
        """
        writer: Writer = self._function("writer", "写出", "written")
        shown = programme if self.makes_view else in_view(programme, view)
        writer(shown, file, view=view, **options)

    def find_losses(self, programme: Programme, *, view: View, **options: Any) -> Report:
        """Return what the format cannot carry of a programme in the given view.

        Args:
            programme: the programme.
            view: the view that would be written.
            **options: what the format's writer would be given besides.

        Raises:
            InvalidValueError: if there is no such view.
        """
        shown = in_view(programme, view)
        if self.losses is None:
            return Report()
        losses: Losses = _resolved(self.losses)
        return losses(shown, view=view, **options)

    def _function(self, kind: str, does_zh: str, does_en: str) -> Any:
        name = getattr(self, kind)
        if name is None:
            known = ", ".join(fmt.name for fmt in formats().values() if getattr(fmt, kind))
            raise UnknownFormatError(
                report_of("KY-FMT002", self.name, does_zh=does_zh, does_en=does_en, known=known)
            )
        return _resolved(name)


def _resolved(name: str) -> Any:
    import pkgutil

    return pkgutil.resolve_name(name)


BUILT_IN = (
    Format(
        name="json",
        title="kepuyue JSON",
        suffixes=(".json",),
        media_type="application/json",
        reader="kepuyue.io.json:read",
        writer="kepuyue.io.json:write",
        makes_view=True,
    ),
    Format(
        name="jsonl",
        title="kepuyue JSON Lines",
        suffixes=(".jsonl", ".ndjson"),
        media_type="application/jsonl",
        reader="kepuyue.io.lines:read",
        writer="kepuyue.io.lines:write",
        makes_view=True,
        streamer="kepuyue.io.lines:read_activities",
    ),
    Format(
        name="jsonld",
        title="JSON-LD (schema.org)",
        suffixes=(".jsonld",),
        media_type="application/ld+json",
        default_view="public",
        writer="kepuyue.io.jsonld:write",
        makes_view=True,
        losses="kepuyue.io.jsonld:losses",
    ),
    Format(
        name="ics",
        title="iCalendar",
        suffixes=(".ics", ".ical"),
        media_type="text/calendar",
        default_view="public",
        reader="kepuyue.io.ical:read",
        writer="kepuyue.io.ical:write",
        makes_view=True,
        losses="kepuyue.io.ical:losses",
        streamer="kepuyue.io.ical:read_activities",
    ),
    Format(
        name="xlsx",
        title="活动信息表 (platform workbook)",
        suffixes=(".xlsx",),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        reader=TABLES,
        writer="kepuyue.io.platform.workbook:write",
        makes_view=True,
        losses="kepuyue.io.platform.workbook:losses",
    ),
    Format(
        name="csv",
        title="活动信息表 (CSV)",
        suffixes=(".csv",),
        media_type="text/csv",
        reader=TABLES,
        writer="kepuyue.io.platform.delimited:write",
        makes_view=True,
        losses="kepuyue.io.platform.delimited:losses",
        streamer="kepuyue.io.platform.delimited:read_activities",
    ),
    Format(
        name="docx",
        title="活动信息表 (Word)",
        suffixes=(".docx",),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        reader=TABLES,
        writer="kepuyue.io.platform.document:write",
        makes_view=True,
        losses="kepuyue.io.platform.document:losses",
    ),
    Format(
        name="tsv",
        title="tab-separated table",
        suffixes=(".tsv", ".tab"),
        media_type="text/tab-separated-values",
        reader=TABLES,
        streamer="kepuyue.io.platform.delimited:read_activities",
    ),
    Format(
        name="xls",
        title="Excel 97–2003 workbook",
        suffixes=(".xls", ".et"),
        media_type="application/vnd.ms-excel",
        reader=TABLES,
    ),
    Format(
        name="xlsm",
        title="Excel workbook with macros",
        suffixes=(".xlsm",),
        media_type="application/vnd.ms-excel.sheet.macroEnabled.12",
        reader=TABLES,
    ),
    Format(
        name="xlsb",
        title="Excel binary workbook",
        suffixes=(".xlsb",),
        media_type="application/vnd.ms-excel.sheet.binary.macroEnabled.12",
        reader=TABLES,
    ),
    Format(
        name="ods",
        title="OpenDocument spreadsheet",
        suffixes=(".ods",),
        media_type="application/vnd.oasis.opendocument.spreadsheet",
        reader=TABLES,
    ),
)


@functools.cache
def formats() -> dict[str, Format]:
    """Return the formats by name: the built-in ones, then those of installed packages.

    >>> list(formats())[:3]
    ['json', 'jsonl', 'jsonld']
    """
    import importlib.metadata

    known = {fmt.name: fmt for fmt in BUILT_IN}
    for entry in importlib.metadata.entry_points(group="kepuyue.formats"):
        found = entry.load()
        known.setdefault(found.name, found)
    return known


def format_named(name: str) -> Format:
    """Return the format of this name.

    Raises:
        UnknownFormatError: if there is none; the known and the nearest names are given.
    """
    known = formats()
    if name in known:
        return known[name]
    raise _unknown(name, name, list(known))


def format_of(path: str | PathLike[str]) -> Format:
    """Return the format that a file name's suffix stands for.

    Args:
        path: a path or a file name; the case of the suffix does not count.

    Raises:
        UnknownFormatError: if it stands for none; the known and the nearest suffixes are given.

    >>> format_of("september.ICS").name
    'ics'
    """
    from pathlib import PurePath

    name = PurePath(path).name
    suffix = PurePath(path).suffix.lower()
    for fmt in formats().values():
        if suffix in fmt.suffixes:
            return fmt
    raise _unknown(name, suffix, [known for fmt in formats().values() for known in fmt.suffixes])


def _unknown(value: str, word: str, known: list[str]) -> UnknownFormatError:
    return UnknownFormatError(
        report_of("KY-FMT001", value, nearest=nearest(word, known), known=", ".join(known))
    )
