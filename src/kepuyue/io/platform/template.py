"""Blank forms: the tables of a profile without a row, for units to fill in."""

from os import PathLike
from typing import Any

import attrs

from kepuyue.errors import UnknownFormatError, report_of
from kepuyue.io import dump
from kepuyue.io.platform.profile import PROFILE, Profile, load_profile
from kepuyue.io.registry import format_of
from kepuyue.model.programme import TUPLES, Programme

_OPTIONS: dict[str, dict[str, Any]] = {"xlsx": {"records": False}, "docx": {}, "csv": {}}
"""The formats of blank forms, and how each is written."""
_KEPT = frozenset({"campaigns", "units", "themes", "target_groups"})
"""What is chosen from. Whatever else a programme has does not travel with a form."""


def write_template(
    path: str | PathLike[str],
    profile: "str | PathLike[str] | Profile" = PROFILE,
    *,
    programme: Programme | None = None,
) -> None:
    """Write a blank form.

    It has nothing that is not public, and no records: of a programme it has the title and, in a
    workbook, the drop-downs.

    Args:
        path: the file: ``.xlsx``, ``.docx`` or ``.csv``. A CSV has the first table of the profile.
        profile: id of a profile, path of one's own, or a profile made in Python.
        programme: whose campaign it is for: its units (the first 2,000), actions, themes, target
            groups and divisions may be chosen. By default those of the notice, and all divisions
            of the nation.

    Raises:
        DumpError: if it cannot be written.
        LoadError: if a profile of one's own cannot be read.
        UnknownFormatError: if no form is written in this format.
        UnknownIdError: if there is no such profile.

    >>> from pathlib import Path
    >>> write_template("blank.csv", "nomination-2025")
    >>> Path("blank.csv").read_text("utf-8-sig").strip()
    '序号,单位名称,主要事迹,推荐单位,排序,备注,kepuyue'
    """
    fmt = format_of(path)
    if fmt.name not in _OPTIONS:
        raise UnknownFormatError(
            report_of(
                "KY-FMT002", fmt.name, does_zh="用作空白表", does_en="used for blank forms",
                known=", ".join(_OPTIONS),
            )
        )  # fmt: skip
    nothing: dict[str, Any] = {name: () for name in TUPLES if name not in _KEPT}
    blank = attrs.evolve(programme or Programme(), **nothing)
    dump(
        blank, path, format=fmt.name, view="public", profile=load_profile(profile),
        **_OPTIONS[fmt.name],
    )  # fmt: skip
