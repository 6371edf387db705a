"""The writer: a programme as the components of a calendar, with the properties of each."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import IO
from urllib.parse import quote

from icalendar import Alarm, Calendar, Event, Todo, vCalAddress, vDuration, vGeo, vText, vUri

from kepuyue.errors import invalid
from kepuyue.io._overrides import overridden
from kepuyue.io.ical.text import described, line, text, titled, told
from kepuyue.io.ical.when import (
    add_days,
    add_recurrence,
    add_times,
    is_left,
    starts,
    zones,
)
from kepuyue.io.ical.zone import timezone
from kepuyue.io.registry import View, in_view
from kepuyue.model.activity import Activity, Link, Stage
from kepuyue.model.campaign import Campaign, Milestone, MilestoneKind
from kepuyue.model.occurrence import Occurrence
from kepuyue.model.place import Datum, Venue
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session, State
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit
from kepuyue.model.zone import CHINA, CHINA_TIME, in_utc

DOMAIN = "kepuyue.invalid"
"""What stands behind the ``@`` of a UID unless the publisher gives a domain of its own."""
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
"""DTSTAMP of an event whose activity has no stamp, unless one is given."""
PRODID = "-//kepuyue//kepuyue//ZH"
"""What made the calendar."""
REFRESH = timedelta(hours=12)
"""How often a subscriber should look for changes."""
DEADLINE = time(23, 59, 59)
"""What is due on a day is due by its end, on the clock of China."""
REMINDER = timedelta(days=3, hours=14, minutes=59, seconds=59)
"""How long before a deadline the alarm goes: at nine in the morning, three days ahead."""

_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
_LARGEST_INTEGER = 2**31 - 1
"""RFC 5545, section 3.3.8."""
_PUBLISHED = frozenset({Stage.PUBLISHED, Stage.SUPPLEMENTED, Stage.SUMMARISED})


def write(
    programme: Programme,
    file: IO[bytes],
    *,
    view: View = "public",
    stamp: datetime | None = None,
    domain: str = DOMAIN,
) -> None:
    """Write the calendar of a programme: UTF-8, lines folded at 75 octets.

    Args:
        programme: the programme.
        file: what it is written to.
        view: the public view has public contacts only; the internal one all, and is marked
            PRIVATE.
        stamp: DTSTAMP of every event; by default the time an activity was updated or created,
            else :data:`EPOCH`.
        domain: what makes the UIDs unique in the world: a domain of the publisher's own.

    Raises:
        InvalidValueError: if the stamp has no time zone, or the domain is none.

    >>> from io import BytesIO
    >>> file = BytesIO()
    >>> write(Programme(), file)
    >>> file.getvalue().decode().splitlines()[0]
    'BEGIN:VCALENDAR'
    """
    if not _DOMAIN.fullmatch(domain):
        raise invalid(
            "KY-VAL003", domain, field="domain",
            expected_zh="域名（ASCII）", expected_en="a domain name in ASCII",
        )  # fmt: skip
    programme = in_view(programme, view)
    writer = _Writer(programme, view, in_utc(stamp, "stamp"), domain)
    file.write(writer.calendar().to_ical())


class _Writer:
    """What the components of one calendar share."""

    def __init__(
        self, programme: Programme, view: View, stamp: datetime | None, domain: str
    ) -> None:
        self.programme = programme
        self.view = view
        self.stamp = stamp
        self.domain = domain

    def calendar(self) -> Calendar:
        calendar = Calendar()
        calendar.add("PRODID", PRODID)
        calendar.add("VERSION", "2.0")
        calendar.add("CALSCALE", "GREGORIAN")
        if self.programme.campaigns:
            name = self.programme.campaigns[0].name
            calendar.add("NAME", text(name))
            calendar.add("X-WR-CALNAME", text(name))
        calendar.add("X-WR-TIMEZONE", vText(CHINA))
        calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
        for name, first, last in zones(self.programme):
            calendar.add_component(timezone(name, first, last))
        for activity in self.programme.activities:
            for session in activity.sessions:
                for event in self.events(activity, session):
                    calendar.add_component(event)
        for campaign in self.programme.campaigns:
            for milestone in campaign.milestones:
                calendar.add_component(self.milestone(campaign, milestone))
        return calendar

    def uid(self, activity: Activity, session: Session) -> str:
        """Return the UID of a session: no other pair of ids has it, whatever they hold."""
        return f"{quote(activity.id, safe='')}/{quote(session.id, safe='')}@{self.domain}"

    def events(self, activity: Activity, session: Session) -> Iterator[Event]:
        """Yield the event of a session, then one for each occurrence that differs."""
        when = session.when
        if when is None:
            return
        if session.recurrence is None:
            (occurrence,) = session.occurrences()
            event = self.event(activity, session, occurrence)
            add_times(event, occurrence.when or when)
            yield event
            return
        if not is_left(session.recurrence, when):
            return
        first = Occurrence(on=when.first, venue=session.venue, state=session.state)
        event = self.event(activity, session, first)
        add_times(event, when, repeats=True)
        add_recurrence(event, session.recurrence, when)
        yield event
        for occurrence in overridden(session):
            event = self.event(activity, session, occurrence)
            add_times(event, occurrence.when or when)
            event.add("RECURRENCE-ID", starts(when, [occurrence.on])[0])
            yield event

    def event(self, activity: Activity, session: Session, occurrence: Occurrence) -> Event:
        """Return the event of an occurrence, its times aside."""
        event = Event()
        event.add("UID", vText(self.uid(activity, session)))
        event.add("DTSTAMP", self.stamp or activity.updated or activity.created or EPOCH)
        if activity.created is not None:
            event.add("CREATED", activity.created)
        if activity.updated is not None:
            event.add("LAST-MODIFIED", activity.updated)
        event.add("SEQUENCE", min(activity.revision, _LARGEST_INTEGER))
        state = activity.state_of(occurrence)
        event.add("SUMMARY", text(titled(activity, state)))
        description = described(self.programme, activity, session, state)
        if description:
            event.add("DESCRIPTION", text(description))
        event.add("STATUS", _status(activity, state))
        event.add("CLASS", "PUBLIC" if self.view == "public" else "PRIVATE")
        event.add("TRANSP", "TRANSPARENT")
        if occurrence.venue is not None:
            self._add_place(event, occurrence.venue)
        labels = [
            *(self.programme.name_of(Theme, ref) for ref in activity.themes),
            *(self.programme.name_of(TargetGroup, ref) for ref in activity.target_groups),
        ]
        if labels:
            event.add("CATEGORIES", list(map(text, labels)))
        self._add_people(event, activity)
        self._add_links(event, activity, session)
        return event

    def _add_place(self, event: Event, ref: str) -> None:
        venue = self.programme.get(Venue, ref)
        if venue is None:
            event.add("LOCATION", text(ref))
            return
        event.add("LOCATION", text("，".join(filter(None, [venue.name, venue.address]))))
        if venue.coordinates is not None:
            point = venue.coordinates.to(Datum.WGS84)
            event.add("GEO", vGeo((round(point.latitude, 6), round(point.longitude, 6))))

    def _add_people(self, event: Event, activity: Activity) -> None:
        organizer = self._organizer(activity)
        if organizer is not None:
            event.add("ORGANIZER", organizer)
        for contact in filter(None, map(told, activity.contacts)):
            event.add("CONTACT", text(contact))

    def _organizer(self, activity: Activity) -> vCalAddress | None:
        """Return the first address, of the activity's contacts or else of a host, with its owner.

        The contacts of an activity are taken to be those of its first host.
        """
        hosts = [self.programme.get(Unit, ref) for ref in activity.hosts]
        first = self.programme.name_of(Unit, activity.hosts[0]) if hosts else None
        known = [(first, contact) for contact in activity.contacts]
        known += [(unit.name, contact) for unit in hosts if unit for contact in unit.contacts]
        for owner, contact in known:
            if contact.email and _MAIL.fullmatch(contact.email):
                address = vCalAddress(f"mailto:{contact.email}")
                if owner is not None:
                    address.params["CN"] = owner.replace('"', "'")  # RFC 5545, 3.2: no DQUOTE
                return address
        return None

    def _add_links(self, event: Event, activity: Activity, session: Session) -> None:
        if activity.url is not None:
            event.add("URL", vUri(activity.url))
        if session.join_url is not None:
            event.add("CONFERENCE", vUri(session.join_url), parameters={"VALUE": "URI"})
        for link in activity.media:
            _add_medium(event, link)
        parent = self.programme.get(Activity, activity.parent) if activity.parent else None
        if parent is not None:
            above = next((s for s in parent.sessions if s.when is not None), None)
            if above is not None:
                uid = vText(self.uid(parent, above))
                event.add("RELATED-TO", uid, parameters={"RELTYPE": "PARENT"})

    def milestone(self, campaign: Campaign, milestone: Milestone) -> Event | Todo:
        """Return the task of what is due, or the whole-day event of what opens."""
        due = milestone.kind is MilestoneKind.DUE
        component = _task(milestone.when, milestone.what) if due else _opening(milestone.when)
        ids = f"{quote(campaign.id, safe='')}/{quote(milestone.id, safe='')}"
        component.add("UID", vText(f"milestone:{ids}@{self.domain}"))
        component.add("DTSTAMP", self.stamp or _issued(campaign))
        component.add("SUMMARY", text(f"{milestone.what}（{milestone.kind.label}）"))
        owed_by = line("单位", (self.programme.name_of(Unit, ref) for ref in milestone.owed_by))
        about = [campaign.name, owed_by, str(milestone.source or "")]
        component.add("DESCRIPTION", text("\n".join(filter(None, about))))
        return component


def _status(activity: Activity, state: State) -> str:
    if state is State.CANCELLED:
        return "CANCELLED"
    if state is State.POSTPONED or activity.stage not in _PUBLISHED:
        return "TENTATIVE"
    return "CONFIRMED"


def _add_medium(event: Event, link: Link) -> None:
    """Add a picture as IMAGE (RFC 7986), anything else as ATTACH."""
    media_type = link.media_type or ""
    parameters = {"FMTTYPE": media_type} if _MEDIA_TYPE.fullmatch(media_type) else {}
    if media_type.startswith("image/"):
        event.add("IMAGE", vUri(link.url), parameters={"VALUE": "URI", **parameters})
    else:
        event.add("ATTACH", vUri(link.url), parameters=parameters)


def _issued(campaign: Campaign) -> datetime:
    issued = campaign.notice.issued if campaign.notice else None
    return EPOCH if issued is None else datetime.combine(issued, time(), UTC)


def _task(due: date, what: str) -> Todo:
    task = Todo()
    task.add("DUE", datetime.combine(due, DEADLINE, CHINA_TIME))
    task.add("STATUS", "NEEDS-ACTION")
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", text(what))
    alarm.add("TRIGGER", -REMINDER, parameters={"RELATED": "END"})
    task.add_component(alarm)
    return task


def _opening(day: date) -> Event:
    event = Event()
    add_days(event, day, day)
    event.add("TRANSP", "TRANSPARENT")
    return event
