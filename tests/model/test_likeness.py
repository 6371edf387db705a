from datetime import date

import pytest

from kepuyue import Activity, DateSpan, Programme, Session, Unit, Venue
from kepuyue.model import likeness
from kepuyue.model.likeness import likely_same


def activity(
    ref: str, name: str, *when: int, place: str | None = None, host: str = "市科协"
) -> Activity:
    """Return an activity with a session on each of some days of September."""
    sessions = tuple(
        Session(id=str(day), days=DateSpan.day(date(2025, 9, day)), venue=place) for day in when
    )
    if not when and place:
        sessions = (Session(id="1", venue=place),)
    return Activity(id=ref, name=name, hosts=[host], sessions=sessions)


def pairs(*activities: Activity, programme: Programme | None = None) -> list[tuple[str, str]]:
    found = likely_same(programme or Programme(), activities)
    return [(later.id, earlier.id) for later, earlier in found]


TALK = activity("a", "机器人讲座", 13, place="市科技馆")


@pytest.mark.parametrize(
    ("other", "likely"),
    [
        (activity("b", "机器人讲座", 13, place="市科技馆", host="乙"), True),
        (activity("b", "机器人讲座", 13, place="别处"), True),
        (activity("b", "机器人讲座", 13), True),
        (activity("b", "机器人讲座", 12, 13, place="别处"), True),
        (activity("b", "机器人讲座", 13, place="别处", host="乙"), False),
        (activity("b", "机器人讲座", 14, place="市科技馆"), False),
        (activity("b", "机器人讲座", place="别处"), True),
        (activity("b", "机器人讲座", place="市科技馆", host="乙"), False),
    ],
)
def test_activities_of_one_name_need_a_day_or_no_date_and_more(
    other: Activity, *, likely: bool
) -> None:
    assert pairs(TALK, other) == ([("b", "a")] if likely else [])
    assert pairs(other, TALK) == ([("a", "b")] if likely else [])


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("机器人讲堂", True),  # four of five characters
        ("机器人之夜", False),
        ("座讲人器机", False),  # the same characters
    ],
)
def test_names_that_are_nearly_one_need_a_day_and_its_place(name: str, *, likely: bool) -> None:
    same = activity("b", name, 13, place="市科技馆", host="乙")

    assert pairs(TALK, same) == ([("b", "a")] if likely else [])
    assert pairs(TALK, activity("b", name, 13, place="别处")) == []
    assert pairs(TALK, activity("b", name, 14, place="市科技馆")) == []


def test_units_and_venues_count_by_name() -> None:
    programme = Programme(
        units=(Unit(id="1", name="市科协"), Unit(id="2", name="市 科协")),
        venues=(Venue(id="x", name="市科技馆"), Venue(id="y", name="市 科技馆")),
    )
    by_place = [activity("a", "讲座", 13, place="x", host="甲"),
                activity("b", "讲座", 13, place="y", host="乙")]  # fmt: skip
    by_host = [activity("a", "讲座", 13, host="1"), activity("b", "讲座", 13, host="2")]

    assert pairs(*by_place, programme=programme) == [("b", "a")]
    assert pairs(*by_host, programme=programme) == [("b", "a")]


def test_each_one_is_told_with_the_first_that_it_is_like() -> None:
    again = [activity(ref, "机器人讲座", 13, place="市科技馆") for ref in "bc"]

    assert pairs(TALK, *again) == [("b", "a"), ("c", "a")]


@pytest.mark.parametrize(("most", "found"), [(1, []), (2, [("c", "b")])])
def test_one_is_compared_with_so_many_at_most(
    most: int, found: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "_COMPARED", most)
    by_name = [activity("a", "讲座", 13), activity("b", "讲座", 14), activity("c", "讲座", 14)]
    names = {"a": "天文观测", "b": "机器人讲座", "c": "机器人讲堂"}
    by_place = [activity(ref, name, 13, place="x") for ref, name in names.items()]

    assert pairs(*by_name) == found
    assert pairs(*by_place) == found
