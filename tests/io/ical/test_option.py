"""Options are refused where no calendar can have them, and UIDs follow from them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import CHINA_TIME, InvalidValueError
from kepuyue.io.ical.option import PART_OCTETS, Options, coded
from kepuyue.io.ical.part import decoded, id_of
from kepuyue.testing import strategies


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("view", "secret"),
        ("stamp", datetime(2025, 8, 30)),  # noqa: DTZ001  (refused)
        ("domain", "a..b"),
        ("domain", "科普.cn"),
        ("method", "publish"),
        ("method", "REPLY"),
        ("source", "ftp://example.org/a.ics"),
        ("source", "https://example.org/a\r\nATTENDEE:x"),
        ("refresh", timedelta(seconds=59)),
        ("refresh", timedelta(days=-1)),
    ],
)
def test_what_no_calendar_has_is_refused(option: str, value: Any) -> None:
    with pytest.raises(InvalidValueError) as caught:
        Options(**{"view": "public", option: value})

    assert option in caught.value.report.findings[0].params.values()


def test_a_stamp_is_in_utc_and_records_are_for_the_internal_view() -> None:
    stamp = datetime(2025, 9, 6, 9, tzinfo=CHINA_TIME)

    assert Options(view="public", stamp=stamp).stamp == datetime(2025, 9, 6, 1, tzinfo=UTC)
    assert [Options(view="public").records, Options(view="internal").records] == [False, True]
    assert Options(view="internal", records=False).records is False


def test_only_the_name_differs_in_the_options_of_another_name() -> None:
    options = Options(view="internal", domain="kx.example.org", method="PUBLISH", records=False)

    assert options.named("科普") == Options(
        view="internal", domain="kx.example.org", method="PUBLISH", records=False, name="科普"
    )


@pytest.mark.parametrize("ref", ["科普\u3000馆", "a\xa0b"])
def test_an_id_with_a_wide_space_comes_back_from_a_uid(ref: str) -> None:
    assert decoded(coded(ref)) == ref


@given(strategies.ids().map(lambda ref: "".join(ref.split())))
def test_an_id_that_is_short_comes_back_from_a_uid(ref: str) -> None:
    uid = Options(view="public").uid(ref, kind="venue")

    assert id_of(uid, "venue") == (ref if len(quote(ref, safe="")) <= PART_OCTETS else coded(ref))


@given(st.lists(strategies.ids(), min_size=2, max_size=2), st.sampled_from(["", "unit"]))
def test_a_uid_is_short_and_plain_ascii(ids: list[str], kind: str) -> None:
    uid = Options(view="public").uid(*ids, kind=kind)

    assert len(uid) <= 2 * PART_OCTETS + 40
    assert uid.isascii()
    assert uid.isprintable()
    assert not set(uid) & set(' ,;\\"')
