"""The errors of the library; each carries a :class:`~kepuyue.findings.Report`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kepuyue._text import nearest as nearest_of
from kepuyue._text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kepuyue.findings import Location, Report

T = TypeVar("T")

_LISTED = 10
"""Findings that the text of an error lists before it says how many more there are."""


class KepuyueError(Exception):
    """The base of all errors the library raises.

    Args:
        report: what was found.

    Attributes:
        report: what was found, with places, in both languages.

    >>> import kepuyue
    >>> try:
    ...     kepuyue.Unit(id="", name="甲")
    ... except kepuyue.KepuyueError as error:
    ...     print(error.report.findings[0].message("en"))
    id is empty
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        """Return the findings, one a line, Chinese first."""
        lines = [str(finding) for finding in self.report.findings[:_LISTED]]
        if len(self.report) > _LISTED:
            lines.append(f"… +{len(self.report) - _LISTED}")
        return "\n".join(lines)


class InvalidValueError(KepuyueError, ValueError):
    """A value that means nothing, such as an empty id or an end before its start.

    >>> from datetime import date
    >>> from kepuyue.model.schedule import DateSpan
    >>> DateSpan(first=date(2025, 9, 15), last=date(2025, 9, 13))
    Traceback (most recent call last):
    kepuyue.errors.InvalidValueError: KY-VAL006 ...
    """


class UnknownIdError(KepuyueError, LookupError):
    """An id, label or name that stands for nothing known; the nearest known ones are listed.

    >>> import kepuyue
    >>> kepuyue.THEMES.find("机器")
    Traceback (most recent call last):
    kepuyue.errors.UnknownIdError: KY-REF001 ... (nearest: 机器人)
    """


class MergeConflictError(KepuyueError, ValueError):
    """Two programmes say different things of one entity; see :meth:`Programme.merge`.

    >>> import kepuyue
    >>> one = kepuyue.Programme(venues=[kepuyue.Venue(id="v", name="馆")])
    >>> one.merge(kepuyue.Programme(venues=[kepuyue.Venue(id="v", name="广场")]))
    Traceback (most recent call last):
    kepuyue.errors.MergeConflictError: KY-INT004 /venues: ...
    """


class LimitError(KepuyueError, ValueError):
    """A documented limit is passed; the limit can be set by the caller.

    >>> import kepuyue
    >>> from datetime import date
    >>> daily = kepuyue.Session(id="1", days=kepuyue.DateSpan.day(date(2025, 9, 1)),
    ...     recurrence=kepuyue.Recurrence(frequency=kepuyue.Frequency.DAILY))
    >>> daily.occurrences(last=date(2025, 9, 30), limit=10)
    Traceback (most recent call last):
    kepuyue.errors.LimitError: KY-SCH003 ...
    """


class LoadError(KepuyueError, ValueError):
    """An input that cannot be read; the report names every place.

    >>> import kepuyue
    >>> kepuyue.loads('{"format":"kepuyue","version":1,"units":[{"id":"a"}]}')
    Traceback (most recent call last):
    kepuyue.errors.LoadError: KY-LOD013 /units/0/name: ...
    """


class DumpError(KepuyueError, ValueError):
    """A programme that cannot be written as asked.

    >>> import kepuyue
    >>> kepuyue.dump(kepuyue.Programme(), "no/such/folder/programme.json")
    Traceback (most recent call last):
    kepuyue.errors.DumpError: KY-DMP001 no/such/folder/programme.json: ...
    """


class UnsupportedVersionError(LoadError):
    """A document of a version that this release does not know.

    >>> import kepuyue
    >>> kepuyue.loads('{"format":"kepuyue","version":999}')
    Traceback (most recent call last):
    kepuyue.errors.UnsupportedVersionError: KY-LOD008 /version: ...
    """


class UnknownFormatError(KepuyueError, ValueError):
    """A format name or file suffix that no reader or writer is registered for.

    >>> import kepuyue
    >>> kepuyue.dumps(kepuyue.Programme(), format="pdf")
    Traceback (most recent call last):
    kepuyue.errors.UnknownFormatError: KY-FMT001 ...
    """


class MissingExtraError(KepuyueError, ImportError):
    """A feature whose optional dependency is not installed; the message gives the command.

    >>> error = MissingExtraError(report_of("KY-EXT001", package="hypothesis",
    ...     command="pip install 'kepuyue[testing]'"))
    >>> error.report.findings[0].message("en")
    "this needs hypothesis; install it with: pip install 'kepuyue[testing]'"
    """


def report_of(
    code: str,
    value: object = None,
    *,
    nearest: tuple[str, ...] = (),
    location: Location | None = None,
    **params: object,
) -> Report:
    """Return a report of a single error.

    Args:
        code: the code of the finding.
        value: what stood there; ``None`` shows nothing.
        nearest: valid values most like it.
        location: where it stood.
        **params: the parts of the sentence.
    """
    from kepuyue.findings import Finding, Location, Report

    finding = Finding(
        code=code,
        params=params,
        value=None if value is None else shown(value),
        nearest=nearest,
        location=location or Location(),
    )
    return Report([finding])


def invalid(
    code: str, value: object = None, *, nearest: tuple[str, ...] = (), **params: object
) -> InvalidValueError:
    """Return the error to raise for a value that means nothing; see :func:`report_of`.

    >>> print(invalid("KY-VAL001", field="id"))
    KY-VAL001 id 不能为空 / id is empty
    """
    return InvalidValueError(report_of(code, value, nearest=nearest, location=None, **params))


def chosen(name: str, value: T, values: Sequence[T]) -> T:
    """Return the value of an argument, if it is one of ``values``.

    Raises:
        InvalidValueError: if it is not.

    >>> chosen("view", "public", ("public", "internal"))
    'public'
    """
    if value in values:
        return value
    words = [str(known) for known in values]
    raise invalid(
        "KY-VAL003", value, nearest=nearest_of(str(value), words), field=name,
        expected_zh=" 或 ".join(words), expected_en=" or ".join(words),
    )  # fmt: skip
