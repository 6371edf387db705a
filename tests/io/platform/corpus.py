"""What the tables of the corpus say, and what was read of them, compared fact by fact.

Beside each table in ``tests/data/tables`` stands a ``.toml`` of what a person reads in it. An
entity read is *told* in the words of that file, then each key that the file gives is a *fact*.

``python -m tests.io.platform.corpus "a-*"`` shows what deviates, and the score.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import attrs

import kepuyue
from kepuyue import Activity, Coded, Link, LoadResult, Programme, Report, Session, Unit

TABLES = Path(__file__).parents[2] / "data" / "tables"
PROFILE_NOTE = "KY-TAB128"
LISTS = {
    "activity": "activities",
    "exhibit": "exhibit_applications",
    "volunteer_reply": "volunteer_replies",
    "summary": "summaries",
    "nomination": "nominations",
}
"""The lists of a ``.toml``, and where a programme has such entities."""
UNITS = ("hosts", "organisers", "co_organisers", "supporters", "unit", "nominated_by")
REFERENCES = dict.fromkeys(UNITS, Unit) | {"activity": Activity, "action": kepuyue.Action}
"""The fields that are told by the name of what they refer to."""
UNORDERED = ("forms", "themes", "target_groups")
WHEN = ("start", "end", "first", "last", "rrule")
Record = dict[str, Any]


@attrs.frozen
class Fact:
    """One thing to be read of a table; of a missing entity, ``weight`` things in one."""

    place: str
    expected: object
    actual: object
    weight: int = 1

    @property
    def holds(self) -> bool:
        text = isinstance(self.expected, str) and str(self.actual) == self.expected
        return text or self.actual == self.expected

    def __str__(self) -> str:
        return f"{self.place}: {self.actual!r}, expected {self.expected!r}"


def plain(value: Any) -> Any:
    """Return a value in the types of TOML: codes by id, links by url, times on China's clock."""
    if isinstance(value, Coded | Link):
        return value.id if isinstance(value, Coded) else value.url
    if isinstance(value, date):
        if isinstance(value, datetime):
            value = value.astimezone(kepuyue.CHINA_TIME).replace(tzinfo=None)
        return value.isoformat().removesuffix(":00")
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if attrs.has(type(value)):
        value = attrs.asdict(value, recurse=False)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


def rule_of(recurrence: kepuyue.Recurrence) -> str:
    """Return a recurrence as text that does not hang on the order of its weekdays."""
    rule = attrs.evolve(recurrence, by_day=tuple(sorted(recurrence.by_day)))
    return f"{rule.rrule} +{plain(rule.added)} -{plain(rule.excluded)}"


def when_of(session: Record) -> str:
    """Return the times of a session as one text: a guess too many is as wrong as a wrong one."""
    return " ".join(f"{key} {session[key]}" for key in WHEN if session.get(key))


def unordered(record: Record) -> Record:
    """Return a record with those lists sorted whose order means nothing."""
    return record | {key: sorted(record[key]) for key in UNORDERED if key in record}


def told_session(programme: Programme, session: Session) -> Record:
    """Return a session in the words of a ``.toml``."""
    record: Record = plain(session)
    times = (record["slot"] or {}) | (record["days"] or {})
    if session.recurrence:
        times["rrule"] = rule_of(session.recurrence)
    venue = plain(programme.get(kepuyue.Venue, session.venue or "")) or {"name": session.venue}
    figures = record["expected"] or {}
    persons = [figures.get("onsite"), figures.get("online")]
    return record | {
        "when": when_of(times),
        "text": session.when_text,
        "persons": [count for count in persons if count is not None],
        "venue": venue["name"],
        "region": venue.get("region"),
        "address": venue.get("address"),
    }


def told(programme: Programme, entity: Any) -> Record:
    """Return an entity in the words of a ``.toml``."""
    record: Record = plain(entity)
    for key in REFERENCES.keys() & record.keys():
        kind, value = REFERENCES[key], record[key]
        if isinstance(value, list):
            record[key] = [programme.name_of(kind, ref) for ref in value]
        elif value is not None:
            record[key] = programme.name_of(kind, value)
    record["extra"] = record["extra"].get("table", {})
    if isinstance(entity, Activity):
        outcome = plain(entity.outcome or kepuyue.Outcome())
        record |= outcome | {"actual": outcome["figures"]}
        record["sessions"] = [told_session(programme, session) for session in entity.sessions]
    return unordered(record)


def wanted_session(session: Record) -> Record:
    """Return what a ``.toml`` says of a session, its times as one fact."""
    record = {key: value for key, value in session.items() if key not in WHEN}
    if "rrule" in session:
        session = session | {"rrule": rule_of(kepuyue.Recurrence.from_rrule(session["rrule"]))}
    if session.keys() & {*WHEN, "text"}:
        record["when"] = when_of(session)
    if isinstance(session.get("expected"), int):
        record["persons"] = [record.pop("expected")]
    return record


def wanted(entity: Record) -> Record:
    """Return what a ``.toml`` says of an entity, as it is compared."""
    sessions = [wanted_session(session) for session in entity.get("sessions", [])]
    return unordered(entity | ({"sessions": sessions} if "sessions" in entity else {}))


def paired(expected: list[Record], actual: list[Record]) -> Iterator[tuple[Record, Record]]:
    """Yield what belongs together: by order, or by name where the numbers differ.

    What has no counterpart comes with an empty record.
    """
    if len(expected) == len(actual) or any("name" not in record for record in expected):
        yield from zip_longest(expected, actual, fillvalue={})
        return
    rest = list(actual)
    for record in expected:
        match: Record = next((other for other in rest if other["name"] == record["name"]), {})
        if match:
            rest.remove(match)
        yield record, match
    yield from (({}, other) for other in rest)


def compared(place: str, expected: Any, actual: Any) -> Iterator[Fact]:
    """Yield a fact for each thing that is expected at a place."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield from compared(f"{place}.{key}", value, (actual or {}).get(key))
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        yield from listed(place, expected, actual or [])
    else:
        yield Fact(place, expected, actual)


def listed(place: str, expected: list[Record], actual: list[Record]) -> Iterator[Fact]:
    """Yield the facts of a list of records: how many there are, and what each says."""
    yield Fact(f"number of {place}", len(expected), len(actual))
    for number, (record, other) in enumerate(paired(expected, actual), 1):
        here = " ".join([place, str(number), record.get("name", "")]).rstrip()
        if not record:
            yield Fact(f"{place} too many", None, other.get("name") or other, weight=0)
        elif not other:
            yield Fact(here, record, None, sum(fact.weight for fact in compared("", record, {})))
        else:
            yield from compared(here, record, other)


def found(expected: list[Record], report: Report) -> Iterator[Fact]:
    """Yield whether each finding is at its cell, and the errors that nobody expects."""
    unexpected = {id(finding): finding for finding in report.errors}
    for item in expected:
        cell, severity = item["cell"], item["severity"]
        sheet, _, name = cell.rpartition("!")  # the cells of a .csv are told without a sheet
        there = [f for f in report if f.location.cell == name and sheet in ("", f.location.sheet)]
        matches = [finding for finding in there if finding.severity.value == severity]
        yield Fact(f"finding at {cell}", severity, severity if matches else list(map(str, there)))
        for finding in matches:
            unexpected.pop(id(finding), None)
    for finding in unexpected.values():
        yield Fact("error not expected", None, str(finding), weight=0)


def facts(expected: Record, given: Programme, result: LoadResult) -> Iterator[Fact]:
    """Yield each fact that a ``.toml`` expects; what the reader was given is not of the table."""
    for key, field in LISTS.items():
        known = {entity.id for entity in getattr(given, field)}
        new = [entity for entity in getattr(result.programme, field) if entity.id not in known]
        if key in expected or new:
            actual = [told(result.programme, entity) for entity in new]
            yield from listed(key, [wanted(entity) for entity in expected.get(key, [])], actual)
    if "profile" in expected:
        accepted = expected["profile"]
        names = [accepted] if isinstance(accepted, str) else accepted
        notes = [f.params.get("profile") for f in result.report.notes if f.code == PROFILE_NOTE]
        yield Fact("profile", names, names if set(names) & set(notes) else notes)
    yield from found(expected.get("finding", []), result.report)


def facts_of(path: Path) -> Iterator[Fact]:
    """Read a table with the options in its ``.toml``, and yield its facts."""
    expected = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))
    options: dict[str, Any] = dict(expected["options"])
    given = Programme()
    if "programme" in options:
        given = options["programme"] = kepuyue.editions.load(options["programme"])
    try:
        result = kepuyue.try_load(path, **options)
    except Exception as error:  # noqa: BLE001 - one crash must not hide the score of the others
        yield Fact("crash", None, repr(error), weight=0)
        result = LoadResult(programme=given, report=Report())
    yield from facts(expected, given, result)


def differences(path: Path) -> list[str]:
    """Return a line for each thing that was read of a table otherwise than expected."""
    return [str(fact) for fact in facts_of(path) if not fact.holds]


def tables(pattern: str = "*") -> list[Path]:
    """Return the tables of the corpus whose names match a pattern."""
    return sorted(path for path in TABLES.glob(pattern) if path.suffix != ".toml")


def show(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the differences of each table, and at the end the score."""
    sound = total = right = checked = 0
    for path in paths:
        of_table = list(facts_of(path))
        wrong = [fact for fact in of_table if not fact.holds]
        yield f"{path.name}: {len(wrong) or 'no'} differences"
        yield from (f"    {fact}" for fact in wrong)
        total, sound = total + 1, sound + (not wrong)
        checked += sum(fact.weight for fact in of_table)
        right += sum(fact.weight for fact in of_table if fact.holds)
    yield f"tables without a difference: {sound} / {total}; facts right: {right} / {checked}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in show(tables(*sys.argv[1:2])))
