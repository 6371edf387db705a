"""Recurrences of others: RRULE, RDATE, EXDATE and RECURRENCE-ID as the model has them."""

import contextlib
import functools
import itertools
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from kepuyue.errors import InvalidValueError
from kepuyue.findings import Severity
from kepuyue.io.ical.component import Property
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.line import Params
from kepuyue.io.ical.moment import Moment, Moments, duration
from kepuyue.model._field import changed
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import DateSpan, Override, TimeSlot
from kepuyue.model.zone import zone_info

DATES = 100_000
"""Added dates, and excluded ones, that an event may have."""
_CLOCK_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
When = TimeSlot | DateSpan


class Repetition(NamedTuple):
    """When an event comes again.

    Attributes:
        recurrence: the recurrence; ``None`` if it does not come again.
        overrides: added dates at another time of the day.
        unread: properties that the model cannot tell, to be kept as they are.
    """

    recurrence: Recurrence | None
    overrides: tuple[Override, ...]
    unread: list[Property]


def repetition(found: list[Property], when: When, moments: Moments, notes: Notes) -> Repetition:
    """Return what RRULE, RDATE and EXDATE of an event say.

    Args:
        found: the properties.
        when: the times or days of the event.
        moments: reads times.
        notes: what cannot be told, and what is put right, is noted there.
    """
    rule: Recurrence | None = None
    added: dict[date, Override | None] = {}
    excluded: dict[date, None] = {}
    unread: list[Property] = []
    for prop in found:
        name, _, value, at = prop
        if name == "RRULE" and rule is None:
            rule = _rule(value, when, at, moments, notes)
            if rule is None:
                unread.append(prop)
        elif name == "RDATE":
            unread += _add(prop, when, added, moments, notes)
        elif name == "EXDATE":
            unread += _exclude(prop, when, excluded, moments, notes)
        else:  # a second RRULE, or an EXRULE (RFC 2445)
            notes.problem("KY-ICS012", at, value, severity=Severity.WARNING, name=name)
            unread.append(prop)
    if len(added) > DATES or len(excluded) > DATES:
        at = found[0][3]
        notes.problem("KY-ICS008", at, limit=DATES)
    if rule is not None and any(added.values()):
        unread += _taken(rule, when, added, found, notes)
    overrides = tuple(override for override in added.values() if override is not None)[:DATES]
    given = tuple(added)[:DATES]
    if rule is None and not given and not excluded:
        return Repetition(None, (), unread)
    if given or excluded:
        rule = changed(rule or Recurrence(), added=given, excluded=tuple(excluded)[:DATES])
    return Repetition(rule, overrides, unread)


def _rule(value: str, when: When, at: int, moments: Moments, notes: Notes) -> Recurrence | None:
    """Return a rule, its parts of the clock left out where they say what the start says."""
    value = value.replace("\\;", ";").replace("\\,", ",")  # some take a rule for a text
    parts = dict(
        part.strip().upper().partition("=")[::2] for part in value.split(";", 100) if part.strip()
    )
    if parts.get("RSCALE") == "GREGORIAN":  # RFC 7529: what it is anyway
        del parts["RSCALE"]
    for name in _CLOCK_PARTS:
        told = parts.pop(name, None)
        if told is not None and not _is_of(name, told, when):
            notes.problem("KY-ICS007", at, value, severity=Severity.WARNING, what=f"{name}={told}")
            return None
    until = parts.get("UNTIL")
    try:
        if until is not None:
            parts["UNTIL"] = _until(until, when, at, moments, notes)
        rule = _rule_of(";".join(f"{key}={told}" for key, told in parts.items()))
    except (InvalidValueError, ValueError, OverflowError):
        notes.problem("KY-ICS007", at, value, severity=Severity.WARNING, what="RRULE")
        return None
    if len(parts) < value.count("=") and any(name in value.upper() for name in _CLOCK_PARTS):
        notes.fixed("time-of-rule", at)
    return rule


def _taken(
    rule: Recurrence,
    when: When,
    added: dict[date, Override | None],
    found: list[Property],
    notes: Notes,
) -> list[Property]:
    """Leave out added times on days on which the rule has an occurrence already; return them."""
    moved = [day for day, override in added.items() if override is not None]
    last = min(max(moved), rule.until or max(moved))
    further = (day for day in rule.rule_dates(when.first, last) if day != when.first)
    days = set(itertools.islice(further, min((rule.count or DATES) - 1, DATES)))
    left: list[Property] = []
    prop = next(prop for prop in found if prop[0] == "RDATE")
    for day in moved:
        slot = added[day].slot if day in days else None  # type: ignore[union-attr]
        if slot is not None:
            del added[day]
            text = f"{slot.start:%Y%m%dT%H%M%S}"
            notes.problem("KY-ICS003", prop[3], text, severity=Severity.WARNING, name="RDATE")
            left.append(("RDATE", {"TZID": slot.zone}, text, prop[3]))
    return left


@functools.lru_cache(maxsize=1024)
def _rule_of(text: str) -> Recurrence:
    """Return a rule; the events of a month share a few."""
    return Recurrence.from_rrule(text)


def _is_of(name: str, told: str, when: When) -> bool:
    """Return whether a part of the clock says just what the start says."""
    if isinstance(when, DateSpan):
        return False
    clock = {
        "BYHOUR": when.start.hour,
        "BYMINUTE": when.start.minute,
        "BYSECOND": when.start.second,
    }
    return told.strip().isdecimal() and int(told[:9]) == clock[name]


