"""Programmes made to cost time: the work stays in proportion to what is there."""

from datetime import date

import pytest

from kepuyue import (
    Activity,
    Frequency,
    InvalidValueError,
    Override,
    Programme,
    Recurrence,
    Session,
    Severity,
    State,
    Unit,
    UnitGroup,
    dumps,
    evolve,
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


def overridden(session: Session, *days: int) -> Programme:
    overrides = tuple(Override(on=date(2025, 9, day), state=State.CANCELLED) for day in days)
    return Programme(activities=(make(Activity, sessions=(evolve(session, overrides=overrides),)),))


WEEKLY = Recurrence(
    frequency=Frequency.WEEKLY, count=3, added=(date(2025, 9, 16),), excluded=(date(2025, 9, 20),)
)


def test_an_override_on_a_day_without_an_occurrence_is_a_warning() -> None:
    weekly = make(Session, recurrence=WEEKLY)  # the 13th, the 16th, the 27th
    report = overridden(weekly, 13, 14, 16, 20, 27, 30).integrity()

    assert report.ok
    assert [(f.code, f.severity, f.location.path, f.value) for f in report] == [
        (
            "KY-INT005", Severity.WARNING,
            f"/activities/0/sessions/0/overrides/{index}/on", f"2025-09-{day}",
        )
        for index, day in ((1, 14), (3, 20), (5, 30))
    ]  # fmt: skip
    assert report.findings[0].message("en").startswith("session 1 has no occurrence on that day")
    assert overridden(make(Session), 13).integrity().findings == ()
    assert len(overridden(make(Session), 14).integrity()) == 1


def test_overrides_are_looked_at_within_a_bound_of_work() -> None:
    far = Override(on=date(2034, 9, 13), state=State.CANCELLED)
    daily = make(
        Session, recurrence=Recurrence(frequency=Frequency.DAILY, interval=7), overrides=(far,)
    )
    endless = Programme(activities=tuple(make(Activity, id=f"a{n}", sessions=(daily,))
                                         for n in range(2_000)))  # fmt: skip
    beyond = evolve(daily, overrides=(evolve(far, on=date(9000, 1, 1)),))

    assert 100 < len(endless.integrity()) < 200  # 3287 days each, 500,000 in all
    assert Programme(activities=(make(Activity, sessions=(beyond,)),)).integrity().ok


def test_a_dangling_reference_is_told_in_plain_english() -> None:
    (finding,) = Programme(activities=(make(Activity, action="lost"),)).integrity()

    assert finding.message("en") == "action refers to no existing action: lost"


def test_a_dangling_reference_is_told_with_its_own_field() -> None:
    session = Session(id="1", overrides=(Override(on=date(2025, 9, 13), venue="nowhere"),))
    (finding,) = Programme(activities=(make(Activity, sessions=(session,)),)).integrity()

    assert finding.params["field"] == "venue"
    assert finding.location.path == "/activities/0/sessions/0/overrides/0/venue"
