"""A TZID stands for a named zone: by its name, by its rules, or by its distance from UTC."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kepuyue.io.ical import clock
from kepuyue.io.ical.clock import Clocks, Observances, Zone
from kepuyue.io.ical.component import Component
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.zone import timezone
from kepuyue.model.zone import zone_info
from tests.io.ical.made import calendar, fixups, parts


def defined(*lines: str, tzid: str = "Custom") -> Component:
    """Return a VTIMEZONE of some lines."""
    (found,), _ = parts(calendar("BEGIN:VTIMEZONE", f"TZID:{tzid}", *lines, "END:VTIMEZONE"))
    return found


def observed(kind: str, since: str, to: str, start: str, *more: str) -> tuple[str, ...]:
    """Return the lines of a STANDARD or DAYLIGHT."""
    return (
        f"BEGIN:{kind}", f"TZOFFSETFROM:{since}", f"TZOFFSETTO:{to}", f"DTSTART:{start}", *more,
        f"END:{kind}",
    )  # fmt: skip


def found(tzid: str, *components: Component) -> tuple[Zone | None, list[str]]:
    """Return what a TZID stands for, and what was put right."""
    notes = Notes(None)
    clocks = Clocks(notes)
    clocks.open()
    for component in components:
        clocks.define(component)
    return clocks.zone(tzid, 0), fixups(notes.found)


NEW_YEAR = datetime(2025, 1, 1)  # noqa: DTZ001  (a local time)
CHINESE = observed("STANDARD", "+0800", "+0800", "19700101T000000")
ODD = observed("STANDARD", "+0123", "+0123", "19700101T000000")


@pytest.mark.parametrize(
    ("tzid", "zone", "put_right"),
    [
        ("Asia/Shanghai", "Asia/Shanghai", []),
        (" America/New_York ", "America/New_York", []),
        ("Etc/UTC", "UTC", []),
        ("GMT", "UTC", []),
        ("China Standard Time", "Asia/Shanghai", ["windows-zone"]),
        ('"tokyo standard time"', "Asia/Tokyo", ["windows-zone"]),
        ("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai", ["windows-zone"]),
        ("(GMT+08:00) 北京", "Asia/Shanghai", ["windows-zone"]),
        ("/mozilla.org/20050126_1/Asia/Shanghai", "Asia/Shanghai", ["zone-prefix"]),
        ("/x/America/Argentina/Salta", "America/Argentina/Salta", ["zone-prefix"]),
        ("tzone://Microsoft/Utc", "UTC", ["zone-prefix"]),
        ("asia/shanghai", "Asia/Shanghai", ["zone-prefix"]),
        ("America/New York", "America/New_York", ["zone-prefix"]),
        ("UTC+8", "Asia/Shanghai", ["zone-by-offset"]),
        ("GMT-0330", None, ["zone-unknown"]),
        ("+05:45", "Asia/Kathmandu", ["zone-by-offset"]),
        ("CST", "Asia/Shanghai", ["zone-by-offset"]),
        ("(UTC+09:00) Nowhere", "Asia/Tokyo", ["zone-unknown"]),
        ("UTC+99", None, ["zone-unknown"]),
        ("localtime", None, ["zone-unknown"]),
        ("../../etc/passwd", None, ["zone-unknown"]),
        ("Nowhere/Else/At/All", None, ["zone-unknown"]),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_its_name(tzid: str, zone: str | None, put_right: list[str]) -> None:
    assert found(tzid) == (Zone(zone) if zone else None, put_right)


@pytest.mark.parametrize(
    ("lines", "zone", "put_right"),
    [
        (CHINESE, "Asia/Shanghai", ["zone-by-rules"]),
        (("X-LIC-LOCATION:Asia/Tokyo", *CHINESE), "Asia/Tokyo", ["zone-prefix"]),
        (("X-LIC-LOCATION:nowhere", *CHINESE), "Asia/Shanghai", ["zone-by-rules"]),
        ((), None, ["zone-unknown"]),
        (observed("STANDARD", "0800", "0800", "19700101T000000"), None, ["zone-unknown"]),
        (observed("STANDARD", "+9900", "+9900", "19700101T000000"), None, ["zone-unknown"]),
        (observed("STANDARD", "+0800", "+0800", "19701301T000000"), None, ["zone-unknown"]),
        (observed("STANDARD", "+0800", "+0800", "yesterday"), None, ["zone-unknown"]),
        (observed("STANDARD", "odd", "+0800", "19700101"), "Asia/Shanghai", ["zone-by-rules"]),
        (observed("STANDARD", "-033000", "-0330", "19700101T0000"), None, ["zone-unknown"]),
    ],
    ids=["rules", "location", "odd location", "nothing", "no sign", "days off", "no date",
         "no time", "one offset", "no such zone"],
)  # fmt: skip
def test_a_zone_is_known_by_its_rules(
    lines: tuple[str, ...], zone: str | None, put_right: list[str]
) -> None:
    told, noted = found("Custom", defined(*lines))

    assert (told.name if told and told.custom is None else None, noted) == (zone, put_right)


NAMES = ["Asia/Shanghai", "America/New_York", "Europe/London",
         "Africa/Casablanca", "Pacific/Apia",
         "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_zone_that_the_library_writes_is_known_again_by_its_rules(name: str) -> None:
    lines = timezone(name, date(2019, 6, 1), date(2036, 6, 1))[2:-1]
    told, put_right = found("Custom", defined(*lines))

    assert told is not None
    assert put_right == ["zone-by-rules"]
    hours = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    one, two = zone_info(name), zone_info(told.name)
    assert [
        h for h in hours if h.astimezone(one).utcoffset() != h.astimezone(two).utcoffset()
    ] == []


RULE = "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"
SUMMER = observed("DAYLIGHT", "-0500", "-0400", "20070311T020000", RULE)
WINTER = observed("STANDARD", "-0400", "-0500", "20071104T020000",
                  "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU")  # fmt: skip


def offsets(*lines: str) -> list[float]:
    """Return the offsets on New Year's Day and in July of some years, in hours."""
    told = Observances.of(defined(*lines))
    assert told is not None
    days = [datetime(year, month, 1) for year in (1960, 2019, 2030) for month in (1, 7)]  # noqa: DTZ001
    return [told.offset(day) / timedelta(hours=1) for day in days]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((*WINTER, *SUMMER), [-5, -5, -5, -4, -5, -4]),
        ((*SUMMER, *WINTER), [-5, -5, -5, -4, -5, -4]),
        (observed("STANDARD", "+0700", "+0800", "20250101T000000"), [7, 7, 7, 7, 8, 8]),
        (observed("STANDARD", "+0700", "+0800", "20200101T000000", "RDATE:20180101T000000,x"),
         [7, 7, 8, 8, 8, 8]),
        ((*WINTER, *observed("DAYLIGHT", "-0500", "-0400", "20190601", f"{RULE};UNTIL=20200101")),
         [-4, -4, -5, -4, -5, -5]),
    ],
    ids=["winter first", "summer first", "before the first", "dates", "until"],
)  # fmt: skip
def test_an_onset_holds_until_the_next(lines: tuple[str, ...], expected: list[float]) -> None:
    assert offsets(*lines) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY",
        "FREQ=YEARLY;COUNT=1000000",
        "FREQ=YEARLY;INTERVAL=2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "nonsense",
    ],
)
def test_a_rule_that_no_clock_has_says_nothing(rule: str) -> None:
    start = "00010101T000000"
    lines = observed("STANDARD", "+0700", "+0800", start, *[f"RRULE:{rule}"] * 1_000)

    assert offsets(*lines) == [8] * 6


