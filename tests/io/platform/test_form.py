import pytest

from kepuyue import Action, Activity, Campaign, LoadResult, Mode, Programme, UnitSummary, try_loads
from kepuyue.testing import make


def read(*lines: str, programme: Programme | None = None) -> LoadResult:
    """Read a form: its cells are parted by bars, four of them in a row."""
    rows = (line.split("|") for line in lines)
    text = "\n".join(",".join([*row, *[""] * (4 - len(row))]) for row in rows)
    return try_loads(text, format="csv", programme=programme, year=2025)


def activity(*lines: str, programme: Programme | None = None) -> Activity:
    (found,) = read(*lines, programme=programme).programme
    return found


NAME, HOST, KIND = "活动名称|讲座", "主办单位|示例县科协", "活动类别|科普讲座"


def test_labels_stand_beside_their_values() -> None:
    found = activity(NAME, f"{HOST}|活动形式|线下", "活动时间|9月13日9:00-11:00")

    assert (found.name, found.hosts, found.mode) == ("讲座", ("示例县科协",), Mode.ONSITE)
    assert len(found.sessions) == 1


def test_a_field_left_blank_moves_no_other() -> None:
    found = activity(NAME, "承办单位||主办单位|示例县科协", KIND)

    assert (found.hosts, found.organisers) == (("示例县科协",), ())


def test_a_caption_of_several_rows_is_no_label() -> None:
    found = activity(f"基本情况|{NAME}", f"|{HOST}", "联系人|联系人|张三", f"|{KIND}")

    assert (found.name, found.hosts) == ("讲座", ("示例县科协",))
    assert [contact.name for contact in found.contacts] == ["张三"]


@pytest.mark.parametrize(
    "line",
    [
        "所属重点活动|主场活动",
        "所属重点活动|主场活动|主办单位|科协",
        "所属重点活动|主场活动|主办单位|",
    ],
)
def test_a_value_that_sounds_like_a_label_is_a_value(line: str) -> None:
    main = Action(id="main", name="主场活动")
    programme = Programme(campaigns=(make(Campaign, actions=(main,)),))

    assert activity(NAME, KIND, line, programme=programme).action == "main"


def test_the_label_of_a_time_that_comes_again_begins_a_further_session() -> None:
    found = activity(
        NAME, KIND, "活动时间|9月13日9:00-11:00|活动地点|甲馆", "备注|雨天改期",
        "第 2 场", "活动时间|9月14日|活动地点|", "预计参与人数|200",
        "第 3 场", "活动时间|待定|活动地点|乙馆",
    )  # fmt: skip

    assert [(s.venue, s.note) for s in found.sessions] == [
        ("甲馆", "雨天改期"), (None, None), ("乙馆", None)
    ]  # fmt: skip
    assert [s.expected and s.expected.onsite for s in found.sessions] == [None, 200, None]


def test_any_other_label_that_comes_again_stays_as_text() -> None:
    found = activity(NAME, KIND, HOST, "主办单位|另一单位")

    assert found.hosts == ("示例县科协",)
    assert found.extra["table"] == {"主办单位": "另一单位"}


def test_what_is_wrong_is_told_at_its_cell() -> None:
    report = read(
        NAME, KIND, "活动时间|9月13日|参与人数|若干", "活动时间|9月14日|预计参与人数|待统计"
    ).report

    assert [f.location.cell for f in report if f.code == "KY-TAB113"] == ["D3", "D4"]


def test_a_form_is_read_to_its_end() -> None:
    sessions = [f"活动时间|9月{day}日" for day in range(1, 31) for _ in range(3)]

    assert len(activity(NAME, KIND, HOST, *sessions).sessions) == 90


def test_a_form_not_filled_in_says_nothing() -> None:
    result = read("2025年活动总结", "单位||提交日期|", "活动开展情况|", "联系人||联系电话|")

    assert result.report.ok
    assert result.programme.summaries == ()


def test_the_title_counts_for_a_form_as_for_a_table() -> None:
    result = read(
        "2025年活动总结", "单位|示例县科协|提交日期|2025-09-24", "活动开展情况|好", "联系人|张三"
    )
    (found,) = result.programme.summaries

    assert isinstance(found, UnitSummary)
    assert (found.unit, found.overview) == ("示例县科协", "好")


def test_a_table_of_many_rows_is_no_form() -> None:
    rows = [f"讲座{number}|9月13日|示例县科协|科普讲座" for number in range(5)]

    assert len(read("活动名称|活动时间|主办单位|活动类别", *rows).programme) == 5


def test_what_no_label_is_known_of_stays_with_its_label_where_it_is_filled_in() -> None:
    found = activity("2025年|活动", NAME, KIND, HOST, "车牌|甲|颜色|", "排数|3")

    assert found.extra["table"] == {"车牌": "甲", "排数": "3"}


def test_two_labels_are_no_form_and_three_are() -> None:
    two, three = read(NAME, HOST), read(NAME, HOST, KIND)

    assert [finding.code for finding in two.report] == ["KY-TAB102"]
    assert [found.name for found in three.programme] == ["讲座"]


def test_of_labels_that_come_again_without_a_value_nothing_is_kept() -> None:
    assert activity(NAME, KIND, HOST, "主办单位||承办单位|").extra == {}
