"""How to reach people and what to look at: contacts and links."""

import re
from typing import TYPE_CHECKING, Any

from kepuyue.io.platform.cell import Cell, Value, line_of, split, text_of
from kepuyue.io.platform.codec.base import Codec, Fields, Row, joined
from kepuyue.io.platform.codec.plain import OneField
from kepuyue.io.platform.field import EXTRA
from kepuyue.io.platform.link import links_of
from kepuyue.model.activity import Activity, Link

if TYPE_CHECKING:
    from kepuyue.io.platform.here import Here
    from kepuyue.io.platform.profile import Column

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}", re.ASCII)
_PHONE = re.compile(
    r"(?<![0-9-])\+?(?:\([0-9]{3,4}\)|[0-9])[0-9 \-－—]{4,20}[0-9]"
    r"(?:\s?(?:转|分机|ext\.?)\s?[0-9]{1,6})?(?![0-9-])",
    re.ASCII | re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"[0-9]\.?[0-9]*[eE]\+?[0-9]{1,2}", re.ASCII)
"""What spreadsheets make of a long number when they save it as text: digits are lost."""
_NARROW = str.maketrans("０１２３４５６７８９－＋＠", "0123456789-+@")
_MARKS = " ,;:，；、：\t\n　"
_WORDS = frozenset({
    "或", "和", "及", "电话", "手机", "座机", "办公室", "办公电话", "微信", "微信同号", "同微信",
    "传真",
})  # fmt: skip
"""What stands beside numbers and is nobody's name."""


def _bare(name: str) -> str:
    """Return a name without the marks around it, and brackets from which a number was taken.

    >>> _bare("（张三）"), _bare("张三（、）"), _bare("张三（办公室主任）")
    ('张三', '张三', '张三（办公室主任）')
    """
    name = re.sub(r"[（(][\s、]*[)）]", "", name).strip(_MARKS)
    if name[:1] in "（(" and name[-1:] in "）)":
        name = name[1:-1].strip(_MARKS)
    return name


def _is_name(word: str) -> bool:
    return word not in _WORDS and not re.search("[0-9]", word)


class Contacts(Codec):
    """One part of the contacts: their names, phones or addresses, in order."""

    joint = "contacts"

    def __init__(self, column: "Column") -> None:
        super().__init__(column)
        self._part = self.path.partition(".")[2]

    def write(self, row: Row) -> Cell:
        contacts = row.entity.contacts
        if not contacts:
            return None
        return joined([told for each in contacts if (told := getattr(each, self._part))])

    def read(self, value: Value, here: "Here") -> Fields:
        text = text_of(value).translate(_NARROW)
        if self._part == "phone" and _SCIENTIFIC.fullmatch(text):
            here.not_understood(value, "完整的电话号码", "a phone number with all of its digits")
            return {EXTRA: text}
        found: dict[str, Any] = {}
        mails = _MAIL.findall(text)
        rest = _MAIL.sub("、", text) if mails else text
        phones = [phone.strip() for phone in _PHONE.findall(rest)]
        rest = _PHONE.sub("、", rest) if phones else rest
        names = [line_of(_bare(name)) for name in split(rest, "、，,；;/\n")]
        names = [name for name in names if name]
        if (
            self._part != "name" and names and not ((phones or mails) and all(map(_is_name, names)))
        ):  # a second number cut short, a word: it stays as it is
            return {self.path: tuple(map(line_of, split(text)))}
        if names or self._part == "name":
            found["contacts.name"] = tuple(names)
        if phones:
            found["contacts.phone"] = tuple(phones)
        if mails:
            found["contacts.email"] = tuple(mails)
        return found

    def emptied(self) -> Fields:
        return {self.path: ()}


class Links(OneField):
    """Links, each on a line of its own."""

    def fields(self) -> tuple[str, ...]:
        return (f"{self.path}.url",)

    def write(self, row: Row) -> Cell:
        if row.first:
            told = self.kept(row) if row.entity.extra else None
            urls = [link.url for link in self.get(row) or ()]
            return joined([*urls, told] if told else urls, "\n")
        return None

    def read(self, value: Value, here: "Here") -> Fields:
        urls, strange = _links(value, here)
        fields: dict[str, Any] = {self.path: tuple(Link(url=url) for url in urls)}
        if strange:
            here.wrong("KY-TAB118", strange, field=self.column.heading)
            fields[EXTRA] = strange
        return fields

    def emptied(self) -> Fields:
        return {self.path: ()}


class JoinUrl(Codec):
    """Where to join online, or else the page of the activity."""

    def fields(self) -> tuple[str, ...]:
        return ("sessions.join_url", "url")

    def write(self, row: Row) -> Cell:
        entity: Activity = row.entity
        join_url = row.part.join_url if row.part else None
        return join_url or entity.url

    def read(self, value: Value, here: "Here") -> Fields:
        urls, strange = _links(value, here)
        if strange:
            here.wrong("KY-TAB118", strange, field=self.column.heading)
        if not urls:
            return {EXTRA: strange}
        if len(urls) > 1:
            here.note("KY-TAB119", value, field=self.column.heading)
        fields: dict[str, Any] = {"link": urls[0]}
        kept = " ".join(filter(None, [*urls[1:], strange]))
        return {**fields, EXTRA: kept} if kept else fields

    def emptied(self) -> Fields:
        return {"link": None}


def _links(value: Value, here: "Here") -> tuple[list[str], str]:
    """Return the links of a cell, and the words beside them."""
    text = text_of(value)
    links, others = links_of(text)
    for link in links:
        if link not in text:
            here.note("KY-TAB115", link.removeprefix("https://"))
    return links, " ".join(others) if links else text
