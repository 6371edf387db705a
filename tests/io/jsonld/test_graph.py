import itertools
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given

from kepuyue import (
    CHINA_TIME,
    Activity,
    ActivityForm,
    Campaign,
    Channel,
    ChannelKind,
    Contact,
    Coordinates,
    DateSpan,
    Datum,
    Frequency,
    Mode,
    Override,
    Programme,
    Recurrence,
    Registration,
    Session,
    Speaker,
    Stage,
    State,
    TimeSlot,
    Unit,
    UnitKind,
    Venue,
    VenueKind,
    dumps,
    evolve,
)
from kepuyue.io.jsonld import event
from kepuyue.testing import make, make_programme
from kepuyue.testing.strategies import of

SLOT = TimeSlot(
    start=datetime(2025, 9, 13, 9, tzinfo=CHINA_TIME),
    end=datetime(2025, 9, 13, 11, 30, tzinfo=CHINA_TIME),
)
ONCE = Session(id="1", slot=SLOT)
ON = "https://schema.org/EventScheduled"


def told(**changes: Any) -> dict[str, Any]:
    """Return the object of an activity that says only this."""
    activity = Activity(id="a", name="甲", stage=Stage.PUBLISHED)
    return event(evolve(activity, **changes), Programme())


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = itertools.chain.from_iterable(value.items())
    elif not isinstance(value, list):
        yield str(value)
        return
    for item in value:
        yield from strings(item)


# What, for whom, by whom.


@pytest.mark.parametrize(
    ("forms", "kinds"),
    [
        ((), "Event"),
        ((ActivityForm.OPEN_DAY,), "Event"),
        ((ActivityForm.LECTURE, ActivityForm.SCHOOL_VISIT), "EducationEvent"),
        ((ActivityForm.FILM,), "ScreeningEvent"),
        ((ActivityForm.EXHIBITION, ActivityForm.WORKSHOP, ActivityForm.CARAVAN),
         ["ExhibitionEvent", "EducationEvent"]),
    ],
)  # fmt: skip
def test_forms_choose_the_type(forms: tuple[ActivityForm, ...], kinds: object) -> None:
    assert told(forms=forms)["@type"] == kinds


def test_nothing_is_told_that_nobody_said() -> None:
    assert told(stage=Stage.DRAFT) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": "tag:kepuyue.invalid,2025:activity/a",
        "name": "甲",
        "identifier": "a",
        "inLanguage": "zh-CN",
    }


@pytest.mark.parametrize(
    ("activity", "session", "stage", "status"),
    [
        (State.PLANNED, State.PLANNED, Stage.PUBLISHED, "EventScheduled"),
        (State.PLANNED, State.HELD, Stage.DRAFT, "EventScheduled"),
        (State.HELD, State.PLANNED, Stage.DRAFT, "EventScheduled"),
        (State.PLANNED, State.PLANNED, Stage.RETURNED, None),
        (State.POSTPONED, State.PLANNED, Stage.DRAFT, "EventPostponed"),
        (State.PLANNED, State.POSTPONED, Stage.PUBLISHED, "EventPostponed"),
        (State.POSTPONED, State.CANCELLED, Stage.PUBLISHED, "EventCancelled"),
        (State.CANCELLED, State.POSTPONED, Stage.PUBLISHED, "EventCancelled"),
        (State.CANCELLED, State.HELD, Stage.PUBLISHED, "EventScheduled"),
    ],
)
def test_the_status_is_the_state_and_a_draft_has_none(
    activity: State, session: State, stage: Stage, status: str | None
) -> None:
    node = told(state=activity, stage=stage, sessions=(evolve(ONCE, state=session),))

    assert node.get("eventStatus") == (status and f"https://schema.org/{status}")


def test_units_have_the_roles_that_claim_least() -> None:
    units = tuple(Unit(id=letter, name=f"{letter}单位") for letter in "abcd")
    activity = Activity(
        id="x", name="甲", hosts=("a",), organisers=("b", "a"), co_organisers=("c",),
        supporters=("d",),
    )  # fmt: skip
    node = event(activity, Programme(units=units))

    assert [unit["name"] for unit in node["organizer"]] == ["a单位", "b单位"]
    assert [unit["name"] for unit in node["contributor"]] == ["c单位", "d单位"]


