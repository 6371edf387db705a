"""Factories: any entity, valid by default, the same each time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from kepuyue.model import (
    activity,
    campaign,
    occurrence,
    paperwork,
    place,
    recurrence,
    schedule,
    theme,
    unit,
)
from kepuyue.model.figures import Figures
from kepuyue.model.programme import Origin, Programme
from kepuyue.model.source import Evidence, Source
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.zone import CHINA_TIME

T = TypeVar("T")

PRIVATE = "PRIVATE-MARK"
"""Stands in every private place of :func:`make_programme`, so that a leak can be searched for."""

_STAMP = datetime(2025, 8, 20, 8, tzinfo=UTC)
_SATURDAY = date(2025, 9, 13)

_DEFAULTS: dict[type, Callable[[], dict[str, Any]]] = {
    Source: lambda: {"title": "韶市科协联字〔2025〕12号", "clause": "三", "evidence": Evidence.A},
    Figures: lambda: {
        "onsite": 300, "online": 12_000, "views": 5_000, "shares": 90, "science_workers": 6,
        "volunteers": 20,
    },
    Origin: lambda: {"format": "json", "version": 1},
    unit.Contact: lambda: {"name": "科普部", "phone": "0751-0000000", "email": "kx@example.org"},
    unit.Channel: lambda: {"kind": unit.ChannelKind.WECHAT_ACCOUNT, "name": "韶关科普",
        "url": "https://example.org/account",
    },
    unit.Unit: lambda: {
        "id": "unit-1", "name": "韶关市示例科技馆", "kind": unit.UnitKind.SCIENCE_MUSEUM,
        "level": unit.AdminLevel.PREFECTURAL, "region": "440200",
    },
    unit.UnitGroup: lambda: {
        "id": "group-1", "label": "市、县科技馆", "kinds": (unit.UnitKind.SCIENCE_MUSEUM,),
    },
    theme.Theme: lambda: {"id": "theme-1", "label": "丹霞地貌", "label_en": "Danxia landforms"},
    TargetGroup: lambda: {"id": "target-group-1", "label": "听障人士"},
    place.Coordinates: lambda: {"latitude": 24.8, "longitude": 113.6},
    place.Venue: lambda: {
        "id": "venue-1", "name": "韶关市示例科技馆", "kind": place.VenueKind.SCIENCE_MUSEUM,
        "region": "440203", "address": "示例路1号", "coordinates": make(place.Coordinates),
    },
    schedule.TimeSlot: lambda: {
        "start": datetime(2025, 9, 13, 9, tzinfo=CHINA_TIME),
        "end": datetime(2025, 9, 13, 11, 30, tzinfo=CHINA_TIME),
    },
    schedule.DateSpan: lambda: {"first": _SATURDAY, "last": date(2025, 9, 15)},
    recurrence.Recurrence: lambda: {
        "frequency": recurrence.Frequency.WEEKLY, "by_day": ("SA",), "until": date(2025, 9, 30),
    },
    schedule.Override: lambda: {"on": date(2025, 9, 20), "state": schedule.State.CANCELLED},
    occurrence.Occurrence: lambda: {"on": _SATURDAY, "slot": make(schedule.TimeSlot)},
    schedule.Speaker: lambda: {
        "name": "张明", "title": "教授", "affiliation": "示例大学",
    },
    schedule.Session: lambda: {"id": "1", "slot": make(schedule.TimeSlot)},
    activity.Link: lambda: {"url": "https://example.org/poster.png", "media_type": "image/png"},
    activity.Registration: lambda: {"required": True, "how": "现场报名", "places": 60},
    activity.Review: lambda: {"content": True, "confidentiality": True, "safety_plan": True},
    activity.Outcome: lambda: {"figures": make(Figures), "occurrences": 1},
    activity.Activity: lambda: {
        "id": "activity-1", "name": "机器人科普展", "forms": (activity.ActivityForm.EXHIBITION,),
        "mode": activity.Mode.ONSITE, "sessions": (make(schedule.Session),),
    },
    campaign.NoticeReference: lambda: {
        "title": "上级通知", "document_number": "纲要办发〔2025〕2号",
    },
    campaign.Attachment: lambda: {"number": 1, "title": "实施方案"},
    campaign.Notice: lambda: {
        "document_number": "韶市科协联字〔2025〕12号", "issued": date(2025, 8, 15),
    },
    campaign.Action: lambda: {"id": "action-1", "name": "科普联合行动"},
    campaign.Milestone: lambda: {
        "id": "milestone-1", "kind": campaign.MilestoneKind.DUE, "when": date(2025, 9, 25),
        "what": "活动总结",
    },
    campaign.Resource: lambda: {"title": "宣传资源", "url": "https://example.org/material"},
    campaign.Requirement: lambda: {"label": "内容审核"},
    campaign.Campaign: lambda: {
        "id": "campaign-1", "name": "示例市全国科普月", "year": 2025,
        "window": schedule.DateSpan(first=date(2025, 9, 1), last=date(2025, 9, 30)),
    },
    paperwork.ExhibitApplication: lambda: {"id": "exhibit-1", "name": "静电小屋", "area": 9.0},
    paperwork.Volunteer: lambda: {"name": "李华", "role": "讲解"},
    paperwork.VolunteerReply: lambda: {
        "id": "reply-1", "volunteers": (make(paperwork.Volunteer),),
    },
    paperwork.UnitSummary: lambda: {
        "id": "summary-1", "overview": "开展活动三项。", "results": "反响良好。",
        "cases": ("机器人科普展",), "suggestions": "增加流动展品。",
    },
    paperwork.Nomination: lambda: {
        "id": "nomination-1", "category": paperwork.NominationCategory.UNIT, "rank": 1,
    },
    Programme: dict,
}  # fmt: skip


def make(kind: type[T], /, **changes: Any) -> T:
    """Return an instance of any class of the model, valid by default and the same each time.

    Args:
        kind: the class.
        **changes: fields that are to differ.

    Raises:
        InvalidValueError: if the changes make it meaningless.

    >>> from kepuyue.model.unit import Unit
    >>> make(Unit) == make(Unit), make(Unit, id="x").id
    (True, 'x')
    """
    return kind(**{**_DEFAULTS[kind](), **changes})


def make_programme() -> Programme:
    """Return a small programme with every kind of entity, with each field of each one filled.

    It holds together. What is private has :data:`PRIVATE` in it, what is public has not.

    >>> make_programme().integrity().ok
    True
    """
    return Programme(
        campaigns=(_campaign(),),
        units=(_unit(), make(unit.Unit, id="unit-2", parent="unit-1", extra=_secret())),
        groups=(
            make(
                unit.UnitGroup, members=("unit-1",), level=unit.AdminLevel.PREFECTURAL,
                region="440200", designation="科普教育基地", aliases=("科技馆",),
                source=make(Source), extra=_secret(),
            ),
        ),
        themes=(
            make(
                theme.Theme, issuer="示例市科协", valid_from=2025, valid_to=2026,
                aliases=("丹霞",), source=make(Source), extra=_secret(),
            ),
        ),
        target_groups=(
            make(
                TargetGroup, label_en="Deaf people", aliases=("聋人",), source=make(Source),
                extra=_secret(),
            ),
        ),
        venues=(make(place.Venue, capacity=400, source=make(Source), extra=_secret()),),
        activities=(_activity(), make(activity.Activity, id="activity-2", parent="activity-1")),
        exhibit_applications=(
            make(
                paperwork.ExhibitApplication, campaign="campaign-1", unit="unit-1",
                summary=PRIVATE, interactive=True, power=500.0, staff=2, equipment=("展桌",),
                contacts=_contacts(), note=PRIVATE, extra=_secret(),
            ),
        ),
        volunteer_replies=(
            make(
                paperwork.VolunteerReply, campaign="campaign-1", unit="unit-1",
                volunteers=(
                    make(
                        paperwork.Volunteer, name=PRIVATE, phone=PRIVATE, note=PRIVATE,
                        available=(make(schedule.DateSpan),),
                    ),
                ),
                contacts=_contacts(), note=PRIVATE, extra=_secret(),
            ),
        ),
        summaries=(
            make(
                paperwork.UnitSummary, campaign="campaign-1", unit="unit-1", results=PRIVATE,
                figures=make(Figures), submitted=date(2025, 9, 24), contacts=_contacts(),
                extra=_secret(),
            ),
        ),
        nominations=(
            make(
                paperwork.Nomination, campaign="campaign-1", unit="unit-1", activity="activity-1",
                work="科普短片", reasons=PRIVATE, nominated_by="unit-1", extra=_secret(),
            ),
        ),
        extra=_secret(),
    )  # fmt: skip


def _secret() -> dict[str, Any]:
    return {"tool": {"note": PRIVATE, "values": [1, 2.5, None, True]}}


def _contacts() -> tuple[unit.Contact, ...]:
    return (
        make(unit.Contact, public=True, role="咨询"),
        make(unit.Contact, name=PRIVATE, phone=PRIVATE, email=PRIVATE),
    )


def _unit() -> unit.Unit:
    return make(
        unit.Unit, short_name="市科技馆", designations=("科普教育基地",), aliases=("科技馆",),
        credit_code="91110000600037341L", contacts=_contacts(), channels=(make(unit.Channel),),
        homepage="https://example.org", source=make(Source), extra=_secret(),
    )  # fmt: skip


def _campaign() -> campaign.Campaign:
    return make(
        campaign.Campaign, ordinal=1, brands=("科普嘉年华",), level=unit.AdminLevel.PREFECTURAL,
        issuers=("unit-1",), region="440200", slogans=("slogan-2025",),
        directions=("direction-spirit",), topics=("robotics",), target_groups=("youth",),
        levels=(unit.AdminLevel.COUNTY,),
        actions=(
            make(
                campaign.Action, number="四(一)", leads=("group-1",), participants=("unit-1",),
                themes=("field-health",),
                target_groups=("youth",), forms=(activity.ActivityForm.LECTURE,),
                places=(place.VenueKind.SCHOOL,), source=make(Source), extra=_secret(),
            ),
            make(campaign.Action, id="action-2", parent="action-1"),
        ),
        milestones=(
            make(campaign.Milestone, owed_by=("group-1",), source=make(Source), extra=_secret()),
        ),
        requirements=(
            make(campaign.Requirement, label_en="Content review", source=make(Source)),
        ),
        notice=make(
            campaign.Notice, title="关于开展活动的通知", issuers=("unit-1",),
            addressees=("group-1",), disclosure=campaign.Disclosure.PROACTIVE,
            based_on=(make(campaign.NoticeReference, issuer="上级单位"),),
            attachments=(make(campaign.Attachment),), source=make(Source),
        ),
        label="2025年全国科普月活动", resources=(make(campaign.Resource, source=make(Source)),),
        source=make(Source), extra=_secret(),
    )  # fmt: skip


def _activity() -> activity.Activity:
    repeated = make(
        schedule.Session, venue="venue-1", recurrence=make(recurrence.Recurrence),
        overrides=(
            make(
                schedule.Override, venue="venue-1", note=PRIVATE,
                slot=schedule.TimeSlot(start=datetime(2025, 9, 20, 14, tzinfo=CHINA_TIME)),
            ),
        ),
        join_url="https://example.org/live", speakers=(make(schedule.Speaker, topic="机器人"),),
        expected=make(Figures), note=PRIVATE, extra=_secret(),
    )  # fmt: skip
    whole_days = make(schedule.Session, id="2", slot=None, days=make(schedule.DateSpan))
    untold = make(schedule.Session, id="3", slot=None, when_text="9月下旬")
    return make(
        activity.Activity, summary="面向青少年，看展品、动手做。", themes=("robotics", "theme-1"),
        target_groups=("youth", "target-group-1"), action="action-1", campaign="campaign-1",
        region="440203", level=unit.AdminLevel.COUNTY, hosts=("unit-1",), organisers=("unit-2",),
        co_organisers=("group-1",), supporters=("unit-2",),
        sessions=(repeated, whole_days, untold), expected=make(Figures), contacts=_contacts(),
        registration=make(
            activity.Registration, url="https://example.org/join",
            opens=date(2025, 9, 1), closes=date(2025, 9, 10),
        ),
        url="https://example.org/robots", label="2025年全国科普月活动",
        media=(make(activity.Link, title="海报"),),
        review=make(activity.Review, licence=PRIVATE, note=PRIVATE),
        stage=activity.Stage.RETURNED,
        outcome=make(
            activity.Outcome, news=(make(activity.Link),), pictures=(make(activity.Link),),
            videos=(make(activity.Link),), text="活动顺利。",
        ),
        revision=2, created=_STAMP, updated=_STAMP, source=make(Source), extra=_secret(),
    )  # fmt: skip
