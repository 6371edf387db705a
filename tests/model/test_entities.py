"""What holds for every entity and value of the model."""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from kepuyue import (
    Activity,
    ActivityForm,
    Attachment,
    Campaign,
    Channel,
    ChannelKind,
    Coded,
    Contact,
    Extra,
    Figures,
    InvalidValueError,
    Link,
    Milestone,
    MilestoneKind,
    Programme,
    Registration,
    Session,
    Source,
    Stage,
    Theme,
    Unit,
    UnitKind,
    UnitSummary,
    UnknownIdError,
    editions,
    evolve,
)
from kepuyue.model import (
    activity,
    campaign,
    paperwork,
    place,
    recurrence,
    schedule,
    source,
    theme,
    unit,
)
from kepuyue.model.programme import TUPLES
from kepuyue.testing import make, make_programme
from kepuyue.testing.factories import PRIVATE
from tests.testing.test_factories import entities

KINDS: list[Any] = [*entities(), Programme]
MODULES = (activity, campaign, paperwork, place, recurrence, schedule, source, theme, unit)


@pytest.mark.parametrize("kind", dict.fromkeys(KINDS), ids=lambda kind: kind.__name__)
def test_an_entity_is_a_frozen_slotted_keyword_only_value(kind: Any) -> None:
    entity = make(kind)

    assert kind.__mro__ == (kind, object)
    assert not hasattr(entity, "__dict__")
    assert all(field.kw_only for field in attrs.fields(kind))
    assert hash(entity) == hash(make(kind))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(entity, attrs.fields(kind)[0].name, None)


@pytest.mark.parametrize("kind", dict.fromkeys(KINDS), ids=lambda kind: kind.__name__)
def test_every_field_is_documented_in_order(kind: Any) -> None:
    section = inspect.getdoc(kind).partition("Attributes:\n")[2]  # type: ignore[union-attr]
    documented = re.findall(r"^    (\w+):", section.split("\n\n")[0], re.MULTILINE)

    assert documented == [field.name for field in attrs.fields(kind)]


@pytest.mark.parametrize("kind", dict.fromkeys(KINDS), ids=lambda kind: kind.__name__)
def test_a_repr_is_short_and_names_the_class(kind: Any) -> None:
    assert kind.__name__ in repr(make(kind))
    assert len(repr(make(kind))) < 300


def test_a_repr_shortens_what_is_long() -> None:
    names = tuple(f"u{number}" for number in range(9))
    text = repr(Activity(id="a", name="长" * 100, hosts=names))

    assert text == (f"Activity(id='a', name='{'长' * 59}…', hosts=('u0', 'u1', 'u2', … 9 in all))")
    stamp = datetime(2025, 8, 20, 8, tzinfo=UTC)
    assert "updated=2025-08-20 08:00+00:00" in repr(Activity(id="a", name="a", updated=stamp))
    assert "sessions=(1 in all)" in repr(Activity(id="a", name="a", sessions=(Session(id="1"),)))


LONGEST_REPR = 400


def entities_of(programme: Programme) -> Iterator[Any]:
    """Yield every entity of a programme and every part of one."""
    pending: list[Any] = [getattr(programme, name) for name in TUPLES]
    while pending:
        value = pending.pop()
        if attrs.has(type(value)):
            yield value
            pending += attrs.astuple(value, recurse=False)
        elif isinstance(value, tuple):
            pending += value


def test_the_repr_of_any_entity_can_be_read_at_a_glance() -> None:
    programmes = [make_programme(), *map(editions.load, editions.available())]
    texts = [repr(entity) for programme in programmes for entity in entities_of(programme)]

    assert len(texts) > 1_000
    assert [text for text in texts if len(text) > LONGEST_REPR or "\n" in text] == []
    notice = editions.load("shaoguan-2025").campaigns[0]
    assert repr(notice).endswith("'direction-spirit', … 4 in all), … 10 more)")


def test_a_repr_that_lands_in_a_log_tells_nothing_private() -> None:
    programme = make_programme()
    holders = [*programme.units, *programme.activities, *programme.volunteer_replies]
    parts = [s for a in programme.activities for s in (*a.sessions, *a.sessions[0].overrides)]

    assert [text for text in map(repr, [*holders, *parts]) if PRIVATE in text] == []
    unit_ = Unit(id="a", name="甲", contacts=programme.units[0].contacts, extra={"tool": PRIVATE})
    assert repr(unit_) == "Unit(id='a', name='甲', contacts=(2 in all), extra=(1 in all))"
    assert repr(Contact(name="科普部", phone="0751-0000000", public=True)) == (
        "Contact(name='科普部', phone=…, public=True)"
    )


def test_evolve_gives_another_value() -> None:
    unit_ = make(Unit)

    assert evolve(unit_, name="乙").name == "乙"
    assert unit_ == make(Unit)


def test_a_list_becomes_a_tuple() -> None:
    forms: Any = [ActivityForm.LECTURE]

    assert Activity(id="a", name="a", forms=forms).forms == (ActivityForm.LECTURE,)


@pytest.mark.parametrize(
    ("kind", "field", "value", "told"),
    [
        (Unit, "name", 3, "name"),
        (Unit, "kind", "school", "kind"),
        (Unit, "level", "county", "level"),
        (Unit, "contacts", [3], "contacts[0]"),
        (Unit, "contacts", "李华", "contacts"),
        (Unit, "contacts", 3, "contacts"),
        (Unit, "parent", 3, "parent"),
        (Unit, "extra", 3, "extra"),
        (Figures, "onsite", True, "onsite"),
        (Figures, "onsite", 1.0, "onsite"),
        (Contact, "public", 1, "public"),
        (Activity, "hosts", "sg-ast", "hosts"),
        (Activity, "hosts", [3], "hosts[0]"),
        (Activity, "hosts", 3, "hosts"),
        (Activity, "hosts", Unit(id="u", name="u"), "hosts"),
        (Milestone, "when", datetime(2025, 9, 25, tzinfo=UTC), "when"),
        (Activity, "created", date(2025, 9, 1), "created"),
    ],
)
def test_a_wrong_type_is_refused_with_the_field_in_both_languages(
    kind: Any, field: str, value: Any, told: str
) -> None:
    with pytest.raises(InvalidValueError) as caught:
        make(kind, **{field: value})

    (finding,) = caught.value.report
    assert finding.message("zh").startswith(told)
    assert finding.message("en").startswith(told)


@pytest.mark.parametrize(
    ("kind", "field", "value", "code"),
    [
        (Unit, "id", "", "KY-VAL001"),
        (Unit, "id", "a\nb", "KY-VAL002"),
        (Unit, "id", " a", "KY-VAL003"),
        (Unit, "name", "\u3000", "KY-VAL001"),
        (Unit, "name", "a\u2028b", "KY-VAL002"),
        (Unit, "short_name", "\x00", "KY-VAL002"),
        (Unit, "aliases", ("a", "a"), "KY-VAL010"),
        (Unit, "aliases", ("a", ""), "KY-VAL001"),
        (Unit, "region", "4402", "KY-COD005"),
        (Unit, "homepage", "javascript:alert(1)", "KY-VAL009"),
        (Unit, "homepage", "https://example.org/a b", "KY-VAL009"),
        (Unit, "homepage", "ftp://example.org", "KY-VAL009"),
        (Link, "url", "https://", "KY-VAL009"),
        (Figures, "onsite", -1, "KY-VAL008"),
        (Figures, "online", 2**63, "KY-VAL008"),
        (Theme, "valid_from", 0, "KY-VAL008"),
        (Theme, "valid_to", 10_000, "KY-VAL008"),
        (Attachment, "number", -1, "KY-VAL008"),
        (Campaign, "year", 99_999, "KY-VAL008"),
    ],
)
def test_a_value_that_means_nothing_is_refused(
    kind: Any, field: str, value: Any, code: str
) -> None:
    with pytest.raises(InvalidValueError, match=code):
        make(kind, **{field: value})


def test_what_belongs_together_is_held_together() -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL006"):
        Theme(id="a", label="a", valid_from=2026, valid_to=2025)
    with pytest.raises(InvalidValueError, match="KY-VAL006"):
        Registration(opens=date(2025, 9, 2), closes=date(2025, 9, 1))
    with pytest.raises(InvalidValueError, match="KY-VAL010"):
        Activity(id="a", name="a", sessions=(Session(id="1"), Session(id="1")))
    milestone = make(Milestone)
    with pytest.raises(InvalidValueError, match="KY-VAL010"):
        Campaign(id="a", name="a", milestones=(milestone, milestone))
    for area in (-1.0, float("inf"), float("nan")):
        with pytest.raises(InvalidValueError, match="KY-VAL008"):
            make(paperwork.ExhibitApplication, area=area)


def test_links_of_every_kind_a_field_takes() -> None:
    for url in (
        "http://a", "HTTPS://A/b?c=d#e", "mailto:kx@example.org", "tel:+86-751-0", "webcal://a/b",
    ):  # fmt: skip
        assert Link(url=url).url == url


