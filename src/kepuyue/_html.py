"""A table for notebooks: the one place where the library writes HTML for ``_repr_html_``."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROWS = 60
"""Rows that a notebook view shows before it says how many more there are."""
_WHOLE = "<td style='white-space:nowrap'>"


def table(
    caption: str, headings: Sequence[str], rows: Iterable[Sequence[object]], *, whole: int = 0
) -> str:
    """Return an HTML table; every cell is escaped, ``None`` is an empty cell.

    Args:
        caption: what stands above it.
        headings: the headings of its columns.
        rows: its cells.
        whole: columns, the first ones, whose text is not broken over lines: codes, single words.

    >>> table("a<b", ["x"], [[1], [None]])[:40]
    '<table><caption>a&lt;b</caption><thead><'
    """
    head = "".join(f"<th scope='col'>{escape(heading)}</th>" for heading in headings)
    body: list[str] = []
    more = 0
    for row in rows:
        if len(body) >= ROWS:
            more += 1
            continue
        texts = (escape("" if cell is None else str(cell)) for cell in row)
        cells = (
            f"{_WHOLE if column < whole else '<td>'}{text}</td>"
            for column, text in enumerate(texts)
        )
        body.append(f"<tr>{''.join(cells)}</tr>")
    if more:
        body.append(f"<tr><td colspan='{len(headings)}'>… +{more}</td></tr>")
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )
