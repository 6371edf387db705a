"""Calendars of what does not fit in memory, and many calendars of one programme from one pass.

The events are made once, into a temporary file; a calendar is put together from its slices of it
when all are there, since only then it is known which dates its zones must cover.
"""

import array
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import quote

from kepuyue.errors import DumpError, chosen, report_of
from kepuyue.io.files import replaced, writing
from kepuyue.io.ical.option import Options
from kepuyue.io.ical.when import Zones
from kepuyue.io.ical.writer import Calendar
from kepuyue.io.registry import View, in_view
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Milestone
from kepuyue.model.codes import region
from kepuyue.model.privacy import public_entity
from kepuyue.model.programme import Programme
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.unit import Unit, UnitGroup

KINDS = ("unit", "region", "target_group", "activity")
"""What there can be a feed for."""
_CLASSES: dict[str, type] = {
    "unit": Unit, "target_group": TargetGroup, "activity": Activity,
}  # fmt: skip
_NAME_OCTETS = 100
"""Octets of an id that stand in the name of a file before its digest."""
_PLAIN = re.compile("[a-z0-9][a-z0-9._-]{0,99}")
_TAKEN = re.compile(r"-[0-9a-f]{16}\Z|\A(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)|\.\Z")
"""What a name with a digest ends with, and what Windows takes for something else."""


