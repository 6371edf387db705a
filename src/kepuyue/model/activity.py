"""Activities: what is offered, for whom, by whom, and what became of it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs

from kepuyue.errors import invalid
from kepuyue.model._field import (
    checked,
    ref,
    refs,
    refuse_repeated,
    short_repr,
    together,
    valid_count,
    valid_id,
    valid_name,
    valid_ref,
    valid_refs,
    valid_region,
    valid_text,
    valid_url,
)
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.figures import Figures
from kepuyue.model.schedule import Session, State
from kepuyue.model.source import STATISTICS, Source, notice
from kepuyue.model.unit import AdminLevel, Contact
from kepuyue.model.zone import in_utc, valid_time

if TYPE_CHECKING:
    from kepuyue.model.occurrence import Occurrence


class ActivityForm(Coded):
    """In what form an activity reaches people.

    Lectures, exhibitions and contests are the kinds that the national survey counts.
    """

    LECTURE = (
        "lecture", "科普讲座", "Lecture",
        "讲座", "报告会", "科普报告会", "科普报告", "宣讲", "论坛",
    )  # fmt: skip
    EXHIBITION = "exhibition", "科普展览", "Exhibition", "展览", "专题展览", "展示", "巡展", "展板"
    CONTEST = "contest", "科普竞赛", "Contest", "竞赛", "比赛", "大赛", "知识竞赛"
    QUIZ = "quiz", "有奖问答", "Quiz", "知识问答", "科学知识有奖问答", "答题"
    TRAINING = "training", "培训", "Training", "培训班", "技术培训", "实用技术培训"
    FILM = "film", "科普影视放映", "Film screening", "科学电影", "科普录像", "电影", "光影科学梦"
    OPEN_DAY = (
        "open_day",
        "开放日",
        "Open day",
        "开放参观",
        "场馆开放",
        "实验室开放",
        "研学",
        "参观",
    )
    GUIDED_TOUR = (
        "guided_tour",
        "展厅讲解与展项体验",
        "Guided tour and hands-on",
        "讲解",
        "导览",
        "展项体验",
    )
    WORKSHOP = (
        "workshop",
        "动手体验",
        "Workshop",
        "科学实验",
        "互动体验",
        "科普体验",
        "科普课堂",
        "实践",
    )
    SCHOOL_VISIT = (
        "school_visit",
        "进校园",
        "School visit",
        "科普进校园",
        "院士专家进校园",
        "科技进校园",
    )
    CARAVAN = "caravan", "科普大篷车巡展", "Science caravan", "大篷车", "科普大篷车进校园"
    CONSULTATION = (
        "consultation",
        "咨询义诊",
        "Consultation",
        "义诊",
        "咨询",
        "现场咨询",
        "科技咨询",
    )
    PERFORMANCE = "performance", "科普表演", "Performance", "科普剧", "科学秀", "文艺演出"
    MAIN_EVENT = "main_event", "主场活动", "Main venue event", "主场", "启动仪式", "嘉年华"
    VOLUNTEERING = "volunteering", "志愿服务", "Volunteer service", "科技志愿服务", "科普志愿服务"
    LIVE_STREAM = "live_stream", "线上直播", "Live stream", "直播", "网络直播", "云直播"
    ONLINE_CAMPAIGN = (
        "online_campaign",
        "线上活动",
        "Online campaign",
        "网络互动话题",
        "话题",
        "线上展播",
        "短视频",
        "网络展播",
    )
    PUBLICITY = "publicity", "科普宣传", "Publicity", "宣传", "发放资料", "科普赶集", "宣传周"
    OTHER = "other", "其他", "Other", "其它", "其他活动"


for _form in (ActivityForm.LECTURE, ActivityForm.EXHIBITION, ActivityForm.CONTEST):
    _form.source = STATISTICS
for _form in (ActivityForm.GUIDED_TOUR, ActivityForm.QUIZ, ActivityForm.FILM, ActivityForm.CARAVAN):
    _form.source = notice("四(三)")
ActivityForm.SCHOOL_VISIT.source = notice("四(四)")
ActivityForm.MAIN_EVENT.source = notice("四(一)")
for _form in (ActivityForm.LIVE_STREAM, ActivityForm.ONLINE_CAMPAIGN):
    _form.source = notice("四(五)")


class Mode(Coded):
    """Whether people come, log in, or may do either."""

    ONSITE = "onsite", "线下", "On site", "现场", "offline", "in person"
    ONLINE = "online", "线上", "Online", "网络", "云上"
    BOTH = "both", "线上线下结合", "On site and online", "线上线下", "线上+线下", "混合", "hybrid"


class Stage(Coded):
    """How far an activity's paperwork has come on the platform."""

    DRAFT = "draft", "草稿", "Draft", "暂存"
    SUBMITTED = "submitted", "待审核", "Submitted", "已提交", "审核中"
    RETURNED = "returned", "退回", "Returned", "审核不通过", "退回修改"
    PUBLISHED = "published", "已发布", "Published", "审核通过", "登记发布"
    SUPPLEMENTED = "supplemented", "已补充", "Supplemented", "补充完善"
    SUMMARISED = "summarised", "已总结", "Summarised", "活动总结", "已填报"


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Link:
    """A link to something published: news, a picture, a video, a poster.

    Attributes:
        url: its address.
        title: what it is called.
        media_type: its media type, such as ``image/png``.

    >>> Link(url="https://example.org/poster.png", media_type="image/png").media_type
    'image/png'
    """

    url: str = attrs.field(validator=valid_url)
    title: str | None = attrs.field(default=None, validator=valid_text)
    media_type: str | None = attrs.field(default=None, validator=valid_text)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Registration:
    """How people take part.

    Attributes:
        required: whether they must register.
        how: what they have to do, as text for the public.
        url: where they register.
        opens: first day of registration.
        closes: last day of registration.
        places: people that can take part (人).

    Raises:
        InvalidValueError: if it closes before it opens.

    >>> Registration(required=True, how="电话报名", places=60)
    Registration(required=True, how='电话报名', places=60)
    """

    required: bool = False
    how: str | None = attrs.field(default=None, validator=valid_text)
    url: str | None = attrs.field(default=None, validator=valid_url)
    opens: date | None = None
    closes: date | None = None
    places: int | None = attrs.field(default=None, validator=valid_count)

    __repr__ = short_repr

    @together("self.opens is None or self.closes is None or self.opens <= self.closes")
    def _closes_after_it_opens(self) -> None:
        raise invalid("KY-VAL006", str(self.closes), field="closes", first=self.opens)


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Review:
    """What the host unit answers for before and after publishing; never public.

    Attributes:
        content: content reviewed.
        confidentiality: cleared of anything confidential.
        safety_plan: a safety plan is in place.
        licence: number of the public security licence, where an event needs one.
        note: what the reviewer said.

    ``None`` means not told, which is not the same as no.

    >>> Review(content=True, confidentiality=True)
    Review(content=True, confidentiality=True)
    """

    content: bool | None = None
    confidentiality: bool | None = None
    safety_plan: bool | None = None
    licence: str | None = attrs.field(default=None, validator=valid_text)
    note: str | None = attrs.field(default=None, validator=valid_text)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Outcome:
    """What became of an activity.

    Attributes:
        figures: counts achieved.
        occurrences: occurrences held (场次).
        news: reports about it.
        pictures: pictures of it.
        videos: videos of it.
        text: summary for the platform.

    >>> Outcome(figures=Figures(onsite=280), occurrences=1)
    Outcome(figures=Figures(onsite=280), occurrences=1)
    """

    figures: Figures | None = None
    occurrences: int | None = attrs.field(default=None, validator=valid_count)
    news: tuple[Link, ...] = ()
    pictures: tuple[Link, ...] = ()
    videos: tuple[Link, ...] = ()
    text: str | None = attrs.field(default=None, validator=valid_text)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Activity:
    """An activity of the science month.

    References (themes, target groups, hosts, venue, …) take the entity or its id and keep the id.

    Attributes:
        id: stable id.
        name: its name.
        forms: lecture, exhibition, school visit, …
        mode: on site, online or both.
        summary: for whom, what, how; plain text for the public.
        themes: ids of themes.
        target_groups: ids of target groups.
        action: id of the key activity or joint action of the campaign that it belongs to.
        campaign: id of the campaign.
        region: GB/T 2260 code of 6, 9 or 12 digits.
        level: administrative level it is run at.
        hosts: 主办: ids of units or groups.
        organisers: 承办.
        co_organisers: 协办.
        supporters: 支持.
        sessions: when and where.
        expected: counts expected in all.
        contacts: whom to ask; private until marked public.
        registration: how people take part.
        url: its page.
        label: the label of the campaign that it must carry, as it carries it.
        media: posters and pictures that announce it.
        review: what the host answers for; never public.
        stage: how far its paperwork has come.
        state: what becomes of it.
        outcome: what became of it.
        parent: id of the activity it is a part of.
        revision: number of its revision, from 0.
        created: when it was recorded (UTC).
        updated: when it was last changed (UTC).
        source: where the facts come from.
        extra: what other tools attach.

    Raises:
        InvalidValueError: if two sessions have the same id.

    >>> Activity(id="robots", name="机器人科普展", forms=(ActivityForm.EXHIBITION,), hosts=["ast"])
    Activity(id='robots', name='机器人科普展', forms=('exhibition',), hosts=('ast',))
    """

    id: str = attrs.field(validator=valid_id)
    name: str = attrs.field(validator=valid_name)
    forms: tuple[ActivityForm, ...] = ()
    mode: Mode | None = None
    summary: str | None = attrs.field(default=None, validator=valid_text)
    themes: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    target_groups: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    action: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    campaign: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    region: str | None = attrs.field(default=None, validator=valid_region)
    level: AdminLevel | None = None
    hosts: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    organisers: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    co_organisers: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    supporters: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    sessions: tuple[Session, ...] = ()
    expected: Figures | None = None
    contacts: tuple[Contact, ...] = ()
    registration: Registration | None = None
    url: str | None = attrs.field(default=None, validator=valid_url)
    label: str | None = attrs.field(default=None, validator=valid_text)
    media: tuple[Link, ...] = ()
    review: Review | None = None
    stage: Stage = Stage.DRAFT
    state: State = State.PLANNED
    outcome: Outcome | None = None
    parent: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    revision: int = attrs.field(default=0, validator=valid_count)
    created: datetime | None = attrs.field(default=None, validator=valid_time)
    updated: datetime | None = attrs.field(default=None, validator=valid_time)
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr

    @together("self.created is None or self.created.tzinfo is UTC")
    def _is_created_in_utc(self) -> None:
        object.__setattr__(self, "created", in_utc(self.created, "created"))

    @together("self.updated is None or self.updated.tzinfo is UTC")
    def _is_updated_in_utc(self) -> None:
        object.__setattr__(self, "updated", in_utc(self.updated, "updated"))

    @together("len(self.sessions) < 2")
    def _has_sessions_of_their_own_ids(self) -> None:
        refuse_repeated([session.id for session in self.sessions], "sessions")

    def state_of(self, part: "Session | Occurrence") -> State:
        """Return what becomes of a session, or of one occurrence of it.

        It is what the part says itself, or else what the activity says; of an activity that is
        cancelled nothing takes place any more, but what was held was held.

        Args:
            part: one of its sessions, or an occurrence of one.

        Example:
            >>> talk = Activity(id="t", name="讲座", sessions=(Session(id="1"),),
            ...     state=State.CANCELLED)
            >>> talk.state_of(talk.sessions[0]).label
            '取消'
        """
        if self.state is State.CANCELLED and part.state is not State.HELD:
            return State.CANCELLED
        return self.state if part.state is State.PLANNED else part.state
