"""What a VEVENT says: the fields of an activity and of a session, and what no field takes."""

import contextlib
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from kepuyue.errors import InvalidValueError
from kepuyue.findings import Severity
from kepuyue.io.ical import jcal
from kepuyue.io.ical.component import Component, Property
from kepuyue.io.ical.context import MANY, Context
from kepuyue.io.ical.line import single, split_texts
from kepuyue.io.ical.moment import Moment, duration
from kepuyue.io.ical.record import version_of
from kepuyue.io.ical.text import line_of, untitled
from kepuyue.model._field import URL, built
from kepuyue.model.activity import Link, Stage
from kepuyue.model.schedule import DateSpan, State, TimeSlot
from kepuyue.model.unit import Contact

NAMELESS = "（无标题）"
"""The name of an event that has no SUMMARY."""
_URL = re.compile(URL)
_CONFERENCES = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
                "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK")  # fmt: skip
_IGNORED = frozenset({"UID", "DTSTAMP"})
"""What is read before the others, and what is given anew at every writing."""
_DERIVED = frozenset({"STYLED-DESCRIPTION", "X-ALT-DESC", "COLOR", "ORGANIZER"})
"""What a calendar of ours says again that other properties say."""
_LARGEST = 2**31 - 1
_STATUS_OF = {State.CANCELLED: "CANCELLED", State.POSTPONED: "TENTATIVE"}
_STAMPS = {"CREATED": "created", "LAST-MODIFIED": "updated"}
_USUAL = {"TRANSP": "TRANSPARENT", "CLASS": "PUBLIC"}
"""The values that an event of ours has, and that say nothing."""
_DAY = timedelta(days=1)


