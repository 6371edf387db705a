"""Synthetic programmes of any size: realistic, made up, the same for the same seed.

Only ``random.Random(seed).random()`` is drawn from, whose numbers are the same on every machine
and version of Python; so are the programmes.
"""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import attrs

from kepuyue.model.activity import Activity, ActivityForm, Link, Mode, Outcome, Registration, Stage
from kepuyue.model.bundled import FIELDS, FOCUSES, TARGET_GROUPS, TOPICS
from kepuyue.model.campaign import Action, Campaign, Milestone, MilestoneKind
from kepuyue.model.figures import Figures
from kepuyue.model.place import Coordinates, Venue, VenueKind
from kepuyue.model.programme import Programme
from kepuyue.model.recurrence import Frequency, Recurrence
from kepuyue.model.schedule import DateSpan, Override, Session, Speaker, State, TimeSlot
from kepuyue.model.source import Evidence, Source
from kepuyue.model.theme import Theme
from kepuyue.model.unit import AdminLevel, Contact, Unit, UnitGroup, UnitKind
from kepuyue.model.zone import CHINA_TIME

T = TypeVar("T")

_SOURCE = Source(title="kepuyue 合成数据", clause="虚构", evidence=Evidence.C)
_COUNTIES = (
    ("440203", "武江区", 24.79, 113.58), ("440204", "浈江区", 24.81, 113.61),
    ("440205", "曲江区", 24.68, 113.60), ("440222", "始兴县", 24.95, 114.06),
    ("440224", "仁化县", 25.09, 113.75), ("440229", "翁源县", 24.35, 114.13),
    ("440232", "乳源瑶族自治县", 24.78, 113.28), ("440233", "新丰县", 24.06, 114.21),
    ("440281", "乐昌市", 25.13, 113.35), ("440282", "南雄市", 25.12, 114.31),
)  # fmt: skip
_UNIT_NAMES = {
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
_VENUE_NAMES = (
    (VenueKind.SCIENCE_MUSEUM, "科技馆"), (VenueKind.SCHOOL, "第一中学"),
    (VenueKind.CIVILIZATION_CENTRE, "新时代文明实践中心"), (VenueKind.LIBRARY, "图书馆"),
    (VenueKind.SQUARE, "市民广场"), (VenueKind.COMMUNITY, "社区党群服务中心"),
)  # fmt: skip
_SUBJECTS = (
    "人工智能", "机器人", "食品安全", "防灾避险", "低碳生活", "航天", "健康用药", "丹霞地貌",
    "节约用水", "农业新品种", "反诈与数字素养", "急救自救", "核能", "气象", "交通安全",
)  # fmt: skip
_KINDS = (
    ("科普讲座", ActivityForm.LECTURE), ("主题展览", ActivityForm.EXHIBITION),
    ("知识竞赛", ActivityForm.CONTEST), ("进校园", ActivityForm.SCHOOL_VISIT),
    ("开放日", ActivityForm.OPEN_DAY), ("动手课堂", ActivityForm.WORKSHOP),
    ("大篷车巡展", ActivityForm.CARAVAN), ("义诊咨询", ActivityForm.CONSULTATION),
    ("实用技术培训", ActivityForm.TRAINING), ("线上直播", ActivityForm.LIVE_STREAM),
)  # fmt: skip
_OPENINGS = (
    "本次活动面向{group}，围绕{subject}设置图文展板、实物模型和互动体验区，由讲解员分批带领参观。",
    "为帮助{group}了解{subject}的基本原理和身边应用，活动邀请专业人员用通俗的语言现场讲解。",
    "活动以{subject}为主题，组织{group}通过观察、提问和小组合作认识其中的科学道理。",
)
_MIDDLES = (
    "现场安排三个环节：先看演示实验，再分组动手操作，最后由专家逐一点评并解答疑问。",
    "每场设有问答和抽奖，答对题目的参与者可以领取科普读物；同时发放常见误区对照手册。",
    "参与者可以亲手完成一件小作品并带回家，志愿者全程协助，保证每个人都有操作的机会。",
    "活动同步拍摄短视频，剪辑后在线上平台展播，方便不能到场的群众随时观看和留言提问。",
)
_CLOSINGS = (
    "请提前十分钟到场签到，未成年人须由家长陪同；如遇恶劣天气，将提前一天通知改期。",
    "参加者凭报名信息入场，名额有限，额满即止；场馆设有无障碍通道，可提供轮椅。",
    "活动免费，无须预约；请自备水杯，听从工作人员引导，共同维护现场秩序和环境卫生。",
)
_SURNAMES, _GIVEN = "张李王陈刘杨黄周", "明华芳强敏静磊洋"
_SEPTEMBER = date(2025, 9, 1)


class _Dice:
    """Draws that depend on ``random()`` alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random  # noqa: S311  (no secret is made)

    def below(self, count: int) -> int:
        return int(self._random() * count)

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def chance(self, share: float) -> bool:
        return self._random() < share


def synthetic_programme(*, activities: int, seed: int) -> Programme:
    """Return a made-up programme of a city's month.

    Args:
        activities: number of activities, from 0.
        seed: another seed gives another programme; the same one the same, everywhere.

    Returns:
        A programme that holds together: units of every kind in ten counties, venues with
        coordinates, activities with one to three sessions, some of them recurring, whole days or
        without a date, contacts public and private, figures expected and achieved. Units and
        venues grow with the number of activities.

    >>> synthetic_programme(activities=3, seed=7) == synthetic_programme(activities=3, seed=7)
    True
    """
    dice = _Dice(seed)
    rounds = 1 + activities // 2_000
    units = _units(dice, rounds)
    venues = _venues(dice, rounds)
    own = Theme(id="danxia", label="丹霞地貌", source=_SOURCE)
    themes = [theme.id for theme in (*TOPICS, *FIELDS, *FOCUSES, own)]
    campaign = _campaign()
    city = _City(campaign, units, venues, themes)
    made: list[Activity] = []
    for number in range(activities):
        above = made[number - 1].id if number and dice.chance(0.03) else None
        made.append(_activity(dice, city, number, above))
    return Programme(
        campaigns=(campaign,),
        units=tuple(units),
        groups=(
            UnitGroup(
                id="county-asts", label="各县（市、区）科协", level=AdminLevel.COUNTY,
                kinds=(UnitKind.SCIENCE_ASSOCIATION,), region="440200", source=_SOURCE,
            ),
        ),
        themes=(own,),
        venues=tuple(venues),
        activities=tuple(made),
    )  # fmt: skip


def _campaign() -> Campaign:
    return Campaign(
        id="synthetic-2025", name="韶关市全国科普月（合成数据）", year=2025, region="440200",
        level=AdminLevel.PREFECTURAL, window=DateSpan(first=_SEPTEMBER, last=date(2025, 9, 30)),
        slogans=("slogan-2025",), source=_SOURCE,
        actions=(
            Action(id="main-venue", name="主场活动", leads=("u-440203-science_association-0",)),
            Action(id="joint-actions", name="系列联合行动", leads=("county-asts",)),
            Action(id="school-visits", name="院士专家进校园", parent="joint-actions"),
        ),
        milestones=(
            Milestone(
                id="summaries-due", kind=MilestoneKind.DUE, when=date(2025, 9, 25),
                what="报送活动总结", owed_by=("county-asts",),
            ),
        ),
    )  # fmt: skip


def _units(dice: _Dice, rounds: int) -> list[Unit]:
    units = []
    for turn in range(rounds):
        for region, county, _, _ in _COUNTIES:
            association = f"u-{region}-{UnitKind.SCIENCE_ASSOCIATION.id}-{turn}"
            for kind, name in _UNIT_NAMES.items():
                unit_id = f"u-{region}-{kind.id}-{turn}"
                units.append(
                    Unit(
                        id=unit_id, name=f"{county}{name}{turn or ''}", kind=kind, region=region,
                        level=AdminLevel.VILLAGE if kind is UnitKind.COMMUNITY
                        else AdminLevel.COUNTY,
                        parent=None if unit_id == association else association,
                        designations=("科普教育基地",) if dice.chance(0.2) else (),
                        contacts=(_contact(dice, public=dice.chance(0.5)),), source=_SOURCE,
                    )
                )  # fmt: skip
    return units


def _venues(dice: _Dice, rounds: int) -> list[Venue]:
    return [
        Venue(
            id=f"v-{region}-{kind.id}-{turn}", name=f"{county}{name}{turn or ''}", kind=kind,
            region=region, address=f"{county}示例路{1 + dice.below(300)}号",
            coordinates=Coordinates(
                latitude=round(latitude + dice.below(500) / 1e4, 6),
                longitude=round(longitude + dice.below(500) / 1e4, 6),
            ),
            capacity=40 + 20 * dice.below(40), source=_SOURCE,
        )
        for turn in range(rounds)
        for region, county, latitude, longitude in _COUNTIES
        for kind, name in _VENUE_NAMES
    ]  # fmt: skip


def _person(dice: _Dice) -> str:
    return dice.pick(_SURNAMES) + dice.pick(_GIVEN)


def _contact(dice: _Dice, *, public: bool) -> Contact:
    return Contact(
        name="科普部" if public else _person(dice), role="咨询",
        phone=f"0751-0{dice.below(1_000_000):06}", public=public,
    )  # fmt: skip


@attrs.frozen
class _City:
    """What the activities of a programme draw on."""

    campaign: Campaign
    units: Sequence[Unit]
    venues: Sequence[Venue]
    themes: Sequence[str]


def _activity(dice: _Dice, city: _City, number: int, above: str | None) -> Activity:
    host, subject, (kind, form) = dice.pick(city.units), dice.pick(_SUBJECTS), dice.pick(_KINDS)
    groups = list(TARGET_GROUPS)
    group = dice.pick(groups)
    online = form is ActivityForm.LIVE_STREAM
    stage, state = dice.pick(list(Stage)), State.PLANNED
    if dice.chance(0.05):
        state = dice.pick((State.CANCELLED, State.POSTPONED))
    elif stage is Stage.SUMMARISED:
        state = State.HELD
    created = datetime(2025, 8, 1, 8, tzinfo=UTC) + timedelta(minutes=dice.below(30_000))
    return Activity(
        id=f"a{number:06}",
        name=f"{subject}{kind}（{host.name}）",
        forms=(form,),
        mode=Mode.ONLINE if online else dice.pick((Mode.ONSITE, Mode.ONSITE, Mode.BOTH)),
        summary=_summary(dice, group.label, subject),
        themes=tuple(dict.fromkeys((dice.pick(city.themes), dice.pick(city.themes)))),
        target_groups=tuple(dict.fromkeys((group.id, dice.pick(groups).id))),
        action=dice.pick(city.campaign.actions).id,
        campaign=city.campaign.id,
        region=host.region,
        level=host.level,
        hosts=(host.id,),
        organisers=(dice.pick(city.units).id,) if dice.chance(0.4) else (),
        sessions=_sessions(dice, dice.pick(city.venues), number, online=online),
        expected=Figures(onsite=20 + dice.below(500), online=dice.below(5_000) if online else None),
        contacts=(_contact(dice, public=True), _contact(dice, public=False)),
        registration=Registration(required=True, how="电话报名", places=20 + dice.below(100))
        if dice.chance(0.3)
        else None,
        url=f"https://example.org/activities/{number}" if dice.chance(0.5) else None,
        label="2025年全国科普月活动",
        stage=stage,
        state=state,
        outcome=_outcome(dice, number) if state is State.HELD else None,
        parent=above,
        revision=dice.below(4),
        created=created,
        updated=created + timedelta(minutes=dice.below(5_000)),
        source=_SOURCE,
    )


def _summary(dice: _Dice, group: str, subject: str) -> str:
    """Return 100 to 300 characters that say for whom, what and how."""
    first = dice.below(len(_MIDDLES))
    middles = [_MIDDLES[(first + step) % len(_MIDDLES)] for step in range(1 + dice.below(3))]
    opening = dice.pick(_OPENINGS).format(group=group, subject=subject)
    return opening + "".join(middles) + dice.pick(_CLOSINGS)


def _outcome(dice: _Dice, number: int) -> Outcome:
    return Outcome(
        figures=Figures(
            onsite=10 + dice.below(600), online=dice.below(20_000), views=dice.below(50_000),
            science_workers=1 + dice.below(12), volunteers=dice.below(30),
        ),
        occurrences=1 + dice.below(4),
        news=(Link(url=f"https://example.org/news/{number}"),),
        pictures=(Link(url=f"https://example.org/{number}.jpg", media_type="image/jpeg"),),
        text="活动按计划完成，现场秩序良好，参与者反映内容实用。",
    )  # fmt: skip


def _sessions(dice: _Dice, venue: Venue, number: int, *, online: bool) -> tuple[Session, ...]:
    count = dice.pick((1, 1, 1, 1, 2, 2, 3))
    return tuple(
        _session(dice, venue, f"{turn + 1}", number, online=online) for turn in range(count)
    )


def _session(dice: _Dice, venue: Venue, session_id: str, number: int, *, online: bool) -> Session:
    day = _SEPTEMBER + timedelta(days=dice.below(28))
    start = datetime(
        day.year, day.month, day.day, 8 + dice.below(11), 30 * dice.below(2), tzinfo=CHINA_TIME
    )
    slot: TimeSlot | None = TimeSlot(
        start=start, end=start + timedelta(minutes=60 + 30 * dice.below(4))
    )
    days, when_text, recurrence = None, None, None
    overrides: tuple[Override, ...] = ()
    sort = dice.below(100)
    if sort < 4:  # noqa: PLR2004  (shares in per cent)
        slot, when_text = None, dice.pick(("待定", "9月上旬", "9月中旬", "9月下旬"))
    elif sort < 16:  # noqa: PLR2004
        slot, days = (
            None,
            DateSpan(first=day, last=min(day + timedelta(days=dice.below(7)), date(2025, 9, 30))),
        )
    elif sort < 34:  # noqa: PLR2004
        recurrence, overrides = _recurrence(dice, day)
    return Session(
        id=session_id, slot=slot, days=days, when_text=when_text, recurrence=recurrence,
        overrides=overrides, venue=None if online else venue.id,
        join_url=f"https://example.org/live/{number}" if online else None,
        speakers=(Speaker(name=_person(dice), title=dice.pick(("教授", "研究员", "主任医师"))),)
        if dice.chance(0.4)
        else (),
        expected=Figures(onsite=20 + dice.below(200)) if dice.chance(0.5) else None,
        note="与场馆核对电源" if dice.chance(0.1) else None,
    )  # fmt: skip


def _recurrence(dice: _Dice, day: date) -> tuple[Recurrence, tuple[Override, ...]]:
    step = dice.pick((1, 7))
    frequency = Frequency.DAILY if step == 1 else Frequency.WEEKLY
    second, third = day + timedelta(days=step), day + timedelta(days=2 * step)
    recurrence = Recurrence(
        frequency=frequency, count=3 + dice.below(3),
        excluded=(second,) if dice.chance(0.2) else (),
    )  # fmt: skip
    overrides = (Override(on=third, state=State.CANCELLED),) if dice.chance(0.2) else ()
    return recurrence, overrides
