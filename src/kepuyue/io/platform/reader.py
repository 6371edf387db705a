"""Reading tables: any workbook, CSV file or document with a table of the science month in it."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import PurePath
from typing import Any

import attrs

from kepuyue.errors import LoadError
from kepuyue.findings import Collector, Location, Report
from kepuyue.io._collector import paused
from kepuyue.io.platform.activities import Activities
from kepuyue.io.platform.annotation import RESULT
from kepuyue.io.platform.archive import LIMITS, Limits
from kepuyue.io.platform.assembly import Ids
from kepuyue.io.platform.codec.base import PARTS
from kepuyue.io.platform.context import Context
from kepuyue.io.platform.edit import Edited, EditedActivities
from kepuyue.io.platform.finding import Notes
from kepuyue.io.platform.grid import Grid
from kepuyue.io.platform.heading import Headings, headings_of, registered_headings
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.machine import CODES, GUIDE, SHEET, Recorded, has_records, page_of
from kepuyue.io.platform.paperwork import Paperwork
from kepuyue.io.platform.profile import Profile, load_profile
from kepuyue.io.platform.source import opened_grids
from kepuyue.io.platform.table import Table, tables
from kepuyue.io.registry import LoadResult
from kepuyue.model.activity import Activity
from kepuyue.model.programme import TUPLES, Origin, Programme

_REMEMBERED = 50_000
"""Ids that are remembered while activities are read one by one; beyond, one may come twice."""
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")


def read(  # noqa: PLR0913  (all but the data have defaults)
    data: bytes,
    *,
    source: str | None = None,
    programme: Programme | None = None,
    profile: "str | PathLike[str] | Profile | None" = None,
    year: int | None = None,
    limits: Limits = LIMITS,
) -> LoadResult:
    """Read the tables of a workbook, a CSV file or a document.

    Args:
        data: the file: ``.xlsx``, ``.xls``, ``.xlsb``, ``.ods``, ``.csv``, ``.tsv`` or ``.docx``;
            what it is is seen from its content.
        source: its name, for the findings.
        programme: what names are looked up in: units, venues, themes, actions; its campaign tells
            the year. It is part of the result.
        profile: the profile that the table is of; by default the one that fits best.
        year: the year of dates that name none.
        limits: what the file may have.

    Returns:
        The programme with what the tables add, and the findings, each with its cell; what cannot
        be read of the file is one of them.

    Raises:
        UnknownIdError: if there is no such profile.
        LoadError: if a profile of one's own cannot be read.
    """
    result, _ = placed(
        data, source=source, programme=programme, profile=profile, year=year, limits=limits
    )
    return result


def placed(  # noqa: PLR0913  (as above)
    data: bytes,
    *,
    source: str | None = None,
    programme: Programme | None = None,
    profile: "str | PathLike[str] | Profile | None" = None,
    year: int | None = None,
    limits: Limits = LIMITS,
) -> tuple[LoadResult, dict[str, Location]]:
    """Read tables as :func:`read` does, and tell where each of the activities stands."""
    reading = _Reading(programme or Programme(), _known(profile), source, year)
    with paused():
        try:
            grids = opened_grids(data, source=source, limits=limits, notes=reading.notes)
            reading.take(grids)
        except LoadError as error:
            reading.collector.add(reading.notes.taken())
            reading.collector.add(error.report)
        return reading.result(), reading.places


def stream_activities(
    grid: Grid,
    *,
    source: str | None,
    programme: Programme | None,
    profile: "str | PathLike[str] | Profile | None",
    year: int | None,
) -> Iterator[Activity | Report]:
    """Yield the activities of a grid one by one, and a report for what is not sound.

    Args:
        grid: the grid.
        source: name of the input, for the findings.
        programme: what names are looked up in.
        profile: the profile; by default the one that fits best.
        year: the year of dates that name none.
    """
    notes = Notes(source)
    context = Context(programme or Programme(), year=year, keep=False)
    found = False
    for table in tables(grid, _known(profile)):
        if table.form.rows != "activities":
            continue
        found = True
        here = _begun(table, context, notes, year)
        for activity in Activities(table, here, Ids(most=_REMEMBERED)):
            if notes.found:
                yield Report(notes.taken())
            yield activity
    if not found:
        notes.add("KY-TAB102", None, None)
    if notes.found:
        yield Report(notes.taken())


def _known(profile: "str | PathLike[str] | Profile | None") -> Sequence[Headings]:
    return registered_headings() if profile is None else headings_of((load_profile(profile),))


def _begun(table: Table, context: Context, notes: Notes, year: int | None) -> Here:
    """Begin to read a table: tell by which profile, and which headings were taken for others."""
    here = Here(context, notes, table.sheet)
    here.year = year or context.year or table.year or _year_in(notes.source)
    here.within = context.division(table.title)
    here.notes.add("KY-TAB128", table.sheet, None, params={"profile": table.profile.id})
    for row, column, text, meant in table.guessed:
        here.row, here.column = row, column
        here.wrong("KY-TAB103", text, meant=meant)
    return here


class _Reading:
    """One reading: its tables, and what they share."""

    def __init__(
        self, programme: Programme, known: Sequence[Headings], source: str | None, year: int | None
    ) -> None:
        self.notes = Notes(source)
        self.collector = Collector()
        self.places: dict[str, Location] = {}
        self._base = programme
        self._known = known
        self._source = source
        self._year = year
        self._recorded: Programme | None = None
        self._context = Context(programme, year=year)
        self._ids = {name: Ids(e.id for e in getattr(programme, name)) for name in TUPLES}
        self._found: dict[str, dict[str, Any]] = {}
        self._edited: EditedActivities | None = None
        self._edits: dict[str, Edited | Activity] = {}
        self._read: set[str] = set()

    def take(self, grids: Iterable[Grid]) -> None:
        """Take in the tables of all grids."""
        waiting, damage = self._listed(grids)
        passed: list[str | None] = []
        for grid in waiting:
            if grid.hidden or grid.name == GUIDE:
                if grid.hidden and grid.name not in (SHEET, CODES):
                    passed.append(grid.name)
                continue
            found = False
            self._context.date1904 = grid.date1904
            for table in tables(grid, self._known):
                found = True
                self._take_table(table)
            if not found and grid.name != RESULT:
                passed.append(grid.name)
            self.collector.add(self.notes.taken())
        self.notes.take(damage)
        if not self._read and self._recorded is None:
            if not damage:
                self.notes.add("KY-TAB102", None, None)
        else:
            for name in passed:
                self.notes.add("KY-TAB101", name, None)

    def _listed(self, grids: Iterable[Grid]) -> tuple[list[Grid], Report]:
        """Return the grids without records, which are taken in, and what damage ends them."""
        found: list[Grid] = []
        damage = Report()
        try:
            found.extend(grids)
        except LoadError as error:
            damage = error.report
        return self._without_records(found), damage

    def _without_records(self, grids: list[Grid]) -> list[Grid]:
        """Take in the records of the sheets that have them, hidden still or not; return the others.

        Of many entities the records stand on several sheets, in the order of their numbers.
        """
        others: list[Grid] = []
        pages: dict[int, Grid] = {}
        for grid in grids:
            page = page_of(grid.name)
            if not page:
                others.append(grid)
                continue
            first = next(grid.rows, ())
            whole = attrs.evolve(grid, rows=itertools.chain([first], grid.rows))
            if has_records(first, page):
                pages[page] = whole
            else:
                others.append(whole)
        if 1 in pages:
            self._take_records({str(pages[n].name): pages[n].rows for n in sorted(pages)})
        return others

    def _take_records(self, pages: Mapping[str, Iterator[Sequence[object]]]) -> None:
        recorded = Recorded(pages, self._source)
        self.collector.add(recorded.report)
        if recorded.profile is None:
            return
        self._recorded = recorded.programme
        merged = self._base.merge(recorded.programme, prefer="last")
        self._context = Context(merged, year=self._year)
        self._base = merged
        self._ids = {name: Ids(e.id for e in getattr(merged, name)) for name in TUPLES}

    def _take_table(self, table: Table) -> None:
        here = _begun(table, self._context, self.notes, self._year)
        rows = table.form.rows
        self._read.add(rows)
        self._tell_unkeyed(table)
        if rows == "activities":
            self._take_activities(table, here)
            return
        recorded = self._recorded if table.key is not None else None
        paperwork = Paperwork(table, here, self._ids[rows], recorded)
        self._found.setdefault(rows, {}).update((e.id, e) for e in paperwork)

    def _tell_unkeyed(self, table: Table) -> None:
        """Tell that rows cannot be matched with their records: somebody has deleted the keys."""
        if self._recorded is not None and table.key is None:
            self.notes.add("KY-TAB132", table.sheet, None)

    def _take_activities(self, table: Table, here: Here) -> None:
        if self._recorded is not None and table.key is not None:
            ids = self._ids["activities"]
            self._edited = EditedActivities(table, here, ids, self._recorded, self._edits)
            self._edited.take()
            return
        found = self._found.setdefault("activities", {})
        activities = Activities(table, here, self._ids["activities"])
        for activity in activities:
            found[activity.id] = activity
            self.places[activity.id] = activities.place
            if self.notes.found:
                self.collector.add(self.notes.taken())

    def result(self) -> LoadResult:
        """Return the programme and the findings."""
        values: dict[str, Any] = {}
        if self._edited is not None:
            edited = {activity.id: activity for activity in self._edited.finish()}
            self._found["activities"] = {**edited, **self._found.get("activities", {})}
        self._found["units"] = dict(self._context.units)
        self._found["venues"] = dict(self._context.venues)
        for name in TUPLES:
            held = {entity.id: entity for entity in getattr(self._base, name)}
            found = self._found.get(name, {})
            if name in self._read and self._recorded is not None and name in PARTS:
                self._tell_deleted(name, found)
                kept = {e.id for e in getattr(self._recorded, name)}
                held = {ref: entity for ref, entity in held.items() if ref not in kept}
            values[name] = tuple({**held, **found}.values())
        self.collector.add(self.notes.taken())
        programme = Programme(**values, extra=self._base.extra, origin=Origin(format="table"))
        return LoadResult(programme=programme, report=self.collector.report())

    def _tell_deleted(self, name: str, found: dict[str, Any]) -> None:
        gone = [e for e in getattr(self._recorded, name) if e.id not in found]
        if gone:
            self.notes.add("KY-TAB129", None, None, params={"count": len(gone)})


def _year_in(source: str | None) -> int | None:
    """Return the first year that the name of a file has in it."""
    found = _YEAR.search(PurePath(source or "").stem)
    return int(found[0]) if found else None
