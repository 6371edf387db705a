"""What the tables of one reading share: the year, and the entities that their cells name."""

import functools
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kepuyue._text import fold, nearest
from kepuyue.io.platform.address import place_text
from kepuyue.io.platform.cell import line_of
from kepuyue.io.platform.division import division_in
from kepuyue.io.platform.heading import bare_heading
from kepuyue.model._field import built, changed
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Action
from kepuyue.model.place import Venue
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import DateSpan
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit, UnitGroup

_COMPARED = 500_000
"""Known words at most that unknown ones are compared with: ten seconds of work, and no more."""
_REMEMBERED = 50_000
"""Places, and names of units, that are remembered while activities are read one by one."""
_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001  (a cell has no zone)
"""Day 0 of the serial numbers of spreadsheets, counted back from March 1900."""
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_SERIALS = 100_000
"""A serial number that is beyond all dates of ours: some cannot even be counted."""
_YEARS = range(2000, 2100)
_SEVERAL = re.compile(
    r"等(?:[0-9一二三四五六七八九十]{0,3}[家个])?(?:有关|相关)?(?:单位|部门|学校|社区)?$|[:：。]"
)
_AND = re.compile(r"[和与及\s]")
_LONGEST = 200
"""Characters of the name of a unit that are looked through."""
_NUMBER = re.compile(r"^[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、\s]*|[（(][^（()）]*[）)]$")


class Context:
    """What the tables of one reading share.

    Args:
        programme: what names are looked up in.
        year: the year of dates that name none; by default that of the programme's campaign.
        keep: whether new units, venues and activities are kept, for a programme; a stream of
            activities has no use for them.

    Attributes:
        programme: what names are looked up in.
        year: the year, if it is known.
        window: the days of the campaign, if they are known.
        region: the division of the campaign, if it is known.
        campaign: the id of the campaign, if there is one.
        date1904: whether serial numbers of dates count from 1904.
        units: new units, by their ids.
        venues: new and changed venues, by their ids.
    """

    def __init__(self, programme: Programme, *, year: int | None = None, keep: bool = True) -> None:
        self.programme: Programme = programme
        campaign = programme.campaigns[0] if programme.campaigns else None
        self.year: int | None = year or (campaign.year if campaign else None)
        self.window: DateSpan | None = campaign.window if campaign else None
        self.region: str | None = campaign.region if campaign else None
        self.campaign: str | None = campaign.id if campaign else None
        self.date1904: bool = False
        self.units: dict[str, Unit] = {}
        self.venues: dict[str, Venue] = {}
        self._keep = keep
        self._compared = 0
        self._words: dict[type, list[str]] = {}
        self._new: list[Activity] = []
        self._divisions: dict[tuple[str, str | None], str | None] = {}

    # Units.

    @functools.cached_property
    def _units(self) -> dict[str, str]:
        """Ids of units and groups by the names people type; of one name the first counts."""
        found: dict[str, str] = {}
        tiers: tuple[dict[str, str], ...] = ({}, {}, {})
        entities: tuple[Unit | UnitGroup, ...] = (*self.programme.units, *self.programme.groups)
        for entity in entities:
            name = entity.name if isinstance(entity, Unit) else entity.label
            short = entity.short_name if isinstance(entity, Unit) else None
            for tier, words in zip(tiers, ((name,), (short,), entity.aliases), strict=True):
                for word in filter(None, words):
                    tier.setdefault(fold(word), entity.id)
        for tier in reversed(tiers):
            found.update(tier)
        return found

    def known_unit(self, name: str) -> str | None:
        """Return the id of the unit or group of this name, short name or alias."""
        return self._units.get(fold(name))

    def unit(self, name: str) -> tuple[str, bool]:
        """Return the id of the unit of this name, and whether it is new.

        The id of a new unit is its name, so that all tables speak of it alike.
        """
        name = line_of(name)
        known = self.known_unit(name)
        if known is not None:
            return known, False
        is_new = name not in self.units
        if self._keep or len(self.units) < _REMEMBERED:
            self.units[name] = built(Unit, {"id": name, "name": name})
            self._units[fold(name)] = name
        return name, is_new

    def is_several(self, name: str) -> bool:
        """Return whether a name says more than that of one unit: of several, or of their roles."""
        if _SEVERAL.search(name):
            return True
        parts = _AND.split(name[:_LONGEST])
        return len(parts) > 1 and any(self.known_unit(part) for part in parts)

    def like_unit(self, name: str) -> tuple[str, ...]:
        """Return the names of known units that are like this one."""
        return self.near(name, self._unit_names)

    @functools.cached_property
    def _unit_names(self) -> list[str]:
        units = self.programme.units
        return [word for unit in units for word in (unit.name, unit.short_name) if word]

    def near(self, word: str, known: Sequence[str]) -> tuple[str, ...]:
        """Return which of the known words are like this one; none once that took too long."""
        self._compared += len(known)
        return nearest(word, known) if self._compared <= _COMPARED else ()

    # Terms.

    @functools.cached_property
    def _vocabularies(self) -> dict[type, Any]:
        return {
            Theme: self.programme.theme_vocabulary,
            TargetGroup: self.programme.target_group_vocabulary,
        }

    def term(self, kind: type, word: str) -> str | None:
        """Return the id of the theme or target group of this label or alias."""
        found = self._vocabularies[kind].match(word)
        return None if found is None else found.id

    def like(self, kind: type, word: str) -> tuple[str, ...]:
        """Return the names of what is like this, of a kind."""
        if kind not in self._words:
            self._words[kind] = self._names(kind)
        return self.near(word, self._words[kind])

    def _names(self, kind: type) -> list[str]:
        if kind in self._vocabularies:
            terms = self._vocabularies[kind]
            return [word for term in terms for word in (term.label, *term.aliases)]
        entities: Iterable[Any] = (
            (action for campaign in self.programme.campaigns for action in campaign.actions)
            if kind is Action
            else self.programme.activities
        )
        return [entity.name for entity in entities]

    @functools.cached_property
    def _actions(self) -> dict[str, str | None]:
        """Ids of actions by name and by number; ``None`` where one name stands for several."""
        found: dict[str, str | None] = {}
        for campaign in self.programme.campaigns:
            for action in campaign.actions:
                name = _NUMBER.sub("", action.name)
                words = {action.name, name, name.removesuffix("活动"), action.number or ""}
                for word in filter(None, map(fold, words)):
                    found[word] = None if found.get(word, action.id) != action.id else action.id
        return found

    def action(self, text: str) -> str | None:
        """Return the id of the action of this name or number."""
        plain = _NUMBER.sub("", text)
        for word in (text, plain, bare_heading(plain), plain.removesuffix("活动")):
            found = self._actions.get(fold(word))
            if found is not None:
                return found
        return None

    @functools.cached_property
    def _activities(self) -> dict[str, str]:
        return {
            fold(activity.name): activity.id for activity in reversed(self.programme.activities)
        }

    def activity(self, name: str) -> str | None:
        """Return the id of the activity of this name."""
        for activity in self._new:
            self._activities.setdefault(fold(activity.name), activity.id)
        self._new.clear()
        return self._activities.get(fold(name.strip("《》“”")))

    def take_activity(self, activity: Activity) -> None:
        """Let what comes later refer to an activity, which is looked at only if anything does."""
        if self._keep:
            self._new.append(activity)

    # Places.

    @functools.cached_property
    def _venues(self) -> dict[str, list[Venue]]:
        """Venues by name, and by name with address."""
        found: dict[str, list[Venue]] = {}
        for venue in self.programme.venues:
            self._index(venue, found)
        return found

    @staticmethod
    def _index(venue: Venue, into: dict[str, list[Venue]]) -> None:
        for word in {fold(venue.name), fold(place_text(venue.name, venue.address))}:
            into.setdefault(word, []).append(venue)

    def venue_of(self, ref: str) -> Venue | None:
        """Return the venue of an id."""
        return self.venues.get(ref) or self.programme.get(Venue, ref)

    def venue(
        self, name: str, address: str | None, region: str | None, within: str | None = None
    ) -> str:
        """Return the id of the venue of this name, new if none fits.

        Args:
            name: its name.
            address: its address, where it is told.
            region: its division, where it is told.
            within: the division in which it lies, for names that are not the only ones.
        """
        name, address = line_of(name), line_of(address) if address else None
        known = self._venues.get(fold(place_text(name, address)))
        if known is None and address:
            known = [v for v in self._venues.get(fold(name), ()) if v.address is None]
        fit = [v for v in known or () if region is None or v.region in (None, region)]
        if len(fit) == 1:
            return fit[0].id
        exact = [v for v in fit if v.name == name and (v.address, v.region) == (address, region)]
        if exact:
            return exact[0].id
        region = region or self.division(place_text(name, address), within)
        ref = name
        if self.venue_of(ref) is not None:
            ref = place_text(name, address) if address else f"{name}（{region or '地址不详'}）"
        if self.venue_of(ref) is None and (self._keep or len(self.venues) < _REMEMBERED):
            values = {"id": ref, "name": name, "address": address, "region": region}
            self.venues[ref] = built(Venue, values)
            self._index(self.venues[ref], self._venues)
        return ref

    def correct_venue(self, venue: Venue, **values: Any) -> None:
        """Let a venue say something else: a person has put it right."""
        self.venues[venue.id] = changed(venue, **values)

    def division(self, text: str, within: str | None = None) -> str | None:
        """Return the code of the division that an address names; see :func:`division_in`."""
        key = text, self.region or within
        if key not in self._divisions:
            if len(self._divisions) >= _REMEMBERED:
                self._divisions.clear()
            self._divisions[key] = division_in(*key)
        return self._divisions[key]

    # Dates.

    def serial(self, value: float) -> date | datetime | None:
        """Return the moment of a serial number of a spreadsheet; ``None`` if it is none.

        Only the years from 2000 to 2099 are taken: any other number is no date of ours.
        """
        if not 0 <= value <= _SERIALS:
            return None
        epoch = _EPOCH_1904 if self.date1904 else _EPOCH_1900
        days, part = divmod(value, 1)
        if not part:
            day = epoch.date() + timedelta(days=int(days))
            return day if day.year in _YEARS else None
        minutes = round(part * 24 * 60)
        moment = epoch + timedelta(days=int(days), minutes=minutes)
        return moment if moment.year in _YEARS else None
