"""What the notice says and what the edition says of it, brought to the same shape and compared.

A *fact* is what the edition says at one place: the place, the clause, and the words that people
have for it. A *claim* is what the list of labels asks for: the place, the clause, and one word.
Each claim must find a fact, and each fact a claim.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kepuyue import THEMES, Action, Activity, Campaign, Programme, Source, Unit, region
from kepuyue.model.source import NOTICE_NUMBER

LABELS: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "notice-labels.toml").read_text("utf-8")
)["label"]

PLACES: dict[str, tuple[str, ...]] = {
    "action": ("action.name", "action.number"),
    "addressee": ("notice.addressees",),
    "attachment": ("notice.attachments",),
    "based_on": ("notice.based_on",),
    "brand": ("campaign.brands",),
    "campaign": ("campaign.name",),
    "carrier": ("action.places",),
    "channel": ("unit.channels",),
    "contact": ("unit.contacts",),
    "date": ("milestone.when",),
    "direction": ("campaign.directions",),
    "disclosure": ("notice.disclosure",),
    "document_number": ("notice.document_number",),
    "event": ("activity.name",),
    "field": ("action.themes",),
    "focus": ("action.themes",),
    "issuer": ("campaign.issuers", "notice.issuers"),
    "lead": ("action.leads",),
    "level": ("campaign.levels",),
    "participant": ("action.participants",),
    "place": ("action.places",),
    "platform": ("campaign.resources",),
    "requirement": ("campaign.requirements",),
    "slogan": ("campaign.slogans",),
    "strand": ("activity.name",),
    "target_group": ("action.target_groups",),
    "title": ("notice.title",),
    "topic": ("campaign.topics",),
    "unit": ("action.participants",),
    "window": ("campaign.window",),
}
"""For each kind of label, where the edition must say it."""

ELSEWHERE: dict[tuple[str, str], tuple[str, ...]] = {
    ("head", "unit"): ("notice.based_on.issuer",),
    ("三(四)", "target_group"): ("campaign.target_groups",),
    ("四", "participant"): ("group",),
    ("四(一)", "lead"): ("action.leads", "activity.hosts"),
    ("四(四)", "direction"): ("action.themes",),
    ("四(四)", "lead"): ("action.participants", "activity.hosts"),
    ("四(四)", "target_group"): ("action.target_groups", "activity.target_groups"),
    ("五(一)", "lead"): ("group",),
    ("落款", "issuer"): ("notice.issuers",),
    ("五(二)", "lead"): ("campaign.requirements",),
    ("五(三)", "brand"): ("campaign.requirements",),
    ("五(三)", "channel"): ("campaign.requirements",),
    ("五(三)", "lead"): ("milestone.owed_by",),
    ("五(四)", "channel"): ("campaign.requirements",),
    ("五(四)", "lead"): ("milestone.owed_by",),
}
"""For a kind under a clause, the places that stand in for those of :data:`PLACES`."""

_SERIES = "科技馆科普主题志愿服务活动"
_SCHOOLS = ("广东北江中学", "广东北江实验学校")

LABELLED: dict[tuple[str, str, str], tuple[tuple[str, str], ...]] = {
    # one label, several things
    ("head", "addressee", "各县（市、区）科协、科技局"): (
        ("notice.addressees", "各县（市、区）科协"), ("notice.addressees", "各县（市、区）科技局"),
    ),
    ("head", "brand", "首届全国科普月"): (
        ("campaign.brands", "首届全国科普月"), ("campaign.ordinal", "首届"),
    ),
    ("head", "campaign", "韶关市首届全国科普月暨韶关市科普嘉年华活动"): (
        ("campaign.name", "韶关市首届全国科普月暨韶关市科普嘉年华活动"),
        ("campaign.region", "韶关市"), ("campaign.level", "市"),
    ),
    ("二", "window", "2025年9月"): (
        ("campaign.window", "2025年9月"), ("campaign.year", "2025年"),
    ),
    ("四(三)", "action", _SERIES): (
        ("action.name", _SERIES), ("action.number", "四(三)"), ("activity.name", _SERIES),
        ("action.forms", "科普志愿服务"),
    ),
    ("四(五)", "action", "“云上科普月”活动"): (
        ("action.name", "“云上科普月”活动"), ("action.number", "四(五)"),
        ("action.forms", "线上活动"),
    ),
    ("四(四)", "action", "院士专家进校园活动"): (
        ("action.name", "院士专家进校园活动"), ("action.number", "四(四)"),
        ("action.forms", "院士专家进校园"), ("action.places", "校园"),
    ),
    ("四(四)", "lead", "各县（市、区）"): (
        ("action.participants", "各县（市、区）"), ("activity.hosts", "各县（市、区）"),
        ("activity.name", "各县（市、区）院士专家进校园"),
    ),
    ("四(四)", "participant", "相关单位"): (
        ("action.participants", "相关单位"), ("activity.supporters", "相关单位"),
    ),
    **{
        ("四(四)", "place", school): (
            ("activity.name", f"院士专家进校园（{school}）"), ("activity.venues", school),
            ("unit", school),
        )
        for school in _SCHOOLS
    },
    # a label that stands in a longer one
    ("三(一)", "direction", "系列重要论述"): (("campaign.directions", "宣传阐释系列重要论述"),),
    ("四(四)", "event", "两场活动"): (
        ("activity.name", "市科协联合相关单位院士专家进校园两场活动"),
    ),
    ("四(一)", "event", "首届全国科普月暨韶关市科普嘉年华活动主场活动"): (
        ("activity.name", "首届全国科普月暨韶关市科普嘉年华活动主场活动"),
        ("action.forms", "主场活动"),
    ),
    ("四(二)2", "event", "全国科普月县级主场活动"): (
        ("part.name", "全国科普月县级主场活动"), ("part.number", "四(二)2"),
        ("part.forms", "主场活动"), ("part.leads", "县（市、区）科协"),
    ),
    ("四(二)3", "place", "企业场馆"): (
        ("action.places", "企业场馆"), ("action.forms", "场馆开放"),
    ),
    ("四(三)", "place", "市、县科技馆"): (
        ("action.places", "科技馆"), ("action.participants", "市、县科技馆"),
    ),
    ("四(三)", "carrier", "中国流动科技馆"): (
        ("action.places", "中国流动科技馆"), ("action.participants", "中国流动科技馆"),
    ),
    ("四(三)", "strand", "基础科学展厅讲解及展项体验"): (
        ("activity.name", "基础科学展厅讲解及展项体验"), ("action.forms", "展项体验"),
    ),
    ("四(三)", "strand", "科学知识有奖问答"): (
        ("activity.name", "科学知识有奖问答"), ("action.forms", "科学知识有奖问答"),
    ),
    ("四(三)", "strand", "“光影科学梦”科学电影"): (
        ("activity.name", "“光影科学梦”科学电影"), ("action.forms", "科学电影"),
    ),
    ("四(三)", "strand", "科普大篷车进校园"): (
        ("activity.name", "科普大篷车进校园"), ("action.forms", "科普大篷车进校园"),
    ),
    ("四(五)", "strand", "网络互动话题"): (
        ("activity.name", "网络互动话题"), ("action.forms", "网络互动话题"),
    ),
    ("四(五)", "strand", "直播"): (("activity.name", "直播"), ("action.forms", "直播")),
    ("四(五)", "channel", "韶关科普"): (("campaign.resources", "韶关科普微信公众号"),),
    ("四(五)", "channel", "韶关市科技馆"): (
        ("unit.channels", "韶关市科技馆"), ("unit", "韶关市科技馆"), ("venue", "韶关市科技馆"),
    ),
    ("五(二)", "requirement", "主体责任"): (("campaign.requirements", "举办地主体责任"),),
    ("五(二)", "lead", "举办地"): (("campaign.requirements", "举办地主体责任"),),
    **{
        ("五(三)", kind, text): (
            ("campaign.requirements", "规范使用全国科普月、科普中国等标识"),
        )
        for kind, text in (
            ("brand", "全国科普月"), ("brand", "科普中国"), ("requirement", "标识"),
        )
    },
    **{
        ("五(三)", "channel", text): (("campaign.requirements", "主流媒体、新媒体"),)
        for text in ("主流媒体", "新媒体")
    },
    ("五(三)", "requirement", "宣传资源"): (("milestone.what", "获取宣传资源"),),
    ("五(三)", "date", "8月10日"): (("milestone.when", "8月10日"), ("milestone.kind", "起")),
    ("五(四)", "requirement", "活动总结"): (
        ("campaign.requirements", "活动总结"), ("milestone.what", "报送活动总结"),
    ),
    ("五(四)", "date", "9月25日"): (("milestone.when", "9月25日"), ("milestone.kind", "前")),
    ("五(四)", "channel", "联系人邮箱"): (("campaign.requirements", "发送至联系人邮箱"),),
    ("五(四)", "lead", "市科协"): (("unit", "市科协"),),
    ("落款", "date", "2025年8月15日"): (("notice.issued", "2025年8月15日"),),
}  # fmt: skip
"""For single labels, the places and the words there."""

INFERRED: tuple[tuple[str, str, str], ...] = (
    # the action is that of the associations, of which the county ones are addressed
    ("action.leads", "四(二)2", "各县（市、区）科协"),
    ("unit", "head", "市科普工作联席会议"),  # its members are addressed
    ("unit", "head", "韶关学院科协"),
    ("unit", "六(一)", "市科协"),  # whose office is named
    ("unit", "六(二)", "全国科普月平台"),
    ("unit.homepage", "六(二)", "www.kepuyue.com"),  # the address stands in 五(三)
    *(("unit", "落款", issuer) for issuer in ("韶关市科学技术协会", "韶关市科学技术局")),
)
"""Claims that follow from a clause without a label of their own there."""

Claim = tuple[str, str, str]
Fact = tuple[str, str, frozenset[str]]


def squeeze(text: str) -> str:
    """Return a text as the labels have it: without white space."""
    return re.sub(r"\s", "", text)


def claims() -> list[Claim]:
    """Return what the labels ask for: place, clause, word."""
    found = []
    for label in LABELS:
        clause, kind, text = label["clause"], label["kind"], label["text"]
        places = ELSEWHERE.get((clause, kind), PLACES[kind])
        own = LABELLED.get((clause, kind, text)) or tuple(
            (place, clause if place == "action.number" else text) for place in places
        )
        found += [(place, clause, squeeze(word)) for place, word in own]
    return [*found, *INFERRED]


def words(value: Any) -> Iterator[str]:
    """Yield what people call a thing."""
    if isinstance(value, str):
        yield value
    else:
        for name in ("name", "short_name", "label", "title"):
            yield getattr(value, name, None) or ""
        yield from getattr(value, "aliases", ())


def fact(place: str, clause: str | None, value: Any) -> Fact:
    return place, clause or "", frozenset(squeeze(word) for word in words(value) if word)


def clauses(source: Source | None) -> list[str]:
    """Return the clauses of the notice that a source names."""
    if source is None or source.title != NOTICE_NUMBER:
        return []
    return (source.clause or "").split("、")


def facts(city: Programme) -> Iterator[Fact]:
    """Yield what the edition says, place by place."""
    campaign = city.campaigns[0]
    yield from _campaign(city, campaign)
    yield from _notice(city, campaign)
    for action in campaign.actions:
        yield from _action(city, action)
    for milestone in campaign.milestones:
        for clause in clauses(milestone.source):
            day = milestone.when
            yield fact("milestone.when", clause, f"{day.month}月{day.day}日")
            yield fact("milestone.kind", clause, milestone.kind)
            yield fact("milestone.what", clause, milestone.what)
            for owed in milestone.owed_by:
                yield fact("milestone.owed_by", clause, _unit(city, owed))
    for activity in city.activities:
        yield from _activity(city, activity)
    yield from _units(city)


def _unit(city: Programme, ref: str) -> Any:
    return city.responsible(ref) if ref in city.ids(Unit) else ref


def _campaign(city: Programme, campaign: Campaign) -> Iterator[Fact]:
    window = campaign.window
    told: list[tuple[str, str, Any]] = [
        ("name", "head", campaign.name),
        ("ordinal", "head", "首届" if campaign.ordinal == 1 else None),
        ("level", "head", campaign.level),
        ("region", "head", campaign.region and region.name(campaign.region)),
        ("year", "二", campaign.year and f"{campaign.year}年"),
    ]
    if window is not None and (window.first.day, window.last.day, len(window)) == (1, 30, 30):
        told.append(("window", "二", f"{window.first.year}年{window.first.month}月"))
        told.append(("window", "四", f"{window.first.month}月全月"))
    told += [("brands", clause, brand) for clause in ("head", "四") for brand in campaign.brands]
    told += [("levels", "四", level) for level in campaign.levels]
    told += [("issuers", "head", _unit(city, ref)) for ref in campaign.issuers]
    told += [
        ("target_groups", "三(四)", city.target_group_vocabulary[ref])  # its own source is another
        for ref in campaign.target_groups
    ]
    under = clauses(campaign.source)
    for name, clause, value in told:
        if value and clause[0] in {found[0] for found in under}:
            yield fact(f"campaign.{name}", clause, value)
    yield from _sourced(campaign)


def _sourced(campaign: Campaign) -> Iterator[Fact]:
    """Yield the parts of a campaign that stand under clauses of their own."""
    for name in ("slogans", "directions", "topics"):
        for ref in getattr(campaign, name):
            theme = THEMES[ref]
            for clause in clauses(theme.source):
                yield fact(f"campaign.{name}", clause, theme)
    for requirement in campaign.requirements:
        for clause in clauses(requirement.source):
            yield fact("campaign.requirements", clause, requirement)
    for resource in campaign.resources:
        for clause in clauses(resource.source):
            yield fact("campaign.resources", clause, resource)
            if resource.url:
                yield fact("campaign.resources", clause, resource.url.removeprefix("https://"))


def _notice(city: Programme, campaign: Campaign) -> Iterator[Fact]:
    notice = campaign.notice
    if notice is None:
        return
    issued = notice.issued
    told: list[tuple[str, str, Any]] = [
        ("document_number", "head", notice.document_number),
        ("title", "head", notice.title),
        ("issued", "落款", issued and f"{issued.year}年{issued.month}月{issued.day}日"),
        ("disclosure", "落款", notice.disclosure),
    ]
    told += [
        ("issuers", clause, _unit(city, ref))
        for clause in ("head", "落款")
        for ref in notice.issuers
    ]
    told += [("addressees", "head", _unit(city, ref)) for ref in notice.addressees]
    for higher in notice.based_on:
        told.append(("based_on", "head", higher.title))
        told.append(("based_on", "head", higher.document_number))
        told.append(("based_on.issuer", "head", higher.issuer))
    told += [("attachments", "附件", attachment) for attachment in notice.attachments]
    for name, clause, value in told:
        if value and clause in clauses(notice.source):
            yield fact(f"notice.{name}", clause, value)


def _action(city: Programme, action: Action) -> Iterator[Fact]:
    above = city.get(Action, action.parent) if action.parent else None
    kind = "part" if above is not None and above.number == action.number else "action"
    for clause in clauses(action.source):
        yield fact(f"{kind}.name", clause, action)
        yield fact(f"{kind}.number", clause, action.number or "")
        for name in ("leads", "participants"):
            for ref in getattr(action, name):
                yield fact(f"{kind}.{name}", clause, _unit(city, ref))
        for ref in action.themes:
            yield fact(f"{kind}.themes", clause, THEMES[ref])
        for ref in action.target_groups:
            yield fact(f"{kind}.target_groups", clause, city.target_group_vocabulary[ref])
        for form in action.forms:
            yield fact(f"{kind}.forms", clause, form)
        for place in action.places:
            yield fact(f"{kind}.places", clause, place)


def _activity(city: Programme, activity: Activity) -> Iterator[Fact]:
    action = city.get(Action, activity.action or "")
    clause = action.number if action else None
    yield fact("activity.name", clause, activity)
    for name in ("hosts", "supporters"):
        for ref in getattr(activity, name):
            yield fact(f"activity.{name}", clause, _unit(city, ref))
    for ref in activity.target_groups:
        yield fact("activity.target_groups", clause, city.target_group_vocabulary[ref])
    for session in activity.sessions:
        for venue in city.venues:
            if venue.id == session.venue:
                yield fact("activity.venues", clause, venue)


def _units(city: Programme) -> Iterator[Fact]:
    for unit in city.units:
        found = clauses(unit.source)
        for clause in found:
            yield fact("unit", clause, unit)
        for channel in unit.channels:
            yield fact("unit.channels", found[0], channel)
            yield fact("unit.channels", found[0], channel.kind)
        if unit.homepage:
            yield fact("unit.homepage", found[0], unit.homepage.removeprefix("https://"))
        for contact in unit.contacts:
            for text in filter(None, (contact.name, contact.phone, contact.email)):
                yield fact("unit.contacts", next(c for c in found if c[0] == "六"), text)
    for kind, named in (("group", city.groups), ("venue", city.venues)):
        for entity in named:
            for clause in clauses(entity.source):
                yield fact(kind, clause, entity)


def differences(city: Programme) -> list[str]:
    """Return what the notice says and the edition does not, and the other way round."""
    said: list[Fact] = list(facts(city))
    asked = claims()
    return [*_missing(asked, said), *_unasked(said, asked)]


def _missing(asked: Iterable[Claim], said: Iterable[Fact]) -> Iterator[str]:
    known = {(place, clause, word) for place, clause, spelt in said for word in spelt}
    for claim in asked:
        if claim not in known:
            yield "missing: " + " ".join(claim)


def _unasked(said: Iterable[Fact], asked: Iterable[Claim]) -> Iterator[str]:
    known = {*asked}
    for place, clause, spelt in said:
        # whoever is named anywhere under the clause is rightly listed with the units and groups
        wanted = (
            {word for _, under, word in known if under == clause}
            if place in ("unit", "group", "venue")
            else {word for at, under, word in known if (at, under) == (place, clause)}
        )
        if not spelt & wanted:
            yield f"not in the notice: {place} {clause} {min(spelt, default='(nothing)')}"
