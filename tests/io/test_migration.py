"""Documents of every version that was ever written are read for ever."""

import json
from pathlib import Path
from types import MappingProxyType

import pytest

from kepuyue import Origin, Programme, Severity, dumps, from_dict, load, loads, try_loads
from kepuyue.io.json import VERSION
from kepuyue.io.migration import STEPS

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
FROZEN = sorted(CORPUS.glob("*/*"))


def expected(path: Path) -> Programme:
    """Return what a document of the corpus says, as the present version puts it."""
    return loads((CORPUS / f"{path.stem}.expected.json").read_bytes())


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_frozen_document_is_read_as_ever(path: Path) -> None:
    programme = load(path)
    version = int(path.parent.name)

    assert programme == expected(path)
    assert programme.origin == Origin(format=path.suffix.removeprefix("."), version=version)
    assert len(programme) > 0


def test_there_are_frozen_documents_of_every_version() -> None:
    versions = {int(path.parent.name) for path in FROZEN}

    assert versions == set(range(VERSION + 1))
    assert sorted(STEPS) == list(range(VERSION))


def test_the_present_version_is_written_as_it_is_frozen() -> None:
    frozen = CORPUS / str(VERSION) / "whole.json"

    assert dumps(load(frozen), indent=2) == frozen.read_bytes()


def test_plain_values_of_an_older_version_are_read_and_left_as_they_are() -> None:
    plain = json.loads((CORPUS / "0" / "draft.json").read_bytes())
    before = json.dumps(plain)

    assert from_dict(plain) == expected(CORPUS / "0" / "draft.json")
    assert json.dumps(plain) == before


def test_what_a_step_does_not_know_is_left_to_the_reader() -> None:
    document = {
        "format": "kepuyue",
        "version": 0,
        "units": 5,
        "activities": [
            3,
            {"id": "a", "title": "甲", "name": "乙"},
            {"id": "b", "title": "丙", "sessions": "none"},
            {"id": "c", "title": "丁", "sessions": [1, {"id": "1", "start": "soon"}]},
            {"id": "e", "title": "己", "sessions": [{"id": "1", "slot": None, "end": "noon"}]},
            {"id": "d", "title": "戊"},
        ],
    }
    result = try_loads(json.dumps(document))

    assert [(f.code, f.location.path) for f in result.report] == [
        ("KY-LOD010", "/units"),
        ("KY-LOD010", "/activities/0"),
        ("KY-LOD011", "/activities/1/title"),
        ("KY-LOD010", "/activities/2/sessions"),
        ("KY-LOD010", "/activities/3/sessions/0"),
        ("KY-LOD010", "/activities/3/sessions/1/slot/start"),
        ("KY-LOD011", "/activities/4/sessions/0/end"),
        ("KY-LOD017", None),
    ]
    assert [activity.name for activity in result.programme] == ["戊"]


def test_activities_that_are_no_array_are_reported() -> None:
    report = try_loads('{"format":"kepuyue","version":0,"activities":{}}').report

    assert [(f.code, f.location.path) for f in report] == [
        ("KY-LOD010", "/activities"),
        ("KY-LOD017", None),
    ]


def test_repeated_keys_of_an_older_version_are_refused() -> None:
    text = '{"format":"kepuyue","version":0,"activities":[{"id":"a","title":"甲","title":"乙"}]}'

    assert [(f.code, f.location.path) for f in try_loads(text).report] == [
        ("KY-LOD012", "/activities/0/title"),
        ("KY-LOD017", None),
    ]


def test_read_only_values_of_an_older_version_are_read() -> None:
    session = MappingProxyType({"id": "1", "start": "2025-09-13T09:00:00+08:00"})
    activity = MappingProxyType({"id": "a", "title": "甲", "sessions": (session,)})
    document = {"format": "kepuyue", "version": 0, "activities": (activity,)}
    (read,) = from_dict(MappingProxyType(document))

    assert (read.name, len(read.sessions)) == ("甲", 1)
    assert "title" in activity
    assert "start" in session


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_the_paths_of_an_older_version_are_said_to_be_those_of_the_present_one(format: str) -> None:
    head = '{"format":"kepuyue","version":0'
    activity = '"id":"a","title":""}'
    text = {
        "json": f'{head},"activities":[{{{activity}]}}',
        "jsonl": f'{head}}}\n{{"entity":"activities",{activity}',
    }
    result = try_loads(text[format], format=format)
    error, note = result.report

    assert (error.code, (error.location.path or "").split("/")[-1]) == ("KY-VAL001", "name")
    assert (note.code, note.severity) == ("KY-LOD017", Severity.NOTE)
    assert "version 0" in note.message("en")
