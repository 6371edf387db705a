"""Places, people and terms that events name, told once however often they come."""

from io import BytesIO
from typing import Any

import pytest

from kepuyue import (
    Activity,
    ActivityForm,
    Contact,
    Coordinates,
    Programme,
    Session,
    Speaker,
    State,
    Theme,
    Unit,
    Venue,
    iter_activities,
    loads,
)
from kepuyue.io.ical import context
from kepuyue.io.ical.context import MANY, Context, coded_ids
from kepuyue.io.ical.finding import Notes
from tests.io.ical.made import START, amiss, calendar, event, kept, result

OURS = "PRODID:-//kepuyue//kepuyue//ZH"
POINT = Coordinates(latitude=24.8, longitude=113.6)


def read(*lines: str, ours: bool = False, uid: str = "a/1@x.org") -> tuple[Programme, Session]:
    """Return what is read of a calendar with one event, and its session."""
    programme = result(*([OURS] if ours else []), *event(START, *lines, uid=uid)).programme
    (activity,) = programme
    return programme, activity.sessions[0]


def part(name: str, *lines: str) -> tuple[str, ...]:
    return f"BEGIN:{name}", *lines, f"END:{name}"


@pytest.mark.parametrize(
    ("uid", "ids"),
    [
        ("a/1@x.org", ("a", "1")),
        ("a%2Fb/%E4%B8%80@x.org", ("a/b", "一")),
        ("a%00/1@x.org", ("a%00/1@x.org", "1")),
        ("a/%20@x.org", ("a/%20@x.org", "1")),
        ("a/1", ("a/1", "1")),
        ("a/b/1@x.org", ("a/b/1@x.org", "1")),
        ("甲/1@x.org", ("甲/1@x.org", "1")),
    ],
)
def test_ids_are_those_of_the_uid_in_calendars_of_ours(uid: str, ids: tuple[str, str]) -> None:
    programme, session = read(ours=True, uid=uid)

    assert [(activity.id, session.id) for activity in programme] == [ids]
    assert [activity.id for activity in read(uid=uid)[0]] == [uid]


def test_coded_ids_stay_coded() -> None:
    assert (coded_ids("a%2Fb/1@x.org"), coded_ids("a@x.org")) == (("a%2Fb", "1"), ("", ""))


@pytest.mark.parametrize(
    ("lines", "venue"),
    [
        (("LOCATION:馆", "GEO:24.8;113.6"), Venue(id="馆", name="馆", coordinates=POINT)),
        (("LOCATION:馆\\n二楼",), Venue(id="馆 二楼", name="馆 二楼")),
        (("LOCATION:馆", "GEO:24.8\\;113.6"), Venue(id="馆", name="馆", coordinates=POINT)),
        (("LOCATION:馆", "GEO:24.8,113.6"), Venue(id="馆", name="馆", coordinates=POINT)),
        (part("VLOCATION", "UID:v", "NAME:馆", "GEO:24.8;113.6"),
         Venue(id="馆", name="馆", coordinates=POINT)),
        ((*part("VLOCATION", "NAME:院"), "LOCATION:馆"), Venue(id="馆", name="馆")),
    ],
    ids=["point", "lines", "escaped", "comma", "component", "both"],
)  # fmt: skip
def test_a_place_of_others_is_called_by_its_name(lines: tuple[str, ...], venue: Venue) -> None:
    programme, session = read(*lines)

    assert (programme.venues, session.venue) == ((venue,), venue.id)


@pytest.mark.parametrize(
    ("lines", "venue"),
    [
        (("LOCATION:馆，路1号", *part("VLOCATION", "UID:venue:v%201@x.org", "NAME:馆")),
         Venue(id="v 1", name="馆", address="路1号")),
        (("LOCATION:馆，", *part("VLOCATION", "UID:venue:v@x.org", "NAME:馆")),
         Venue(id="v", name="馆")),
        (("LOCATION:院", *part("VLOCATION", "UID:other:v@x.org", "NAME:馆")),
         Venue(id="馆", name="馆")),
        (("LOCATION:https://example.org/",), Venue(id="https://example.org/",
                                                   name="https://example.org/")),
    ],
    ids=["address", "no address", "another uid", "an id like an address"],
)  # fmt: skip
def test_a_place_of_ours_has_its_id_and_its_address(lines: tuple[str, ...], venue: Venue) -> None:
    programme, session = read(*lines, ours=True)

    assert (programme.venues, session.venue) == ((venue,), venue.id)


@pytest.mark.parametrize(
    ("line", "code"),
    [("GEO:here", "KY-ICS003"), ("GEO:99;200", "KY-ICS003"), ("GEO:" + "1" * 500, "KY-ICS003"),
     ("GEO:nan;1", "KY-ICS003"), ("GEO:24.8;113.6", None)],
)  # fmt: skip
def test_a_point_without_a_place_stays_as_it_is(line: str, code: str | None) -> None:
    told = result(*event(START, line))
    (activity,) = told.programme

    assert kept(activity.sessions[0]) == {"geo": [line[4:]]}
    assert [found for found, _ in amiss(told.report)] == ([code] if code else [])


