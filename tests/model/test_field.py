"""Values as they come from elsewhere: subclasses of str and float, single entities, odd texts."""

import re
import sys
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from kepuyue import (
    Activity,
    Campaign,
    Coordinates,
    DateSpan,
    ExhibitApplication,
    InvalidValueError,
    Link,
    Programme,
    Session,
    Theme,
    TimeSlot,
    Unit,
    UnitGroup,
    Venue,
    dumps,
    loads,
)
from kepuyue.model._field import SPACES
from kepuyue.testing import make
from tests.testing.test_factories import entities

RESULTS = {"Occurrence", "Origin"}
"""Classes that no document holds."""


class Text(str):
    """Like the text of a numeric library."""

    __slots__ = ()


class Float(float):
    """Like the number of a numeric library."""


class Moment(datetime):
    """Like the time stamp of a data frame."""


class NotATime(datetime):
    """Like the missing time stamp of a data frame, which equals nothing."""

    def __eq__(self, _other: object) -> bool:
        return False

    def __ne__(self, _other: object) -> bool:
        return True

    __hash__ = datetime.__hash__


class Day(date):
    """Like the day of a data frame."""


def texts() -> list[tuple[Any, str, bool]]:
    """Return each text field of each entity, and whether it holds several."""
    return [
        (kind, field.name, "tuple" in str(field.type))
        for kind in entities()
        if kind.__name__ not in RESULTS
        for field in attrs.fields(kind)
        if field.type in (str, str | None, tuple[str, ...])
    ]


@pytest.mark.parametrize("odd", ["a\x00b", "a\ud800b"], ids=["control", "surrogate"])
@pytest.mark.parametrize(
    ("kind", "field", "several"), texts(), ids=lambda value: getattr(value, "__name__", str(value))
)
def test_no_text_takes_control_characters_or_lone_surrogates(
    kind: Any, field: str, odd: str, *, several: bool
) -> None:
    with pytest.raises(InvalidValueError):
        make(kind, **{field: (odd,) if several else odd})


@pytest.mark.parametrize("empty", ["", " ", "a "])
def test_a_reference_is_an_id_or_none(empty: str) -> None:
    with pytest.raises(InvalidValueError, match="parent"):
        make(Unit, parent=empty)
    with pytest.raises(InvalidValueError, match="venue"):
        Session(id="s", venue=empty)


@pytest.mark.parametrize("single", ["ast", b"ast", 3, None, Unit(id="ast", name="科协")], ids=repr)
def test_a_single_value_is_refused_where_several_are_expected(single: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"KY-VAL011 hosts .*\(\(?.+,\)"):
        make(Activity, hosts=single)


def test_a_wrong_reference_is_told_with_its_field_and_place() -> None:
    hosts: Any = ["ast", 3]

    with pytest.raises(InvalidValueError, match=r"hosts\[1\] must be an entity or its id"):
        make(Activity, hosts=hosts)


def test_subclasses_become_the_plain_types() -> None:
    unit = Unit(id=Text("u"), name=Text("甲"), aliases=(Text("乙"),), parent=Text("p"))
    point = Coordinates(latitude=Float(24.5), longitude=Float(113.5))

    assert [type(value) for value in (unit.id, unit.name, unit.aliases[0], unit.parent)] == [
        str
    ] * 4
    assert (type(point.latitude), type(point.longitude)) == (float, float)
    programme = Programme(units=(unit,), venues=(make(Venue, coordinates=point),))
    assert loads(dumps(programme)) == programme


def test_times_of_a_data_frame_become_plain_ones() -> None:
    start = Moment(2025, 11, 2, 1, 30, 5, tzinfo=UTC, fold=1)
    slot = TimeSlot(start=start, zone="UTC")
    span = DateSpan.day(Day(2025, 9, 13))
    activity = make(
        Activity,
        created=start,
        sessions=(Session(id="1", slot=slot), Session(id="2", days=span)),
    )
    programme = Programme(activities=(activity,))

    assert (type(slot.start), type(span.first), type(activity.created)) == (
        datetime, date, datetime,
    )  # fmt: skip
    assert slot.start == start
    assert loads(dumps(programme)) == programme