def test_a_reference_takes_the_entity_and_keeps_its_id() -> None:
    host = make(Unit)
    theme_ = make(Theme)
    made = Activity(id="a", name="a", hosts=[host, "b"], themes=(theme_,), parent=None)

    assert (made.hosts, made.themes) == (("unit-1", "b"), ("theme-1",))
    assert Unit(id="c", name="c", parent=host).parent == "unit-1"


def test_stamps_are_moved_into_utc() -> None:
    stamp = datetime.fromisoformat("2025-08-20T16:00:00+08:00")

    assert make(Activity, created=stamp).created == datetime(2025, 8, 20, 8, tzinfo=UTC)
    assert str(make(Activity, updated=stamp).updated) == "2025-08-20 08:00:00+00:00"


@pytest.mark.parametrize("extreme", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:00:00-08:00"])
def test_stamps_beyond_the_calendar_are_refused(extreme: str) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL008"):
        make(Activity, created=datetime.fromisoformat(extreme))


def test_a_naive_stamp_is_refused_with_the_way_out() -> None:
    with pytest.raises(InvalidValueError, match=r"tzinfo=kepuyue\.CHINA_TIME"):
        make(Activity, created=datetime(2025, 8, 20))  # noqa: DTZ001


def test_a_summary_is_complete_with_its_four_parts() -> None:
    assert make(UnitSummary).is_complete
    assert not make(UnitSummary, cases=()).is_complete


# Code lists.

CODED: list[Any] = [
    cls
    for module in MODULES
    for _, cls in inspect.getmembers(module, inspect.isclass)
    if issubclass(cls, Coded) and cls is not Coded and cls.__module__ == module.__name__
]


@pytest.mark.parametrize("codes", CODED, ids=lambda codes: codes.__name__)
def test_every_code_has_labels_and_a_source_and_is_found_by_each_of_its_words(codes: Any) -> None:
    for member in codes:
        assert re.fullmatch("[a-z_]+|WGS-84|GCJ-02|BD-09", member.id)
        assert isinstance(member.source, Source)
        for word in (member.id, member.label, member.label_en, *member.aliases):
            assert codes.of(word) is member, word
        assert codes(member.id) is member


def test_a_stranger_is_told_what_was_nearest() -> None:
    with pytest.raises(InvalidValueError) as caught:
        UnitKind("musuem")
    assert "science_museum" in caught.value.report.findings[0].nearest

    with pytest.raises(UnknownIdError, match="科技馆"):
        UnitKind.of("科技管")
    with pytest.raises(ValueError, match="KY-VAL003"):
        Stage(3)  # type: ignore[arg-type]


def test_a_code_shows_its_label() -> None:
    assert repr(UnitKind.SCHOOL) == "<UnitKind.SCHOOL 学校>"
    assert make(Channel).kind is ChannelKind.WECHAT_ACCOUNT
    assert MilestoneKind.DUE.label_en == "Due"
    assert unit.AdminLevel.VILLAGE.rank == 5


# The mapping for other tools.


def test_extra_is_read_only_all_the_way_down() -> None:
    extra = Extra({"a": {"b": [1, {"c": 2}]}})

    assert extra == {"a": {"b": (1, {"c": 2})}}
    changes: list[Callable[[], object]] = [
        lambda: extra.__setitem__("a", 1), lambda: extra["a"].update(b=1), extra.clear,
        lambda: extra["a"]["b"][1].pop("c"), extra.popitem, lambda: extra.setdefault("z", 1),
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(InvalidValueError, match="KY-VAL014"):
            change()
    with pytest.raises(InvalidValueError, match="KY-VAL014"):
        del extra["a"]


def test_the_caller_s_own_dict_is_not_shared() -> None:
    given: dict[str, Any] = {"a": [1]}
    made = make(Unit, extra=given)
    given["a"].append(2)

    assert made.extra == {"a": (1,)}


def test_empty_extra_is_shared() -> None:
    assert make(Unit).extra is make(Theme, extra={}).extra


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        2**63,
        -(2**63) - 1,
        "\ud800",
        b"x",
        1j,
        {1: 2},
        {"\ud800": 1},
    ],
    ids=repr,
)
def test_what_json_cannot_carry_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL012"):
        make(Unit, extra={"k": value})


def test_deep_nesting_is_refused() -> None:
    deep: Any = 1
    for _ in range(10_000):
        deep = [deep]

    with pytest.raises(InvalidValueError, match="KY-VAL012"):
        Extra({"deep": deep})
