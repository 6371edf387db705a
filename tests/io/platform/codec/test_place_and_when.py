from datetime import date, datetime

import pytest

from kepuyue import CHINA_TIME, DateSpan, Programme, Session, TimeSlot, Venue
from kepuyue.io.platform.codec import together
from kepuyue.io.platform.codec.place import names_of
from tests.io.platform.codec.made import activity, codec, told, written

VENUE = Venue(id="v", name="市科技馆", address="惠民南路1号", region="440203")
PROGRAMME = Programme(venues=(VENUE,))
PLACE, ADDRESS = codec("place", "sessions.venue"), codec("address", "sessions.venue.address")
REGION = codec("region", "region")
CITY, COUNTY = codec("prefecture", "region"), codec("county", "region")
WHEN, START, END = (codec(name, f"sessions.{name}") for name in ("when", "start", "end"))
HERE, NOWHERE = Session(id="1", venue="v"), Session(id="1")


def test_a_place_has_its_address_unless_that_has_a_column_of_its_own() -> None:
    alone, _ = together([codec("place", "sessions.venue"), ADDRESS])

    assert written(PLACE, activity(), HERE, PROGRAMME) == "市科技馆，惠民南路1号"
    assert written(alone, activity(), HERE, PROGRAMME) == "市科技馆"
    assert written(ADDRESS, activity(), HERE, PROGRAMME) == "惠民南路1号"
    assert "venues.address" in PLACE.writes
    assert "venues.address" not in alone.writes


def test_a_place_that_is_unknown_is_its_id() -> None:
    assert written(PLACE, activity(), Session(id="1", venue="x")) == "x"
    assert written(PLACE, activity(), NOWHERE) is None
    assert written(ADDRESS, activity()) is None


def test_places_and_addresses_are_read_together_with_what_stands_beside_them() -> None:
    assert told(PLACE, "市科技馆") == ({"place": (2, "市科技馆", "栏目")}, [])
    assert told(ADDRESS, "惠民南路1号") == ({"address": "惠民南路1号"}, [])
    assert (PLACE.emptied(), ADDRESS.emptied()) == ({"place": None}, {"address": None})


def test_a_division_is_that_of_the_venue_or_else_of_the_activity() -> None:
    assert written(REGION, activity(region="440281"), HERE, PROGRAMME) == "440203"
    assert written(REGION, activity(region="440281")) == "440281"
    assert written(CITY, activity(region="440281")) == "韶关市"
    assert written(COUNTY, activity(region="440281")) == "乐昌市"
    assert written(COUNTY, activity(region="440200")) is None
    assert [written(of, activity()) for of in (REGION, CITY, COUNTY)] == [None] * 3


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("440203001", ("韶关市", "武江区")),
        ("440000", (None, None)),
        ("999999", (None, None)),
        ("429004", ("湖北省", "仙桃市")),
    ],
)
def test_divisions_have_names(code: str, names: tuple[str | None, str | None]) -> None:
    assert names_of(code) == names


def test_divisions_are_read_with_their_column() -> None:
    assert told(REGION, 440203) == ({"region": (2, "440203")}, [])
    assert told(CITY, "韶关市") == ({"prefecture": (2, "韶关市")}, [])
    assert told(COUNTY, "乐昌市") == ({"county": (2, "乐昌市")}, [])
    assert [of.emptied() for of in (REGION, CITY, COUNTY)] == [
        {"region": None}, {"prefecture": None}, {"county": None},
    ]  # fmt: skip


SLOT = TimeSlot(
    start=datetime(2025, 9, 13, 9, tzinfo=CHINA_TIME),
    end=datetime(2025, 9, 13, 11, 30, tzinfo=CHINA_TIME),
)
SPAN = DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 15))


def test_when_a_session_takes_place_is_told_in_words_or_moments() -> None:
    slot, days = Session(id="1", slot=SLOT), Session(id="1", days=SPAN)
    text, start = (
        Session(id="1", when_text="待定"),
        Session(id="1", slot=TimeSlot(start=SLOT.start)),
    )

    shown = [[written(of, activity(), s) for of in (WHEN, START, END)]
             for s in (slot, days, text, start)]  # fmt: skip
    nine, end = datetime(2025, 9, 13, 9), datetime(2025, 9, 13, 11, 30)  # noqa: DTZ001

    assert shown == [
        ["2025年9月13日（星期六）9:00-11:30", nine, end],
        ["2025年9月13日至9月15日", SPAN.first, SPAN.last],
        ["待定", "待定", None],
        ["2025年9月13日（星期六）9:00", nine, None],
    ]
    assert [written(of, activity()) for of in (WHEN, START, END)] == [None] * 3


def test_times_are_read_with_their_column() -> None:
    assert told(WHEN, "9月13日") == ({"when": ((2, "9月13日"),)}, [])
    assert told(START, "9月13日") == ({"start": (2, "9月13日")}, [])
    assert told(END, "9月13日") == ({"end": (2, "9月13日")}, [])
    assert [of.emptied() for of in (WHEN, START, END)] == [
        {"when": ()}, {"start": None}, {"end": None},
    ]  # fmt: skip
