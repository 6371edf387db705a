"""Profiles in words: a list of them, and one column by column, for a terminal."""

from collections.abc import Iterator, Sequence

from kepuyue._text import printable, width
from kepuyue.io.platform.profile import ROWS, STAGES, Column, Profile, Sheet, load_profile, profiles

_GAP = "  "
_INDENT = "    "
_LINE = 100
"""Characters of half width in a line."""
_CLOSING = "、，。；：）”"
"""Characters that begin no line."""


def listed() -> list[str]:
    """Return the lines of a table of all profiles.

    >>> listed()[0].split()
    ['编号', 'id', '名称', 'title', '年份', 'edition', '依据', 'evidence', '工作表', 'sheets']
    """
    rows = [("编号 id", "名称 title", "年份 edition", "依据 evidence", "工作表 sheets")]
    for name in profiles():
        profile = load_profile(name)
        sheets = "、".join(sheet.name for sheet in profile.sheet)
        rows.append((name, profile.title, profile.edition, profile.evidence, sheets))
    return list(_aligned(rows))


def explained(profile: Profile) -> list[str]:
    """Return the lines that explain a profile column by column.

    Args:
        profile: the profile.

    >>> for line in explained(load_profile("publish-2025"))[:2]:
    ...     print(line)
    publish-2025  活动信息表  2025
    制定 issuer：非官方（kepuyue 根据公开通知和历年表格整理）
    """
    lines = [_GAP.join((profile.id, profile.title, profile.edition))]
    about = [
        ("制定 issuer：", profile.issuer),
        ("依据 evidence：", f"{profile.evidence}（A 官方文件或页面，B 一处公开页面，C 推断）"),
        ("扩展自 extends：", profile.extends),
        ("说明 note：", profile.note),
    ]
    lines += [line for label, text in about if text for line in _wrapped(label + text, "")]
    for sheet in profile.sheet:
        lines += ["", *_sheet(sheet)]
    return [printable(line) for line in lines]


def _sheet(sheet: Sheet) -> Iterator[str]:
    row = f"每行一项{ROWS[sheet.rows]} a row is one of {sheet.rows}"
    yield f"【{sheet.name}】{sheet.title}（{row}，{len(sheet.column)} 栏 columns）"
    heads = ("栏目 heading", "字段 field", "必填 required", "选项 choices", "单位", "依据")
    table = _aligned([heads, *(_row(column) for column in sheet.column)])
    yield next(table)
    for column, line in zip(sheet.column, table, strict=True):
        yield line
        told = [
            ("", column.note),
            ("也叫 aliases：", "、".join(column.aliases)),
            ("来源 source：", column.source),
        ]
        for label, text in told:
            if text:
                yield from _wrapped(label + text, _INDENT)


def _row(column: Column) -> tuple[str, ...]:
    group = f"{column.group}｜" if column.group else ""
    return (
        group + column.heading,
        column.field or "—",
        STAGES[column.required] if column.required else "",
        column.choices or "",
        column.unit or "",
        column.evidence,
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows of a table, its cells one below the other."""
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=True))
        yield _GAP.join(cells).rstrip()


def _wrapped(text: str, indent: str) -> Iterator[str]:
    """Yield text in lines; Chinese may break anywhere."""
    line = indent
    for character in text:
        full = width(line + character) > _LINE and character not in _CLOSING
        if character == "\n" or full:
            yield line
            line = indent
        if character != "\n":
            line += character
    yield line
