"""Units: who issues, hosts, organises and answers; groups of them; how to reach them."""

import attrs

from kepuyue.model._field import (
    checked,
    ref,
    refs,
    short_repr,
    valid_id,
    valid_lines,
    valid_name,
    valid_ref,
    valid_refs,
    valid_region,
    valid_text,
    valid_url,
)
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.source import Source, notice


class AdminLevel(Coded):
    """Administrative levels, from the nation down to the village.

    >>> AdminLevel.of("县").rank
    3
    """

    NATIONAL = "national", "国家级", "National", "国家", "全国", "中央"
    PROVINCIAL = "provincial", "省级", "Provincial", "省", "自治区", "直辖市"
    PREFECTURAL = ("prefectural", "市级", "Prefectural", "市", "地市", "地级市", "地级")
    COUNTY = "county", "县级", "County", "县", "区", "县（市、区）", "区县", "县市区"
    TOWNSHIP = "township", "乡级", "Township", "乡镇", "街道", "乡镇（街道）", "镇", "乡"
    VILLAGE = "village", "村级", "Village", "村", "社区", "村（社区）", "村居"

    @property
    def rank(self) -> int:
        """Steps below the nation, from 0 (national) to 5 (village)."""
        return list(AdminLevel).index(self)


for _level in list(AdminLevel)[2:]:
    _level.source = notice("四")


class UnitKind(Coded):
    """What kind of body a unit is. A title such as 科普教育基地 is a designation, not a kind."""

    SCIENCE_ASSOCIATION = (
        "science_association", "科协", "Association for science and technology",
        "科学技术协会", "科技协会", "CAST",
    )  # fmt: skip
    COORDINATING_BODY = (
        "coordinating_body", "议事协调机构", "Coordinating body",
        "联席会议", "科普工作联席会议", "纲要办", "全民科学素质纲要实施工作办公室", "领导小组",
    )  # fmt: skip
    GOVERNMENT_DEPARTMENT = (
        "government_department", "政府部门", "Government department",
        "党政机关", "部门", "机关", "局", "委办局", "科技局", "教育局",
    )  # fmt: skip
    SOCIETY = ("society", "学会（协会、研究会）", "Learned society", "学会", "协会", "研究会")
    UNIVERSITY_ASSOCIATION = (
        "university_association",
        "高校科协",
        "University association for science and technology",
        "学院科协",
        "大学科协",
    )
    ENTERPRISE_ASSOCIATION = (
        "enterprise_association",
        "企业科协",
        "Enterprise association for science and technology",
        "公司科协",
    )
    SCIENCE_PARK = (
        "science_park", "园区科协", "Science park association for science and technology",
        "Science park", "园区", "科技园", "高新区", "产业园",
    )  # fmt: skip
    SCIENCE_MUSEUM = (
        "science_museum",
        "科技馆",
        "Science museum",
        "科学馆",
        "科学技术馆",
        "科技中心",
        "流动科技馆",
    )
    AGRICULTURAL_SOCIETY = (
        "agricultural_society", "农技协", "Agricultural technology society",
        "农村专业技术协会", "农技协组织", "农业技术协会",
    )  # fmt: skip
    SCHOOL = "school", "学校", "School", "中小学", "中学", "小学", "幼儿园", "职业学校"
    UNIVERSITY = "university", "高校", "University", "大学", "学院", "高等院校", "高等学校"
    INSTITUTE = "institute", "科研院所", "Research institute", "研究所", "研究院", "科研机构"
    HOSPITAL = "hospital", "医院", "Hospital", "卫生院", "医疗机构"
    ENTERPRISE = "enterprise", "企业", "Enterprise", "公司", "集团"
    MEDIA = "media", "媒体", "Media", "报社", "电视台", "融媒体中心", "广播电视台"
    COMMUNITY = (
        "community",
        "村（社区）",
        "Village or community",
        "社区",
        "村",
        "村委会",
        "居委会",
        "村民委员会",
        "居民委员会",
    )
    OTHER = "other", "其他", "Other", "其它", "其他单位"


_NAMED_IN_NOTICE = {
    "head": ("science_association", "society", "enterprise_association"),
    "四": ("community",),
    "四(二)1": ("school", "institute", "hospital", "enterprise", "media"),
    "四(二)2": ("science_museum", "agricultural_society"),
    "四(二)3": ("university_association",),
}
for _clause, _codes in _NAMED_IN_NOTICE.items():
    for _code in _codes:
        UnitKind(_code).source = notice(_clause)


