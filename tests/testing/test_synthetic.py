import hashlib
import random
from collections import Counter

import pytest

from kepuyue import (
    CHINA_TIME,
    Contact,
    Programme,
    Stage,
    State,
    TimeSlot,
    UnitKind,
    dumps,
    losses,
    region,
)
from kepuyue.testing import synthetic_programme

EXPECTED = "053576d3fffb09e2b2f73150fdb1382f6f0deb582227dcbec2bc0832fb938667"


@pytest.fixture(scope="module")
def programme() -> Programme:
    return synthetic_programme(activities=1_500, seed=1)


def test_the_same_seed_gives_the_same_programme_everywhere() -> None:
    data = dumps(synthetic_programme(activities=40, seed=11))

    assert hashlib.sha256(data).hexdigest() == EXPECTED
    assert data != dumps(synthetic_programme(activities=40, seed=12))


def test_the_numbers_drawn_on_are_the_same_everywhere() -> None:
    assert random.Random(1).random() == 0.13436424411240122


@pytest.mark.parametrize("count", [0, 1, 2_001])
def test_any_number_of_activities_can_be_had(count: int) -> None:
    made = synthetic_programme(activities=count, seed=3)

    assert len(made) == count
    assert made.integrity().findings == ()


def test_units_of_every_kind_in_ten_counties(programme: Programme) -> None:
    assert {unit.kind for unit in programme.units} == set(UnitKind)
    assert {unit.region for unit in programme.units} == set(region.children("440200"))


def test_units_grow_with_the_programme(programme: Programme) -> None:
    larger = synthetic_programme(activities=4_000, seed=1)

    assert len(larger.units) > len(programme.units)


def test_summaries_have_100_to_300_characters(programme: Programme) -> None:
    lengths = [len(activity.summary or "") for activity in programme]

    assert (min(lengths) >= 100, max(lengths) <= 300) == (True, True)


def test_one_to_three_sessions_of_every_sort(programme: Programme) -> None:
    sessions = [session for activity in programme for session in activity.sessions]
    slots = sum(isinstance(session.when, TimeSlot) for session in sessions)
    undated = sum(session.when is None for session in sessions)
    recurring = sum(session.recurrence is not None for session in sessions)

    assert {len(activity.sessions) for activity in programme} == {1, 2, 3}
    assert 0.75 < slots / len(sessions) < 0.95
    assert 0.01 < undated / len(sessions) < 0.08
    assert 0.1 < recurring / len(sessions) < 0.3


def test_all_of_it_takes_place_in_september(programme: Programme) -> None:
    days = {
        session.when.first.month
        for activity in programme
        for session in activity.sessions
        if session.when
    }

    assert days == {9}
    assert {
        session.slot.start.tzinfo
        for activity in programme
        for session in activity.sessions
        if session.slot
    } == {CHINA_TIME}


def test_stages_states_and_contacts_of_all_sorts(programme: Programme) -> None:
    contacts: list[Contact] = [c for activity in programme for c in activity.contacts]

    assert {activity.stage for activity in programme} == set(Stage)
    assert {activity.state for activity in programme} == set(State)
    assert set(Counter(contact.public for contact in contacts)) == {True, False}
    assert {(contact.phone or "")[:6] for contact in contacts} == {"0751-0"}
    assert all(a.outcome for a in programme if a.state is State.HELD)


def test_the_losses_of_a_calendar_are_the_undated_ones(programme: Programme) -> None:
    undated = [a for a in programme if any(session.when is None for session in a.sessions)]

    assert len([f for f in losses(programme, "ics") if f.code == "KY-DMP010"]) == len(undated)
