"""Themes: what a campaign or an activity is about.

The themes of the notice are constants of :data:`THEMES`: the slogans of the years, the four
directions, ten hot topics, ten fields and four focuses. An app adds its own to a programme
(``Programme.themes``) or to a vocabulary of its own (``THEMES.extended(...)``).
"""

import attrs

from kepuyue.errors import invalid
from kepuyue.model._field import (
    checked,
    short_repr,
    valid_id,
    valid_lines,
    valid_name,
    valid_text,
    valid_year,
)
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.source import Evidence, Source, notice
from kepuyue.model.vocabulary import Vocabulary


class ThemeScheme(Coded):
    """The list that a theme belongs to."""

    SLOGAN = "slogan", "年度主题", "Slogan of the year", "主题"
    DIRECTION = "direction", "活动内容", "Content direction", "内容方向"
    TOPIC = "topic", "公众关注热点", "Hot topic", "热点", "话题"
    FIELD = "field", "行业领域", "Field", "领域"
    FOCUS = "focus", "重点领域", "Focus", "重点"
    OTHER = "other", "其他", "Other", "自定义"


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Theme:
    """A theme of a campaign or an activity.

    Attributes:
        id: stable English id.
        label: Chinese label.
        label_en: English label.
        scheme: the list it belongs to.
        issuer: who set it, as text.
        valid_from: first year in which it holds.
        valid_to: last year in which it holds.
        aliases: other words that people type for it.
        source: where it comes from.
        extra: what other tools attach.

    Raises:
        InvalidValueError: if ``valid_to`` is before ``valid_from``.

    >>> Theme(id="danxia", label="丹霞地貌")
    Theme(id='danxia', label='丹霞地貌')
    """

    id: str = attrs.field(validator=valid_id)
    label: str = attrs.field(validator=valid_name)
    label_en: str | None = attrs.field(default=None, validator=valid_text)
    scheme: ThemeScheme = ThemeScheme.OTHER
    issuer: str | None = attrs.field(default=None, validator=valid_text)
    valid_from: int | None = attrs.field(default=None, validator=valid_year)
    valid_to: int | None = attrs.field(default=None, validator=valid_year)
    aliases: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr

    def __attrs_post_init__(self) -> None:
        """Hold the years to their order."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise invalid("KY-VAL006", first=self.valid_from, last=self.valid_to)


def _slogan(theme_id: str, label: str, first: int, last: int, evidence: Evidence) -> Theme:
    event = "全国科普月" if first >= FIRST_MONTH else "全国科普日"
    return Theme(
        id=theme_id, label=label, scheme=ThemeScheme.SLOGAN, valid_from=first, valid_to=last,
        source=Source(title=f"{first}年{event}主题", evidence=evidence),
    )  # fmt: skip


FIRST_MONTH = 2025
"""The year in which the day (全国科普日) became the month (全国科普月)."""

SLOGANS = (
    _slogan("slogan-2017", "创新驱动发展，科学破除愚昧", 2017, 2017, Evidence.B),
    _slogan("slogan-2018", "创新引领时代，智慧点亮生活", 2018, 2018, Evidence.B),
    _slogan("slogan-2019", "礼赞共和国、智慧新生活", 2019, 2019, Evidence.B),
    _slogan("slogan-2020", "决胜全面小康，践行科技为民", 2020, 2020, Evidence.B),
    _slogan("slogan-2021", "百年再出发，迈向高水平科技自立自强", 2021, 2021, Evidence.B),
    _slogan("slogan-2022", "喜迎二十大，科普向未来", 2022, 2022, Evidence.B),
    _slogan("slogan-2023", "提升全民科学素质，助力科技自立自强", 2023, 2023, Evidence.B),
    _slogan("slogan-2024", "提升全民科学素质 协力建设科技强国", 2024, 2024, Evidence.B),
    Theme(
        id="slogan-2025",
        label="提升全民科学素质 夯实科技强国基础",
        scheme=ThemeScheme.SLOGAN,
        valid_from=2025,
        valid_to=2025,
        source=notice("一"),
    ),
    _slogan("slogan-2025-press", "科技改变生活 创新赢得未来", 2025, 2026, Evidence.B),
)
"""The slogans of 2017 to 2026; 2025 has two, the second of which is that of 2026 too."""


def _listed(scheme: ThemeScheme, clause: str, *rows: tuple[str, ...]) -> tuple[Theme, ...]:
    return tuple(
        Theme(
            id=theme_id, label=label, label_en=label_en, aliases=tuple(aliases), scheme=scheme,
            source=notice(clause),
        )
        for theme_id, label, label_en, *aliases in rows
    )  # fmt: skip


DIRECTIONS = (
    *_listed(
        ThemeScheme.DIRECTION, "三(一)",
        ("direction-policy", "宣传阐释系列重要论述", "Policy on science and technology",
         "宣传阐释重要论述", "科技政策宣讲"),
    ),
    *_listed(
        ThemeScheme.DIRECTION, "三(二)",
        ("direction-achievements", "宣传推广科技创新成果", "Achievements of innovation",
         "科技创新成果"),
    ),
    *_listed(
        ThemeScheme.DIRECTION, "三(三)",
        ("direction-spirit", "弘扬科学精神和科学家精神", "The spirit of science and of scientists",
         "科学精神", "弘扬科学精神", "弘扬科学家精神"),
    ),
    *_listed(
        ThemeScheme.DIRECTION, "三(四)",
        ("direction-masses", "广泛开展群众性科普", "Popularization for everyone",
         "群众性科普", "群众性科普活动"),
    ),
)  # fmt: skip
"""The four content directions of clause 三."""

TOPICS = _listed(
    ThemeScheme.TOPIC, "三(四)",
    ("artificial-intelligence", "人工智能", "Artificial intelligence", "AI", "大模型"),
    ("robotics", "机器人", "Robotics", "具身智能"),
    ("medicine-health", "医疗健康", "Medicine and health", "健康", "医疗", "健康科普"),
    ("food-safety", "食品安全", "Food safety", "食品"),
    ("agricultural-production", "农业生产", "Agricultural production", "农业", "种植", "养殖"),
    ("transport", "交通运输", "Transport", "交通", "交通安全"),
    ("low-carbon-living", "低碳生活", "Low-carbon living", "低碳", "碳达峰碳中和", "双碳", "节能"),
    ("disaster-prevention", "防灾避险", "Disaster prevention", "防灾减灾", "防震减灾", "防灾"),
    ("work-safety", "安全生产", "Work safety", "生产安全"),
    ("rural-civility", "乡风文明", "Rural civility", "移风易俗", "文明乡风"),
)  # fmt: skip
"""The ten hot topics of clause 三(四)."""

FIELDS = _listed(
    ThemeScheme.FIELD, "四(二)1",
    ("field-innovation", "科技创新", "Innovation", "创新"),
    ("field-science-education", "科学教育", "Science education"),
    ("field-digital-literacy", "数字素养", "Digital literacy", "数字技能", "反诈"),
    ("field-ecology", "生态文明", "Ecological civilization",
     "生态", "环保", "生态环境", "环境保护"),
    ("field-health", "卫生健康", "Health", "卫生"),
    ("field-emergency", "应急科普", "Emergency preparedness", "应急", "应急救护", "急救"),
    ("field-agritech", "农业科技", "Agricultural technology", "农技"),
    ("field-nuclear", "核科普", "Nuclear science", "核", "核能"),
    ("field-water", "水利科普", "Water conservancy", "水利", "节水"),
    ("field-creation", "科普创作", "Science writing and art", "创作", "科普作品"),
)  # fmt: skip
"""The ten fields of the joint action of departments, clause 四(二)1."""

FOCUSES = _listed(
    ThemeScheme.FOCUS, "四(二)2",
    ("focus-double-reduction", "科普助力“双减”", "Science for the double reduction",
     "双减", "助力双减"),
    ("focus-rural-revitalization", "科技助力乡村振兴", "Technology for rural revitalization",
     "乡村振兴"),
    ("focus-scientists", "科学家精神弘扬", "The spirit of scientists", "科学家精神"),
    ("focus-silver-age", "银龄科普", "Science for the silver age", "银龄", "老年科普"),
)  # fmt: skip
"""The four focuses of the joint action of associations, clause 四(二)2."""

THEMES: Vocabulary[Theme] = Vocabulary(
    (*SLOGANS, *DIRECTIONS, *TOPICS, *FIELDS, *FOCUSES), kind=("主题", "theme")
)
"""All bundled themes."""
