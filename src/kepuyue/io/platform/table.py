"""Finding the table on a sheet: its header row, what its columns are, and what stands above it.

Every row near the top is tried as a header, alone and together with the one below it, against the
headings of the profiles; the one that knows most wins.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from kepuyue.errors import LoadError
from kepuyue.io.platform.cell import cleaned, line_of, text_of
from kepuyue.io.platform.codec import CODECS, Codec, together
from kepuyue.io.platform.form import SPOKEN, Form, form_of, read_form
from kepuyue.io.platform.grid import Cells, Grid, Merge
from kepuyue.io.platform.heading import Headings, heading_key, unmarked
from kepuyue.io.platform.machine import SHEET
from kepuyue.io.platform.profile import Column, Profile, Sheet

HEAD = 60
"""Rows from the top in which a header is looked for."""
_LONGEST_HEADING = 60
_ENOUGH = 2
"""Columns that a header must have at least."""
_LONGEST_LINE = 1_000
"""Characters of a line above the table that are read."""
_LONGEST_FORM = 2_000
"""Rows of a form."""
NAMED = {
    "activities": ("name",),
    "exhibit_applications": ("name",),
    "volunteer_replies": ("volunteers.name",),
    "summaries": ("unit", "overview", "results"),
    "nominations": ("unit", "activity", "work"),
}
"""The fields of which a table has at least one, by what its rows are."""
_JOINED = frozenset({"when"})
"""Codecs of which a table may have two columns: a date and a time."""
_META = re.compile(
    r"(?<![一-鿿])(填报单位|填表单位|报送单位|申报单位|推荐单位|申请单位|单位名称|参展单位|志愿单位|单位"
    r"|联系人|联络人|填报人|联系电话|联系方式|电话|手机)"
    r"\s*(?:（[^（）]{1,8}）|\([^()]{1,8}\))?\s*[:：]\s*([^\n]*?)"
    r"(?=[\s　]*(?:填报单位|填报人|填报日期|填报时间|填表|联系|联络|电话|手机|日期|时间"
    r"|[0-9]{4}\s*年|年\s*月)|[\s　]{2,}|　|\n|$)"
)
_WIDE = re.compile(r"\s{3,}")
_META_KEYS = {
    "联系人": "name", "联络人": "name", "填报人": "name", "联系电话": "phone",
    "联系方式": "phone", "电话": "phone", "手机": "phone",
}  # fmt: skip
_SAID = re.compile(r"[:：]\s*\S")
"""A cell that says something is no heading."""
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")
_BLANK = re.compile(r"[＿_\s　:：—-]*")


@attrs.frozen(kw_only=True)
class Table:
    """A table that was found.

    Attributes:
        sheet: name of the sheet it stands on.
        profile: the profile that fits it best.
        form: the sheet of that profile.
        columns: its known columns: their place, and what reads them.
        headings: the places of the headings, as they stand there.
        others: its unknown columns: their place and heading.
        key: the place of the column that says which record a row is of.
        merges: the merged cells.
        broken: cells that a program could not compute.
        rows: the rows below the header as they come, each with its number, counted from 0.
        left: the first column, counted from 0.
        title: what stands above it.
        unit: the unit that fills it in, as it says above.
        contact: name and phone of a contact, as they stand above.
        guessed: headings taken for others: their place, what stands there, what it is taken for.
        at: row and column of each cell of a form, whose fields stand in rows of their own, by the
            number of the row.
    """

    sheet: str | None
    profile: Profile
    form: Sheet
    columns: tuple[tuple[int, Codec], ...]
    headings: Mapping[str, int]
    others: tuple[tuple[int, str], ...]
    key: int | None
    merges: tuple[Merge, ...]
    broken: Mapping[str, str]
    rows: Iterator[tuple[int, Sequence[object]]]
    left: int
    title: str
    unit: str | None
    contact: Mapping[str, str]
    guessed: tuple[tuple[int, int, str, str], ...]
    at: Mapping[int, Sequence[tuple[int, int]]] = attrs.field(factory=dict)

    @property
    def year(self) -> int | None:
        """The year that the title names."""
        found = _YEAR.search(self.title)
        return int(found[1]) if found else None


@attrs.frozen
class _Header:
    """A header row, or two, as one profile reads it."""

    score: float
    headings: Headings
    texts: tuple[tuple[int, str, str], ...]
    first: int
    last: int


def tables(grid: Grid, known: Sequence[Headings]) -> Iterator[Table]:
    """Yield the table of a grid, if it has one.

    Args:
        grid: the grid.
        known: the headings of the profiles.
    """
    raw, rest = _head(grid)
    head: list[Cells] = [list(map(cleaned, row)) for row in raw]
    best: _Header | None = None
    title = "".join([grid.name or "", *grid.above])
    for row in range(len(head)):
        for texts, last in _candidates(grid, head, row):
            for headings in known:
                found = _scored(headings, texts, row, last, title)
                if found is not None and (best is None or found.score > best.score):
                    best = found
        title += "".join(text_of(value) for value in head[row])[:_LONGEST_HEADING]
    form = form_of(head, known, title)
    if form is not None and (best is None or form[0] > best.score):
        more = itertools.islice(rest, _LONGEST_FORM)
        rows = [*head, *(list(map(cleaned, row)) for row in more)]
        yield _form_table(grid, read_form(rows, form[1].headings))
    elif best is not None:
        body = itertools.chain(itertools.islice(raw, best.last + 1, None), rest)
        yield _table(grid, head[: best.first], best, body)
    else:
        next(rest, None)  # where it is damaged, that is told


def _head(grid: Grid) -> tuple[list[Sequence[object]], Iterator[Sequence[object]]]:
    """Return the rows near the top, and the others; what is damaged is so after the sound rows."""
    head: list[Sequence[object]] = []
    try:
        head.extend(itertools.islice(grid.rows, HEAD))
    except LoadError as error:
        return head, _broken_off(error)
    return head, grid.rows


def _broken_off(error: LoadError) -> Iterator[Sequence[object]]:
    yield from ()
    raise error


def _candidates(
    grid: Grid, head: list[Cells], row: int
) -> Iterator[tuple[tuple[tuple[int, str, str], ...], int]]:
    """Yield the headings of a row, and of it together with the next: place, heading, group."""
    upper = _headings(head[row])
    if len(upper) < _ENOUGH:
        return
    yield tuple((column, text, "") for column, text in upper.items()), row
    below = _headings(head[row + 1]) if row + 1 < len(head) else {}
    if not below or len(below) != sum(value is not None for value in head[row + 1]):
        return
    spans = {
        merge.column - grid.left: merge.last_column - grid.left
        for merge in grid.merges
        if merge.row == row == merge.last_row
    }
    groups: dict[int, str] = {}
    for column, text in upper.items():
        end = spans.get(column)
        if end is None and column in below:  # no merges are told: blank cells to the right are its
            end = column
            while end + 1 in below and end + 1 not in upper:
                end += 1
        for inner in range(column, (end or column) + 1):
            if inner in below and (end or column) > column:
                groups[inner] = text
    if groups:
        places = sorted(upper.keys() | below.keys())
        yield (
            tuple(
                (place, below[place], groups.get(place, ""))
                if place in below and (place in groups or place not in upper)
                else (place, upper.get(place, below.get(place, "")), "")
                for place in places
                if not (place in upper and place in spans and place not in below)
            ),
            row + 1,
        )


def _headings(row: Cells) -> dict[int, str]:
    return {
        place: value
        for place, value in enumerate(row)
        if isinstance(value, str)
        and len(value) <= _LONGEST_HEADING
        and heading_key(value)
        and not _SAID.search(value)
    }


def _scored(
    headings: Headings, texts: tuple[tuple[int, str, str], ...], first: int, last: int, title: str
) -> _Header | None:
    fields: set[tuple[str | None, str]] = set()
    score = 0.0
    for _, text, group in texts:
        column = headings.find(text, group)
        if column is None or (column.field, column.codec) in fields:
            continue
        fields.add((column.field, column.codec))
        score += 1.0 if headings.is_own(text) or headings.is_own(group + text) else 0.8
    named = {field for field, _ in fields}
    if not named - {None}:
        return None
    if not named.intersection(NAMED[headings.form.rows]):
        if score < _ENOUGH - 1:
            return None
        guessed = {c.field for _, text, _ in texts if (c := headings.guess(text)) is not None}
        if not guessed.intersection(NAMED[headings.form.rows]):
            return None
        score += 0.5
    if score < _ENOUGH - 0.5:
        return None
    words = {word for word in headings.form.words if word in title}
    return _Header(
        score + SPOKEN * min(len(words), 2) + (last > first), headings, texts, first, last
    )


def _table(
    grid: Grid, above: list[Cells], header: _Header, body: Iterator[Sequence[object]]
) -> Table:
    columns: list[tuple[int, Codec]] = []
    others: list[tuple[int, str]] = []
    guessed: list[tuple[int, int, str, str]] = []
    taken: set[tuple[str | None, str]] = set()
    key = None
    waiting = []
    for place, text, group in header.texts:
        if text == SHEET:
            key = place
            continue
        column = header.headings.find(text, group)
        if column is None:
            waiting.append((place, group + text))
        elif (column.field, column.codec) in taken and column.codec not in _JOINED:
            others.append((place, group + text))
        else:
            taken.add((column.field, column.codec))
            columns.append((place, _codec(column, text)))
    for place, text in waiting:
        column = header.headings.guess(text)
        if column is None or (column.field, column.codec) in taken:
            others.append((place, text))
        else:
            taken.add((column.field, column.codec))
            columns.append((place, _codec(column, text)))
            guessed.append((header.last, place + grid.left, text, column.heading))
    columns.sort(key=lambda item: item[0])
    rows = [" 　".join(dict.fromkeys(text_of(v) for v in row if v is not None)) for row in above]
    lines = [*grid.above, *rows]
    meta = _meta(lines)
    return Table(
        sheet=grid.name,
        profile=header.headings.profile,
        form=header.headings.form,
        columns=_together(columns),
        headings={text: place for place, text, _ in header.texts},
        others=tuple(sorted(others)),
        key=key,
        merges=grid.merges,
        broken=grid.broken,
        rows=enumerate(body, header.last + 1),
        left=grid.left,
        title="\n".join(filter(None, [*lines, grid.name])),
        unit=meta.pop("unit", None),
        contact=meta,
        guessed=tuple(guessed),
    )


def _together(columns: Iterable[tuple[int, Codec]]) -> tuple[tuple[int, Codec], ...]:
    places, codecs = zip(*columns, strict=True)
    return tuple(zip(places, together(codecs), strict=True))


def _codec(column: Column, text: str) -> Codec:
    """Return what reads a column of a table; what it cannot read stays under its own heading."""
    heading = unmarked(text)
    codec = CODECS[column.codec](attrs.evolve(column, heading=heading))
    codec.headings = (heading, column.heading)
    return codec


def _form_table(grid: Grid, form: Form) -> Table:
    """Return a form as a table of one row, or of one for each session."""
    places: dict[tuple[str | None, str], int] = {}
    named: list[tuple[str, Column]] = []
    for field in form.fields:
        key = (field.column.field, field.column.codec)
        if key not in places:
            places[key] = len(places)
            named.append((field.label, field.column))
    rows: list[tuple[int, Cells]] = []
    at: dict[int, Sequence[tuple[int, int]]] = {}
    width = len(places) + len(form.others)
    for turn, members in itertools.groupby(form.fields, key=lambda field: field.turn):
        told = {places[f.column.field, f.column.codec]: (f.row, f.place, f.value) for f in members}
        if turn == 0:
            others = enumerate((other[1:] for other in form.others), len(places))
            told.update((place, (row, column, value)) for place, (row, column, value) in others)
        first, left, _ = next(iter(told.values()))
        cells = [told.get(place, (first, left, None)) for place in range(width)]
        rows.append((first, [value for _, _, value in cells]))
        at[first] = [(row, column) for row, column, _ in cells]
    return Table(
        sheet=grid.name,
        profile=form.headings.profile,
        form=form.headings.form,
        columns=_together(enumerate(_codec(column, label) for label, column in named)),
        others=tuple(enumerate((label for label, *_ in form.others), len(places))),
        headings={},
        key=None,
        merges=(),
        broken=grid.broken,
        rows=iter(rows),
        left=grid.left,
        title="\n".join(filter(None, [*grid.above, grid.name])),
        unit=_meta(list(grid.above)).get("unit"),
        contact={},
        guessed=(),
        at=at,
    )


def _meta(lines: list[str]) -> dict[str, str]:
    """Return what the lines above a table say of who fills it in."""
    found: dict[str, str] = {}
    for line in lines:
        for match in _META.finditer(_WIDE.sub("　　", line)[:_LONGEST_LINE]):
            value = match[2].strip("　 ，,；;")
            value = re.sub(r"[（(](?:盖章|公章|签章)[）)]$", "", value).strip()
            name = _META_KEYS.get(match[1], "unit")
            if value and not _BLANK.fullmatch(value):
                found.setdefault(name, line_of(value))
    return found
