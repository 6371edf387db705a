"""What formats for people leave out: whole kinds of entities."""

from collections.abc import Iterator

from kepuyue.findings import Finding, Location, Severity, pointer
from kepuyue.model.programme import TUPLES, Programme
from kepuyue.model.reference import KINDS

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
