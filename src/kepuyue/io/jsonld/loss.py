"""What JSON-LD cannot carry."""

from collections.abc import Iterator

from kepuyue.errors import DumpError, report_of
from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._losses import left_out, uncarried
from kepuyue.io.jsonld.when import LISTED_DAYS, listing
from kepuyue.io.registry import View
from kepuyue.model.activity import Activity, Outcome, Registration
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session, Speaker

_ACTIVITY = frozenset({
    "action", "level", "expected", "contacts", "review", "revision", "created", "updated", "source",
    "extra",
})  # fmt: skip
"""The fields of an activity that no property of an event stands for."""


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
    return Report([*_times(programme), *uncarried(programme), *_left_out(programme)])


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


def _left_out(programme: Programme) -> Iterator[Finding]:
    """Yield a note for each kind of which some fields say what is not written."""
    activities = programme.activities
    sessions = [session for activity in activities for session in activity.sessions]
    speakers = [speaker for session in sessions for speaker in session.speakers]
    outcomes = [activity.outcome for activity in activities if activity.outcome]
    registrations = [activity.registration for activity in activities if activity.registration]
    repeated = [a.registration for a in activities if a.registration and not _is_once(a)]
    yield from left_out(Activity, _ACTIVITY, activities)
    yield from left_out(Session, frozenset({"when_text", "expected", "note", "extra"}), sessions)
    yield from left_out(Speaker, frozenset({"topic"}), speakers)
    yield from left_out(Outcome, frozenset({"figures", "occurrences", "text"}), outcomes)
    yield from left_out(Registration, frozenset({"required"}), registrations)
    yield from left_out(Registration, frozenset({"places"}), repeated)


def _is_once(activity: Activity) -> bool:
    """Return whether an activity takes place a single time."""
    return len(activity.sessions) == 1 and listing(activity.sessions[0]).is_once
