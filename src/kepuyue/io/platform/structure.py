"""From a document to a profile: every error at once, each with its key and its line."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

from kepuyue._text import nearest
from kepuyue.errors import LoadError, UnknownIdError
from kepuyue.findings import Finding, Report
from kepuyue.io.platform.profile import (
    CATEGORIES,
    CHOICES,
    EVIDENCE,
    ROWS,
    STAGES,
    WIDEST,
    Column,
    Profile,
    Sheet,
    registered_profile,
)
from kepuyue.io.platform.soundness import (
    NO_COLUMN,
    NO_SHEET,
    REPEATED,
    Problem,
    finding,
    problems,
)
from kepuyue.io.platform.toml import Document, Path

Item = TypeVar("Item", Sheet, Column)

_ABOUT = ("id", "title", "edition", "issuer")
"""Keys that a profile says of itself, even if it extends another."""
_UNSET = ("field", "required", "choices", "unit", "group")
"""Keys that empty text unsets where the extended profile sets them."""


@attrs.frozen
class _Kind:
    """What may stand behind a key."""

    zh: str
    en: str
    fits: Callable[[Any], bool]
    words: tuple[str, ...] = ()


def _one_of(*words: str) -> _Kind:
    return _Kind("下列之一：" + "、".join(words), "one of " + ", ".join(words),
                 lambda value: value in words, words)  # fmt: skip


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


_TEXT = _Kind("文字", "text", lambda value: isinstance(value, str))
_TEXTS = _Kind("一组文字", "a list of texts", _are_texts)
_TABLES = _Kind("一组表（如 [[sheet]]）", "an array of tables, such as [[sheet]]", _are_tables)
_FLAG = _Kind("true 或 false", "true or false", lambda value: isinstance(value, bool))
_WIDTH = _Kind(
    f"不超过 {WIDEST} 的正整数", f"a whole number from 1 to {WIDEST}",
    lambda value: type(value) is int and 1 <= value <= WIDEST,
)  # fmt: skip
_PROFILE = {
    "id": _TEXT, "title": _TEXT, "edition": _TEXT, "issuer": _TEXT, "evidence": _one_of(*EVIDENCE),
    "note": _TEXT, "extends": _TEXT, "sheet": _TABLES,
}  # fmt: skip
_SHEET = {
    "name": _TEXT, "title": _TEXT, "rows": _one_of(*ROWS), "words": _TEXTS,
    "category": _one_of(*CATEGORIES), "column": _TABLES, "after": _TEXT, "drop": _FLAG,
}  # fmt: skip
_COLUMN = {
    "heading": _TEXT, "aliases": _TEXTS, "field": _TEXT, "codec": _TEXT,
    "required": _one_of(*STAGES), "choices": _one_of(*CHOICES), "unit": _TEXT, "group": _TEXT,
    "width": _WIDTH, "note": _TEXT, "evidence": _one_of(*EVIDENCE), "source": _TEXT,
    "after": _TEXT, "drop": _FLAG,
}  # fmt: skip


def structured(document: Document, *, within: tuple[str, ...]) -> Profile:
    """Return the profile in a document.

    Args:
        document: the document.
        within: ids of the profiles that are being read and extend this one.

    Raises:
        LoadError: if it is none: each finding has key and line.
    """
    return _Structure(document).profile(within)


class _Structure:
    """Makes a profile of a document, and takes in what is wrong."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._findings: list[Finding] = []

    def profile(self, within: tuple[str, ...]) -> Profile:
        table = self._document.value
        given = self._read(table, _PROFILE, ())
        self._require(table, _ABOUT, ())
        parent = self._parent(given.get("extends"), within)
        refused, told = _refused("sheet", table, given), len(self._findings)
        own = parent.sheet if parent else ()
        sheets = self._merged(given.pop("sheet", ()), own, _SHEET, ("sheet",), self._sheet)
        if not sheets and not refused and len(self._findings) == told:
            self._add(("sheet",), *NO_SHEET)
        for problem in problems(sheets):
            self._add(self._place(problem, sheets[problem.sheet]), problem.zh, problem.en,
                      value=problem.value, nearest=problem.nearest)  # fmt: skip
        if self._findings:
            raise LoadError(Report(sorted(self._findings, key=lambda f: f.location.line or 0)))
        return Profile(**given, sheet=sheets)

    def _parent(self, name: str | None, within: tuple[str, ...]) -> Profile | None:
        if name is None:
            return None
        if name in within:
            chain = " → ".join((*within[within.index(name) :], name))
            self._add(("extends",), f"循环扩展：{chain}", f"profiles extend one another: {chain}")
            return None
        try:
            return registered_profile(name, within)
        except UnknownIdError as error:
            self._add(("extends",), "没有这样的表格方案", "there is no such profile", value=name,
                      nearest=error.report.findings[0].nearest)  # fmt: skip
            return None

    def _merged(
        self,
        tables: Iterable[dict[str, Any]],
        own: tuple[Item, ...],
        keys: Mapping[str, _Kind],
        path: Path,
        build: Callable[[dict[str, Any], Item | None, dict[str, Any], Path], Item | None],
    ) -> tuple[Item, ...]:
        """Return the sheets or columns of the extended profile with those of the document.

        They go by the first of their keys.
        """
        naming = next(iter(keys))
        items: dict[str, Item] = {getattr(item, naming): item for item in own}
        seen: set[str] = set()
        for index, table in enumerate(tables):
            here: Path = (*path, index)
            given = self._read(table, keys, here)
            name: str = given.get(naming, "")
            if not self._require(table, (naming,), here) or not name:
                continue
            if name in seen:
                self._add((*here, naming), *REPEATED, value=name)
                continue
            seen.add(name)
            drop, after = given.pop("drop", False), given.pop("after", None)
            if drop and name not in items:
                self._unknown((*here, naming), name, items)
            elif drop:
                del items[name]
            elif (item := build(given, items.get(name), table, here)) is not None:
                items[name] = item
                if after is not None and (after == name or after not in items):
                    self._unknown((*here, "after"), after, items)
                elif after is not None:
                    items = _moved(items, name, after)
        return tuple(items.values())

    def _sheet(
        self, given: dict[str, Any], base: Sheet | None, table: dict[str, Any], path: Path
    ) -> Sheet:
        refused, told = _refused("column", table, given), len(self._findings)
        own = base.column if base else ()
        columns = self._merged(
            given.pop("column", ()), own, _COLUMN, (*path, "column"), self._column
        )
        if not columns and not refused and len(self._findings) == told:
            self._add(path, *NO_COLUMN)
        changed = {**given, "column": columns}
        return attrs.evolve(base, **changed) if base else Sheet(**changed)

    def _column(
        self, given: dict[str, Any], base: Column | None, table: dict[str, Any], path: Path
    ) -> Column | None:
        if base is not None:
            return attrs.evolve(base, **given)
        self._require(table, ("codec",), path)
        return Column(**given) if "codec" in given else None

    def _read(
        self, table: Mapping[str, Any], keys: Mapping[str, _Kind], path: Path
    ) -> dict[str, Any]:
        """Return what a table gives, as a profile holds it; what is wrong is left out."""
        given: dict[str, Any] = {}
        for key, value in table.items():
            kind = keys.get(key)
            if kind is None:
                self._add((*path, key), "不认识的键", "unknown key", value=key,
                          nearest=nearest(key, keys))  # fmt: skip
            elif value == "" and key in _UNSET:
                given[key] = None
            elif kind.fits(value):
                given[key] = tuple(value) if isinstance(value, list) else value
            else:
                near = nearest(value, kind.words) if isinstance(value, str) else ()
                self._add((*path, key), f"{key} 应为{kind.zh}", f"{key} must be {kind.en}",
                          value=value, nearest=near)  # fmt: skip
        return given

    def _require(self, table: Mapping[str, Any], keys: Iterable[str], path: Path) -> bool:
        """Return whether a table has all these keys, not empty; tell those that lack."""
        missing = [key for key in keys if table.get(key, "") == ""]
        for key in missing:
            self._add((*path, key), f"缺少 {key}", f"{key} is missing")
        return not missing

    def _unknown(self, path: Path, name: str, known: Iterable[str]) -> None:
        self._add(path, "没有这个名称", "there is none of this name", value=name,
                  nearest=nearest(name, known))  # fmt: skip

    def _add(self, path: Path, zh: str, en: str, **more: Any) -> None:
        self._findings.append(finding(self._document.location(*path), zh, en, **more))

    def _place(self, problem: Problem, sheet: Sheet) -> Path:
        """Return where a problem stands: in what is inherited, where the sheet is changed."""
        tables = _tables(self._document.value.get("sheet"))
        at = _index(tables, "name", sheet.name)
        if at is None:
            return ("extends",)
        path: Path = ("sheet", at)
        if problem.column is not None:
            columns = _tables(tables[at].get("column"))
            number = _index(columns, "heading", sheet.column[problem.column].heading)
            if number is None:
                return path
            path = (*path, "column", number)
        return (*path, problem.key)


def _refused(key: str, table: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Return whether what a table gives for a key has been found wrong."""
    return key in table and key not in given


def _tables(value: Any) -> list[dict[str, Any]]:
    return value if _are_tables(value) else []


def _index(tables: list[dict[str, Any]], key: str, name: str) -> int | None:
    return next((at for at, table in enumerate(tables) if table.get(key) == name), None)


def _moved(items: dict[str, Item], name: str, after: str) -> dict[str, Item]:
    """Return the items with one of them put behind another."""
    order = [other for other in items if other != name]
    order.insert(order.index(after) + 1, name)
    return {other: items[other] for other in order}
