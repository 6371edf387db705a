"""The words that synthetic programmes are made of, and what goes with what."""

import attrs

from kepuyue.model.activity import ActivityForm
from kepuyue.model.place import VenueKind
from kepuyue.model.unit import UnitKind

COUNTIES = (
    ("440203", "武江区", 24.79, 113.58), ("440204", "浈江区", 24.81, 113.61),
    ("440205", "曲江区", 24.68, 113.60), ("440222", "始兴县", 24.95, 114.06),
    ("440224", "仁化县", 25.09, 113.75), ("440229", "翁源县", 24.35, 114.13),
    ("440232", "乳源瑶族自治县", 24.78, 113.28), ("440233", "新丰县", 24.06, 114.21),
    ("440281", "乐昌市", 25.13, 113.35), ("440282", "南雄市", 25.12, 114.31),
)  # fmt: skip
UNIT_NAMES = {
    UnitKind.SCIENCE_ASSOCIATION: "科学技术协会", UnitKind.COORDINATING_BODY: "科普工作联席会议",
    UnitKind.GOVERNMENT_DEPARTMENT: "应急管理局", UnitKind.SOCIETY: "气象学会",
    UnitKind.UNIVERSITY_ASSOCIATION: "职业学院科协",
    UnitKind.ENTERPRISE_ASSOCIATION: "冶金企业科协",
    UnitKind.SCIENCE_PARK: "高新园区科协", UnitKind.SCIENCE_MUSEUM: "科技馆",
    UnitKind.AGRICULTURAL_SOCIETY: "柑橘农技协", UnitKind.SCHOOL: "实验学校",
    UnitKind.UNIVERSITY: "职业学院", UnitKind.INSTITUTE: "农业科学研究所",
    UnitKind.HOSPITAL: "人民医院", UnitKind.ENTERPRISE: "节能科技公司",
    UnitKind.MEDIA: "融媒体中心", UnitKind.COMMUNITY: "东堤社区居委会",
    UnitKind.OTHER: "科普志愿者服务队",
}  # fmt: skip
VENUE_NAMES = (
    (VenueKind.SCIENCE_MUSEUM, "科技馆"), (VenueKind.SCHOOL, "第一中学"),
    (VenueKind.CIVILIZATION_CENTRE, "新时代文明实践中心"), (VenueKind.LIBRARY, "图书馆"),
    (VenueKind.SQUARE, "市民广场"), (VenueKind.COMMUNITY, "社区党群服务中心"),
)  # fmt: skip


@attrs.frozen
class Subject:
    """What an activity is about, with the themes that it has and what it can be offered as."""

    label: str
    themes: tuple[str, ...]
    practical: bool = False
    medical: bool = False


SUBJECTS = (
    Subject("人工智能", ("artificial-intelligence", "field-innovation")),
    Subject("机器人", ("robotics", "field-innovation")),
    Subject("食品安全", ("food-safety", "field-health"), practical=True),
    Subject("防灾避险", ("disaster-prevention", "field-emergency"), practical=True),
    Subject("低碳生活", ("low-carbon-living", "field-ecology")),
    Subject("航天", ("field-science-education", "field-innovation")),
    Subject("健康用药", ("medicine-health", "field-health"), medical=True),
    Subject("丹霞地貌", ("danxia", "field-ecology")),
    Subject("节约用水", ("field-water", "low-carbon-living")),
    Subject("农业新品种", ("agricultural-production", "field-agritech"), practical=True),
    Subject("反诈与数字素养", ("field-digital-literacy",), practical=True),
    Subject("急救自救", ("field-emergency", "medicine-health"), practical=True, medical=True),
    Subject("核能", ("field-nuclear",)),
    Subject("气象", ("disaster-prevention", "field-science-education")),
    Subject("交通安全", ("transport",)),
)


