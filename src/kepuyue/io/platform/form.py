"""Forms of one record: labels with their values beside them, as usual in documents."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from kepuyue.io.platform.cell import Value
from kepuyue.io.platform.grid import Cells
from kepuyue.io.platform.profile import Column

if TYPE_CHECKING:
    from kepuyue.io.platform.layout import Headings

_ENOUGH = 3
"""Labels that a form must have at least."""


@attrs.frozen
class Field:
    """A field of a form: what its label is, and its value with its place."""

    label: str
    column: Column
    row: int
    place: int
    value: Value


@attrs.frozen
class Form:
    """A form, as the headings of one profile read it."""

    headings: "Headings"
    fields: tuple[Field, ...]
    others: tuple[tuple[str, int, int, Value], ...]


def form_of(head: Sequence[Cells], known: Sequence["Headings"], title: str) -> Form | None:
    """Return the form that some rows are, if they are one.

    Args:
        head: the rows.
        known: the headings of the profiles.
        title: what stands above.
    """
    best: tuple[float, Form] | None = None
    for headings in known:
        if headings.form.rows == "volunteer_replies":
            continue
        found = _read(head, headings)
        words = sum(word in title for word in headings.form.words)
        score = len(found.fields) + min(words, 2)
        if len(found.fields) >= _ENOUGH and (best is None or score > best[0]):
            best = score, found
    return best[1] if best else None


def _read(head: Sequence[Cells], headings: "Headings") -> Form:
    fields: list[Field] = []
    others: list[tuple[str, int, int, Value]] = []
    taken: set[tuple[str | None, str]] = set()
    for row, cells in enumerate(head):
        told = [(place, value) for place, value in enumerate(cells) if value is not None]
        for label, (at, value) in _pairs(told):
            if not isinstance(label, str):
                continue
            column = headings.find(label)
            if column is None:
                if fields:
                    others.append((label, row, at, value))
                continue
            if isinstance(value, str) and headings.find(value) is not None:
                continue
            if (column.field, column.codec) not in taken:
                taken.add((column.field, column.codec))
                fields.append(Field(label, column, row, at, value))
    return Form(headings, tuple(fields), tuple(others))


def _pairs(told: Sequence[tuple[int, Value]]) -> Iterator[tuple[Value, tuple[int, Value]]]:
    """Yield labels with their values: they stand in turn."""
    for (_, label), value in zip(told[::2], told[1::2], strict=False):
        yield label, value
