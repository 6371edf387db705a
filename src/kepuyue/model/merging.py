"""Programmes taken together: each id once, whatever they differ over named."""

from collections.abc import Sequence
from typing import Any, Literal

import attrs

from kepuyue.errors import MergeConflictError, chosen
from kepuyue.findings import Finding, Location, Report, pointer
from kepuyue.model.programme import KINDS, TUPLES, Programme


def merged(programmes: Sequence[Programme], prefer: Literal["first", "last"] | None) -> Programme:
    """Return a programme with the entities of all; see :meth:`Programme.merge`."""
    if prefer is not None:
        chosen("prefer", prefer, ("first", "last"))
    conflicts: list[Finding] = []
    values: dict[str, Any] = {}
    for name, kind in TUPLES.items():
        held: dict[str, Any] = {}
        for programme in programmes:
            for entity in getattr(programme, name):
                known = held.setdefault(entity.id, entity)
                if known != entity:
                    conflicts.append(_conflict(name, kind, known, entity))
                    held[entity.id] = entity if prefer == "last" else known
        values[name] = tuple(held.values())
    extras = [(key, value) for programme in programmes for key, value in programme.extra.items()]
    extra: dict[str, Any] = {}
    for key, value in extras:
        if prefer == "last" or key not in extra:
            extra[key] = value
    values["extra"] = extra
    if prefer is None:
        conflicts += _extra_conflicts(extras)
        if conflicts:
            raise MergeConflictError(Report(conflicts))
    return attrs.evolve(programmes[0], **values)


def _conflict(name: str, kind: type, known: Any, other: Any) -> Finding:
    """Return the finding that two programmes differ over an entity."""
    zh, en = KINDS[kind]
    fields = [
        field.name
        for field in attrs.fields(kind)
        if getattr(known, field.name) != getattr(other, field.name)
    ]
    return Finding(
        code="KY-INT004",
        params={"kind_zh": zh, "kind_en": en, "fields": ", ".join(fields)},
        location=Location(path=pointer(name)),
        entity=f"{en}:{known.id}",
        value=known.id,
    )


def _extra_conflicts(extras: list[tuple[str, Any]]) -> list[Finding]:
    held: dict[str, Any] = {}
    return [
        Finding(
            code="KY-INT004",
            params={"kind_zh": "附加数据", "kind_en": "extra data", "fields": key},
            location=Location(path=pointer("extra", key)),
            value=key,
        )
        for key, value in extras
        if held.setdefault(key, value) != value
    ]
