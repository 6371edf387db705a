"""A table for notebooks: the one place where the library writes HTML for ``_repr_html_``."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

ROWS = 60
"""Rows that a notebook view shows before it says how many more there are."""


def table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    whole: Collection[str] = (),
) -> str:
    """Return an HTML table; every cell is escaped, ``None`` is an empty cell.

    Args:
        caption: what stands above it.
        headings: the headings of its columns.
        rows: its cells.
        whole: headings of columns whose text is not broken over lines: codes, single words.

    >>> table("a<b", ["x"], [[1], [None]])[:40]
    '<table><caption>a&lt;b</caption><thead><'
    """
    head = "".join(f"<th scope='col'>{escape(heading)}</th>" for heading in headings)
    tags = ["<td style='white-space:nowrap'>" if h in whole else "<td>" for h in headings]
    body: list[str] = []
    more = 0
    for row in rows:
        if len(body) >= ROWS:
            more += 1
            continue
        texts = (escape("" if cell is None else str(cell)) for cell in row)
        cells = (f"{tag}{text}</td>" for tag, text in zip(tags, texts, strict=True))
        body.append(f"<tr>{''.join(cells)}</tr>")
    if more:
        body.append(f"<tr><td colspan='{len(headings)}'>… +{more}</td></tr>")
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )
