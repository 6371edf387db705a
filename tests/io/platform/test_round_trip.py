"""What a workbook or CSV file of ours says when it is read again."""

import contextlib
import csv
import io
import random
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, Literal

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kepuyue import (
    Activity,
    Contact,
    ExhibitApplication,
    Figures,
    InvalidValueError,
    LoadError,
    Nomination,
    NominationCategory,
    Outcome,
    Programme,
    Review,
    Session,
    Unit,
    UnitSummary,
    Venue,
    Volunteer,
    VolunteerReply,
    dumps,
    editions,
    iter_activities,
    load,
    loads,
    try_loads,
)
from kepuyue.io.platform.loss import carried
from kepuyue.io.platform.profile import load_profile, profiles
from kepuyue.io.registry import in_view
from kepuyue.testing import make, make_programme, strategies, synthetic_programme

View = Literal["public", "internal"]
BUNDLED = list(profiles())
VIEWS: tuple[View, ...] = ("public", "internal")
EXPECTED = {"KY-TAB128", "KY-TAB101", "KY-TAB102"}
"""By which profile a table was read, and that a sheet or the file has none: said of any file."""
ACTIVITIES = [name for name in BUNDLED if load_profile(name).sheet[0].rows == "activities"]
PROGRAMMES = {
    "every field": make_programme(),
    "synthetic": synthetic_programme(activities=12, seed=5),
    "example": editions.load("shaoguan-2025-example"),
    "notice": editions.load("shaoguan-2025"),
    "nothing": Programme(),
}


def shown(programme: Programme, profile: str, view: View) -> Programme:
    """Return what a workbook has of a programme; nominations in the order of its sheets."""
    found = carried(in_view(programme, view), load_profile(profile))
    sheets = [form.category for form in load_profile(profile).sheet]
    if sheets == [None]:
        return found
    nominations = sorted(found.nominations, key=lambda each: sheets.index(each.category.id))
    return attrs.evolve(found, nominations=tuple(nominations))


def read(data: bytes, **options: Any) -> tuple[Programme, list[str]]:
    """Return what a workbook says, and the findings that not every file has."""
    result = try_loads(data, format="xlsx", **options)
    told = [str(finding) for finding in result.report if finding.code not in EXPECTED]
    return attrs.evolve(result.programme, origin=None), told


def back(programme: Programme, profile: str = "publish-2025", view: View = "internal") -> Programme:
    """Return a programme written and read, without any finding."""
    found, told = read(dumps(programme, format="xlsx", profile=profile, view=view))
    assert told == []
    return found


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("profile", BUNDLED)
@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_workbook_comes_back_whole(name: str, profile: str, view: View) -> None:
    programme = PROGRAMMES[name]

    assert back(programme, profile, view) == shown(programme, profile, view)


@pytest.mark.parametrize("profile", BUNDLED)
@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(strategies.programmes(), st.sampled_from(VIEWS))
def test_any_programme_comes_back_whole(profile: str, programme: Programme, view: View) -> None:
    assert back(programme, profile, view) == shown(programme, profile, view)


def test_it_comes_back_whatever_profile_the_reader_is_told() -> None:
    programme = PROGRAMMES["synthetic"]
    data = dumps(programme, format="xlsx", profile="report-2025")

    for profile in (None, "report-2025", load_profile("report-2025")):
        assert read(data, profile=profile) == (shown(programme, "report-2025", "internal"), [])


def test_it_adds_to_the_programme_that_the_reader_is_given() -> None:
    programme = PROGRAMMES["example"]
    other = Programme(activities=(make(Activity, id="other"),), units=(Unit(id="u", name="甲"),))
    found, told = read(dumps(programme, format="xlsx"), programme=other)

    assert told == []
    assert {a.id for a in found.activities} == {"other", *(a.id for a in programme.activities)}
    assert found.get(Unit, "u") == other.units[0]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("profile", BUNDLED)
def test_the_same_programme_gives_the_same_bytes(profile: str, format: str) -> None:
    programme = PROGRAMMES["synthetic"]
    first = dumps(programme, format=format, profile=profile)

    assert dumps(programme, format=format, profile=profile) == first


SECRET, PAPER = "不得公开", "只在回执"
"""What private parts have in them: those of activities and units, and those of paperwork."""


