import pytest

from kepuyue import Figures, Outcome, Registration, Session
from kepuyue.io.platform.codec import Row
from kepuyue.model.programme import Programme
from tests.io.platform.codec.made import activity, codec, told, written

ONSITE = codec("count", "outcome.figures.onsite", "人次")
EXPECTED = codec("count", "expected.onsite", "人次")
HELD = codec("count", "outcome.occurrences", "场次")
PATH = "outcome.figures.onsite"


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (300, 300),
        (0, 0),
        ("301", 301),
        ("３００人", 300),
        ("1,200", 1200),
        ("1，200人次", 1200),
        ("2万人次", 20_000),
        ("1.2万", 12_000),
        ("3千", 3_000),
        ("1亿", 10**8),
        ("2w", 20_000),
        ("共计 300 人", 300),
        ("（300人）", 300),
        ("1.20万", 12_000),
        ("1.2345万", 12_345),
        ("3.0", 3),
        ("300.00", 300),
        ("300.000000人", 300),
        (2**63 - 1, 2**63 - 1),
        ("9223372036854775807人", 2**63 - 1),
        ("2千万", 2 * 10**7),
        ("3百万", 3 * 10**6),
        ("4k", 4_000),
    ],
)
def test_a_count_is_read_with_its_unit(value: object, count: int) -> None:
    assert told(ONSITE, value) == ({PATH: count}, [])


@pytest.mark.parametrize(
    "value", ["约300人", "300余人", "300人左右", "300人以上", "近300", "300多人", "不少于300人"]
)
def test_an_approximate_count_is_noted(value: str) -> None:
    assert told(ONSITE, value) == ({PATH: 300}, ["KY-TAB112"])


@pytest.mark.parametrize(
    ("text", "online", "onsite"),
    [
        ("线上1.2万人次、线下300人", 12_000, 300),
        ("线下300，网络：500", 500, 300),
        ("现场参与300人；直播观看2万", 20_000, 300),
    ],
)
def test_counts_by_place_are_told_apart(text: str, online: int, onsite: int) -> None:
    assert told(ONSITE, text)[0] == {"outcome.figures.online": online, PATH: onsite}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("300-500人", "KY-TAB113"),
        ("若干", "KY-TAB113"),
        ("待统计", "KY-TAB113"),
        ("5场", "KY-TAB113"),
        ("2千万万", "KY-TAB113"),
        ("9" * 30, "KY-TAB113"),
        ("300人线下", "KY-TAB113"),
        ("300人线下400人", "KY-TAB113"),
        ("线上线下共300人", "KY-TAB113"),
        ("1.23456万", "KY-TAB114"),
        ("9223372036854775808", "KY-TAB113"),
        pytest.param("9" * 5_000, "KY-TAB113", id="digits"),
        pytest.param("1." + "1" * 5_000, "KY-TAB114", id="decimals"),
        ("线下300线下400", "KY-TAB113"),
        ("-6", "KY-TAB114"),
        (-5, "KY-TAB114"),
        (2.5, "KY-TAB114"),
        ("2.5人", "KY-TAB114"),
        (2**63, "KY-TAB114"),
    ],
)
def test_what_is_no_count_is_told_and_kept(value: object, code: str) -> None:
    assert told(ONSITE, value) == ({"extra": str(value)}, [code])


def test_other_units_fit_where_sessions_are_counted() -> None:
    assert told(HELD, "5场") == ({"outcome.occurrences": 5}, [])
    assert told(HELD, "线上5场") == ({"extra": "线上5场"}, ["KY-TAB113"])


def test_a_count_is_written_as_a_number() -> None:
    outcome = Outcome(figures=Figures(onsite=300), occurrences=2)

    assert written(ONSITE, activity(outcome=outcome)) == 300
    assert written(HELD, activity(outcome=outcome)) == 2
    assert written(ONSITE, activity()) is None


def test_totals_stand_on_the_first_row_and_counts_of_sessions_on_theirs() -> None:
    first, second = Session(id="1"), Session(id="2", expected=Figures(onsite=80))
    whole = activity(outcome=Outcome(figures=Figures(onsite=300)), expected=Figures(onsite=9))
    later = Row(Programme(), whole, first, 2, first=False)

    assert written(EXPECTED, whole, first) == 9
    assert ONSITE.cell(later) is None
    assert EXPECTED.cell(Row(Programme(), whole, second, 2, first=False)) == 80


def test_what_could_not_be_read_of_a_cell_is_written_into_it_again() -> None:
    extra = {"table": {"栏目": "三五百人"}}

    assert written(ONSITE, activity(extra=extra)) == "三五百人"
    assert ONSITE.cell(Row(Programme(), activity(extra=extra), None, 2, first=False)) is None


def test_an_emptied_count_is_none() -> None:
    assert EXPECTED.emptied() == {"expected.onsite": None}
    assert EXPECTED.writes == ("expected.onsite", "sessions.expected.onsite")


@pytest.mark.parametrize("text", ["3余万人", "3万余人", "约3万", "3万多"])
def test_an_approximate_count_may_have_its_scale_behind(text: str) -> None:
    assert told(ONSITE, text) == ({PATH: 30_000}, ["KY-TAB112"])


def test_a_yes_is_no_count() -> None:
    assert told(ONSITE, True) == ({"extra": "是"}, ["KY-TAB113"])  # noqa: FBT003


def test_what_is_neither_expected_nor_achieved_stands_on_every_row() -> None:
    whole = activity(registration=Registration(places=40))
    later = Row(Programme(), whole, Session(id="2"), 2, first=False)

    assert codec("count", "registration.places").cell(later) == 40