def test_what_data_frames_call_no_time_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL003 created"):
        make(Activity, created=NotATime(2025, 9, 13, tzinfo=UTC))


def test_a_whole_number_becomes_a_float_where_one_is_expected() -> None:
    point = Coordinates(latitude=24, longitude=113)
    programme = Programme(venues=(make(Venue, coordinates=point),))

    assert (type(point.latitude), type(point.longitude)) == (float, float)
    assert dumps(loads(dumps(programme))) == dumps(programme)


@pytest.mark.parametrize("huge", [10**400, -(10**400)], ids=["high", "low"])
def test_a_number_that_no_float_can_hold_is_refused(huge: int) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL008"):
        Coordinates(latitude=huge, longitude=0)
    with pytest.raises(InvalidValueError, match="KY-VAL008"):
        make(ExhibitApplication, area=huge)


def nested() -> Any:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "told"), [(nested(), "list"), ([10**5000], "list")], ids=["nested", "digits"]
)
def test_what_cannot_be_shown_is_told_by_its_type(value: Any, told: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        make(Unit, name=value)

    assert [finding.value for finding in caught.value.report] == [told]


@pytest.mark.parametrize("end", ["\x7f", "\x80", "\x9b", "\x9f", "\u2028"], ids=ascii)
def test_a_link_takes_no_control_characters(end: str) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL009"):
        Link(url=f"https://example.org/{end}")


@pytest.mark.parametrize("url", ["http\u017f://example.org", "HTTP\u017f://example.org"], ids=ascii)
def test_a_scheme_takes_no_letters_that_only_fold_to_its_own(url: str) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL009"):
        Link(url=url)


@pytest.mark.parametrize("url", ["HTTPS://example.org", "Tel:10086", "MailTo:a@example.org"])
def test_a_scheme_may_have_capitals(url: str) -> None:
    assert Link(url=url).url == url


def test_the_spaces_of_patterns_are_those_of_python() -> None:
    space = re.compile(f"[{SPACES}]")
    characters = map(chr, range(sys.maxunicode + 1))

    assert [c for c in characters if bool(space.fullmatch(c)) != c.isspace()] == []


def test_a_word_for_a_member_is_answered_with_the_member_and_how_to_find_it() -> None:
    kind: Any = "科技馆"

    with pytest.raises(InvalidValueError) as caught:
        Unit(id="a", name="a", kind=kind)
    (finding,) = caught.value.report
    assert finding.nearest[0] == "science_museum"
    assert finding.message("en").startswith(
        "kind must be UnitKind (of a text: UnitKind.of): 科技馆"
    )
    with pytest.raises(InvalidValueError, match=r"forms\[0\] must be .*nearest: lecture"):
        Activity(id="a", name="a", forms=("讲座",))  # type: ignore[arg-type]


def test_a_reference_takes_no_entity_of_another_kind() -> None:
    unit, group = Unit(id="u", name="u"), UnitGroup(id="g", label="g")
    theme = Theme(id="t", label="t")

    assert Activity(id="a", name="a", hosts=[unit, group, "u2"]).hosts == ("u", "g", "u2")
    with pytest.raises(InvalidValueError, match=r"hosts\[1\] must be Unit or UnitGroup, or its id"):
        Activity(id="a", name="a", hosts=[unit, theme])
    for wrong in (theme, Session(id="s")):
        with pytest.raises(InvalidValueError, match="parent must be Activity, or its id"):
            Activity(id="a", name="a", parent=wrong)
    with pytest.raises(InvalidValueError, match="parent must be Campaign"):
        Campaign(id="c", name="c", parent=unit)


def test_an_object_of_an_app_with_an_id_is_a_reference() -> None:
    assert Activity(id="a", name="a", hosts=[SimpleNamespace(id="u")]).hosts == ("u",)
