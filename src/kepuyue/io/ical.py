"""iCalendar (RFC 5545, 7986): a VEVENT for every session that has a date, deadlines as VTODO.

The public view is the default: a calendar is for citizens' phones. ``losses`` tells what a
calendar cannot carry. Every stamp is given or comes from the programme, so the same programme gives
the same bytes.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    Todo,
    vCalAddress,
    vDuration,
    vGeo,
    vRecur,
    vText,
    vUri,
)

from kepuyue.errors import LimitError
from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._losses import uncarried
from kepuyue.io.registry import View
from kepuyue.model.activity import Activity, Stage
from kepuyue.model.campaign import Campaign, Milestone, MilestoneKind
from kepuyue.model.place import Datum, Venue
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import (
    EXPANSION_DAYS,
    DateSpan,
    Occurrence,
    Recurrence,
    Session,
    State,
    TimeSlot,
)
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Contact, Unit
from kepuyue.model.zone import CHINA, zone_info

DOMAIN = "kepuyue.invalid"
"""What stands behind the ``@`` of a UID unless the publisher gives a domain of its own."""
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
"""DTSTAMP of an event whose activity has no stamp, unless one is given."""
PRODID = "-//kepuyue//kepuyue//ZH"
REFRESH = timedelta(hours=12)
"""How often a subscriber should look for changes."""
REMINDER = timedelta(days=3)
"""How long before a deadline the alarm goes."""

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_PUBLISHED = frozenset({Stage.PUBLISHED, Stage.SUPPLEMENTED, Stage.SUMMARISED})


def write(
    programme: Programme,
    *,
    view: View = "public",
    stamp: datetime | None = None,
    domain: str = DOMAIN,
) -> bytes:
    """Return the calendar of a programme.

    Args:
        programme: the programme.
        view: the public view has public contacts only; the internal one all, and is marked
            PRIVATE.
        stamp: DTSTAMP of every event; by default the time an activity was updated or created,
            else :data:`EPOCH`.
        domain: what makes the UIDs unique in the world: a domain of the publisher's own.

    Returns:
        The calendar, UTF-8, lines folded at 75 octets.

    >>> write(Programme()).decode().splitlines()[0]
    'BEGIN:VCALENDAR'
    """
    if view == "public":
        programme = programme.public()
    writer = _Writer(programme, view, stamp, domain)
    calendar = _calendar(programme)
    for zone, first, last in _zones(programme):
        tz = Timezone.from_tzinfo(zone_info(zone), zone, first, last + timedelta(days=1))
        tz.pop("COMMENT", None)
        calendar.add_component(tz)
    for component in writer.components():
        calendar.add_component(component)
    data: bytes = calendar.to_ical()
    return data


def _calendar(programme: Programme) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    for campaign in programme.campaigns[:1]:
        calendar.add("NAME", vText(campaign.name))
        calendar.add("X-WR-CALNAME", vText(campaign.name))
    calendar.add("X-WR-TIMEZONE", vText(CHINA))
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    return calendar


class _Writer:
    """What the components of one calendar share."""

    def __init__(
        self, programme: Programme, view: View, stamp: datetime | None, domain: str
    ) -> None:
        self.programme = programme
        self.view = view
        self.stamp = stamp
        self.domain = domain

    def components(self) -> Iterator[Event | Todo]:
        for activity in self.programme.activities:
            for session in activity.sessions:
                if session.when is not None:
                    yield from self.events(activity, session)
        for campaign in self.programme.campaigns:
            for milestone in campaign.milestones:
                yield self.milestone(campaign, milestone)

    def uid(self, activity: Activity, session: Session) -> str:
        """Return the UID of a session: no other pair of ids has it, whatever they hold."""
        return f"{quote(activity.id, safe='')}/{quote(session.id, safe='')}@{self.domain}"

    def events(self, activity: Activity, session: Session) -> Iterator[Event]:
        """Yield the event of a session, then one for each occurrence that differs."""
        recurrence = session.recurrence
        if recurrence is None:
            (occurrence,) = session.occurrences()
            yield self.event(activity, session, occurrence)
            return
        when = session.when
        assert when is not None  # noqa: S101  (a recurrence has a first time)
        first = Occurrence(
            on=when.first, slot=session.slot, days=session.days,
            venue=session.venue, state=session.state,
        )  # fmt: skip
        main = self.event(activity, session, first)
        _add_recurrence(main, recurrence, when)
        yield main
        for override in sorted(session.overrides, key=lambda override: override.on):
            for occurrence in _occurrences_on(session, override.on):
                event = self.event(activity, session, occurrence)
                event.add("RECURRENCE-ID", _starts(when, [override.on])[0])
                yield event

    def event(self, activity: Activity, session: Session, occurrence: Occurrence) -> Event:
        event = Event()
        event.add("UID", vText(self.uid(activity, session)))
        self._add_stamps(event, activity)
        _add_times(event, occurrence)
        event.add("SUMMARY", _text(activity.name))
        event.add("DESCRIPTION", _text(self._description(activity, session)))
        event.add("STATUS", _status(activity, occurrence.state))
        event.add("CLASS", "PUBLIC" if self.view == "public" else "PRIVATE")
        event.add("TRANSP", "TRANSPARENT")
        if occurrence.venue is not None:
            self._add_place(event, occurrence.venue)
        labels = [
            *(self.programme.name_of(Theme, ref) for ref in activity.themes),
            *(self.programme.name_of(TargetGroup, ref) for ref in activity.target_groups),
        ]
        if labels:
            event.add("CATEGORIES", [_text(label) for label in labels])
        self._add_people(event, activity)
        self._add_links(event, activity, session)
        return event

    def _add_stamps(self, event: Event, activity: Activity) -> None:
        event.add("DTSTAMP", self.stamp or activity.updated or activity.created or EPOCH)
        if activity.created is not None:
            event.add("CREATED", activity.created)
        if activity.updated is not None:
            event.add("LAST-MODIFIED", activity.updated)
        event.add("SEQUENCE", activity.revision)

    def _description(self, activity: Activity, session: Session) -> str:
        """Return for whom, what and how, as plain text."""
        registration = activity.registration
        name_of = self.programme.name_of
        lines = [
            activity.summary,
            _line("面向", (name_of(TargetGroup, ref) for ref in activity.target_groups)),
            _line("形式", (form.label for form in activity.forms)),
            _line("主讲", (_speaker(speaker) for speaker in session.speakers)),
            _line("主办", (name_of(Unit, ref) for ref in activity.hosts)),
            _line("承办", (name_of(Unit, ref) for ref in activity.organisers)),
            _line("报名", filter(None, (registration.how, registration.url)))
            if registration
            else None,
            _line("线上参加", filter(None, [session.join_url])),
            _line("咨询", map(_contact, activity.contacts)),
            activity.label,
        ]
        return "\n".join(line for line in lines if line)

    def _add_place(self, event: Event, ref: str) -> None:
        venue = self.programme.get(Venue, ref)
        if venue is None:
            event.add("LOCATION", _text(ref))
            return
        event.add("LOCATION", _text("，".join(filter(None, [venue.name, venue.address]))))
        if venue.coordinates is not None:
            point = venue.coordinates.to(Datum.WGS84)
            event.add("GEO", vGeo((round(point.latitude, 6), round(point.longitude, 6))))

    def _add_people(self, event: Event, activity: Activity) -> None:
        hosts = [self.programme.get(Unit, ref) for ref in activity.hosts]
        known = [
            *activity.contacts,
            *(contact for host in hosts if host is not None for contact in host.contacts),
        ]
        email = next((c.email for c in known if c.email and _MAIL.fullmatch(c.email)), None)
        if email is not None:
            name = self.programme.name_of(Unit, activity.hosts[0]) if activity.hosts else None
            address = vCalAddress(f"mailto:{email}")
            if name is not None:
                address.params["CN"] = name.replace('"', "'")
            event.add("ORGANIZER", address)
        for contact in activity.contacts:
            event.add("CONTACT", _text(_contact(contact)))

    def _add_links(self, event: Event, activity: Activity, session: Session) -> None:
        if activity.url is not None:
            event.add("URL", vUri(activity.url))
        if session.join_url is not None:
            event.add("CONFERENCE", vUri(session.join_url), parameters={"VALUE": "URI"})
        for link in activity.media:
            if link.media_type is not None and link.media_type.startswith("image/"):
                parameters = {"VALUE": "URI", "FMTTYPE": link.media_type}
                event.add("IMAGE", vUri(link.url), parameters=parameters)
        if activity.parent is not None:
            parent = self.programme.get(Activity, activity.parent)
            dated = [s for s in parent.sessions if s.when is not None] if parent else []
            for above in dated[:1]:
                uid = vText(self.uid(parent, above)) if parent else ""
                event.add("RELATED-TO", uid, parameters={"RELTYPE": "PARENT"})

    def milestone(self, campaign: Campaign, milestone: Milestone) -> Event | Todo:
        due = milestone.kind is MilestoneKind.DUE
        component: Event | Todo = Todo() if due else Event()
        ids = f"{quote(campaign.id, safe='')}/{quote(milestone.id, safe='')}"
        component.add("UID", vText(f"milestone:{ids}@{self.domain}"))
        component.add("DTSTAMP", self.stamp or _issued(campaign))
        component.add("SUMMARY", _text(f"{milestone.what}（{milestone.kind.label}）"))
        owed_by = _line("单位", (self.programme.name_of(Unit, ref) for ref in milestone.owed_by))
        text = "\n".join(filter(None, [campaign.name, owed_by, str(milestone.source or "")]))
        component.add("DESCRIPTION", _text(text))
        if due:
            component.add("DUE", milestone.when)
            component.add("STATUS", "NEEDS-ACTION")
            alarm = Alarm()
            alarm.add("ACTION", "DISPLAY")
            alarm.add("DESCRIPTION", _text(milestone.what))
            alarm.add("TRIGGER", -REMINDER, parameters={"RELATED": "END"})
            component.add_component(alarm)
        else:
            component.add("DTSTART", milestone.when)
            component.add("DTEND", milestone.when + timedelta(days=1))
            component.add("TRANSP", "TRANSPARENT")
        return component


_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")


def _text(text: str) -> vText:
    """Return text with one kind of line break; the library escapes that one."""
    return vText(_LINE_BREAKS.sub("\n", text))


def _line(label: str, values: Iterable[str]) -> str | None:
    joined = "、".join(values)
    return f"{label}：{joined}" if joined else None


def _contact(contact: Contact) -> str:
    return " ".join(filter(None, [contact.name, contact.role, contact.phone, contact.email]))


def _speaker(speaker: Any) -> str:
    return " ".join(filter(None, [speaker.name, speaker.affiliation, speaker.title]))


def _status(activity: Activity, state: State) -> str:
    states = {activity.state, state}
    if State.CANCELLED in states:
        return "CANCELLED"
    if State.POSTPONED in states or activity.stage not in _PUBLISHED:
        return "TENTATIVE"
    return "CONFIRMED"


def _issued(campaign: Campaign) -> datetime:
    issued = campaign.notice.issued if campaign.notice else None
    return EPOCH if issued is None else datetime.combine(issued, time(), UTC)


def _add_times(event: Event, occurrence: Occurrence) -> None:
    if occurrence.days is not None:
        event.add("DTSTART", occurrence.days.first)
        event.add("DTEND", occurrence.days.last + timedelta(days=1))  # the end is exclusive
    elif occurrence.slot is not None:
        event.add("DTSTART", occurrence.slot.start)
        if occurrence.slot.end is not None:
            event.add("DTEND", occurrence.slot.end)


def _starts(when: TimeSlot | DateSpan, days: Iterable[date]) -> list[date | datetime]:
    """Return where occurrences on these dates begin, as RDATE, EXDATE and RECURRENCE-ID ask."""
    if isinstance(when, DateSpan):
        return list(days)
    return [datetime.combine(day, when.start.timetz()).replace(fold=0) for day in days]


def _add_recurrence(event: Event, recurrence: Recurrence, when: TimeSlot | DateSpan) -> None:
    if recurrence.rrule is not None:
        rule = vRecur.from_ical(recurrence.rrule)
        if recurrence.until is not None:
            (until,) = _starts(when, [recurrence.until])
            # RFC 5545, 3.3.10: UNTIL is a date with DATE starts, else a time in UTC.
            rule["UNTIL"] = until.astimezone(UTC) if isinstance(until, datetime) else until
        event.add("RRULE", rule)
    added = recurrence.added
    if recurrence.frequency is None and added:
        # DTSTART is the first of the set anyway (3.8.5.2); not every reader knows it.
        added = (when.first, *added)
    for name, days in (("RDATE", added), ("EXDATE", recurrence.excluded)):
        if days:
            starts = _starts(when, sorted(set(days)))
            whole = {"VALUE": "DATE"} if isinstance(when, DateSpan) else {}
            event.add(name, starts, parameters=whole)


def _occurrences_on(session: Session, day: date) -> tuple[Occurrence, ...]:
    """Return the occurrence of a date; none where the date is not met or too far to tell."""
    try:
        return session.occurrences(first=day, last=day)
    except LimitError:
        return ()


def _zones(programme: Programme) -> list[tuple[str, date, date]]:
    """Return the zones in use with the first and last date that needs each."""
    spans: dict[str, tuple[date, date]] = {}
    for activity in programme.activities:
        for session in activity.sessions:
            for slot, last in _slots(session):
                first, until = spans.get(slot.zone, (slot.first, last))
                spans[slot.zone] = (min(first, slot.first), max(until, last))
    return [(zone, *spans[zone]) for zone in sorted(spans)]


def _slots(session: Session) -> Iterator[tuple[TimeSlot, date]]:
    """Yield the slots of a session, each with the last date to which it goes."""
    for override in session.overrides:
        if override.slot is not None:
            yield override.slot, override.slot.last
    if session.slot is None:
        return
    yield session.slot, session.slot.last
    recurrence = session.recurrence
    if recurrence is not None:
        last = recurrence.until
        if last is None and recurrence.frequency is not None:
            furthest = session.slot.first.toordinal() + EXPANSION_DAYS
            last = date.fromordinal(min(furthest, date.max.toordinal() - 1))
        days = [*recurrence.added, *([last] if last else [])]
        if days:
            yield session.slot, max(days)


# What a calendar cannot carry.


def losses(programme: Programme, *, view: View = "public") -> Report:
    """Return what a calendar cannot carry: activities without a date, paperwork, units and more.

    Args:
        programme: the programme.
        view: the view to be written; what the public view leaves out is no loss of the calendar.
    """
    if view == "public":
        programme = programme.public()
    return Report([*_undated(programme), *uncarried(programme)])


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