def test_another_point_of_a_place_that_is_known_stays_as_it_is() -> None:
    points = ["24.8;113.6", "24.8;113.6", "25;114"]
    programme = result(
        *(line for n, geo in enumerate(points)
          for line in event(START, "LOCATION:馆", f"GEO:{geo}", uid=str(n)))
    ).programme  # fmt: skip

    assert [venue.coordinates for venue in programme.venues] == [POINT]
    assert [kept(activity.sessions[0]) for activity in programme] == [{}, {}, {"geo": ["25;114"]}]


def test_a_place_without_a_name_stays_a_component_however_often_it_comes() -> None:
    nameless = part("VLOCATION", "UID:v")
    _, session = read(*nameless, *nameless)

    assert session.venue is None
    assert [name for name, *_ in session.extra["ical"]["components"]] == ["vlocation"] * 2


@pytest.mark.parametrize(
    ("lines", "speaker"),
    [
        (("PARTICIPANT-TYPE:SPEAKER", "NAME:张明"), Speaker(name="张明")),
        (("PARTICIPANT-TYPE:performer ", "SUMMARY:张明", "DESCRIPTION:机器人", "COMMENT:教授"),
         Speaker(name="张明", topic="机器人", title="教授")),
    ],
)  # fmt: skip
def test_who_speaks_is_read(lines: tuple[str, ...], speaker: Speaker) -> None:
    assert read(*part("PARTICIPANT", *lines))[1].speakers == (speaker,)


HOST = part("PARTICIPANT", "UID:unit:ast@x.org", "NAME:科协", "COMMENT:主办")
GROUP = part("PARTICIPANT", "UID:group:all@x.org", "NAME:各馆", "COMMENT:承办")


def test_units_of_ours_are_read_in_their_roles() -> None:
    programme, session = read(*HOST, *GROUP, *HOST, ours=True)
    (activity,) = programme

    assert (activity.hosts, activity.organisers) == (("ast",), ("all",))
    assert programme.units == (Unit(id="ast", name="科协"),)
    assert dict(session.extra) == {}


@pytest.mark.parametrize(
    "lines",
    [
        HOST,
        part("PARTICIPANT", "PARTICIPANT-TYPE:SPEAKER", "NAME: "),
        part("VRESOURCE", "NAME:投影仪"),
    ],
    ids=["a unit", "nobody", "a thing"],
)
def test_components_of_others_that_no_field_takes_stay(lines: tuple[str, ...]) -> None:
    _, session = read(*lines)

    assert [name for name, *_ in session.extra["ical"]["components"]] == [
        lines[0].removeprefix("BEGIN:").lower()
    ]


@pytest.mark.parametrize("wrong", ["UID:x", "NAME: ", "COMMENT:参观"])
def test_a_unit_that_lacks_something_stays_a_component(wrong: str) -> None:
    lines = {"UID": "UID:unit:ast@x.org", "NAME": "NAME:科协", "COMMENT": "COMMENT:主办"}
    lines[wrong.partition(":")[0]] = wrong
    programme, session = read(*part("PARTICIPANT", *lines.values()), ours=True)

    assert programme.units == ()
    assert [name for name, *_ in session.extra["ical"]["components"]] == ["participant"]


def test_people_beyond_a_number_are_left_out() -> None:
    people = [
        line
        for number in range(MANY + 5)
        for line in part("PARTICIPANT", "PARTICIPANT-TYPE:SPEAKER", f"NAME:{number}")
    ]

    assert [s.name for s in read(*people)[1].speakers] == [str(number) for number in range(MANY)]


@pytest.mark.parametrize(
    ("label", "term"),
    [("机器人", ("themes", "robotics")), ("青少年", ("target_groups", "youth")), ("别的", None),
     ("", None)],
)  # fmt: skip
def test_a_label_is_a_theme_or_a_target_group(label: str, term: tuple[str, str] | None) -> None:
    shared = Context(Notes(None))

    assert [shared.term(label), shared.term(label)] == [term, term]


