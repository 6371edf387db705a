from datetime import date

from kepuyue import (
    Activity,
    Contact,
    DateSpan,
    Figures,
    Programme,
    Review,
    Session,
    State,
    Unit,
    losses,
)
from kepuyue.io import ical
from kepuyue.io.registry import View

DATED = Session(id="1", days=DateSpan.day(date(2025, 9, 6)))


def test_losses_name_what_has_no_date_and_what_is_not_carried() -> None:
    undated = Activity(id="u", name="待定", sessions=(Session(id="1"), Session(id="2")))
    bare = Activity(id="b", name="空")
    full = Activity(id="f", name="展览", sessions=(DATED,))
    report = losses(
        Programme(units=(Unit(id="ast", name="科协"),), activities=(full, undated, bare)), "ics"
    )

    assert [(f.code, f.location.path, f.entity, f.params.get("count")) for f in report] == [
        ("KY-DMP010", "/activities/1", "activity:u", 2),
        ("KY-DMP012", "/activities/2", "activity:b", 0),
    ]


def test_losses_count_the_fields_that_are_not_written() -> None:
    session = Session(id="1", when_text="待定", note="备注", state=State.PLANNED)
    activity = Activity(
        id="a", name="展览", sessions=(session,), review=Review(content=True),
        expected=Figures(onsite=1),
    )  # fmt: skip
    programme = Programme(activities=(activity,))

    def left_out(view: View) -> list[tuple[object, ...]]:
        found = [f for f in losses(programme, "ics", view=view) if f.code == "KY-DMP013"]
        return [(f.params["kind_en"], f.params["fields"], f.params["count"]) for f in found]

    assert left_out("public") == [("activity", "sessions.when_text, expected", 1)]
    assert left_out("internal") == []  # records carry all of it


def test_what_a_calendar_carries_is_no_loss() -> None:
    contact = Contact(name="科普部", public=True)
    activity = Activity(id="a", name="展览", summary="看", contacts=(contact,), sessions=(DATED,))

    assert ical.losses(Programme(), view="internal").findings == ()
    assert ical.losses(Programme(activities=(activity,)), view="internal").findings == ()
