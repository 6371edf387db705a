from datetime import date, datetime, timedelta
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    CHINA_TIME,
    DateSpan,
    Frequency,
    Override,
    Recurrence,
    Session,
    State,
    TimeSlot,
    evolve,
)
from kepuyue.io.jsonld.when import LISTED_DAYS, listing, schedule, times

FIRST = date(2025, 9, 6)  # a Saturday
DAY = Session(id="s", days=DateSpan.day(FIRST))
SLOT = TimeSlot(
    start=datetime(2025, 9, 6, 9, 30, tzinfo=CHINA_TIME),
    end=datetime(2025, 9, 6, 11, tzinfo=CHINA_TIME),
)


def ruled(session: Session = DAY, **parts: Any) -> dict[str, Any] | None:
    return schedule(evolve(session, recurrence=Recurrence(**parts)))


def test_times_have_their_offset_and_whole_days_none() -> None:
    assert times(SLOT) == {
        "startDate": "2025-09-06T09:30:00+08:00", "endDate": "2025-09-06T11:00:00+08:00",
    }  # fmt: skip
    assert times(evolve(SLOT, end=None))["endDate"] is None
    assert times(None) == {}


def test_a_weekly_rule_is_a_schedule() -> None:
    session = Session(id="s", slot=SLOT, overrides=(
        Override(on=date(2025, 9, 13), state=State.POSTPONED),
        Override(on=date(2025, 9, 20), venue="v"),
        Override(on=date(2025, 10, 4), days=DateSpan.day(date(2025, 10, 5))),
    ))  # fmt: skip

    assert ruled(
        session, frequency=Frequency.WEEKLY, by_day=("SA", "SU"), until=date(2025, 10, 31),
        excluded=(date(2025, 9, 27),),
    ) == {
        "@type": "Schedule",
        "repeatFrequency": "P1W",
        "byDay": ["https://schema.org/Saturday", "https://schema.org/Sunday"],
        "startDate": "2025-09-06",
        "endDate": "2025-10-31",
        "exceptDate": ["2025-09-13", "2025-09-27", "2025-10-04"],
        "startTime": "09:30:00",
        "endTime": "11:00:00",
        "scheduleTimezone": "Asia/Shanghai",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"frequency": Frequency.DAILY, "interval": 2}, {"repeatFrequency": "P2D"}),
        ({"frequency": Frequency.YEARLY}, {"repeatFrequency": "P1Y"}),
        ({"frequency": Frequency.MONTHLY}, {"repeatFrequency": "P1M"}),
        ({"frequency": Frequency.MONTHLY, "by_day": ("1SA",)}, {"byDay": "1SA"}),
        ({"frequency": Frequency.MONTHLY, "by_month_day": (6, 20)}, {"byMonthDay": [6, 20]}),
        ({"frequency": Frequency.WEEKLY, "interval": 2}, {"repeatFrequency": "P2W"}),
        ({"frequency": Frequency.WEEKLY, "count": 3}, {"endDate": "2025-09-20"}),
        ({"frequency": Frequency.WEEKLY, "count": 3, "excluded": (date(2025, 9, 20),)},
         {"endDate": "2025-09-20", "exceptDate": "2025-09-20"}),
    ],
)  # fmt: skip
def test_a_schedule_says_what_the_rule_says(parts: dict[str, Any], said: dict[str, Any]) -> None:
    found = ruled(**parts)

    assert found is not None
    assert {key: found[key] for key in said} == said
    assert "startTime" not in found


@pytest.mark.parametrize(
    "parts",
    [
        {"added": (date(2025, 9, 9),)},
        {"frequency": Frequency.WEEKLY, "added": (date(2025, 9, 9),)},
        {"frequency": Frequency.WEEKLY, "by_day": ("SU",)},  # its start is no Sunday
        {"frequency": Frequency.WEEKLY, "by_month": (9,)},
        {"frequency": Frequency.WEEKLY, "interval": 2, "week_start": "SU"},
        {"frequency": Frequency.WEEKLY, "until": FIRST},
        {"frequency": Frequency.DAILY, "count": 1},
        {"frequency": Frequency.DAILY, "count": 100_000},
        {"frequency": Frequency.DAILY, "by_day": ("SA",)},
        {"frequency": Frequency.MONTHLY, "by_day": ("SA",)},
        {"frequency": Frequency.MONTHLY, "by_month_day": (-25,)},
        {"frequency": Frequency.MONTHLY, "by_month_day": (6,), "by_day": ("1SA",)},
        {"frequency": Frequency.MONTHLY, "by_month_day": (6,), "by_set_pos": (1,)},
        {"frequency": Frequency.YEARLY, "by_month": (9,)},
    ],
)
def test_a_rule_that_a_schedule_might_tell_otherwise_is_none(parts: dict[str, Any]) -> None:
    assert ruled(**parts) is None


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 1, 31)])
@pytest.mark.parametrize("frequency", [Frequency.MONTHLY, Frequency.YEARLY])
def test_a_day_that_not_every_month_has_is_no_schedule(day: date, frequency: Frequency) -> None:
    assert ruled(evolve(DAY, days=DateSpan.day(day)), frequency=frequency) is None


