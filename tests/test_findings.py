import ast
import json
import pickle
import re
import string
from pathlib import Path

import pytest

from kepuyue import (
    Finding,
    InvalidValueError,
    KepuyueError,
    LoadError,
    Location,
    MissingExtraError,
    Report,
    Severity,
    Unit,
    UnknownIdError,
)
from kepuyue._html import ROWS, table
from kepuyue._text import nearest, shorten, shown
from kepuyue.catalogue import MESSAGES, render

SOURCE = Path(__file__).parents[1] / "src" / "kepuyue"
EMPTY = Finding(code="KY-VAL001", params={"field": "id"}, entity="unit:a")
LONE = Finding(code="KY-VAL010", params={"field": "x"}, severity=Severity.WARNING)
TOLD = Finding(code="KY-VAL014", severity=Severity.NOTE, location=Location(path="/a"))


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_of_a_message_are_there(code: str) -> None:
    chinese, english = MESSAGES[code]
    suffixed = {name.removesuffix("_zh") for name in fields(chinese)}

    assert re.fullmatch("KY-[A-Z]{3}[0-9]{3}", code)
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[\u4e00-\u9fff]", english.replace("韶市科协联字〔2025〕12号", ""))
    assert suffixed == {name.removesuffix("_en") for name in fields(english)}


def given_by(keyword: ast.keyword) -> set[str]:
    """Return the names of what a keyword gives: ``params`` gives what is in it."""
    if keyword.arg == "params" and isinstance(keyword.value, ast.Dict):
        return {str(key.value) for key in keyword.value.keys if isinstance(key, ast.Constant)}
    return {keyword.arg} if keyword.arg else set()


def codes_in_source() -> dict[str, list[set[str]]]:
    """Return the codes that calls in the source give, each with the keywords given there."""
    found: dict[str, list[set[str]]] = {}
    for path in SOURCE.rglob("*.py"):
        if path.name == "catalogue.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for code in re.findall("KY-[A-Z]{3}[0-9]{3}", node.value):
                    found.setdefault(code, [])
            if isinstance(node, ast.Call):
                names = {name for keyword in node.keywords for name in given_by(keyword)}
                for argument in node.args[:1]:
                    if isinstance(argument, ast.Constant) and argument.value in MESSAGES:
                        found.setdefault(str(argument.value), []).append(names)
    return found


def test_every_code_is_in_the_catalogue_and_every_message_is_used() -> None:
    assert set(codes_in_source()) == set(MESSAGES)


def test_whoever_raises_a_code_gives_what_its_message_asks_for() -> None:
    lacking = {
        code: wanted - given
        for code, calls in codes_in_source().items()
        for given in calls
        for wanted in [fields(MESSAGES[code][0]) | fields(MESSAGES[code][1])]
        if not wanted <= given
    }

    # these go through helpers that add the rest
    helped = {"KY-LOD001", "KY-DMP001", "KY-DMP011", "KY-DMP013"}
    assert {c for c in lacking if not c.startswith("KY-INT") and c not in helped} == set()


def test_a_stranger_among_codes_is_told_with_its_params() -> None:
    assert render("XX-1", "zh", {"a": 1}, value="v") == "XX-1 a=1：v"


def test_the_value_and_its_neighbours_follow_the_sentence() -> None:
    finding = Finding(
        code="KY-REF001", params={"kind_zh": "主题", "kind_en": "theme"}, value="x",
        nearest=("a", "b"),
    )  # fmt: skip

    assert finding.message("zh") == "没有这样的主题：x（最接近：a、b）"
    assert finding.message("en") == "there is no such theme: x (nearest: a, b)"


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location(), ""),
        (Location(path="/a/0"), "/a/0"),
        (Location(source="f.xlsx", sheet="活动", cell="H14"), "f.xlsx: 活动!H14"),
        (Location(cell="A1"), "A1"),
        (Location(sheet="活动"), "活动"),
        (Location(line=3), "line 3"),
        (Location(source="f.ics", line=3, column=5), "f.ics: line 3, column 5"),
    ],
)
def test_a_place_is_told_as_people_would(location: Location, text: str) -> None:
    assert str(location) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", "a b"),
        ("长" * 99, "长" * 59 + "…"),
        ([1, 2], "[1, 2]"),
        ({1: 1, 2: 2, 3: 3, 4: 4}, "dict, 4 items"),
        (2**300, "int of 301 bits"),
        (1.5, "1.5"),
        ("a\x1b[2J\x9bb\u202e\ud800", r"a\x1b[2J\x9bb\u202e\ud800"),
        ("county ", '"county "'),
        ("\u3000 a  b\n", '"\u3000 a b\\n"'),
        (" ", '" "'),
        (" " * 1000 + "a", '"   a"'),
        ("", ""),
    ],
)
def test_a_value_is_shown_on_one_short_line(value: object, text: str) -> None:
    assert shown(value) == text


HOSTILE = "\ud800\x1b[2J\n\x9b\u2028"


def test_a_finding_is_one_line_that_can_be_printed_and_sent_whatever_it_holds() -> None:
    finding = Finding(
        code="KY-VAL003",
        params={"field": HOSTILE, "expected_zh": HOSTILE, "expected_en": HOSTILE},
        location=Location(path=f"/{HOSTILE}", source=HOSTILE),
        value=HOSTILE,
        nearest=(HOSTILE,),
        entity=HOSTILE,
    )
    report = Report([finding, finding.at(Location(cell=HOSTILE))])
    record = json.dumps(report.to_records(), ensure_ascii=False)

    assert finding.location.path == f"/{HOSTILE}"
    assert all(line.isprintable() for line in str(report).splitlines())
    assert len(str(report).splitlines()) == 2
    assert record.isprintable()
    assert (str(report) + record + str(LoadError(report))).encode()


def test_a_report_counts_groups_and_adds() -> None:
    report = Report([EMPTY, LONE]) + Report([TOLD, EMPTY])

    assert (len(report.errors), len(report.warnings), len(report.notes)) == (2, 1, 1)
    assert report.counts() == {"KY-VAL001": 2, "KY-VAL010": 1, "KY-VAL014": 1}
    assert list(report.by("severity")) == ["error", "warning", "note"]
    assert {name: len(found) for name, found in report.by("entity").items()} == {"unit:a": 2, "": 2}
    assert len(report.by("code")["KY-VAL001"]) == 2
    assert not report.ok
    assert Report([LONE, TOLD]).ok
    assert repr(report) == "<Report: 2 errors, 1 warning, 1 note>"
    assert report.summary("zh") == "错误 2、警告 1、提示 1"
    assert str(Report([TOLD])).startswith("KY-VAL014 /a: 只读")


def test_a_report_becomes_records_and_a_table() -> None:
    finding = Finding(code="KY-VAL001", params={"field": "<b>"}, basis="三", nearest=("x", "y"))
    (record,) = Report([finding]).to_records()

    assert record["zh"] == "<b> 不能为空（最接近：x、y）"
    assert (record["severity"], record["basis"], record["nearest"]) == ("error", "三", "x、y")
    html = Report([finding])._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "错误 1" in html
    assert "<td style='white-space:nowrap'>KY-VAL001</td>" in html
    assert "<td style='white-space:nowrap'>错误</td><td>" in html


def test_a_long_table_says_how_many_more_rows_there_are() -> None:
    html = table("t", ["a"], [[number] for number in range(ROWS + 5)])

    assert html.count("<tr>") == ROWS + 2
    assert "… +5" in html


def test_an_error_lists_its_findings_and_how_many_more() -> None:
    error = KepuyueError(Report([EMPTY] * 12))

    assert str(error).splitlines()[0] == "KY-VAL001 unit:a: id 不能为空 / id is empty"
    assert str(error).splitlines()[-1] == "… +2"


def test_errors_are_of_the_kinds_python_knows_and_can_be_pickled() -> None:
    report = Report([EMPTY])

    for kind, python in [
        (InvalidValueError, ValueError), (LoadError, ValueError), (UnknownIdError, LookupError),
        (MissingExtraError, ImportError),
    ]:  # fmt: skip
        error = kind(report)
        assert isinstance(error, python)
        assert pickle.loads(pickle.dumps(error)).report == report  # noqa: S301  (our own bytes)


def test_an_invalid_value_tells_both_languages() -> None:
    with pytest.raises(InvalidValueError) as caught:
        Unit(id=" ", name="x")

    assert str(caught.value) == 'KY-VAL001 id 不能为空：" " / id is empty: " "'


def test_the_nearest_come_first_and_nonsense_has_none() -> None:
    assert nearest("musuem", ["media", "museum", "musuems"]) == ("musuems", "museum")
    assert nearest("科普教育", ["科普教育基地", "社区"]) == ("科普教育基地",)
    assert nearest("", ["a"]) == ()
    assert nearest("zzz", ["科技馆", "museum"]) == ()
    assert nearest("x" * 10**6, ["x"]) == ("x",)


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert shorten("ab  c\n d", 10) == "ab c d"
    assert shorten("abcdef", 4) == "abc…"
