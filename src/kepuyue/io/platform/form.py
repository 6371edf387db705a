"""Forms of one record: labels with their values beside them, as usual in documents.

A form of an activity with several sessions has the labels of a session once for each, beginning
with its time.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from kepuyue.io.platform.cell import Value
from kepuyue.io.platform.grid import Cells
from kepuyue.io.platform.profile import Column

if TYPE_CHECKING:
    from kepuyue.io.platform.layout import Headings

SPOKEN = 3
"""What a word of the title weighs, in columns or labels."""
_ENOUGH = 3
"""Labels that a form must have at least."""
_BEGIN = frozenset({"when", "start"})
"""Codecs whose label, where it comes again, begins a further session."""


@attrs.frozen
class Field:
    """A field of a form.

    Attributes:
        label: its label.
        column: what the label means.
        turn: number of the session that it is of, counted from 0.
        row: its row.
        place: its column.
        value: its value; ``None`` if it is not filled in.
    """

    label: str
    column: Column
    turn: int
    row: int
    place: int
    value: Value


@attrs.frozen
class Form:
    """A form, as the headings of one profile read it."""

    headings: "Headings"
    fields: tuple[Field, ...]
    others: tuple[tuple[str, int, int, Value], ...]


def form_of(
    head: Sequence[Cells], known: Sequence["Headings"], title: str
) -> tuple[float, Form] | None:
    """Return the form that some rows are, if they are one, and how much of it is known.

    Args:
        head: the rows.
        known: the headings of the profiles.
        title: what stands above.
    """
    best: tuple[float, Form] | None = None
    for headings in known:
        if headings.form.rows == "volunteer_replies":
            continue
        found = read_form(head, headings)
        words = {word for word in headings.form.words if word in title}
        score = len(found.fields) + SPOKEN * min(len(words), 2)
        if len(found.fields) >= _ENOUGH and (best is None or score > best[0]):
            best = score, found
    return best


def read_form(rows: Sequence[Cells], headings: "Headings") -> Form:
    """Return the labels and values of some rows.

    Args:
        rows: the rows.
        headings: the headings that labels are looked up in.
    """
    fields: list[Field] = []
    others: list[tuple[str, int, int, Value]] = []
    taken: dict[tuple[str | None, str], str] = {}
    turn = 0
    for row, cells in enumerate(rows):
        for label, at, value in _pairs(cells, headings):
            column = headings.find(label)
            key = None if column is None else (column.field, column.codec)
            if column is None or key is None:
                if fields and value is not None:
                    others.append((label, row, at, value))
                continue
            if column.codec in _BEGIN and taken.get(key) == label:
                turn += 1
                taken = {}
            if key not in taken:
                taken[key] = label
                fields.append(Field(label, column, turn, row, at, value))
            elif value is not None:
                others.append((label, row, at, value))
    return Form(headings, tuple(fields), tuple(others))


def _pairs(cells: Cells, headings: "Headings") -> Iterator[tuple[str, int, Value]]:
    """Yield labels with the places of their values, and those.

    A label with another one beside it heads a column, or several rows, and has no value.
    """
    told = [(place, value) for place, value in enumerate(cells) if value is not None]
    is_value = False
    for (place, label), (next_place, value) in itertools.pairwise([*told, (len(cells), None)]):
        if is_value:
            is_value = False
            continue
        is_value = value is not None and not (
            isinstance(value, str) and headings.find(value) is not None
        )
        if isinstance(label, str) and (is_value or next_place > place + 1):
            yield label, next_place if is_value else place + 1, value if is_value else None
