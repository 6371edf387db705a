"""What is named by another entity's name: units, themes, target groups, actions, activities."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kepuyue.io.platform.cell import Cell, Value, line_of, split, text_of
from kepuyue.io.platform.codec.base import EXTRA, Fields, Row, joined
from kepuyue.io.platform.codec.plain import OneField, ticked
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Action
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit

if TYPE_CHECKING:
    from kepuyue.io.platform.here import Here
    from kepuyue.io.platform.profile import Column

_NUMBERED = re.compile(r"^(?:[（(][0-9]{1,2}[)）]|[0-9]{1,2}[.．、])\s*")
_SINGLE = frozenset({"unit", "nominated_by"})


class Units(OneField):
    """Units by name: one, or several."""

    def __init__(self, column: "Column") -> None:
        super().__init__(column)
        self._single = self.path in _SINGLE

    def write(self, row: Row) -> Cell:
        refs = self.get(row) or ()
        if isinstance(refs, str):
            return row.programme.name_of(Unit, refs)
        return joined([row.programme.name_of(Unit, ref) for ref in refs])

    def read(self, value: Value, here: "Here") -> Fields:
        text = text_of(value)
        if self._single:
            return {self.path: here.unit(text)}
        whole = here.known_unit(text)
        if whole is not None:
            return {self.path: (whole,)}
        names = [name for part in split(text) for name in self._names(part, here)]
        return {self.path: tuple(dict.fromkeys(map(here.unit, names)))}

    @staticmethod
    def _names(text: str, here: "Here") -> list[str]:
        """Return the units of what no comma parts: a slash may stand in the name of one."""
        text = _NUMBERED.sub("", text).rstrip("。")
        return [text] if here.known_unit(text) else split(text, "/／")

    def emptied(self) -> Fields:
        return {self.path: None if self._single else ()}


class Terms(OneField):
    """Themes or target groups, by label or alias."""

    def __init__(self, column: "Column") -> None:
        super().__init__(column)
        self._kind: type[Any] = Theme if self.path == "themes" else TargetGroup

    def write(self, row: Row) -> Cell:
        labels = [row.programme.name_of(self._kind, ref) for ref in self.get(row)]
        told = self.kept(row) if row.entity.extra else None
        return joined([*labels, told] if told else labels)

    def read(self, value: Value, here: "Here") -> Fields:
        text = ticked(text_of(value))
        whole = here.term(self._kind, text)
        if whole is not None:
            return {self.path: (whole,)}
        refs, strange = [], []
        for word in split(text, "、，,；;/\n"):
            ref = here.term(self._kind, word)
            if ref is None:
                strange.append(word)
                here.unknown(word, here.like(self._kind, word), self.column.heading)
            else:
                refs.append(ref)
        fields: dict[str, Any] = {self.path: tuple(dict.fromkeys(refs))}
        if strange:
            fields[EXTRA] = "、".join(strange)
        return fields

    def emptied(self) -> Fields:
        return {self.path: ()}


class OneName(OneField):
    """One entity, by its name: the action that an activity is of, the activity put forward."""

    def __init__(self, column: "Column") -> None:
        super().__init__(column)
        self._kind: type[Any] = Action if self.path == "action" else Activity
        self._find: Callable[[Here, str], str | None] = (
            _action if self._kind is Action else _activity
        )

    def write(self, row: Row) -> Cell:
        ref: str | None = self.get(row)
        return None if ref is None else row.programme.name_of(self._kind, ref)

    def read(self, value: Value, here: "Here") -> Fields:
        text = text_of(value)
        ref = self._find(here, text)
        if ref is not None:
            return {self.path: ref}
        here.unknown(text, here.like(self._kind, text), self.column.heading)
        # an activity may stand in another table: it is referred to by its name
        return {EXTRA: text} if self._kind is Action else {self.path: line_of(text)}


def _action(here: "Here", text: str) -> str | None:
    return here.context.action(ticked(text))


def _activity(here: "Here", text: str) -> str | None:
    return here.context.activity(text)