def test_a_label_of_ours_that_is_not_bundled_is_a_theme() -> None:
    programme, _ = read("CATEGORIES:本地特色,机器人", ours=True)

    assert [activity.themes for activity in programme] == [("本地特色", "robotics")]
    assert programme.themes == (Theme(id="本地特色", label="本地特色"),)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("介绍\\n面向：青少年\\n形式：展览、不明\\n2025年全国科普月活动",
         {"summary": "介绍", "label": "2025年全国科普月活动",
          "forms": (ActivityForm.EXHIBITION,)}),
        ("状态：取消\\n介绍", {"summary": "介绍", "label": None}),
        ("面向：青少年", {"summary": None}),
    ],
)  # fmt: skip
def test_a_description_of_ours_tells_other_fields_too(text: str, fields: dict[str, Any]) -> None:
    ((activity,), other) = (read(f"DESCRIPTION:{text}", ours=o)[0] for o in (True, False))
    (whole,) = other

    assert {field: getattr(activity, field) for field in fields} == fields
    assert whole.summary == text.replace("\\n", "\n")


@pytest.mark.parametrize(
    ("title", "status", "name", "state"),
    [
        ("【取消】讲座", "CANCELLED", "讲座", State.CANCELLED),
        ("【延期】讲座", "TENTATIVE", "讲座", State.POSTPONED),
        ("【取消】讲座", "CONFIRMED", "【取消】讲座", State.PLANNED),
        ("【取消】", "CANCELLED", "【取消】", State.CANCELLED),
        ("讲座", "TENTATIVE", "讲座", State.PLANNED),
    ],
)
def test_a_mark_in_a_title_of_ours_counts_where_the_status_bears_it_out(
    title: str, status: str, name: str, state: State
) -> None:
    lines = event(START, f"STATUS:{status}", uid="a/1@x.org", name=title)
    (activity,) = result(OURS, *lines).programme

    assert (activity.name, activity.sessions[0].state) == (name, state)


@pytest.mark.parametrize(
    ("value", "contact"),
    [
        ("王老师 0751-8888888", Contact(name="王老师", phone="0751-8888888")),
        ("kx@example.org", Contact(email="kx@example.org")),
        ("电话：+86 751 8888888；", Contact(name="电话", phone="+86 751 8888888")),
        ("编号 12345", Contact(name="编号 12345")),
        ("科协@韶关", Contact(name="科协@韶关")),
    ],
)
def test_a_contact_has_the_address_and_the_number_in_it(value: str, contact: Contact) -> None:
    shared = Context(Notes(None))

    assert [shared.contact(value), shared.contact(value)] == [contact, contact]


def test_no_more_is_remembered_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_LABELS", 3)
    speakers = [part("PARTICIPANT", "PARTICIPANT-TYPE:SPEAKER", f"NAME:{n}") for n in range(9)]
    lines = [
        line
        for n in range(9)
        for line in event(
            START, f"LOCATION:馆{n}", f"GEO:{n};1", f"CATEGORIES:类{n}", f"CONTACT:王{n}",
            f"DESCRIPTION:形式：展览、{n}", *speakers[n], uid=f"a{n}/1@x.org",
        )
    ]  # fmt: skip
    shared = Context(Notes(None))
    programme = result(OURS, *lines).programme

    assert [venue.coordinates and venue.coordinates.latitude for venue in programme.venues] == [
        float(n) for n in range(9)
    ]
    assert [a.sessions[0].speakers[0].name for a in programme] == [str(n) for n in range(9)]
    assert [[a.themes, a.contacts, a.forms] for a in programme] == [
        [(f"类{n}",), (Contact(name=f"王{n}"),), (ActivityForm.EXHIBITION,)] for n in range(9)
    ]
    for n in range(9):
        shared.term(f"类{n}")
        shared.contact(f"王{n}")
    assert (len(shared._terms), len(shared._contacts)) == (3, 3)


def test_places_beyond_what_is_remembered_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(context, "_LABELS", 1)
    events = [event(START, *part("VLOCATION", f"NAME:馆{n % 3}"), uid=f"{n}") for n in range(6)]
    programme = result(*(line for lines in events for line in lines)).programme

    assert [activity.sessions[0].venue for activity in programme] == ["馆0", "馆1", "馆2"] * 2
    assert [venue.id for venue in programme.venues] == ["馆0", "馆1", "馆2"]


def test_what_events_share_is_told_of_each_whole_and_streamed() -> None:
    shared = ("CATEGORIES:本地特色", "DESCRIPTION:介绍\\n形式：展览")
    told = [event(START, *shared, uid=f"{ref}/1@x.org") for ref in "ab"]
    told += [event(START, "DESCRIPTION:别的\\n形式：展览", uid="c/1@x.org")]
    data = calendar(OURS, *(line for lines in told for line in lines))
    found = list(loads(data, format="ics"))

    assert [(a.summary, a.forms) for a in found] == [
        (summary, (ActivityForm.EXHIBITION,)) for summary in ("介绍", "介绍", "别的")
    ]
    assert list(iter_activities(BytesIO(data), format="ics")) == found


def test_an_event_of_ours_is_not_mistaken_for_another() -> None:
    programme, session = read(ours=True)

    assert list(programme) == [
        Activity(id="a", name="展览", sessions=(Session(id="1", slot=session.slot),))
    ]