def test_a_zone_of_endless_parts_is_read_within_bounds() -> None:
    dates = "RDATE:" + ",".join(f"20{n:02}0101T000000" for n in range(100)) * 10
    lines = observed("STANDARD", "+0700", "+0800", "20000101T000000", dates) * 1_000
    told = Observances.of(defined(*lines))

    assert told is not None
    assert len(told._onsets) <= clock._ONSETS


def test_a_zone_unlike_any_is_taken_by_its_own_rules() -> None:
    told, put_right = found("Custom", defined(*ODD))

    assert told is not None
    assert told.custom is not None
    assert (told.name, told.custom.offset(NEW_YEAR)) == ("UTC", timedelta(hours=1, minutes=23))
    assert put_right == ["zone-unknown"]


def test_a_name_that_all_know_stands_before_rules_and_rules_before_likeness() -> None:
    assert found("Asia/Tokyo", defined(*CHINESE, tzid="Asia/Tokyo")) == (Zone("Asia/Tokyo"), [])
    assert found("asia/tokyo", defined(*CHINESE, tzid="asia/tokyo")) == (
        Zone("Asia/Shanghai"), ["zone-by-rules"],
    )  # fmt: skip


def test_of_two_definitions_of_a_name_the_first_counts() -> None:
    assert found("Custom", defined(*CHINESE), defined(*ODD)) == (
        Zone("Asia/Shanghai"), ["zone-by-rules"],
    )  # fmt: skip


def test_each_calendar_has_its_own_definitions_and_they_are_there_again() -> None:
    clocks = Clocks(Notes(None))
    for lines in (CHINESE, ODD):
        clocks.open()
        clocks.define(defined(*lines))
        clocks.define(Component("VTIMEZONE", 0))  # it has no name
        clocks.floating = "Asia/Tokyo"
    clocks.rewind()
    zones = []
    for _ in range(3):
        clocks.open()
        zones.append((clocks.zone("Custom", 0), clocks.floating))

    assert zones[0] == (Zone("Asia/Shanghai"), "Asia/Shanghai")
    assert zones[1][0] not in {None, Zone("Asia/Shanghai")}
    assert zones[2] == (None, "Asia/Shanghai")


def test_zones_are_looked_for_no_more_often_than_a_file_may_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "_DEFINITIONS", 5)
    monkeypatch.setattr(clock, "_COMPARED", 3)
    clocks = Clocks(Notes(None))
    clocks.open()
    for number in range(9):
        clocks.define(defined(*CHINESE, f"COMMENT:{number}", tzid=f"Z{number}"))
    zones = [clocks.zone(f"Z{number}", 0) for number in range(9)]

    assert zones == [Zone("Asia/Shanghai")] * 3 + [None] * 6
    assert [clocks.zone(tzid, 0) for tzid in ("Asia/Tokyo", "Z0")] == [None, zones[0]]


def test_zones_that_say_the_same_are_held_against_the_world_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "_COMPARED", 1)
    clocks = Clocks(Notes(None))
    clocks.open()
    for tzid, lines in (("A", CHINESE), ("B", CHINESE), ("C", ODD)):
        clocks.define(defined(*lines, tzid=tzid))

    assert [clocks.zone(tzid, 0) for tzid in "ABC"] == [
        Zone("Asia/Shanghai"), Zone("Asia/Shanghai"), None,
    ]  # fmt: skip