class Entry:
    """What one VEVENT says.

    Attributes:
        component: the VEVENT.
        uid: its UID; made from its content where it has none.
        ids: the ids of activity and session that it stands for.
        activity: fields of an activity.
        session: fields of a session.
        recurrence_id: the moment by which it names an occurrence of another, or ``None``.
        repeats: RRULE, RDATE and EXDATE.
        properties: what no field takes.
        components: what is inside and no field takes.
        at: places of the lines of properties, by name.
    """

    __slots__ = ("activity", "at", "component", "components",
        "context",
        "ids", "properties", "recurrence_id",
                 "repeats", "session", "uid", "when")  # fmt: skip

    def __init__(self, component: Component, context: Context) -> None:
        self.component: Component = component
        self.context: Context = context
        self.activity: dict[str, Any] = {}
        self.session: dict[str, Any] = {}
        self.recurrence_id: Moment | None = None
        self.repeats: list[Property] = []
        self.properties: list[Property] = []
        self.components: list[Component] = []
        self.at: dict[str, Property] = {}
        self.when: TimeSlot | DateSpan | None = None
        self.uid: str = line_of(component.value("UID") or "")
        if not self.uid:
            context.notes.fixed("no-uid", component.at)
            self.uid = _made_uid(component)
        self.ids: tuple[str, str] = context.ids_of(self.uid)
        for prop in component.properties:
            take = _TAKERS.get(prop[0])
            if take is not None:
                try:
                    if prop[2] or prop[1]:
                        take(self, prop)
                except InvalidValueError:
                    self.unread(prop)
            elif prop[0] not in _IGNORED and not (context.ours and prop[0] in _DERIVED):
                self.properties.append(prop)
        self._take_when()
        if "name" not in self.activity and self.recurrence_id is None:
            context.notes.fixed("no-summary", component.at)
            self.activity["name"] = NAMELESS
        if component.components or "LOCATION" in self.at or "GEO" in self.at:
            context.take_parts(self)

    def extra(self) -> dict[str, Any]:
        """Return what ``extra`` of a session keeps."""
        if not self.properties and not self.components:
            return {}
        return jcal.kept(*self.kept())

    def stand_alone(self) -> None:
        """Make an occurrence whose event is not there an event of its own."""
        self.activity.setdefault("name", NAMELESS)
        if self.when is None and self.recurrence_id is not None:
            at, zone, _ = self.recurrence_id
            with contextlib.suppress(InvalidValueError):
                self.when = (
                    TimeSlot(start=at, zone=zone) if isinstance(at, datetime) else DateSpan.day(at)
                )

    def remember(self) -> None:
        """Have the lines numbered of which something may be told later."""
        notes = self.context.notes
        notes.remember(self.component.at)
        for prop in self.repeats:
            notes.remember(prop[3])

    def kept(self) -> tuple[list[Any], list[Any]]:
        """Return what no field takes, as jCal has it."""
        return (
            [jcal.to_property(name, params, value) for name, params, value, _ in self.properties],
            [jcal.to_component(component) for component in self.components],
        )

    def _take_when(self) -> None:
        start = self.at.get("DTSTART")
        off = self.session.get("state") is State.CANCELLED
        if start is None and (off or self.recurrence_id is not None):
            return  # RFC 5546, section 3.2.5: what is cancelled need not be told once more
        if start is None:
            self.context.notes.problem(
                "KY-ICS009",
                self.component.at,
                severity=Severity.WARNING,
                entity=self.named,
            )
            return
        try:
            moment = self.context.moments.read(start[1], start[2], start[3])
            self.when = self._when(moment, start)
        except (InvalidValueError, ValueError, OverflowError):
            self.unread(start)
            self.properties += [self.at[name] for name in ("DTEND", "DURATION") if name in self.at]

    def _when(self, moment: Moment, start: Property) -> TimeSlot | DateSpan:
        end, begin = self._end(moment), moment.at
        if end is not None and isinstance(end, datetime) != isinstance(begin, datetime):
            self.context.notes.fixed("date-time-mix", start[3])
        if not isinstance(begin, datetime):
            last = end.date() if isinstance(end, datetime) else end
            if last is not None and last < begin:
                self.context.notes.fixed("end-before-start", start[3], self.uid)
            return _days(begin, last)
        if end is not None and not isinstance(end, datetime):
            end = datetime.combine(end, datetime.min.time(), begin.tzinfo)
        if self._is_whole_days(begin, end):
            self.context.notes.fixed("midnight-days", start[3])
            return _days(begin.date(), end.date() if end else None)
        zone = moment.zone
        if zone == "UTC" and not moment.is_utc:
            self._leave_rules()
        if moment.is_utc and self.context.moments.told and not self.repeats:
            zone = self.context.moments.floating
        # By the clock first: an end before the start by the clock may be after it in an hour that
        # comes twice.
        if end is not None and end < begin and end.astimezone(UTC) < begin.astimezone(UTC):
            self.context.notes.fixed("end-before-start", start[3], self.uid)
            end = None
        return built(TimeSlot, {"start": begin, "end": end, "zone": zone})

    def _leave_rules(self) -> None:
        """Leave the rules of a zone that nobody knows: its days are not those of UTC."""
        for prop in self.repeats:
            self.context.notes.problem(
                "KY-ICS007", prop[3], prop[2], severity=Severity.WARNING, what=prop[0],
                entity=self.named,
            )  # fmt: skip
        self.properties += self.repeats
        self.repeats = []

    def _end(self, start: Moment) -> date | None:
        """Return DTEND, or the start and DURATION; ``None`` where neither can be read."""
        told = self.at.get("DTEND") or self.at.get("DURATION")
        if told is None:
            return None
        try:
            if told[0] == "DURATION":
                return duration(told[2]).after(start.at)
            end = self.context.moments.read(told[1], told[2], told[3]).at
        except (ValueError, OverflowError):
            self.unread(told)
            return None
        both = isinstance(end, datetime) and isinstance(start.at, datetime)
        return end.astimezone(start.at.tzinfo) if both else end  # type: ignore[attr-defined]

    def _is_whole_days(self, start: datetime, end: date | None) -> bool:
        """Return whether Outlook means whole days, which it tells by midnights and a mark."""
        midnight = datetime.min.time()
        if start.hour or start.time() != midnight:
            return False
        if isinstance(end, datetime) and end.time() != midnight:
            return False
        return any(
            name == "X-MICROSOFT-CDO-ALLDAYEVENT" and value.strip().upper() == "TRUE"
            for name, _, value, _ in self.properties
        )

    @property
    def named(self) -> str:
        """What findings call it."""
        return f"event:{self.uid}"

    def unread(self, prop: Property) -> None:
        """Keep a property that cannot be read as it is, and tell so; an empty one says nothing."""
        if not prop[2].strip():
            return
        self.context.notes.problem(
            "KY-ICS003", prop[3], prop[2], severity=Severity.WARNING, name=prop[0],
            entity=self.named,
        )  # fmt: skip
        self.properties.append(prop)

    def take_place(self, prop: Property) -> None:
        """Take what stands once and is read later."""
        if prop[0] in self.at:
            self.properties.append(prop)
        else:
            self.at[prop[0]] = prop

    def take_summary(self, prop: Property) -> None:
        """Take the name, and in ours the state that marks it and that the status bears out."""
        if "name" in self.activity:
            self.properties.append(prop)
            return
        title = line_of(prop[2])
        name, state = untitled(title) if self.context.ours else (title, State.PLANNED)
        status = (self.component.value("STATUS") or "").strip().upper()
        if state is not State.PLANNED and status == _STATUS_OF[state] and name.strip():
            self.session.setdefault("state", state)
            title = name.strip()
        if title:
            self.activity["name"] = title

    def take_description(self, prop: Property) -> None:
        """Take the summary, and in ours the forms and the label below it."""
        if "summary" in self.activity:
            self.properties.append(prop)
        else:
            self.activity.update(self.context.described(prop[2]))

    def take_status(self, prop: Property) -> None:
        """Take the state and the stage."""
        status = prop[2].strip().upper()
        if status == "CANCELLED":
            self.session["state"] = State.CANCELLED
        elif status == "CONFIRMED":
            self.activity["stage"] = Stage.PUBLISHED
        elif status != "TENTATIVE":
            self.unread(prop)

    def take_integer(self, prop: Property) -> None:
        """Take the revision."""
        value = prop[2].strip()
        if value.isascii() and value.isdigit() and len(value) <= len(str(_LARGEST)):
            self.activity["revision"] = int(value)
        else:
            self.unread(prop)

    def take_stamp(self, prop: Property) -> None:
        """Take when it was recorded or changed."""
        try:
            moment = self.context.moments.read(prop[1], prop[2], prop[3]).at
            if not isinstance(moment, datetime):
                moment = datetime.combine(moment, datetime.min.time(), UTC)
            self.activity[_STAMPS[prop[0]]] = moment.astimezone(UTC)
        except (InvalidValueError, ValueError, OverflowError):
            self.unread(prop)

    def take_categories(self, prop: Property) -> None:
        """Take the themes and target groups that labels mean."""
        unknown = []
        for label in split_texts(prop[2], MANY):
            found = self.context.term(label.strip())
            if found is not None:
                field, term = found
                known = self.activity.get(field, ())
                if term not in known:
                    self.activity[field] = (*known, term)
            elif label.strip():
                unknown.append(label)
        if unknown:
            rest = ",".join(label.replace("\\", "\\\\").replace(",", "\\,") for label in unknown)
            self.properties.append((prop[0], prop[1], rest, prop[3]))

    def take_url(self, prop: Property) -> None:
        """Take the page."""
        value = prop[2].strip()
        if "url" not in self.activity and _URL.fullmatch(value):
            self.activity["url"] = value
        elif value:
            self.unread(prop)

    def take_conference(self, prop: Property) -> None:
        """Take where to join online."""
        value = prop[2].strip()
        if not value.lower().startswith(("http://", "https://")) or "join_url" in self.session:
            self.properties.append(prop)  # a number to call, or a further room
            return
        if not _URL.fullmatch(value):
            self.unread(prop)
            return
        if prop[0] != "CONFERENCE":
            self.context.notes.fixed("conference", prop[3], prop[0])
        self.session["join_url"] = value

    def take_medium(self, prop: Property) -> None:
        """Take a picture or file that stands at an address."""
        value = prop[2].strip()
        if single(prop[1], "VALUE").upper() == "BINARY" or not _URL.fullmatch(value):
            self.properties.append(prop)
            return
        known = self.activity.get("media", ())
        if len(known) >= MANY:
            self.properties.append(prop)
            return
        media_type = single(prop[1], "FMTTYPE") or ("image/*" if prop[0] == "IMAGE" else None)
        self.activity["media"] = (*known, Link(url=value, media_type=media_type))

    def take_organizer(self, prop: Property) -> None:
        """Take whom to ask, privately."""
        address = unquote(re.sub("(?i)^mailto:", "", prop[2].strip()))
        address = single(prop[1], "EMAIL") or address  # RFC 7986, section 6.2
        name = line_of(single(prop[1], "CN")) or None
        if self.context.ours or not (address or name):
            return
        email = line_of(address) if "@" in address else None
        if name == email:
            name = None
        if email is None and name is None:
            self.properties.append(prop)
            return
        self._add_contact(Contact(name=name, email=email))
        if set(prop[1]) - {"CN", "EMAIL"}:
            self.properties.append(prop)

    def take_contact(self, prop: Property) -> None:
        """Take whom to ask, privately."""
        contact = self.context.contact(prop[2])
        if contact is not None:
            self._add_contact(contact)

    def _add_contact(self, contact: Contact) -> None:
        known = self.activity.get("contacts", ())
        if contact not in known and len(known) < MANY:
            self.activity["contacts"] = (*known, contact)

    def take_related(self, prop: Property) -> None:
        """Take the activity that it is a part of."""
        if single(prop[1], "RELTYPE").upper() in {"", "PARENT"} and "parent" not in self.activity:
            parent = self.context.ids_of(line_of(prop[2]))[0]
            if parent:
                self.activity["parent"] = parent
                return
        self.properties.append(prop)

    def take_usual(self, prop: Property) -> None:
        """Take a property that says nothing if it has its usual value."""
        if prop[2].strip().upper() in {_USUAL[prop[0]], ""} or self.context.ours:
            return
        self.properties.append(prop)
        if prop[0] == "CLASS":
            self.context.notes.problem(
                "KY-ICS011", prop[3], prop[2], severity=Severity.WARNING, entity=self.named
            )

    def take_repeats(self, prop: Property) -> None:
        """Take when it comes again, to be read once its start is."""
        self.repeats.append(prop)

    def take_recurrence_id(self, prop: Property) -> None:
        """Take which occurrence of another event it is."""
        try:
            self.recurrence_id = self.context.moments.read(prop[1], prop[2], prop[3])
        except (InvalidValueError, ValueError, OverflowError):
            self.unread(prop)
            return
        if single(prop[1], "RANGE"):
            self.context.notes.fixed("this-and-future", prop[3], single(prop[1], "RANGE"))

    def take_structured(self, prop: Property) -> None:
        """Leave records to who reads them."""
        if version_of(prop) is None:
            self.properties.append(prop)


