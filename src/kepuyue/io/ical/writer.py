"""The writer: a programme as a calendar, component by component, in memory that does not grow."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import IO

from kepuyue.io.ical import jcal
from kepuyue.io.ical.event import Events
from kepuyue.io.ical.line import escaped, folded, line
from kepuyue.io.ical.option import DOMAIN, EPOCH, REFRESH, Options
from kepuyue.io.ical.record import RecordWriter
from kepuyue.io.ical.text import line as told
from kepuyue.io.ical.when import Zones, in_zulu, stamped, times
from kepuyue.io.ical.zone import timezone
from kepuyue.io.registry import View, in_view
from kepuyue.model.campaign import Campaign, Milestone, MilestoneKind
from kepuyue.model.programme import TUPLES, Programme
from kepuyue.model.schedule import DateSpan
from kepuyue.model.unit import Unit
from kepuyue.model.zone import CHINA

PRODID = "-//kepuyue//kepuyue//ZH"
"""What made the calendar."""
DEADLINE = time(23, 59, 59)
"""What is due on a day is due by its end, on the clock of China."""
REMINDER = timedelta(days=3, hours=14, minutes=59, seconds=59)
"""How long before a deadline the alarm goes: at nine in the morning, three days ahead."""
_ONCE = frozenset({
    "METHOD", "NAME", "DESCRIPTION", "X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "SOURCE",
    "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "COLOR", "UID", "URL", "LAST-MODIFIED",
})  # fmt: skip
"""What a calendar has once: of these the writer's own stands before what ``extra`` keeps."""


def write(  # noqa: PLR0913  (each is one thing that a calendar can say)
    programme: Programme,
    file: IO[bytes],
    *,
    view: View = "public",
    stamp: datetime | None = None,
    domain: str = DOMAIN,
    method: str | None = None,
    name: str | None = None,
    description: str | None = None,
    source: str | None = None,
    refresh: timedelta = REFRESH,
    plain: bool = False,
    records: bool | None = None,
) -> None:
    """Write the calendar of a programme: UTF-8, lines folded at 75 octets.

    Args:
        programme: the programme.
        file: what it is written to.
        view: the public view has public contacts only; the internal one all, and is marked
            PRIVATE.
        stamp: DTSTAMP of every component; by default the time an activity was updated or created,
            else :data:`~kepuyue.io.ical.option.EPOCH`.
        domain: what makes the UIDs unique in the world: a domain of the publisher's own.
        method: METHOD, such as ``PUBLISH``; none by default.
        name: what the calendar is called; by default as the first campaign.
        description: what it holds.
        source: the address (http, https or webcal) where it can be fetched again.
        refresh: how often a subscriber should look for changes, from a minute.
        plain: leaves out the descriptions in HTML, the colours, and the components of RFC 9073.
        records: whether every entity is carried whole in STRUCTURED-DATA, so that reading the
            calendar gives all that the view shows; by default in the internal view alone.

    Raises:
        InvalidValueError: if the stamp has no time zone, or an option is none that a calendar can
            have.

    Source: RFC 5545, RFC 7986, RFC 9073.

    >>> from io import BytesIO
    >>> file = BytesIO()
    >>> write(Programme(), file)
    >>> file.getvalue().decode().splitlines()[0]
    'BEGIN:VCALENDAR'
    """
    options = Options(
        view=view, stamp=stamp, domain=domain, method=method, name=name, description=description,
        source=source, refresh=refresh, plain=plain, records=records,
    )  # fmt: skip
    calendar = Calendar(in_view(programme, view), options)
    zones = Zones()
    for activity in calendar.programme.activities:
        for session in activity.sessions:
            zones.session(session)
    file.write(calendar.head(zones))
    for activity in calendar.programme.activities:
        file.write(calendar.events.of(activity))
    for chunk in calendar.tail():
        file.write(chunk)