@pytest.mark.parametrize(
    "when",
    [
        {"days": DateSpan(first=FIRST, last=date(2025, 9, 7))},
        {"days": None, "slot": evolve(SLOT, end=datetime(2025, 9, 7, tzinfo=CHINA_TIME))},
        {"days": None, "slot": evolve(SLOT, end=datetime(2025, 9, 7, 1, tzinfo=CHINA_TIME))},
    ],
)
def test_what_goes_on_past_midnight_is_no_schedule(when: dict[str, Any]) -> None:
    assert ruled(evolve(DAY, **when), frequency=Frequency.WEEKLY) is None


def test_a_session_without_a_recurrence_has_no_schedule() -> None:
    assert schedule(DAY) is None
    assert schedule(Session(id="s")) is None


def test_an_end_that_is_not_told_is_not_told() -> None:
    found = ruled(
        Session(id="s", slot=evolve(SLOT, end=None)), frequency=Frequency.DAILY,
    )  # fmt: skip

    assert found is not None
    assert "endTime" not in found
    assert "endDate" not in found


def test_the_first_year_of_an_endless_rule_is_listed() -> None:
    found = listing(evolve(DAY, recurrence=Recurrence(frequency=Frequency.DAILY)))

    assert not found.complete
    assert len(found.occurrences) == LISTED_DAYS + 1
    assert found.occurrences[-1].on == date(2026, 9, 7)


def test_the_end_of_the_calendar_is_no_failure() -> None:
    last = evolve(DAY, days=DateSpan.day(date.max))
    found = listing(evolve(last, recurrence=Recurrence(frequency=Frequency.DAILY)))

    assert [o.on for o in found.occurrences] == [date.max]


def test_many_added_dates_are_bounded() -> None:
    added = tuple(date.fromordinal(FIRST.toordinal() + n) for n in range(-2000, 2000) if n)
    found = listing(evolve(DAY, recurrence=Recurrence(added=added)))

    assert not found.complete
    assert found.occurrences[0].on == FIRST
    assert len(found.occurrences) == LISTED_DAYS + 1


WEEKDAYS = {"MO": rrule.MO, "TU": rrule.TU, "WE": rrule.WE, "TH": rrule.TH, "FR": rrule.FR,
            "SA": rrule.SA, "SU": rrule.SU}  # fmt: skip
PERIODS: dict[str, Any] = {
    "D": rrule.DAILY,
    "W": rrule.WEEKLY,
    "M": rrule.MONTHLY,
    "Y": rrule.YEARLY,
}


def dates(found: dict[str, Any], last: date) -> list[date]:
    """Return the dates of a Schedule up to the last one, as a reader would take it."""

    def listed(name: str) -> list[Any]:
        value = found.get(name, [])
        return value if isinstance(value, list) else [value]

    def weekday(day: str) -> Any:
        if day.startswith("https://schema.org/"):
            return WEEKDAYS[day.removeprefix("https://schema.org/")[:2].upper()]
        return WEEKDAYS[day[-2:]](int(day[:-2]))

    end = min(last, date.fromisoformat(found.get("endDate", last.isoformat())))
    rule = rrule.rrule(
        PERIODS[found["repeatFrequency"][-1]],
        interval=int(found["repeatFrequency"][1:-1]),
        dtstart=datetime.fromisoformat(found["startDate"]),
        until=datetime.combine(end, datetime.min.time()),
        byweekday=[weekday(day) for day in listed("byDay")] or None,
        bymonthday=listed("byMonthDay") or None,
    )
    off = set(listed("exceptDate"))
    return [day.date() for day in rule if day.date().isoformat() not in off]


@st.composite
def plain_rules(draw: st.DrawFn) -> Session:
    """Return sessions with rules that a Schedule mostly tells."""
    first = draw(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
    frequency = draw(st.sampled_from(list(Frequency)))
    code = list(WEEKDAYS)[first.weekday()]
    parts: dict[str, Any] = {}
    if frequency is Frequency.WEEKLY:
        others = draw(st.lists(st.sampled_from(["MO", "WE", "SU"]), max_size=2))
        parts["by_day"] = draw(st.sampled_from([(), (code, *others)]))
    if frequency is Frequency.MONTHLY:
        nth = f"{(first.day + 6) // 7}{code}"
        choices: list[dict[str, Any]] = [
            {}, {"by_day": (nth,)}, {"by_day": (nth, "-1FR")}, {"by_month_day": (first.day, 31)},
        ]  # fmt: skip
        parts = draw(st.sampled_from(choices))
    near = st.integers(0, 60).map(lambda days: first + timedelta(days=days))
    bounds: list[dict[str, Any]] = [{}, {"count": 5}, {"until": first + timedelta(days=90)}]
    ends = draw(st.sampled_from(bounds))
    recurrence = Recurrence(
        frequency=frequency, interval=draw(st.integers(1, 3)),
        excluded=tuple(draw(st.lists(near, max_size=3, unique=True))), **parts, **ends,
    )  # fmt: skip
    states = draw(st.dictionaries(near, st.sampled_from([None, *State]), max_size=3))
    overrides = tuple(Override(on=day, state=state) for day, state in states.items())
    return Session(
        id="s", days=DateSpan.day(first), recurrence=recurrence, overrides=overrides
    )  # fmt: skip


@given(plain_rules())
def test_a_schedule_gives_the_dates_that_are_listed(session: Session) -> None:
    found, listed = schedule(session), listing(session)
    if found is None or not listed.occurrences:
        return
    off = (State.CANCELLED, State.POSTPONED)
    on = [o.on for o in listed.occurrences if o.state not in off]
    assert session.days is not None
    horizon = date.max if listed.complete else session.days.first + timedelta(days=LISTED_DAYS)

    assert dates(found, horizon) == on
