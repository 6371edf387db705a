"""Forms of one record: labels with their values beside them, as usual in documents.

A form of an activity with several sessions has the labels of a session once for each, beginning
with its time.
"""

from collections.abc import Iterator, Sequence

import attrs

from kepuyue.io.platform.cell import Value
from kepuyue.io.platform.grid import Cells
from kepuyue.io.platform.heading import Headings
from kepuyue.io.platform.profile import Column

SPOKEN = 3
"""What a word of the title weighs, in columns or labels."""
_ENOUGH = 3
"""Labels that a form must have at least."""
_LONGEST = 60
"""Characters of a label."""
_WIDEST = 200
"""Cells of a row of a form; a row with more is of a table, and takes long to look through."""
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
    """A form, as the headings of one profile read it.

    Attributes:
        headings: the headings.
        fields: what they know of it.
        others: what they do not know: label, row, column and value.
    """

    headings: Headings
    fields: tuple[Field, ...]
    others: tuple[tuple[str, int, int, Value], ...]


def form_of(
    head: Sequence[Cells], known: Sequence[Headings], title: str
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


def read_form(rows: Sequence[Cells], headings: Headings) -> Form:
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
            if column is None:
                if fields and value is not None:
                    others.append((label, row, at, value))
                continue
            key = column.field, column.codec
            if column.codec in _BEGIN and taken.get(key) == label:
                turn += 1
                taken = {}
            if key not in taken:
                taken[key] = label
                fields.append(Field(label, column, turn, row, at, value))
            elif value is not None:
                others.append((label, row, at, value))
    return Form(headings, tuple(fields), tuple(others))


def _pairs(cells: Cells, headings: Headings) -> Iterator[tuple[str, int, Value]]:
    """Yield labels with the places of their values, and those.

    A label that another one follows heads a column, or several rows, and has no value.
    """
    told: list[tuple[int, Value]] = [
        (place, value) for place, value in enumerate(cells) if value is not None
    ]
    if len(told) > _WIDEST:
        return
    labels = [
        isinstance(value, str) and len(value) <= _LONGEST and headings.find(value) is not None
        for _, value in told
    ]
    told.append((len(cells), None))
    index = 0
    is_paired = True
    while index < len(labels):
        (place, label), (beside, value) = told[index : index + 2]
        has_value = value is not None and (
            not labels[index + 1] or _is_value(told, labels, index + 1, is_paired=is_paired)
        )
        is_paired &= has_value
        if isinstance(label, str) and has_value:
            yield label, beside, value
        elif isinstance(label, str) and beside > place + 1:
            yield label, place + 1, None
        index += 1 + has_value


def _is_value(
    told: Sequence[tuple[int, Value]], labels: Sequence[bool], index: int, *, is_paired: bool
) -> bool:
    """Return whether a value only sounds like a label: 主场活动 is an action, and asked after too.

    Args:
        told: the cells that are filled in, and the end of the row.
        labels: which of them sound like labels.
        index: the cell.
        is_paired: whether the cells before it are labels with their values.
    """
    if not labels[index - 1] or told[index][0] > told[index - 1][0] + 1:
        return False
    if index + 1 == len(labels):
        return is_paired
    if not labels[index + 1]:
        return False
    is_filled = index + 2 < len(labels) and not labels[index + 2]
    return is_filled or told[index + 2][0] > told[index + 1][0] + 1