def test_a_unit_tells_what_it_is_and_how_to_reach_it() -> None:
    unit = Unit(
        id="h", name="市医院", short_name="医院", kind=UnitKind.HOSPITAL, parent="a",
        homepage="https://h.example.org/", credit_code="91110000600037341L",
        contacts=(Contact(role="咨询", phone="0751-1", public=True), Contact(phone="0751-2")),
        channels=(
            Channel(kind=ChannelKind.WEIBO, name="微博", url="https://w.example.org/h"),
            Channel(kind=ChannelKind.OTHER, name="无"),
        ),
    )  # fmt: skip
    programme = Programme(units=(unit, Unit(id="a", name="卫健局")))

    assert event(Activity(id="x", name="甲", hosts=("h",)), programme)["organizer"] == {
        "@type": "Hospital",
        "@id": "tag:kepuyue.invalid,2025:unit/h",
        "name": "市医院",
        "alternateName": "医院",
        "url": "https://h.example.org/",
        "sameAs": "https://w.example.org/h",
        "identifier": {
            "@type": "PropertyValue", "propertyID": "GB 32100-2015", "value": "91110000600037341L",
        },
        "contactPoint": {"@type": "ContactPoint", "contactType": "咨询", "telephone": "0751-1"},
        "parentOrganization": {
            "@type": "Organization", "@id": "tag:kepuyue.invalid,2025:unit/a", "name": "卫健局",
        },
    }  # fmt: skip


def test_what_nobody_knows_is_named_by_its_id_alone() -> None:
    node = told(
        hosts=("u",), themes=("t",), target_groups=("g",), parent="p", campaign="c",
        sessions=(evolve(ONCE, venue="v"),),
    )  # fmt: skip
    base = "tag:kepuyue.invalid,2025:"

    assert node["organizer"] == {"@type": "Organization", "@id": f"{base}unit/u"}
    assert node["about"] == {"@type": "DefinedTerm", "@id": f"{base}theme/t"}
    assert node["audience"] == {"@type": "Audience", "@id": f"{base}target-group/g"}
    assert node["location"] == {"@type": "Place", "@id": f"{base}venue/v"}
    assert node["superEvent"] == [
        {"@type": "Event", "@id": f"{base}activity/p"},
        {"@type": "EventSeries", "@id": f"{base}campaign/c"},
    ]


def test_a_group_organizes_under_its_label() -> None:
    programme = make_programme()

    assert event("activity-1", programme)["contributor"][0]["name"] == "市、县科技馆"


def test_people_perform_with_what_is_told_of_them() -> None:
    speakers = (Speaker(name="张明", title="教授", affiliation="示例大学"), Speaker(name="李华"))
    node = told(sessions=(evolve(ONCE, speakers=speakers),))

    assert node["performer"] == [
        {
            "@type": "Person", "name": "张明", "jobTitle": "教授",
            "affiliation": {"@type": "Organization", "name": "示例大学"},
        },
        {"@type": "Person", "name": "李华"},
    ]  # fmt: skip


def test_registration_is_an_offer_without_a_price() -> None:
    registration = Registration(
        required=True, how="电话报名", url="https://example.org/join", opens=date(2025, 9, 1),
        closes=date(2025, 9, 10), places=60,
    )  # fmt: skip
    node = told(registration=registration, sessions=(ONCE,))

    assert node["offers"] == {
        "@type": "Offer", "url": "https://example.org/join", "description": "电话报名",
        "validFrom": "2025-09-01", "validThrough": "2025-09-10",
    }  # fmt: skip
    assert node["maximumAttendeeCapacity"] == 60
    assert "offers" not in told(registration=Registration(required=True))


def test_places_are_not_told_of_what_takes_place_twice() -> None:
    sessions = (ONCE, evolve(ONCE, id="2"))

    assert "maximumAttendeeCapacity" not in told(
        registration=Registration(places=60), sessions=sessions
    )


def test_media_are_images_works_and_records() -> None:
    node = event("activity-1", make_programme())

    assert node["image"] == "https://example.org/poster.png"
    assert node["subjectOf"]["@type"] == "Article"
    assert [work["@type"] for work in node["recordedIn"]] == ["MediaObject", "MediaObject"]


# Where.


def placed(venue: Venue, **changes: Any) -> Any:
    session = evolve(ONCE, venue=venue.id, **changes)
    activity = Activity(id="a", name="甲", sessions=(session,))
    return event(activity, Programme(venues=(venue,)))["location"]


def test_a_place_has_an_address_a_division_and_a_point_in_wgs84() -> None:
    point = Coordinates(latitude=24.8104, longitude=113.5972)
    venue = Venue(
        id="v", name="市科技馆", kind=VenueKind.SCIENCE_MUSEUM, region="440203",
        address="示例路1号", coordinates=point.to(Datum.GCJ02), capacity=0,
    )  # fmt: skip

    assert placed(venue) == {
        "@type": "Museum",
        "@id": "tag:kepuyue.invalid,2025:venue/v",
        "name": "市科技馆",
        "address": {
            "@type": "PostalAddress", "addressCountry": "CN", "addressRegion": "广东省",
            "addressLocality": "韶关市武江区", "streetAddress": "示例路1号",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 24.8104, "longitude": 113.5972},
        "containedInPlace": {
            "@type": "AdministrativeArea", "@id": "tag:kepuyue.invalid,2025:region/440203",
            "name": "广东省韶关市武江区",
            "identifier": {
                "@type": "PropertyValue", "propertyID": "GB/T 2260", "value": "440203",
            },
        },
        "maximumAttendeeCapacity": 0,
    }  # fmt: skip


def test_a_division_that_nobody_knows_has_no_name() -> None:
    found = placed(Venue(id="v", name="馆", region="999999999"))

    assert found["address"] == {"@type": "PostalAddress", "addressCountry": "CN"}
    assert found["containedInPlace"]["identifier"]["propertyID"] == "行政区划代码"
    assert "name" not in found["containedInPlace"]


def test_an_address_without_a_division_claims_no_country() -> None:
    assert placed(Venue(id="v", name="馆", address="示例路1号"))["address"] == {
        "@type": "PostalAddress", "streetAddress": "示例路1号",
    }  # fmt: skip
    assert "address" not in placed(Venue(id="v", name="馆"))


def test_what_is_online_is_a_virtual_location() -> None:
    live = Venue(id="v", name="直播间", kind=VenueKind.ONLINE)
    hall = Venue(id="v", name="报告厅")
    url = "https://example.org/live"

    assert placed(live) == {"@type": "VirtualLocation", "name": "直播间"}
    assert placed(live, join_url=url) == {"@type": "VirtualLocation", "name": "直播间", "url": url}
    assert placed(hall, join_url=url)[1] == {"@type": "VirtualLocation", "url": url}


def test_an_activity_without_a_venue_is_held_in_its_division() -> None:
    assert told(region="440203", sessions=(ONCE,))["location"]["@type"] == "AdministrativeArea"
    assert told(region="440203")["location"]["@type"] == "AdministrativeArea"
    assert "location" not in told(region="440203", mode=Mode.ONLINE, sessions=(ONCE,))


# Several sessions.


def test_several_sessions_are_events_in_an_event() -> None:
    second = Session(id="2", days=DateSpan.day(date(2025, 9, 20)), venue="v", state=State.CANCELLED)
    node = told(sessions=(evolve(ONCE, venue="v"), second), mode=Mode.ONSITE)

    assert (node["startDate"], node["endDate"]) == ("2025-09-13", "2025-09-20")
    assert node["location"]["@id"] == "tag:kepuyue.invalid,2025:venue/v"
    assert node["eventStatus"] == ON
    assert [part["@id"].rpartition("/")[2] for part in node["subEvent"]] == ["1", "2"]
    assert [part["eventStatus"] for part in node["subEvent"]] == [
        ON, "https://schema.org/EventCancelled",
    ]  # fmt: skip
    assert [part["startDate"] for part in node["subEvent"]] == [
        "2025-09-13T09:00:00+08:00", "2025-09-20",
    ]  # fmt: skip


def test_dates_of_the_whole_are_not_told_while_one_is_open() -> None:
    node = told(sessions=(ONCE, Session(id="2", when_text="9月下旬")))

    assert "startDate" not in node
    assert "startDate" not in node["subEvent"][1]


def test_a_part_has_the_mode_of_the_whole_where_it_must() -> None:
    hall = evolve(ONCE, venue="v")
    both = evolve(ONCE, id="2", venue="v", join_url="https://example.org/live")
    mixed = "https://schema.org/MixedEventAttendanceMode"
    online = "https://schema.org/OnlineEventAttendanceMode"
    whole = told(mode=Mode.BOTH, sessions=(hall, both))

    assert whole["eventAttendanceMode"] == mixed
    assert [part.get("eventAttendanceMode") for part in whole["subEvent"]] == [None, mixed]
    parts = told(mode=Mode.ONLINE, sessions=(ONCE, evolve(ONCE, id="2")))["subEvent"]
    assert [part["eventAttendanceMode"] for part in parts] == [online, online]


def test_a_recurrence_is_a_schedule_and_its_occurrences() -> None:
    weekly = evolve(
        ONCE, venue="v", recurrence=Recurrence(frequency=Frequency.WEEKLY, count=3),
        overrides=(Override(on=date(2025, 9, 20), state=State.CANCELLED, venue="w"),),
    )  # fmt: skip
    node = told(sessions=(weekly,))

    assert "startDate" not in node  # schema.org, eventSchedule
    assert node["eventSchedule"]["exceptDate"] == "2025-09-20"
    assert [part["@id"][-10:] for part in node["subEvent"]] == [
        "2025-09-13", "2025-09-20", "2025-09-27",
    ]  # fmt: skip
    assert node["subEvent"][1]["eventStatus"] == "https://schema.org/EventCancelled"
    assert node["subEvent"][1]["location"]["@id"].endswith("venue/w")


def test_a_recurrence_that_no_schedule_tells_has_dates() -> None:
    added = evolve(ONCE, recurrence=Recurrence(added=(date(2025, 9, 30),)))
    node = told(sessions=(added,))

    assert (node["startDate"], node["endDate"]) == ("2025-09-13", "2025-09-30")
    assert "eventSchedule" not in node
    assert len(node["subEvent"]) == 2


def test_a_recurrence_with_one_date_left_is_told_as_one() -> None:
    once = evolve(ONCE, recurrence=Recurrence(frequency=Frequency.WEEKLY, count=1))
    never = evolve(ONCE, recurrence=Recurrence(excluded=(date(2025, 9, 13),)))

    assert told(sessions=(once,)) == told(sessions=(ONCE,))
    assert "startDate" not in told(sessions=(never,))


def test_a_campaign_is_a_series() -> None:
    programme = make_programme()
    (campaign,) = programme.campaigns
    programme = programme.with_replaced(evolve(campaign, parent="nation"))
    programme = programme.with_added(make(Campaign, id="nation", name="全国科普月", window=None))
    node, nation = json.loads(dumps(programme, format="jsonld"))["@graph"][:2]

    assert (node["@type"], node["startDate"], node["endDate"]) == (
        "EventSeries", "2025-09-01", "2025-09-30",
    )  # fmt: skip
    assert node["superEvent"] == {key: nation[key] for key in ("@type", "@id", "name")}
    assert node["keywords"] == "提升全民科学素质 夯实科技强国基础"


@given(of(Activity))
def test_no_value_is_empty(activity: Activity) -> None:
    assert [text for text in strings(event(activity, Programme())) if not text] == []
