"""How to reach people and what to look at: contacts and links."""

import re
from typing import TYPE_CHECKING, Any

from kepuyue.io.platform.cell import Cell, Value, split, text_of
from kepuyue.io.platform.codec.base import EXTRA, Codec, Fields, Row, joined
from kepuyue.io.platform.codec.plain import OneField
from kepuyue.model._field import URL
from kepuyue.model.activity import Activity, Link

if TYPE_CHECKING:
    from kepuyue.io.platform.here import Here
    from kepuyue.io.platform.profile import Column

_URL = re.compile(URL)
_BARE = re.compile(r"(?:www\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[:/?#][^\s]*)?", re.ASCII)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}", re.ASCII)
_PHONE = re.compile(
    r"(?<![0-9-])\+?(?:\([0-9]{3,4}\)|[0-9])[0-9 \-－—]{4,20}[0-9]"
    r"(?:\s*转\s*[0-9]{1,6})?(?![0-9-])",
    re.ASCII,
)
_ASIDE = " ,;:，；、：()（）　\t\n"


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
        text = text_of(value)
        found: dict[str, Any] = {}
        mails = _MAIL.findall(text)
        rest = _MAIL.sub("、", text) if mails else text
        phones = [phone.strip() for phone in _PHONE.findall(rest)]
        rest = _PHONE.sub("、", rest) if phones else rest
        names = [name.strip(_ASIDE) for name in split(rest, "、，,；;/\n")]
        names = [name for name in names if name]
        if self._part == "name":
            found["contacts.name"] = tuple(names)
        elif names and not phones and not mails:  # an extension, a word: it stays as it is
            return {self.path: tuple(split(text))}
        elif names:
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
        return (f"{self.column.field}.url",)

    def write(self, row: Row) -> Cell:
        if row.first:
            told = self.kept(row) if row.entity.extra else None
            urls = [link.url for link in self.get(row) or ()]
            return joined([*urls, told] if told else urls, "\n")
        return None

    def read(self, value: Value, here: "Here") -> Fields:
        urls, strange = [], []
        for word in re.split(r"[\s、，；]+", text_of(value)):
            url = link_of(word, here)
            if url is None:
                strange.append(word)
            else:
                urls.append(url)
        fields: dict[str, Any] = {self.path: tuple(Link(url=url) for url in urls)}
        if strange:
            text = " ".join(strange)
            here.wrong("KY-TAB118", text, field=self.column.heading, warning=True)
            fields[EXTRA] = text
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
        text = text_of(value)
        words = [url for word in re.split(r"[\s、，；]+", text) if (url := link_of(word, here))]
        if not words:
            here.wrong("KY-TAB118", value, field=self.column.heading, warning=True)
            return {EXTRA: text}
        if len(words) > 1:
            here.note("KY-TAB119", value, field=self.column.heading)
            return {"link": words[0], EXTRA: " ".join(words[1:])}
        return {"link": words[0]}

    def emptied(self) -> Fields:
        return {"link": None}


def link_of(word: str, here: "Here") -> str | None:
    """Return a link as the model has it; ``None`` if the word is none."""
    word = word.strip("<>，。；、")
    if _URL.fullmatch(word):
        return word
    if _BARE.fullmatch(word) and "." in word and not word.replace(".", "").isdigit():
        here.note("KY-TAB115", word)
        return f"https://{word}"
    return None
