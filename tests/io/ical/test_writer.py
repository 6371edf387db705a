import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    CHINA_TIME,
    Activity,
    Campaign,
    Contact,
    Coordinates,
    DateSpan,
    Datum,
    Frequency,
    InvalidValueError,
    Link,
    Milestone,
    MilestoneKind,
    Override,
    Programme,
    Recurrence,
    Registration,
    Review,
    Session,
    Speaker,
    Stage,
    State,
    TimeSlot,
    Unit,
    Venue,
    dumps,
    editions,
    evolve,
)
from kepuyue.io import ical
from kepuyue.io.registry import View
from kepuyue.testing import strategies

VENUE = Venue(
    id="museum", name="韶关市科技馆", address="武江区示例路1号",
    coordinates=Coordinates(latitude=24.8, longitude=113.6, datum=Datum.GCJ02),
)  # fmt: skip
HOST = Unit(id="ast", name="韶关市科学技术协会")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 9, day, hour, minute, tzinfo=CHINA_TIME)


def timed(**fields: Any) -> Session:
    slot = TimeSlot(start=at(6, 9), end=at(6, 11, 30))
    return Session(**{"id": "1", "slot": slot, "venue": "museum", **fields})


def programme(*sessions: Session, **fields: Any) -> Programme:
    activity = Activity(
        **{
            "id": "robots",
            "name": "机器人科普展",
            "hosts": ("ast",),
            "sessions": sessions,
            **fields,
        }
    )
    return Programme(units=(HOST,), venues=(VENUE,), activities=(activity,))


def read(data: bytes) -> Any:
    return icalendar.Calendar.from_ical(data)


def event(data: bytes) -> Any:
    return read(data).events[0]


def test_an_event_says_what_when_where_and_for_whom() -> None:
    data = dumps(
        programme(
            timed(
                speakers=(Speaker(name="张明", title="教授"),), join_url="https://example.org/live"
            ),
            summary="面向青少年的展览。\n请自备水杯；注意，安全",
            themes=("robotics",),
            target_groups=("youth",),
            registration=Registration(required=True, how="电话报名"),
            url="https://example.org/robots",
            media=(
                Link(url="https://example.org/poster.png", media_type="image/png"),
                Link(url="https://example.org/programme.pdf"),
            ),
            stage=Stage.PUBLISHED,
            revision=3,
            created=datetime(2025, 8, 1, tzinfo=UTC),
            updated=datetime(2025, 8, 20, tzinfo=UTC),
        ),
        format="ics",
    )
    found = event(data)

    assert found["SUMMARY"] == "机器人科普展"
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (at(6, 9), at(6, 11, 30))
    assert found["LOCATION"] == "韶关市科技馆，武江区示例路1号"
    assert found["DESCRIPTION"].splitlines() == [
        "面向青少年的展览。", "请自备水杯；注意，安全", "面向：青少年", "主讲：张明 教授",
        "主办：韶关市科学技术协会", "报名：须报名、电话报名", "线上参加：https://example.org/live",
    ]  # fmt: skip
    assert [str(category) for category in found.categories] == ["机器人", "青少年"]
    assert found["STATUS"] == "CONFIRMED"
    assert found["SEQUENCE"] == 3
    assert found["URL"] == "https://example.org/robots"
    assert found["IMAGE"] == "https://example.org/poster.png"
    assert (found["ATTACH"], found["ATTACH"].params) == ("https://example.org/programme.pdf", {})
    assert found["CONFERENCE"] == "https://example.org/live"
    assert (found["CREATED"].dt, found["LAST-MODIFIED"].dt) == (
        datetime(2025, 8, 1, tzinfo=UTC), datetime(2025, 8, 20, tzinfo=UTC),
    )  # fmt: skip


def test_geo_is_in_wgs84_whatever_the_datum() -> None:
    assert VENUE.coordinates is not None
    gps = VENUE.coordinates.to(Datum.WGS84)
    geo = event(dumps(programme(timed()), format="ics"))["GEO"]

    assert (geo.latitude, geo.longitude) == (round(gps.latitude, 6), round(gps.longitude, 6))
    assert geo.latitude != 24.8


def test_an_unknown_venue_is_named_by_its_id() -> None:
    assert event(dumps(programme(timed(venue="nowhere")), format="ics"))["LOCATION"] == "nowhere"


def test_whole_days_end_on_the_day_after() -> None:
    days = DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 15))
    found = event(dumps(programme(Session(id="1", days=days)), format="ics"))

    assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2025, 9, 13), date(2025, 9, 16))


@pytest.mark.parametrize(
    ("activity", "session", "expected"),
    [
        ({"stage": Stage.PUBLISHED}, State.PLANNED, "CONFIRMED"),
        ({"stage": Stage.DRAFT}, State.PLANNED, "TENTATIVE"),
        ({"stage": Stage.PUBLISHED}, State.POSTPONED, "TENTATIVE"),
        ({"stage": Stage.PUBLISHED}, State.CANCELLED, "CANCELLED"),
        ({"stage": Stage.PUBLISHED, "state": State.CANCELLED}, State.PLANNED, "CANCELLED"),
        ({"stage": Stage.SUMMARISED, "state": State.HELD}, State.HELD, "CONFIRMED"),
    ],
)
def test_the_status_follows_stage_and_state(
    activity: dict[str, Any], session: State, expected: str
) -> None:
    data = dumps(programme(timed(state=session), **activity), format="ics")

    assert event(data)["STATUS"] == expected


@pytest.mark.parametrize(
    ("activity", "session", "expected"),
    [
        (State.PLANNED, State.POSTPONED, "延期"),
        (State.CANCELLED, State.PLANNED, "取消"),
        (State.POSTPONED, State.CANCELLED, "取消"),
        (State.CANCELLED, State.POSTPONED, "取消"),
    ],
)
def test_what_is_off_says_so_in_what_every_phone_shows(
    activity: State, session: State, expected: str
) -> None:
    found = event(dumps(programme(timed(state=session), state=activity), format="ics"))

    assert found["SUMMARY"] == f"【{expected}】机器人科普展"
    assert found["DESCRIPTION"].splitlines()[0] == f"状态：{expected}"


def test_a_session_that_was_held_is_not_called_off_with_the_rest() -> None:
    sessions = (timed(state=State.HELD), timed(id="2"))
    data = dumps(programme(*sessions, stage=Stage.PUBLISHED, state=State.CANCELLED), format="ics")

    assert [(e["SUMMARY"], e["STATUS"]) for e in read(data).events] == [
        ("机器人科普展", "CONFIRMED"), ("【取消】机器人科普展", "CANCELLED"),
    ]  # fmt: skip


def test_only_the_occurrence_that_is_off_is_marked() -> None:
    session = timed(
        recurrence=Recurrence(frequency=Frequency.WEEKLY, count=3),
        overrides=(Override(on=date(2025, 9, 13), state=State.POSTPONED),),
    )
    found = read(dumps(programme(session), format="ics")).events

    assert [str(e["SUMMARY"]) for e in found] == ["机器人科普展", "【延期】机器人科普展"]
    assert ["状态：延期" in e["DESCRIPTION"] for e in found] == [False, True]


def test_a_description_tells_how_to_take_part() -> None:
    registration = Registration(
        required=True, url="https://example.org/r", places=60,
        opens=date(2025, 9, 1), closes=date(2025, 9, 5),
    )  # fmt: skip
    speaker = Speaker(name="张明", affiliation="某大学", topic="机器人")
    data = dumps(programme(timed(speakers=(speaker,)), registration=registration), format="ics")

    assert event(data)["DESCRIPTION"].splitlines() == [
        "主讲：张明 某大学（机器人）", "主办：韶关市科学技术协会",
        "报名：须报名、https://example.org/r、2025-09-01 起、2025-09-05 截止、限 60 人",
    ]  # fmt: skip


def test_what_is_not_told_is_no_property() -> None:
    bare = Activity(id="a", name="展览", contacts=(Contact(public=True),), sessions=(timed(),))
    found = event(dumps(Programme(activities=(evolve(bare, hosts=()),)), format="ics"))

    assert {"DESCRIPTION", "CONTACT", "ORGANIZER", "CATEGORIES", "URL"} & set(found) == set()


def test_a_media_type_that_is_none_is_left_out() -> None:
    link = Link(url="https://example.org/p", media_type="image/png\nATTENDEE:x")
    found = event(dumps(programme(timed(), media=(link,)), format="ics"))

    assert (found["IMAGE"], dict(found["IMAGE"].params)) == (link.url, {"VALUE": "URI"})


def test_a_revision_stays_within_the_integers_of_a_calendar() -> None:
    found = event(dumps(programme(timed(), revision=2**40), format="ics"))

    assert found["SEQUENCE"] == 2**31 - 1


