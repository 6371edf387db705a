"""Places and people as events tell them."""

from typing import Any

import pytest

from kepuyue import (
    Activity,
    Contact,
    Coordinates,
    Programme,
    Session,
    Speaker,
    Unit,
    UnitGroup,
    Venue,
)
from kepuyue.io.ical.option import Options
from kepuyue.io.ical.part import ROLES, Parts, contacts, decoded, id_of

MAIL = Contact(email="kx@example.org")
PROGRAMME = Programme(
    units=(
        Unit(id="ast", name="科协, 韶关", contacts=(Contact(name="王"), MAIL)),
        Unit(id="museum", name="科技馆", contacts=(Contact(email="not an address"),)),
    ),
    groups=(UnitGroup(id="all", label="各馆"),),
    venues=(
        Venue(id="v 1", name="馆", address="路1号",
              coordinates=Coordinates(latitude=0.1, longitude=1e-7)),
        Venue(id="bare", name="院"),
    ),
)  # fmt: skip
PARTS = Parts(PROGRAMME, Options(view="public"))


def activity(**fields: Any) -> Activity:
    return Activity(**{"id": "a", "name": "a", **fields})


@pytest.mark.parametrize(
    ("ref", "lines", "component"),
    [
        ("v 1", ["LOCATION:馆，路1号", "GEO:0.100000;0.000000"],
         ["BEGIN:VLOCATION", "UID:venue:v%201@kepuyue.invalid", "NAME:馆", "GEO:0.100000;0.000000",
          "END:VLOCATION"]),
        ("bare", ["LOCATION:院"],
         ["BEGIN:VLOCATION", "UID:venue:bare@kepuyue.invalid", "NAME:院", "END:VLOCATION"]),
        ("a,b", ["LOCATION:a\\,b"], []),
    ],
)  # fmt: skip
def test_a_place_is_told_in_full_where_it_is_known(
    ref: str, lines: list[str], component: list[str]
) -> None:
    place = PARTS.place(ref)

    assert (place.lines, place.component) == (lines, component)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"hosts": ("ast",)}, ['ORGANIZER;CN="科协, 韶关":mailto:kx@example.org']),
        ({"hosts": ("museum", "nobody", "ast")},
         ['ORGANIZER;CN="科协, 韶关":mailto:kx@example.org']),
        ({"hosts": ("museum",)}, []),
        ({"hosts": ("museum", "ast"), "contacts": (Contact(name="王"), MAIL)},
         ["ORGANIZER;CN=科技馆:mailto:kx@example.org"]),
        ({"contacts": (MAIL,)}, ["ORGANIZER:mailto:kx@example.org"]),
        ({"contacts": (Contact(email="a@b.cn\r\nATTENDEE:x"),)}, []),
    ],
)  # fmt: skip
def test_the_organizer_is_the_first_that_has_an_address(
    fields: dict[str, Any], expected: list[str]
) -> None:
    assert PARTS.organizer(activity(**fields)) == expected


def test_units_and_groups_are_told_in_every_role() -> None:
    lines = list(PARTS.units(activity(**dict.fromkeys(ROLES, ("ast", "all", "nobody")))))
    told = [line.partition(":")[2] for line in lines if line.startswith(("UID", "NAME", "COMMENT"))]

    assert told == [
        part
        for label, _ in ROLES.values()
        for part in (
            "unit:ast@kepuyue.invalid", "科协\\, 韶关", label, "group:all@kepuyue.invalid", "各馆",
            label, "unit:nobody@kepuyue.invalid", "nobody", label,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("speaker", "comment"),
    [
        (Speaker(name="张明"), []),
        (Speaker(name="张明", affiliation="某大学", title="教授"), ["COMMENT:某大学 教授"]),
        (Speaker(name="张明", title="教授", topic="机器人"), ["COMMENT:教授（机器人）"]),
        (Speaker(name="张明", topic="机器人"), ["COMMENT:（机器人）"]),
    ],
)
def test_a_speaker_is_told_with_what_is_known(speaker: Speaker, comment: list[str]) -> None:
    session = Session(id="1/2", speakers=(speaker, speaker))
    one = ["PARTICIPANT-TYPE:SPEAKER", "NAME:张明", *comment, "END:PARTICIPANT"]

    assert list(PARTS.speakers(activity(), session)) == [
        line
        for number in (1, 2)
        for line in ("BEGIN:PARTICIPANT", f"UID:speaker:a/1%2F2/{number}@kepuyue.invalid", *one)
    ]


def test_a_contact_that_says_nothing_is_not_told() -> None:
    found = contacts(activity(contacts=(Contact(), Contact(name="王, 老师"), MAIL)))

    assert found == ["CONTACT:王\\, 老师", "CONTACT:kx@example.org"]


@pytest.mark.parametrize(
    ("uid", "kind", "expected"),
    [
        ("venue:a%2Fb@example.org", "venue", "a/b"),
        ("venue:a@b@example.org", "venue", "a@b"),
        ("unit:a@example.org", "venue", None),
        ("a@example.org", "", None),
        ("venue:a", "venue", None),
        ("venue:@example.org", "venue", None),
        ("venue:a%0Ab@example.org", "venue", None),
        ("venue:%20a@example.org", "venue", None),
    ],
)
def test_a_uid_of_another_kind_or_of_no_id_says_nothing(
    uid: str, kind: str, expected: str | None
) -> None:
    assert id_of(uid, kind) == expected


@pytest.mark.parametrize("name", ["", "%00", "%E2%80%A8", " ", "a%0D"])
def test_what_no_id_may_have_is_none(name: str) -> None:
    assert decoded(name) is None