def _until(value: str, when: When, at: int, moments: Moments, notes: Notes) -> str:
    """Return the last date on which a rule may give an occurrence, in the zone of the event."""
    moment = moments.read({}, value.strip(), at) if "T" not in value or "Z" in value else None
    if moment is None:  # a local time: on the clock of the event
        local = datetime.strptime(value.strip(), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    elif not isinstance(moment.at, datetime):
        if isinstance(when, TimeSlot):
            notes.fixed("until-by-date", at)
        return value
    else:
        local = _on_clock(moment.at, when, moments)
    last = local.date()
    if isinstance(when, TimeSlot) and local.time() < when.start.time():
        last -= timedelta(days=1)
    return f"{last:%Y%m%d}" if last.year > 999 else last.isoformat().replace("-", "")  # noqa: PLR2004


def _on_clock(until: datetime, when: When, moments: Moments) -> datetime:
    """Return a time in UTC on the clock of an event; as it stands at the end of the calendar.

    Of whole days the clock is not known: it is that of the calendar where midnight is told so.
    """
    zone = when.zone if isinstance(when, TimeSlot) else moments.floating
    try:
        local = until.astimezone(zone_info(zone)).replace(tzinfo=None)
    except OverflowError:
        return until.replace(tzinfo=None)
    if isinstance(when, TimeSlot) or local.time() == datetime.min.time():
        return local
    return until.replace(tzinfo=None)


def _add(
    prop: Property, when: When, added: dict[date, Override | None], moments: Moments, notes: Notes
) -> list[Property]:
    """Take in the dates of an RDATE; return those that cannot be read, or stand on a taken date."""
    name, params, value, at = prop
    unread = []
    for text in value.split(",", DATES + 1):
        try:
            day, override = _added(params, text.strip(), when, moments, at)
        except (InvalidValueError, ValueError, OverflowError):
            sound = False
        else:
            sound = override is None or (day not in added and day != when.first)
            if sound:
                added.setdefault(day, override)
        if not sound:
            notes.problem("KY-ICS003", at, text, severity=Severity.WARNING, name=name)
            unread.append((name, params, text, at))
    return unread


def _added(
    params: Params, text: str, when: When, moments: Moments, at: int
) -> tuple[date, Override | None]:
    """Return an added date, with an override if it is at another time of the day.

    Raises:
        ValueError: if it is none.
    """
    start, _, end = text.partition("/")
    moment = moments.read(params, start, at)
    day, slot = _placed(moment, when)
    if slot is None:
        return day, None
    usual = when.duration if isinstance(when, TimeSlot) else None
    length = _length(end, moment, moments, at) if end else None
    if length is None or length < timedelta(0):
        length = usual
    if isinstance(when, TimeSlot) and slot.time() == when.start.time() and length == usual:
        return day, None
    until = None if length is None else slot.astimezone(UTC) + length
    zone = when.zone if isinstance(when, TimeSlot) else moment.zone
    return day, Override(on=day, slot=TimeSlot(start=slot, end=until, zone=zone))


def _placed(moment: Moment, when: When) -> tuple[date, datetime | None]:
    """Return the date of a moment on the clock of an event, and the time if it has one."""
    if not isinstance(moment.at, datetime):
        return moment.at, None
    zone = when.zone if isinstance(when, TimeSlot) else moment.zone
    local = moment.at.astimezone(zone_info(zone))
    return local.date(), local


def _length(end: str, start: Moment, moments: Moments, at: int) -> timedelta | None:
    """Return the length of a period, which its end tells or a duration."""
    if not isinstance(start.at, datetime):
        return None
    if end[:1] in "Pp+-":
        return duration(end).length
    until = moments.read({"TZID": start.zone}, end, at).at
    return until.astimezone(UTC) - start.at.astimezone(UTC) if isinstance(until, datetime) else None


def _exclude(
    prop: Property, when: When, excluded: dict[date, None], moments: Moments, notes: Notes
) -> list[Property]:
    """Take in the dates of an EXDATE; return those that cannot be read.

    A time at which the event does not begin excludes nothing.
    """
    name, params, value, at = prop
    unread = []
    for text in filter(None, map(str.strip, value.split(",", DATES + 1))):
        try:
            day, slot = _placed(moments.read(params, text, at), when)
        except (InvalidValueError, ValueError, OverflowError):
            notes.problem("KY-ICS003", at, text, severity=Severity.WARNING, name=name)
            unread.append((name, params, text, at))
            continue
        if isinstance(when, TimeSlot) and slot is None:
            notes.fixed("exclusion-by-date", at)
        elif isinstance(when, TimeSlot) and slot is not None and slot.time() != when.start.time():
            notes.fixed("exclusion-of-nothing", at, text)
            continue
        excluded[day] = None
    return unread


def occurrence_day(moment: Moment, when: When | None) -> date:
    """Return the date by which a RECURRENCE-ID names an occurrence of an event."""
    if isinstance(moment.at, datetime) and isinstance(when, TimeSlot):
        with contextlib.suppress(OverflowError):  # at the ends of the calendar
            return moment.at.astimezone(zone_info(when.zone)).date()
    return moment.at.date() if isinstance(moment.at, datetime) else moment.at
