"""What the model has no field for: properties and components kept as jCal (RFC 7265) in ``extra``.

``extra["ical"]`` of a session and of a programme is a mapping of ``properties``, each of them
``[name, parameters, "unknown", value]`` with the value as it stood, and ``components``, each of
them ``[name, properties, components]``. They go out again in the internal view.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kepuyue.io.ical.component import CALENDAR, TOP, Component
from kepuyue.io.ical.component import DEPTH as READ
from kepuyue.io.ical.line import line
from kepuyue.model.extra import Extra, to_extra

KEY = "ical"
"""Where in ``extra`` it stands."""
DEPTH = READ - 2
"""Components inside one another that an event keeps; the calendars of the world have one."""
_NAME = re.compile("[A-Za-z0-9-]{1,200}")
STANDALONE = TOP | {CALENDAR}
_OF_CALENDARS = TOP - {"VEVENT", "VTIMEZONE"}
"""Components that a calendar keeps of others: events are read, and zones are made anew."""
_RECORD = 'SCHEMA="urn:kepuyue:json:'
"""In the head of a record: no other property may look like one."""
_SCRIPT = re.compile(r"(?i)\s*(?:javascript|vbscript|data:text/html)\s*[:;,]")
"""An address that would run in a browser: it does not go out again."""
_OURS = frozenset({
    "BEGIN", "END", "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID",
    "PRODID", "VERSION", "CALSCALE",
})  # fmt: skip
"""Properties that only the writer itself gives."""


def to_property(name: str, params: Mapping[str, Any], value: str) -> list[Any]:
    """Return a property as jCal has it.

    >>> to_property("X-WAY", {"LANGUAGE": "zh"}, "左转")
    ['x-way', {'language': 'zh'}, 'unknown', '左转']
    """
    return [name.lower(), {key.lower(): _plain(v) for key, v in params.items()}, "unknown", value]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def to_component(component: Component, depth: int = READ) -> list[Any]:
    """Return a component as jCal has it, what is nested too deeply left out."""
    inner = [to_component(c, depth - 1) for c in component.components] if depth > 1 else []
    properties = [
        to_property(name, params, value) for name, params, value, _ in component.properties
    ]
    return [component.name.lower(), properties, inner]


def kept(
    properties: list[list[Any]], components: list[list[Any]], **more: Any
) -> dict[str, dict[str, Any]]:
    """Return what ``extra`` keeps: empty where there is nothing to keep."""
    found = {"properties": properties, "components": components, **more}
    found = {name: value for name, value in found.items() if value}
    return {KEY: found} if found else {}


def joined(extra: Extra, properties: list[list[Any]], components: list[list[Any]]) -> Extra:
    """Return ``extra`` with what a calendar has besides; what is there already stays once."""
    found = to_extra(kept(properties, components)).get(KEY)
    if found is None:
        return extra
    there = extra.get(KEY)
    there = there if isinstance(there, Mapping) else {}
    parts: dict[str, Any] = dict(there)
    for name, new in found.items():
        known = there.get(name)
        known = known if isinstance(known, tuple) else ()
        said = {_rendered(name, item) for item in known}
        parts[name] = (*known, *(item for item in new if _rendered(name, item) not in said))
    return to_extra({**extra, KEY: parts})


def _rendered(kind: str, item: Any) -> tuple[Any, ...]:
    """Return how a property or a component goes out, by which it is known again."""
    if kind == "properties":
        return tuple(_properties([item]))
    return tuple(_components([item], READ - 1, _OF_CALENDARS))


def lines_of(extra: Mapping[str, Any], *inside: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return what ``extra`` keeps for a calendar: lines by the names of properties, and components.

    ``extra`` may hold anything, so what has not the shape of jCal is passed over.

    Args:
        extra: what an entity carries.
        *inside: steps below its ``ical``, such as ``overrides`` and a date.
    """
    found: Any = extra.get(KEY)
    for step in inside:
        found = found.get(step) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping):
        return {}, []
    properties: dict[str, list[str]] = {}
    for name, text in _properties(found.get("properties")):
        if name not in _OURS:
            properties.setdefault(name, []).append(text)
    return properties, list(_components(found.get("components"), DEPTH))


def whole_components(extra: Mapping[str, Any]) -> list[str]:
    """Return the lines of the components that ``extra`` keeps of a calendar."""
    found = extra.get(KEY)
    kept_there = found.get("components") if isinstance(found, Mapping) else None
    return list(_components(kept_there, READ - 1, _OF_CALENDARS))


def _items(value: Any, length: int) -> Iterator[tuple[Any, ...]]:
    for item in value if isinstance(value, (tuple, list)) else ():
        if isinstance(item, (tuple, list)) and len(item) == length and _is_name(item[0]):
            yield tuple(item)


def _is_code(key: str, value: object) -> bool:
    """Return whether a parameter says that a value is coded, which it is not as it goes out."""
    return "QUOTED-PRINTABLE" in {key.upper(), str(value).upper()}


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _properties(value: Any) -> Iterator[tuple[str, str]]:
    for name, params, _, text in _items(value, 4):
        if isinstance(text, str) and isinstance(params, Mapping) and not _SCRIPT.match(text):
            given = {
                key.upper(): tuple(map(str, v)) if isinstance(v, (tuple, list)) else str(v)
                for key, v in params.items()
                if _is_name(key) and not _is_code(key, v)
            }
            told = line(name.upper(), text, given)
            if not (name.upper() in {"BEGIN", "END"} or _RECORD in told):
                yield name.upper(), told


def _components(value: Any, depth: int, allowed: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the lines of components; of those that stand in calendars alone only ``allowed``."""
    for name, properties, components in _items(value, 3) if depth else ():
        if name.upper() in STANDALONE - allowed:
            continue
        yield f"BEGIN:{name.upper()}"
        for _, text in _properties(properties):
            yield text
        yield from _components(components, depth - 1)
        yield f"END:{name.upper()}"
