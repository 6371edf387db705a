"""The themes and target groups that come with the library, each with its source.

Themes: the slogans of the years, and of the notice the four directions, ten hot topics, ten fields
and four focuses. Target groups: the five statutory ones and the general public.
"""

from kepuyue.model.source import FACTS, Evidence, Source, notice
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme, ThemeScheme
from kepuyue.model.vocabulary import Vocabulary


def _slogan(
    theme_id: str, label: str, label_en: str, *aliases: str, years: tuple[int, int], source: Source
) -> Theme:
    return Theme(
        id=theme_id, label=label, label_en=label_en, aliases=aliases, scheme=ThemeScheme.SLOGAN,
        valid_from=years[0], valid_to=years[1], source=source,
    )  # fmt: skip


def _public(year: int) -> Source:
    event = "全国科普月" if year >= FIRST_MONTH else "全国科普日"
    return Source(title=f"{year}年{event}主题", evidence=Evidence.B)


FIRST_MONTH = 2025
"""The year in which the day (全国科普日) became the month (全国科普月)."""

# As aliases: the halves of a slogan, since people quote one of them. How it is spaced and
# punctuated is set aside by the look-up.
SLOGANS = (
    _slogan(
        "slogan-2017", "创新驱动发展，科学破除愚昧",
        "Innovation drives development, science dispels ignorance",
        "创新驱动发展", "科学破除愚昧", years=(2017, 2017), source=_public(2017),
    ),
    _slogan(
        "slogan-2018", "创新引领时代，智慧点亮生活",
        "Innovation leads the times, wisdom lights up life",
        "创新引领时代", "智慧点亮生活", years=(2018, 2018), source=_public(2018),
    ),
    _slogan(
        "slogan-2019", "礼赞共和国、智慧新生活",
        "A salute to the Republic, a new and smart life",
        "礼赞共和国", "智慧新生活", years=(2019, 2019), source=_public(2019),
    ),
    _slogan(
        "slogan-2020", "决胜全面小康，践行科技为民",
        "Moderate prosperity for all, technology for the people",
        "决胜全面小康", "践行科技为民", years=(2020, 2020), source=_public(2020),
    ),
    _slogan(
        "slogan-2021", "百年再出发，迈向高水平科技自立自强",
        "Setting out anew after a hundred years, towards self-reliance in science and technology",
        "百年再出发", "迈向高水平科技自立自强", years=(2021, 2021), source=_public(2021),
    ),
    _slogan(
        "slogan-2022", "喜迎二十大，科普向未来",
        "Welcoming the 20th Congress, popularizing science for the future",
        "喜迎二十大", "科普向未来", years=(2022, 2022), source=_public(2022),
    ),
    _slogan(
        "slogan-2023", "提升全民科学素质，助力科技自立自强",
        "Science literacy for all, in support of self-reliance in science and technology",
        "助力科技自立自强", years=(2023, 2023), source=_public(2023),
    ),
    _slogan(
        "slogan-2024", "提升全民科学素质 协力建设科技强国",
        "Science literacy for all, building a country strong in science and technology together",
        "协力建设科技强国", years=(2024, 2024), source=_public(2024),
    ),
    _slogan(
        "slogan-2025", "提升全民科学素质 夯实科技强国基础",
        "Science literacy for all, the foundation of a country strong in science and technology",
        "夯实科技强国基础", years=(2025, 2025), source=notice("一"),
    ),
    _slogan(
        "slogan-2025-press", "科技改变生活 创新赢得未来",
        "Technology changes life, innovation wins the future",
        "科技改变生活", "创新赢得未来", years=(2025, 2026), source=_public(2025),
    ),
)  # fmt: skip
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
    ("field-science-education", "科学教育", "Science education", "科技教育", "科普教育"),
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
        "所有人", "普通公众", "社会大众", "全体公民", "公民", "everyone", "all",
    ),
    source=FACTS,
)  # fmt: skip

TARGET_GROUPS: Vocabulary[TargetGroup] = Vocabulary(
    (YOUTH, FARMERS, WORKERS, OLDER_PEOPLE, OFFICIALS, GENERAL_PUBLIC),
    kind=("面向人群", "target group"),
)
"""The five statutory groups and the general public."""
