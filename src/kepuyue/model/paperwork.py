"""The paperwork around a campaign: applications, replies, summaries and nominations.

The notice names these forms (附件2, 附件3, 五(四)), but their columns are not public. What stands
here is what such forms need; it is unofficial. Paperwork goes to the issuer: it is never public.
"""

from datetime import date

import attrs

from kepuyue.model._field import (
    Within,
    checked,
    ref,
    short_repr,
    valid_count,
    valid_id,
    valid_lines,
    valid_name,
    valid_ref,
    valid_text,
    valid_texts,
)
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.figures import Figures
from kepuyue.model.schedule import DateSpan
from kepuyue.model.unit import Contact


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class ExhibitApplication:
    """An exhibit that a unit offers for the main venue (附件2 参展项目征集表).

    Attributes:
        id: stable id.
        campaign: id of the campaign.
        unit: id of the unit that applies.
        name: name of the exhibit.
        summary: what visitors see and do.
        interactive: whether visitors take part.
        area: floor it needs, square metres.
        power: electric power it needs, watts.
        staff: people of the unit at the stand (人).
        equipment: what it asks for.
        contacts: whom to ask.
        note: remark.
        extra: what other tools attach.

    >>> ExhibitApplication(id="x1", unit="sg-museum", name="静电小屋", area=9.0)
    ExhibitApplication(id='x1', unit='sg-museum', name='静电小屋', area=9.0)
    """

    id: str = attrs.field(validator=valid_id)
    campaign: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    unit: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    name: str = attrs.field(validator=valid_name)
    summary: str | None = attrs.field(default=None, validator=valid_text)
    interactive: bool | None = None
    area: float | None = attrs.field(default=None, validator=Within(0))
    power: float | None = attrs.field(default=None, validator=Within(0))
    staff: int | None = attrs.field(default=None, validator=valid_count)
    equipment: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    contacts: tuple[Contact, ...] = ()
    note: str | None = attrs.field(default=None, validator=valid_text)
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Volunteer:
    """A volunteer, as a unit names them in its reply. Personal data: never public.

    Attributes:
        name: the person's name.
        phone: how to reach them.
        role: what they will do.
        available: days on which they can.
        note: remark.

    >>> Volunteer(name="李华", role="讲解")
    Volunteer(name='李华', role='讲解')
    """

    name: str = attrs.field(validator=valid_name)
    phone: str | None = attrs.field(default=None, validator=valid_text)
    role: str | None = attrs.field(default=None, validator=valid_text)
    available: tuple[DateSpan, ...] = ()
    note: str | None = attrs.field(default=None, validator=valid_text)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class VolunteerReply:
    """The volunteers a unit sends to the main venue (附件3 志愿服务人员回执).

    Attributes:
        id: stable id.
        campaign: id of the campaign.
        unit: id of the unit that replies.
        volunteers: the people.
        contacts: whom to ask.
        note: remark.
        extra: what other tools attach.

    >>> VolunteerReply(id="v1", unit="sg-museum", volunteers=[Volunteer(name="李华")])
    VolunteerReply(id='v1', unit='sg-museum', volunteers=(1 in all))
    """

    id: str = attrs.field(validator=valid_id)
    campaign: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    unit: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    volunteers: tuple[Volunteer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    note: str | None = attrs.field(default=None, validator=valid_text)
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class UnitSummary:
    """A unit's summary of its month (活动总结), in the four parts the notice asks for.

    Attributes:
        id: stable id.
        campaign: id of the campaign.
        unit: id of the unit.
        overview: 活动开展情况: how it went.
        results: 工作成效: results.
        cases: 典型案例: typical cases.
        suggestions: 意见建议: suggestions.
        figures: counts, as far as known by then.
        submitted: day of submission.
        contacts: whom to ask.
        extra: what other tools attach.

    >>> UnitSummary(id="u1", unit="sg-ast", overview="…", submitted=date(2025, 9, 24)).is_complete
    False
    """

    id: str = attrs.field(validator=valid_id)
    campaign: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    unit: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    overview: str | None = attrs.field(default=None, validator=valid_text)
    results: str | None = attrs.field(default=None, validator=valid_text)
    cases: tuple[str, ...] = attrs.field(default=(), validator=valid_texts)
    suggestions: str | None = attrs.field(default=None, validator=valid_text)
    figures: Figures | None = None
    submitted: date | None = None
    contacts: tuple[Contact, ...] = ()
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr

    @property
    def is_complete(self) -> bool:
        """Whether all four parts are there."""
        return all((self.overview, self.results, self.cases, self.suggestions))


class NominationCategory(Coded):
    """What is put forward for commendation."""

    UNIT = "unit", "优秀组织单位", "Organizing unit", "优秀单位"
    ACTIVITY = "activity", "优秀活动", "Activity", "优秀科普活动"
    WORK = "work", "优秀作品", "Work", "优秀科普作品"


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Nomination:
    """A unit, activity or work put forward for commendation (推荐表扬).

    Attributes:
        id: stable id.
        campaign: id of the campaign.
        category: unit, activity or work.
        unit: id of the unit put forward, or whose activity or work it is.
        activity: id of the activity put forward.
        work: title of the work put forward.
        reasons: why.
        nominated_by: id of the unit that puts it forward.
        rank: its place in the list, from 1.
        extra: what other tools attach.

    >>> Nomination(id="n1", category=NominationCategory.UNIT, unit="sg-museum", rank=1)
    Nomination(id='n1', category='unit', unit='sg-museum', rank=1)
    """

    id: str = attrs.field(validator=valid_id)
    campaign: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    category: NominationCategory
    unit: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    activity: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    work: str | None = attrs.field(default=None, validator=valid_text)
    reasons: str | None = attrs.field(default=None, validator=valid_text)
    nominated_by: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    rank: int | None = attrs.field(default=None, validator=valid_count)
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr
