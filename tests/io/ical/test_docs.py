"""The page about calendars lists every fixup, and no other."""

import re
from pathlib import Path

from kepuyue.catalogue import MESSAGES
from kepuyue.io.ical.finding import FIXUPS

PAGE = Path(__file__).parents[3] / "docs" / "calendars.md"


def test_the_table_of_fixups_is_that_of_the_code() -> None:
    rows = re.findall(
        r"^\| `([a-z0-9-]+)` \| `(KY-[A-Z]{3}[0-9]{3})` \|", PAGE.read_text("utf-8"), re.MULTILINE
    )

    assert sorted(rows) == sorted(FIXUPS.items())
    assert {code for _, code in rows} <= set(MESSAGES)
