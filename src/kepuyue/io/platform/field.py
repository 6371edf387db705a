"""What a column may fill: the paths into what a row is, and which codec suits which.

The paths come from the model itself, so a profile cannot name a field that is not there.
"""

import functools
import types
import typing
from collections.abc import Iterator

import attrs

from kepuyue.model.place import Venue
from kepuyue.model.programme import TUPLES
from kepuyue.model.reference import REFERENCES

EXTRA = "extra"
"""The path of what the model has no field for: it is kept under the heading of its column."""

_CODECS = {
    "action": "action",
    "activity": "activity",
    "address": "sessions.venue.address",
    "coded": "forms mode stage state category",
    "county": "region",
    "contact": "contacts.name contacts.phone contacts.email",
    "date": "submitted",
    "days": "volunteers.available",
    "end": "sessions.end",
    "flag": "interactive",
    "link": "sessions.join_url url",
    "links": "outcome.news outcome.pictures outcome.videos",
    "main_event": "forms",
    "note": "sessions.note",
    "number": "area power",
    "place": "sessions.venue",
    "prefecture": "region",
    "region": "region",
    "start": "sessions.start",
    "terms": "themes target_groups",
    "units": "hosts organisers co_organisers supporters unit nominated_by",
    "when": "sessions.when",
}
"""The paths of the codecs that know what they fill."""
_TYPES: dict[str, object] = {"count": int, "lines": tuple[str, ...], "text": str}
"""The type of what the other codecs fill."""
_OTHERS = ("id", "sessions.", "contacts.", "media.", "source.", "outcome.news.",
           "outcome.pictures.", "outcome.videos.", "revision")  # fmt: skip
"""What those do not fill: ids are given, and of several parts a cell cannot say which."""
_TIMES = ("sessions.when", "sessions.start", "sessions.end")
"""Paths that the model spells otherwise: a session has a slot, days, or a text."""

_TOLD = ("sessions.slot", "sessions.days", "sessions.recurrence", "sessions.overrides")
"""What ``sessions.when`` tells as a whole: there are no columns for its parts."""


@functools.cache
def paths(rows: str) -> dict[str, object]:
    """Return the paths into what a row is, each with the type that stands there.

    References to other entities have the type ``None``: what fills them must look names up.

    Args:
        rows: the field of a programme that what a row is goes to.

    >>> paths("activities")["outcome.figures.onsite"]
    <class 'int'>
    """
    found = dict(_paths(TUPLES[rows], ""))
    if rows == "activities":
        found |= dict.fromkeys(_TIMES) | dict(_paths(Venue, "sessions.venue."))
    return found


def _paths(entity: type, before: str) -> Iterator[tuple[str, object]]:
    for field in attrs.fields(attrs.resolve_types(entity)):
        path = before + field.name
        kind = _kind(field.type)
        inner = typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else kind
        yield path, None if field.name in REFERENCES.get(entity, ()) else kind
        if isinstance(inner, type) and attrs.has(inner) and path not in _TOLD:
            yield from _paths(inner, f"{path}.")


def _kind(declared: object) -> object:
    """Return the type of a field that may also be ``None``."""
    if isinstance(declared, types.UnionType):
        return next(kind for kind in typing.get_args(declared) if kind is not types.NoneType)
    return declared


def fits(codec: str, path: str, rows: str) -> bool:
    """Return whether a codec can fill a field.

    Args:
        codec: its name.
        path: one of :func:`paths`.
        rows: what a row is.

    >>> fits("count", "outcome.figures.onsite", "activities"), fits("count", "name", "activities")
    (True, False)
    """
    if codec in _CODECS:
        return path in _CODECS[codec].split()
    if (codec, path) == ("text", EXTRA):
        return True
    return codec in _TYPES and paths(rows)[path] == _TYPES[codec] and not path.startswith(_OTHERS)


def suited(codec: str, rows: str) -> tuple[str, ...]:
    """Return the paths that a codec can fill.

    >>> suited("place", "activities")
    ('sessions.venue',)
    """
    return tuple(path for path in paths(rows) if fits(codec, path, rows))