@attrs.frozen
class Kind:
    """What an activity is offered as, with the venues that it needs, if any in particular."""

    label: str
    form: ActivityForm
    venues: tuple[VenueKind, ...] = ()

    def suits(self, subject: Subject) -> bool:
        """Return whether a subject can be offered so."""
        if self.form is ActivityForm.CONSULTATION:
            return subject.medical
        return subject.practical or self.form is not ActivityForm.TRAINING


_KINDS = (
    Kind("科普讲座", ActivityForm.LECTURE), Kind("主题展览", ActivityForm.EXHIBITION),
    Kind("知识竞赛", ActivityForm.CONTEST),
    Kind("进校园", ActivityForm.SCHOOL_VISIT, (VenueKind.SCHOOL,)),
    Kind("开放日", ActivityForm.OPEN_DAY, (VenueKind.SCIENCE_MUSEUM,)),
    Kind("动手课堂", ActivityForm.WORKSHOP),
    Kind("大篷车巡展", ActivityForm.CARAVAN,
         (VenueKind.SCHOOL, VenueKind.SQUARE, VenueKind.COMMUNITY)),
    Kind("义诊咨询", ActivityForm.CONSULTATION, (VenueKind.SQUARE, VenueKind.COMMUNITY)),
    Kind("实用技术培训", ActivityForm.TRAINING), Kind("线上直播", ActivityForm.LIVE_STREAM),
)  # fmt: skip
KINDS = {subject: tuple(kind for kind in _KINDS if kind.suits(subject)) for subject in SUBJECTS}
"""For each subject, what it can be offered as."""
ONLINE = (ActivityForm.LIVE_STREAM,)
"""Forms that nobody comes to."""
FOCUS_OF = {
    "youth": "focus-double-reduction", "older_people": "focus-silver-age",
    "farmers": "focus-rural-revitalization",
}  # fmt: skip
"""The focus of the associations that goes with a target group."""

OPENINGS = (
    "本次活动面向{group}，围绕{subject}设置图文展板、实物模型和互动体验区，由讲解员分批带领参观。",
    "为帮助{group}了解{subject}的基本原理和身边应用，活动邀请专业人员用通俗的语言现场讲解。",
    "活动以{subject}为主题，组织{group}通过观察、提问和小组合作认识其中的科学道理。",
)
MIDDLES = (
    "现场安排三个环节：先看演示实验，再分组动手操作，最后由专家逐一点评并解答疑问。",
    "每场设有问答和抽奖，答对题目的参与者可以领取科普读物；同时发放常见误区对照手册。",
    "参与者可以亲手完成一件小作品并带回家，志愿者全程协助，保证每个人都有操作的机会。",
    "活动同步拍摄短视频，剪辑后在线上平台展播，方便不能到场的群众随时观看和留言提问。",
)
CLOSINGS = (
    "活动免费，无须预约；请自备水杯，听从工作人员引导，共同维护现场秩序和环境卫生。",
    "请提前十分钟到场，未成年人须由家长陪同；如遇恶劣天气，将提前一天通知改期。",
)
CLOSINGS_REGISTERED = (
    "参加者凭报名信息入场，名额有限，额满即止；场馆设有无障碍通道，可提供轮椅。",
)
OPENINGS_ONLINE = (
    "本次活动面向{group}，围绕{subject}开设网络直播间，由主持人和专业人员边演示边讲解，随时接受提问。",
    "为帮助{group}了解{subject}的基本原理和身边应用，活动邀请专业人员在直播间用通俗的语言讲解。",
)
MIDDLES_ONLINE = (
    "直播分为三个环节：先看演示实验，再连线实验室，最后由专家逐一点评并解答网友的疑问。",
    "每场设有在线问答，答对题目的观众可以领取电子科普读物；同时发布常见误区对照手册。",
    "直播全程录制，剪辑成短视频后在线上平台展播，方便错过的观众随时观看和留言提问。",
)
CLOSINGS_ONLINE = (
    "活动免费，打开链接即可观看；请文明发言，听从管理员引导，共同维护直播间的秩序。",
)
