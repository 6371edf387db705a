"""Programmes made to cost time: the work stays in proportion to what is there."""

from datetime import date

import pytest

from kepuyue import (
    Activity,
    InvalidValueError,
    Override,
    Programme,
    Session,
    Unit,
    UnitGroup,
    dumps,
)
from kepuyue.testing import make


def test_many_cycles_through_one_group_are_each_told_by_their_head() -> None:
    number = 20_000
    inner = [
        UnitGroup(id=f"g{n}", label="x", members=(f"g{n + 1}", "g0")) for n in range(1, number)
    ]
    groups = (UnitGroup(id="g0", label="x", members=("g1",)), *inner,
              UnitGroup(id=f"g{number}", label="x", members=("g0",)))  # fmt: skip
    report = Programme(groups=groups).integrity()

    assert report.counts() == {"KY-INT003": number}
    assert {len(str(finding.params["cycle"])) <= 60 for finding in report} == {True}


def test_many_are_added_and_replaced_in_their_order() -> None:
    units = [Unit(id=f"u{n}", name="甲") for n in range(20_000)]
    renamed = [Unit(id=unit.id, name="乙") for unit in reversed(units)]
    programme = Programme().with_added(*units)

    assert programme.units == tuple(units)
    assert programme.with_replaced(*renamed).units == tuple(reversed(renamed))


def test_a_merge_keeps_the_order_of_what_other_tools_attached() -> None:
    first = Programme(extra={"b": 1, "a": 2})
    second = Programme(extra={"a": 2, "c": 3})

    assert dumps(first.merge()) == dumps(first)
    assert list(first.merge(second).extra) == ["b", "a", "c"]
    assert list(first.merge(second, prefer="last").extra) == ["b", "a", "c"]


def test_a_subset_wants_several() -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL011 keep"):
        Programme().subset("robots")


def test_a_dangling_reference_is_told_with_its_own_field() -> None:
    session = Session(id="1", overrides=(Override(on=date(2025, 9, 13), venue="nowhere"),))
    (finding,) = Programme(activities=(make(Activity, sessions=(session,)),)).integrity()

    assert finding.params["field"] == "venue"
    assert finding.location.path == "/activities/0/sessions/0/overrides/0/venue"
