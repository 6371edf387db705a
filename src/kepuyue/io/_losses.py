"""What formats for people leave out: whole kinds of entities, and fields of others.

Each format has a table of what it writes: for each list of a programme, and below it for each field
that is written in part, the names of the fields that are written. What stands in no table counts as
lost, so that a field which the model gains is reported until a writer takes it in.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from kepuyue.findings import Finding, Location, Severity, pointer
from kepuyue.model.programme import KINDS, TUPLES, Programme

_TOLD = 8
"""Fields that a sentence lists before it says how many more there are."""
Written = Mapping[str, str]
"""Names, with spaces between them, of the written fields by the dotted path of what has them."""


def left_out(programme: Programme, written: Written) -> Iterator[Finding]:
    """Yield a note for each kind of entity of which something, or everything, is not written.

    Args:
        programme: the programme, in the view that is written.
        written: what the format writes.
    """
    names = {path: frozenset(fields.split()) for path, fields in written.items()}
    for name, kind in TUPLES.items():
        entities = getattr(programme, name)
        if name in names:
            lost = [dict.fromkeys(_lost(entity, name, names)) for entity in entities]
            fields = dict.fromkeys(field for found in lost for field in found)
            if fields:
                yield unwritten(kind, list(fields), sum(map(bool, lost)))
        elif entities:
            yield unwritten_kind(name, len(entities))
    if programme.extra:
        yield Finding(
            code="KY-DMP014", severity=Severity.NOTE, location=Location(path=pointer("extra"))
        )


def unwritten_kind(name: str, count: int) -> Finding:
    """Return the note that entities are not written.

    Args:
        name: the list of a programme that they are of.
        count: how many they are.
    """
    return _note("KY-DMP011", name, TUPLES[name], count=count)


def unwritten(kind: type, fields: list[str], count: int) -> Finding:
    """Return the note that fields of a kind of entity are not written.

    Args:
        kind: the kind.
        fields: the fields, each by its dotted path below the entity.
        count: entities that say something in one of them.
    """
    name = next(name for name, of in TUPLES.items() if of is kind)
    more = [f"… +{len(fields) - _TOLD}"] if len(fields) > _TOLD else []
    listed = ", ".join([*fields[:_TOLD], *more])
    return _note("KY-DMP013", name, kind, fields=listed, names=tuple(fields), count=count)


def _note(code: str, name: str, kind: type, **params: object) -> Finding:
    zh, en = KINDS[kind]
    return Finding(
        code=code,
        severity=Severity.NOTE,
        params={"kind_zh": zh, "kind_en": en, **params},
        location=Location(path=pointer(name)),
    )


def _lost(value: Any, path: str, names: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Yield the fields below the entity at ``path`` that say something and are not written."""
    for field in attrs.fields(type(value)):
        said = getattr(value, field.name)
        if said == field.default:
            continue
        inner = f"{path}.{field.name}"
        if field.name not in names[path]:
            yield inner.partition(".")[2]
        elif inner in names:
            for part in said if isinstance(said, tuple) else (said,):
                yield from _lost(part, inner, names)
