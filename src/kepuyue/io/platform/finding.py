"""What reading a table finds, each with its cell."""

from collections.abc import Mapping
from types import MappingProxyType

from kepuyue._text import shown
from kepuyue.findings import FINDINGS, Finding, Location, Severity

_SEVERITIES = {
    "KY-TAB007": Severity.NOTE,
    "KY-TAB008": Severity.NOTE,
    "KY-TAB009": Severity.NOTE,
    "KY-TAB010": Severity.WARNING,
    "KY-TAB101": Severity.NOTE,
    "KY-TAB103": Severity.NOTE,
    "KY-TAB105": Severity.NOTE,
    "KY-TAB108": Severity.WARNING,
    "KY-TAB109": Severity.WARNING,
    "KY-TAB111": Severity.NOTE,
    "KY-TAB112": Severity.NOTE,
    "KY-TAB113": Severity.WARNING,
    "KY-TAB115": Severity.NOTE,
    "KY-TAB117": Severity.NOTE,
    "KY-TAB118": Severity.WARNING,
    "KY-TAB119": Severity.NOTE,
    "KY-TAB120": Severity.WARNING,
    "KY-TAB122": Severity.WARNING,
    "KY-TAB125": Severity.NOTE,
    "KY-TAB126": Severity.WARNING,
    "KY-TAB127": Severity.WARNING,
    "KY-TAB128": Severity.NOTE,
    "KY-TAB129": Severity.NOTE,
    "KY-TAB131": Severity.NOTE,
    "KY-TAB132": Severity.WARNING,
    "KY-TAB134": Severity.WARNING,
}
"""Codes that are no errors."""


class Notes:
    """The findings of one reading, in the order in which they were found.

    Args:
        source: name of the input.

    Attributes:
        found: the findings since they were last taken.
        count: how many there have been.

    >>> notes = Notes("县.xlsx")
    >>> notes.add("KY-TAB111", "活动", "F5", "待定")
    >>> [str(finding.location) for finding in notes.taken()]
    ['县.xlsx: 活动!F5']
    """

    def __init__(self, source: str | None) -> None:
        self.source: str | None = source
        self.found: list[Finding] = []
        self.count: int = 0
        self._told: set[tuple[str, object]] = set()

    def add(  # noqa: PLR0913  (what a finding has)
        self,
        code: str,
        sheet: str | None,
        cell: str | None,
        value: object = None,
        *,
        nearest: tuple[str, ...] = (),
        entity: str | None = None,
        params: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """Take in a finding.

        Args:
            code: its code, which tells the severity.
            sheet: name of the sheet, if the file has sheets.
            cell: name of the cell.
            value: what stands there.
            nearest: the valid values most like it.
            entity: kind and id of the entity.
            params: the parts of the sentence.
        """
        self.count += 1
        self.found.append(
            Finding(
                code=code,
                severity=_SEVERITIES.get(code, Severity.ERROR),
                params=dict(params),
                location=Location(source=self.source, sheet=sheet, cell=cell),
                entity=entity,
                value=None if value is None else shown(value),
                nearest=nearest,
            )
        )

    def is_new(self, code: str, value: object) -> bool:
        """Return whether this has not been told yet; from now on it has."""
        key = code, value
        if key in self._told or len(self._told) >= FINDINGS:
            return False
        self._told.add(key)
        return True

    def taken(self) -> list[Finding]:
        """Return the findings since the last time, and let go of them."""
        found, self.found = self.found, []
        return found
