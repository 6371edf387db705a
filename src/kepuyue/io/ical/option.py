"""What a calendar is written with, and the names that follow from it."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import attrs

from kepuyue.errors import chosen, invalid
from kepuyue.io.registry import VIEWS
from kepuyue.model._field import checked
from kepuyue.model.zone import in_utc

DOMAIN = "kepuyue.invalid"
"""What stands behind the ``@`` of a UID unless the publisher gives a domain of its own."""
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
"""DTSTAMP of a component that no stamp is known for, unless one is given."""
REFRESH = timedelta(hours=12)
"""How often a subscriber should look for changes."""
METHODS = ("PUBLISH", "REQUEST", "ADD", "CANCEL")
"""What the METHOD of a calendar may be (RFC 5546): those that a publisher sends."""
PART_OCTETS = 90
"""What an id may take of a UID: every program keeps 255 octets (RFC 5545, section 3.8.4.7)."""

_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_WEB = re.compile(r"(?:https?|webcal)://[!-~]+")


def coded(ref: str) -> str:
    """Return an id as it stands in a UID; of a long one a digest.

    >>> coded("sg museum"), len(coded("x" * 1000))
    ('sg%20museum', 64)
    """
    name = quote(ref, safe="")
    return name if len(name) <= PART_OCTETS else hashlib.sha256(ref.encode()).hexdigest()


@attrs.frozen(kw_only=True, field_transformer=checked)
class Options:
    """What a calendar is written with; the docs of :func:`kepuyue.io.ical.write` tell each.

    >>> Options(view="public").records
    False
    """

    view: str
    stamp: datetime | None = None
    domain: str = DOMAIN
    method: str | None = None
    name: str | None = None
    description: str | None = None
    source: str | None = None
    refresh: timedelta = REFRESH
    plain: bool = False
    records: bool | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no calendar can have."""
        chosen("view", self.view, VIEWS)
        object.__setattr__(self, "stamp", in_utc(self.stamp, "stamp"))
        if self.records is None:
            object.__setattr__(self, "records", self.view == "internal")
        if not _DOMAIN.fullmatch(self.domain):
            raise invalid(
                "KY-VAL003", self.domain, field="domain",
                expected_zh="域名（ASCII）", expected_en="a domain name in ASCII",
            )  # fmt: skip
        if self.method is not None:
            chosen("method", self.method, METHODS)
        if self.source is not None and not _WEB.fullmatch(self.source):
            raise invalid("KY-VAL009", self.source, field="source")
        if self.refresh < timedelta(minutes=1):
            raise invalid("KY-VAL008", self.refresh, field="refresh", low="1 min", high="∞")

    def uid(self, *ids: str, kind: str = "") -> str:
        """Return the UID of what has these ids: nothing else of its kind has it.

        >>> Options(view="public").uid("robots", "1/2")
        'robots/1%2F2@kepuyue.invalid'
        """
        name = "/".join(map(coded, ids))
        return f"{kind}:{name}@{self.domain}" if kind else f"{name}@{self.domain}"

    def named(self, name: str) -> "Options":
        """Return the options of a calendar of another name."""
        return attrs.evolve(self, name=name)
