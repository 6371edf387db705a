"""What the library has to say about an input or a programme, and where.

Loading, checking and writing all speak :class:`Finding`, so that an app has one list to show.
A finding keeps its parts as data; its sentence is made when asked for, in Chinese or English,
from the one catalogue of messages.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import attrs

from kepuyue._text import printable, shown
from kepuyue.catalogue import render

Language = Literal["zh", "en"]
"""The languages a finding can be told in."""


class Severity(enum.Enum):
    """How much a finding weighs: an error loses something, a note only tells.

    >>> Severity("error").label("zh")
    '错误'
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def label(self, language: Language = "en") -> str:
        """Return the word for a person, in Chinese or English.

        Args:
            language: ``"zh"`` or ``"en"``.

        >>> Severity.ERROR.label("zh")
        '错误'
        """
        chinese = {"error": "错误", "warning": "警告", "note": "提示"}
        return chinese[self.value] if language == "zh" else self.value


@attrs.frozen(kw_only=True)
class Location:
    """Where a finding stands; each part is given only where it means something.

    Attributes:
        source: name of the file or stream, as the caller gave it.
        path: place in a JSON document, as a JSON Pointer (RFC 6901).
        sheet: name of the worksheet.
        cell: cell of the worksheet, such as ``H14``.
        line: line of a text file, counted from 1.
        column: character or byte of that line, counted from 1.

    >>> str(Location(sheet="活动", cell="H14"))
    '活动!H14'
    >>> str(Location(source="a.json", path="/activities/0/name"))
    'a.json: /activities/0/name'
    """

    source: str | None = None
    path: str | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return the place as a person would name it, without control characters."""
        cell = "!".join(part for part in (self.sheet, self.cell) if part)
        line = ", ".join(
            f"{word} {number}"
            for word, number in (("line", self.line), ("column", self.column))
            if number is not None
        )
        return printable(": ".join(part for part in (self.source, cell, line, self.path) if part))


_LONGEST_STEP = 100


def pointer(*steps: str | int) -> str:
    """Return the JSON Pointer (RFC 6901) that leads through ``steps``.

    Of a key of more than 100 characters the beginning stands in it, with an ellipsis: a thousand
    findings below one long key must not each carry it whole.

    >>> pointer("activities", 0, "a/b")
    '/activities/0/a~1b'
    """
    return "".join(f"/{_step(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _step(step: object) -> str:
    text = step if isinstance(step, str) else shown(step)  # a mapping may have keys of any type
    return text if len(text) <= _LONGEST_STEP else text[: _LONGEST_STEP - 1] + "…"


@attrs.frozen(kw_only=True)
class Finding:
    """One thing found.

    Attributes:
        code: stable code ``KY-<AREA><nnn>``; it never changes its meaning.
        severity: error, warning or note.
        params: the parts of the sentence, by the names its template uses.
        location: where it stands.
        entity: kind and id of the entity concerned, such as ``activity:robot-day``.
        value: what stood there, as text, shortened.
        nearest: the valid values most like it, the most alike first.
        basis: the clause, standard or page that the finding rests on.

    >>> print(Finding(code="KY-VAL001", params={"field": "id"}).message("en"))
    id is empty
    """

    code: str
    severity: Severity = Severity.ERROR
    params: Mapping[str, object] = attrs.field(factory=dict, hash=False)
    location: Location = Location()
    entity: str | None = None
    value: str | None = None
    nearest: tuple[str, ...] = ()
    basis: str | None = None

    def message(self, language: Language = "en") -> str:
        """Return the sentence for a person, with the value that stood there and its neighbours.

        Args:
            language: ``"zh"`` or ``"en"``.

        >>> Finding(code="KY-VAL001", params={"field": "name"}).message("zh")
        'name 不能为空'
        """
        return printable(
            render(self.code, language, self.params, value=self.value, nearest=self.nearest)
        )

    def __str__(self) -> str:
        """Return code, place and both sentences on one line; without a path, the entity too."""
        entity = printable(self.entity or "") if self.location.path is None else None
        where = "".join(f"{part}: " for part in (str(self.location), entity) if part)
        return f"{self.code} {where}{self.message('zh')} / {self.message('en')}"

    def at(self, location: Location) -> Finding:
        """Return the same finding at another place.

        Args:
            location: the place.

        >>> str(Finding(code="KY-VAL014").at(Location(line=3)).location)
        'line 3'
        """
        return attrs.evolve(self, location=location)

    def to_record(self) -> dict[str, object]:
        """Return the finding as a flat dict, as tables and JSON logs want it.

        Control characters and lone surrogates stand in it as escapes.

        >>> record = Finding(code="KY-VAL014", location=Location(path="/a")).to_record()
        >>> record["code"], record["severity"], record["location"]
        ('KY-VAL014', 'error', '/a')
        """
        return {
            "code": self.code,
            "severity": self.severity.value,
            "location": str(self.location),
            "entity": None if self.entity is None else printable(self.entity),
            "value": None if self.value is None else printable(self.value),
            "nearest": printable("、".join(self.nearest)),
            "zh": self.message("zh"),
            "en": self.message("en"),
            "basis": self.basis,
        }


FINDINGS = 10_000
"""Findings that are listed of one document; of the others there is a number."""
_MORE = "KY-LOD015"


class Collector:
    """Takes in findings, up to :data:`FINDINGS`, and counts the others.

    So a document of nothing but errors costs no more memory than it must. A report that was cut
    short before can be added to another: what it left out is counted on.

    >>> collector = Collector()
    >>> collector.add(Finding(code="KY-LOD012") for _ in range(10_005))
    >>> print(collector.report().findings[-1].message("en"))
    further findings are not listed: 5
    """

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._left_out = 0

    def add(self, findings: Iterable[Finding]) -> None:
        """Take in findings, in their order."""
        for finding in findings:
            if finding.code == _MORE:
                self.leave_out(int(str(finding.params["count"])))
            elif len(self._listed) < FINDINGS:
                self._listed.append(finding)
            else:
                self._left_out += 1

    def leave_out(self, count: int) -> None:
        """Count findings that nobody has made."""
        self._left_out += count

    def __bool__(self) -> bool:
        """Return whether there is any finding."""
        return bool(self._listed)

    def report(self) -> Report:
        """Return the findings, the last of them with the number of those left out, if any."""
        if not self._left_out:
            return Report(self._listed)
        return Report([*self._listed, Finding(code=_MORE, params={"count": self._left_out})])


def _findings(values: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(values)


@attrs.frozen(repr=False)
class Report:
    """The findings of one run, in the order in which they were found.

    Args:
        findings: the findings.

    >>> report = Report([Finding(code="KY-VAL001", params={"field": "id"})])
    >>> report.ok, len(report), report
    (False, 1, <Report: 1 error, 0 warnings, 0 notes>)
    """

    findings: tuple[Finding, ...] = attrs.field(default=(), converter=_findings)

    @property
    def ok(self) -> bool:
        """Whether there is no error (warnings and notes may be there)."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are warnings."""
        return self._of(Severity.WARNING)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """The findings that are notes."""
        return self._of(Severity.NOTE)

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def counts(self) -> dict[str, int]:
        """Return how often each code occurs, the most frequent first.

        >>> Report([Finding(code="KY-VAL001", params={"field": "id"})]).counts()
        {'KY-VAL001': 1}
        """
        return dict(Counter(finding.code for finding in self.findings).most_common())

    def by(self, key: Literal["code", "severity", "entity"]) -> dict[str, Report]:
        """Return the findings grouped by code, severity or entity, in order of first occurrence.

        Args:
            key: the field to group by; findings without an entity stand under ``""``.

        >>> found = Report([Finding(code="KY-VAL014"), Finding(code="KY-LOD004")])
        >>> list(found.by("code"))
        ['KY-VAL014', 'KY-LOD004']
        """
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            value = finding.severity.value if key == "severity" else getattr(finding, key)
            groups.setdefault(value or "", []).append(finding)
        return {name: Report(found) for name, found in groups.items()}

    def to_records(self) -> list[dict[str, object]]:
        """Return one flat dict a finding, as pandas, polars and CSV writers take them.

        >>> [row["code"] for row in Report([Finding(code="KY-VAL014")]).to_records()]
        ['KY-VAL014']
        """
        return [finding.to_record() for finding in self.findings]

    def __iter__(self) -> Iterator[Finding]:
        """Iterate over the findings."""
        return iter(self.findings)

    def __len__(self) -> int:
        """Return the number of findings."""
        return len(self.findings)

    def __add__(self, other: Iterable[Finding]) -> Report:
        """Return a report with the findings of both."""
        return Report((*self.findings, *other))

    def summary(self, language: Language = "en") -> str:
        """Return the counts as a short phrase in Chinese or English.

        Args:
            language: ``"zh"`` or ``"en"``.

        >>> Report().summary("zh")
        '错误 0、警告 0、提示 0'
        """
        numbers = [(severity, len(self._of(severity))) for severity in Severity]
        if language == "zh":
            return "、".join(f"{severity.label('zh')} {n}" for severity, n in numbers)
        return ", ".join(f"{n} {severity.value}{'' if n == 1 else 's'}" for severity, n in numbers)

    def __repr__(self) -> str:
        """Return the counts."""
        return f"<Report: {self.summary()}>"

    def __str__(self) -> str:
        """Return one line a finding."""
        return "\n".join(str(finding) for finding in self.findings)

    def _repr_html_(self) -> str:
        from kepuyue._html import table

        rows = [
            (f.code, f.severity.label("zh"), f.location, f.message("zh"), f.message("en"))
            for f in self.findings
        ]
        headings = ("代码", "级别", "位置", "说明", "Message")
        return table(self.summary("zh"), headings, rows, whole=("代码", "级别"))
