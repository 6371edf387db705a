"""What the texts of an event say, for people who read Chinese."""

import re
from collections.abc import Iterable, Iterator

from icalendar import vText

from kepuyue.model.activity import Activity, Registration
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session, Speaker, State
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.unit import Contact, Unit

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_OFF = frozenset({State.POSTPONED, State.CANCELLED})


def text(value: str) -> vText:
    r"""Return a text with one kind of line break, which icalendar escapes.

    >>> text("a\r\nb").to_ical()
    b'a\\nb'
    """
    return vText(_LINE_BREAKS.sub("\n", value))


def titled(activity: Activity, state: State) -> str:
    """Return the name of an activity, marked where it does not take place as planned.

    Many a phone shows no STATUS: whoever reads the list must see it all the same.

    >>> titled(Activity(id="a", name="机器人科普展"), State.POSTPONED)
    '【延期】机器人科普展'
    """
    return f"【{state.label}】{activity.name}" if state in _OFF else activity.name


def described(programme: Programme, activity: Activity, session: Session, state: State) -> str:
    """Return what a session is, for whom, by whom and how to join, as plain text.

    Args:
        programme: what the names come from.
        activity: the activity.
        session: a session of it.
        state: what becomes of the session, or of one occurrence of it.
    """

    def units(refs: tuple[str, ...]) -> Iterator[str]:
        return (programme.name_of(Unit, ref) for ref in refs)

    lines = [
        line("状态", [state.label] if state in _OFF else ()),
        activity.summary,
        line("面向", (programme.name_of(TargetGroup, ref) for ref in activity.target_groups)),
        line("形式", (form.label for form in activity.forms)),
        line("主讲", map(_speaker, session.speakers)),
        line("主办", units(activity.hosts)),
        line("承办", units(activity.organisers)),
        line("协办", units(activity.co_organisers)),
        line("支持", units(activity.supporters)),
        line("报名", _registration(activity.registration) if activity.registration else ()),
        line("线上参加", [session.join_url or ""]),
        line("咨询", map(told, activity.contacts)),
        activity.label,
    ]
    return "\n".join(filter(None, lines))


def line(label: str, values: Iterable[str]) -> str | None:
    """Return a line of the values that say something, or ``None`` where none does.

    >>> line("面向", ["青少年", "农民"])
    '面向：青少年、农民'
    """
    joined = "、".join(filter(None, values))
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
