"""The programme: a campaign's units, themes, venues, activities and paperwork in one value."""

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import attrs

from kepuyue._text import nearest
from kepuyue.errors import UnknownIdError, invalid, report_of
from kepuyue.model._field import HasId, checked, refs
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Action, Campaign, Milestone
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.paperwork import ExhibitApplication, Nomination, UnitSummary, VolunteerReply
from kepuyue.model.place import Venue
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit, UnitGroup
from kepuyue.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from kepuyue.findings import Report
    from kepuyue.model.reference import Reference

T = TypeVar("T")

TUPLES: dict[str, type] = {
    "campaigns": Campaign,
    "units": Unit,
    "groups": UnitGroup,
    "themes": Theme,
    "target_groups": TargetGroup,
    "venues": Venue,
    "activities": Activity,
    "exhibit_applications": ExhibitApplication,
    "volunteer_replies": VolunteerReply,
    "summaries": UnitSummary,
    "nominations": Nomination,
}
"""The fields of a programme that hold entities, and their kinds."""
KINDS: dict[type, tuple[str, str]] = {
    Campaign: ("总体活动", "campaign"),
    Unit: ("单位", "unit"),
    UnitGroup: ("单位类别", "group"),
    Theme: ("主题", "theme"),
    TargetGroup: ("面向人群", "target group"),
    Venue: ("地点", "venue"),
    Activity: ("活动", "activity"),
    ExhibitApplication: ("参展申请", "exhibit application"),
    VolunteerReply: ("志愿者回执", "volunteer reply"),
    UnitSummary: ("活动总结", "summary"),
    Nomination: ("推荐", "nomination"),
    Action: ("重点活动", "action"),
    Milestone: ("时间节点", "milestone"),
}
"""What each kind of entity is called, in Chinese and English."""
_FIELD_OF = {kind: name for name, kind in TUPLES.items()}


