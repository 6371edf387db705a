from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from kepuyue import (
    CHINA_TIME,
    Activity,
    Contact,
    Coordinates,
    DateSpan,
    Datum,
    Frequency,
    Link,
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
    losses,
)
from kepuyue.io import ical

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


def september(data: bytes) -> list[Any]:
    found = recurring_ical_events.of(read(data)).between(date(2025, 8, 25), date(2025, 10, 5))
    return sorted(str(item["DTSTART"].dt) for item in found if item["STATUS"] != "CANCELLED")


def starts_by_another_reader(data: bytes) -> list[str]:
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    events = calendar.timeline.overlapping(date(2025, 8, 25), date(2025, 10, 5))
    return sorted(str(item.start) for item in events if item.status != "CANCELLED")


WEEKLY = Recurrence(frequency=Frequency.WEEKLY, by_day=("SA",), until=date(2025, 9, 30))


@pytest.mark.parametrize(
    "session",
    [
        timed(),
        timed(recurrence=WEEKLY),
        timed(recurrence=evolve(WEEKLY, excluded=(date(2025, 9, 13),), added=(date(2025, 9, 17),))),
        timed(recurrence=Recurrence(frequency=Frequency.DAILY, count=5)),
        timed(recurrence=Recurrence(added=(date(2025, 9, 14), date(2025, 9, 9)))),
        timed(
            recurrence=WEEKLY,
            overrides=(
                Override(on=date(2025, 9, 20), state=State.CANCELLED),
                Override(on=date(2025, 9, 27), slot=TimeSlot(start=at(28, 14), end=at(28, 15))),
            ),
        ),
        timed(recurrence=WEEKLY, overrides=(Override(on=date(2025, 9, 21), venue="elsewhere"),)),
        Session(id="d", days=DateSpan.day(date(2025, 9, 6))),
        Session(
            id="d", days=DateSpan.day(date(2025, 9, 6)),
            recurrence=evolve(WEEKLY, excluded=(date(2025, 9, 13),), added=(date(2025, 9, 17),)),
        ),
    ],
    ids=["once", "weekly", "excluded", "count", "dates", "overrides", "no such date", "days",
         "days weekly"],
)  # fmt: skip
def test_two_independent_readers_find_our_own_occurrences(session: Session) -> None:
    data = dumps(programme(session), format="ics")
    ours = sorted(
        str(occurrence.slot.start if occurrence.slot else occurrence.on)
        for occurrence in session.occurrences(last=date(2025, 10, 5))
        if occurrence.state is not State.CANCELLED
    )

    assert september(data) == ours
    assert starts_by_another_reader(data) == ours


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
        "主办：韶关市科学技术协会", "报名：电话报名", "线上参加：https://example.org/live",
    ]  # fmt: skip
    assert [str(category) for category in found.categories] == ["机器人", "青少年"]
    assert found["STATUS"] == "CONFIRMED"
    assert found["SEQUENCE"] == 3
    assert found["URL"] == "https://example.org/robots"
    assert found["IMAGE"] == "https://example.org/poster.png"
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


def test_a_zone_is_bounded_to_the_dates_in_use() -> None:
    zones = read(dumps(programme(timed(recurrence=WEEKLY)), format="ics")).timezones

    assert [zone["TZID"] for zone in zones] == ["Asia/Shanghai"]
    assert [len(zone.subcomponents) for zone in zones] == [1]


def test_another_zone_carries_its_daylight_saving() -> None:
    new_york = TimeSlot(start=datetime(2025, 10, 30, 13, tzinfo=UTC), zone="America/New_York")
    daily = Recurrence(frequency=Frequency.DAILY, count=6)
    session = Session(id="1", slot=new_york, recurrence=daily)
    data = dumps(programme(session), format="ics")
    found = recurring_ical_events.of(read(data)).between(date(2025, 10, 1), date(2025, 12, 1))

    assert sorted(item["DTSTART"].dt.astimezone(UTC).hour for item in found) == [13] * 3 + [14] * 3


