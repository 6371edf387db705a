"""A table for notebooks: the one place where the library writes HTML for ``_repr_html_``."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROWS = 60
"""Rows that a notebook view shows before it says how many more there are."""


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table; every cell is escaped, ``None`` is an empty cell.

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
        cells = "".join(f"<td>{escape('' if c is None else str(c))}</td>" for c in row)
        body.append(f"<tr>{cells}</tr>")
    if more:
        body.append(f"<tr><td colspan='{len(headings)}'>… +{more}</td></tr>")
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )
