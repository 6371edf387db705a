"""The comparison of a table with its expectations passes what is right and notices the rest."""

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

import kepuyue
from kepuyue import (
    CHINA_TIME,
    Activity,
    ActivityForm,
    Contact,
    DateSpan,
    Figures,
    Finding,
    Link,
    LoadResult,
    Location,
    Mode,
    Nomination,
    NominationCategory,
    Outcome,
    Programme,
    Recurrence,
    Report,
    Session,
    Severity,
    TimeSlot,
    Unit,
    Venue,
    Volunteer,
    VolunteerReply,
)
from tests.io.platform import corpus

EDITION = kepuyue.editions.load("shaoguan-2025")


def slot(start: str, end: str) -> TimeSlot:
    times = [datetime.fromisoformat(time).replace(tzinfo=CHINA_TIME) for time in (start, end)]
    return TimeSlot(start=times[0], end=times[1])


LIBRARY = "韶关市图书馆"
PALACE = "韶关市青少年宫"
ROOMS = ("韶关市图书馆一楼大厅", "少儿阅览室", "市青少年宫三楼", "古籍修复室")
REPORT = LoadResult(
    programme=Programme(
        units=tuple(Unit(id=name, name=name) for name in (LIBRARY, PALACE)),
        venues=tuple(Venue(id=name, name=name) for name in ROOMS),
        activities=(
            Activity(
                id="1",
                name="“图书馆奇妙夜”科普专场",
                hosts=[LIBRARY],
                sessions=(
                    Session(
                        id="1",
                        slot=slot("2023-09-16T19:00", "2023-09-16T21:00"),
                        venue=ROOMS[0],
                    ),
                ),
                outcome=Outcome(
                    figures=Figures(onsite=280, online=0),
                    news=(Link(url="https://example.org/a/1"),),
                ),
            ),
            Activity(
                id="2",
                name="机器人搭建工作坊",
                hosts=[LIBRARY, PALACE],
                sessions=(
                    Session(
                        id="1",
                        slot=slot("2023-09-17T09:00", "2023-09-17T11:00"),
                        venue=ROOMS[1],
                    ),
                    Session(
                        id="2",
                        slot=slot("2023-09-23T09:00", "2023-09-23T11:00"),
                        venue=ROOMS[2],
                    ),
                ),
                outcome=Outcome(figures=Figures(onsite=75)),
            ),
            Activity(
                id="3",
                name="科普好书线上展",
                hosts=[LIBRARY],
                mode=Mode.ONLINE,
                sessions=(
                    Session(id="1", days=DateSpan(first=date(2023, 9, 17), last=date(2023, 10, 8))),
                ),
                outcome=Outcome(
                    figures=Figures(online=12000),
                    news=(
                        Link(url="https://example.org/a/2"),
                        Link(url="https://example.com/b/3"),
                    ),
                ),
            ),
            Activity(
                id="4",
                name="古籍修复体验",
                hosts=[LIBRARY],
                sessions=(Session(id="1", when_text="9月31日下午", venue=ROOMS[3]),),
                outcome=Outcome(figures=Figures(onsite=18)),
            ),
        ),
    ),
    report=Report([Finding(code="KY-TAB101", location=Location(sheet="表2", cell="C7"))]),
)
"""What is to be read of ``a-17-library-report.docx``."""

REPLY = LoadResult(
    programme=EDITION.with_added(
        Unit(id="韶关学院科协", name="韶关学院科协"),
        VolunteerReply(
            id="v",
            unit="韶关学院科协",
            volunteers=(
                Volunteer(name="张三", phone="13800000111", role="展区讲解", note="领队"),
                Volunteer(name="李华", phone="13800000112", role="展区讲解"),
                Volunteer(name="王芳", role="秩序引导"),
                Volunteer(name="赵明", phone="0751-8000114", role="实验演示", note="自带实验服"),
            ),
        ),
    ),
    report=Report(
        [
            Finding(
                code="KY-TAB128",
                severity=Severity.NOTE,
                params={"profile": "volunteer-reply-2025"},
                location=Location(sheet="表1"),
            )
        ]
    ),
)
"""What is to be read of ``a-18-volunteers.docx``."""

ALL_KEYS = """
[[activity]]
name = "科学之夜"
forms = ["film", "exhibition"]
target_groups = ["youth"]
action = "院士专家进校园活动"
state = "cancelled"
stage = "published"
occurrences = 3
expected = { onsite = 300, online = 12000 }
pictures = ["https://example.org/p.jpg"]
contacts = [{ name = "张三", phone = "0751-8000001" }]
extra = { "经费来源" = "自筹" }
[[activity.sessions]]
start = "2025-09-06T09:00"
end = "2025-09-06T11:00"
rrule = "FREQ=WEEKLY;BYDAY=SU,SA;UNTIL=20250930"
expected = 40
venue = "天象厅"
region = "440203"
address = "惠民南路1号"
[[activity.sessions]]
first = "2025-09-20"
last = "2025-09-21"
text = "上午"
join_url = "https://example.org/r"
note = "需预约"
[[nomination]]
category = "activity"
unit = "韶关市科技馆"
activity = "科学之夜"
rank = 1
[[finding]]
cell = "C3"
severity = "note"
"""

ACTION = next(
    action.id
    for campaign in EDITION.campaigns
    for action in campaign.actions
    if action.name == "院士专家进校园活动"
)
MUSEUM = next(unit.id for unit in EDITION.units if unit.name == "韶关市科技馆")
NIGHT = LoadResult(
    programme=EDITION.with_added(
        Venue(id="天象厅", name="天象厅", region="440203", address="惠民南路1号"),
        Activity(
            id="night",
            name="科学之夜",
            forms=(ActivityForm.EXHIBITION, ActivityForm.FILM),
            target_groups=["youth"],
            action=ACTION,
            state=kepuyue.State.CANCELLED,
            stage=kepuyue.Stage.PUBLISHED,
            expected=Figures(onsite=300, online=12000),
            outcome=Outcome(occurrences=3, pictures=(Link(url="https://example.org/p.jpg"),)),
            contacts=(Contact(name="张三", phone="0751-8000001"),),
            extra={"table": {"经费来源": "自筹", "序号": "1"}},
            sessions=(
                Session(
                    id="1",
                    slot=slot("2025-09-06T09:00", "2025-09-06T11:00"),
                    recurrence=Recurrence.from_rrule("FREQ=WEEKLY;UNTIL=20250930;BYDAY=SA,SU"),
                    expected=Figures(onsite=40),
                    venue="天象厅",
                ),
                Session(
                    id="2",
                    days=DateSpan(first=date(2025, 9, 20), last=date(2025, 9, 21)),
                    when_text="上午",
                    join_url="https://example.org/r",
                    note="需预约",
                ),
            ),
        ),
        Nomination(
            id="n", category=NominationCategory.ACTIVITY, unit=MUSEUM, activity="night", rank=1
        ),
    ),
    report=Report(
        [Finding(code="KY-TAB111", severity=Severity.NOTE, location=Location(cell="C3"))]
    ),
)

CASES: dict[str, tuple[dict[str, Any], Programme, LoadResult]] = {
    "report": (
        tomllib.loads((corpus.TABLES / "a-17-library-report.toml").read_text("utf-8")),
        Programme(),
        REPORT,
    ),
    "reply": (
        tomllib.loads((corpus.TABLES / "a-18-volunteers.toml").read_text("utf-8")),
        EDITION,
        REPLY,
    ),
    "all keys": (tomllib.loads(ALL_KEYS), EDITION, NIGHT),
}
CHECKED = ("activity", "volunteer_reply", "nomination", "finding", "profile")


def wrong(expected: dict[str, Any], given: Programme, result: LoadResult) -> list[str]:
    return [str(fact) for fact in corpus.facts(expected, given, result) if not fact.holds]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value of a document that is no list and no table."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, part in steps:
        if isinstance(part, dict | list):
            yield from leaves(part, (*path, step))
        else:
            yield (*path, step)


def altered(expected: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """Return the document with another value at the end of a way."""
    changed = copy.deepcopy(expected)
    *steps, last = path
    part: Any = changed
    for step in steps:
        part = part[step]
    match part[last], last:
        case int(), _:
            part[last] += 1
        case str(), "rrule":
            part[last] = "FREQ=DAILY;COUNT=2"
        case str(), "severity":
            part[last] = "warning"
        case _:
            part[last] += "9"
    return changed


@pytest.mark.parametrize("case", CASES)
def test_what_is_as_expected_has_no_difference(case: str) -> None:
    assert wrong(*CASES[case]) == []


@pytest.mark.parametrize("case", CASES)
def test_each_value_of_the_expectations_counts(case: str) -> None:
    expected, given, result = CASES[case]
    ways = list(leaves({key: expected[key] for key in CHECKED if key in expected}))

    assert ways
    assert [way for way in ways if not wrong(altered(expected, way), given, result)] == []


@attrs.frozen
class Slip:
    """What a reader may do wrong with the report of the library, and what is said of it."""

    programme: Programme
    line: str


FIRST, SECOND, THIRD, LAST = REPORT.programme.activities
GUESSED = attrs.evolve(LAST.sessions[0], days=DateSpan.day(date(2023, 10, 1)))
SLIPS = {
    "lost": Slip(
        attrs.evolve(
            REPORT.programme,
            activities=(
                FIRST,
                SECOND,
                LAST,
            ),
        ),
        "number of activity: 3, expected 4",
    ),
    "order": Slip(
        attrs.evolve(
            REPORT.programme,
            activities=(
                FIRST,
                SECOND,
                LAST,
                THIRD,
            ),
        ),
        "activity 3 科普好书线上展.name: '古籍修复体验', expected '科普好书线上展'",
    ),
    "total": Slip(
        REPORT.programme.with_added(Activity(id="5", name="合计")),
        "activity too many: '合计', expected None",
    ),
    "session": Slip(
        REPORT.programme.with_replaced(attrs.evolve(SECOND, sessions=SECOND.sessions[:1])),
        "number of activity 2 机器人搭建工作坊.sessions: 1, expected 2",
    ),
    "guess": Slip(
        REPORT.programme.with_replaced(attrs.evolve(LAST, sessions=(GUESSED,))),
        "activity 4 古籍修复体验.sessions 1.when: 'first 2023-10-01 last 2023-10-01', expected ''",
    ),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_of_the_reader_is_told(slip: Slip) -> None:
    expected, given, _ = CASES["report"]

    assert slip.line in wrong(expected, given, attrs.evolve(REPORT, programme=slip.programme))


def test_an_error_that_nobody_expects_is_told() -> None:
    expected, given, _ = CASES["report"]
    error = Finding(code="KY-TAB102", location=Location(sheet="表2", cell="D4"))
    result = attrs.evolve(REPORT, report=Report([*REPORT.report, error]))

    assert wrong(expected, given, result) == [f"error not expected: {str(error)!r}, expected None"]


def test_what_cannot_be_read_has_every_fact_wrong(tmp_path: Path) -> None:
    table = tmp_path / "x.odd"
    table.with_suffix(".toml").write_text(f"options = {{}}\n{ALL_KEYS}", "utf-8")
    facts = list(corpus.facts_of(table))

    assert [fact.holds for fact in facts] == [False] * len(facts)
    assert facts[0].place == "crash"
    assert list(corpus.show([table]))[-1] == (
        "tables without a difference: 0 / 1; facts right: 0 / 31"
    )