def _days(first: date, end: date | None) -> DateSpan:
    """Return whole days, of which the end is the day after the last."""
    return DateSpan(first=first, last=first if end is None or end <= first else end - _DAY)


def _made_uid(component: Component) -> str:
    digest = hashlib.sha256()
    for name, _, value, _ in component.properties:
        if name not in _IGNORED:
            digest.update(f"{name}:{value}\n".encode("utf-8", "replace"))
    return f"no-uid-{digest.hexdigest()[:16]}"


_TAKERS: dict[str, Callable[[Entry, Property], None]] = {
    **dict.fromkeys(("DTSTART", "DTEND", "DURATION", "LOCATION", "GEO"), Entry.take_place),
    "SUMMARY": Entry.take_summary,
    "DESCRIPTION": Entry.take_description,
    "STATUS": Entry.take_status,
    "SEQUENCE": Entry.take_integer,
    "CREATED": Entry.take_stamp,
    "LAST-MODIFIED": Entry.take_stamp,
    "CATEGORIES": Entry.take_categories,
    "URL": Entry.take_url,
    **dict.fromkeys(_CONFERENCES, Entry.take_conference),
    "IMAGE": Entry.take_medium,
    "ATTACH": Entry.take_medium,
    "ORGANIZER": Entry.take_organizer,
    "CONTACT": Entry.take_contact,
    "RELATED-TO": Entry.take_related,
    "TRANSP": Entry.take_usual,
    "CLASS": Entry.take_usual,
    **dict.fromkeys(("RRULE", "RDATE", "EXDATE", "EXRULE"), Entry.take_repeats),
    "RECURRENCE-ID": Entry.take_recurrence_id,
    "STRUCTURED-DATA": Entry.take_structured,
}
