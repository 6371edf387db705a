from typing import Any

import pytest

from kepuyue import Contact, Outcome, Programme, Session
from kepuyue.io.platform.codec import Row
from kepuyue.model.activity import Link
from tests.io.platform.codec.made import activity, codec, told, written

NAME, PHONE = codec("contact", "contacts.name"), codec("contact", "contacts.phone")
MAIL = codec("contact", "contacts.email")
NEWS, JOIN = codec("links", "outcome.news"), codec("link", "sessions.join_url")
URL, OTHER = "https://example.org/1", "http://example.org/2"


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ("张三", {"name": ("张三",)}),
        ("张三、李华", {"name": ("张三", "李华")}),
        ("张三 13800000001", {"name": ("张三",), "phone": ("13800000001",)}),
        ("张三（0751-8000001）", {"name": ("张三",), "phone": ("0751-8000001",)}),
        (
            "张三 a@example.org；李华 13800000001",
            {"name": ("张三", "李华"), "phone": ("13800000001",), "email": ("a@example.org",)},
        ),
    ],
)
def test_a_name_is_parted_from_what_stands_beside_it(value: str, fields: dict[str, Any]) -> None:
    assert told(NAME, value) == ({f"contacts.{part}": v for part, v in fields.items()}, [])


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (13800000001, {"phone": ("13800000001",)}),
        ("0751-8000001/13800000001", {"phone": ("0751-8000001", "13800000001")}),
        ("张三13800000001", {"name": ("张三",), "phone": ("13800000001",)}),
        ("转总机", {"phone": ("转总机",)}),
    ],
)
def test_phones_come_as_digits(value: object, fields: dict[str, Any]) -> None:
    assert told(PHONE, value) == ({f"contacts.{part}": v for part, v in fields.items()}, [])


def test_mail_is_read() -> None:
    assert told(MAIL, "a@example.org")[0] == {"contacts.email": ("a@example.org",)}


def test_contacts_are_written_in_order() -> None:
    people = (Contact(name="张三", phone="1"), Contact(phone="2"), Contact(name="李华"))

    assert written(NAME, activity(contacts=people)) == "张三、李华"
    assert written(PHONE, activity(contacts=people)) == "1、2"
    assert written(PHONE, activity()) is None
    assert PHONE.emptied() == {"contacts.phone": ()}


def test_links_are_read_however_they_are_parted() -> None:
    links = (Link(url=URL), Link(url=OTHER))

    assert told(NEWS, f"{URL}\n{OTHER}") == ({"outcome.news": links}, [])
    assert told(NEWS, f"{URL}、<{OTHER}>") == ({"outcome.news": links}, [])


def test_a_link_without_a_scheme_gets_one() -> None:
    assert told(NEWS, "www.example.org/1") == (
        {"outcome.news": (Link(url="https://www.example.org/1"),)}, ["KY-TAB115"],
    )  # fmt: skip


def test_text_that_is_no_link_is_told_and_kept() -> None:
    assert told(NEWS, f"{URL} 见公众号") == (
        {"outcome.news": (Link(url=URL),), "extra": "见公众号"}, ["KY-TAB118"],
    )  # fmt: skip
    assert told(JOIN, "见公众号") == ({"extra": "见公众号"}, ["KY-TAB118"])
    assert told(JOIN, "1.5") == ({"extra": "1.5"}, ["KY-TAB118"])


def test_links_are_written_on_the_first_row() -> None:
    kept = activity(outcome=Outcome(news=(Link(url=URL),)), extra={"table": {"栏目": "见公众号"}})

    assert written(NEWS, kept) == f"{URL}\n见公众号"
    assert NEWS.cell(Row(Programme(), kept, None, 2, first=False)) is None
    assert NEWS.emptied() == {"outcome.news": ()}


def test_one_link_leads_to_a_session() -> None:
    assert told(JOIN, URL) == ({"link": URL}, [])
    assert told(JOIN, f"{URL}、{OTHER}") == ({"link": URL, "extra": OTHER}, ["KY-TAB119"])
    assert written(JOIN, activity(url=OTHER), Session(id="1", join_url=URL)) == URL
    assert written(JOIN, activity(url=OTHER)) == OTHER
    assert JOIN.emptied() == {"link": None}
