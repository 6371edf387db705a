"""What tables carry of a programme, and what they lose."""

from kepuyue import Activity, Figures, Programme, Session, Unit, UnitSummary, losses
from kepuyue.io.platform.loss import carried, written_by
from kepuyue.io.platform.loss import losses as of_cells
from kepuyue.io.platform.profile import load_profile

PUBLISH, SUMMARY = load_profile("publish-2025"), load_profile("unit-summary-2025")
UNITS = (Unit(id="u", name="市科协"), Unit(id="other", name="别的"))


def names(programme: Programme, *, records: bool = True) -> str:
    return str([f.params.get("names") for f in losses(programme, "xlsx", records=records)])


def test_paperwork_goes_with_what_it_refers_to_alone() -> None:
    summary = UnitSummary(id="s", unit="u", overview="好")
    whole = Programme(units=UNITS, summaries=(summary,), extra={"tool": 1})

    assert carried(whole, SUMMARY) == Programme(units=UNITS[:1], summaries=(summary,))
    assert carried(whole, PUBLISH) == Programme(units=UNITS, extra={"tool": 1})


def test_what_added_columns_show_is_no_loss_of_the_cells_and_other_extras_are() -> None:
    shown = Activity(id="a", name="讲座", extra={"table": {"经费": "自筹"}})
    other = Activity(id="b", name="展览", extra={"tool": 1})

    assert "extra" not in names(Programme(activities=(shown,)), records=False)
    assert "extra" in names(Programme(activities=(other,)), records=False)
    assert "extra" not in names(Programme(activities=(shown, other)))


def test_a_number_in_all_that_sessions_displace_is_a_loss() -> None:
    session = Session(id="1", expected=Figures(onsite=80))
    alone = Activity(id="a", name="讲座", expected=Figures(onsite=300))
    both = Activity(id="b", name="展览", expected=Figures(onsite=300), sessions=(session,))
    apart = Activity(id="c", name="展览", expected=Figures(online=300), sessions=(session,))

    def is_lost(activity: Activity) -> bool:
        return "expected.onsite" in names(Programme(activities=(activity,)), records=False)

    assert (is_lost(alone), is_lost(both), is_lost(apart)) == (False, True, False)


def test_names_are_written_of_what_the_columns_refer_to() -> None:
    assert written_by(PUBLISH)["campaigns.actions"] == "id name"
    assert "venues" in written_by(PUBLISH)
    assert not {"campaigns", "venues"} & written_by(SUMMARY).keys()
    assert "id" in written_by(PUBLISH)["activities"].split()
    assert "id" not in written_by(PUBLISH, keyed=False)["activities"].split()
    assert of_cells(Programme(), PUBLISH).ok
