"""What a VEVENT says: the fields of an activity and of a session, and what no field takes."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kepuyue.errors import InvalidValueError
from kepuyue.findings import Severity
from kepuyue.io.ical import jcal
from kepuyue.io.ical.component import Component, Property
from kepuyue.io.ical.line import single, split_texts
from kepuyue.io.ical.moment import Moment, duration
from kepuyue.io.ical.record import version_of
from kepuyue.io.ical.context import Context
from kepuyue.io.ical.text import line_of, summary_of, text_of, untitled
from kepuyue.model._field import URL
from kepuyue.model.activity import ActivityForm, Link, Stage
from kepuyue.model.schedule import DateSpan, State, TimeSlot
from kepuyue.model.unit import Contact
from kepuyue.model.vocabulary import vocabulary_of

NAMELESS = "（无标题）"
"""The name of an event that has no SUMMARY."""
_URL = re.compile(URL)
_CONFERENCES = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
                "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK")  # fmt: skip
_IGNORED = frozenset({"DTSTAMP"})
"""What is given anew at every writing."""
_DERIVED = frozenset({"STYLED-DESCRIPTION", "X-ALT-DESC", "COLOR", "ORGANIZER"})
"""What a calendar of ours says again that other properties say."""
_LARGEST = 2**31 - 1
_DAY = timedelta(days=1)


class Entry:
    """What one VEVENT says.

    Attributes:
        component: the VEVENT.
        uid: its UID; made from its content where it has none.
        activity: fields of an activity.
        session: fields of a session.
        recurrence_id: the moment by which it names an occurrence of another, or ``None``.
        repeats: RRULE, RDATE and EXDATE.
        properties: what no field takes.
        components: what is inside and no field takes.
        at: places of the lines of properties, by name.
    """

    __slots__ = ("activity", "at", "component", "components", "properties", "recurrence_id",
                 "repeats", "session", "uid", "when")  # fmt: skip

    def __init__(self, component: Component, context: Context) -> None:
        self.component = component
        self.uid = ""
        self.activity: dict[str, Any] = {}
        self.session: dict[str, Any] = {}
        self.recurrence_id: Moment | None = None
        self.repeats: list[Property] = []
        self.properties: list[Property] = []
        self.components: list[Component] = []
        self.at: dict[str, Property] = {}
        self.when: TimeSlot | DateSpan | None = None
        for prop in component.properties:
            taker = _TAKERS.get(prop[0])
            if taker is None:
                if prop[0] not in _IGNORED and not (context.ours and prop[0] in _DERIVED):
                    self.properties.append(prop)
            else:
                taker(self, prop, context)
        if not self.uid:
            context.notes.fixed("no-uid", component.at)
            self.uid = _made_uid(component)
        self._take_when(context)
        if "name" not in self.activity:
            context.notes.fixed("no-summary", component.at)
            self.activity["name"] = NAMELESS
        if component.components or "LOCATION" in self.at or "GEO" in self.at:
            context.take_parts(self)

    def extra(self) -> dict[str, Any]:
        """Return what ``extra`` of a session keeps."""
        if not self.properties and not self.components:
            return {}
        return jcal.kept(*self.kept())

    def kept(self) -> tuple[list[Any], list[Any]]:
        """Return what no field takes, as jCal has it."""
        return (
            [jcal.to_property(name, params, value) for name, params, value, _ in self.properties],
            [jcal.to_component(component) for component in self.components],
        )

    def _take_when(self, context: Context) -> None:
        start = self.at.get("DTSTART")
        if start is None:
            context.notes.problem(
                "KY-ICS009",
                self.component.at,
                severity=Severity.WARNING,
                entity=f"event:{self.uid}",
            )
            return
        try:
            moment = context.moments.read(start[1], start[2], start[3])
            self.when = self._when(moment, start, context)
        except (InvalidValueError, ValueError, OverflowError):
            self.unread(start, context)

    def _when(self, moment: Moment, start: Property, context: Context) -> TimeSlot | DateSpan:
        end = self._end(moment, context)
        if not isinstance(moment.at, datetime):
            if isinstance(end, datetime):
                context.notes.fixed("date-time-mix", start[3])
                end = end.date()
            last = moment.at if end is None or end <= moment.at else end - _DAY
            return DateSpan(first=moment.at, last=last)
        if end is not None and not isinstance(end, datetime):
            context.notes.fixed("date-time-mix", start[3])
            end = datetime.combine(end, datetime.min.time(), moment.at.tzinfo)
        if self._is_whole_days(moment.at, end):
            context.notes.fixed("midnight-days", start[3])
            last = moment.at.date() if end is None else end.date() - _DAY
            return DateSpan(first=moment.at.date(), last=max(last, moment.at.date()))
        zone = moment.zone
        if moment.is_utc and context.moments.told and not self.repeats:
            zone = context.moments.floating
        if end is not None and end.astimezone(UTC) < moment.at.astimezone(UTC):
            context.notes.fixed("end-before-start", start[3], self.uid)
            end = None
        return TimeSlot(start=moment.at, end=end, zone=zone)

    def _end(self, start: Moment, context: Context) -> date | None:
        """Return DTEND, or the start and DURATION; ``None`` where neither can be read."""
        told = self.at.get("DTEND") or self.at.get("DURATION")
        if told is None:
            return None
        try:
            if told[0] == "DTEND":
                moment = context.moments.read(told[1], told[2], told[3])
                if isinstance(moment.at, datetime) and isinstance(start.at, datetime):
                    return moment.at.astimezone(start.at.tzinfo)
                return moment.at
            length = duration(told[2])
            if not isinstance(start.at, datetime):
                return start.at + length
            if length % _DAY == timedelta(0):  # RFC 5545, 3.3.6: days are of the calendar
                return start.at + length
            return (start.at.astimezone(UTC) + length).astimezone(start.at.tzinfo)
        except (ValueError, OverflowError):
            self.unread(told, context)
            return None

    def _is_whole_days(self, start: datetime, end: date | None) -> bool:
        """Return whether Outlook means whole days, which it tells by midnights and a mark."""
        marked = any(
            name == "X-MICROSOFT-CDO-ALLDAYEVENT" and value.strip().upper() == "TRUE"
            for name, _, value, _ in self.properties
        )
        midnight = datetime.min.time()
        return (
            marked
            and start.time() == midnight
            and (end is None or (isinstance(end, datetime) and end.time() == midnight))
        )

    def unread(self, prop: Property, context: Context) -> None:
        context.notes.problem(
            "KY-ICS003", prop[3], prop[2], severity=Severity.WARNING, name=prop[0],
            entity=f"event:{self.uid}" if self.uid else None,
        )  # fmt: skip
        self.properties.append(prop)


def _made_uid(component: Component) -> str:
    digest = hashlib.sha256()
    for name, _, value, _ in component.properties:
        if name not in _IGNORED:
            digest.update(f"{name}:{value}\n".encode("utf-8", "replace"))
    return f"no-uid-{digest.hexdigest()[:16]}"


# What takes each property. A value that cannot be read stays as it is, with a finding.


def _uid(entry: Entry, prop: Property, context: Context) -> None:
    entry.uid = entry.uid or line_of(prop[2])


def _place(entry: Entry, prop: Property, context: Context) -> None:
    if prop[0] in entry.at:
        entry.properties.append(prop)
    else:
        entry.at[prop[0]] = prop


def _summary(entry: Entry, prop: Property, context: Context) -> None:
    name = line_of(_decoded(prop, context))
    name, state = untitled(name) if context.ours else (name, State.PLANNED)
    if state is not State.PLANNED:
        entry.session.setdefault("state", state)
    if name.strip():
        entry.activity.setdefault("name", name.strip())


def _description(entry: Entry, prop: Property, context: Context) -> None:
    text = text_of(_decoded(prop, context))
    if not text:
        return
    if not context.ours:
        entry.activity.setdefault("summary", text)
        return
    summary, told = summary_of(text)
    if summary:
        entry.activity["summary"] = summary
    if told.get(""):
        entry.activity["label"] = told[""]
    forms = [vocabulary_of(ActivityForm).match(word) for word in told.get("形式", "").split("、")]
    if any(forms):
        entry.activity["forms"] = tuple(filter(None, forms))


def _decoded(prop: Property, context: Context) -> str:
    """Return a value, with the octets of vCalendar 1.0 as the characters that they stand for."""
    if single(prop[1], "ENCODING").upper() != "QUOTED-PRINTABLE":
        return prop[2]
    import quopri

    context.notes.fixed("quoted-printable", prop[3])
    data = quopri.decodestring(prop[2].encode("utf-8", "replace"))
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def _status(entry: Entry, prop: Property, context: Context) -> None:
    status = prop[2].strip().upper()
    if status == "CANCELLED":
        entry.session["state"] = State.CANCELLED
    elif status == "CONFIRMED":
        entry.activity["stage"] = Stage.PUBLISHED
    elif status != "TENTATIVE":
        entry.unread(prop, context)


def _integer(entry: Entry, prop: Property, context: Context) -> None:
    value = prop[2].strip()
    if value.isascii() and value.isdigit() and len(value) <= len(str(_LARGEST)):
        entry.activity["revision"] = int(value)
    else:
        entry.unread(prop, context)


def _stamp_into(field: str) -> Callable[[Entry, Property, Context], None]:
    def take(entry: Entry, prop: Property, context: Context) -> None:
        try:
            moment = context.moments.read(prop[1], prop[2], prop[3]).at
            if not isinstance(moment, datetime):
                moment = datetime.combine(moment, datetime.min.time(), UTC)
            entry.activity[field] = moment.astimezone(UTC)
        except (InvalidValueError, ValueError, OverflowError):
            entry.unread(prop, context)

    return take


def _categories(entry: Entry, prop: Property, context: Context) -> None:
    unknown = []
    for label in split_texts(prop[2]):
        found = context.term(label.strip())
        if found is not None:
            field, term = found
            known = entry.activity.get(field, ())
            if term not in known:
                entry.activity[field] = (*known, term)
        elif label.strip():
            unknown.append(label)
    if unknown:
        rest = ",".join(label.replace("\\", "\\\\").replace(",", "\\,") for label in unknown)
        entry.properties.append((prop[0], prop[1], rest, prop[3]))


def _url(entry: Entry, prop: Property, context: Context) -> None:
    value = prop[2].strip()
    if "url" not in entry.activity and _URL.fullmatch(value):
        entry.activity["url"] = value
    elif value:
        entry.unread(prop, context)


def _conference(entry: Entry, prop: Property, context: Context) -> None:
    value = prop[2].strip()
    if "join_url" in entry.session or not _URL.fullmatch(value):
        entry.properties.append(prop)
        return
    if prop[0] != "CONFERENCE":
        context.notes.fixed("conference", prop[3], prop[0])
    entry.session["join_url"] = value


def _medium(entry: Entry, prop: Property, context: Context) -> None:
    value = prop[2].strip()
    if single(prop[1], "VALUE").upper() == "BINARY" or not _URL.fullmatch(value):
        entry.properties.append(prop)
        return
    media_type = single(prop[1], "FMTTYPE") or ("image/*" if prop[0] == "IMAGE" else None)
    link = Link(url=value, media_type=media_type)
    entry.activity["media"] = (*entry.activity.get("media", ()), link)


def _organizer(entry: Entry, prop: Property, context: Context) -> None:
    address = re.sub("(?i)^mailto:", "", prop[2].strip())
    name = line_of(single(prop[1], "CN")) or None
    if context.ours or not (address or name):
        return
    email = line_of(address) if "@" in address else None
    if name == email:
        name = None
    if email is None and name is None:
        entry.properties.append(prop)
        return
    _add_contact(entry, Contact(name=name, email=email))
    if set(prop[1]) - {"CN"}:
        entry.properties.append(prop)


_MAIL_IN = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]+")
_PHONE_IN = re.compile(r"(?<![0-9-])\+?[0-9][0-9 -]{5,18}[0-9](?![0-9-])", re.ASCII)


def _contact(entry: Entry, prop: Property, context: Context) -> None:
    text = text_of(prop[2])
    found = {"email": _MAIL_IN.search(text), "phone": _PHONE_IN.search(text)}
    fields = {}
    for field, match in found.items():
        if match is not None:
            fields[field] = match[0]
            text = text.replace(match[0], " ", 1)
    name = " ".join(text.split()) if found["email"] or found["phone"] else text
    contact = Contact(name=name or None, **fields)
    if contact != Contact():
        _add_contact(entry, contact)


def _add_contact(entry: Entry, contact: Contact) -> None:
    known = entry.activity.get("contacts", ())
    if contact not in known:
        entry.activity["contacts"] = (*known, contact)


def _related(entry: Entry, prop: Property, context: Context) -> None:
    if single(prop[1], "RELTYPE").upper() in {"", "PARENT"} and "parent" not in entry.activity:
        parent = context.ids_of(line_of(prop[2]))[0]
        if parent:
            entry.activity["parent"] = parent
            return
    entry.properties.append(prop)


def _usual(usual: str) -> Callable[[Entry, Property, Context], None]:
    """Return what takes a property that says nothing if it has its usual value."""

    def take(entry: Entry, prop: Property, context: Context) -> None:
        if prop[2].strip().upper() != usual and not context.ours:
            entry.properties.append(prop)
            if prop[0] == "CLASS":
                context.notes.problem(
                    "KY-ICS011", prop[3], prop[2], severity=Severity.WARNING,
                    entity=f"event:{entry.uid}" if entry.uid else None,
                )  # fmt: skip

    return take


def _repeats(entry: Entry, prop: Property, context: Context) -> None:
    entry.repeats.append(prop)


def _recurrence_id(entry: Entry, prop: Property, context: Context) -> None:
    try:
        entry.recurrence_id = context.moments.read(prop[1], prop[2], prop[3])
    except (InvalidValueError, ValueError, OverflowError):
        entry.unread(prop, context)
        return
    if single(prop[1], "RANGE"):
        context.notes.fixed("this-and-future", prop[3], single(prop[1], "RANGE"))


def _structured(entry: Entry, prop: Property, context: Context) -> None:
    if version_of(prop) is None:
        entry.properties.append(prop)


_TAKERS: dict[str, Callable[[Entry, Property, Context], None]] = {
    "UID": _uid,
    **dict.fromkeys(("DTSTART", "DTEND", "DURATION", "LOCATION", "GEO"), _place),
    "SUMMARY": _summary,
    "DESCRIPTION": _description,
    "STATUS": _status,
    "SEQUENCE": _integer,
    "CREATED": _stamp_into("created"),
    "LAST-MODIFIED": _stamp_into("updated"),
    "CATEGORIES": _categories,
    "URL": _url,
    **dict.fromkeys(_CONFERENCES, _conference),
    "IMAGE": _medium,
    "ATTACH": _medium,
    "ORGANIZER": _organizer,
    "CONTACT": _contact,
    "RELATED-TO": _related,
    "TRANSP": _usual("TRANSPARENT"),
    "CLASS": _usual("PUBLIC"),
    **dict.fromkeys(("RRULE", "RDATE", "EXDATE", "EXRULE"), _repeats),
    "RECURRENCE-ID": _recurrence_id,
    "STRUCTURED-DATA": _structured,
}
