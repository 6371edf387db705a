"""What events say to people, and what their texts said."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    Activity,
    ActivityForm,
    Contact,
    Programme,
    Registration,
    Session,
    Speaker,
    State,
    Unit,
)
from kepuyue.io.ical.line import escaped
from kepuyue.io.ical.text import (
    Texts,
    line,
    line_of,
    marked_up,
    summary_of,
    text_of,
    titled,
    told,
    untitled,
)
from kepuyue.testing import strategies

UNITS = Programme(units=(Unit(id="ast", name="科协"), Unit(id="museum", name="科技馆")))


def described(session: Session | None = None, state: State = State.PLANNED, **fields: Any) -> str:
    activity = Activity(**{"id": "a", "name": "a", **fields})
    return Texts(UNITS).described(activity, session or Session(id="1"), state)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"summary": "一\n二", "label": "科普月"}, "一\n二\n科普月"),
        ({"target_groups": ("youth", "nobody")}, "面向：青少年、nobody"),
        ({"forms": (ActivityForm.EXHIBITION,)}, "形式：科普展览"),
        ({"hosts": ("ast",), "organisers": ("museum",), "co_organisers": ("ast", "museum"),
          "supporters": ("x",)}, "主办：科协\n承办：科技馆\n协办：科协、科技馆\n支持：x"),
        ({"registration": Registration()}, ""),
        ({"registration": Registration(required=True, how="电话\n预约", places=0)},
         "报名：须报名、电话 预约、限 0 人"),
        ({"registration": Registration(opens=date(2025, 9, 1), closes=date(2025, 9, 5),
                                       url="https://example.org/r")},
         "报名：https://example.org/r、2025-09-01 起、2025-09-05 截止"),
        ({"contacts": (Contact(), Contact(name="王老师", role="科普部", email="a@b.cn"))},
         "咨询：王老师 科普部 a@b.cn"),
        ({"contacts": (Contact(),)}, ""),
    ],
)  # fmt: skip
def test_a_description_says_what_is_known(fields: dict[str, Any], expected: str) -> None:
    assert described(**fields) == expected


def test_a_description_says_what_becomes_of_a_session_and_who_speaks() -> None:
    session = Session(
        id="1", join_url="https://example.org/live",
        speakers=(Speaker(name="张明", affiliation="某大学", title="教授", topic="机器人"),
                  Speaker(name="李华")),
    )  # fmt: skip

    assert described(session, State.POSTPONED) == (
        "状态：延期\n主讲：张明 某大学 教授（机器人）、李华\n线上参加：https://example.org/live"
    )


@given(strategies.texts(), st.sampled_from(State), st.sampled_from([(), ("ast",)]))
def test_the_summary_comes_back_from_a_description(
    text: str, state: State, hosts: tuple[str, ...]
) -> None:
    summary = " ".join(text.splitlines()).strip() or None
    forms = (ActivityForm.EXHIBITION,)
    found, hints = summary_of(
        described(None, state, summary=summary, hosts=hosts, forms=forms, label="科普月")
    )

    assert found == summary
    assert hints == {"形式": "科普展览", "": "科普月", **({"主办": "科协"} if hosts else {})}


@pytest.mark.parametrize(
    ("description", "summary", "hints"),
    [
        ("介绍", "介绍", {}),
        ("", None, {}),
        ("介绍\n说明：一句", "介绍\n说明：一句", {}),
        ("面向：青少年\n介绍", None, {"面向": "青少年", "": "介绍"}),
        ("主讲：张明\n二\n三", "主讲：张明\n二\n三", {}),
        ("状态：取消", None, {}),
        ("状态：取消\n介绍\n报名：电话", "介绍", {"报名": "电话"}),
        ("介绍\n状态：良好", "介绍", {"状态": "良好"}),
    ],
)
def test_what_stands_below_the_summary_tells_other_fields(
    description: str, summary: str | None, hints: dict[str, str]
) -> None:
    assert summary_of(description) == (summary, hints)


@given(strategies.names(), st.sampled_from(State))
def test_a_marked_title_gives_back_name_and_state(name: str, state: State) -> None:
    title = titled(Activity(id="a", name=f"《{name}"), state)
    off = state in {State.POSTPONED, State.CANCELLED}

    assert untitled(title) == (f"《{name}", state if off else State.PLANNED)
    assert title.startswith("【") == off


@given(strategies.names())
def test_a_name_comes_back_from_a_line(name: str) -> None:
    assert line_of(escaped(name)) == name.strip()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (r"机器人\n科普展", "机器人 科普展"),
        ("\x00a\tb\u2028c ", "a b c"),
        ("科普\u3000讲座", "科普\u3000讲座"),
        ("a  b", "a  b"),
        (r" \n ", ""),
    ],
)
def test_a_text_on_a_line_has_no_controls(value: str, expected: str) -> None:
    assert line_of(value) == expected


@given(strategies.texts())
def test_a_text_comes_back_with_its_lines(text: str) -> None:
    assert text_of(escaped(text)) == text.replace("\r\n", "\n").replace("\r", "\n").replace(
        "\x85", "\n"
    )


def test_a_text_has_no_controls() -> None:
    assert text_of("a\x00\\nb\tc\ud800") == "a\nb\tc"


@given(st.text(st.sampled_from("<>&\"' \n\rhttps:/科")))
def test_no_text_makes_markup(text: str) -> None:
    found = marked_up(text).replace("<br>", "")

    assert found.count("<") == found.count(">") == 2 * found.count("<a href=")
    assert "\n" not in found
    assert "\r" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\u2028c", "a<br>b<br>c"),
        ("见https://a.org/?b=1&c，再",
         '见<a href="https://a.org/?b=1&amp;c">https://a.org/?b=1&amp;c</a>，再'),
        ("http://a.org）http://b.org",
         '<a href="http://a.org">http://a.org</a>）<a href="http://b.org">http://b.org</a>'),
        ("javascript:alert(1) https://", "javascript:alert(1) https://"),
    ],
)  # fmt: skip
def test_addresses_become_links(text: str, expected: str) -> None:
    assert marked_up(text) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], None), (["", ""], None), (["甲", "", "乙"], "面向：甲、乙"), (["a\nb"], "面向：a b")],
)
def test_a_line_is_there_where_it_says_something(values: list[str], expected: str | None) -> None:
    assert line("面向", values) == expected


def test_a_contact_is_told_on_one_line() -> None:
    assert (told(Contact()), told(Contact(name="王", email="a@b.cn"))) == ("", "王 a@b.cn")
