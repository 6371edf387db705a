"""What formats for people leave out: whole kinds of entities, and fields of others."""

from collections.abc import Iterable, Iterator

import attrs

from kepuyue.findings import Finding, Location, Severity, pointer
from kepuyue.model.programme import KINDS, TUPLES, Programme

_CARRIED = frozenset({"activities", "campaigns", "venues"})


def uncarried(programme: Programme) -> Iterator[Finding]:
    """Yield a note for each kind of entity that stands in a format only by name."""
    for name, kind in TUPLES.items():
        count = len(getattr(programme, name))
        if count and name not in _CARRIED:
            yield Finding(
                code="KY-DMP011",
                severity=Severity.NOTE,
                params={"kind_zh": KINDS[kind][0], "kind_en": KINDS[kind][1], "count": count},
                location=Location(path=pointer(name)),
            )


def left_out(
    kind: "type[attrs.AttrsInstance]", names: frozenset[str], entities: Iterable[object]
) -> Iterator[Finding]:
    """Yield a note if entities of a kind say something in fields that are not written.

    Args:
        kind: the class.
        names: its fields that are not written.
        entities: all that there are of it.
    """
    fields = [field for field in attrs.fields(kind) if field.name in names]
    said = [
        {field.name for field in fields if getattr(entity, field.name) != field.default}
        for entity in entities
    ]
    lost = [field.name for field in fields if any(field.name in those for those in said)]
    if lost:
        yield Finding(
            code="KY-DMP013",
            severity=Severity.NOTE,
            params={
                "kind": kind.__name__,
                "fields": "、".join(lost),
                "count": sum(map(bool, said)),
            },
            location=Location(path=pointer("activities")),
        )
