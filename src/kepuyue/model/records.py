"""A programme as a flat table, for notebooks, data frames and CSV."""

from collections.abc import Iterable, Iterator

from kepuyue._html import ROWS, table
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Action
from kepuyue.model.coded import Coded
from kepuyue.model.place import Venue
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session, TimeSlot
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit


def records(programme: Programme) -> list[dict[str, object]]:
    """Return one flat dict a session; see :meth:`Programme.to_records`."""
    return [_record(programme, activity, session) for activity, session in _pairs(programme)]


def _pairs(programme: Programme) -> Iterator[tuple[Activity, Session | None]]:
    """Yield each activity with each of its sessions, or with none."""
    for activity in programme.activities:
        for session in activity.sessions or (None,):
            yield activity, session


def _record(programme: Programme, activity: Activity, session: Session | None) -> dict[str, object]:
    when = session.when if session else None
    slot = when if isinstance(when, TimeSlot) else None
    venue = programme.get(Venue, session.venue) if session and session.venue else None
    expected = (session.expected if session else None) or activity.expected
    held = activity.outcome.figures if activity.outcome else None
    return {
        "activity": activity.id,
        "name": activity.name,
        "forms": _labels(activity.forms),
        "mode": activity.mode.label if activity.mode else None,
        "themes": _names(programme, Theme, activity.themes),
        "target_groups": _names(programme, TargetGroup, activity.target_groups),
        "action": programme.name_of(Action, activity.action) if activity.action else None,
        "region": activity.region,
        "level": activity.level.label if activity.level else None,
        "hosts": _names(programme, Unit, activity.hosts),
        "organisers": _names(programme, Unit, activity.organisers),
        "session": session.id if session else None,
        "first_day": when.first if when else None,
        "last_day": when.last if when else None,
        "start": slot.start if slot else None,
        "end": slot.end if slot else None,
        "when_text": session.when_text if session else None,
        "recurrence": session.recurrence.rrule if session and session.recurrence else None,
        "venue": venue.name if venue else None,
        "address": venue.address if venue else None,
        "expected_onsite": expected.onsite if expected else None,
        "expected_online": expected.online if expected else None,
        "onsite": held.onsite if held else None,
        "online": held.online if held else None,
        "stage": activity.stage.label,
        "state": (activity.state_of(session) if session else activity.state).label,
    }


def _labels(codes: Iterable[Coded]) -> str:
    return "、".join(code.label for code in codes)


def _names(programme: Programme, kind: type, refs: Iterable[str]) -> str:
    return "、".join(programme.name_of(kind, ref) for ref in refs)


def html(programme: Programme) -> str:
    """Return the view of a programme that a notebook shows: its activities, a session a row."""
    headings = ("活动名称", "时间", "地点", "主办单位", "形式", "面向人群", "阶段")
    return table(repr(programme).strip("<>"), headings, _rows(programme))


def _rows(programme: Programme) -> Iterator[tuple[object, ...]]:
    for number, (activity, session) in enumerate(_pairs(programme)):
        if number >= ROWS:  # the view only counts what is beyond
            yield ()
            continue
        row = _record(programme, activity, session)
        start, end = row["start"], row["end"]
        when = row["when_text"] or row["first_day"]
        if start is not None:
            when = f"{start:%Y-%m-%d %H:%M}" + (f"–{end:%H:%M}" if end is not None else "")
        elif row["last_day"] != row["first_day"]:
            when = f"{row['first_day']} – {row['last_day']}"
        yield (
            row["name"], when, row["venue"], row["hosts"], row["forms"], row["target_groups"],
            row["stage"],
        )  # fmt: skip
