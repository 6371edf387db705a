"""What one VEVENT says becomes fields, and what no field takes stays as it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kepuyue import (
    CHINA_TIME,
    Activity,
    Contact,
    DateSpan,
    Link,
    Session,
    Stage,
    State,
    TimeSlot,
)
from kepuyue.io.ical.context import MANY
from kepuyue.io.ical.entry import NAMELESS
from tests.io.ical.made import START, activity, amiss, event, fixups, kept, result, session


def put_right(*lines: str) -> list[str]:
    return fixups(result(*event(*lines)).report)


def wrong(*lines: str) -> list[str]:
    return [code for code, _ in amiss(result(*event(*lines)).report)]


NINE = datetime(2025, 9, 6, 9, tzinfo=CHINA_TIME)
SLOT = TimeSlot(start=NINE, end=NINE + timedelta(hours=2))
ANY_TIME = TimeSlot(start=NINE)
SIXTH = DateSpan.day(date(2025, 9, 6))
DAY = "DTSTART;VALUE=DATE:20250906"
WHOLE_DAYS = "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
MIDNIGHT = "DTSTART;TZID=Asia/Shanghai:20250906T000000"


@pytest.mark.parametrize(
    ("lines", "expected", "noted"),
    [
        ((START, "DTEND:20250906T030000Z"), SLOT, []),
        ((START, "DURATION:PT2H"), SLOT, []),
        ((START,), ANY_TIME, []),
        ((START, "DTEND:"), ANY_TIME, []),
        ((START, "DTEND: "), ANY_TIME, []),
        ((START, "DTEND:20250906T000000Z"), ANY_TIME, ["end-before-start"]),
        ((START, "DURATION:-PT2H"), ANY_TIME, ["end-before-start"]),
        ((START, "DTEND;VALUE=DATE:20250907"),
         TimeSlot(start=NINE, end=NINE + timedelta(hours=15)), ["date-time-mix"]),
        ((DAY,), SIXTH, []),
        ((DAY, "DTEND;VALUE=DATE:20250906"), SIXTH, []),
        ((DAY, "DTEND;VALUE=DATE:20250908"),
         DateSpan(first=date(2025, 9, 6), last=date(2025, 9, 7)), []),
        ((DAY, "DURATION:P2D"), DateSpan(first=date(2025, 9, 6), last=date(2025, 9, 7)), []),
        ((DAY, "DTEND;VALUE=DATE:20250901"), SIXTH, ["end-before-start"]),
        ((DAY, "DTEND:20250908T000000Z"),
         DateSpan(first=date(2025, 9, 6), last=date(2025, 9, 7)), ["date-time-mix"]),
        ((MIDNIGHT, "DTEND;TZID=Asia/Shanghai:20250907T000000", WHOLE_DAYS), SIXTH,
         ["midnight-days"]),
        ((MIDNIGHT, WHOLE_DAYS), SIXTH, ["midnight-days"]),
        ((START, WHOLE_DAYS), ANY_TIME, []),
        ((MIDNIGHT, "DTEND;TZID=Asia/Shanghai:20250906T110000", WHOLE_DAYS),
         TimeSlot(start=datetime(2025, 9, 6, tzinfo=CHINA_TIME), end=NINE + timedelta(hours=2)),
         []),
    ],
    ids=["end", "duration", "no end", "empty end", "blank end", "before", "negative", "to a day",
         "day", "to itself", "days", "days long", "days before", "days to a time", "midnights",
         "midnight", "no midnight", "no midnight after"],
)  # fmt: skip
def test_times_and_days_are_read(
    lines: tuple[str, ...], expected: TimeSlot | DateSpan, noted: list[str]
) -> None:
    assert session(*lines).when == expected
    assert put_right(*lines) == noted


@pytest.mark.parametrize(
    ("lines", "unread"),
    [
        (("DTSTART:soon", "DURATION:PT2H"), {"dtstart": ["soon"], "duration": ["PT2H"]}),
        (("DTSTART:00010101T000000Z", "DURATION:-P9D"), {"duration": ["-P9D"]}),
        ((START, "DTEND:later"), {"dtend": ["later"]}),
        ((START, "DURATION:long"), {"duration": ["long"]}),
        ((START, "DURATION:P999999999D"), {"duration": ["P999999999D"]}),
    ],
)
def test_times_that_cannot_be_read_stay_as_they_are(
    lines: tuple[str, ...], unread: dict[str, list[str]]
) -> None:
    assert kept(session(*lines)) == unread
    assert wrong(*lines) == ["KY-ICS003"]


def test_rules_in_a_zone_that_nobody_knows_stay_as_they_are() -> None:
    zone = (
        "BEGIN:VTIMEZONE", "TZID:Odd", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0123", "TZOFFSETTO:+0123", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    rules = ("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Odd:20250913T090000")
    told = result(*zone, *event("DTSTART;TZID=Odd:20250906T090000", *rules))
    (activity,) = told.programme

    assert activity.sessions[0].recurrence is None
    assert set(kept(activity.sessions[0])) == {"rrule", "exdate"}
    assert amiss(told.report) == [("KY-ICS007", 14), ("KY-ICS007", 15)]


def test_an_event_without_a_start_has_no_times_and_tells_so() -> None:
    assert session().when is None
    assert (wrong(), wrong("STATUS:CANCELLED")) == (["KY-ICS009"], [])


def test_an_end_is_compared_by_the_clock_in_an_hour_that_comes_twice() -> None:
    lines = ("DTSTART;TZID=America/New_York:20251102T013000", "DTEND:20251102T060000Z")
    found = session(*lines).slot

    assert found is not None
    assert found.duration == timedelta(minutes=30)
    assert put_right(*lines) == []


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("DESCRIPTION:一\\n二", {"summary": "一\n二"}),
        ("STATUS:confirmed", {"stage": Stage.PUBLISHED}),
        ("STATUS:TENTATIVE", {}),
        ("SEQUENCE: 3 ", {"revision": 3}),
        ("CREATED:20250901T000000Z", {"created": datetime(2025, 9, 1, tzinfo=UTC)}),
        ("LAST-MODIFIED;VALUE=DATE:20250901", {"updated": datetime(2025, 9, 1, tzinfo=UTC)}),
        ("CATEGORIES:机器人, 青少年,机器人",
         {"themes": ("robotics",), "target_groups": ("youth",)}),
        ("URL: ", {"url": None}),
        ("URL: https://example.org/a ", {"url": "https://example.org/a"}),
        ("IMAGE;VALUE=URI:https://example.org/p",
         {"media": (Link(url="https://example.org/p", media_type="image/*"),)}),
        ("ATTACH;FMTTYPE=application/pdf:https://example.org/p",
         {"media": (Link(url="https://example.org/p", media_type="application/pdf"),)}),
        ("ORGANIZER;CN=科协:MAILTO:kx%2B1@example.org",
         {"contacts": (Contact(name="科协", email="kx+1@example.org"),)}),
        ("ORGANIZER;CN=kx@example.org:mailto:kx@example.org",
         {"contacts": (Contact(email="kx@example.org"),)}),
        ("ORGANIZER;EMAIL=kx@example.org:urn:uuid:1",
         {"contacts": (Contact(email="kx@example.org"),)}),
        ("ORGANIZER;CN=科协:invalid:nomail", {"contacts": (Contact(name="科协"),)}),
        ("ORGANIZER;CN=:", {}),
        ("CONTACT:王老师， 0751-8888888，kx@example.org",
         {"contacts": (Contact(name="王老师", phone="0751-8888888", email="kx@example.org"),)}),
        ("CONTACT: ", {"contacts": ()}),
        ("RELATED-TO:whole", {"parent": "whole"}),
        ("RELATED-TO;RELTYPE=parent:whole", {"parent": "whole"}),
        ("TRANSP:TRANSPARENT", {}),
        ("CLASS:public", {}),
    ],
)  # fmt: skip
def test_a_property_becomes_a_field(line: str, fields: dict[str, Any]) -> None:
    plain = activity(START)
    found = activity(START, line)
    actual = {field: getattr(found, field) for field in fields}

    assert (actual, kept(found.sessions[0])) == (fields, {})
    assert {f for f in FIELDS if getattr(found, f) != getattr(plain, f)} <= set(fields)


FIELDS = ("name", "summary", "stage", "revision", "created", "updated", "themes", "url", "media",
          "target_groups", "contacts", "parent")  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("SUMMARY:另一个", None),
        ("DTSTART:20250907T010000Z", None),
        ("STATUS:MAYBE", "KY-ICS003"),
        ("SEQUENCE:-1", "KY-ICS003"),
        ("SEQUENCE:99999999999", "KY-ICS003"),
        ("SEQUENCE:９", "KY-ICS003"),
        ("CREATED:yesterday", "KY-ICS003"),
        ("LAST-MODIFIED:00010101T000000", "KY-ICS003"),
        ("CATEGORIES:别的\\, 好的", None),
        ("URL:example.org", "KY-ICS003"),
        ("CONFERENCE:tel:+86-751-8888888", None),
        ("CONFERENCE:https://a b", "KY-ICS003"),
        ("IMAGE;VALUE=BINARY;ENCODING=BASE64:AAAA", None),
        ("ATTACH:cid:part1", None),
        ("ORGANIZER:urn:uuid:1", None),
        ("RELATED-TO;RELTYPE=CHILD:part", None),
        ("CLASS:PRIVATE", "KY-ICS011"),
        ("TRANSP:OPAQUE", None),
        ("STRUCTURED-DATA;VALUE=TEXT;SCHEMA=\"https://schema.org/Event\":{}", None),
        ("RECURRENCE-ID:never", "KY-ICS003"),
        ("X-A:b", None),
        ("ATTACH;FMTTYPE=a\x00b:https://example.org/p", "KY-ICS003"),
        ("RELATED-TO: ", None),
    ],
)  # fmt: skip
def test_what_no_field_takes_stays_as_it_is(line: str, code: str | None) -> None:
    head, _, value = line.partition(":")
    if head.startswith("STRUCTURED"):
        head, _, value = line.rpartition(":")
    found = session(START, line)

    assert kept(found) == {head.partition(";")[0].lower(): [value]}
    assert wrong(START, line) == ([code] if code else [])


def test_of_properties_that_stand_once_the_first_counts_and_the_others_stay() -> None:
    lines = ("DESCRIPTION:甲", "DESCRIPTION:乙", "URL:https://a.org", "URL:https://b.org",
             "RELATED-TO:p", "RELATED-TO:q", "LOCATION:馆", "LOCATION:院")  # fmt: skip
    found = activity(START, *lines)

    assert (found.summary, found.url, found.parent) == ("甲", "https://a.org", "p")
    assert kept(found.sessions[0]) == {
        "description": ["乙"], "url": ["https://b.org"], "related-to": ["q"], "location": ["院"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "noted"),
    [
        ("CONFERENCE;VALUE=URI:https://example.org/live", []),
        ("X-GOOGLE-CONFERENCE:https://example.org/live", ["conference"]),
        ("X-MICROSOFT-SKYPETEAMSMEETINGURL:https://example.org/live", ["conference"]),
        ("LOCATION:https://example.org/live", ["conference"]),
    ],
)
def test_where_to_join_is_read(line: str, noted: list[str]) -> None:
    assert session(START, line).join_url == "https://example.org/live"
    assert put_right(START, line) == noted


def test_a_change_of_all_that_follow_is_told_to_be_one_of_a_single_occurrence() -> None:
    lines = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20250906T010000Z", START)
    report = result(*lines).report
    found = {f.params["fixup"]: f.location.line for f in report if "fixup" in f.params}

    assert found == {"this-and-future": 5, "orphan-override": 2}


def test_a_further_room_stays_as_it_is() -> None:
    found = session(START, "CONFERENCE:https://a.org", "CONFERENCE:https://b.org")

    assert (found.join_url, kept(found)) == ("https://a.org", {"conference": ["https://b.org"]})


def test_what_an_organizer_says_besides_stays() -> None:
    line = 'ORGANIZER;CN=科协;SENT-BY="mailto:a@example.org":mailto:kx@example.org'
    found = activity(START, line)

    assert found.contacts == (Contact(name="科协", email="kx@example.org"),)
    assert kept(found.sessions[0]) == {"organizer": ["mailto:kx@example.org"]}


def test_a_contact_that_is_told_twice_is_one() -> None:
    assert len(activity(START, "CONTACT:王老师", "CONTACT:王老师").contacts) == 1


@pytest.mark.parametrize("name", ["", " ", "\\n"])
def test_an_event_without_a_title_is_called_so(name: str) -> None:
    told = result(*event(START, name=name))

    assert [a.name for a in told.programme] == [NAMELESS]
    assert fixups(told.report) == ["no-summary"]


def test_an_event_without_a_uid_has_one_that_its_content_makes() -> None:
    made = [
        next(iter(result(*event(START, *stamp, name=name, uid="")).programme)).id
        for name, *stamp in (["甲"], ["甲", "DTSTAMP:20250101T000000Z"], ["乙"])
    ]

    assert made[0] == made[1] != made[2]
    assert all(ref.startswith("no-uid-") for ref in made)


def test_contacts_beyond_a_number_are_left_out() -> None:
    found = activity(START, *(f"CONTACT:王{number}" for number in range(MANY + 5)))

    assert [contact.name for contact in found.contacts] == [f"王{n}" for n in range(MANY)]


def test_many_pictures_and_labels_are_taken_up_to_a_number() -> None:
    pictures = [f"IMAGE:https://example.org/{number}" for number in range(MANY + 5)]
    labels = "CATEGORIES:" + ",".join(f"标签{number}" for number in range(MANY * 3))
    found = activity(START, *pictures, labels)

    assert len(found.media) == MANY
    assert len(kept(found.sessions[0])["image"]) == 5
    assert ",".join(kept(found.sessions[0])["categories"]).count("标签") == MANY * 3


def test_a_cancelled_event_is_cancelled() -> None:
    assert session(START, "STATUS:Cancelled").state is State.CANCELLED


def test_an_event_says_nothing_but_what_it_says() -> None:
    found = activity(START)

    assert found == Activity(
        id="1@example.org", name="展览", sessions=(Session(id="1", slot=ANY_TIME),)
    )