class ChannelKind(Coded):
    """What a channel of a unit is."""

    WECHAT_ACCOUNT = "wechat_account", "微信公众号", "WeChat official account", "公众号", "微信"
    WEBSITE = "website", "网站", "Website", "官网"
    LIVE_ROOM = "live_room", "直播间", "Live room", "直播"
    VIDEO_ACCOUNT = "video_account", "视频号", "Video account", "抖音", "快手", "短视频"
    WEIBO = "weibo", "微博", "Weibo", "新浪微博"
    OTHER = "other", "其他", "Other", "其它"


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Contact:
    """How to reach a unit or an activity. Private until marked public.

    Attributes:
        name: a person or an office.
        role: what it is for, such as 科普部 or 报名咨询.
        phone: as one dials it.
        email: address.
        public: whether it may leave the internal views.

    >>> Contact(name="科普部", phone="0751-0000000").public
    False
    """

    name: str | None = attrs.field(default=None, validator=valid_text)
    role: str | None = attrs.field(default=None, validator=valid_text)
    phone: str | None = attrs.field(default=None, validator=valid_text)
    email: str | None = attrs.field(default=None, validator=valid_text)
    public: bool = False

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Channel:
    """Where a unit publishes.

    Attributes:
        kind: WeChat account, site, live room and so on.
        name: name of the account or site.
        url: its address.

    >>> Channel(kind=ChannelKind.WECHAT_ACCOUNT, name="韶关科普")
    Channel(kind='wechat_account', name='韶关科普')
    """

    kind: ChannelKind
    name: str = attrs.field(validator=valid_name)
    url: str | None = attrs.field(default=None, validator=valid_url)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Unit:
    """A body that issues, hosts, organises or supports.

    Attributes:
        id: stable id.
        name: full official name.
        short_name: what people call it, such as 市科协.
        kind: what kind of body it is.
        level: the administrative level it works at.
        region: GB/T 2260 code of 6, 9 or 12 digits.
        parent: id of the unit above it.
        designations: titles it holds, such as 科普教育基地.
        aliases: other names people type for it.
        credit_code: unified social credit code (GB 32100-2015); many units have none.
        contacts: how to reach it.
        channels: where it publishes.
        homepage: its own site.
        source: where the facts come from.
        extra: what other tools attach.

    >>> Unit(id="sg-ast", name="韶关市科学技术协会", kind=UnitKind.SCIENCE_ASSOCIATION)
    Unit(id='sg-ast', name='韶关市科学技术协会', kind='science_association')
    """

    id: str = attrs.field(validator=valid_id)
    name: str = attrs.field(validator=valid_name)
    short_name: str | None = attrs.field(default=None, validator=valid_text)
    kind: UnitKind = UnitKind.OTHER
    level: AdminLevel | None = None
    region: str | None = attrs.field(default=None, validator=valid_region)
    parent: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    designations: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    aliases: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    credit_code: str | None = attrs.field(default=None, validator=valid_text)
    contacts: tuple[Contact, ...] = ()
    channels: tuple[Channel, ...] = ()
    homepage: str | None = attrs.field(default=None, validator=valid_url)
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class UnitGroup:
    """A class of units that a notice speaks of, such as 各县（市、区）科协.

    Its members are those named and those that fit the selector: every part of the selector that
    is given must fit. With neither, the group is open: it names a class and lists nobody.

    Attributes:
        id: stable id; groups and units share one space of ids.
        label: what the notice calls it.
        members: ids of units (or groups) that belong to it by name.
        kinds: selector: the unit is of one of these kinds.
        level: selector: the unit works at this level.
        region: selector: the unit is in this region.
        designation: selector: the unit holds this title.
        aliases: other names people type for it.
        source: where it comes from.
        extra: what other tools attach.

    >>> UnitGroup(id="museums", label="市、县科技馆", kinds=(UnitKind.SCIENCE_MUSEUM,))
    UnitGroup(id='museums', label='市、县科技馆', kinds=('science_museum',))
    """

    id: str = attrs.field(validator=valid_id)
    label: str = attrs.field(validator=valid_name)
    members: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    kinds: tuple[UnitKind, ...] = ()
    level: AdminLevel | None = None
    region: str | None = attrs.field(default=None, validator=valid_region)
    designation: str | None = attrs.field(default=None, validator=valid_text)
    aliases: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr

    @property
    def has_selector(self) -> bool:
        """Whether units belong to it by what they are."""
        return bool(self.kinds or self.level or self.region or self.designation)
