"""What people change in a workbook of ours counts, and nothing else changes."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import attrs
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kepuyue import (
    CHINA_TIME,
    Activity,
    ActivityForm,
    Contact,
    DateSpan,
    ExhibitApplication,
    Figures,
    Finding,
    InvalidValueError,
    LoadResult,
    Mode,
    Nomination,
    NominationCategory,
    Outcome,
    Programme,
    Recurrence,
    Report,
    Session,
    Severity,
    Stage,
    State,
    TimeSlot,
    Unit,
    UnitSummary,
    Venue,
    Volunteer,
    VolunteerReply,
    dumps,
    editions,
    evolve,
    try_loads,
)
from kepuyue.io.platform.change import Changes
from kepuyue.io.platform.heading import heading_key
from kepuyue.io.platform.profile import load_profile
from kepuyue.model.activity import Link
from kepuyue.testing import make, synthetic_programme

SYNTHETIC = synthetic_programme(activities=12, seed=5)
EXAMPLE = editions.load("shaoguan-2025-example")
_UNIT = re.compile("（(?:人次|人|场次|次)）$")
CHANGED, DELETED, COPIED = "KY-TAB117", "KY-TAB129", "KY-TAB127"
QUIET = {"KY-TAB128", "KY-TAB101"}
"""By which profile a table was read, and that other sheets have none."""


class Book:
    """A workbook of ours in the hands of a person."""

    def __init__(
        self, programme: Programme, profile: str = "publish-2025", sheet: str | None = None
    ) -> None:
        self.programme = programme
        data = dumps(programme, format="xlsx", profile=profile)
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        found = self.book[sheet] if sheet else self.book.worksheets[0]
        assert isinstance(found, Worksheet)
        self.sheet: Worksheet = found
        self.top = next(
            row for row in range(1, 10) if self.sheet.cell(row, self.sheet.max_column).value
        )
        self.key = self.sheet.max_column

    def column(self, heading: str) -> int:
        """Return the number of the column of a heading, marks and unit set aside."""
        return next(
            column
            for column in range(1, self.sheet.max_column + 1)
            if heading_key(_UNIT.sub("", str(self.sheet.cell(self.top, column).value)))
            == heading_key(heading)
        )

    def set(self, heading: str, value: object, row: int = 1) -> str:
        """Type a value into a cell; return the name of the cell."""
        cell = self.sheet.cell(self.top + row, self.column(heading))
        cell.value = value  # type: ignore[assignment]
        return str(cell.coordinate)

    def get(self, heading: str, row: int = 1) -> Any:
        return self.sheet.cell(self.top + row, self.column(heading)).value

    def rows(self) -> list[list[Any]]:
        return [[cell.value for cell in row] for row in self.sheet.iter_rows(min_row=self.top + 1)]

    def replace(self, rows: list[list[Any]]) -> None:
        """Put other rows in the place of all."""
        self.sheet.delete_rows(self.top + 1, self.sheet.max_row)
        for number, row in enumerate(rows, self.top + 1):
            for column, value in enumerate(row, 1):
                self.sheet.cell(number, column).value = value

    def result(self, **options: Any) -> LoadResult:
        file = io.BytesIO()
        self.book.save(file)
        return try_loads(file.getvalue(), format="xlsx", **options)

    def read(self, **options: Any) -> tuple[Programme, list[Finding]]:
        result = self.result(**options)
        found = attrs.evolve(result.programme, origin=None)
        return found, [f for f in result.report if f.code not in QUIET]


def told(findings: list[Finding]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.location.cell) for finding in findings]


def with_activity(programme: Programme, activity: Activity) -> Programme:
    return programme.with_replaced(activity)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 9, day, hour, minute, tzinfo=CHINA_TIME)


VENUE = Venue(id="v1", name="市科技馆", address="惠民南路1号", region="440203", capacity=300)
SESSION = Session(
    id="s1",
    slot=TimeSlot(start=at(13, 9), end=at(13, 11, 30)),
    venue="v1",
    join_url="https://example.org/live",
    note="带水",
    extra={"tool": 1},
)
ACTIVITY = Activity(
    id="a1",
    name="机器人科普展",
    forms=(ActivityForm.EXHIBITION,),
    mode=Mode.ONSITE,
    summary="面向青少年的机器人展",
    themes=("robots",),
    target_groups=("youth",),
    action="act-1",
    hosts=("u1",),
    organisers=("u2",),
    co_organisers=("u2",),
    supporters=("u2",),
    sessions=(SESSION,),
    expected=Figures(onsite=300, online=20),
    contacts=(Contact(name="张三", role="联络", phone="0751-8000001", email="a@example.org"),),
    outcome=Outcome(
        figures=Figures(onsite=280, online=30, views=4, shares=5, science_workers=6, volunteers=7),
        occurrences=1,
        news=(Link(url="https://example.org/1", title="报道"),),
        pictures=(Link(url="https://example.org/2"),),
        videos=(Link(url="https://example.org/3"),),
        text="很好",
    ),
    stage=Stage.PUBLISHED,
    revision=3,
    extra={"tool": 1},
)


def programme() -> Programme:
    """Return a programme whose first row says something in every column."""
    base = editions.load("shaoguan-2025")
    action = base.campaigns[0].actions[0].id
    theme, group = next(iter(base.theme_vocabulary)), next(iter(base.target_group_vocabulary))
    activity = evolve(ACTIVITY, action=action, themes=(theme.id,), target_groups=(group.id,))
    return Programme(
        campaigns=base.campaigns,
        units=(Unit(id="u1", name="市科协"), Unit(id="u2", name="市教育局")),
        venues=(VENUE, Venue(id="v2", name="风采广场")),
        activities=(activity, make(Activity, id="a2", name="别的活动")),
    )


BASE = programme()
FIRST = BASE.activities[0]


def session(**fields: Any) -> Programme:
    (found,) = FIRST.sessions
    return with_activity(BASE, evolve(FIRST, sessions=(evolve(found, **fields),)))


def activity(**fields: Any) -> Programme:
    return with_activity(BASE, evolve(FIRST, **fields))


def figures(**fields: Any) -> Programme:
    assert FIRST.outcome is not None
    assert FIRST.outcome.figures is not None
    return outcome(figures=evolve(FIRST.outcome.figures, **fields))


def outcome(**fields: Any) -> Programme:
    assert FIRST.outcome is not None
    return activity(outcome=evolve(FIRST.outcome, **fields))


def expected(**fields: Any) -> Programme:
    assert FIRST.expected is not None
    return activity(expected=evolve(FIRST.expected, **fields))


def contact(**fields: Any) -> Programme:
    return activity(contacts=(evolve(FIRST.contacts[0], **fields),))


def venue(**fields: Any) -> Programme:
    return BASE.with_replaced(evolve(VENUE, **fields))


def new_unit(**fields: Any) -> Programme:
    return activity(**fields).with_added(Unit(id="新单位", name="新单位"))


OTHER_ACTION = BASE.campaigns[0].actions[1]
OTHER_THEME = list(BASE.theme_vocabulary)[1]
OTHER_GROUP = list(BASE.target_group_vocabulary)[1]
LINK = "https://example.org/9"
MOVED = TimeSlot(start=at(20, 14), end=at(20, 16))
Change = tuple[object, Callable[[], Programme]]
COMMON: dict[str, Change] = {
    "活动名称": ("新名称", lambda: activity(name="新名称")),
    "活动类别": ("科普讲座", lambda: activity(forms=(ActivityForm.LECTURE,))),
    "活动形式": ("线上线下结合", lambda: activity(mode=Mode.BOTH)),
    "主办单位": ("市教育局、市科协", lambda: activity(hosts=("u2", "u1"))),
    "承办单位": ("新单位", lambda: new_unit(organisers=("新单位",))),
    "活动内容简介": ("另一段", lambda: activity(summary="另一段")),
    "面向人群": (OTHER_GROUP.label, lambda: activity(target_groups=(OTHER_GROUP.id,))),
    "所属重点活动/联合行动": (OTHER_ACTION.name, lambda: activity(action=OTHER_ACTION.id)),
    "联系人": ("李华", lambda: contact(name="李华")),
    "联系电话": (13800000001, lambda: contact(phone="13800000001")),
    "备注": ("改期", lambda: session(note="改期")),
}
PUBLISHED: dict[str, Change] = {
    **COMMON,
    "活动主题": (OTHER_THEME.label, lambda: activity(themes=(OTHER_THEME.id,))),
    "活动时间": ("9月20日14:00-16:00", lambda: session(slot=MOVED)),
    "活动地点": ("风采广场", lambda: session(venue="v2")),
    "所在县（市、区）": ("浈江区", lambda: venue(region="440204")),
    "行政区划代码": ("440204", lambda: venue(region="440204")),
    "协办单位": ("市科协", lambda: activity(co_organisers=("u1",))),
    "支持单位": ("市科协", lambda: activity(supporters=("u1",))),
    "预计参与人数": (500, lambda: expected(onsite=500)),
    "实际线下人次": (500, lambda: figures(onsite=500)),
    "实际线上人次": ("2万", lambda: figures(online=20_000)),
    "是否主场活动": (
        "是", lambda: activity(forms=(ActivityForm.EXHIBITION, ActivityForm.MAIN_EVENT)),
    ),
    "线上链接": (LINK, lambda: session(join_url=LINK)),
    "媒体报道链接": (LINK, lambda: outcome(news=(Link(url=LINK),))),
    "图片": (LINK, lambda: outcome(pictures=(Link(url=LINK),))),
    "视频": (LINK, lambda: outcome(videos=(Link(url=LINK),))),
    "科技工作者人数": (50, lambda: figures(science_workers=50)),
    "志愿者人数": (50, lambda: figures(volunteers=50)),
    "审核状态": ("退回", lambda: activity(stage=Stage.RETURNED)),
}  # fmt: skip
REPORTED: dict[str, Change] = {
    **PUBLISHED,
    "举办场次": (2, lambda: outcome(occurrences=2)),
    "浏览量": (50, lambda: figures(views=50)),
    "分享量": (50, lambda: figures(shares=50)),
    "活动成效": ("一般", lambda: outcome(text="一般")),
    "活动状态": ("已举办", lambda: activity(state=State.HELD)),
    "预计线上人次": (50, lambda: expected(online=50)),
}
SUMMARISED: dict[str, Change] = {
    **COMMON,
    "开始时间": (
        datetime(2025, 9, 13, 8, 30),  # noqa: DTZ001  (a cell has no zone)
        lambda: session(slot=TimeSlot(start=at(13, 8, 30), end=at(13, 11, 30))),
    ),
    "结束时间": (
        datetime(2025, 9, 13, 12),  # noqa: DTZ001
        lambda: session(slot=TimeSlot(start=at(13, 9), end=at(13, 12))),
    ),
    "活动地点": ("风采广场", lambda: session(venue="v2")),
    "详细地址": ("惠民南路2号", lambda: venue(address="惠民南路2号")),
    "预计线下人次": (500, lambda: expected(onsite=500)),
    "预计线上人次": (500, lambda: expected(online=500)),
}
PROFILES: dict[str, Mapping[str, Change]] = {
    "publish-2025": PUBLISHED, "report-2025": REPORTED, "activity-summary-2025": SUMMARISED,
}  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "heading"),
    [(profile, heading) for profile, changes in PROFILES.items() for heading in changes],
)
def test_a_changed_cell_counts_and_nothing_else_changes(profile: str, heading: str) -> None:
    value, wanted = PROFILES[profile][heading]
    book = Book(BASE, profile)
    cell = book.set(heading, value)
    found, findings = book.read()

    assert found == wanted()
    assert told(findings) == [(CHANGED, cell)]
    assert findings[0].severity is Severity.NOTE
    assert findings[0].entity == "activity:a1"


@pytest.mark.parametrize("profile", PROFILES)
def test_there_is_a_change_for_each_column(profile: str) -> None:
    columns = {column.heading for column in load_profile(profile).sheet[0].column}

    assert columns - PROFILES[profile].keys() <= {"序号", "所在市"}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("base", [SYNTHETIC, EXAMPLE], ids=["synthetic", "example"])
def test_a_changed_name_is_the_only_change_of_a_whole_programme(
    base: Programme, profile: str
) -> None:
    book = Book(base, profile)
    untouched, nothing = Book(base, profile).read()
    last = base.activities[-1]
    row = sum(max(1, len(each.sessions)) for each in base.activities[:-1]) + 1
    cell = book.set("活动名称", "新名称", row)
    found, findings = book.read()

    assert nothing == []
    assert found == with_activity(untouched, evolve(last, name="新名称"))
    assert told(findings)[0] == (CHANGED, cell)


EMPTIED: dict[str, Callable[[], Programme]] = {
    "活动主题": lambda: activity(themes=()),
    "活动类别": lambda: activity(forms=()),
    "活动形式": lambda: activity(mode=None),
    "活动时间": lambda: session(slot=None),
    "活动地点": lambda: session(venue=None),
    "承办单位": lambda: activity(organisers=()),
    "活动内容简介": lambda: activity(summary=None),
    "面向人群": lambda: activity(target_groups=()),
    "预计参与人数": lambda: expected(onsite=None),
    "实际线下人次": lambda: figures(onsite=None),
    "所属重点活动/联合行动": lambda: activity(action=None),
    "线上链接": lambda: session(join_url=None),
    "媒体报道链接": lambda: outcome(news=()),
    "举办场次": lambda: outcome(occurrences=None),
    "活动成效": lambda: outcome(text=None),
    "审核状态": lambda: activity(stage=Stage.DRAFT),
    "备注": lambda: session(note=None),
    "联系电话": lambda: contact(phone=None),
}


@pytest.mark.parametrize("heading", EMPTIED)
def test_an_emptied_cell_empties_its_field(heading: str) -> None:
    book = Book(BASE, "report-2025")
    cell = book.set(heading, None)
    found, findings = book.read()

    assert found == EMPTIED[heading]()
    assert told(findings) == [(CHANGED, cell)]


def test_an_emptied_name_is_an_error_and_the_name_stays() -> None:
    book = Book(BASE)
    cell = book.set("活动名称", None)
    found, findings = book.read()

    assert found == BASE
    assert told(findings) == [(CHANGED, cell), ("KY-TAB106", cell)]


def test_a_cell_that_says_nothing_clear_is_told_and_its_text_kept() -> None:
    book = Book(BASE)
    cell = book.set("预计参与人数", "三五百人")
    found, findings = book.read()

    assert [("KY-TAB113", cell)] == [item for item in told(findings) if item[0] != CHANGED]
    assert found.activities[0].extra["table"] == {"预计参与人数（人次）": "三五百人"}
    assert Book(found).get("预计参与人数") == 300


def test_what_could_not_be_read_is_gone_when_the_cell_is_put_right() -> None:
    base = activity(forms=(), extra={"tool": 1, "table": {"活动类别": "怪事"}})
    book = Book(base)
    assert book.get("活动类别") == "怪事"
    book.set("活动类别", "科普讲座")
    found, findings = book.read()

    assert found == activity(forms=(ActivityForm.LECTURE,))
    assert [finding.code for finding in findings] == [CHANGED]


def test_rows_sorted_with_their_keys_are_the_same_activities_in_another_order() -> None:
    book = Book(SYNTHETIC)
    untouched, _ = Book(SYNTHETIC).read()
    column = book.column("活动名称") - 1
    book.replace(sorted(book.rows(), key=lambda row: str(row[column]), reverse=True))
    found, findings = book.read()

    assert findings == []
    assert set(found.activities) == set(untouched.activities)
    names = [each.name for each in found]
    assert names == sorted(names, reverse=True)


def test_rows_sorted_without_their_keys_are_changes_of_every_cell() -> None:
    book = Book(BASE)
    first, second = book.rows()
    book.replace([[*second[:-1], first[-1]], [*first[:-1], second[-1]]])
    found, findings = book.read()

    assert [each.name for each in found] == ["别的活动", "机器人科普展"]
    assert [each.id for each in found] == ["a1", "a2"]
    assert {finding.code for finding in findings} == {CHANGED}


def test_a_deleted_row_deletes_its_activity() -> None:
    book = Book(BASE)
    book.sheet.delete_rows(book.top + 2)
    found, findings = book.read()

    assert found == attrs.evolve(BASE, activities=(FIRST,))
    assert [(f.code, f.params["count"]) for f in findings] == [(DELETED, 1)]


@pytest.mark.parametrize("kept", [1, 0], ids=["and its number too", "but its number"])
def test_a_row_whose_cells_were_emptied_is_deleted(kept: int) -> None:
    book = Book(BASE)
    for column in range(1 + kept, book.key):
        book.sheet.cell(book.top + 2, column).value = None
    found, findings = book.read()

    assert found == attrs.evolve(BASE, activities=(FIRST,))
    assert [f.code for f in findings] == [DELETED]


def test_a_deleted_row_of_several_deletes_its_session() -> None:
    two = evolve(FIRST, sessions=(*FIRST.sessions, make(Session, id="s2")))
    book = Book(with_activity(BASE, two))
    book.sheet.delete_rows(book.top + 2)
    found, findings = book.read()

    assert found == BASE
    assert findings == []


def copied(**cells: object) -> tuple[Book, list[Any]]:
    """Return a workbook whose first row was copied to the end, with some cells changed."""
    book = Book(BASE)
    row = book.rows()[0]
    for heading, value in cells.items():
        row[book.column(heading) - 1] = value
    book.sheet.append(row)
    return book, row


def test_a_copied_row_is_another_session() -> None:
    book, _ = copied(活动时间="9月20日14:00-16:00")
    found, findings = book.read()
    first = found.activities[0]

    assert len(found) == 2
    assert attrs.evolve(first, sessions=first.sessions[:1]) == FIRST
    assert (first.sessions[1].slot, first.sessions[1].venue) == (MOVED, "v1")
    assert len({each.id for each in first.sessions}) == 2
    assert told(findings) == [(COPIED, f"A{book.top + 3}")]
    assert findings[0].severity is Severity.WARNING


def test_a_row_copied_unchanged_is_told() -> None:
    book, _ = copied()
    found, findings = book.read()

    assert [each.slot for each in found.activities[0].sessions] == [SESSION.slot] * 2
    assert [finding.code for finding in findings] == [COPIED]


def test_a_copied_row_with_another_name_is_another_activity() -> None:
    book, _ = copied(活动名称="无人机科普展")
    found, findings = book.read()
    new = found.activities[2]

    assert found.activities[:2] == BASE.activities
    assert (new.name, new.hosts, new.contacts[0].phone) == (
        "无人机科普展", ("u1",), "0751-8000001",
    )  # fmt: skip
    assert new.id not in {"a1", "a2"}
    assert [finding.code for finding in findings] == [COPIED]


def test_copied_rows_of_one_activity_with_another_name_are_one_activity() -> None:
    two = evolve(FIRST, sessions=(*FIRST.sessions, make(Session, id="s2")))
    book = Book(with_activity(BASE, two))
    for row in book.rows()[:2]:
        row[book.column("活动名称") - 1] = "无人机科普展"
        book.sheet.append(row)
    found, _ = book.read()

    assert [(each.name, len(each.sessions)) for each in found] == [
        ("机器人科普展", 2), ("别的活动", 1), ("无人机科普展", 2),
    ]  # fmt: skip


def test_a_row_added_by_hand_is_a_new_activity() -> None:
    book = Book(BASE)
    book.set("活动名称", "天文观测", 3)
    book.set("活动时间", "9月20日14:00-16:00", 3)
    book.set("主办单位", "市科协", 3)
    found, findings = book.read()
    new = found.activities[2]

    assert findings == []
    assert found.activities[:2] == BASE.activities
    assert (new.name, new.hosts, new.sessions[0].slot) == ("天文观测", ("u1",), MOVED)


def test_a_row_added_without_a_name_is_another_session_of_the_one_above() -> None:
    book = Book(attrs.evolve(BASE, activities=(FIRST,)))
    book.set("活动时间", "9月20日14:00-16:00", 2)
    book.set("活动地点", "风采广场", 2)
    found, findings = book.read()

    assert findings == []
    assert [(each.slot, each.venue) for each in found.activities[0].sessions] == [
        (SESSION.slot, "v1"), (MOVED, "v2"),
    ]  # fmt: skip


def test_a_column_added_by_hand_is_kept_and_written_again() -> None:
    book = Book(BASE)
    book.sheet.cell(book.top, book.key + 1).value = "经费（元）"
    book.sheet.cell(book.top + 1, book.key + 1).value = 3000
    found, findings = book.read()
    again = Book(found)

    assert [finding.code for finding in findings] == [CHANGED]
    assert found.activities[0].extra == {"tool": 1, "table": {"经费（元）": "3000"}}
    assert found.activities[1:] == BASE.activities[1:]
    assert again.get("经费（元）") == "3000"
    assert again.read() == (found, [])


def test_a_cell_of_an_added_column_can_be_changed_and_emptied() -> None:
    base = activity(extra={"tool": 1, "table": {"经费": "3000", "来源": "自筹"}})
    book = Book(base)
    book.set("经费", "5000")
    book.set("来源", None)
    found, findings = book.read()

    assert found.activities[0].extra == {"tool": 1, "table": {"经费": "5000"}}
    assert [finding.code for finding in findings] == [CHANGED, CHANGED]


def test_columns_that_were_deleted_change_nothing() -> None:
    book = Book(BASE)
    for heading in ("活动主题", "联系电话", "备注", "活动时间"):
        book.sheet.delete_cols(book.column(heading))
    for area in list(book.sheet.merged_cells.ranges):
        book.sheet.unmerge_cells(str(area))

    assert book.read() == (BASE, [])


def test_columns_in_another_order_change_nothing() -> None:
    book = Book(BASE, "filing-2007")
    rows = [[cell.value for cell in row] for row in book.sheet.iter_rows(min_row=book.top)]
    book.sheet.delete_rows(book.top, book.sheet.max_row)
    for row in rows:
        book.sheet.append([*reversed(row[:-1]), row[-1]])

    assert book.read() == (BASE, [])


def test_without_the_hidden_sheet_it_is_read_as_any_other() -> None:
    book = Book(BASE)
    del book.book["kepuyue"]
    result = book.result(programme=attrs.evolve(BASE, activities=()))
    found = result.programme.activities

    assert [each.id for each in found] == ["a1", "a2"]
    assert [each.name for each in found] == ["机器人科普展", "别的活动"]
    assert found[0].contacts[0] == Contact(name="张三", phone="0751-8000001")
    assert CHANGED not in {finding.code for finding in result.report}


def test_a_hidden_sheet_that_was_made_visible_has_its_records_still() -> None:
    book = Book(BASE)
    book.book["kepuyue"].sheet_state = "visible"

    assert book.read() == (BASE, [])


def test_a_table_on_a_sheet_of_that_name_is_read() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "kepuyue"
    book.active.append(["活动名称", "主办单位"])
    book.active.append(["机器人讲座", "市科协"])
    data = io.BytesIO()
    book.save(data)

    assert [each.name for each in try_loads(data.getvalue(), format="xlsx").programme] == [
        "机器人讲座"
    ]


def record(book: Book, word: str) -> Any:
    """Return the cell of the hidden sheet that has a word in it."""
    return next(row[0] for row in book.book["kepuyue"].iter_rows() if word in str(row[0].value))


@pytest.mark.parametrize("damage", ['{"entity":', "", None, '{"entity":"activities"}'])
def test_a_damaged_record_is_told_and_its_row_read_as_any_other(damage: str | None) -> None:
    book = Book(BASE)
    cell = record(book, '"id":"a1"')
    cell.value = damage
    found, findings = book.read()

    assert [each.name for each in found] == ["机器人科普展", "别的活动"]
    assert found.activities[1] == BASE.activities[1]
    assert found.activities[0].contacts[0].phone == "0751-8000001"
    if damage:
        assert findings[0].location.sheet == "kepuyue"
        assert findings[0].location.cell == cell.coordinate


@pytest.mark.parametrize("head", ["", "x", "[]", '{"sheet": 2}', '{"sheet": 1, "profile": 3}'])
def test_a_hidden_sheet_of_another_kind_has_no_records(head: str) -> None:
    book = Book(BASE)
    book.book["kepuyue"]["A1"].value = head
    found, findings = book.read()

    assert [each.name for each in found] == ["机器人科普展", "别的活动"]
    assert CHANGED not in {finding.code for finding in findings}


def test_a_date_typed_as_one_counts() -> None:
    book = Book(BASE)
    book.set("活动时间", date(2025, 9, 20))
    found, findings = book.read()

    assert found == session(slot=None, days=DateSpan.day(date(2025, 9, 20)))
    assert [finding.code for finding in findings] == [CHANGED]


def test_a_moment_typed_as_one_counts() -> None:
    book = Book(BASE)
    book.set("活动时间", datetime(2025, 9, 20, 14))  # noqa: DTZ001
    found, _ = book.read()

    assert found == session(slot=TimeSlot(start=at(20, 14)))


def test_a_time_emptied_in_both_its_columns_is_none() -> None:
    book = Book(BASE, "activity-summary-2025")
    book.set("开始时间", None)
    book.set("结束时间", None)
    found, findings = book.read()

    assert found == session(slot=None)
    assert [finding.code for finding in findings] == [CHANGED, CHANGED]


def test_a_date_over_a_moment_of_that_day_is_a_change() -> None:
    book = Book(BASE, "activity-summary-2025")
    book.set("开始时间", "2025-09-13")
    book.set("结束时间", None)
    found, findings = book.read()

    assert found == session(slot=None, days=DateSpan.day(date(2025, 9, 13)))
    assert [finding.code for finding in findings] == [CHANGED, CHANGED]


def test_a_rule_gives_way_to_the_time_that_was_typed() -> None:
    weekly = evolve(SESSION, recurrence=make(Recurrence))
    book = Book(with_activity(BASE, evolve(FIRST, sessions=(weekly,))))
    book.set("活动时间", "9月20日14:00-16:00")

    assert book.read()[0] == session(slot=MOVED)


def test_several_times_typed_into_one_cell_are_sessions_each() -> None:
    book = Book(BASE)
    book.set("活动时间", "9月20日14:00-16:00；9月21日")
    first, second = book.read()[0].activities[0].sessions

    assert first == evolve(SESSION, slot=MOVED)
    assert (second.days, second.slot) == (DateSpan.day(date(2025, 9, 21)), None)


def test_several_places_typed_into_one_cell_are_sessions_each() -> None:
    book = Book(BASE)
    book.set("活动地点", "风采广场、中心小学")
    found = book.read()[0]

    assert [each.venue for each in found.activities[0].sessions] == ["v2", "中心小学"]
    assert found.activities[0].sessions[0] == evolve(SESSION, venue="v2")
    assert found.get(Venue, "中心小学") is not None


def test_a_corrected_address_corrects_the_venue() -> None:
    book = Book(BASE)
    book.set("活动地点", "市科技馆（武江区惠民南路2号）")

    assert book.read()[0] == venue(address="武江区惠民南路2号")


def test_another_place_is_a_new_venue_and_the_old_one_stays() -> None:
    book = Book(BASE)
    book.set("活动地点", "乐昌市文化馆")
    found = book.read()[0]

    assert found.activities[0].sessions[0].venue == "乐昌市文化馆"
    assert found.venues[:2] == BASE.venues


@pytest.mark.parametrize(
    ("place", "link", "kept"),
    [
        ("腾讯会议（123456789）", None, "腾讯会议（123456789）"),
        ("线上：https://example.org/room", "https://example.org/room", None),
        ("待定", None, "待定"),
    ],
)
def test_what_is_typed_instead_of_a_place_with_a_name_is_kept(
    place: str, link: str | None, kept: str | None
) -> None:
    book = Book(BASE)
    book.set("活动地点", place)
    found = book.read()[0]
    activity = found.activities[0]
    table = activity.extra.get("table")

    assert activity.sessions[0].venue is None
    assert found.venues == BASE.venues
    assert table == (None if kept is None else {"活动地点": kept})
    assert link in (None, activity.sessions[0].join_url)
    assert activity.mode == BASE.activities[0].mode


def test_a_division_that_is_none_is_told_and_the_old_one_stays() -> None:
    book = Book(BASE)
    cell = book.set("行政区划代码", "999999")
    found, findings = book.read()

    assert found == activity(extra={"tool": 1, "table": {"行政区划代码": "999999"}})
    assert told(findings)[0] == (CHANGED, cell)
    assert findings[1].severity is Severity.ERROR


def test_the_county_of_an_activity_without_a_place_is_its_own() -> None:
    book = Book(BASE)
    book.set("所在市", "韶关市", 2)
    book.set("所在县（市、区）", "乐昌市", 2)
    found, _ = book.read()

    assert found.activities[1] == evolve(BASE.activities[1], region="440281")


def test_contacts_that_are_not_as_many_as_before_are_new() -> None:
    book = Book(BASE)
    book.set("联系人", "李华、王芳")
    book.set("联系电话", "0751-8000002、13800000001")

    assert book.read()[0] == activity(
        contacts=(
            Contact(name="李华", phone="0751-8000002"),
            Contact(name="王芳", phone="13800000001"),
        )
    )


def test_a_contact_that_is_public_stays_so() -> None:
    desk = Contact(name="咨询台", phone="0751-8000001", public=True)
    book = Book(activity(contacts=(desk,)))
    book.set("联系电话", "0751-8000002")

    assert book.read()[0] == activity(contacts=(evolve(desk, phone="0751-8000002"),))


def test_rows_of_one_activity_that_disagree_are_told() -> None:
    two = evolve(FIRST, sessions=(*FIRST.sessions, make(Session, id="s2")))
    book = Book(with_activity(BASE, two))
    book.set("活动名称", "新名称")
    book.set("活动名称", "又一个名称", 2)
    found, findings = book.read()

    assert found.activities[0].name == "新名称"
    assert [finding.code for finding in findings] == [CHANGED, CHANGED, "KY-TAB120"]
    assert findings[2].severity is Severity.WARNING


def test_a_count_on_the_row_of_a_later_session_is_its_own() -> None:
    two = evolve(FIRST, sessions=(*FIRST.sessions, make(Session, id="s2")))
    book = Book(with_activity(BASE, two))
    book.set("预计参与人数", 80, 2)
    first = book.read()[0].activities[0]

    assert first.sessions[1].expected == Figures(onsite=80)


@pytest.mark.parametrize(
    ("remark", "state", "note"),
    [("已取消", State.CANCELLED, None), ("延期；等通知", State.POSTPONED, "等通知")],
)
def test_what_became_of_a_session_is_told_in_the_remark(
    remark: str, state: State, note: str | None
) -> None:
    book = Book(BASE)
    book.set("备注", remark)

    assert book.read()[0] == session(state=state, note=note)


def test_the_remark_of_an_activity_without_sessions_is_about_itself() -> None:
    bare = evolve(FIRST, sessions=())
    book = Book(with_activity(BASE, bare))
    book.set("备注", "取消")

    assert book.read()[0] == with_activity(BASE, evolve(bare, state=State.CANCELLED))


def test_a_time_typed_for_an_activity_without_sessions_is_its_first() -> None:
    bare = evolve(FIRST, sessions=())
    book = Book(with_activity(BASE, bare))
    book.set("活动时间", "9月20日14:00-16:00")

    assert book.read()[0] == with_activity(
        BASE, evolve(bare, sessions=(Session(id="1", slot=MOVED),))
    )


def test_a_link_shown_of_the_activity_is_changed_there() -> None:
    plain = evolve(FIRST, url="https://example.org/", sessions=(evolve(SESSION, join_url=None),))
    book = Book(with_activity(BASE, plain))
    book.set("线上链接", LINK)

    assert book.read()[0] == with_activity(BASE, evolve(plain, url=LINK))


PAPER = Programme(
    units=(Unit(id="u1", name="市科协"), Unit(id="u2", name="市教育局")),
    activities=(make(Activity, id="a1", name="机器人科普展"),),
    exhibit_applications=(
        ExhibitApplication(
            id="e1", name="机械臂", unit="u1", area=12.5, power=2000, staff=3,
            equipment=("桌子", "插座"), interactive=True,
            contacts=(Contact(name="张三", role="讲解", phone="0751-8000001"),), extra={"tool": 1},
        ),
    ),
    volunteer_replies=(
        VolunteerReply(
            id="r1", unit="u1", contacts=(Contact(name="王芳"),),
            volunteers=(
                Volunteer(name="张三", phone="13800000001", role="讲解"), Volunteer(name="李华"),
            ),
        ),
    ),
    summaries=(
        UnitSummary(id="s1", unit="u1", overview="开展情况", cases=("案例一", "案例二"),
                    figures=Figures(onsite=300), submitted=date(2025, 9, 25)),
    ),
    nominations=(
        Nomination(id="n1", category=NominationCategory.UNIT, unit="u1", rank=1),
        Nomination(id="n2", category=NominationCategory.ACTIVITY, activity="a1", reasons="好"),
        Nomination(id="n3", category=NominationCategory.WORK, work="科普漫画", unit="u2"),
    ),
)  # fmt: skip
EXHIBIT, REPLY = PAPER.exhibit_applications[0], PAPER.volunteer_replies[0]
SUMMARY, NOMINATIONS = PAPER.summaries[0], PAPER.nominations
FIRST_HELPER, SECOND_HELPER = REPLY.volunteers
PAPERS: list[tuple[str, str | None, str, object, Any]] = [
    ("exhibit-form-2025", None, "项目名称", "无人机", evolve(EXHIBIT, name="无人机")),
    ("exhibit-form-2025", None, "申报单位", "市教育局", evolve(EXHIBIT, unit="u2")),
    ("exhibit-form-2025", None, "展项简介", "能抓取", evolve(EXHIBIT, summary="能抓取")),
    ("exhibit-form-2025", None, "是否互动", "否", evolve(EXHIBIT, interactive=False)),
    ("exhibit-form-2025", None, "占地面积（㎡）", "约20㎡", evolve(EXHIBIT, area=20.0)),
    ("exhibit-form-2025", None, "用电功率（W）", "3kW", evolve(EXHIBIT, power=3000.0)),
    ("exhibit-form-2025", None, "展位人员", 5, evolve(EXHIBIT, staff=5)),
    ("exhibit-form-2025", None, "所需设备", "桌子", evolve(EXHIBIT, equipment=("桌子",))),
    ("exhibit-form-2025", None, "联系电话", "0751-8000002",
     evolve(EXHIBIT, contacts=(evolve(EXHIBIT.contacts[0], phone="0751-8000002"),))),
    ("exhibit-form-2025", None, "备注", "靠窗", evolve(EXHIBIT, note="靠窗")),
    ("exhibit-form-2025", None, "占地面积（㎡）", None, evolve(EXHIBIT, area=None)),
    ("volunteer-reply-2025", None, "姓名", "陈明",
     evolve(REPLY, volunteers=(evolve(FIRST_HELPER, name="陈明"), SECOND_HELPER))),
    ("volunteer-reply-2025", None, "联系电话", None,
     evolve(REPLY, volunteers=(evolve(FIRST_HELPER, phone=None), SECOND_HELPER))),
    ("volunteer-reply-2025", None, "可服务日期", "2025年9月13日",
     evolve(REPLY, volunteers=(
         evolve(FIRST_HELPER, available=(DateSpan.day(date(2025, 9, 13)),)), SECOND_HELPER))),
    ("unit-summary-2025", None, "活动开展情况", "另写", evolve(SUMMARY, overview="另写")),
    ("unit-summary-2025", None, "典型案例", "1.甲\n2.乙", evolve(SUMMARY, cases=("甲", "乙"))),
    ("unit-summary-2025", None, "线下人次", "约500", evolve(SUMMARY, figures=Figures(onsite=500))),
    ("unit-summary-2025", None, "提交日期", datetime(2025, 9, 24),  # noqa: DTZ001
     evolve(SUMMARY, submitted=date(2025, 9, 24))),
    ("nomination-2025", "优秀组织单位", "排序", 2, evolve(NOMINATIONS[0], rank=2)),
    ("nomination-2025", "优秀组织单位", "主要事迹", "多", evolve(NOMINATIONS[0], reasons="多")),
    ("nomination-2025", "优秀活动", "推荐单位", "市科协",
     evolve(NOMINATIONS[1], nominated_by="u1")),
    ("nomination-2025", "优秀作品", "作品名称", "漫画集", evolve(NOMINATIONS[2], work="漫画集")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "sheet", "heading", "value", "wanted"), PAPERS, ids=range(len(PAPERS))
)
def test_a_changed_cell_of_paperwork_counts_and_nothing_else_changes(
    profile: str, sheet: str | None, heading: str, value: object, wanted: Any
) -> None:
    known = Programme(units=PAPER.units)
    untouched, nothing = Book(PAPER, profile, sheet).read(programme=known)
    book = Book(PAPER, profile, sheet)
    cell = book.set(heading, value)
    found, findings = book.read(programme=known)

    assert nothing == []
    assert found == untouched.with_replaced(wanted)
    assert (CHANGED, cell) in told(findings)
    assert {finding.code for finding in findings} <= {CHANGED, "KY-TAB112"}


def test_a_volunteer_added_copied_or_deleted_by_hand() -> None:
    book = Book(PAPER, "volunteer-reply-2025")
    first, second = book.rows()
    added = list(second)
    added[book.column("姓名") - 1], added[-1] = "陈明", None
    book.replace([first, first, added])
    found, findings = book.read()
    (reply,) = found.volunteer_replies

    assert reply == evolve(
        REPLY, volunteers=(FIRST_HELPER, FIRST_HELPER, evolve(SECOND_HELPER, name="陈明"))
    )
    assert told(findings) == [(COPIED, f"A{book.top + 2}")]


def test_a_new_unit_of_volunteers_is_a_reply_of_its_own() -> None:
    book = Book(PAPER, "volunteer-reply-2025")
    book.set("单位", "市教育局", 3)
    book.set("姓名", "陈明", 3)
    first, second = book.read(programme=PAPER)[0].volunteer_replies

    assert first == REPLY
    assert (second.unit, [each.name for each in second.volunteers]) == ("u2", ["陈明"])


def test_rows_of_paperwork_deleted_emptied_and_added() -> None:
    book = Book(PAPER, "exhibit-form-2025")
    for column in range(2, book.key):
        book.sheet.cell(book.top + 1, column).value = None
    book.set("项目名称", "无人机", 2)
    book.set("申报单位", "市科协", 2)
    found, findings = book.read()
    (exhibit,) = found.exhibit_applications

    assert (exhibit.name, exhibit.unit) == ("无人机", "u1")
    assert exhibit.id != "e1"
    assert [finding.code for finding in findings] == [DELETED]


def test_a_name_emptied_of_paperwork_is_told_and_stays() -> None:
    book = Book(PAPER, "exhibit-form-2025")
    book.set("项目名称", None)
    found, findings = book.read()

    assert found.exhibit_applications == (EXHIBIT,)
    assert findings[-1].severity is Severity.ERROR


def test_a_column_added_by_hand_to_paperwork_is_kept() -> None:
    book = Book(PAPER, "exhibit-form-2025")
    book.sheet.cell(book.top, book.key + 1).value = "进场时间"
    cell = book.sheet.cell(book.top + 1, book.key + 1)
    cell.value = "8:30"
    found, findings = book.read()

    assert found.exhibit_applications[0].extra["table"] == {"进场时间": "8:30"}
    assert told(findings) == [(CHANGED, cell.coordinate)]


def test_a_contact_added_to_paperwork_by_name_leaves_the_phone_of_the_other() -> None:
    contact = Contact(name="张三", phone="13800000001")
    book = Book(PAPER.with_replaced(evolve(EXHIBIT, contacts=(contact,))), "exhibit-form-2025")
    book.set("联系人", "张三、李华")
    found, _ = book.read()

    assert found.exhibit_applications[0].contacts == (
        Contact(name="张三"),
        Contact(name="李华"),
        Contact(phone="13800000001"),
    )


def test_what_the_model_refuses_of_a_row_is_told_at_it_and_the_record_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise InvalidValueError(Report([Finding(code="KY-VAL001", params={"field": "x"})]))

    book = Book(BASE)
    book.set("活动名称", "别的名称")
    monkeypatch.setattr(Changes, "session", refuse)
    found, findings = book.read()

    assert found == BASE
    assert told(findings)[-1] == ("KY-VAL001", f"A{book.top + 1}")


def test_what_the_model_refuses_of_an_activity_is_told_and_the_record_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = Book(BASE)
    book.set("活动名称", "别的名称")
    monkeypatch.setattr(Changes, "activity", lambda *_: {"name": ""})
    found, findings = book.read()

    assert found == BASE
    assert "KY-VAL001" in [finding.code for finding in findings]


def test_rows_without_a_name_below_a_new_row_are_its_sessions() -> None:
    book = Book(BASE)
    rows = book.rows()
    width = len(rows[0])
    name, when = book.column("活动名称") - 1, book.column("活动时间") - 1
    new, further, lost = (list[Any]([None] * width) for _ in range(3))
    new[name], new[when] = "天文观测", "2025年9月20日"
    further[when] = "2025年9月21日"
    lost[book.column("活动内容简介") - 1] = "没有名称"
    book.replace([*rows, new, further, lost])
    found, findings = book.read()

    assert [len(a.sessions) for a in found] == [*(len(a.sessions) for a in BASE), 2]
    assert [code for code, _ in told(findings)] == ["KY-TAB106"]


def test_what_another_tool_keeps_under_the_name_of_the_tables_stays() -> None:
    book = Book(activity(extra={"table": 5}))
    book.set("活动名称", "别的名称")
    found, _ = book.read()
    book.set("预计参与人数", "若干")
    unclear, _ = book.read()

    assert found.activities[0].extra == {"table": 5}
    assert list(unclear.activities[0].extra["table"].values()) == ["若干"]
