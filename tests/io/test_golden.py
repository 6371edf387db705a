"""The very bytes of each text format; `make golden` rewrites them, `git diff` shows the change."""

from kepuyue import dumps
from kepuyue.testing import make_programme
from tests.conftest import Golden


def test_json_is_as_it_was(golden: Golden) -> None:
    golden("programme.json", dumps(make_programme(), indent=2))


def test_the_public_calendar_is_as_it_was(golden: Golden) -> None:
    golden("public.ics", dumps(make_programme(), format="ics"))


def test_the_internal_calendar_is_as_it_was(golden: Golden) -> None:
    golden("internal.ics", dumps(make_programme(), format="ics", view="internal"))


def test_the_json_ld_is_as_it_was(golden: Golden) -> None:
    golden("programme.jsonld", dumps(make_programme(), format="jsonld"))