@pytest.mark.parametrize("domain", ["", "a b", "x\r\nATTENDEE:x", "例子", "a..b", "a@b"])
def test_a_domain_that_is_none_is_refused(domain: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        dumps(Programme(), format="ics", domain=domain)

    assert caught.value.report.counts() == {"KY-VAL003": 1}


def test_a_stamp_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidValueError) as caught:
        dumps(Programme(), format="ics", stamp=datetime(2025, 8, 30))  # noqa: DTZ001  (refused)

    assert caught.value.report.counts() == {"KY-VAL004": 1}


def test_uids_are_stable_and_unlike_for_any_ids() -> None:
    pairs = [("a", "b/c"), ("a/b", "c"), ("a", "b"), ("a.b", "c"), ("a@b", "c"), ("甲", "乙")]
    activities = tuple(
        Activity(id=first, name="展览", sessions=(timed(id=second),)) for first, second in pairs
    )
    uids = [
        str(e["UID"]) for e in read(dumps(Programme(activities=activities), format="ics")).events
    ]
    alone = event(
        dumps(Programme(activities=activities[:1]), format="ics", domain="kx.example.org")
    )

    assert len(set(uids)) == len(pairs)
    assert uids[0] == "a/b%2Fc@kepuyue.invalid"
    assert alone["UID"] == "a/b%2Fc@kx.example.org"


def test_stamps_are_given_or_come_from_the_activity() -> None:
    updated = datetime(2025, 8, 20, tzinfo=UTC)
    given_stamp = datetime(2025, 8, 30, tzinfo=UTC)
    stamped = programme(timed(), updated=updated)

    assert event(dumps(programme(timed()), format="ics"))["DTSTAMP"].dt == ical.EPOCH
    assert event(dumps(stamped, format="ics"))["DTSTAMP"].dt == updated
    assert event(dumps(stamped, format="ics", stamp=given_stamp))["DTSTAMP"].dt == given_stamp


def test_a_part_points_to_its_whole() -> None:
    whole = Activity(id="whole", name="嘉年华", sessions=(Session(id="x"), timed(id="s")))
    part = Activity(id="part", name="展台", parent="whole", sessions=(timed(),))
    lost = Activity(id="lost", name="展台", parent="nobody", sessions=(timed(),))
    dateless = Activity(id="dateless", name="系列")
    of_dateless = Activity(id="of", name="展台", parent="dateless", sessions=(timed(),))
    activities = (whole, part, lost, dateless, of_dateless)
    events = read(dumps(Programme(activities=activities), format="ics")).events
    parents = [str(e.get("RELATED-TO", "")) for e in events]

    assert parents == ["", "whole/s@kepuyue.invalid", "", ""]


PRIVATE = Contact(name="李华", phone="13900000000", email="private@example.org")
PUBLIC = Contact(name="科普部", phone="0751-0000000", email="kx@example.org", public=True)


def test_the_public_feed_is_the_default_and_shows_public_contacts_only() -> None:
    noted = timed(note="内部备注")
    data = programme(
        noted, contacts=(PRIVATE, PUBLIC), review=Review(note="退回意见")
    ).with_replaced(evolve(HOST, contacts=(PRIVATE,)))

    text = b"".join(dumps(data, format="ics").split(b"\r\n ")).decode()

    assert "kx@example.org" in text
    assert not any(
        word in text for word in ("李华", "13900000000", "private@", "内部备注", "退回意见")
    )


def test_the_internal_view_shows_all_contacts_and_is_private() -> None:
    data = dumps(programme(timed(), contacts=(PRIVATE, PUBLIC)), format="ics", view="internal")
    found = event(data)

    assert found["CLASS"] == "PRIVATE"
    assert found["ORGANIZER"] == "mailto:private@example.org"
    assert found["ORGANIZER"].params["CN"] == "韶关市科学技术协会"
    assert [str(contact).split()[0] for contact in found["CONTACT"]] == ["李华", "科普部"]


def test_the_organizer_is_the_host_that_has_the_address() -> None:
    museum = Unit(id="museum-unit", name="示例馆", contacts=(PUBLIC,))
    data = programme(timed(), hosts=("ast", "museum-unit")).with_added(museum)
    found = event(dumps(data, format="ics"))

    assert (found["ORGANIZER"], found["ORGANIZER"].params["CN"]) == (
        "mailto:kx@example.org", "示例馆",
    )  # fmt: skip


def test_an_organizer_without_a_host_is_an_address_alone() -> None:
    found = event(dumps(programme(timed(), contacts=(PUBLIC,), hosts=()), format="ics"))

    assert (found["ORGANIZER"], dict(found["ORGANIZER"].params)) == ("mailto:kx@example.org", {})


