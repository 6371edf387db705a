"""Many tables at once: what the counties sent in becomes one programme."""

import os
from collections import Counter
from collections.abc import Iterable
from os import PathLike
from typing import Any

import attrs

from kepuyue.errors import LoadError, report_of
from kepuyue.findings import Collector, Finding, Location, Severity, pointer
from kepuyue.io import try_load
from kepuyue.io.files import MAX_BYTES, Input, name_of, opened
from kepuyue.io.platform.assembly import Ids
from kepuyue.io.platform.cell import line_of
from kepuyue.io.platform.profile import Profile
from kepuyue.io.platform.reader import placed
from kepuyue.io.registry import TABLES, LoadResult, format_of
from kepuyue.model._field import changed
from kepuyue.model.likeness import likely_same
from kepuyue.model.place import Venue
from kepuyue.model.programme import KINDS, TUPLES, Origin, Programme


def try_load_many(
    paths: Iterable[str | PathLike[str]],
    *,
    programme: Programme | None = None,
    profile: "str | PathLike[str] | Profile | None" = None,
    year: int | None = None,
    max_bytes: int | None = MAX_BYTES,
) -> LoadResult:
    r"""Read many files into one programme, and tell which rows are likely the same activity.

    A file that cannot be read is told, and the others are taken in. What two files say alike is
    there once; of what they say differently of one id, the programme that was given counts least.
    Two activities without ids of their own are never taken for one: those that are likely the same
    are told (KY-TAB122), with the places of both.

    Args:
        paths: the files: tables, or any other format that can be read.
        programme: what names are looked up in; it is part of the result.
        profile: the profile of the tables; by default, for each, the one that fits best.
        year: the year of dates that name none.
        max_bytes: most bytes to read of each file; ``None`` for any number.

    Returns:
        The programme, and the findings of all files with what was found between them.

    >>> from pathlib import Path
    >>> rows = "活动名称,活动时间,活动地点,主办单位\n机器人讲座,2025年9月13日,市科技馆,市科协\n"
    >>> for name in ("甲县.csv", "乙县.csv"):
    ...     _ = Path(name).write_text(rows, encoding="utf-8")
    >>> result = try_load_many(["甲县.csv", "乙县.csv"])
    >>> print(result.report.findings[-1].message("zh"))
    可能与另一份表格中的活动重复：甲县.csv: A2（机器人讲座）
    """
    files = [os.fspath(path) for path in paths]
    repeated = {name for name, count in Counter(map(name_of, files)).items() if count > 1}
    merging = _Merging(programme or Programme())
    for file in files:
        source = file if name_of(file) in repeated else name_of(file)
        try:
            result, places = _read(
                file, source, max_bytes, programme=programme, profile=profile, year=year
            )
        except LoadError as error:
            merging.collector.add(error.report)
            continue
        merging.collector.add(result.report)
        merging.take(result.programme, places, source)
    return merging.result()


def _read(
    file: str, source: str, max_bytes: int | None, **options: Any
) -> tuple[LoadResult, dict[str, Location]]:
    fmt = format_of(file)
    if fmt.reader != TABLES:
        return try_load(file, max_bytes=max_bytes), {}
    with opened(file) as stream:
        data = Input(stream, source).read(-1 if max_bytes is None else max_bytes + 1)
    if max_bytes is not None and len(data) > max_bytes:
        raise LoadError(report_of("KY-LOD009", location=Location(source=source), limit=max_bytes))
    return placed(data, source=source, **options)


class _Merging:
    """Takes programmes together."""

    def __init__(self, base: Programme) -> None:
        self.collector = Collector()
        self._base = base
        self._held: dict[str, dict[str, Any]] = {
            name: {entity.id: entity for entity in getattr(base, name)} for name in TUPLES
        }
        self._given = {name: dict(held) for name, held in self._held.items()}
        self._ids = Ids(self._held["activities"])
        self._places: dict[str, Location] = {}
        self._extra: dict[str, Any] = dict(base.extra)

    def take(self, programme: Programme, places: dict[str, Location], source: str) -> None:
        """Take in the programme of a file."""
        for name in TUPLES:
            known = places if name == "activities" else {}
            for entity in getattr(programme, name):
                self._take(name, entity, known.get(entity.id), source)
        for key, value in programme.extra.items():
            self._extra.setdefault(key, value)

    def _take(self, name: str, entity: Any, place: Location | None, source: str) -> None:
        held = self._held[name]
        known: Any = held.get(entity.id)
        given = self._given[name].get(entity.id)
        if known == given:  # no file has said anything of it yet
            held[entity.id] = entity
            if place is not None:
                self._ids.take(entity.id)
                self._places[entity.id] = place
        elif entity in (known, given) and place is None:
            return
        elif place is not None:
            if entity == known and place == self._places.get(entity.id):
                return
            ref = self._ids.take(entity.id)
            held[ref] = changed(entity, id=ref)
            self._places[ref] = place
        elif isinstance(entity, Venue):
            held[entity.id] = _fuller(known, entity)
        else:
            self._tell_conflict(name, known, entity, source)

    def _tell_conflict(self, name: str, known: Any, entity: Any, source: str) -> None:
        zh, en = KINDS[type(entity)]
        fields = [
            field.name
            for field in attrs.fields(type(entity))
            if getattr(known, field.name) != getattr(entity, field.name)
        ]
        finding = Finding(
            code="KY-INT004",
            severity=Severity.WARNING,
            params={"kind_zh": zh, "kind_en": en, "fields": ", ".join(fields)},
            location=Location(source=source, path=pointer(name)),
            entity=f"{en}:{entity.id}",
            value=entity.id,
        )
        self.collector.add([finding])

    def _resolve_nominations(self) -> None:
        """Let what is put forward by name refer to the activity of another table."""
        activities = self._held["activities"]
        by_name = {line_of(activity.name): ref for ref, activity in reversed(activities.items())}
        nominations = self._held["nominations"]
        for ref, nomination in nominations.items():
            named = nomination.activity
            if named is not None and named not in activities and named in by_name:
                nominations[ref] = changed(nomination, activity=by_name[named])

    def result(self) -> LoadResult:
        """Return all of it, and which activities are likely the same."""
        self._resolve_nominations()
        values: dict[str, Any] = {name: tuple(held.values()) for name, held in self._held.items()}
        programme = Programme(**values, extra=self._extra, origin=Origin(format="tables"))
        for pair in likely_same(programme):
            # told where an officer can look: at the later of those that stand in a table
            activity, other = sorted(pair, key=lambda each: each.id not in self._places)
            place, where = (self._places.get(each.id) for each in (activity, other))
            if place is None:
                continue
            told = f"{where}（{other.name}）" if where else f"{other.name} ({other.id})"
            self.collector.add([
                Finding(
                    code="KY-TAB122", severity=Severity.WARNING, params={"other": told},
                    location=place, entity=f"activity:{activity.id}",
                )
            ])  # fmt: skip
        return LoadResult(programme=programme, report=self.collector.report())


def _fuller(known: Venue, other: Venue) -> Venue:
    """Return a venue with what either of two tables knows of it; the first counts."""
    missing = {
        field.name: getattr(other, field.name)
        for field in attrs.fields(Venue)
        if getattr(known, field.name) == field.default
    }
    return changed(known, **missing) if missing else known
