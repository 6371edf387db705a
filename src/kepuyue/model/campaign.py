"""Campaigns: what a notice sets out, who does what by when."""

from datetime import date

import attrs

from kepuyue.model._field import (
    checked,
    ref,
    refs,
    refuse_repeated,
    short_repr,
    together,
    valid_count,
    valid_id,
    valid_lines,
    valid_name,
    valid_ref,
    valid_refs,
    valid_region,
    valid_text,
    valid_url,
    valid_year,
)
from kepuyue.model.activity import ActivityForm
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.place import VenueKind
from kepuyue.model.schedule import DateSpan
from kepuyue.model.source import Evidence, Source, notice
from kepuyue.model.unit import AdminLevel


class MilestoneKind(Coded):
    """Whether something opens or falls due."""

    OPENS = "opens", "开始", "Opens", "起"
    DUE = "due", "截止", "Due", "前", "截止日期"


MilestoneKind.OPENS.source = notice("五(三)")
MilestoneKind.DUE.source = notice("五(四)")


class Disclosure(Coded):
    """How an official document is disclosed."""

    PROACTIVE = "proactive", "主动公开", "Proactive disclosure", "公开"
    ON_REQUEST = "on_request", "依申请公开", "On request", "依申请"
    WITHHELD = "withheld", "不予公开", "Withheld", "不公开"


for _disclosure in Disclosure:
    _disclosure.source = Source(
        title="中华人民共和国政府信息公开条例", clause="第二章至第四章", evidence=Evidence.A
    )


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class NoticeReference:
    """A higher notice, or a law, that a notice rests on.

    Attributes:
        title: its title.
        document_number: such as ``纲要办发〔2025〕2号``; a law has none.
        issuer: who issued it, as text.

    >>> NoticeReference(title="关于开展活动的通知", document_number="纲要办发〔2025〕2号")
    NoticeReference(title='关于开展活动的通知', document_number='纲要办发〔2025〕2号')
    """

    title: str = attrs.field(validator=valid_name)
    document_number: str | None = attrs.field(default=None, validator=valid_text)
    issuer: str | None = attrs.field(default=None, validator=valid_text)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Attachment:
    """An attachment of a notice.

    Attributes:
        number: 附件N.
        title: its title.

    >>> Attachment(number=2, title="参展项目征集表")
    Attachment(number=2, title='参展项目征集表')
    """

    number: int = attrs.field(validator=valid_count)
    title: str = attrs.field(validator=valid_name)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Notice:
    """The official document that sets out a campaign.

    Attributes:
        document_number: 机关代字〔年〕序号号 (GB/T 9704-2012).
        title: its title.
        issuers: ids of the units that issue it.
        addressees: ids of the units and groups it is sent to.
        issued: date of issue.
        disclosure: how it is disclosed.
        based_on: the higher notices it rests on, the highest first.
        attachments: its attachments.
        source: where it can be read.

    >>> Notice(document_number="韶市科协联字〔2025〕12号", issued=date(2025, 8, 15))
    Notice(document_number='韶市科协联字〔2025〕12号', issued=2025-08-15)
    """

    document_number: str | None = attrs.field(default=None, validator=valid_text)
    title: str | None = attrs.field(default=None, validator=valid_text)
    issuers: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    addressees: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    issued: date | None = None
    disclosure: Disclosure | None = None
    based_on: tuple[NoticeReference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    source: Source | None = None

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Action:
    """A key activity (重点活动) or joint action (联合行动) of a campaign.

    Attributes:
        id: stable id, unique in the programme.
        number: as the notice numbers it, such as ``四(二)1``.
        name: its name.
        leads: ids of the units or groups responsible.
        participants: who else is to take part, as the notice names them.
        parent: id of the action it is a part of.
        themes: ids of the fields or focuses it turns to.
        target_groups: ids of the target groups it names.
        forms: forms of activity it names.
        places: kinds of place it names.
        source: clause of the notice.
        extra: what other tools attach.

    >>> Action(id="main-venue", number="四(一)", name="主场活动", leads=["sg-ast"])
    Action(id='main-venue', number='四(一)', name='主场活动', leads=('sg-ast',))
    """

    id: str = attrs.field(validator=valid_id)
    number: str | None = attrs.field(default=None, validator=valid_text)
    name: str = attrs.field(validator=valid_name)
    leads: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    participants: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    parent: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    themes: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    target_groups: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    forms: tuple[ActivityForm, ...] = ()
    places: tuple[VenueKind, ...] = ()
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Milestone:
    """A day on which something opens or falls due.

    Attributes:
        id: stable id, unique in the programme.
        kind: opens or due.
        when: the day; what is due is due by its end.
        what: what opens or is due.
        owed_by: ids of the units or groups that owe it.
        source: clause of the notice.
        extra: what other tools attach.

    >>> Milestone(id="summary", kind=MilestoneKind.DUE, when=date(2025, 9, 25), what="活动总结")
    Milestone(id='summary', kind='due', when=2025-09-25, what='活动总结')
    """

    id: str = attrs.field(validator=valid_id)
    kind: MilestoneKind
    when: date
    what: str = attrs.field(validator=valid_name)
    owed_by: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Resource:
    """Something that a campaign offers its units: a platform, material, a mark to be used.

    Attributes:
        title: what it is.
        url: where it is.
        source: clause of the notice.

    >>> Resource(title="全国科普月平台", url="https://www.kepuyue.com").title
    '全国科普月平台'
    """

    title: str = attrs.field(validator=valid_name)
    url: str | None = attrs.field(default=None, validator=valid_url)
    source: Source | None = None

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Requirement:
    """Something that a notice asks of every activity or unit, by its short label.

    Attributes:
        label: such as 谁主办、谁负责.
        label_en: English label.
        source: clause of the notice.

    >>> Requirement(label="内容审核", label_en="Content review").label
    '内容审核'
    """

    label: str = attrs.field(validator=valid_name)
    label_en: str | None = attrs.field(default=None, validator=valid_text)
    source: Source | None = None

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Campaign:
    """A science month (until 2024: day) at one level: the nation's, a province's, a city's.

    Attributes:
        id: stable id, such as ``shaoguan-2025``.
        name: its name.
        ordinal: 首届 is 1.
        brands: names it goes by.
        year: the year.
        level: administrative level.
        issuers: ids of the units that issue it.
        region: GB/T 2260 code.
        window: its days; activities outside are legitimate.
        slogans: ids of the themes that are its slogans; there may be two.
        directions: ids of its content directions.
        topics: ids of its hot topics.
        target_groups: ids of the target groups it turns to.
        levels: levels that it is to reach.
        actions: its key activities and joint actions.
        milestones: what opens and falls due.
        requirements: what it asks of every activity.
        notice: the document that sets it out.
        parent: id of the campaign above it.
        label: the label that its activities carry.
        resources: what it offers its units.
        source: where the facts come from.
        extra: what other tools attach.

    >>> Campaign(id="shaoguan-2025", name="韶关市首届全国科普月", year=2025)
    Campaign(id='shaoguan-2025', name='韶关市首届全国科普月', year=2025)
    """

    id: str = attrs.field(validator=valid_id)
    name: str = attrs.field(validator=valid_name)
    ordinal: int | None = attrs.field(default=None, validator=valid_count)
    brands: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    year: int | None = attrs.field(default=None, validator=valid_year)
    level: AdminLevel | None = None
    issuers: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    region: str | None = attrs.field(default=None, validator=valid_region)
    window: DateSpan | None = None
    slogans: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    directions: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    topics: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    target_groups: tuple[str, ...] = attrs.field(default=(), converter=refs, validator=valid_refs)
    levels: tuple[AdminLevel, ...] = ()
    actions: tuple[Action, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    notice: Notice | None = None
    parent: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    label: str | None = attrs.field(default=None, validator=valid_text)
    resources: tuple[Resource, ...] = ()
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr

    @together("len(self.actions) < 2")
    def _has_actions_of_their_own_ids(self) -> None:
        refuse_repeated([action.id for action in self.actions], "actions")

    @together("len(self.milestones) < 2")
    def _has_milestones_of_their_own_ids(self) -> None:
        refuse_repeated([milestone.id for milestone in self.milestones], "milestones")
