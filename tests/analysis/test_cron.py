"""Cron lines in words: what is plain, and what stays as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.analysis.cron import in_words


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("* * * * *", "every minute"),
        ("*/15 * * * *", "every 15 minutes"),
        ("0/30 * * * *", "every 30 minutes"),
        ("0 * * * *", "every hour"),
        ("17 * * * *", "every hour, at minute 17"),
        ("0 */6 * * *", "every 6 hours"),
        ("5 */6 * * 1-5", "every 6 hours, at minute 5, Monday to Friday"),
        ("0 2 * * *", "daily at 02:00"),
        ("30 4,16 * * *", "daily at 04:30 and 16:30"),
        ("0,30 9 * * *", "daily at 09:00 and 09:30"),
        ("0 3 * * 0", "every Sunday at 03:00"),
        ("0 3 * * 7", "every Sunday at 03:00"),
        ("0 9 * * mon,THU", "every Monday and Thursday at 09:00"),
        ("30 5 * * 1-5", "Monday to Friday at 05:30"),
        ("0 0 1 * *", "on day 1 of each month at 00:00"),
        ("0 0 1,15 * *", "on day 1 and 15 of each month at 00:00"),
        ("0 0 1 1,JUL *", "on day 1 of January and July at 00:00"),
        ("0 0 * 6 *", "every day of June at 00:00"),
    ],
)
def test_a_plain_line_has_words(cron, words):
    assert in_words(cron) == words


@pytest.mark.parametrize(
    "cron",
    [
        "", "0 0 * *", "$weekly", "*/7 * * * *", "0 0 1 * 1", "0 1-5 * * *", "5 4 1-7 * *", "0 25 * * *", "60 1 * * *",
        "0 0 * 13 *", "0 0 * 0 *", "0 0 * * 8", "0 0 * * 1-", "0 0 * 6 1", "0,10,20,30,40 1 * * *", "0 0 32 * *", "x 0 * * *",
    ],
)  # fmt: skip
def test_any_other_line_has_none(cron):
    assert in_words(cron) is None


@given(st.lists(st.text("0123456789*/,-MONJANx?", max_size=6), min_size=4, max_size=6).map(" ".join))
def test_any_line_is_no_fault(cron):
    words = in_words(cron)
    assert words is None or words.strip()
