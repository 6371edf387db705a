"""What a calendar cannot carry."""

from collections.abc import Iterator

from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._losses import left_out
from kepuyue.io.registry import View, in_view
from kepuyue.model.programme import Programme

WRITTEN = {
    "campaigns": "id name milestones",
    "campaigns.milestones": "id kind when what owed_by source",
    "campaigns.milestones.source": "title clause",
    "units": "id name contacts",
    "units.contacts": "email",
    "groups": "id label",
    "venues": "id name address coordinates",
    "activities": "id name forms mode summary themes target_groups hosts organisers co_organisers"
    " supporters sessions contacts registration url label media stage state parent revision"
    " created updated",
    "activities.media": "url media_type",
    "activities.sessions": "id slot days recurrence overrides venue join_url speakers state",
    "activities.sessions.overrides": "on slot days venue state",
}
"""What the components of a calendar stand for."""


def losses(programme: Programme, *, view: View = "public") -> Report:
    """Return what a calendar cannot carry: activities without a date, paperwork, units and more.

    The internal view carries everything, in records.

    Args:
        programme: the programme.
        view: the view to be written; what the public view leaves out is no loss of the calendar.

    >>> from kepuyue.model.activity import Activity
    >>> losses(Programme(activities=[Activity(id="a", name="展览")])).counts()
    {'KY-DMP012': 1}
    """
    programme = in_view(programme, view)
    if view == "internal":
        return Report()
    return Report([*_undated(programme), *left_out(programme, WRITTEN)])


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
