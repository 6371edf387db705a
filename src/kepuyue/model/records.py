"""A programme as a flat table, for notebooks, data frames and CSV."""

from collections.abc import Iterable, Iterator

from kepuyue._html import ROWS, table
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Action
from kepuyue.model.coded import Coded
from kepuyue.model.place import Venue
from kepuyue.model.programme import KINDS, TUPLES, Programme
from kepuyue.model.schedule import Session, TimeSlot
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit
from kepuyue.model.words import in_words


def records(programme: Programme) -> list[dict[str, object]]:
    """Return one flat dict a session; see :meth:`Programme.to_records`."""
    return [
        _record(programme, activity, session, first=first)
        for activity, session, first in _pairs(programme)
    ]


def _pairs(programme: Programme) -> Iterator[tuple[Activity, Session | None, bool]]:
    """Yield each activity with each of its sessions, or with none, and whether it is the first."""
    for activity in programme.activities:
        for number, session in enumerate(activity.sessions or (None,)):
            yield activity, session, number == 0


def expected(activity: Activity, session: Session | None, field: str, *, first: bool) -> int | None:
    """Return a count expected, for the row of a session, so that the rows of an activity add up.

    Where any session tells the count, each row has its session's own; else the first row has that
    of the activity.

    Args:
        activity: the activity.
        session: the session of the row, if the activity has any.
        field: the count, a field of :class:`~kepuyue.model.figures.Figures`.
        first: whether it is the first row of the activity.
    """
    own: int | None = getattr(session and session.expected, field, None)
    if own is not None or not first:
        return own
    told = any(getattr(each.expected, field, None) is not None for each in activity.sessions)
    of_all: int | None = getattr(activity.expected, field, None)
    return None if told else of_all


def _record(
    programme: Programme, activity: Activity, session: Session | None, *, first: bool
) -> dict[str, object]:
    when = session.when if session else None
    slot = when if isinstance(when, TimeSlot) else None
    venue = programme.get(Venue, session.venue) if session and session.venue else None
    held = activity.outcome.figures if activity.outcome and first else None
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
        "expected_onsite": expected(activity, session, "onsite", first=first),
        "expected_online": expected(activity, session, "online", first=first),
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
    headings = ("活动名称", "时间", "地点", "主办单位", "形式", "面向人群", "阶段", "状态")
    counts = ((kind, len(getattr(programme, name))) for name, kind in TUPLES.items())
    chinese = "、".join(f"{KINDS[kind][0]} {count:,}" for kind, count in counts if count)
    caption = f"{chinese or '空'} / {repr(programme).strip('<>')}"
    return table(caption, headings, _rows(programme), whole=("阶段", "状态"))


def _rows(programme: Programme) -> Iterator[tuple[object, ...]]:
    for number, (activity, session, first) in enumerate(_pairs(programme)):
        if number >= ROWS:  # the view only counts what is beyond
            yield ()
            continue
        row = _record(programme, activity, session, first=first)
        yield (
            row["name"], _when(session), row["venue"], row["hosts"], row["forms"],
            row["target_groups"], row["stage"], row["state"],
        )  # fmt: skip


def _when(session: Session | None) -> str | None:
    """Return when a session takes place, its recurrence in words."""
    if session is None or session.when is None:
        return session.when_text if session else None
    when = session.when
    if isinstance(when, TimeSlot):
        text = f"{when.start:%Y-%m-%d %H:%M}"
        if when.end is not None:
            same_day = when.end.date() == when.first
            text += f"–{when.end:{'%H:%M' if same_day else '%Y-%m-%d %H:%M'}}"
    else:
        text = str(when.first) if when.first == when.last else f"{when.first} – {when.last}"
    rule = in_words(session.recurrence, when.first) if session.recurrence else ""
    return f"{text}，{rule}" if rule else text
