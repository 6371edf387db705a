"""A fixup is told once for each value, and every finding names its line."""

import pytest

from kepuyue import Finding, Location, Report, Severity
from kepuyue.catalogue import MESSAGES
from kepuyue.findings import FINDINGS
from kepuyue.io.ical.finding import FIXUPS, Notes


def test_a_fixup_is_told_once_for_each_value() -> None:
    notes = Notes("a.ics")
    for at, value in enumerate(["x", "y", "x", None, None]):
        notes.fixed("windows-zone", at, value, zone="UTC")

    assert [(f.location.line, f.value, f.params["fixup"]) for f in notes.found] == [
        (1, "x", "windows-zone"), (2, "y", "windows-zone"), (4, None, "windows-zone"),
    ]  # fmt: skip


def test_fixups_beyond_what_a_report_holds_are_not_gathered() -> None:
    notes = Notes(None)
    for number in range(FINDINGS + 10):
        notes.fixed("duplicate-uid", number, number)

    assert len(notes.found) == FINDINGS


@pytest.mark.parametrize("fixup", FIXUPS)
def test_every_fixup_has_a_sentence_and_is_no_error(fixup: str) -> None:
    notes = Notes(None)
    notes.fixed(fixup, 0, "值", zone="UTC")
    (finding,) = notes.found

    assert MESSAGES[finding.code]
    assert finding.severity in {Severity.NOTE, Severity.WARNING}
    assert all("{" not in finding.message(language) for language in ("zh", "en"))


def test_lines_that_are_remembered_keep_their_numbers_up_to_a_number() -> None:
    notes = Notes(None)
    for at in range(FINDINGS + 10):
        notes.remember(at)
    notes.number = lambda _at: 1  # their blocks are gone
    for at in (7, FINDINGS - 1, FINDINGS):
        notes.problem("KY-ICS001", at)

    assert [f.location.line for f in notes.found] == [8, FINDINGS, 1]


def test_findings_of_a_record_are_at_the_line_of_the_calendar() -> None:
    notes = Notes("a.ics")
    notes.number = lambda at: at * 10
    found = Finding(code="KY-SCH001", severity=Severity.ERROR, location=Location(path="/name"))
    notes.add(Report([found]), 3)

    assert [f.location for f in notes.found] == [Location(source="a.ics", line=30, path="/name")]


def test_findings_that_are_taken_are_let_go() -> None:
    notes = Notes(None)
    notes.problem("KY-ICS001", 0, entity="event:1")

    assert [(f.code, f.entity) for f in notes.taken()] == [("KY-ICS001", "event:1")]
    assert notes.taken() == []
