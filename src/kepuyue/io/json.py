"""JSON, the lossless form: one wire shape, written in declared order, read with proof.

Reading takes two paths that agree. The fast one *proves*: msgspec decodes straight into entities,
and the result counts only if writing it gives the very input again, white space aside; so unknown,
repeated and missing keys cannot slip through. Where that fails, the slow one *explains*: it takes
what is valid in another order or spelling, and of the rest it names every error with its path.
"""

import functools
import itertools
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, NoReturn, TypeVar, overload

import attrs
import msgspec

from kepuyue._text import quoted
from kepuyue.errors import DumpError, report_of
from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._collector import paused
from kepuyue.io._wire import ENCODER, plain_of, to_record_of, wire_fields
from kepuyue.io.registry import NEWER_VERSION, LoadResult, View, in_view
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.programme import TUPLES, Origin, Programme

FORMAT = "kepuyue"
"""What stands in ``format`` of every document."""
VERSION = 1
"""The version of the wire shape; any change of it raises the number."""
SCHEMA_ID = f"urn:kepuyue:json:{VERSION}"
"""What names the schema of that shape."""
_CHUNK = 2**15
"""Bytes that are written at a time, or a little more."""
HEADER = b'{"format":"%b","version":%d' % (FORMAT.encode(), VERSION)
"""How every document begins."""


def write(
    programme: Programme, file: IO[bytes], *, view: View = "internal", indent: int | None = None
) -> None:
    """Write the document of a programme, an entity at a time.

    Args:
        programme: the programme.
        file: what it is written to.
        view: what is written; the internal view is lossless.
        indent: spaces a level, for people; ``None`` writes an entity a line.

    Raises:
        DumpError: if a text has a lone surrogate, which UTF-8 cannot carry.

    >>> from io import BytesIO
    >>> file = BytesIO()
    >>> write(Programme(extra={"a": 1}), file)
    >>> print(file.getvalue().decode().splitlines()[0])
    {"format":"kepuyue","version":1,
    """
    programme = in_view(programme, view)
    if indent is not None:
        document = b"".join(map(bytes, _chunks(programme, b"")))
        file.write(msgspec.json.format(document, indent=indent) + b"\n")
        return
    for chunk in _chunks(programme, b"\n"):
        file.write(chunk)


def _chunks(programme: Programme, newline: bytes) -> Iterator[bytearray]:
    """Yield a document piece by piece; a piece holds until the next one is asked for."""
    between = b"," + newline
    chunk = bytearray(HEADER)
    for field in wire_fields(Programme):
        value = getattr(programme, field.name)
        chunk += b'%b"%b":' % (between, field.name.encode())
        if field.name not in TUPLES:
            chunk += ENCODER.encode(value)
        elif not value:
            chunk += b"[]"
        else:
            yield from _entities(chunk, field.name, value, newline)
            chunk += newline + b"]"
    chunk += b"}" + newline
    yield chunk


def _entities(
    chunk: bytearray, name: str, entities: tuple[Any, ...], newline: bytes
) -> Iterator[bytearray]:
    """Add entities to a piece; yield it and begin it anew whenever it is long."""
    to_record, encode_into = to_record_of(TUPLES[name]), ENCODER.encode_into
    separator, between = b"[" + newline, b"," + newline
    index = 0
    try:
        for index, entity in enumerate(entities):  # noqa: B007  (told by the finding below)
            chunk += separator
            encode_into(to_record(entity), chunk, -1)
            separator = between
            if len(chunk) > _CHUNK:
                yield chunk
                chunk.clear()
    except UnicodeEncodeError:
        place = Location(path=pointer(name, index))
        raise DumpError(report_of("KY-VAL002", field=name, location=place)) from None


# The proving path.


def _read_extra(_tp: type, value: Any) -> Extra:
    """Return what stands in ``extra``: the one type of the model that msgspec does not know."""
    return EMPTY if type(value) is dict and not value else to_extra(value)


@functools.cache
def decoder(tp: Any) -> "msgspec.json.Decoder[Any]":
    """Return the decoder of an entity class."""
    return msgspec.json.Decoder(tp, dec_hook=_read_extra)


NO_PROOF = (
    msgspec.MsgspecError, ValueError, TypeError, RecursionError, OverflowError, DumpError,
)  # fmt: skip
"""What decoding raises where there is nothing to prove."""


def prove(data: bytes) -> Programme | None:
    """Return the programme of a document that is just as the library writes it, else ``None``.

    White space is the only thing that may differ.
    """
    if overflows(data):
        return None
    try:
        programme: Programme = decoder(Programme).decode(data)
        if _is(programme, b"\n", data) or _is(programme, b"", msgspec.json.format(data, indent=-1)):
            return programme
    except NO_PROOF:
        return None
    return None


def _is(programme: Programme, newline: bytes, data: bytes) -> bool:
    """Return whether ``data`` is the document of a programme."""
    at = 0
    for chunk in _chunks(programme, newline):
        if not data.startswith(chunk, at):
            return False
        at += len(chunk)
    return at == len(data)


NESTING = 128
"""Levels of arrays and objects that a document may have, on every machine."""
_USUAL_RECURSION = 1000
"""Python's own limit of recursion, under which no decoder overflows the stack."""
_NO_BRACKET = bytes(set(range(256)) - set(b'"[]{}'))
_LEVELS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def overflows(data: bytes) -> bool:
    """Return whether decoding might overflow the stack, which would end the process.

    Decoders stop at Python's limit of recursion, which an application may have raised.
    """
    return sys.getrecursionlimit() > _USUAL_RECURSION and nesting(data) > NESTING


def nesting(data: bytes) -> int:
    r"""Return how deep the arrays and objects of a JSON text are nested, in linear time.

    >>> nesting(rb'{"a": [1, "[[[ \" [[["]}')
    2
    """
    # Without escapes every quote begins or ends a text, and two side by side change nothing.
    unescaped = data.replace(rb"\\", b"").replace(rb"\"", b"")
    kept = unescaped.translate(None, _NO_BRACKET).replace(b'""', b"")
    brackets = re.sub(rb'"[^"]*"?', b"", kept)
    return max(itertools.accumulate(map(_LEVELS.__getitem__, brackets)), default=0)


# The explaining path.


def read(data: bytes, *, source: str | None = None) -> LoadResult:
    """Read a document: keep what is sound, report every error with its path.

    Args:
        data: UTF-8, with or without a byte order mark.
        source: name of the input, for the findings.

    Returns:
        The programme and the findings. An entity that cannot be structured is left out.
    """
    with paused():
        proven = prove(data)
        if proven is not None:
            return LoadResult(programme=_from_here(proven, VERSION), report=Report())
        programme, report = explain(data)
    if source:
        report = Report(f.at(attrs.evolve(f.location, source=source)) for f in report)
    return LoadResult(programme=programme, report=report)


def _from_here(programme: Programme, version: int) -> Programme:
    return attrs.evolve(programme, origin=Origin(format="json", version=version))


class RefusedError(Exception):
    """A document that cannot be read at all."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


def _refuse(code: str, value: object = None, **params: Any) -> NoReturn:
    location = Location(**{k: params.pop(k) for k in ("path", "line", "column") if k in params})
    text = None if value is None else quoted(value)
    raise RefusedError(Finding(code=code, params=params, location=location, value=text))


def explain(data: bytes) -> tuple[Programme, Report]:
    """Return what is sound of a document, in any order and spelling, and what is not."""
    try:
        document = parse(data)
        version = check_header(document)
    except RefusedError as refused:
        return _from_here(Programme(), VERSION), Report([refused.finding])
    return _structure(document, version)


def _structure(document: dict[str, Any], version: int) -> tuple[Programme, Report]:
    """Return the programme of a document's values and what could not be kept of them."""
    from kepuyue.io.converter import StructureError, structure, unknown_keys

    if version < VERSION:
        from kepuyue.io.migration import migrate

        migrate(document, version)
    fields = wire_fields(Programme)
    findings = unknown_keys(document, ["format", "version", *(field.name for field in fields)])
    values: dict[str, Any] = {}
    for field in fields:
        if field.name not in document:
            continue
        items = document[field.name]
        if field.name in TUPLES and isinstance(items, list):
            kept = []
            for index, item in enumerate(items):
                try:
                    kept.append(structure(item, TUPLES[field.name]))
                except StructureError as error:
                    findings.add(below(pointer(field.name, index), error.report))
            values[field.name] = kept
        else:
            try:
                values[field.name] = structure(items, field.type)
            except StructureError as error:
                findings.add(below(pointer(field.name), error.report))
    report = with_version(findings.report(), version)
    return _from_here(Programme(**values), version), report


def with_version(report: Report, version: int) -> Report:
    """Return a report that says which version its paths are of, if that of the document is older.

    A migration moves values, so a path may lead to where the document itself has nothing.
    """
    if version >= VERSION or not report:
        return report
    params = {"version": version, "known": VERSION}
    return Report([*report, Finding(code="KY-LOD017", severity=Severity.NOTE, params=params)])


def below(path: str, report: Report) -> Iterator[Finding]:
    """Yield findings with ``path`` before their paths."""
    for finding in report:
        location = attrs.evolve(finding.location, path=path + (finding.location.path or ""))
        yield finding.at(location)


def parse(data: bytes) -> Any:
    """Return the values of a JSON text, objects as :class:`~kepuyue.io.converter.JsonObject`.

    Raises:
        RefusedError: if it is no JSON text that can be read.
    """
    from kepuyue.io.converter import JsonObject

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        _refuse("KY-LOD002", data[error.start : error.start + 1].hex(), line=line, column=column)
    if nesting(data) > NESTING:
        _refuse("KY-LOD004", **_place(text, lambda _found, depth: depth > NESTING))
    try:
        return json.loads(text, object_pairs_hook=JsonObject, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        why = error.msg.rstrip(": ")
        _refuse(
            "KY-LOD003", why_zh=_SYNTAX.get(why, why), why_en=why,
            line=error.lineno, column=error.colno,
        )  # fmt: skip
    except _ConstantError as error:
        name = str(error)
        _refuse("KY-LOD006", name, **_place(text, lambda found, _depth: found == name))
    except RecursionError:  # the caller's own stack is all but used up
        _refuse("KY-LOD004")
    except ValueError:
        # int() refuses numbers of thousands of digits (sys.set_int_max_str_digits).
        _refuse("KY-LOD005", **_place(text, lambda found, _depth: len(found.strip("-")) > _LONG))


_SYNTAX = {
    "Expecting value": "此处应有值",
    "Expecting property name enclosed in double quotes": "此处应有双引号括起的键",
    "Expecting ':' delimiter": "此处应有冒号",
    "Expecting ',' delimiter": "此处应有逗号",
    "Extra data": "结尾后还有内容",
    "Unterminated string starting at": "文本没有结束，始于此处",
    "Invalid control character at": "此处有控制字符",
    "Invalid \\escape": "无效的转义",
    "Invalid \\uXXXX escape": "无效的 \\uXXXX 转义",
    "Illegal trailing comma before end of object": "对象末尾多出逗号",
    "Illegal trailing comma before end of array": "数组末尾多出逗号",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "多出一个字节顺序标记（BOM）",
}
"""What Python's reader of JSON says, in Chinese; some releases end it in a colon."""


class _ConstantError(ValueError):
    """NaN or Infinity, which are no JSON."""


def _no_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


_LONG = 640
"""Digits that any Python reads as one number, whatever the limit it is set to."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]|NaN|-?Infinity|-?[0-9]+')


def _place(text: str, is_it: Callable[[str, int], bool]) -> dict[str, int]:
    """Return line and column of the first token for which ``is_it(text, depth)`` holds."""
    depth = 0
    for match in _TOKEN.finditer(text):
        found = match[0]
        if found[0] == '"':
            continue
        depth += (found in "[{") - (found in "]}")
        if is_it(found, depth):
            start = match.start()
            return {
                "line": text.count("\n", 0, start) + 1,
                "column": start - text.rfind("\n", 0, start),
            }
    return {}


def check_header(document: Any) -> int:
    """Return the version of a document.

    Raises:
        RefusedError: if it is no document of ours, or of a newer version.
    """
    if not isinstance(document, Mapping):
        _refuse("KY-LOD010", document, expected_zh="对象", expected_en="an object")
    if document.get("format") != FORMAT:
        missing = "format" not in document
        _refuse(
            "KY-LOD007", document.get("format"), path="/format", format=FORMAT,
            missing_zh="，而文档没有这个键" if missing else "",
            missing_en=", and the document has no such key" if missing else "",
        )  # fmt: skip
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        _refuse(
            "KY-LOD010", version, path="/version",
            expected_zh=f"版本号（0 至 {VERSION}）", expected_en=f"a version from 0 to {VERSION}",
        )  # fmt: skip
    if version > VERSION:
        _refuse(NEWER_VERSION, version, path="/version", known=VERSION)
    return version


# The same as plain values.

E = TypeVar("E")


def to_dict(entity: Any) -> dict[str, Any]:
    """Return an entity, a value or a programme as the plain values that its JSON has.

    Args:
        entity: an instance of any class of the model.

    Returns:
        A dict of text, numbers, booleans, ``None``, lists and dicts, in declared order; that of a
        programme begins with its format and version.

    >>> from kepuyue.model.place import Coordinates
    >>> to_dict(Coordinates(latitude=24.8, longitude=113.6))
    {'latitude': 24.8, 'longitude': 113.6, 'datum': 'WGS-84'}
    """
    plain = plain_of(entity)
    if isinstance(entity, Programme):
        return {"format": FORMAT, "version": VERSION, **plain}
    return plain


@overload
def from_dict(value: Mapping[str, Any]) -> Programme: ...
@overload
def from_dict(value: Mapping[str, Any], cls: type[E]) -> E: ...
def from_dict(value: Mapping[str, Any], cls: type[Any] = Programme) -> Any:
    """Return the entity that plain values stand for; the way back of :func:`to_dict`.

    Args:
        value: what JSON would give: a mapping of text, numbers, booleans, lists and mappings.
        cls: the class wanted; a programme by default, of this version or an older one.

    Raises:
        LoadError: with every error and its path.
        UnsupportedVersionError: if it is of a newer version.

    >>> from kepuyue.model.unit import Unit
    >>> from_dict({"id": "sg-ast", "name": "韶关市科学技术协会"}, Unit)
    Unit(id='sg-ast', name='韶关市科学技术协会')
    >>> from_dict(to_dict(Programme()))
    <Programme: empty>
    """
    from kepuyue.io.converter import structure
    from kepuyue.io.migration import changeable

    if cls is not Programme:
        return structure(value, cls)
    try:
        version = check_header(value)
    except RefusedError as refused:
        return LoadResult(programme=Programme(), report=Report([refused.finding])).strict()
    plain = changeable(value) if version < VERSION else dict(value)
    programme, report = _structure(plain, version)
    return LoadResult(programme=programme, report=report).strict()
