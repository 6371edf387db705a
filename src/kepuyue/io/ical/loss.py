"""What a calendar cannot carry."""

from collections.abc import Iterator

from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._losses import left_out, uncarried
from kepuyue.io.registry import View
from kepuyue.model.activity import Activity
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session

_ACTIVITY = frozenset({
    "mode", "action", "campaign", "region", "level", "expected", "review", "outcome", "source",
    "extra",
})  # fmt: skip
_SESSION = frozenset({"when_text", "expected", "note", "extra"})
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
    yield from left_out(Activity, _ACTIVITY, programme.activities)
    yield from left_out(Session, _SESSION, sessions)
