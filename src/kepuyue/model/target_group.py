"""Target groups: whom an activity is for."""

import attrs

from kepuyue.model._field import (
    checked,
    short_repr,
    valid_id,
    valid_lines,
    valid_name,
    valid_text,
)
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.source import FACTS, Evidence, Source
from kepuyue.model.vocabulary import Vocabulary


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class TargetGroup:
    """A group of people whom activities are for.

    Attributes:
        id: stable English id.
        label: Chinese label.
        label_en: English label.
        aliases: other words that people type for it.
        statutory: whether it is one of the five groups of 国发〔2021〕9号.
        source: where it comes from.
        extra: what other tools attach.

    >>> TargetGroup(id="deaf", label="听障人士")
    TargetGroup(id='deaf', label='听障人士')
    """

    id: str = attrs.field(validator=valid_id)
    label: str = attrs.field(validator=valid_name)
    label_en: str | None = attrs.field(default=None, validator=valid_text)
    aliases: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    statutory: bool = False
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr


_OUTLINE = Source(
    title="全民科学素质行动规划纲要（2021—2035年）国发〔2021〕9号",
    clause="三、提升行动",
    evidence=Evidence.A,
)


def _statutory(code: str, label: str, label_en: str, *aliases: str) -> TargetGroup:
    return TargetGroup(
        id=code, label=label, label_en=label_en, aliases=aliases, statutory=True, source=_OUTLINE
    )


YOUTH = _statutory(
    "youth",
    "青少年",
    "Young people",
    "中小学生",
    "学生",
    "小学生",
    "中学生",
    "初中生",
    "高中生",
    "大学生",
    "大中小学生",
    "少年儿童",
    "儿童",
    "幼儿",
    "孩子",
    "青年",
    "少年",
    "未成年人",
    "亲子",
    "亲子家庭",
    "师生",
    "青少年学生",
    "teenagers",
    "students",
    "pupils",
    "children",
    "youth",
)
FARMERS = _statutory(
    "farmers",
    "农民",
    "Farmers",
    "农村居民",
    "村民",
    "农户",
    "种植户",
    "养殖户",
    "农民朋友",
    "乡村居民",
    "新型职业农民",
    "农村群众",
    "peasants",
    "villagers",
)
WORKERS = _statutory(
    "workers",
    "产业工人",
    "Industrial workers",
    "工人",
    "职工",
    "企业职工",
    "员工",
    "企业员工",
    "技术工人",
    "一线职工",
    "农民工",
    "务工人员",
    "employees",
)
OLDER_PEOPLE = _statutory(
    "older_people",
    "老年人",
    "Older people",
    "老人",
    "中老年人",
    "长者",
    "银龄",
    "银发",
    "银发族",
    "退休人员",
    "离退休人员",
    "老年群体",
    "老年朋友",
    "elderly",
    "seniors",
)
OFFICIALS = _statutory(
    "officials",
    "领导干部和公务员",
    "Leading officials and civil servants",
    "领导干部",
    "公务员",
    "干部",
    "党员干部",
    "机关干部",
    "领导干部与公务员",
    "机关工作人员",
    "事业单位工作人员",
    "civil servants",
    "officials",
)
GENERAL_PUBLIC = TargetGroup(
    id="general_public", label="社会公众", label_en="General public",
    aliases=(
        "公众", "群众", "市民", "居民", "社区居民", "全体市民", "广大群众", "大众", "不限", "全民",
        "所有人", "普通公众", "社会大众", "everyone", "all",
    ),
    source=FACTS,
)  # fmt: skip

TARGET_GROUPS: Vocabulary[TargetGroup] = Vocabulary(
    (YOUTH, FARMERS, WORKERS, OLDER_PEOPLE, OFFICIALS, GENERAL_PUBLIC),
    kind=("面向人群", "target group"),
)
"""The five statutory groups and the general public."""