class Calendar:
    """A calendar in the making: what stands before the events, and what stands after them.

    Args:
        programme: what is written, in the view that is written.
        options: what it is written with.
    """

    def __init__(self, programme: Programme, options: Options) -> None:
        self.programme = programme
        self.options = options
        self.events: Events = Events(programme, options)
        self._records = RecordWriter()

    def head(self, zones: Zones) -> bytes:
        """Return the properties, the zones in use, and the records of what comes before activities.

        Args:
            zones: the zones that the events need.
        """
        for campaign in self.programme.campaigns:
            for milestone in campaign.milestones:
                zones.due(milestone)
        own = dict(self._properties())
        kept, _ = jcal.lines_of(self.programme.extra)
        lines = ["BEGIN:VCALENDAR", *own.values()]
        kept.pop("METHOD", None)  # it would ask for what nobody asks for
        for name, texts in kept.items():
            if name not in _ONCE:
                lines += texts
            elif name not in own:
                lines += texts[:1]
        for name, first, last in zones.spans():
            lines += timezone(name, first, last)
        if self.options.records:
            kept_line = self._records.header(self.programme)
            lines += self._journal("", "programme", self._name() or "kepuyue", kept_line)
            lines += self._entities(after=False)
        return folded(lines)

    def tail(self) -> Iterator[bytes]:
        """Yield what stands after the events: milestones, other records, what others had."""
        if self.options.records:
            yield folded(self._entities(after=True))
        for campaign in self.programme.campaigns:
            for milestone in campaign.milestones:
                yield self.milestone(campaign, milestone)
        yield folded([*jcal.whole_components(self.programme.extra), "END:VCALENDAR"])

    def _name(self) -> str | None:
        campaigns = self.programme.campaigns
        return self.options.name or (campaigns[0].name if campaigns else None)

    def _properties(self) -> Iterator[tuple[str, str]]:
        options, name = self.options, self._name()
        refresh = _duration(options.refresh)
        told_by = [
            ("PRODID", PRODID, ""),
            ("VERSION", "2.0", ""),
            ("CALSCALE", "GREGORIAN", ""),
            ("METHOD", options.method, ""),
            ("NAME", name and escaped(name), ""),
            ("X-WR-CALNAME", name and escaped(name), ""),
            ("DESCRIPTION", options.description and escaped(options.description), ""),
            ("X-WR-CALDESC", options.description and escaped(options.description), ""),
            ("SOURCE", options.source, ";VALUE=URI"),
            ("X-WR-TIMEZONE", CHINA, ""),
            ("REFRESH-INTERVAL", refresh, ";VALUE=DURATION"),
            ("X-PUBLISHED-TTL", refresh, ""),
        ]
        for key, value, params in told_by:
            if value:
                yield key, line(key + params, value)

    def _entities(self, *, after: bool) -> Iterator[str]:
        """Yield the journals of all entities but activities, those before them or after them."""
        names = list(TUPLES)
        at = names.index("activities")
        for name in names[at + 1 :] if after else names[:at]:
            for entity in getattr(self.programme, name):
                title = getattr(entity, "name", None) or getattr(entity, "label", None) or entity.id
                yield from self._journal(name, entity.id, title, self._records.line(entity))

    def _journal(self, kind: str, ref: str, title: str, kept: str) -> list[str]:
        return [
            "BEGIN:VJOURNAL",
            line("UID", self.options.uid(ref, kind=kind)),
            f"DTSTAMP:{in_zulu(self.options.stamp or EPOCH)}",
            line("SUMMARY", escaped(title)),
            "CLASS:PUBLIC" if self.options.view == "public" else "CLASS:PRIVATE",
            kept,
            "END:VJOURNAL",
        ]

    def milestone(self, campaign: Campaign, milestone: Milestone) -> bytes:
        """Return the task of what is due, or the whole-day event of what opens."""
        owed_by = told("单位", (self.programme.name_of(Unit, ref) for ref in milestone.owed_by))
        about = filter(None, [campaign.name, owed_by, str(milestone.source or "")])
        due = milestone.kind is MilestoneKind.DUE
        return folded([
            "BEGIN:VTODO" if due else "BEGIN:VEVENT",
            line("UID", self.options.uid(campaign.id, milestone.id, kind="milestone")),
            f"DTSTAMP:{in_zulu(self.options.stamp or _issued(campaign))}",
            *(_due(milestone.when) if due else times(DateSpan.day(milestone.when))),
            line("SUMMARY", escaped(f"{milestone.what}（{milestone.kind.label}）")),
            line("DESCRIPTION", escaped("\n".join(about))),
            *(_alarm(milestone.what) if due else ["TRANSP:TRANSPARENT"]),
            "END:VTODO" if due else "END:VEVENT",
        ])  # fmt: skip


def _issued(campaign: Campaign) -> datetime:
    issued = campaign.notice.issued if campaign.notice else None
    return EPOCH if issued is None else datetime.combine(issued, time(), UTC)


def _due(day: date) -> list[str]:
    due = stamped(datetime.combine(day, DEADLINE))
    return [f"DUE;TZID={CHINA}:{due}", "STATUS:NEEDS-ACTION"]


def _alarm(what: str) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        line("DESCRIPTION", escaped(what)),
        f"TRIGGER;RELATED=END:-{_duration(REMINDER)}",
        "END:VALARM",
    ]


def _duration(time: timedelta) -> str:
    """Return a duration (RFC 5545, section 3.3.6).

    >>> _duration(timedelta(days=1, hours=12)), _duration(timedelta(hours=12))
    ('P1DT12H', 'PT12H')
    """
    minutes, seconds = divmod(time.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    days = f"{time.days}D" if time.days else ""
    return f"P{days}{'T' if clock else ''}{clock}"
