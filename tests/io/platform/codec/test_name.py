import pytest

from kepuyue import Action, Campaign, Programme, TargetGroup, Theme, Unit
from tests.io.platform.codec.made import activity, codec, told, written

UNITS = (
    Unit(id="u1", name="韶关市科学技术协会", short_name="市科协", aliases=("科协",)),
    Unit(id="u2", name="韶关市科技局（市外专局、引智办）"),
    Unit(id="u3", name="甲、乙联合会"),
)
ACTIONS = (Action(id="m", number="一", name="主场活动"), Action(id="s", name="院士专家进校园活动"))
PROGRAMME = Programme(
    units=UNITS,
    campaigns=(Campaign(id="c", name="科普月", actions=ACTIONS),),
    themes=(Theme(id="danxia", label="丹霞地貌", aliases=("丹霞",)),),
    target_groups=(TargetGroup(id="deaf", label="听障人士"),),
    activities=(activity(id="a1", name="机器人科普展"),),
)
HOSTS, UNIT = codec("units", "hosts"), codec("units", "unit")
THEMES, GROUPS = codec("terms", "themes"), codec("terms", "target_groups")
ACTION, ACTIVITY = codec("action", "action"), codec("activity", "activity")


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("市科协", ("u1",)),
        ("科协；韶关市科学技术协会", ("u1",)),
        ("韶关市科技局(市外专局、引智办)，市科协", ("u2", "u1")),
        ("甲、乙联合会", ("u3",)),
    ],
)
def test_units_are_found_by_name_short_name_or_alias(text: str, refs: tuple[str, ...]) -> None:
    assert told(HOSTS, text, PROGRAMME) == ({"hosts": refs}, [])


def test_a_unit_that_is_unknown_is_its_name_and_told_if_it_is_like_another() -> None:
    assert told(HOSTS, "武江区第九小学", PROGRAMME) == ({"hosts": ("武江区第九小学",)}, [])
    assert told(UNIT, "韶关市科学技术学会", PROGRAMME) == (
        {"unit": "韶关市科学技术学会"}, ["KY-TAB109"],
    )  # fmt: skip


def test_units_are_written_by_name() -> None:
    hosts = written(HOSTS, activity(hosts=("u1", "nobody")), programme=PROGRAMME)

    assert hosts == "韶关市科学技术协会、nobody"
    assert written(HOSTS, activity()) is None
    assert (HOSTS.emptied(), UNIT.emptied()) == ({"hosts": ()}, {"unit": None})


def test_terms_are_found_by_label_or_alias() -> None:
    assert told(THEMES, "丹霞、人工智能", PROGRAMME)[0]["themes"][0] == "danxia"
    assert told(GROUPS, "☑听障人士 □其他", PROGRAMME) == ({"target_groups": ("deaf",)}, [])
    assert told(GROUPS, "全体公民", PROGRAMME) == ({"target_groups": ("general_public",)}, [])


def test_a_term_that_is_none_is_told_and_kept() -> None:
    assert told(THEMES, "丹霞、怪题", PROGRAMME) == (
        {"themes": ("danxia",), "extra": "怪题"}, ["KY-TAB108"],
    )  # fmt: skip
    kept = activity(themes=("danxia",), extra={"table": {"栏目": "怪题"}})
    assert written(THEMES, kept, programme=PROGRAMME) == "丹霞地貌、怪题"
    assert THEMES.emptied() == {"themes": ()}


@pytest.mark.parametrize(
    "text", ["院士专家进校园活动", "（四）院士专家进校园活动", "院士专家进校园"]
)
def test_an_action_is_found_by_name(text: str) -> None:
    assert told(ACTION, text, PROGRAMME) == ({"action": "s"}, [])


def test_an_action_is_found_by_number_and_told_if_it_is_none() -> None:
    assert told(ACTION, "一", PROGRAMME) == ({"action": "m"}, [])
    assert told(ACTION, "主场活劢", PROGRAMME) == ({"extra": "主场活劢"}, ["KY-TAB108"])
    assert written(ACTION, activity(action="m"), programme=PROGRAMME) == "主场活动"
    assert written(ACTION, activity()) is None


def test_an_activity_is_found_by_name() -> None:
    assert told(ACTIVITY, "《机器人科普展》", PROGRAMME) == ({"activity": "a1"}, [])
    assert told(ACTIVITY, "别县的活动", PROGRAMME) == ({"activity": "别县的活动"}, ["KY-TAB108"])
