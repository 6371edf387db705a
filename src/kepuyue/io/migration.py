"""Documents of older versions, brought up to the present one before they become entities.

Each step takes the values of a document of one version and makes of them those of the next. It
looks at nothing but shapes it knows: whatever else stands in a document is left to the reader,
which names it with its path.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Step = Callable[[dict[str, Any]], None]
"""Changes a document in place."""


def migrate(document: dict[str, Any], version: int) -> None:
    """Bring a document of an older version up to the present one, in place.

    Args:
        document: the values of the document.
        version: the version it is of.
    """
    for _, step in sorted(STEPS.items())[version:]:
        step(document)


_REACH = 5
"""Levels of a document that steps look into: it, activities, an activity, sessions, a session."""


def changeable(value: Any, levels: int = _REACH) -> Any:
    """Return a copy of a document's values in which steps may change what they look into.

    >>> from types import MappingProxyType
    >>> changeable(MappingProxyType({"activities": (MappingProxyType({"id": "a"}),)}))
    {'activities': [{'id': 'a'}]}
    """
    if levels and isinstance(value, Mapping):
        return {key: changeable(item, levels - 1) for key, item in value.items()}
    if levels and isinstance(value, (list, tuple)):
        return [changeable(item, levels - 1) for item in value]
    return value


def _objects(parent: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of the array that stands under ``key``."""
    items = parent.get(key)
    if isinstance(items, list):
        yield from (item for item in items if isinstance(item, dict))


def _rename(item: dict[str, Any], old: str, new: str) -> None:
    if old in item and new not in item:
        item[new] = item.pop(old)


def _from_0(document: dict[str, Any]) -> None:
    """Version 0, the drafts before the first release.

    Activities had a ``title`` and ``audiences``, and a session had its times beside its id.
    """
    for activity in _objects(document, "activities"):
        _rename(activity, "title", "name")
        _rename(activity, "audiences", "target_groups")
        for session in _objects(activity, "sessions"):
            told = [key for key in ("start", "end", "zone") if key in session]
            if told and "slot" not in session:
                session["slot"] = {key: session.pop(key) for key in told}


STEPS: dict[int, Step] = {0: _from_0}
"""The step that leads away from each older version."""
