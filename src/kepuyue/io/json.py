"""JSON, the lossless form: one wire shape, written in declared order, read with proof.

Reading takes two paths that agree. The fast one *proves*: msgspec decodes straight into entities,
and the result counts only if writing it gives the very input again, white space aside; so unknown,
repeated and missing keys cannot slip through. Where that fails, the slow one *explains*: it takes
what is valid in another order or spelling, and of the rest it names every error with its path.
"""

import functools
import json
from typing import Any, NoReturn

import attrs
import msgspec

from kepuyue.errors import DumpError, report_of
from kepuyue.findings import Finding, Location, Report, pointer, shown
from kepuyue.io._wire import to_dict_of, wire_fields
from kepuyue.io.registry import LoadResult, View
from kepuyue.model.extra import Extra, to_extra
from kepuyue.model.programme import TUPLES, Origin, Programme

FORMAT = "kepuyue"
"""What stands in ``format`` of every document."""
VERSION = 1
"""The version of the wire shape; any change of it raises the number."""

_ENCODER = msgspec.json.Encoder()


def write(programme: Programme, *, view: View = "internal", indent: int | None = None) -> bytes:
    """Return the document of a programme, an entity a line.

    Args:
        programme: the programme.
        view: what is written; the internal view is lossless.
        indent: spaces a level, for people; ``None`` writes an entity a line.

    Raises:
        DumpError: if a text has a lone surrogate, which UTF-8 cannot carry.

    >>> print(write(Programme(extra={"a": 1})).decode().splitlines()[0])
    {"format":"kepuyue","version":1,
    """
    if view == "public":
        programme = programme.public()
    document = _encode(programme, b"\n")
    if indent is None:
        return document
    return msgspec.json.format(document, indent=indent) + b"\n"


def _encode(programme: Programme, newline: bytes) -> bytes:
    parts = [b'{"format":"%b","version":%d' % (FORMAT.encode(), VERSION)]
    between = b"," + newline
    for field in wire_fields(Programme):
        value = getattr(programme, field.name)
        if field.name in TUPLES:
            to_dict = to_dict_of(TUPLES[field.name])
            lines = [_entity(to_dict(e), field.name, i) for i, e in enumerate(value)]
            body = newline + between.join(lines) + newline if lines else b""
            parts.append(b'"%b":[%b]' % (field.name.encode(), body))
        else:
            parts.append(b'"%b":%b' % (field.name.encode(), _ENCODER.encode(value)))
    return between.join(parts) + b"}" + newline


def _entity(value: dict[str, Any], name: str, index: int) -> bytes:
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        place = Location(path=pointer(name, index))
        raise DumpError(report_of("KY-VAL002", field=name, location=place)) from None


# The proving path.


def _read_extra(_tp: type, value: Any) -> Extra:
    """Return what stands in ``extra``: the one type of the model that msgspec does not know."""
    return to_extra(value)


@functools.cache
def _decoder() -> msgspec.json.Decoder[Programme]:
    return msgspec.json.Decoder(Programme, dec_hook=_read_extra)


def prove(data: bytes) -> Programme | None:
    """Return the programme of a document that is just as the library writes it, else ``None``.

    White space is the only thing that may differ.
    """
    try:
        programme = _decoder().decode(data)
        if _encode(programme, b"") == msgspec.json.format(data, indent=-1):
            return programme
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError, OverflowError, DumpError):
        return None
    return None


# The explaining path.


def read(data: bytes, *, source: str | None = None) -> LoadResult:
    """Read a document: keep what is sound, report every error with its path.

    Args:
        data: UTF-8, with or without a byte order mark.
        source: name of the input, for the findings.

    Returns:
        The programme and the findings. An entity that cannot be structured is left out.
    """
    proven = prove(data)
    if proven is not None:
        return LoadResult(programme=_from_here(proven), report=Report())
    programme, findings = _explain(data)
    placed = (
        [f.at(attrs.evolve(f.location, source=source)) for f in findings] if source else findings
    )
    return LoadResult(programme=_from_here(programme), report=Report(placed))


def _from_here(programme: Programme) -> Programme:
    return attrs.evolve(programme, origin=Origin(format="json", version=VERSION))


class _RefusedError(Exception):
    """A document that cannot be read at all."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


def _refuse(code: str, value: object = None, **params: Any) -> NoReturn:
    location = Location(**{k: params.pop(k) for k in ("path", "line", "column") if k in params})
    text = None if value is None else shown(value)
    near = params.pop("near", ())
    raise _RefusedError(
        Finding(code=code, params=params, location=location, value=text, nearest=near)
    )


def _explain(data: bytes) -> tuple[Programme, list[Finding]]:
    from kepuyue.io.converter import StructureError, structure

    try:
        document = _parse(data)
        findings = _check_header(document)
    except _RefusedError as refused:
        return Programme(), [refused.finding]
    values: dict[str, Any] = {}
    for field in wire_fields(Programme):
        if field.name not in document:
            continue
        items = document[field.name]
        if field.name in TUPLES and isinstance(items, list):
            kept = []
            for index, item in enumerate(items):
                try:
                    kept.append(structure(item, TUPLES[field.name]))
                except StructureError as error:
                    findings += _below(pointer(field.name, index), error.report)
            values[field.name] = kept
        else:
            try:
                values[field.name] = structure(items, field.type)
            except StructureError as error:
                findings += _below(pointer(field.name), error.report)
    return Programme(**values), findings


def _below(path: str, report: Report) -> list[Finding]:
    return [f.at(attrs.evolve(f.location, path=path + (f.location.path or ""))) for f in report]


def _parse(data: bytes) -> Any:
    """Return the values of a document, objects as :class:`JsonObject`."""
    from kepuyue.io.converter import JsonObject

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        _refuse("KY-LOD002", data[error.start : error.start + 1].hex(), line=line, column=column)
    try:
        return json.loads(text, object_pairs_hook=JsonObject, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        _refuse("KY-LOD003", why=error.msg, line=error.lineno, column=error.colno)
    except RecursionError:
        _refuse("KY-LOD004")
    except ValueError:
        # int() refuses numbers of thousands of digits (sys.set_int_max_str_digits).
        _refuse("KY-LOD005")


def _no_constant(name: str) -> NoReturn:
    _refuse("KY-LOD006", name)


def _check_header(document: Any) -> list[Finding]:
    """Refuse what is no document of ours or of a newer version; report unknown keys."""
    from kepuyue.io.converter import unknown_keys

    if not isinstance(document, dict):
        _refuse("KY-LOD010", document, expected_zh="对象", expected_en="an object")
    if document.get("format") != FORMAT:
        _refuse("KY-LOD007", document.get("format", ""), path="/format", format=FORMAT)
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        _refuse(
            "KY-LOD010", version, path="/version",
            expected_zh=f"版本号（1 至 {VERSION}）", expected_en=f"a version from 1 to {VERSION}",
        )  # fmt: skip
    if version > VERSION:
        _refuse("KY-LOD008", version, path="/version", known=VERSION)
    names = ["format", "version", *(field.name for field in wire_fields(Programme))]
    return unknown_keys(document, names)