def private() -> Programme:
    """Return a programme whose every private part says that it is."""
    number = iter(range(1_000))

    def secret(word: str = PAPER) -> str:
        return f"{word}{next(number)}"

    def hidden(word: str = PAPER) -> Contact:
        return Contact(name=secret(word), role=secret(word), phone=secret(word))

    volunteer = Volunteer(name=secret(), phone=secret(), role=secret(), note=secret())
    return Programme(
        units=(Unit(id="u", name="甲", contacts=(hidden(SECRET),)),),
        activities=(
            make(
                Activity,
                hosts=("u",),
                contacts=(hidden(SECRET), Contact(name="咨询台", public=True)),
                review=Review(content=True, note=secret(SECRET)),
                sessions=(Session(id="1", note=secret(SECRET)),),
            ),
        ),
        exhibit_applications=(
            ExhibitApplication(id="e", name="展项", unit="u", contacts=(hidden(),), note=secret()),
        ),
        volunteer_replies=(
            VolunteerReply(id="r", unit="u", contacts=(hidden(),), volunteers=(volunteer,)),
        ),
        summaries=(UnitSummary(id="s", unit="u", overview=secret(), contacts=(hidden(),)),),
        nominations=(
            Nomination(id="n", category=NominationCategory.UNIT, unit="u", reasons=secret()),
        ),
    )


