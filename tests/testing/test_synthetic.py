import hashlib
import random
from collections import Counter
from typing import Any

import pytest

from kepuyue import (
    CHINA_TIME,
    Activity,
    ActivityForm,
    Contact,
    InvalidValueError,
    Mode,
    Programme,
    Stage,
    State,
    TimeSlot,
    Unit,
    UnitKind,
    Venue,
    dumps,
    losses,
    region,
)
from kepuyue.testing import synthetic_programme
from kepuyue.testing._words import SUBJECTS

EXPECTED = "b13a44fa4d3a1512ba7efb15196128a5293a38e99a25a8bf5de92094dfdba900"


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


def subject_of(activity: Activity) -> str:
    return next(s.label for s in SUBJECTS if activity.name.startswith(s.label))


def test_a_venue_is_in_the_county_of_the_host_and_holds_who_is_expected(
    programme: Programme,
) -> None:
    for activity in programme:
        host = programme.resolve(Unit, activity.hosts[0])
        for session in activity.sessions:
            if session.venue is None:
                continue
            venue = programme.resolve(Venue, session.venue)
            assert (venue.region, activity.region) == (host.region, host.region)
            if session.expected:
                assert (session.expected.onsite or 0) <= (venue.capacity or 0)


def test_sessions_expect_no_more_than_their_activity(programme: Programme) -> None:
    for activity in programme:
        assert activity.expected is not None
        for name in ("onsite", "online"):
            told = sum(getattr(s.expected, name, None) or 0 for s in activity.sessions)
            assert told <= (getattr(activity.expected, name) or 0)


def test_people_come_where_there_is_a_place_and_log_in_where_there_is_a_link(
    programme: Programme,
) -> None:
    modes = set()
    for activity in programme:
        modes.add(activity.mode)
        onsite, online = activity.mode is not Mode.ONLINE, activity.mode is not Mode.ONSITE
        figures = [activity.expected, *(s.expected for s in activity.sessions if s.expected)]
        if activity.outcome:
            figures.append(activity.outcome.figures)
        assert {(s.venue is not None, s.join_url is not None) for s in activity.sessions} == {
            (onsite, online)
        }
        assert {(bool(f.onsite), bool(f.online)) for f in figures if f} == {(onsite, online)}
        assert onsite or activity.registration is None
    assert modes == set(Mode)


def test_what_is_held_has_been_held_at_times_that_are_known(programme: Programme) -> None:
    for activity in programme:
        assert {s.state for s in activity.sessions} == {activity.state}
        assert (activity.stage in (Stage.SUPPLEMENTED, Stage.SUMMARISED)) == (
            activity.state is State.HELD
        )
        if activity.state is State.HELD:
            counted = sum(
                sum(o.state is not State.CANCELLED for o in s.occurrences())
                if isinstance(s.when, TimeSlot)
                else 1
                for s in activity.sessions
            )
            assert all(s.when for s in activity.sessions)
            assert activity.outcome is not None
            assert activity.outcome.occurrences == counted
            assert activity.updated is not None
            assert activity.updated.month == 10


def test_sessions_are_in_order_and_recur_in_september_alone(programme: Programme) -> None:
    for activity in programme:
        firsts = [s.when.first for s in activity.sessions if s.when]
        assert firsts == sorted(firsts)
        assert [s.when for s in activity.sessions[: len(firsts)] if s.when is None] == []
        for session in activity.sessions:
            days = {o.on for o in session.occurrences()}
            assert {day.month for day in days} <= {9}
            if session.recurrence:
                assert {override.on for override in session.overrides} <= days
                assert session.when is not None
                first, count = session.when.first, session.recurrence.count
                dates = list(session.recurrence.rule_dates(first, first.replace(day=30)))
                assert set(session.recurrence.excluded) <= set(dates[:count])


def test_the_themes_are_those_of_the_subject(programme: Programme) -> None:
    known = {subject.label: set(subject.themes) for subject in SUBJECTS}

    for activity in programme:
        others = {theme for theme in activity.themes if not theme.startswith("focus-")}
        assert others
        assert others <= known[subject_of(activity)]
    used = {theme for activity in programme for theme in activity.themes}
    assert [theme for theme in used if programme.theme_vocabulary.get(theme) is None] == []


def test_a_subject_is_offered_only_as_what_makes_sense(programme: Programme) -> None:
    consulted = {subject_of(a) for a in programme if a.forms == (ActivityForm.CONSULTATION,)}
    trained = {subject_of(a) for a in programme if a.forms == (ActivityForm.TRAINING,)}
    visits = [a for a in programme if a.forms == (ActivityForm.SCHOOL_VISIT,)]

    assert consulted == {"健康用药", "急救自救"}
    assert trained.isdisjoint({"机器人", "航天", "核能"})
    assert {"youth" in a.target_groups for a in visits} == {True}
    assert {a.action for a in visits} == {"school-visits"}


def test_a_part_is_offered_by_the_unit_that_offers_the_whole(programme: Programme) -> None:
    parts = [a for a in programme if a.parent]

    assert parts
    assert [a for a in parts if programme.resolve(Activity, a.parent or "").hosts != a.hosts] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"activities": -1, "seed": 1}, "activities is out of range"),
        ({"activities": 1, "seed": -1}, "seed is out of range"),
        ({"activities": 1, "seed": None}, "seed must be a whole number"),
        ({"activities": 1.5, "seed": 1}, "activities must be a whole number"),
        ({"activities": True, "seed": 1}, "activities must be a whole number"),
    ],
)
def test_a_number_that_means_nothing_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValueError, match=said):
        synthetic_programme(**arguments)


def test_a_record_keeps_its_size() -> None:
    size = len(dumps(synthetic_programme(activities=500, seed=2)))

    assert 2_000 < size / 500 < 2_900


def test_the_losses_of_a_calendar_are_the_undated_ones(programme: Programme) -> None:
    undated = [a for a in programme if any(session.when is None for session in a.sessions)]

    assert len([f for f in losses(programme, "ics") if f.code == "KY-DMP010"]) == len(undated)
