"""What the cells of a row say, put together."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from kepuyue import (
    Activity,
    ActivityForm,
    Contact,
    DateSpan,
    Figures,
    InvalidValueError,
    Outcome,
    Report,
)
from kepuyue.findings import Finding, Location
from kepuyue.io.platform.assembly import (
    Ids,
    Told,
    derived_id,
    join_contacts,
    main_event,
    nested,
    refused,
    session_values,
    with_extra,
)
from kepuyue.io.platform.finding import Notes
from kepuyue.io.platform.phrase import When
from kepuyue.testing import make


def contacts(said: dict[str, Any], known: Sequence[Contact] = ()) -> tuple[Contact, ...]:
    """Return what a row that tells parts of contacts has of them."""
    fields = {f"contacts.{part}": values for part, values in said.items()}
    join_contacts(fields, known)
    assert list(fields) == ["contacts"] * bool(said)
    return tuple(fields.get("contacts", ()))


DAYS = [When(days=DateSpan.day(date(2025, 9, day))) for day in (13, 14, 15)]


def test_the_same_words_give_the_same_id_and_others_another() -> None:
    assert derived_id("a", "甲", "乙") == derived_id("a", "甲", "乙")
    assert derived_id("a", "甲", "乙") != derived_id("a", "甲乙")
    assert len(derived_id("a", "甲")) == len("a-") + 10


def test_ids_are_given_out_once() -> None:
    ids = Ids(["a", "a-3"])

    assert [ids.take(ref) for ref in ("b", "a", "a", "b", "a")] == ["b", "a-2", "a-4", "b-2", "a-5"]


def test_so_many_ids_are_remembered() -> None:
    ids = Ids(["a"], most=2)

    assert [ids.take(ref) for ref in ("b", "c", "c", "b", "a")] == ["b", "c", "c", "b-2", "a-2"]


def test_values_by_path_become_parts() -> None:
    assert nested({"name": "讲座", "outcome.figures.onsite": 3, "expected.online": 0}) == {
        "name": "讲座",
        "outcome": Outcome(figures=Figures(onsite=3)),
        "expected": Figures(online=0),
    }


def test_values_by_path_change_the_parts_that_there_are() -> None:
    known = make(
        Activity, sessions=(), outcome=Outcome(figures=Figures(onsite=3, online=4), occurrences=2)
    )

    assert nested({"outcome.figures.onsite": None}, known) == {
        "outcome": Outcome(figures=Figures(online=4), occurrences=2)
    }


def test_parts_that_say_nothing_are_not_made() -> None:
    assert nested({"outcome.figures.onsite": None, "expected.online": None}) == {}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"name": ("张三", "李华"), "phone": ("1", "2")},
         [Contact(name="张三", phone="1"), Contact(name="李华", phone="2")]),
        ({"name": ("张三", "李华"), "phone": ("1",)},
         [Contact(name="张三"), Contact(name="李华"), Contact(phone="1")]),
        ({"name": ("张三",), "phone": ()}, [Contact(name="张三")]),
        ({"email": ("a@example.org",)}, [Contact(email="a@example.org")]),
        ({}, []),
    ],
)  # fmt: skip
def test_contacts_are_paired_where_there_is_one_of_each(
    said: dict[str, tuple[str, ...]], expected: list[Contact]
) -> None:
    assert contacts(said) == tuple(expected)


def test_what_a_table_does_not_show_of_a_contact_stays() -> None:
    known = [Contact(name="张三", role="联络", phone="1", email="a@example.org")]

    assert contacts({"name": ("李华",), "phone": ()}, known) == (
        Contact(name="李华", role="联络", email="a@example.org"),
    )
    assert contacts({"name": ("张三", "李华")}, known) == (
        Contact(name="张三"), Contact(name="李华"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("whens", "venues", "expected"),
    [
        (2, ("甲", "乙"), [(13, "甲"), (14, "乙")]),
        (1, ("甲", "乙"), [(13, "甲"), (13, "乙")]),
        (2, ("甲",), [(13, "甲"), (14, "甲")]),
        (1, (), [(13, None)]),
        (0, ("甲",), [(None, "甲")]),
        (0, (), []),
    ],
)
def test_times_and_places_are_paired_or_each_is_with_each(
    whens: int, venues: tuple[str, ...], expected: list[tuple[int | None, str | None]]
) -> None:
    sessions = Told({}, tuple(DAYS[:whens]), venues, {"note": "带水"}).sessions()
    found = [(s["days"].first.day if "days" in s else None, s.get("venue")) for s in sessions]

    assert found == (expected or [(None, None)])
    assert {s["note"] for s in sessions} == {"带水"}


def test_a_row_that_tells_nothing_of_sessions_has_none() -> None:
    assert Told({}, None, None, {}).sessions() == []
    assert session_values(None) == {}
    assert session_values(When(text="待定")) == {"when_text": "待定"}


@pytest.mark.parametrize(
    ("fields", "known", "forms"),
    [
        ({"main_event": True}, (), (ActivityForm.MAIN_EVENT,)),
        ({"main_event": True}, (ActivityForm.LECTURE,),
         (ActivityForm.LECTURE, ActivityForm.MAIN_EVENT)),
        ({"main_event": True, "forms": (ActivityForm.LECTURE,)}, (ActivityForm.EXHIBITION,),
         (ActivityForm.LECTURE, ActivityForm.MAIN_EVENT)),
        ({"main_event": True}, (ActivityForm.MAIN_EVENT,), None),
        ({"main_event": False}, (ActivityForm.LECTURE, ActivityForm.MAIN_EVENT),
         (ActivityForm.LECTURE,)),
        ({"main_event": None}, (ActivityForm.MAIN_EVENT,), None),
        ({}, (ActivityForm.MAIN_EVENT,), None),
    ],
    ids=range(7),
)  # fmt: skip
def test_a_main_event_is_a_form(fields: dict[str, Any], known: Any, forms: Any) -> None:
    main_event(fields, known)

    assert "main_event" not in fields
    assert fields.get("forms") == forms


@pytest.mark.parametrize(
    ("extra", "said", "expected"),
    [
        ({}, {"经费": "自筹"}, {"table": {"经费": "自筹"}}),
        ({"tool": 1, "table": {"经费": "自筹"}}, {"时间": "待定"},
         {"tool": 1, "table": {"经费": "自筹", "时间": "待定"}}),
        ({"tool": 1, "table": {"经费": "自筹"}}, {"经费": None}, {"tool": 1}),
        ({"table": 5}, {"经费": None}, {"table": 5}),
        ({"table": 5}, {"经费": "自筹"}, {"table": {"经费": "自筹"}}),
    ],
    ids=range(5),
)  # fmt: skip
def test_what_no_field_takes_stands_below_its_heading(
    extra: dict[str, Any], said: dict[str, str | None], expected: dict[str, Any]
) -> None:
    assert with_extra(make(Activity, sessions=(), extra=extra), said) == expected


def test_what_the_model_refuses_is_told_at_its_place() -> None:
    notes = Notes("表.xlsx")
    error = InvalidValueError(Report([Finding(code="KY-VAL001", params={"field": "x"})]))
    refused(error, notes, Location(source="表.xlsx", sheet="活动", cell="C5"))

    assert [str(finding.location) for finding in notes.taken()] == ["表.xlsx: 活动!C5"]
