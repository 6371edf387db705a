from datetime import date

import pytest

from kepuyue import (
    Activity,
    Contact,
    DateSpan,
    DumpError,
    Frequency,
    Programme,
    Recurrence,
    Registration,
    Session,
    Speaker,
    Unit,
    losses,
)
from kepuyue.testing import make_programme

DAY = DateSpan.day(date(2025, 9, 13))


def counts(activity: Activity) -> dict[str, int]:
    return losses(Programme(activities=(activity,)), "jsonld").counts()


def test_an_activity_with_a_date_loses_nothing() -> None:
    activity = Activity(id="a", name="甲", sessions=(Session(id="1", days=DAY),))

    assert losses(Programme(activities=(activity,)), "jsonld").findings == ()


def test_what_has_no_date_is_told() -> None:
    undated = Session(id="1")

    assert counts(Activity(id="a", name="甲", sessions=(undated,))) == {"KY-DMP201": 1}
    assert counts(Activity(id="a", name="甲")) == {"KY-DMP202": 1}


def test_what_goes_on_for_years_is_told() -> None:
    endless = Session(id="1", days=DAY, recurrence=Recurrence(frequency=Frequency.WEEKLY))
    report = losses(
        Programme(activities=(Activity(id="a", name="甲", sessions=(endless,)),)), "jsonld"
    )

    assert report.counts() == {"KY-DMP203": 1}
    assert "366" in report.findings[0].message("en")


def test_fields_that_are_not_written_are_named() -> None:
    report = losses(make_programme(), "jsonld")
    named = [
        f.params["names"]
        for f in report
        if f.code == "KY-DMP013" and f.location.path == "/activities"
    ]

    assert named == [
        (
            "action", "level", "sessions.speakers.topic", "sessions.expected", "sessions.when_text",
            "expected", "contacts", "registration.required", "media.title",
            "outcome.figures", "outcome.occurrences", "outcome.text", "revision", "created",
            "updated", "source",
        ),
        ("registration.places",),
    ]  # fmt: skip


def test_what_the_public_view_leaves_out_is_no_loss() -> None:
    private = Activity(
        id="a", name="甲", contacts=(Contact(phone="1"),), extra={"x": 1},
        sessions=(Session(id="1", days=DAY, note="内部"),),
    )  # fmt: skip

    assert counts(private) == {}


def test_places_are_lost_of_what_takes_place_twice() -> None:
    sessions = (Session(id="1", days=DAY), Session(id="2", days=DAY))
    registration = Registration(places=20)

    assert counts(
        Activity(id="a", name="甲", sessions=sessions[:1], registration=registration)
    ) == {}  # fmt: skip
    assert counts(Activity(id="a", name="甲", sessions=sessions, registration=registration)) == {
        "KY-DMP013": 1
    }


def test_topics_and_units_that_stand_by_name_only_are_told() -> None:
    speaker = Speaker(name="张明", topic="机器人")
    activity = Activity(
        id="a", name="甲", sessions=(Session(id="1", days=DAY, speakers=(speaker,)),)
    )
    programme = Programme(units=(Unit(id="u", name="甲"),), activities=(activity,))

    assert losses(programme, "jsonld").counts() == {"KY-DMP011": 1, "KY-DMP013": 1}


def test_the_internal_view_is_refused() -> None:
    with pytest.raises(DumpError, match="public view only"):
        losses(Programme(), "jsonld", view="internal")
