"""The events of an activity: a VEVENT a session, and one for each occurrence that differs."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from kepuyue.io._overrides import overridden
from kepuyue.io.ical import jcal
from kepuyue.io.ical.line import escaped, folded, line
from kepuyue.io.ical.option import EPOCH, Options
from kepuyue.io.ical.part import Parts, contacts
from kepuyue.io.ical.record import RecordWriter
from kepuyue.io.ical.text import OFF, REMEMBERED, Texts, marked_up, titled
from kepuyue.io.ical.when import in_zulu, is_left, of_occurrence, recurrence_lines, times
from kepuyue.model.activity import Activity, Link, Mode, Stage
from kepuyue.model.occurrence import Occurrence
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session, State
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme

COLOURS = {Mode.ONSITE: "seagreen", Mode.ONLINE: "royalblue", Mode.BOTH: "mediumpurple"}
"""COLOR (RFC 7986, section 5.9) of an event by how people take part; what is off is grey."""
FREE = frozenset({"CLASS", "TRANSP", "COLOR", "X-ALT-DESC", "STYLED-DESCRIPTION"})
"""What no field tells: what ``extra`` keeps of it stands in place of what would be written."""
APART = FREE | {
    "SUMMARY", "DESCRIPTION", "URL", "CATEGORIES", "ATTACH", "IMAGE", "CONTACT", "ORGANIZER",
    "CONFERENCE",
}  # fmt: skip
"""The same for an occurrence, which has no name, no summary and so on of its own."""
ONCE = FREE | {
    "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "URL", "STATUS", "ORGANIZER", "SEQUENCE",
    "CREATED", "LAST-MODIFIED", "PRIORITY",
}  # fmt: skip
"""What an event has once (RFC 5545, section 3.6.1): what would stand there twice is left out."""

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
_LARGEST_INTEGER = 2**31 - 1
"""RFC 5545, section 3.3.8."""
_PUBLISHED = frozenset({Stage.PUBLISHED, Stage.SUPPLEMENTED, Stage.SUMMARISED})


class Events:
    """The components of the activities of a programme.

    Args:
        programme: what the activities refer to, in the view that is written.
        options: what the calendar is written with.
    """

    def __init__(self, programme: Programme, options: Options) -> None:
        self._programme = programme
        self._options = options
        self._texts = Texts(programme)
        self._parts = Parts(programme, options)
        self._categories = lru_cache(REMEMBERED)(self._category_lines)
        self._records = RecordWriter()
        self._class = "CLASS:PUBLIC" if options.view == "public" else "CLASS:PRIVATE"

    def of(self, activity: Activity) -> bytes:
        """Return the components of an activity, folded.

        With records each activity has one, so an activity without a date has a VJOURNAL.
        """
        lines: list[str] = []
        shared: list[str] | None = None
        kept = self._records.line(activity) if self._options.records else None
        for session in activity.sessions:
            when = session.when
            if when is None:
                continue
            if shared is None:
                shared = self._shared(activity)
            if session.recurrence is None:
                (part,) = session.occurrences() if session.overrides else (session,)
                at = times(part.when or when)
                lines += self._event(activity, session, part, at + shared, kept)
            elif is_left(session.recurrence, when):
                at = times(when, repeats=True) + recurrence_lines(session.recurrence, when)
                lines += self._event(activity, session, session, at + shared, kept)
                for occurrence in overridden(session):
                    at = [*times(occurrence.when or when), of_occurrence(when, occurrence.on)]
                    lines += self._event(activity, session, occurrence, at + shared, None)
            else:
                continue
            kept = None
        if kept is not None:
            lines += self._journal(activity, kept)
        return folded(lines)

    def _journal(self, activity: Activity, kept: str) -> list[str]:
        summary = [line("DESCRIPTION", escaped(activity.summary))] if activity.summary else []
        return [
            "BEGIN:VJOURNAL",
            line("UID", self._options.uid(activity.id, kind="activity")),
            f"DTSTAMP:{in_zulu(self._stamp(activity))}",
            line("SUMMARY", escaped(titled(activity, activity.state))),
            *summary,
            self._class,
            kept,
            "END:VJOURNAL",
        ]

    def _stamp(self, activity: Activity) -> datetime:
        return self._options.stamp or activity.updated or activity.created or EPOCH

    def _shared(self, activity: Activity) -> list[str]:
        """Return the lines that all events of an activity have."""
        lines = [f"DTSTAMP:{in_zulu(self._stamp(activity))}"]
        if activity.created is not None:
            lines.append(f"CREATED:{in_zulu(activity.created)}")
        if activity.updated is not None:
            lines.append(f"LAST-MODIFIED:{in_zulu(activity.updated)}")
        lines += [
            f"SEQUENCE:{min(activity.revision, _LARGEST_INTEGER)}",
            self._class,
            "TRANSP:TRANSPARENT",
            *self._categories(activity.themes, activity.target_groups),
            *self._parts.organizer(activity),
            *contacts(activity),
        ]
        if activity.url is not None:
            lines.append(line("URL", activity.url))
        lines += map(_medium, activity.media)
        if activity.parent is not None:
            lines += self._related(activity.parent)
        return lines

    def _category_lines(self, themes: tuple[str, ...], target_groups: tuple[str, ...]) -> list[str]:
        labels = [
            *(self._programme.name_of(Theme, ref) for ref in themes),
            *(self._programme.name_of(TargetGroup, ref) for ref in target_groups),
        ]
        return [line("CATEGORIES", ",".join(map(escaped, labels)))] if labels else []

    def _related(self, ref: str) -> list[str]:
        """Return RELATED-TO, if the parent has an event."""
        parent = self._programme.get(Activity, ref)
        above = next((s for s in parent.sessions if s.when is not None), None) if parent else None
        if parent is None or above is None:
            return []
        uid = self._options.uid(parent.id, above.id)
        return [line("RELATED-TO", escaped(uid), {"RELTYPE": "PARENT"})]

    def _event(
        self,
        activity: Activity,
        session: Session,
        part: Session | Occurrence,
        begun: list[str],
        kept: str | None,
    ) -> list[str]:
        """Return the VEVENT of a session, or of an occurrence of it.

        Args:
            activity: the activity.
            session: the session.
            part: the session, or the occurrence.
            begun: lines of it: its times, and what all events of the activity have.
            kept: the record of the activity, if this is the event that carries it.
        """
        state = activity.state_of(part)
        place = None if part.venue is None else self._parts.place(part.venue)
        lines = [
            f"UID:{self._options.uid(activity.id, session.id)}",
            *begun,
            f"STATUS:{_status(activity, state)}",
            f"SUMMARY:{escaped(titled(activity, state))}",
            *self._description(activity, session, state),
        ]
        if place is not None:
            lines += place.lines
        if session.join_url is not None:
            params = {"VALUE": "URI", "LABEL": "线上参加"}
            lines.append(line("CONFERENCE", session.join_url, params))
        if not self._options.plain:
            lines += self._colour(activity, state)
        if session.extra:
            inside: tuple[str, ...] = ()
            if isinstance(part, Occurrence) and session.recurrence is not None:
                inside = "overrides", str(part.on)
            lines, inner = _with_kept(lines, session, *inside)
        else:
            inner = []
        if kept is not None:
            lines.append(kept)
        if not self._options.plain:
            lines += self._parts.units(activity)
            lines += self._parts.speakers(activity, session)
            if place is not None:
                lines += place.component
        return ["BEGIN:VEVENT", *lines, *inner, "END:VEVENT"]

    def _description(self, activity: Activity, session: Session, state: State) -> Iterator[str]:
        text = self._texts.described(activity, session, state)
        if not text:
            return
        yield f"DESCRIPTION:{escaped(text)}"
        if not self._options.plain and "http" in text:  # else it says no more than the text
            html = escaped(marked_up(text))
            yield f"STYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:{html}"
            yield f"X-ALT-DESC;FMTTYPE=text/html:<html><body>{html}</body></html>"

    def _colour(self, activity: Activity, state: State) -> list[str]:
        if state in OFF:
            return ["COLOR:grey"]
        return [] if activity.mode is None else [f"COLOR:{COLOURS[activity.mode]}"]


def _with_kept(lines: list[str], session: Session, *inside: str) -> tuple[list[str], list[str]]:
    """Return lines with those that ``extra`` keeps, and the components that it keeps."""
    kept, components = jcal.lines_of(session.extra, *inside)
    replaced = kept.keys() & (APART if inside else FREE)
    lines = [text for text in lines if _name(text) not in replaced]
    there = set(map(_name, lines))
    for name, texts in kept.items():
        if name not in ONCE:
            lines += texts
        elif name not in there:
            lines += texts[:1]
    return lines, components


def _name(text: str) -> str:
    """Return the name of a line."""
    return re.split("[:;]", text, maxsplit=1)[0]


def _status(activity: Activity, state: State) -> str:
    if state is State.CANCELLED:
        return "CANCELLED"
    if state is State.POSTPONED or activity.stage not in _PUBLISHED:
        return "TENTATIVE"
    return "CONFIRMED"


def _medium(link: Link) -> str:
    """Return a picture as IMAGE (RFC 7986), anything else as ATTACH."""
    media_type = link.media_type or ""
    params = {"FMTTYPE": media_type} if _MEDIA_TYPE.fullmatch(media_type) else {}
    if media_type.startswith("image/"):
        return line("IMAGE", link.url, {"VALUE": "URI", **params})
    return line("ATTACH", link.url, params)
