"""Documents with one odd value in them: for every field of every class that a document holds."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import attrs

from kepuyue import Override, Programme, Recurrence, Session
from kepuyue.io._keywords import OF_CLASS
from kepuyue.io._wire import plain_of, shape, wire_fields
from kepuyue.model._field import validator_of
from kepuyue.testing import make

Document = dict[str, Any]
Place = tuple[tuple[type, str], ...]
"""The classes and fields that lead from a programme to an object."""

VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "zero": 0,
    "one": 1,
    "minus one": -1,
    "53": 53,
    "54": 54,
    "ten thousand": 10_000,
    "2 to the 64": 2**64,
    "-2 to the 64": -(2**64),
    "half": 0.5,
    "whole float": 2.0,
    "90.5": 90.5,
    "-180.5": -180.5,
    "huge": 10**400,
    "infinite": float("inf"),
    "list": [],
    "list in a list": [[]],
    "object": {},
    "object of text": {"a": "b"},
    "object of null": {"": None},
    "object of a surrogate": {"a": ["\ud800"]},
    "key of a surrogate": {"a": {"\udfff": 1}},
    "object of an infinite number": {"a": [{"b": float("inf")}]},
    "empty": "",
    "space": " ",
    "wide space": "\u3000",
    "word": "word",
    "Chinese": "科普月",
    "line break": "a\nb",
    "line break at the end": "word\n",
    "tab": "a\tb",
    "nul": "a\x00b",
    "delete": "a\x7fb",
    "next line": "a\x85b",
    "C1 control": "a\x9bb",
    "line separator": "a\u2028b",
    "surrogate": "a\ud800b",
    "emoji": "\U0001f916",
    "space before": " word",
    "space after": "word ",
    "wide space after": "word\u3000",
    "no-break space after": "word\xa0",
    "byte order mark": "\ufeffword",
    "byte order mark alone": "\ufeff",
    "link": "https://example.org/a?b=c#d",
    "link in capitals": "HTTPS://EXAMPLE.ORG",
    "link in Chinese": "http://例.中国/科普",
    "link with what no URI has": "https://example.org/{a}|%zz[",
    "link with a byte order mark": "https://example.org/\ufeff",
    "link with a long s": "http\u017f://example.org",
    "link with a space": "https://example.org/a b",
    "link with a wide space": "https://example.org/\u3000",
    "link with a line break": "https://example.org/\n",
    "link with a quote": 'https://example.org/"',
    "link without an end": "https://",
    "mail": "mailto:a@example.org",
    "phone": "tel:+86-751-0000000",
    "script": "javascript:alert(1)",
    "file": "file:///etc/passwd",
    "6 digits": "440200",
    "7 digits": "4402001",
    "9 digits": "440200001",
    "12 digits": "440200001002",
    "wide digits": "４４０２００",
    "6 digits and a line break": "440200\n",
    "date": "2025-09-13",
    "first date": "0001-01-01",
    "last date": "9999-12-31",
    "date of the year 0": "0000-01-01",
    "date of month 13": "2025-13-01",
    "date that no calendar has": "2025-02-30",
    "29 February": "2025-02-29",
    "short date": "2025-9-13",
    "bare date": "20250913",
    "date and a line break": "2025-09-13\n",
    "time": "2025-09-13T09:00:00+08:00",
    "time in UTC": "2025-09-13T01:00:00.123456Z",
    "time in small letters": "2025-09-13t01:00:00z",
    "time without offset": "2025-09-13T09:00:00",
    "time without seconds": "2025-09-13T09:00+08:00",
    "time after a space": "2025-09-13 09:00:00+08:00",
    "time with a bare offset": "2025-09-13T09:00:00+0800",
    "time with a short offset": "2025-09-13T09:00:00+08",
    "time at 24 o'clock": "2025-09-13T24:00:00Z",
    "leap second": "2016-12-31T23:59:60Z",
    "time of no date": "2025-02-30T09:00:00Z",
    "time of the year 0": "0000-01-01T00:00:00Z",
    "time and a line break": "2025-09-13T09:00:00Z\n",
    "time before the calendar": "0001-01-01T00:00:00+08:00",
    "zone": "America/Argentina/Buenos_Aires",
    "zone that is none": "Asia/Shangai",
    "zone with a space": "Asia/Shang hai",
    "zone above": "../Shanghai",
    "offset as a zone": "Etc/GMT+8",
    "code": "other",
    "code of a level": "county",
    "code in capitals": "OTHER",
    "label of a code": "其他",
    "frequency": "daily",
    "evidence": "B",
    "weekday": "SU",
    "weekdays": "SU,MO",
    "numbered weekday": "-1SU",
    "weekday numbered too high": "54MO",
}  # fmt: skip


SHORT = ("null", "true", "one", "half", "list", "object", "empty", "nul", "word", "code")
"""The values for a field of a class that has a field of the same kind already."""
TWICE = ("word", "code", "one", "date", "weekday", "object")
"""The values that an array has twice."""

_SLOT = {"start": "2025-09-13T09:00:00+08:00"}
_DAYS = {"first": "2025-09-13", "last": "2025-09-14"}
_TIMES: dict[str, list[Any]] = {"slot": [None, _SLOT], "days": [None, _DAYS]}
_PARTS: list[Document] = [
    {"interval": 2}, {"count": 3}, {"until": "2025-09-30"}, {"by_month": [9]},
    {"by_week_no": [-1]}, {"by_year_day": [366]}, {"by_month_day": [-31]}, {"by_day": ["MO"]},
    {"by_day": ["MO", "+2TU"]}, {"by_set_pos": [-1]}, {"week_start": "SU"},
    {"added": ["2025-09-13"]},
]  # fmt: skip
_DEFAULTS: list[Document] = [
    {}, {"interval": 1, "count": None, "until": None, "by_day": [], "by_week_no": []},
]  # fmt: skip
_FREQUENCIES: list[Document] = [
    {}, *({"frequency": f} for f in (None, "daily", "weekly", "monthly", "yearly"))
]  # fmt: skip


def places() -> dict[type, Place]:
    """Return one way to every class that a document holds, the shortest first."""
    found: dict[type, Place] = {Programme: ()}
    pending: list[type] = [Programme]
    for cls in pending:
        for field in wire_fields(cls):
            _, _, tp = shape(field.type)
            if attrs.has(tp) and tp not in found:
                found[tp] = (*found[cls], (cls, field.name))
                pending.append(tp)
    return found


def document_with(place: Place, value: Any) -> Document:
    """Return a document with ``value`` for the object at ``place``, and the rest as it is made."""
    for cls, name in reversed(place):
        _, many, _ = shape(attrs.fields_dict(cls)[name].type)
        outer = plain_of(make(cls)) if cls is not Programme else {}
        value = {**outer, name: [value] if many else value}
    return {"format": "kepuyue", "version": 1, **value}


def odd_documents(cls: type) -> Iterator[tuple[str, Document]]:
    """Yield documents with something odd in an instance of ``cls``, each with a name.

    Every field is once missing and has each of :data:`VALUES`, or has it as one of several; but of
    the fields of one kind only the first, the others have a few of them. An unknown key comes
    once, and each value once instead of the instance. Most are to be refused.
    """
    place = places()[cls]
    sound = plain_of(make(cls))
    yield "unknown key", document_with(place, {**sound, "colour": "red"})
    if place:
        for told, value in VALUES.items():
            yield f"instead: {told}", document_with(place, value)
    own = OF_CLASS[cls].fields if cls in OF_CLASS else {}
    kinds = set()
    for field in wire_fields(cls):
        kind = (str(field.type), validator_of(field), field.name in own and field.name)
        names = SHORT if kind in kinds else tuple(VALUES)
        kinds.add(kind)
        rest = {key: value for key, value in sound.items() if key != field.name}
        yield f"{field.name} missing", document_with(place, rest)
        for told, value in _odd_values(names, many=shape(field.type)[1]):
            yield f"{field.name}: {told}", document_with(place, {**rest, field.name: value})
    for number, value in enumerate(combinations(cls)):
        yield f"combination {number}", document_with(place, value)


def _odd_values(names: tuple[str, ...], *, many: bool) -> Iterator[tuple[str, Any]]:
    for name in SHORT if many else names:
        yield name, VALUES[name]
    if many:
        for name in names:
            yield f"one of several: {name}", [VALUES[name]]
        for name in TWICE:
            yield f"twice: {name}", [VALUES[name]] * 2


def combinations(cls: type) -> Iterator[Document]:
    """Yield instances of the classes whose fields depend on one another, sound and not."""
    if cls is Recurrence:
        pairs = itertools.combinations([*_DEFAULTS, *_PARTS], 2)
        for frequency, (one, other) in itertools.product(_FREQUENCIES, pairs):
            yield {**frequency, **one, **other}
    elif cls in (Session, Override):
        first = {"id": "1"} if cls is Session else {"on": "2025-09-13"}
        choices = _TIMES | (
            {"recurrence": [None, {"frequency": "daily"}]} if cls is Session else {}
        )
        for values in itertools.product(*([..., *values] for values in choices.values())):
            told = zip(choices, values, strict=True)
            yield first | {name: value for name, value in told if value is not ...}


def text_of(document: Document) -> str:
    """Return a document as JSON, a line of ASCII."""
    return json.dumps(document).replace("Infinity", "1e999")  # JSON has no word for it
