"""The programmes that the judges read, and what the model says that they must find."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from kepuyue import (
    Activity,
    Campaign,
    DateSpan,
    Frequency,
    Milestone,
    MilestoneKind,
    Occurrence,
    Override,
    Programme,
    Recurrence,
    Session,
    Stage,
    State,
    TargetGroup,
    Theme,
    TimeSlot,
    Venue,
    editions,
    evolve,
)
from kepuyue.io.ical.text import titled
from kepuyue.testing import synthetic_programme
from tests.judges.calendars.record import Event, told, within

DOMAIN = "judges.example.org"
FIRST, LAST = date(2025, 9, 1), date(2025, 11, 30)
"""The month, and on beyond the Sundays on which clocks are set back."""

NEW_YORK, BERLIN, CHINA = "America/New_York", "Europe/Berlin", "Asia/Shanghai"


def edition() -> Programme:
    return editions.load("shaoguan-2025-example")


def synthetic() -> Programme:
    return synthetic_programme(activities=300, seed=3)


def hard() -> Programme:
    """Return a programme of what calendars get wrong."""
    return Programme(
        campaigns=(
            Campaign(
                id="月,;:/%", name="科普月，逗号,分号;反斜杠\\", year=2025,
                milestones=(
                    Milestone(
                        id="opens", kind=MilestoneKind.OPENS, when=date(2025, 9, 1),
                        what="开始报名, 先到先得; 额满为止",
                    ),
                    Milestone(
                        id="due", kind=MilestoneKind.DUE, when=date(2025, 9, 25), what="报送总结"
                    ),
                ),
            ),
        ),
        themes=(
            Theme(id="comma", label="逗号,与;分号"),
            Theme(id="slash", label="反斜杠\\n与引号\"'"),
            Theme(id="plain", label="机器人"),
        ),
        target_groups=(TargetGroup(id="all", label="所有人👨‍👩‍👧‍👦"),),
        venues=(
            Venue(id="odd", name="一楼,东;侧\\南: “大厅”", address="示例路1号\n二楼\n\n右转, 直走"),
            Venue(id="long", name="很长的场所名称" * 15, address="Long Street Name, " * 9 + "1"),
            Venue(id="short", name="馆"),
        ),
        activities=(*_texts(), *_whole_days(), *_timed(), *_zoned(), *_changed()),
    )  # fmt: skip


PROGRAMMES: dict[str, Callable[[], Programme]] = {
    "edition": edition,
    "synthetic": synthetic,
    "hard": hard,
}


def _activity(activity_id: str, *sessions: Session, **fields: Any) -> Activity:
    values: dict[str, Any] = {"name": activity_id, "stage": Stage.PUBLISHED, **fields}
    return Activity(id=activity_id, sessions=sessions, **values)


def _slot(zone: str, day: date, start: str, end: str, *, later: int = 0) -> TimeSlot:
    """Return a slot on the clock of a zone, which ends so many days later."""
    clock = ZoneInfo(zone)
    return TimeSlot(
        start=datetime.combine(day, time.fromisoformat(start), clock),
        end=datetime.combine(day + timedelta(later), time.fromisoformat(end), clock),
        zone=zone,
    )


def _september(day: int) -> date:
    return date(2025, 9, day)


def _texts() -> Iterator[Activity]:
    day = Session(id="1", days=DateSpan.day(_september(2)), venue="odd")
    yield _activity(
        "commas", day, name="讲座, 展览; 体验\\ \\n \\, \\; \\\\", themes=("comma", "slash")
    )
    yield _activity(
        "quotes", day, name="\"引号\" '单' “双” a:b=c^n %2C &amp; <b>", themes=("slash",)
    )
    yield _activity("emoji", day, name="👩‍🔬🧪🇨🇳 e\u0301 𠮷野家 \u200b零宽", target_groups=("all",))
    yield _activity(
        "long", Session(id="1", days=DateSpan.day(_september(2)), venue="long"),
        name="科普" * 90, summary="一" * 400 + "\n\n" + "two, words; " * 40,
        themes=("comma", "slash", "plain"), target_groups=("all",),
    )  # fmt: skip
    yield _activity('ids, ; / % 编号"@', day)
    yield _activity("spaces", day, name="中间  两个空格 与 trailing,")


def _whole_days() -> Iterator[Activity]:
    yield _activity("one day", Session(id="1", days=DateSpan.day(_september(13))))
    yield _activity(
        "days", Session(id="1", days=DateSpan(first=_september(29), last=date(2025, 10, 8)))
    )
    weekly = Recurrence(
        frequency=Frequency.WEEKLY, by_day=("SA", "SU"), until=date(2025, 10, 19),
        excluded=(_september(14),), added=(_september(17), date(2025, 11, 1)),
    )  # fmt: skip
    moved = (
        Override(on=_september(20), state=State.CANCELLED),
        Override(on=_september(21), days=DateSpan(first=_september(22), last=_september(24))),
        Override(on=_september(17), venue="odd"),
    )
    yield _activity(
        "weekend days",
        Session(
            id="1", days=DateSpan.day(_september(6)), recurrence=weekly, overrides=moved,
            venue="short",
        ),
    )  # fmt: skip
    monthly = Recurrence(frequency=Frequency.MONTHLY, by_month_day=(-1,), count=3)
    three = DateSpan(first=_september(30), last=date(2025, 10, 2))
    yield _activity("ends of months", Session(id="1", days=three, recurrence=monthly))


def _timed() -> Iterator[Activity]:
    day = _september(3)
    morning = _slot(CHINA, day, "09:00", "11:00")
    yield _activity("no end", Session(id="1", slot=evolve(morning, end=None)))
    yield _activity("night", Session(id="1", slot=_slot(CHINA, day, "22:00", "02:00", later=1)))
    rules = {
        "not met by its start": Recurrence(frequency=Frequency.WEEKLY, by_day=("SA",), count=5),
        "every other day": Recurrence(
            frequency=Frequency.DAILY, interval=2, until=_september(25), excluded=(_september(7),)
        ),
        "second Tuesdays": Recurrence(frequency=Frequency.MONTHLY, by_day=("2TU",), count=4),
        "last workdays": Recurrence(
            frequency=Frequency.MONTHLY, by_day=("MO", "TU", "WE", "TH", "FR"), by_set_pos=(-1,),
            count=3,
        ),
        "Sunday weeks": Recurrence(
            frequency=Frequency.WEEKLY, interval=2, by_day=("WE", "SU"), week_start="SU", count=5
        ),
        "given dates": Recurrence(added=(_september(5), _september(11), date(2025, 10, 4))),
        "given dates without the first": Recurrence(
            added=(_september(5), _september(11)), excluded=(day,)
        ),
        "endless": Recurrence(frequency=Frequency.WEEKLY, excluded=(_september(10),)),
    }  # fmt: skip
    for name, recurrence in rules.items():
        yield _activity(name, Session(id="1", slot=morning, recurrence=recurrence))
    yearly = Recurrence(frequency=Frequency.YEARLY)
    old = _slot(CHINA, date(2021, 9, 18), "10:00", "10:30")
    yield _activity("every year", Session(id="1", slot=old, recurrence=yearly))


def _zoned() -> Iterator[Activity]:
    """Yield what takes place where clocks are set back in the autumn."""
    other_day = _slot(NEW_YORK, _september(19), "10:00", "12:30")
    other_zone = _slot(BERLIN, date(2025, 11, 9), "01:00", "02:00")
    too_late = _slot(NEW_YORK, date(2025, 12, 2), "09:00", "10:00")
    yield _activity(
        "evenings in New York",
        Session(
            id="1", slot=_slot(NEW_YORK, _september(9), "20:30", "22:00"), venue="short",
            recurrence=Recurrence(
                frequency=Frequency.WEEKLY, by_day=("TU", "TH"), until=date(2025, 11, 20),
                excluded=(date(2025, 10, 7), date(2025, 11, 4)),
                added=(_september(13), date(2025, 11, 8)),
            ),
            overrides=(
                Override(on=_september(16), state=State.CANCELLED),
                Override(on=_september(18), slot=other_day),
                Override(on=date(2025, 11, 6), venue="odd"),
                Override(on=date(2025, 11, 8), slot=other_zone),
                Override(on=date(2025, 11, 11), slot=too_late),
            ),
        ),
    )  # fmt: skip
    monthly = Recurrence(frequency=Frequency.MONTHLY, by_day=("-1FR",), count=3)
    yield _activity(
        "Fridays in Berlin",
        Session(id="1", slot=_slot(BERLIN, _september(26), "00:30", "01:30"), recurrence=monthly),
        Session(
            id="2", slot=_slot(BERLIN, _september(26), "19:00", "21:00"), state=State.POSTPONED
        ),
    )
    nights = Recurrence(frequency=Frequency.WEEKLY, until=date(2025, 11, 2))
    yield _activity(
        "long nights",
        Session(
            id="1", slot=_slot(BERLIN, date(2025, 10, 18), "23:00", "05:00", later=1),
            recurrence=nights,
        ),
        Session(id="2", slot=_slot(BERLIN, date(2025, 10, 25), "23:00", "05:00", later=1)),
    )  # fmt: skip
    twice = _slot(BERLIN, date(2025, 10, 26), "02:30", "03:30")
    yield _activity(
        "an hour that comes twice",
        Session(id="1", slot=twice),
        Session(id="2", slot=evolve(twice, start=twice.start.replace(fold=1))),
        Session(
            id="3", slot=_slot(BERLIN, date(2025, 10, 19), "02:30", "03:30"),
            recurrence=Recurrence(frequency=Frequency.WEEKLY, count=3),
        ),
    )  # fmt: skip


def _changed() -> Iterator[Activity]:
    """Yield what does not take place as planned."""
    day = _september(4)
    morning = _slot(CHINA, day, "09:00", "11:00")
    later = _slot(CHINA, _september(5), "14:00", "15:00")
    daily = Recurrence(frequency=Frequency.DAILY, count=4)
    yield _activity(
        "cancelled",
        Session(id="1", slot=morning, recurrence=daily),
        Session(id="2", slot=later, state=State.HELD),
        state=State.CANCELLED,
    )
    yield _activity(
        "once moved", Session(id="1", slot=morning, overrides=(Override(on=day, slot=later),))
    )
    yield _activity(
        "moved onto another",
        Session(
            id="1", slot=morning, recurrence=daily,
            overrides=(
                Override(on=day, slot=_slot(CHINA, _september(5), "09:00", "11:00")),
                Override(on=_september(6), state=State.POSTPONED, venue="odd"),
                Override(on=_september(7), slot=_slot(CHINA, date(2026, 1, 1), "09:00", "11:00")),
            ),
        ),
    )  # fmt: skip


# What the model says.


def events(programme: Programme) -> list[Event]:
    """Return the events of a programme: one a session, one an occurrence that differs."""
    found = [*_openings(programme)]
    for activity in programme.activities:
        for session in activity.sessions:
            found.extend(_events(programme, activity, session))
    return sorted(found)


def occurring(programme: Programme, first: date, last: date) -> list[Event]:
    """Return what takes place between two dates."""
    found = [
        _event(programme, activity, session, occurrence)
        for activity in programme.activities
        for session in activity.sessions
        if session.when
        for occurrence in session.occurrences(last=last + timedelta(days=2))
    ]
    return within([*found, *_openings(programme)], first, last)


def _events(programme: Programme, activity: Activity, session: Session) -> Iterator[Event]:
    when = session.when
    if when is None:
        return
    differing = [override.on for override in session.overrides]
    occurrences = session.occurrences(last=max([when.first, *differing]))
    if session.recurrence is None:
        yield _event(programme, activity, session, *occurrences)
        return
    planned = Occurrence(
        on=when.first, slot=session.slot, days=session.days, venue=session.venue,
        state=session.state,
    )  # fmt: skip
    yield _event(programme, activity, session, planned)
    for occurrence in occurrences:
        if occurrence.on in differing:
            event = _event(programme, activity, session, occurrence)
            planned_for: date = occurrence.on
            if session.slot is not None:
                planned_for = datetime.combine(occurrence.on, session.slot.start.timetz())
            yield event._replace(recurrence_id=told(planned_for))


def _event(
    programme: Programme, activity: Activity, session: Session, occurrence: Occurrence
) -> Event:
    start, end = _bounds(occurrence.when)
    venue = programme.get(Venue, occurrence.venue) if occurrence.venue else None
    themes = [programme.name_of(Theme, ref) for ref in activity.themes]
    groups = [programme.name_of(TargetGroup, ref) for ref in activity.target_groups]
    return Event(
        uid=f"{quote(activity.id, safe='')}/{quote(session.id, safe='')}@{DOMAIN}",
        recurrence_id="",
        start=start,
        end=end,
        summary=titled(activity, activity.state_of(occurrence)),
        location="，".join(filter(None, (venue.name, venue.address))) if venue else "",
        categories=tuple(sorted([*themes, *groups])),
    )


def _bounds(when: TimeSlot | DateSpan | None) -> tuple[str, str]:
    if isinstance(when, TimeSlot):
        return told(when.start), told(when.end or when.start)
    assert when is not None
    return told(when.first), told(when.last + timedelta(days=1))


def _openings(programme: Programme) -> Iterator[Event]:
    for campaign in programme.campaigns:
        for milestone in campaign.milestones:
            if milestone.kind is MilestoneKind.OPENS:
                ids = f"{quote(campaign.id, safe='')}/{quote(milestone.id, safe='')}"
                start, end = _bounds(DateSpan.day(milestone.when))
                summary = f"{milestone.what}（{milestone.kind.label}）"
                yield Event(f"milestone:{ids}@{DOMAIN}", "", start, end, summary, "", ())
