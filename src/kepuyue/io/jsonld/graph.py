"""The events of a document: campaigns, activities, their sessions and occurrences."""

from collections.abc import Iterable
from typing import Any

import attrs

from kepuyue.io.jsonld.node import LANGUAGE, Node, Nodes, node, performers
from kepuyue.io.jsonld.when import Listing, bounds, listing, schedule, times
from kepuyue.model.activity import Activity, ActivityForm, Link, Mode, Registration, Stage
from kepuyue.model.campaign import Campaign
from kepuyue.model.occurrence import Occurrence
from kepuyue.model.schedule import Session, State
from kepuyue.model.theme import Theme

_KINDS = {
    ActivityForm.EXHIBITION: "ExhibitionEvent",
    ActivityForm.CARAVAN: "ExhibitionEvent",
    ActivityForm.LECTURE: "EducationEvent",
    ActivityForm.TRAINING: "EducationEvent",
    ActivityForm.WORKSHOP: "EducationEvent",
    ActivityForm.FILM: "ScreeningEvent",
}
"""The forms that schema.org has an event for; any other is an Event, and a keyword."""
_MODES = {
    Mode.ONSITE: "https://schema.org/OfflineEventAttendanceMode",
    Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Mode.BOTH: "https://schema.org/MixedEventAttendanceMode",
}
_PUBLISHED = frozenset({Stage.PUBLISHED, Stage.SUPPLEMENTED, Stage.SUMMARISED})


@attrs.frozen
class Graph:
    """Makes the events of one document.

    Attributes:
        nodes: makes what the events refer to.
        language: the language of the activities, or ``None`` to leave it out.
    """

    nodes: Nodes
    language: str | None = LANGUAGE

    def campaign(self, campaign: Campaign) -> Node:
        """Return a campaign: a series, of which the activities are events."""
        nodes = self.nodes
        slogans = [nodes.programme.get(Theme, ref) for ref in campaign.slogans]
        return self._named_campaign(campaign.id) | node(
            "EventSeries",
            alternateName=list(campaign.brands),
            inLanguage=self.language,
            **times(campaign.window),
            location=nodes.area(campaign.region) if campaign.region else None,
            organizer=nodes.organizations(*campaign.issuers),
            about=nodes.themes((*campaign.topics, *campaign.directions)),
            keywords=[slogan.label for slogan in slogans if slogan is not None],
            audience=nodes.audiences(campaign.target_groups),
            superEvent=self._named_campaign(campaign.parent) if campaign.parent else None,
        )

    def activity(self, activity: Activity) -> Node:
        """Return an activity as one event, what it is made of as the events in it."""
        nodes = self.nodes
        links = [(link, (link.media_type or "").startswith("image/")) for link in activity.media]
        outcome = activity.outcome
        news = outcome.news if outcome else ()
        records = (*outcome.pictures, *outcome.videos) if outcome else ()
        when_and_where = self._sessions(activity)
        inside = when_and_where.pop("subEvent", None)
        return self._named_activity(activity.id, activity) | node(
            _kinds(activity),
            identifier=activity.id,
            url=activity.url,
            image=[link.url for link, is_image in links if is_image],
            description=activity.summary,
            eventAttendanceMode=_MODES[activity.mode] if activity.mode else None,
            **when_and_where,
            inLanguage=self.language,
            keywords=_distinct([*(form.label for form in activity.forms), activity.label]),
            about=nodes.themes(activity.themes),
            audience=nodes.audiences(activity.target_groups),
            organizer=nodes.organizations(*activity.hosts, *activity.organisers),
            contributor=nodes.organizations(*activity.co_organisers, *activity.supporters),
            offers=_offer(activity.registration) if activity.registration else None,
            superEvent=self._above(activity),
            subjectOf=[
                *(_work("MediaObject", link) for link, is_image in links if not is_image),
                *(_work("Article", link) for link in news),
            ],
            recordedIn=[_work("MediaObject", link) for link in records],
            subEvent=inside,
        )

    def _sessions(self, activity: Activity) -> dict[str, Any]:
        """Return when and where: of a single session as it is, of several one event for each."""
        listings = [listing(session) for session in activity.sessions]
        if len(listings) == 1:
            return self._session(activity, listings[0]) | _places(activity, listings[0])
        inside = [self._part(activity, found) for found in listings]
        places = [place for part in inside for place in _list(part.get("location"))]
        locations = list({repr(place): place for place in places}.values())
        return {
            **(bounds(*listings) if listings else {}),
            "eventStatus": _status(activity, activity.state),
            "location": locations or self._region(activity),
            "subEvent": inside,
        }

    def _part(self, activity: Activity, found: Listing) -> Node:
        """Return one of several sessions as an event of its own."""
        session = found.session
        return node(
            _kinds(activity),
            self.nodes.ref("activity", activity.id, session.id),
            name=activity.name,
            eventAttendanceMode=_mode(activity, session.venue, session.join_url),
            **self._session(activity, found),
        )

    def _session(self, activity: Activity, found: Listing) -> dict[str, Any]:
        """Return when and where a session takes place, and with whom."""
        session = found.session
        venue, state = session.venue, activity.state_of(session)
        inside: list[Node] = []
        when: dict[str, Any] = {}
        if not found.is_once:
            rule = schedule(session)
            # schema.org: an event with a schedule has no dates besides.
            when = bounds(found) if rule is None else {"eventSchedule": rule}
            inside = [self._occurrence(activity, session, once) for once in found.occurrences]
        elif found.occurrences:
            (once,) = found.occurrences
            venue, state = once.venue, activity.state_of(once)
            when = times(once.when)
        return {
            **when,
            "eventStatus": _status(activity, state),
            "location": self._locations(activity, venue, session.join_url),
            "performer": performers(session.speakers),
            "subEvent": inside,
        }

    def _occurrence(self, activity: Activity, session: Session, occurrence: Occurrence) -> Node:
        """Return one time that a session takes place, with all that a search engine asks for."""
        day = occurrence.on.isoformat()
        return node(
            _kinds(activity),
            self.nodes.ref("activity", activity.id, session.id, day),
            name=activity.name,
            eventAttendanceMode=_mode(activity, occurrence.venue, session.join_url),
            **times(occurrence.when),
            eventStatus=_status(activity, activity.state_of(occurrence)),
            location=self._locations(activity, occurrence.venue, session.join_url),
        )

    def _locations(self, activity: Activity, venue: str | None, join_url: str | None) -> list[Node]:
        return self.nodes.locations(venue, join_url) or self._region(activity)

    def _region(self, activity: Activity) -> list[Node]:
        """Return the division in which an activity without a venue is held."""
        if activity.region is None or activity.mode is Mode.ONLINE:
            return []
        return [self.nodes.area(activity.region)]

    def _above(self, activity: Activity) -> list[Node]:
        """Return the activity that this one is a part of, and the campaign."""
        above = []
        if activity.parent:
            parent = self.nodes.programme.get(Activity, activity.parent)
            above.append(self._named_activity(activity.parent, parent))
        if activity.campaign:
            above.append(self._named_campaign(activity.campaign))
        return above

    def _named_activity(self, ref: str, activity: Activity | None) -> Node:
        kinds = "Event" if activity is None else _kinds(activity)
        return node(kinds, self.nodes.ref("activity", ref), name=activity and activity.name)

    def _named_campaign(self, ref: str) -> Node:
        campaign = self.nodes.programme.get(Campaign, ref)
        name = campaign and campaign.name
        return node("EventSeries", self.nodes.ref("campaign", ref), name=name)


def _kinds(activity: Activity) -> list[str]:
    """Return the types of an activity, each once, in the order of its forms."""
    return _distinct(map(_KINDS.get, activity.forms)) or ["Event"]


def _mode(activity: Activity, venue: str | None, join_url: str | None) -> str | None:
    """Return the mode of a part: what is said of the whole, where it must hold for each part."""
    if activity.mode is None or (activity.mode is Mode.BOTH and not (venue and join_url)):
        return None
    return _MODES[activity.mode]


def _status(activity: Activity, state: State) -> str | None:
    """Return the status of an event; ``None`` for a draft, which nobody has scheduled yet."""
    if state is State.CANCELLED:
        return "https://schema.org/EventCancelled"
    if state is State.POSTPONED:
        return "https://schema.org/EventPostponed"
    if activity.stage in _PUBLISHED or state is State.HELD:
        return "https://schema.org/EventScheduled"
    return None


def _places(activity: Activity, found: Listing) -> dict[str, int | None]:
    """Return how many can take part in an activity that takes place once.

    Of one that takes place more often the model does not say whether it means each time.
    """
    if activity.registration is None or not found.is_once:
        return {}
    return {"maximumAttendeeCapacity": activity.registration.places}


def _offer(registration: Registration) -> Node | None:
    """Return how people register; without a price, since none is told."""
    offer = node(
        "Offer",
        url=registration.url,
        description=registration.how,
        validFrom=registration.opens and registration.opens.isoformat(),
        validThrough=registration.closes and registration.closes.isoformat(),
    )
    return offer if len(offer) > 1 else None


def _work(kind: str, link: Link) -> Node:
    return node(kind, url=link.url, name=link.title, encodingFormat=link.media_type)


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _distinct(values: Iterable[str | None]) -> list[str]:
    """Return what is there, each once, in order."""
    return list(dict.fromkeys(filter(None, values)))