def test_an_address_that_is_none_is_no_organizer() -> None:
    odd = Contact(name="科普部", email="kx@example.org\nATTENDEE:x", public=True)

    assert "ORGANIZER" not in event(dumps(programme(timed(), contacts=(odd,)), format="ics"))


def test_deadlines_are_tasks_with_an_alarm_and_openings_are_events() -> None:
    calendar = read(dumps(editions.load("shaoguan-2025"), format="ics"))
    (todo,) = calendar.todos
    (opening,) = calendar.events

    (alarm,) = todo.subcomponents

    assert todo["DUE"].dt == at(25, 23, 59) + timedelta(seconds=59)
    assert todo["DUE"].dt + alarm["TRIGGER"].dt == at(22, 9)
    assert "各县（市、区）科协、各市级学会（协会、研究会）" in todo["DESCRIPTION"]
    assert alarm["ACTION"] == "DISPLAY"
    assert [zone["TZID"] for zone in calendar.timezones] == ["Asia/Shanghai"]
    assert opening["DTSTART"].dt == date(2025, 8, 10)
    assert calendar["NAME"] == "韶关市首届全国科普月暨韶关市科普嘉年华活动"


def test_lines_are_folded_between_characters() -> None:
    data = dumps(programme(timed(), summary="科学" * 500), format="ics")
    lines = data.split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]


def test_the_same_programme_gives_the_same_bytes() -> None:
    city = editions.load("shaoguan-2025").merge(editions.load("shaoguan-2025-example"))

    assert dumps(city, format="ics") == dumps(city, format="ics")


CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


@given(strategies.programmes(), st.sampled_from(["public", "internal"]))
def test_every_programme_becomes_a_calendar_that_reads(programme: Programme, view: View) -> None:
    data = dumps(programme, format="ics", view=view)
    calendar = read(data)
    lines = data.split(b"\r\n")
    sessions = {
        (activity.id, session.id)
        for activity in programme
        for session in activity.sessions
        if session.when is not None
    }
    uids = {str(e["UID"]) for e in calendar.events}

    assert max(map(len, lines)) <= 75
    assert [line for line in lines if CONTROL.search(line.decode())] == []
    assert len({uid for uid in uids if not uid.startswith("milestone:")}) == len(sessions)
    assert dumps(programme, format="ics", view=view) == data


HOSTILE = "\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT\rBEGIN:VEVENT\u2028BEGIN:VALARM\x85X:"
BREAKS = st.lists(st.sampled_from(["\r", "\n", "\t", "\x85", "\u2028", ";", ":", ",", '"', "\\"]))


@given(BREAKS.map(lambda breaks: HOSTILE + "".join(breaks)))
def test_no_text_adds_a_line_of_its_own(text: str) -> None:
    name = " ".join(text.replace("\x85", " ").split())
    session = timed(
        id=name, venue="v", speakers=(Speaker(name=name, title=text, topic=text),),
        recurrence=Recurrence(frequency=Frequency.DAILY, count=3),
        overrides=(Override(on=date(2025, 9, 7), venue=name),),
    )  # fmt: skip
    activity = Activity(
        id=name, name=name, summary=text, label=text, hosts=(name,), themes=(name,),
        target_groups=(name,), sessions=(session,), registration=Registration(how=text),
        contacts=(Contact(name=text, role=text, phone=text, email=text, public=True),),
        media=(Link(url="https://example.org", title=text, media_type=f"image/{text}"),),
    )  # fmt: skip
    due = Milestone(id=name, kind=MilestoneKind.DUE, when=date(2025, 9, 25), what=name)
    hostile = Programme(
        campaigns=(Campaign(id=name, name=name, milestones=(due,)),),
        venues=(Venue(id="v", name=name, address=text),),
        units=(Unit(id=name, name=name, contacts=(Contact(email=text),)),),
        activities=(activity,),
    )
    data = dumps(hostile, format="ics", view="internal", plain=True, records=False)
    lines = b"".join(data.split(b"\r\n ")).decode().split("\r\n")

    assert not any(control in data.replace(b"\r\n", b"") for control in (b"\r", b"\n"))
    assert [line for line in lines if line.startswith(("ATTENDEE", "X:"))] == []
    assert [line for line in lines if line.startswith("BEGIN:")] == [
        "BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "BEGIN:STANDARD", "BEGIN:VEVENT", "BEGIN:VEVENT",
        "BEGIN:VTODO", "BEGIN:VALARM",
    ]  # fmt: skip
    assert len(read(data).events) == 2
