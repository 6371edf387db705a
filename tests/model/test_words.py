from datetime import date

import pytest
from hypothesis import given

from kepuyue import Frequency, Recurrence
from kepuyue.model.words import in_words
from kepuyue.testing import strategies


@pytest.mark.parametrize(
    ("recurrence", "text"),
    [
        (Recurrence(frequency=Frequency.DAILY, count=5), "每天，共5次"),
        (Recurrence(frequency=Frequency.WEEKLY, by_day=("SA", "SU")), "每周六、日"),
        (Recurrence(frequency=Frequency.WEEKLY, count=2), "每周六，共2次"),
        (Recurrence(frequency=Frequency.WEEKLY, interval=2), "FREQ=WEEKLY;INTERVAL=2"),
        (Recurrence(frequency=Frequency.MONTHLY, count=3), "每月13日，共3次"),
        (Recurrence(frequency=Frequency.MONTHLY, by_month_day=(6, 20)), "每月6日、20日"),
        (
            Recurrence(frequency=Frequency.MONTHLY, by_month_day=(-1,)),
            "FREQ=MONTHLY;BYMONTHDAY=-1",
        ),
        (
            Recurrence(frequency=Frequency.DAILY, until=date(2026, 1, 2)),
            "每天，至2026年1月2日",
        ),
        (
            Recurrence(frequency=Frequency.MONTHLY, by_day=("-1FR",), until=date(2025, 12, 31)),
            "FREQ=MONTHLY;BYDAY=-1FR，至12月31日",
        ),
        (
            Recurrence(frequency=Frequency.MONTHLY, by_day=("SA",), by_set_pos=(2,)),
            "FREQ=MONTHLY;BYSETPOS=2;BYDAY=SA",
        ),
        (
            Recurrence(frequency=Frequency.DAILY, by_day=("SA",)),
            "FREQ=DAILY;BYDAY=SA",
        ),
        (
            Recurrence(added=(date(2025, 9, 20), date(2025, 9, 14)), excluded=(date(2025, 9, 13),)),
            "另加9月14日、9月20日，除9月13日",
        ),
    ],
)
def test_recurrences_are_told_in_words_where_words_do(recurrence: Recurrence, text: str) -> None:
    assert in_words(recurrence, date(2025, 9, 13)) == text


@given(strategies.recurrences())
def test_any_rule_has_words(recurrence: Recurrence) -> None:
    assert in_words(recurrence, date(2025, 9, 13)) or recurrence.frequency is None
