"""The writer: documents of a programme, the object of an activity, and the script for a page."""

import itertools
import re
from collections.abc import Mapping
from typing import IO, Any

import msgspec

from kepuyue.errors import DumpError, InvalidValueError, invalid, report_of
from kepuyue.io.jsonld.graph import Graph
from kepuyue.io.jsonld.node import BASE, LANGUAGE, Node, Nodes
from kepuyue.io.registry import View
from kepuyue.model.activity import Activity
from kepuyue.model.extra import to_extra
from kepuyue.model.programme import TUPLES, Programme
from kepuyue.model.reference import references

CONTEXT = "https://schema.org"
"""The vocabulary of every document."""

_BASE = re.compile(
    r"(?:https?://[A-Za-z0-9.:\[\]-]+/|tag:|urn:)[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*(?<=[/#:=?])"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_ENCODER = msgspec.json.Encoder()
# What could end or disturb the script element that JSON stands in (HTML, section 4.12.1.3), and two
# line ends that JavaScript did not take in strings before 2019. JSON has them in strings alone.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def write(
    programme: Programme,
    file: IO[bytes],
    *,
    view: View = "public",
    base_url: str = BASE,
    language: str | None = LANGUAGE,
) -> None:
    r"""Write the document of a programme: its campaigns and activities, an event a line.

    It is JSON-LD 1.1 in UTF-8, and can stand in a page as it is: see :func:`script`.

    Args:
        programme: the programme.
        file: what it is written to.
        view: ``"public"``, the only view there is.
        base_url: what every ``@id`` begins with: an address of the publisher's own that ends in
            ``/`` or ``#``; by default a tag URI (RFC 4151).
        language: the language of the activities (BCP 47); ``None`` leaves it out.

    Raises:
        DumpError: if the internal view is asked for.
        InvalidValueError: if the base is no address, or the language is none.

    >>> from io import BytesIO
    >>> file = BytesIO()
    >>> write(Programme(), file)
    >>> file.getvalue()
    b'{"@context":"https://schema.org","@graph":[\n]}\n'
    """
    if view != "public":
        raise DumpError(report_of("KY-DMP200", view))
    programme = programme.public()
    graph = _graph(programme, base_url, language)
    nodes = itertools.chain(
        map(graph.campaign, programme.campaigns), map(graph.activity, programme.activities)
    )
    file.write(f'{{"@context":"{CONTEXT}","@graph":['.encode())
    for index, node in enumerate(nodes):
        file.write(f"{',' if index else ''}\n{_encoded(node)}".encode())
    file.write(b"\n]}\n")


def event(
    activity: Activity | str,
    programme: Programme,
    *,
    base_url: str = BASE,
    language: str | None = LANGUAGE,
) -> Node:
    """Return the object of one activity, complete in itself, for the head of its page.

    Args:
        activity: the activity, or its id.
        programme: where its units, places and themes are looked up.
        base_url: what every ``@id`` begins with; see :func:`write`.
        language: the language of the activity.

    Returns:
        A schema.org Event of the public view. The time does not grow with the programme.

    Raises:
        UnknownIdError: if the programme has no activity of this id.
        InvalidValueError: if the base is no address, or the language is none.

    >>> robots = Activity(id="robots", name="机器人科普展")
    >>> event(robots, Programme())["name"]
    '机器人科普展'
    """
    found = programme.resolve(Activity, activity) if isinstance(activity, str) else activity
    public = _around(found, programme).public()
    (shown,) = (other for other in public.activities if other.id == found.id)
    return {"@context": CONTEXT, **_graph(public, base_url, language).activity(shown)}


def script(document: Mapping[str, Any]) -> str:
    r"""Return the HTML element that holds a document, safe whatever its texts say.

    ``<``, ``>``, ``&`` and the separators U+2028 and U+2029 are written as escapes of JSON, so no
    text can end the element or begin a comment; the JSON says the same.

    Args:
        document: what :func:`event` gives, or any JSON object.

    Raises:
        DumpError: if there is something in it that JSON cannot carry.

    >>> script({"name": "</script>"})
    '<script type="application/ld+json">{"name":"\\u003c/script\\u003e"}</script>'
    """
    try:
        to_extra(document)  # the encoder writes what is not finite as null
        return f'<script type="application/ld+json">{_encoded(document)}</script>'
    except InvalidValueError as error:
        raise DumpError(error.report) from None
    except (TypeError, ValueError, RecursionError) as error:
        why = str(error)
        raise DumpError(report_of("KY-VAL012", field="document", why_zh=why, why_en=why)) from None


def _encoded(value: Any) -> str:
    return _ENCODER.encode(value).decode().translate(_ESCAPES)


def _graph(programme: Programme, base_url: str, language: str | None) -> Graph:
    if not _BASE.fullmatch(base_url):
        raise invalid(
            "KY-VAL003", base_url, field="base_url",
            expected_zh="http、https、tag 或 urn 地址（ASCII）",
            expected_en="an http, https, tag or urn address in ASCII",
        )  # fmt: skip
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise invalid(
            "KY-VAL003", language, field="language",
            expected_zh="语言标签（BCP 47）", expected_en="a language tag (BCP 47)",
        )  # fmt: skip
    return Graph(Nodes(programme, base_url), language)


def _around(activity: Activity, programme: Programme) -> Programme:
    """Return a programme of an activity and what its object tells: two steps along references."""
    kept: dict[type, dict[str, Any]] = {kind: {} for kind in TUPLES.values()}
    kept[Activity][activity.id] = activity
    nearest = [activity]
    for _ in range(2):
        targets = [programme.target(ref) for entity in nearest for ref in references(entity)]
        nearest = [entity for entity in targets if type(entity) in kept]
        for entity in nearest:
            kept[type(entity)].setdefault(entity.id, entity)
    fields: dict[str, Any] = {name: tuple(kept[kind].values()) for name, kind in TUPLES.items()}
    return Programme(**fields)
