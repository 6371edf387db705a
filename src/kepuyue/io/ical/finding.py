"""What reading a calendar finds: fixups by their names, each told once, and what is broken."""

from collections.abc import Callable
from typing import Any

from kepuyue._text import shown
from kepuyue.findings import FINDINGS, Finding, Location, Report, Severity

FIXUPS = {
    "byte-order-mark": "KY-ICS101",
    "utf-16": "KY-ICS102",
    "gb18030": "KY-ICS103",
    "bare-line-feed": "KY-ICS104",
    "bare-carriage-return": "KY-ICS105",
    "missing-end": "KY-ICS106",
    "missing-calendar": "KY-ICS107",
    "windows-zone": "KY-ICS111",
    "zone-prefix": "KY-ICS112",
    "zone-by-rules": "KY-ICS113",
    "zone-unknown": "KY-ICS114",
    "zone-by-offset": "KY-ICS120",
    "floating-time": "KY-ICS115",
    "odd-time": "KY-ICS116",
    "midnight-days": "KY-ICS117",
    "date-time-mix": "KY-ICS118",
    "end-before-start": "KY-ICS119",
    "no-uid": "KY-ICS121",
    "duplicate-uid": "KY-ICS122",
    "no-summary": "KY-ICS123",
    "orphan-override": "KY-ICS124",
    "override-of-nothing": "KY-ICS126",
    "component-passed-over": "KY-ICS127",
    "component-kept": "KY-ICS125",
    "exclusion-by-date": "KY-ICS131",
    "exclusion-of-nothing": "KY-ICS132",
    "until-by-date": "KY-ICS133",
    "time-of-rule": "KY-ICS134",
    "this-and-future": "KY-ICS135",
    "conference": "KY-ICS141",
    "quoted-printable": "KY-ICS142",
    "edited": "KY-ICS151",
}
"""What is put right on reading, by its name, with the code of the note that it leaves."""
_WEIGHED = {
    "zone-unknown": Severity.WARNING,
    "end-before-start": Severity.WARNING,
    "this-and-future": Severity.WARNING,
}
"""Fixups that may have got it wrong."""


class Notes:
    """The findings of one reading.

    A fixup is noted where it is first needed, and again for each other value: a calendar of
    thousands of events in one Windows zone has one note.

    Args:
        source: name of the input.

    Attributes:
        number: gives the number of a line by its place.
        found: the findings since they were last taken.

    >>> notes = Notes("a.ics")
    >>> notes.fixed("windows-zone", 7, "China Standard Time")
    >>> [str(finding.location) for finding in notes.taken()]
    ['a.ics: line 8']
    """

    def __init__(self, source: str | None) -> None:
        self.number: Callable[[int], int] = lambda at: at + 1
        self._source = source
        self.found: list[Finding] = []
        self._numbers: dict[int, int] = {}
        self._told: set[tuple[str, object]] = set()

    def remember(self, at: int) -> None:
        """Number a line now, since its block may be gone when something is told of it."""
        if at not in self._numbers and len(self._numbers) < FINDINGS:
            self._numbers[at] = self.number(at)

    def fixed(self, fixup: str, at: int, value: object = None, **params: object) -> None:
        """Note that something was put right, unless that has been told.

        Args:
            fixup: its name in :data:`FIXUPS`.
            at: place of the line.
            value: what stood there.
            **params: parts of the sentence.
        """
        key = fixup, value
        if key in self._told or len(self._told) >= FINDINGS:
            return
        self._told.add(key)
        severity = _WEIGHED.get(fixup, Severity.NOTE)
        given: dict[str, Any] = {"fixup": fixup, **params}
        self.problem(FIXUPS[fixup], at, value, severity=severity, **given)

    def problem(
        self,
        code: str,
        at: int,
        value: object = None,
        *,
        severity: Severity = Severity.ERROR,
        entity: str | None = None,
        **params: object,
    ) -> None:
        """Take in a finding at the place of a line."""
        number = self._numbers.get(at) or self.number(at)
        self.at_number(code, number, value, severity=severity, entity=entity, **params)

    def at_number(
        self,
        code: str,
        number: int,
        value: object = None,
        *,
        severity: Severity = Severity.ERROR,
        entity: str | None = None,
        **params: object,
    ) -> None:
        """Take in a finding at the number of a line."""
        self.found.append(
            Finding(
                code=code,
                severity=severity,
                params=params,
                location=Location(source=self._source, line=number),
                entity=entity,
                value=None if value is None else shown(value),
            )
        )

    def add(self, report: Report, at: int) -> None:
        """Take in findings of a record, at the place of its line."""
        number = self.number(at)
        for finding in report:
            place = Location(source=self._source, line=number, path=finding.location.path)
            self.found.append(finding.at(place))

    def taken(self) -> list[Finding]:
        """Return the findings since the last time, and let go of them."""
        found, self.found = self.found, []
        return found
