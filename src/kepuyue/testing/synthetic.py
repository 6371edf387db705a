"""Synthetic programmes of any size: realistic, made up, the same for the same seed.

Only ``random.Random(seed).random()`` is drawn from, whose numbers are the same on every machine
and version of Python; so are the programmes. :mod:`kepuyue.testing._words` says what goes with
what, :mod:`kepuyue.testing._times` when it is.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import attrs

from kepuyue.errors import invalid
from kepuyue.model._field import INT64_MAX
from kepuyue.model.activity import Activity, ActivityForm, Link, Mode, Outcome, Registration, Stage
from kepuyue.model.bundled import TARGET_GROUPS
from kepuyue.model.campaign import Action, Campaign, Milestone, MilestoneKind
from kepuyue.model.figures import Figures
from kepuyue.model.place import Coordinates, Venue, VenueKind
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import DateSpan, Session, Speaker, State
from kepuyue.model.source import Evidence, Source
from kepuyue.model.theme import Theme
from kepuyue.model.unit import AdminLevel, Contact, Unit, UnitGroup, UnitKind
from kepuyue.testing._dice import Dice
from kepuyue.testing._times import LAST, SEPTEMBER, Times, times
from kepuyue.testing._words import (
    CLOSINGS,
    CLOSINGS_ONLINE,
    CLOSINGS_REGISTERED,
    COUNTIES,
    FOCUS_OF,
    KINDS,
    MIDDLES,
    MIDDLES_ONLINE,
    ONLINE,
    OPENINGS,
    OPENINGS_ONLINE,
    SUBJECTS,
    UNIT_NAMES,
    VENUE_NAMES,
    Kind,
    Subject,
)

_SOURCE = Source(title="kepuyue 合成数据", clause="虚构", evidence=Evidence.C)
_SURNAMES, _GIVEN = "张李王陈刘杨黄周", "明华芳强敏静磊洋"
_MAIN_HOST = "u-440203-science_association-0"
_STAGES, _GROUPS = tuple(Stage), tuple(group.id for group in TARGET_GROUPS)
_ANYWHERE = tuple(kind for kind, _ in VENUE_NAMES)


def synthetic_programme(*, activities: int, seed: int) -> Programme:
    """Return a made-up programme of a city's month.

    Args:
        activities: number of activities, from 0.
        seed: a whole number from 0; another seed gives another programme, the same one the same,
            everywhere.

    Returns:
        A programme that holds together: units of every kind in ten counties, venues with
        coordinates, activities with one to three sessions, some of them recurring, whole days or
        without a date, contacts public and private, figures expected and achieved. Units and
        venues grow with the number of activities. Each activity makes sense in itself: its venue
        is in the county of its host and holds who is expected, its themes are those of its
        subject, its sessions are in order and end with September.

    Raises:
        InvalidValueError: if a number is no whole number, or below 0.

    >>> synthetic_programme(activities=3, seed=7) == synthetic_programme(activities=3, seed=7)
    True
    """
    dice = Dice(_natural("seed", seed))
    rounds = 1 + _natural("activities", activities) // 2_000
    units = _units(dice, rounds)
    venues = _venues(dice, rounds)
    own = Theme(id="danxia", label="丹霞地貌", source=_SOURCE)
    campaign = _campaign()
    city = _City.of(campaign, units, venues)
    made: list[Activity] = []
    for number in range(activities):
        above = made[number - 1] if number and dice.chance(0.03) else None
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


def _natural(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid(
            "KY-VAL003", value, field=name,
            expected_zh="整数", expected_en="a whole number (int)",
        )  # fmt: skip
    if not 0 <= value <= INT64_MAX:
        raise invalid("KY-VAL008", value, field=name, low=0, high=INT64_MAX)
    return value


def _campaign() -> Campaign:
    return Campaign(
        id="synthetic-2025", name="韶关市全国科普月（合成数据）", year=2025, region="440200",
        level=AdminLevel.PREFECTURAL, window=DateSpan(first=SEPTEMBER, last=LAST),
        slogans=("slogan-2025",), source=_SOURCE,
        actions=(
            Action(id="main-venue", name="主场活动", leads=(_MAIN_HOST,)),
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


def _units(dice: Dice, rounds: int) -> list[Unit]:
    units = []
    for turn in range(rounds):
        for region, county, _, _ in COUNTIES:
            association = f"u-{region}-{UnitKind.SCIENCE_ASSOCIATION.id}-{turn}"
            for kind, name in UNIT_NAMES.items():
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


def _venues(dice: Dice, rounds: int) -> list[Venue]:
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
        for region, county, latitude, longitude in COUNTIES
        for kind, name in VENUE_NAMES
    ]  # fmt: skip


def _person(dice: Dice) -> str:
    return dice.pick(_SURNAMES) + dice.pick(_GIVEN)


def _contact(dice: Dice, *, public: bool) -> Contact:
    return Contact(
        name="科普部" if public else _person(dice), role="咨询",
        phone=f"0751-0{dice.below(1_000_000):06}", public=public,
    )  # fmt: skip


@attrs.frozen
class _City:
    """What the activities of a programme draw on."""

    campaign: Campaign
    units: Sequence[Unit]
    by_id: Mapping[str, Unit]
    neighbours: Mapping[str, Sequence[Unit]]
    venues: Mapping[tuple[str, VenueKind], Sequence[Venue]]

    @classmethod
    def of(cls, campaign: Campaign, units: Sequence[Unit], venues: Sequence[Venue]) -> "_City":
        neighbours: dict[str, list[Unit]] = {}
        for unit in units:
            neighbours.setdefault(str(unit.region), []).append(unit)
        places: dict[tuple[str, VenueKind], list[Venue]] = {}
        for venue in venues:
            places.setdefault((str(venue.region), venue.kind), []).append(venue)
        return cls(campaign, units, {unit.id: unit for unit in units}, neighbours, places)


@attrs.frozen
class _Offer:
    """What an activity is, before it is told in full."""

    number: int
    host: Unit
    subject: Subject
    kind: Kind
    group: str
    mode: Mode
    state: State
    registered: bool
    venue: Venue | None

    @property
    def onsite(self) -> bool:
        return self.mode is not Mode.ONLINE

    @property
    def online(self) -> bool:
        return self.mode is not Mode.ONSITE


def _activity(dice: Dice, city: _City, number: int, above: Activity | None) -> Activity:
    # a part of an activity is offered by the same unit
    host = city.by_id[above.hosts[0]] if above else dice.pick(city.units)
    stage, state = _stage(dice)
    offer = _offer(dice, city, host, number, state)
    when = times(dice, dated=state is State.HELD)
    crowds = [_crowd(dice, offer) for _ in when]
    sessions = tuple(
        _session(dice, offer, f"{turn + 1}", time, crowd)
        for turn, (time, crowd) in enumerate(zip(when, crowds, strict=True))
    )
    expected = _total(crowds, when)
    created = datetime(2025, 8, 1, 8, tzinfo=UTC) + timedelta(minutes=dice.below(30_000))
    updated = created + timedelta(minutes=dice.below(5_000))
    if state is State.HELD:  # told after the month
        updated = datetime(2025, 10, 8, 8, tzinfo=UTC) + timedelta(minutes=dice.below(5_000))
    return Activity(
        id=f"a{number:06}",
        name=f"{offer.subject.label}{offer.kind.label}（{host.name}）",
        forms=(offer.kind.form,),
        mode=offer.mode,
        summary=_summary(dice, offer),
        themes=_themes(dice, offer),
        target_groups=tuple(dict.fromkeys((offer.group, dice.pick(_GROUPS)))),
        action=_action(offer),
        campaign=city.campaign.id,
        region=host.region,
        level=host.level,
        hosts=(host.id,),
        organisers=_organisers(dice, city, host),
        sessions=sessions,
        expected=expected,
        contacts=(_contact(dice, public=True), _contact(dice, public=False)),
        registration=Registration(
            required=True, how="电话报名",
            places=max(crowd.onsite or crowd.online or 0 for crowd in crowds),
        )
        if offer.registered
        else None,
        url=f"https://example.org/activities/{number}" if dice.chance(0.5) else None,
        label="2025年全国科普月活动",
        stage=stage,
        state=state,
        outcome=_outcome(dice, offer, expected, when) if state is State.HELD else None,
        parent=above.id if above else None,
        revision=dice.below(4),
        created=created,
        updated=updated,
        source=_SOURCE,
    )  # fmt: skip


def _offer(dice: Dice, city: _City, host: Unit, number: int, state: State) -> _Offer:
    subject = dice.pick(SUBJECTS)
    kind = dice.pick(KINDS[subject])
    online = kind.form in ONLINE
    places = city.venues[str(host.region), dice.pick(kind.venues or _ANYWHERE)]
    return _Offer(
        number, host, subject, kind,
        group="youth" if kind.form is ActivityForm.SCHOOL_VISIT else dice.pick(_GROUPS),
        mode=Mode.ONLINE if online else dice.pick((Mode.ONSITE, Mode.ONSITE, Mode.BOTH)),
        state=state, registered=not online and dice.chance(0.3),
        venue=None if online else dice.pick(places),
    )  # fmt: skip


def _stage(dice: Dice) -> tuple[Stage, State]:
    """Return how far the paperwork has come, and what becomes of the activity."""
    stage = dice.pick(_STAGES)
    if stage in (Stage.SUPPLEMENTED, Stage.SUMMARISED):  # both tell what became of it
        return stage, State.HELD
    if dice.chance(0.08):
        return Stage.PUBLISHED, dice.pick((State.CANCELLED, State.POSTPONED))
    return stage, State.PLANNED


def _themes(dice: Dice, offer: _Offer) -> tuple[str, ...]:
    own = offer.subject.themes[: 1 + dice.below(2)]
    focus = FOCUS_OF.get(offer.group)
    return (*own, focus) if focus and dice.chance(0.3) else own


def _action(offer: _Offer) -> str:
    if offer.kind.form is ActivityForm.SCHOOL_VISIT:
        return "school-visits"
    return "main-venue" if offer.host.id == _MAIN_HOST else "joint-actions"


def _organisers(dice: Dice, city: _City, host: Unit) -> tuple[str, ...]:
    organiser = dice.pick(city.neighbours[str(host.region)])
    return (organiser.id,) if dice.chance(0.4) and organiser.id != host.id else ()


def _summary(dice: Dice, offer: _Offer) -> str:
    """Return 100 to 300 characters that say for whom, what and how."""
    openings: tuple[str, ...] = OPENINGS
    middles: tuple[str, ...] = MIDDLES
    closings: tuple[str, ...] = CLOSINGS
    if not offer.onsite:
        openings, middles, closings = OPENINGS_ONLINE, MIDDLES_ONLINE, CLOSINGS_ONLINE
    elif offer.registered:
        closings = CLOSINGS_REGISTERED
    first = dice.below(len(middles))
    told = [middles[(first + step) % len(middles)] for step in range(1 + dice.below(3))]
    opening = dice.pick(openings).format(
        group=TARGET_GROUPS[offer.group].label, subject=offer.subject.label
    )
    return opening + "".join(told) + dice.pick(closings)


def _crowd(dice: Dice, offer: _Offer) -> Figures:
    """Return who is expected each time: no more than the venue holds."""
    room = (offer.venue and offer.venue.capacity) or 0
    return Figures(
        onsite=min(20 + dice.below(200), room) if offer.onsite else None,
        online=50 + dice.below(2_000) if offer.online else None,
    )


def _total(crowds: Sequence[Figures], when: Sequence[Times]) -> Figures:
    """Return who is expected in all, person-times: each session as often as it comes."""
    pairs = list(zip(crowds, when, strict=True))
    onsite = sum((crowd.onsite or 0) * time.count for crowd, time in pairs)
    online = sum((crowd.online or 0) * time.count for crowd, time in pairs)
    return Figures(onsite=onsite or None, online=online or None)


def _outcome(dice: Dice, offer: _Offer, expected: Figures, when: Sequence[Times]) -> Outcome:
    share = 70 + dice.below(50)
    return Outcome(
        figures=Figures(
            onsite=expected.onsite and 1 + expected.onsite * share // 100,
            online=expected.online and 1 + expected.online * share // 100,
            views=dice.below(50_000), science_workers=1 + dice.below(12),
            volunteers=dice.below(30),
        ),
        occurrences=sum(time.count for time in when),
        news=(Link(url=f"https://example.org/news/{offer.number}"),),
        pictures=(
            Link(url=f"https://example.org/{offer.number}.jpg", media_type="image/jpeg"),
        ),
        text="活动按计划完成，现场秩序良好，参与者反映内容实用。"
        if offer.onsite
        else "直播按计划完成，观众提问踊跃，反映内容实用。",
    )  # fmt: skip


def _session(dice: Dice, offer: _Offer, session_id: str, when: Times, crowd: Figures) -> Session:
    return Session(
        id=session_id, slot=when.slot, days=when.days, when_text=when.when_text,
        recurrence=when.recurrence, overrides=when.overrides,
        venue=offer.venue.id if offer.venue else None,
        join_url=f"https://example.org/live/{offer.number}" if offer.online else None,
        speakers=(Speaker(name=_person(dice), title=dice.pick(("教授", "研究员", "主任医师"))),)
        if dice.chance(0.4)
        else (),
        expected=crowd if dice.chance(0.5) else None,
        state=offer.state,
        note="与场馆核对电源" if offer.venue and dice.chance(0.1) else None,
    )  # fmt: skip
