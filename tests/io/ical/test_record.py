"""Entities carried whole in a calendar: what is unsound is told at its line, the rest is read."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import Activity, Programme, Unit, dumps, iter_activities, loads, try_loads
from kepuyue.io.ical.line import folded
from kepuyue.io.ical.record import HEAD, RecordWriter, version_of
from kepuyue.testing import strategies
from tests.io.ical.made import START, amiss, calendar, event, fixups, kept, result, session

UNIT = Unit(id="ast", name="科协", homepage="https://example.org/")
TALK = Activity(id="talk", name="讲座", label="科普")
PROGRAMME = Programme(units=(UNIT,), activities=(TALK,))
DATA = dumps(PROGRAMME, format="ics", view="internal")
LINES = DATA.replace(b"\r\n ", b"").decode().split("\r\n")


def without(*words: str) -> bytes:
    """Return the calendar without the lines that have one of some words in them."""
    return folded(line for line in LINES[:-1] if not any(word in line for word in words))


def with_new(old: str, new: str) -> bytes:
    """Return the calendar with something else in its place."""
    assert any(old in line for line in LINES)
    return folded(line.replace(old, new) for line in LINES[:-1])


ODD = st.text(st.sampled_from('\x7f\x85\u2028\u2029\\",;\n\t:科'))


@given(ODD, strategies.texts())
def test_a_record_is_on_one_line_and_comes_back(odd: str, text: str) -> None:
    activity = Activity(id="a", name="a", summary=text, extra={odd: odd})
    told = RecordWriter().line(activity)
    programme = loads(folded([*LINES[:1], "BEGIN:VJOURNAL", told, "END:VJOURNAL"]), format="ics")

    assert set(told) & set("\r\n\x7f\x85\u2028\u2029") == set()
    assert programme.activities == (activity,)


@pytest.mark.parametrize(
    ("schema", "version"),
    [
        ("urn:kepuyue:json:1", 1),
        ("urn:kepuyue:json:12", 12),
        ("urn:kepuyue:json:1234567890", None),
        ("urn:kepuyue:json:", None),
        ("https://schema.org/Event", None),
        ("", None),
    ],
)
def test_a_schema_tells_the_version_of_a_record(schema: str, version: int | None) -> None:
    params = {"SCHEMA": schema} if schema else {}

    assert version_of(("STRUCTURED-DATA", params, "{}", 0)) == version
    assert version_of(("X-DATA", params, "{}", 0)) is None


def test_a_record_without_the_header_is_of_the_version_that_its_schema_tells() -> None:
    told = try_loads(without('{"format"'), format="ics")

    assert amiss(told.report) == []
    assert told.programme.activities == (TALK,)


@pytest.mark.parametrize(
    ("old", "new"),
    [("urn:kepuyue:json:1", "urn:kepuyue:json:99"), ('"version":1', '"version":99')],
)
def test_records_of_a_later_version_are_told_and_not_read(old: str, new: str) -> None:
    lost = without('{"format"') if "urn" in old else DATA
    data = folded(
        line.replace(old, new) for line in lost.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    )
    told = try_loads(data, format="ics")
    read = list(told.programme.units)

    assert not told.report.ok
    assert {finding.location.line is not None for finding in told.report} == {True}
    assert read in ([], [UNIT])


def test_a_record_that_is_unsound_is_told_at_its_line_and_the_others_are_read() -> None:
    data = with_new('"name":"科协"', '"name":7')
    number = next(
        n for n, line in enumerate(data.split(b"\r\n"), 1) if line.startswith(b"STRUCTURED")
        and b"units" in b"".join(data.split(b"\r\n")[n - 1 : n + 3])
    )  # fmt: skip
    told = try_loads(data, format="ics")
    (finding,) = told.report.errors

    assert finding.location.line == number
    assert (told.programme.units, told.programme.activities) == ((), (TALK,))


@pytest.mark.parametrize("value", ["", "{", "[]", '{"entity":"nonsense"}', "\\\\", '{"format"'])
def test_what_is_no_record_is_told_and_never_raised(value: str) -> None:
    told = result(*event(START, f"{HEAD}{value}"))

    assert told.programme.activities[0].name == "展览"
    assert [line for _, line in amiss(told.report)] == [6] * len(amiss(told.report))
    assert not told.report.ok


def test_a_stream_reads_the_records_of_activities_alone() -> None:
    data = with_new('"name":"科协"', '"name":7')

    assert list(iter_activities(io.BytesIO(data), format="ics")) == [TALK]


def test_data_of_others_are_no_records() -> None:
    line = 'STRUCTURED-DATA;VALUE=TEXT;SCHEMA="https://schema.org/Event":{"a":1}'

    assert kept(session(START, line)) == {"structured-data": ['{"a":1}']}
    assert fixups(result(*event(START, line)).report) == []


def test_a_calendar_of_records_alone_is_read() -> None:
    lines = [RecordWriter().header(Programme()), RecordWriter().line(UNIT)]
    told = try_loads(calendar("BEGIN:VJOURNAL", *lines, "END:VJOURNAL"), format="ics")

    assert (told.programme.units, told.report.findings) == ((UNIT,), ())