def test_a_part_points_to_its_whole() -> None:
    whole = Activity(id="whole", name="嘉年华", sessions=(Session(id="x"), timed(id="s")))
    part = Activity(id="part", name="展台", parent="whole", sessions=(timed(),))
    lost = Activity(id="lost", name="展台", parent="nobody", sessions=(timed(),))
    events = read(dumps(Programme(activities=(whole, part, lost)), format="ics")).events

    assert [str(e.get("RELATED-TO", "")) for e in events] == ["", "whole/s@kepuyue.invalid", ""]


PRIVATE = Contact(name="李华", phone="13900000000", email="private@example.org")
PUBLIC = Contact(name="科普部", phone="0751-0000000", email="kx@example.org", public=True)


def test_the_public_feed_is_the_default_and_shows_public_contacts_only() -> None:
    noted = timed(note="内部备注")
    data = programme(
        noted, contacts=(PRIVATE, PUBLIC), review=Review(note="退回意见")
    ).with_replaced(evolve(HOST, contacts=(PRIVATE,)))

    for feed in (dumps(data, format="ics"), ical.write(data)):
        text = b"".join(feed.split(b"\r\n ")).decode()
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


def test_an_address_that_is_none_is_no_organizer() -> None:
    odd = Contact(name="科普部", email="kx@example.org\nATTENDEE:x", public=True)

    assert "ORGANIZER" not in event(dumps(programme(timed(), contacts=(odd,)), format="ics"))


def test_deadlines_are_tasks_with_an_alarm_and_openings_are_events() -> None:
    calendar = read(dumps(editions.load("shaoguan-2025"), format="ics"))
    (todo,) = calendar.todos
    (opening,) = calendar.events

    assert todo["DUE"].dt == date(2025, 9, 25)
    assert "各县（市、区）科协、各市级学会（协会、研究会）" in todo["DESCRIPTION"]
    assert [alarm["ACTION"] for alarm in todo.subcomponents] == ["DISPLAY"]
    assert opening["DTSTART"].dt == date(2025, 8, 10)
    assert calendar["NAME"] == "韶关市首届全国科普月暨韶关市科普嘉年华活动"


def test_losses_name_what_has_no_date_and_what_is_not_carried() -> None:
    undated = Activity(id="u", name="待定", sessions=(Session(id="1", when_text="待定"),))
    bare = Activity(id="b", name="空")
    report = losses(programme(timed()).with_added(undated, bare), "ics")

    assert [(f.code, f.location.path, f.entity) for f in report] == [
        ("KY-DMP010", "/activities/1", "activity:u"),
        ("KY-DMP012", "/activities/2", "activity:b"),
        ("KY-DMP011", "/units", None),
    ]
    assert ical.losses(Programme(), view="internal").findings == ()


def test_lines_are_folded_between_characters() -> None:
    data = dumps(programme(timed(), summary="科学" * 500), format="ics")
    lines = data.split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]


def test_the_same_programme_gives_the_same_bytes() -> None:
    city = editions.load("shaoguan-2025").merge(editions.load("shaoguan-2025-example"))

    assert dumps(city, format="ics") == dumps(city, format="ics")


INJECTION = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t\x85"), max_size=40
).map(lambda text: f"x{text}\r\nATTENDEE:mailto:x@example.org\nBEGIN:VEVENT\r{text}")


@given(INJECTION, INJECTION)
def test_no_text_adds_a_line_of_its_own(summary: str, phone: str) -> None:
    contact = Contact(name="a", phone=phone, public=True)
    registration = Registration(how=summary)
    data = dumps(
        programme(timed(), summary=summary, contacts=(contact,), registration=registration),
        format="ics",
    )
    names = {line.split(b":")[0].split(b";")[0] for line in data.split(b"\r\n")}
    calendar = read(data)

    assert not any(control in data.replace(b"\r\n", b"") for control in (b"\r", b"\n"))
    assert b"ATTENDEE" not in names
    assert len(calendar.events) == 1
    assert "ATTENDEE" not in calendar.events[0]
