"""Activities that are likely one and the same, told by different people."""

import difflib
from collections.abc import Iterable, Iterator
from datetime import date

from kepuyue._text import fold
from kepuyue.model.activity import Activity
from kepuyue.model.place import Venue
from kepuyue.model.programme import Programme
from kepuyue.model.unit import Unit

_ALIKE = 0.8
"""Likeness of names (difflib's ratio) from which two of one day and place are taken for one."""
_COMPARED = 50
"""Activities with which one is compared at most, so that the work grows with their number alone."""
_LONGEST = 100


def likely_same(
    programme: Programme, activities: Iterable[Activity] | None = None
) -> Iterator[tuple[Activity, Activity]]:
    """Yield pairs of activities that are likely the same, each later one with an earlier one.

    They have one name, and a day, or hosts and place, in common; or nearly one name, and both a day
    and the place in common. Units and venues count by name, for each table may have ids of its own.

    Args:
        programme: where the names of units and venues are known.
        activities: the activities to compare; by default those of the programme.

    >>> talk = Activity(id="1", name="机器人讲座", hosts=["市科协"])
    >>> again = Activity(id="2", name="机器人 讲座", hosts=["市科协"])
    >>> [(a.id, b.id) for a, b in likely_same(Programme(), [talk, again])]
    [('2', '1')]
    """
    by_name: dict[str, list[_Facts]] = {}
    by_place: dict[tuple[date, str], list[_Facts]] = {}
    for activity in programme.activities if activities is None else activities:
        facts = _Facts(activity, programme)
        near = [other for key in facts.spots for other in by_place.get(key, ())]
        for other in [*by_name.get(facts.name, ()), *near]:
            if facts.is_like(other):
                yield activity, other.activity
                break
        named = by_name.setdefault(facts.name, [])
        if len(named) < _COMPARED:
            named.append(facts)
        for key in facts.spots:
            placed = by_place.setdefault(key, [])
            if len(placed) < _COMPARED:
                placed.append(facts)


class _Facts:
    """What of an activity is compared."""

    def __init__(self, activity: Activity, programme: Programme) -> None:
        self.activity = activity
        self.name = fold(activity.name[:_LONGEST])
        self.hosts = {_unit(programme, ref) for ref in activity.hosts}
        self.days: set[date] = set()
        self.places: set[str] = set()
        self.spots: list[tuple[date, str]] = []
        for session in activity.sessions[:_COMPARED]:
            if session.when is not None:
                self.days.add(session.when.first)
            if session.venue is not None:
                place = fold(programme.name_of(Venue, session.venue)[:_LONGEST])
                self.places.add(place)
                if session.when is not None:
                    self.spots.append((session.when.first, place))

    def is_like(self, other: "_Facts") -> bool:
        """Return whether this and another, of one name or of one day and place, are the same."""
        if self.name == other.name:
            same_day = bool(self.days & other.days)
            same_place = bool(self.places & other.places)
            same_hosts = bool(self.hosts & other.hosts)
            undated = not self.days or not other.days
            return (same_day and (same_place or same_hosts)) or (undated and same_hosts)
        matcher = difflib.SequenceMatcher(None, self.name, other.name, autojunk=False)
        return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _unit(programme: Programme, ref: str) -> str:
    return fold(programme.name_of(Unit, ref)[:_LONGEST])
