"""What the texts of an event say, for people who read Chinese; and what they said, on reading."""

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kepuyue.io.ical.line import unescaped
from kepuyue.model._field import UNSAFE_IN_LINE, UNSAFE_IN_TEXT
from kepuyue.model.activity import Activity, ActivityForm, Registration
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session, Speaker, State
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.unit import Contact, Unit

REMEMBERED = 20_000
"""Lines and parts of events that are kept for the next one: a city has less, memory stays flat."""
OFF = frozenset({State.POSTPONED, State.CANCELLED})
"""The states that a title tells."""
_LINE_UNSAFE, _TEXT_UNSAFE = re.compile(UNSAFE_IN_LINE), re.compile(UNSAFE_IN_TEXT)
_LINK = re.compile(r"https?://[^\s<>\"'，。；、）】]+")
_MARKED = re.compile(f"【({'|'.join(re.escape(state.label) for state in OFF)})】")
_HINTS = (
    "状态",
    "面向",
    "形式",
    "主讲",
    "主办",
    "承办",
    "协办",
    "支持",
    "报名",
    "线上参加",
    "咨询",
)
"""What the lines of a description begin with that tell other fields than the summary."""


def titled(activity: Activity, state: State) -> str:
    """Return the name of an activity, marked where it does not take place as planned.

    Many a phone shows no STATUS: whoever reads the list must see it all the same.

    >>> titled(Activity(id="a", name="机器人科普展"), State.POSTPONED)
    '【延期】机器人科普展'
    """
    return f"【{state.label}】{activity.name}" if state in OFF else activity.name


def untitled(title: str) -> tuple[str, State]:
    """Return the name that a title was made of, and the state that it was marked with.

    >>> untitled("【延期】机器人科普展")
    ('机器人科普展', <State.POSTPONED 延期>)
    """
    marked = _MARKED.match(title)
    if marked is None:
        return title, State.PLANNED
    return title[marked.end() :], next(state for state in OFF if state.label == marked[1])


class Texts:
    """The descriptions of the events of one programme; what many of them share is made once."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._of_units = lru_cache(REMEMBERED)(self._unit_line)
        self._of_groups = lru_cache(REMEMBERED)(self._group_line)
        self._of_forms = lru_cache(REMEMBERED)(_form_line)

    def described(self, activity: Activity, session: Session, state: State) -> str:
        """Return what a session is, for whom, by whom and how to join, as plain text.

        Args:
            activity: the activity.
            session: a session of it.
            state: what becomes of the session, or of one occurrence of it.
        """
        lines = [
            f"状态：{state.label}" if state in OFF else None,
            activity.summary,
            self._of_groups(activity.target_groups),
            self._of_forms(activity.forms),
            line("主讲", map(_speaker, session.speakers)) if session.speakers else None,
            self._of_units("主办", activity.hosts),
            self._of_units("承办", activity.organisers),
            self._of_units("协办", activity.co_organisers),
            self._of_units("支持", activity.supporters),
            line("报名", _registration(activity.registration)) if activity.registration else None,
            f"线上参加：{session.join_url}" if session.join_url else None,
            line("咨询", map(told, activity.contacts)) if activity.contacts else None,
            activity.label,
        ]
        return "\n".join(filter(None, lines))

    def _unit_line(self, label: str, refs: tuple[str, ...]) -> str | None:
        return line(label, (self._programme.name_of(Unit, ref) for ref in refs))

    def _group_line(self, refs: tuple[str, ...]) -> str | None:
        return line("面向", (self._programme.name_of(TargetGroup, ref) for ref in refs))


def _form_line(forms: tuple[ActivityForm, ...]) -> str | None:
    return line("形式", (form.label for form in forms))


def summary_of(description: str) -> tuple[str | None, dict[str, str]]:
    r"""Return the summary in a description of ours, and what its other lines tell by their label.

    The line of the campaign's label stands under an empty one.

    >>> summary_of("带水杯\n面向：青少年\n2025年全国科普月活动")
    ('带水杯', {'': '2025年全国科普月活动', '面向': '青少年'})
    """
    texts = description.split("\n")
    told_by: dict[str, str] = {}
    if texts[0].partition("：")[0] == "状态":
        texts = texts[1:]
    end = len(texts)
    if end > 1 and not _hint(texts[-1]) and _hint(texts[-2]):
        told_by[""] = texts.pop()
        end -= 1
    while end and (hint := _hint(texts[end - 1])):
        told_by[hint[0]] = hint[1]
        end -= 1
    return "\n".join(texts[:end]) or None, told_by


def _hint(text: str) -> tuple[str, str] | None:
    """Return the label and the rest of a line that tells another field, or ``None``."""
    label, colon, rest = text.partition("：")
    return (label, rest) if colon and label in _HINTS else None


def line_of(value: str) -> str:
    r"""Return the text of a value on one line, without what no name may have.

    >>> line_of("机器人\\n科普展\x00 ")
    '机器人 科普展'
    """
    text = unescaped(value)
    if not text.isprintable():
        text = " ".join(filter(None, _LINE_UNSAFE.sub(" ", text).split(" ")))
    return text.strip()


def text_of(value: str) -> str:
    r"""Return the text of a value, without what no text may have.

    >>> text_of("机器人\\n科普展\x00")
    '机器人\n科普展'
    """
    text = unescaped(value)
    return text if text.replace("\n", "").isprintable() else _TEXT_UNSAFE.sub("", text)


def marked_up(text: str) -> str:
    r"""Return a text as HTML: lines stay lines, addresses become links.

    >>> marked_up("A < B\nhttps://example.org/?a=1&b=2")
    'A &lt; B<br><a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a>'
    """
    parts, end = [], 0
    for found in _LINK.finditer(text):
        address = html.escape(found[0])
        parts += [html.escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    parts.append(html.escape(text[end:]))
    return re.sub(r"\r\n?|[\n\x85\u2028\u2029]", "<br>", "".join(parts))


def line(label: str, values: Iterable[str]) -> str | None:
    """Return a line of the values that say something, or ``None`` where none does.

    >>> line("面向", ["青少年", "农民"])
    '面向：青少年、农民'
    """
    joined = "、".join(" ".join(value.splitlines()) for value in values if value)
    return f"{label}：{joined}" if joined else None


def told(contact: Contact) -> str:
    """Return a contact as one line; empty where it says nothing."""
    return " ".join(filter(None, [contact.name, contact.role, contact.phone, contact.email]))


def _speaker(speaker: Speaker) -> str:
    person = " ".join(filter(None, [speaker.name, speaker.affiliation, speaker.title]))
    return f"{person}（{speaker.topic}）" if speaker.topic else person


def _registration(registration: Registration) -> Iterator[str]:
    if registration.required:
        yield "须报名"
    yield registration.how or ""
    yield registration.url or ""
    if registration.opens is not None:
        yield f"{registration.opens} 起"
    if registration.closes is not None:
        yield f"{registration.closes} 截止"
    if registration.places is not None:
        yield f"限 {registration.places} 人"