class CalendarWriter:
    r"""Writes activities to a calendar one by one, in memory that does not grow.

    Use it in a ``with`` block: the file is there, whole, when the block ends; after an error what
    was there before stays. The file is the one that ``dump`` writes of the same activities, but
    for RELATED-TO: of a parent that is not in ``programme`` nothing is known.

    Args:
        path: the file.
        programme: what the activities refer to (campaigns, units, venues, …), and activities that
            are written first.
        view: what is written of the programme and of each activity.
        **options: what :func:`kepuyue.io.ical.write` takes besides.

    Raises:
        DumpError: if it cannot be written.
        InvalidValueError: if an option is none that a calendar can have.

    >>> from datetime import date
    >>> from kepuyue import DateSpan, Session
    >>> day = Session(id="1", days=DateSpan.day(date(2025, 9, 13)))
    >>> with CalendarWriter("nation.ics") as writer:
    ...     writer.write(Activity(id="robots", name="机器人科普展", sessions=(day,)))
    >>> Path("nation.ics").read_text("utf-8").count("BEGIN:VEVENT")
    1
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        programme: Programme | None = None,
        view: View = "public",
        **options: Any,
    ) -> None:
        self._path = Path(path)
        self._options = Options(view=view, **options)
        self._calendar = Calendar(in_view(programme or Programme(), view), self._options)
        self._zones = Zones()
        self._events: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Begin with the activities that the programme has itself."""
        self._zones = Zones()
        self._events = tempfile.TemporaryFile()
        for activity in self._calendar.programme.activities:
            self._add(activity, self._events)
        return self

    def write(self, activity: Activity) -> None:
        """Write an activity.

        Args:
            activity: the activity; in the public view what is private is left out.

        Raises:
            DumpError: if there is no room for it, or the writer is not open.
        """
        if self._events is None:
            raise DumpError(report_of("KY-DMP002"))
        if self._options.view == "public":
            activity = public_entity(activity)
        with writing(self._path):
            self._add(activity, self._events)

    def _add(self, activity: Activity, events: IO[bytes]) -> None:
        for session in activity.sessions:
            self._zones.session(session)
        events.write(self._calendar.events.of(activity))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Put the calendar together, or after an error leave what was there."""
        events, self._events = self._events, None
        if events is None:
            return
        with events:
            if error is not None:
                return
            with replaced(self._path) as file, writing(self._path):
                file.write(self._calendar.head(self._zones))
                events.seek(0)
                shutil.copyfileobj(events, file)
                file.writelines(self._calendar.tail())


def write_feeds(
    programme: Programme,
    folder: str | PathLike[str],
    *,
    by: Iterable[str] | str = KINDS,
    view: View = "public",
    **options: Any,
) -> dict[tuple[str, str], Path]:
    """Write a calendar for each unit, region, target group or activity, in one pass.

    A unit's has what it hosts, organises or co-organises and what it owes by when; a region's has
    what is in it, so a city's has that of its counties; an activity's its sessions alone. Who and
    what has no event has no calendar.

    Args:
        programme: the programme.
        folder: where they go, each kind into a folder of its own (``unit/sg-ast.ics``); it is made
            if it is not there.
        by: what there is to be a calendar for.
        view: what is written of each activity. Feeds carry no records.
        **options: what :func:`kepuyue.io.ical.write` takes besides; ``name`` stands before the name
            of whom the feed is for.

    Returns:
        The files, by kind and id.

    Raises:
        DumpError: if one cannot be written.
        InvalidValueError: for a kind that there is none of, and an option that is none.

    >>> from kepuyue import editions
    >>> files = write_feeds(editions.load("shaoguan-2025-example"), "feeds", by=["target_group"])
    >>> str(files["target_group", "youth"])
    'feeds/target_group/youth.ics'
    """
    kinds = [chosen("by", kind, KINDS) for kind in ([by] if isinstance(by, str) else by)]
    given = Options(view=view, **{**options, "records": False})
    shown = in_view(programme, view)
    with tempfile.TemporaryFile() as spool:
        feeds = _Feeds(shown, given, spool)
        with writing(folder):
            for activity in shown.activities:
                feeds.add(activity, kinds)
        if "unit" in kinds:
            feeds.add_milestones()
        return {key: feeds.written(key, Path(folder)) for key in feeds.slices}


class _Feed:
    """What one feed is made of: its slices of the events, its zones, its milestones."""

    __slots__ = ("milestones", "slices", "zones")

    def __init__(self) -> None:
        self.slices = array.array("Q")
        self.zones = Zones()
        self.milestones: list[bytes] = []


class _Feeds:
    """The feeds of a programme."""

    def __init__(self, programme: Programme, options: Options, spool: IO[bytes]) -> None:
        self.slices: dict[tuple[str, str], _Feed] = {}
        self._programme = programme
        self._options = options
        self._calendar = Calendar(programme, options)
        self._spool = spool
        self._end = 0

    def add(self, activity: Activity, kinds: list[str]) -> None:
        """Make the events of an activity, and take them into the feeds that have it."""
        events = self._calendar.events.of(activity)
        if not events:
            return
        self._spool.write(events)
        zones = Zones()
        for session in activity.sessions:
            zones.session(session)
        for kind in kinds:
            for ref in dict.fromkeys(_refs(activity, kind)):
                feed = self.slices.setdefault((kind, ref), _Feed())
                feed.slices.extend((self._end, len(events)))
                feed.zones.update(zones)
        self._end += len(events)

    def add_milestones(self) -> None:
        """Take what a unit owes, itself or in a group, into its feed."""
        for campaign in self._programme.campaigns:
            for milestone in campaign.milestones:
                made = self._calendar.milestone(campaign, milestone)
                for ref in dict.fromkeys(self._owing(milestone)):
                    feed = self.slices.setdefault(("unit", ref), _Feed())
                    feed.milestones.append(made)
                    feed.zones.due(milestone)

    def _owing(self, milestone: Milestone) -> Iterator[str]:
        for ref in milestone.owed_by:
            group = self._programme.get(UnitGroup, ref)
            if group is None or self._programme.get(Unit, ref) is not None:
                yield ref
            else:
                yield from (unit.id for unit in self._programme.members(group))

    def written(self, key: tuple[str, str], folder: Path) -> Path:
        """Write a feed; return its file."""
        kind, ref = key
        feed = self.slices[key]
        path = folder / kind / f"{_file_name(ref)}.ics"
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        names = filter(None, [self._options.name, self._name(kind, ref)])
        empty = Programme()  # the milestones of the whole are not those of a feed
        calendar = Calendar(empty, self._options.named(" · ".join(names)))
        with replaced(path) as file, writing(path):
            file.write(calendar.head(feed.zones))
            for start, length in zip(feed.slices[::2], feed.slices[1::2], strict=True):
                self._spool.seek(start)
                file.write(self._spool.read(length))
            file.writelines(feed.milestones)
            file.writelines(calendar.tail())
        return path

    def _name(self, kind: str, ref: str) -> str:
        if kind == "region":
            return (region.name(ref) if region.is_valid(ref) else None) or ref
        return self._programme.name_of(_CLASSES[kind], ref)


def _refs(activity: Activity, kind: str) -> Iterator[str]:
    """Yield the ids of what has an activity in its feed."""
    if kind == "activity":
        yield activity.id
    elif kind == "target_group":
        yield from activity.target_groups
    elif kind == "unit":
        yield from (*activity.hosts, *activity.organisers, *activity.co_organisers)
    elif activity.region is not None:
        yield activity.region
        if region.is_valid(activity.region):
            yield from region.ancestors(activity.region)


def _file_name(ref: str) -> str:
    """Return the name of a file for an id: no path, and no other id has it on any system.

    What is not plain (capitals, which some systems do not tell from small letters, are not) has a
    digest at its end.
    """
    if _PLAIN.fullmatch(ref) and not _TAKEN.search(ref):
        return ref
    name = quote(ref, safe="")[:_NAME_OCTETS].replace(".", "%2E")
    return f"{name}-{hashlib.sha256(ref.encode()).hexdigest()[:16]}"
