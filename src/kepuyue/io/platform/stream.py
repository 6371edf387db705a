"""Workbooks and CSV files of what does not fit in memory, written row by row."""

import contextlib
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kepuyue.errors import DumpError, chosen, report_of
from kepuyue.io.files import replaced, writing
from kepuyue.io.platform.delimited import CsvWriter
from kepuyue.io.platform.profile import PROFILE, Profile, load_profile
from kepuyue.io.platform.workbook import WorkbookWriter
from kepuyue.io.registry import VIEWS, View, format_named, format_of, in_view
from kepuyue.model.privacy import public_entity
from kepuyue.model.programme import TUPLES, Programme

_WRITERS = {"csv": CsvWriter, "xlsx": WorkbookWriter}


class TableWriter:
    """Writes activities, or paperwork, to a table one by one, in memory that does not grow.

    Use it in a ``with`` block: the file is there, whole, when the block ends; after an error what
    was there before stays. A workbook goes on on another sheet after 1,048,576 rows.

    Args:
        path: the file.
        programme: what the rows refer to (campaigns, units, venues, …); what it has itself of what
            has rows is written first.
        profile: id of a profile, path of one's own, or a profile made in Python.
        view: what is written of the programme and of each entity.
        format: ``"xlsx"`` or ``"csv"``; by default the suffix tells.
        **options: of a workbook ``records``, whether it has the hidden sheet with the entities.

    Raises:
        DumpError: if it cannot be written.
        InvalidValueError: if there is no such view or format.
        UnknownIdError: if there is no such profile.

    >>> from kepuyue.model.activity import Activity
    >>> with TableWriter("nation.csv") as writer:
    ...     writer.write(Activity(id="robots", name="机器人科普展"))
    >>> Path("nation.csv").read_text("utf-8-sig").splitlines()[1][:8]
    '1,机器人科普展'
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        programme: Programme | None = None,
        profile: "str | PathLike[str] | Profile" = PROFILE,
        view: View = "internal",
        format: str | None = None,
        **options: Any,
    ) -> None:
        self._path = Path(path)
        self._view: View = chosen("view", view, VIEWS)
        self._programme = in_view(programme or Programme(), view)
        self._profile = load_profile(profile)
        known = format_of(path) if format is None else format_named(format)
        self._make = _WRITERS[chosen("format", known.name, tuple(_WRITERS))]
        self._options = options
        self._stack = contextlib.ExitStack()
        self._writer: CsvWriter | WorkbookWriter | None = None

    def __enter__(self) -> Self:
        """Open the file beside the one to be replaced."""
        with contextlib.ExitStack() as stack:
            file = stack.enter_context(replaced(self._path))
            stack.enter_context(writing(self._path))
            made = self._make(file, self._programme, self._profile, **self._options)
            self._writer = stack.enter_context(made)
            for layout in self._writer.layouts:
                for entity in layout.entities(self._programme):
                    self._writer.write(entity, layout)
            self._stack = stack.pop_all()
        return self

    def write(self, entity: Any) -> None:
        """Write the rows of an entity.

        Args:
            entity: an activity, or whatever the profile has rows of; in the public view what is
                private is left out.

        Raises:
            DumpError: if it cannot be written, the profile has no rows of it, or the writer is not
                open.
        """
        if self._writer is None:
            raise DumpError(report_of("KY-DMP002"))
        name = next((name for name, kind in TUPLES.items() if type(entity) is kind), None)
        layout = next((each for each in self._writer.layouts if each.takes(entity, name)), None)
        if layout is None:
            raise DumpError(report_of("KY-DMP102", type(entity).__name__, profile=self._profile.id))
        if self._view == "public":
            entity = public_entity(entity)
        with writing(self._path):
            self._writer.write(entity, layout)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Put the file in its place, or after an error leave what was there."""
        self._writer = None
        self._stack.__exit__(kind, error, traceback)
