"""What JSON-LD cannot carry."""

from collections.abc import Iterator

from kepuyue.errors import DumpError, report_of
from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._losses import left_out, unwritten
from kepuyue.io.jsonld.when import LISTED_DAYS, listing
from kepuyue.io.registry import View
from kepuyue.model.activity import Activity
from kepuyue.model.programme import Programme

WRITTEN = {
    "campaigns": "id name brands region window issuers slogans directions topics target_groups"
    " parent",
    "venues": "id name kind region address coordinates capacity",
    "activities": "id name forms mode summary themes target_groups campaign region hosts organisers"
    " co_organisers supporters sessions registration url label media stage state outcome parent",
    "activities.sessions": "id slot days recurrence overrides venue join_url speakers state",
    "activities.sessions.overrides": "on slot days venue state",
    "activities.sessions.speakers": "name title affiliation",
    "activities.media": "url media_type",
    "activities.registration": "how url opens closes places",
    "activities.outcome": "news pictures videos",
}
"""What the properties of an event stand for."""


def losses(programme: Programme, *, view: View = "public") -> Report:
    """Return what JSON-LD cannot carry: sessions without a date, contacts, figures and more.

    Args:
        programme: the programme.
        view: ``"public"``, the only view there is; what it leaves out is no loss of the format.

    Raises:
        DumpError: if the internal view is asked for.

    >>> losses(Programme(activities=[Activity(id="a", name="展览")])).counts()
    {'KY-DMP202': 1}
    """
    if view != "public":
        raise DumpError(report_of("KY-DMP200", view))
    programme = programme.public()
    return Report([*_times(programme), *left_out(programme, WRITTEN), *_places(programme)])


def _times(programme: Programme) -> Iterator[Finding]:
    """Yield a finding for each activity of which not every time is written."""
    for index, activity in enumerate(programme.activities):
        undated = sum(session.when is None for session in activity.sessions)
        endless = sum(not listing(session).complete for session in activity.sessions)
        found = {
            "KY-DMP201": undated,
            "KY-DMP202": not activity.sessions,
            "KY-DMP203": endless,
        }
        for code in (code for code, count in found.items() if count):
            yield Finding(
                code=code,
                severity=Severity.WARNING,
                params={"count": found[code], "days": LISTED_DAYS},
                location=Location(path=pointer("activities", index)),
                entity=f"activity:{activity.id}",
                value=activity.name,
            )


def _places(programme: Programme) -> Iterator[Finding]:
    """Yield a note if places are told of what takes place more than once: they are for one time."""
    repeated = [a.registration for a in programme if a.registration and not _is_once(a)]
    count = sum(registration.places is not None for registration in repeated)
    if count:
        yield unwritten(Activity, ["registration.places"], count)


def _is_once(activity: Activity) -> bool:
    """Return whether an activity takes place a single time."""
    return len(activity.sessions) == 1 and listing(activity.sessions[0]).is_once
