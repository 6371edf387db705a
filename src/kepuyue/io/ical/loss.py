"""What a calendar cannot carry."""

from collections.abc import Iterator

import attrs

from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._losses import uncarried
from kepuyue.io.registry import View
from kepuyue.model.activity import Activity
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session

_LEFT_OUT: tuple[tuple[type[Activity | Session], frozenset[str]], ...] = (
    (
        Activity,
        frozenset({
            "mode", "action", "campaign", "region", "level", "expected", "review", "outcome",
            "source", "extra",
        }),
    ),
    (Session, frozenset({"when_text", "expected", "note", "extra"})),
)  # fmt: skip
"""The fields that no property of an event stands for."""


def losses(programme: Programme, *, view: View = "public") -> Report:
    """Return what a calendar cannot carry: activities without a date, paperwork, units and more.

    Args:
        programme: the programme.
        view: the view to be written; what the public view leaves out is no loss of the calendar.

    >>> losses(Programme(activities=[Activity(id="a", name="展览")])).counts()
    {'KY-DMP012': 1}
    """
    if view == "public":
        programme = programme.public()
    return Report([*_undated(programme), *uncarried(programme), *_left_out(programme)])


def _undated(programme: Programme) -> Iterator[Finding]:
    for index, activity in enumerate(programme.activities):
        undated = sum(session.when is None for session in activity.sessions)
        if undated or not activity.sessions:
            yield Finding(
                code="KY-DMP010" if undated else "KY-DMP012",
                severity=Severity.WARNING,
                params={"count": undated},
                location=Location(path=pointer("activities", index)),
                entity=f"activity:{activity.id}",
                value=activity.name,
            )


def _left_out(programme: Programme) -> Iterator[Finding]:
    """Yield a note for activities and one for sessions that say what is not written."""
    sessions = [s for activity in programme.activities for s in activity.sessions]
    for (kind, names), entities in zip(_LEFT_OUT, (programme.activities, sessions), strict=True):
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