def everything(data: bytes) -> str:
    """Return every part of a workbook; of the records what their escapes stand for too."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    return text + text.encode("utf-8").decode("unicode_escape", "ignore")


@pytest.mark.parametrize("profile", BUNDLED)
def test_the_public_workbook_has_nothing_private_in_any_part(profile: str) -> None:
    programme = private()

    public = [
        everything(dumps(programme, format="xlsx", profile=profile, view="public")),
        dumps(programme, format="csv", profile=profile, view="public").decode(),
    ]

    assert SECRET in everything(dumps(programme, format="xlsx", profile=profile))
    assert not [text for text in public if SECRET in text or PAPER in text]


@pytest.mark.parametrize("profile", ACTIVITIES)
def test_a_table_of_activities_has_no_paperwork_in_any_part(profile: str) -> None:
    assert PAPER not in everything(dumps(private(), format="xlsx", profile=profile))


TEXTS = [
    "_x0041_", "_x005F_", "_x000D_", "_x" * 9_000, "<&>\"'", "]]>",
    "=1+1", "+86 751", "-1", "@SUM(A1)", "'=1", "'", "''a", '=HYPERLINK("http://x")',
    "007", "1e5", "2025-09-13", "TRUE", "是", "1,200", "0.10",
    "合计", "小计", "例：科普讲座", "（示例）", "注：见附件", "填表人：张三", "活动名称", "无",
    "1. 讲座和展览的全部安排",
    "科普\n讲座", "  两边有空格  ", "\r\n", "\t", "a\r\nb\rc", "\x85", "\u2028", "\ufeff", "\u00a0",
    "\x00", "\x07\x1f", "\x7f\x9f", "\ufffe\uffff", "长" * 40_000, "𠮷" * 20_000,
]  # fmt: skip
"""Text that a spreadsheet, XML, a reader of tables or a person may take for something else."""


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_text_of_any_kind_comes_back(text: str) -> None:
    activity = make(Activity, extra={"tool": text})
    for fill in (
        lambda: {"summary": text},
        lambda: {"sessions": (Session(id="1", note=text),)},
        lambda: {"name": text, "hosts": (text,)},
    ):
        with contextlib.suppress(InvalidValueError):  # the model has no such text
            activity = attrs.evolve(activity, **fill())
    programme = Programme(activities=(activity,))

    assert back(programme) == programme
    assert back(programme, "activity-summary-2025") == programme


@pytest.mark.parametrize(
    "ref", ["a/b", "a%2Fb", "%", "/", "a/1", "=1", "_x0041_", "1", "2025-09-13"]
)
def test_ids_of_any_kind_come_back(ref: str) -> None:
    activity = make(Activity, id=ref, sessions=(Session(id=ref), Session(id="1/" + ref)))
    programme = Programme(activities=(make(Activity, id="a"), activity))

    assert back(programme) == programme
    assert back(programme, "activity-summary-2025") == programme


def test_a_workbook_without_records_is_read_as_any_other() -> None:
    programme = PROGRAMMES["synthetic"]
    data = dumps(programme, format="xlsx", records=False)
    found = try_loads(data, format="xlsx", programme=without_activities(programme)).programme

    assert len(found) == sum(len(activity.sessions) for activity in programme)
    assert {activity.name for activity in found} == {activity.name for activity in programme}
    assert not {activity.id for activity in found} & {activity.id for activity in programme}


def without_activities(programme: Programme) -> Programme:
    return attrs.evolve(programme, activities=())


@pytest.mark.parametrize("profile", ACTIVITIES)
def test_csv_says_the_same_when_it_is_read_and_written_again(profile: str) -> None:
    programme = PROGRAMMES["synthetic"]
    data = dumps(programme, format="csv", profile=profile)
    found = loads(data, format="csv", programme=without_activities(programme), profile=profile)

    assert [a.id for a in found] == [a.id for a in programme]
    assert dumps(found, format="csv", profile=profile) == data


@pytest.mark.parametrize("profile", [name for name in BUNDLED if name not in ACTIVITIES])
def test_csv_of_paperwork_says_the_same_when_it_is_read_and_written_again(profile: str) -> None:
    programme = PROGRAMMES["example"]
    rows = load_profile(profile).sheet[0].rows
    data = dumps(programme, format="csv", profile=profile)
    none: dict[str, Any] = {rows: ()}
    bare = attrs.evolve(programme, **none)
    found = loads(data, format="csv", programme=bare, profile=profile)

    assert dumps(found, format="csv", profile=profile) == data


CONTACT = Contact(name="张三", phone="0751-8000001")


def test_csv_gives_the_fields_that_its_columns_show() -> None:
    venue = Venue(id="馆", name="馆", address="惠民南路1号", region="440203")
    sessions = (
        Session(id="s", venue="馆", note="带水", join_url="https://example.org/a"),
        Session(id="t", when_text="待定", expected=Figures(onsite=20)),
    )
    activity = make(
        Activity,
        sessions=sessions,
        summary="第一段\n第二段，=1",
        contacts=(CONTACT, attrs.evolve(CONTACT, name="李华")),
        hosts=("市科协（筹）", "甲"),
        region="440203",
        outcome=Outcome(figures=Figures(onsite=300, views=2**62), occurrences=2, text="=1"),
    )
    units = (Unit(id="甲", name="甲单位"), Unit(id="市科协（筹）", name="市科协（筹）"))
    programme = Programme(units=units, venues=(venue,), activities=(activity,))
    data = dumps(programme, format="csv", profile="report-2025")

    assert loads(data, format="csv", programme=without_activities(programme)).activities == (
        activity,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_of_other_programs_says_the_same(encoding: str, delimiter: str, tmp_path: Path) -> None:
    programme = PROGRAMMES["synthetic"]
    ours = dumps(programme, format="csv")
    expected = loads(ours, format="csv", programme=without_activities(programme))
    text = io.StringIO()
    rows = csv.reader(io.StringIO(ours.decode("utf-8-sig")))
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = tmp_path / "table.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    found = load(path, programme=without_activities(programme))
    streamed = iter_activities(path, programme=without_activities(programme))

    assert found.activities == expected.activities
    assert tuple(streamed) == expected.activities


def test_the_limits_of_dates_come_back() -> None:
    days = [date(1, 1, 1), date(1899, 12, 31), date(1900, 2, 28), date(1901, 1, 1), date.max]
    summaries = tuple(UnitSummary(id=str(day), submitted=day) for day in days)
    programme = Programme(summaries=summaries)

    assert back(programme, "unit-summary-2025") == programme


def test_rows_in_any_order_are_the_same_activities() -> None:
    programme = PROGRAMMES["synthetic"]
    shuffled = list(programme.activities)
    random.Random(1).shuffle(shuffled)
    moved = attrs.evolve(programme, activities=tuple(shuffled))

    assert back(moved) == shown(moved, "publish-2025", "internal")


def test_a_broken_workbook_is_an_error_of_ours() -> None:
    data = dumps(make_programme(), format="xlsx")

    with pytest.raises(LoadError):
        loads(data[: len(data) // 2], format="xlsx")
