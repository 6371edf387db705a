"""What fills a column: from a session of an activity to a cell.

A codec gives text, a whole number or ``None``. Several values in a cell are joined by 、 or, where
they are links, by line breaks.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

import attrs

from kepuyue.io._overrides import overridden
from kepuyue.model.activity import Activity, ActivityForm, Link
from kepuyue.model.campaign import Action
from kepuyue.model.coded import Coded
from kepuyue.model.place import Venue
from kepuyue.model.programme import Programme
from kepuyue.model.records import expected
from kepuyue.model.schedule import DateSpan, Override, Session, State, TimeSlot
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Contact, Unit
from kepuyue.model.words import WEEKDAYS, in_words, short

Cell = str | int | None


@attrs.frozen
class Row:
    """What a row is about: a session of an activity, or an activity without sessions.

    Attributes:
        programme: the programme.
        activity: the activity.
        session: the session, if the activity has any.
        serial: number of the row in the table.
        first: whether it is the first row of the activity: the one that has its totals.
    """

    programme: Programme
    activity: Activity
    session: Session | None
    serial: int
    first: bool


Codec = Callable[[Row], Cell]


def _joined(values: Iterable[str], separator: str = "、") -> str | None:
    return separator.join(values) or None


def _labels(codes: Iterable[Coded]) -> str | None:
    return _joined(code.label for code in codes)


def _named(kind: type, field: str) -> Codec:
    """Return the codec of a field that refers to entities: their names."""

    def codec(row: Row) -> Cell:
        refs: tuple[str, ...] = getattr(row.activity, field)
        return _joined(row.programme.name_of(kind, ref) for ref in refs)

    return codec


def _figure(field: str) -> Codec:
    """Return the codec of a count achieved: a total, so the first row of the activity has it."""

    def codec(row: Row) -> Cell:
        outcome = row.activity.outcome if row.first else None
        figures = outcome.figures if outcome else None
        count: int | None = getattr(figures, field) if figures else None
        return count

    return codec


def _links(field: str) -> Codec:
    """Return the codec of links of the outcome."""

    def codec(row: Row) -> Cell:
        links: tuple[Link, ...] = getattr(row.activity.outcome, field, ())
        return _joined((link.url for link in links), "\n")

    return codec


def _contacts(field: str) -> Codec:
    """Return the codec of one part of the contacts."""

    def codec(row: Row) -> Cell:
        contacts: tuple[Contact, ...] = row.activity.contacts
        return _joined(filter(None, (getattr(contact, field) for contact in contacts)))

    return codec


def _venue(row: Row) -> Venue | None:
    ref = row.session.venue if row.session else None
    return row.programme.get(Venue, ref) if ref else None


def _place(row: Row) -> Cell:
    venue = _venue(row)
    if venue is None:
        return row.session.venue if row.session else None
    return _joined(filter(None, (venue.name, venue.address)), "，")


def _region(row: Row) -> Cell:
    venue = _venue(row)
    return (venue.region if venue else None) or row.activity.region


def _when(row: Row) -> Cell:
    session = row.session
    if session is None:
        return None
    when = session.when
    if when is None:
        return session.when_text
    parts = [_slot(when) if isinstance(when, TimeSlot) else _span(when)]
    if session.recurrence is not None:
        parts.append(in_words(session.recurrence, when.first))
    told = {override.on: override for override in session.overrides}
    for found in overridden(session):
        change = _change(row.programme, session, told[found.on])
        if change:
            parts.append(short(found.on, when.first) + change)
    return _joined(filter(None, parts), "，")


def _change(programme: Programme, session: Session, override: Override) -> str:
    """Return what differs at an occurrence, in words; empty where people would see no change."""
    changes = []
    if override.slot is not None:
        same_day = override.slot.first == override.on
        changes.append("改为" + (_hours if same_day else _slot)(override.slot))
    elif override.days is not None:
        changes.append(f"改为{_span(override.days)}")
    if override.venue is not None and override.venue != session.venue:
        changes.append(f"改在{programme.name_of(Venue, override.venue)}")
    state = override.state.label if override.state else ""
    if changes and state:
        state = f"（{state}）"
    return "并".join(changes) + state


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def _slot(slot: TimeSlot) -> str:
    return f"{_day(slot.first)}{_hours(slot)}"


def _hours(slot: TimeSlot) -> str:
    text = _clock(slot.start)
    if slot.end is None:
        return text
    same_day = slot.end.date() == slot.first
    return f"{text}-{'' if same_day else _day(slot.end.date())}{_clock(slot.end)}"


def _span(span: DateSpan) -> str:
    first, last = span.first, span.last
    if first == last:
        return _day(first)
    return f"{first.year}年{first.month}月{first.day}日至{short(last, first)}"


def _expected_onsite(row: Row) -> Cell:
    return expected(row.activity, row.session, "onsite", first=row.first)


def _action(row: Row) -> Cell:
    ref = row.activity.action
    return row.programme.name_of(Action, ref) if ref else None


def _main_event(row: Row) -> Cell:
    return "是" if ActivityForm.MAIN_EVENT in row.activity.forms else "否"


def _link(row: Row) -> Cell:
    join_url = row.session.join_url if row.session else None
    return join_url or row.activity.url


def _note(row: Row) -> Cell:
    state = row.activity.state if row.session is None else row.activity.state_of(row.session)
    told = None if state is State.PLANNED else state.label
    note = row.session.note if row.session else None
    return _joined(filter(None, (told, note)), "；")


CODECS: dict[str, Codec] = {
    "serial": lambda row: row.serial,
    "name": lambda row: row.activity.name,
    "themes": _named(Theme, "themes"),
    "forms": lambda row: _labels(row.activity.forms),
    "mode": lambda row: row.activity.mode.label if row.activity.mode else None,
    "when": _when,
    "place": _place,
    "region": _region,
    "hosts": _named(Unit, "hosts"),
    "organisers": _named(Unit, "organisers"),
    "co_organisers": _named(Unit, "co_organisers"),
    "supporters": _named(Unit, "supporters"),
    "summary": lambda row: row.activity.summary,
    "target_groups": _named(TargetGroup, "target_groups"),
    "expected_onsite": _expected_onsite,
    "onsite": _figure("onsite"),
    "online": _figure("online"),
    "action": _action,
    "main_event": _main_event,
    "link": _link,
    "contact_names": _contacts("name"),
    "contact_phones": _contacts("phone"),
    "news": _links("news"),
    "pictures": _links("pictures"),
    "videos": _links("videos"),
    "science_workers": _figure("science_workers"),
    "volunteers": _figure("volunteers"),
    "stage": lambda row: row.activity.stage.label,
    "note": _note,
}
"""What a profile may name in ``codec``."""