@attrs.frozen(kw_only=True)
class Origin:
    """The format and version that a programme was read from.

    Attributes:
        format: name of the format, such as ``json``.
        version: its version.

    >>> from kepuyue.io import dumps, loads
    >>> loads(dumps(Programme())).origin
    Origin(format='json', version=1)
    """

    format: str
    version: int | None = None


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Programme:
    """All there is to say of one or more campaigns.

    A programme never changes: ``with_added``, ``with_replaced``, ``merge``, ``subset`` and
    ``public`` return new ones. ``len``, ``in`` and iteration are about the activities.

    Attributes:
        campaigns: the campaigns.
        units: the units.
        groups: classes of units that notices speak of.
        themes: themes of its own, beside the bundled :data:`~kepuyue.model.bundled.THEMES`.
        target_groups: target groups of its own, beside the bundled ones.
        venues: the places.
        activities: the activities.
        exhibit_applications: exhibits offered for the main venue.
        volunteer_replies: volunteers of the units.
        summaries: the units' summaries.
        nominations: what is put forward for commendation.
        extra: what other tools attach.
        origin: the format and version it was read from; no part of equality or of any document.

    >>> programme = Programme(units=[Unit(id="sg-ast", name="韶关市科学技术协会")],
    ...     activities=[Activity(id="robots", name="机器人科普展", hosts=["sg-ast"])])
    >>> programme
    <Programme: 1 unit, 1 activity>
    >>> programme.resolve(Unit, "sg-ast").name, "robots" in programme
    ('韶关市科学技术协会', True)
    """

    campaigns: tuple[Campaign, ...] = ()
    units: tuple[Unit, ...] = ()
    groups: tuple[UnitGroup, ...] = ()
    themes: tuple[Theme, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    venues: tuple[Venue, ...] = ()
    activities: tuple[Activity, ...] = ()
    exhibit_applications: tuple[ExhibitApplication, ...] = ()
    volunteer_replies: tuple[VolunteerReply, ...] = ()
    summaries: tuple[UnitSummary, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)
    origin: Origin | None = attrs.field(default=None, eq=False)

    # Activities, as a collection.

    def __len__(self) -> int:
        """Return the number of activities."""
        return len(self.activities)

    def __bool__(self) -> bool:
        """Return true: a programme without activities is still a programme."""
        return True

    def __iter__(self) -> Iterator[Activity]:
        """Iterate over the activities."""
        return iter(self.activities)

    def __contains__(self, activity: object) -> bool:
        """Return whether this is an activity of the programme, or the id of one."""
        if isinstance(activity, str):
            return activity in self._index[Activity]
        return isinstance(activity, Activity) and self.get(Activity, activity.id) == activity

    # Looking up.

    @functools.cached_property
    def _index(self) -> dict[type, dict[str, Any]]:
        from kepuyue.model.bundled import TARGET_GROUPS, THEMES

        index: dict[type, dict[str, Any]] = {}
        for name, kind in TUPLES.items():
            entities = getattr(self, name)
            index[kind] = {entity.id: entity for entity in reversed(entities)}
        index[Action] = {a.id: a for c in reversed(self.campaigns) for a in reversed(c.actions)}
        index[Milestone] = {
            m.id: m for c in reversed(self.campaigns) for m in reversed(c.milestones)
        }
        index[Theme] = {**{theme.id: theme for theme in THEMES}, **index[Theme]}
        bundled = {group.id: group for group in TARGET_GROUPS}
        index[TargetGroup] = {**bundled, **index[TargetGroup]}
        return index

    @functools.cached_property
    def _held(self) -> dict[type, dict[str, None]]:
        """The ids of each kind that stand in the programme itself, in their order."""
        return {
            kind: dict.fromkeys(entity.id for entity in getattr(self, name))
            for name, kind in TUPLES.items()
        }

    def get(self, kind: type[T], ref: HasId | str) -> T | None:
        """Return the entity of this kind and id, or ``None``; the time does not grow with size.

        Args:
            kind: ``Unit``, ``UnitGroup``, ``Theme``, ``TargetGroup``, ``Venue``, ``Campaign``,
                ``Action``, ``Milestone``, ``Activity`` or a form of paperwork. Bundled themes and
                target groups are found too. Where an id stands twice, the first one counts.
            ref: the id, or an entity that has it.

        Raises:
            InvalidValueError: if a programme has no entities of this kind.

        Example:
            >>> Programme().get(Theme, "robotics").label
            '机器人'
            >>> Programme().get(Unit, "nobody") is None
            True
        """
        found: T | None = self._ids_of(kind).get(ref if isinstance(ref, str) else ref.id)
        return found

    def _ids_of(self, kind: type) -> dict[str, Any]:
        try:
            return self._index[kind]
        except KeyError:
            names = [known.__name__ for known in self._index]
            raise invalid(
                "KY-VAL003", kind.__name__, nearest=nearest(kind.__name__, names), field="kind",
                expected_zh="、".join(names), expected_en="one of " + ", ".join(names),
            ) from None  # fmt: skip

    def resolve(self, kind: type[T], ref: HasId | str) -> T:
        """Return the entity of this kind and id; see :meth:`get`.

        Args:
            kind: as in :meth:`get`.
            ref: the id, or an entity that has it.

        Raises:
            UnknownIdError: if there is none; the nearest ids are named.

        Example:
            >>> Programme().resolve(TargetGroup, "youth").label
            '青少年'
        """
        found = self.get(kind, ref)
        if found is not None:
            return found
        zh, en = KINDS[kind]
        wanted = ref if isinstance(ref, str) else ref.id
        near = nearest(wanted, self.ids(kind))
        raise UnknownIdError(report_of("KY-REF001", wanted, nearest=near, kind_zh=zh, kind_en=en))

    def target(self, reference: "Reference") -> Any:
        """Return the entity that a reference leads to, or ``None``; units before groups.

        Args:
            reference: as :func:`~kepuyue.model.reference.references` gives them.

        Example:
            >>> from kepuyue.model.reference import references
            >>> reference = next(references(Activity(id="a", name="展览", themes=["robotics"])))
            >>> Programme().target(reference).label
            '机器人'
        """
        found: Any = self.get(reference.kind, reference.id)
        if found is None and reference.kind is Unit:
            return self.get(UnitGroup, reference.id)
        return found

    def ids(self, kind: type) -> tuple[str, ...]:
        """Return the ids of this kind; with ``Unit`` those of groups too.

        Args:
            kind: as in :meth:`get`.

        Example:
            >>> Programme(units=(Unit(id="a", name="甲"),)).ids(Unit)
            ('a',)
        """
        both = (self._index[Unit], self._index[UnitGroup])
        return tuple({**both[0], **both[1]} if kind is Unit else self._ids_of(kind))

    def responsible(self, ref: HasId | str) -> Unit | UnitGroup:
        """Return the unit, or else the group, of this id.

        Args:
            ref: the id, or a unit or group that has it.

        Raises:
            UnknownIdError: if there is neither.

        Example:
            >>> Programme(groups=(UnitGroup(id="g", label="各学会"),)).responsible("g").label
            '各学会'
        """
        group = self.get(UnitGroup, ref)
        if group is not None and self.get(Unit, ref) is None:
            return group
        return self.resolve(Unit, ref)

    def name_of(self, kind: type, ref: HasId | str) -> str:
        """Return what people call the entity: its name or label; the id itself if unknown.

        Args:
            kind: as in :meth:`get`; with ``Unit`` groups are found too.
            ref: the id, or an entity that has it.

        Example:
            >>> Programme().name_of(Theme, "robotics"), Programme().name_of(Unit, "nobody")
            ('机器人', 'nobody')
        """
        found: Any = self.get(kind, ref)
        if found is None and kind is Unit:
            found = self.get(UnitGroup, ref)
        if found is None:
            return ref if isinstance(ref, str) else ref.id
        name: str = getattr(found, "name", None) or getattr(found, "label", None) or found.id
        return name

    def members(self, group: UnitGroup | str) -> tuple[Unit, ...]:
        """Return the units of a group: those named, those of named groups, those that fit.

        Args:
            group: the group, or its id.

        Raises:
            UnknownIdError: if the group, given by id, is unknown.

        Example:
            >>> base = Unit(id="a", name="甲馆", designations=("科普教育基地",))
            >>> bases = UnitGroup(id="g", label="各科普教育基地", designation="科普教育基地")
            >>> [unit.id for unit in Programme(units=(base,), groups=(bases,)).members("g")]
            ['a']
        """
        found: dict[str, Unit] = {}
        pending, seen = [self.resolve(UnitGroup, group)], set()
        while pending:
            current = pending.pop(0)
            if current.id in seen:
                continue
            seen.add(current.id)
            for member in current.members:
                unit, inner = self.get(Unit, member), self.get(UnitGroup, member)
                if unit is not None:
                    found[unit.id] = unit
                elif inner is not None:
                    pending.append(inner)
            if current.has_selector:
                found.update((unit.id, unit) for unit in self.units if _fits(unit, current))
        return tuple(found.values())

    @property
    def theme_vocabulary(self) -> Vocabulary[Theme]:
        """The bundled themes and those of the programme, to look up by label or alias."""
        return Vocabulary(self._index[Theme].values(), kind=KINDS[Theme])

    @property
    def target_group_vocabulary(self) -> Vocabulary[TargetGroup]:
        """The bundled target groups and those of the programme, to look up by label or alias."""
        return Vocabulary(self._index[TargetGroup].values(), kind=KINDS[TargetGroup])

    # Other programmes made of this one.

    def with_added(self, *items: Any) -> "Programme":
        """Return a programme that has ``items`` too, each at the end of its kind.

        Args:
            *items: entities of any kind that a programme holds.

        Raises:
            InvalidValueError: if an id is taken already, or an item is no entity of a programme.

        Example:
            >>> Programme().with_added(Unit(id="a", name="甲"), Venue(id="v", name="馆"))
            <Programme: 1 unit, 1 venue>
        """
        added: dict[str, dict[str, Any]] = {}
        for item in items:
            new = added.setdefault(_field_of(item), {})
            if item.id in new or item.id in self._held[type(item)]:
                zh, en = KINDS[type(item)]
                raise invalid("KY-INT002", item.id, kind_zh=zh, kind_en=en)
            new[item.id] = item
        return self._evolved({
            name: (*getattr(self, name), *new.values()) for name, new in added.items()
        })  # fmt: skip

    def with_replaced(self, *items: Any) -> "Programme":
        """Return a programme in which each of ``items`` stands in place of the one of its id.

        Args:
            *items: entities of any kind that a programme holds.

        Raises:
            UnknownIdError: if there is nothing to replace.

        Example:
            >>> programme = Programme(units=(Unit(id="a", name="甲"),))
            >>> programme.with_replaced(Unit(id="a", name="乙")).units[0].name
            '乙'
        """
        replaced: dict[str, dict[str, Any]] = {}
        for item in items:
            name = _field_of(item)
            ids = self._held[type(item)]
            if item.id not in ids:
                zh, en = KINDS[type(item)]
                near = nearest(item.id, ids)
                raise UnknownIdError(
                    report_of("KY-REF001", item.id, nearest=near, kind_zh=zh, kind_en=en)
                )
            replaced.setdefault(name, {})[item.id] = item
        return self._evolved({
            name: tuple(new.get(entity.id, entity) for entity in getattr(self, name))
            for name, new in replaced.items()
        })  # fmt: skip

    def merge(
        self, *others: "Programme", prefer: Literal["first", "last"] | None = None
    ) -> "Programme":
        """Return a programme with the entities of all, in order, each id once.

        Args:
            *others: the programmes to take in.
            prefer: where programmes say different things of one id, the one that counts; ``None``
                refuses.

        Raises:
            MergeConflictError: if two differ over an id and ``prefer`` is not given; the report
                names each entity and the fields in which they differ.
            InvalidValueError: if ``prefer`` is something else.

        Example:
            >>> first = Programme(units=(Unit(id="a", name="甲"),))
            >>> second = Programme(units=(Unit(id="a", name="乙"), Unit(id="b", name="丙")))
            >>> [unit.name for unit in first.merge(second, prefer="last").units]
            ['乙', '丙']
            >>> first.merge(second)
            Traceback (most recent call last):
            kepuyue.errors.MergeConflictError: KY-INT004 /units: ...
        """
        from kepuyue.model.merging import merged

        return merged((self, *others), prefer)

    def subset(self, keep: Iterable[HasId | str] | Callable[[Activity], bool]) -> "Programme":
        """Return the programme of some activities, with whatever they refer to and nothing else.

        Args:
            keep: a test of an activity, or the activities or ids to keep. Paperwork is left out,
                a parent activity of a kept one stays.

        Raises:
            UnknownIdError: if an id is unknown.

        Example:
            >>> units = (Unit(id="a", name="甲"), Unit(id="b", name="乙"))
            >>> talk = Activity(id="talk", name="讲座", hosts=["a"])
            >>> Programme(units=units, activities=(talk,)).subset(["talk"])
            <Programme: 1 unit, 1 activity>
        """
        from kepuyue.model.reference import references

        chosen = (
            [activity for activity in self.activities if keep(activity)]
            if callable(keep)
            else [self.resolve(Activity, ref) for ref in refs(keep, "keep")]
        )
        kept: dict[tuple[type, str], Any] = {}
        pending: list[Any] = list(chosen)
        while pending:
            entity = pending.pop()
            if (type(entity), entity.id) in kept:
                continue
            kept[type(entity), entity.id] = entity
            for reference in references(entity):
                target = self.target(reference)
                if isinstance(target, Action):
                    target = next(c for c in self.campaigns if target in c.actions)
                if target is not None:
                    pending.append(target)
        return self._evolved({
            name: tuple(e for e in getattr(self, name) if (kind, e.id) in kept)
            for name, kind in TUPLES.items()
        })  # fmt: skip

    def public(self) -> "Programme":
        """Return what may be shown to everyone.

        Left out are contacts not marked public, volunteers, review data, internal remarks, all
        paperwork, a notice that is not disclosed proactively, and whatever other tools attached
        (``extra``); an activity under review is shown as a draft.

        Example:
            >>> from kepuyue.model.unit import Contact
            >>> unit = Unit(id="a", name="甲", contacts=(Contact(phone="0751-0000000"),))
            >>> Programme(units=(unit,)).public().units[0].contacts
            ()
        """
        from kepuyue.model.privacy import public

        return public(self)

    def _evolved(self, changes: dict[str, Any]) -> "Programme":
        return attrs.evolve(self, **changes)

    # Findings and tables.

    def integrity(self) -> "Report":
        """Return what does not hold together: dangling references, repeated ids, cycles.

        A warning is given for what is to differ on a day on which its session has no occurrence.
        Each finding has the place in the programme's JSON document and names the entity.

        Example:
            >>> lost = Activity(id="talk", name="讲座", themes=["robotcs"])
            >>> print(Programme(activities=(lost,)).integrity().findings[0].message("en"))
            themes refers to no existing theme: robotcs (nearest: robotics)
        """
        from kepuyue.model.integrity import integrity

        return integrity(self)

    def to_records(self) -> list[dict[str, object]]:
        """Return one flat dict a session, as pandas, polars and CSV writers take them.

        An activity without sessions has one row. Several values in a cell are joined by ``、``.

        The rows of an activity add up: what it achieved stands on its first row alone. Of each
        count expected, sessions have their own where any of them tells one; else the total of the
        activity stands on its first row.

        Example:
            >>> talk = Activity(id="talk", name="讲座", themes=["robotics", "food-safety"])
            >>> Programme(activities=(talk,)).to_records()[0]["themes"]
            '机器人、食品安全'
        """
        from kepuyue.model.records import records

        return records(self)

    def __repr__(self) -> str:
        """Return what there is, by number."""
        parts = []
        for name, kind in TUPLES.items():
            count = len(getattr(self, name))
            if count:
                word = KINDS[kind][1]
                plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
                parts.append(f"{count:,} {word if count == 1 else plural}")
        return f"<Programme: {', '.join(parts) or 'empty'}>"

    def _repr_html_(self) -> str:
        from kepuyue.model.records import html

        return html(self)


def _field_of(item: Any) -> str:
    """Return the field of a programme that holds such an entity."""
    try:
        return _FIELD_OF[type(item)]
    except KeyError:
        kinds = [kind.__name__ for kind in _FIELD_OF]
        raise invalid(
            "KY-VAL003", item, field="item",
            expected_zh=" Programme 可容纳的实体：" + "、".join(kinds),
            expected_en="an entity of a programme: " + ", ".join(kinds),
        ) from None  # fmt: skip


def _fits(unit: Unit, group: UnitGroup) -> bool:
    """Whether a unit is what the selector of a group asks for, every given part of it."""
    from kepuyue.model.codes import region

    if group.kinds and unit.kind not in group.kinds:
        return False
    if group.level and unit.level is not group.level:
        return False
    if group.designation and group.designation not in unit.designations:
        return False
    if group.region is None:
        return True
    return unit.region is not None and region.contains(group.region, unit.region)
