"""What stands among the rows of a table and is none: totals, notes, examples, headings."""

import re
from collections.abc import Callable, Mapping, Sequence

from kepuyue.io.platform.cell import Value
from kepuyue.io.platform.table import Table

_TOTAL = re.compile(r"(?:合|总|小|共)\s*计|汇总|累计")
_SIGNED = (
    "填表人|填报人|制表人|制表|审核人|审核|负责人|单位负责人|分管领导|领导|领导签字|单位|单位盖章"
    "|填报单位|推荐单位|报送单位|填报日期|填表日期|日期|联系人|联系电话"
)
_SIGNATURE = rf"(?:{_SIGNED})(?:签字|签名|意见)?\s*(?:[（(][^（()）]*[）)])?\s*[:：]"
_SIGNING = re.compile(_SIGNATURE)
_BELOW = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填写说明|注意事项|温馨提示)\s*[0-9一二三]?\s*[:：.、]"
    rf"|{_SIGNATURE}|[（(]?(?:盖章|公章|单位公章)[）)]?$"
)
"""Notes, and who signs: what stands below a table."""
_NUMBERED = re.compile(r"(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、])\s*\S.{7,}")
"""A numbered note, or a name with its number."""
_WORDS = "示例|样例|范例|例如|填写示例|填报示例|举例|例"
_EXAMPLE = re.compile(rf"[（(【\[]?(?:{_WORDS})[）)】\]]?(?:[:：1一]|$|(?<=[）)】\]]))")
_TIMES = frozenset({"when", "start", "end"})
_LONGEST = 200
"""Characters by which a note is known: some of the patterns look ahead over all spaces."""
_FEW = 2
"""Cells that a note, or a name with its serial number, takes."""
Tell = Callable[[str, int, Value], None]
"""Tells of the cell in a column: the code, the column and what stands there."""


class Passing:
    """Tells rows of a table from what stands among them.

    Args:
        table: the table.
        named: the columns of which each row has one: its name.
        tell: tells what is passed over.

    Attributes:
        serial: the column of serial numbers; -1 if there is none.
    """

    def __init__(self, table: Table, named: Sequence[int], tell: Tell) -> None:
        self._named = frozenset(named)
        self._tell = tell
        self._known = frozenset(place for place, _ in table.columns)
        self.serial: int = next(
            (place for place, codec in table.columns if codec.column.codec == "serial"), -1
        )
        self._times = frozenset(
            place for place, codec in table.columns if codec.column.codec in _TIMES
        )
        self._headings = table.headings
        self._spans = {
            (merge.row, merge.column - table.left): merge.last_column - merge.column + 1
            for merge in table.merges
        }

    def is_no_row(self, number: int, values: Mapping[int, Value], own: frozenset[int]) -> bool:
        """Return whether a row is no row of the table.

        Args:
            number: its number, counted from 0.
            values: its cells by column, those of merged cells above too.
            own: the columns in which it has a cell of its own.
        """
        first = min(own)
        text = values[first]
        is_named = not self._named.isdisjoint(own)
        is_words = isinstance(text, str) and not text.isdecimal()
        if is_words and self._is_below(str(text), own, is_named=is_named):
            return True
        if len(own) == 1 and self._spans.get((number, first), 0) > _FEW:
            self._tell("KY-TAB131", first, text)
            return True
        if self._is_example(values):
            self._tell("KY-TAB105", first, text)
            return True
        if not is_named:
            texts = (values[place] for place in own)
            if any(isinstance(text, str) and _SIGNING.match(text[:_LONGEST]) for text in texts):
                return True
            known = own & self._known - {self.serial}
            return not known and (len(own) <= _FEW or self.serial in own)
        return self._is_dots(values, own)

    def _is_below(self, text: str, own: frozenset[int], *, is_named: bool) -> bool:
        """Return whether a row is a total, a note or a signature."""
        text = text[:_LONGEST]
        bare = "".join(text.split())
        if _TOTAL.fullmatch(bare) or (_TOTAL.match(bare) and not is_named):
            return True
        if len(own) <= _FEW and _BELOW.match(text):
            return True
        first = min(own)
        is_apart = not is_named or len(own) == 1 or first not in self._named
        if first in self._times or not is_apart:  # 9.14上午 begins as a note would
            return False
        return len(own) <= _FEW and _NUMBERED.match(text) is not None

    def _is_example(self, values: Mapping[int, Value]) -> bool:
        told = (values.get(place) for place in (self.serial, *self._named))
        return any(isinstance(text, str) and _EXAMPLE.match(text) is not None for text in told)

    def _is_dots(self, values: Mapping[int, Value], own: frozenset[int]) -> bool:
        """Return whether dots stand for more rows."""
        said = (values[place] for place in own - {self.serial})
        return all(isinstance(text, str) and not any(map(str.isalnum, text)) for text in said)

    def is_header(self, values: Mapping[int, Value], own: frozenset[int]) -> bool:
        """Return whether a row repeats the header, as at the top of a printed page.

        Args:
            values: its cells by column.
            own: the columns in which it has a cell of its own.
        """
        if self._headings.get(str(values[max(own)])) != max(own):
            return False
        same = sum(self._headings.get(str(values[place])) == place for place in own)
        return same >= _FEW and 2 * same > len(own)
