"""Times in words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from mentorship.core import wording

NOW = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)
"""A Monday."""


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (NOW + dt.timedelta(hours=8), "today 17:00", "wait"),
        (NOW + dt.timedelta(days=1, hours=8), "tomorrow 17:00", "wait"),
        (NOW + dt.timedelta(days=3), "Thursday 09:00", "quiet"),
        (NOW + dt.timedelta(days=7), "8 February 09:00", "quiet"),
        (NOW + dt.timedelta(days=400), "7 March 2028 09:00", "quiet"),
        (NOW - dt.timedelta(hours=1), "since 08:00 today", "late"),
        (NOW - dt.timedelta(days=1), "1 day late", "late"),
        (NOW - dt.timedelta(days=3), "3 days late", "late"),
        (dt.date(2027, 2, 1), "today", "wait"),
        (dt.date(2027, 3, 12), "12 March", "quiet"),
        (dt.date(2027, 1, 31), "1 day late", "late"),
    ],
)
def test_when_something_is_due(due, words, tone):
    assert wording.due_words(due, NOW) == wording.Due(words, tone)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW - dt.timedelta(hours=1), "since 08:00 today"),
        (dt.date(2027, 2, 1), "since today"),
        (NOW - dt.timedelta(days=1), "since yesterday"),
        (NOW - dt.timedelta(days=4), "since Thursday"),
        (NOW - dt.timedelta(days=20), "since 12 January"),
        (NOW - dt.timedelta(days=60), "since 3 December 2026"),
    ],
)
def test_since_when_something_waits(moment, words):
    assert wording.since_words(moment, NOW) == words


def test_a_day_is_the_readers_day():
    late_evening = dt.datetime(2027, 2, 1, 23, 30, tzinfo=dt.UTC)

    with timezone.override("Asia/Tokyo"):
        assert wording.due_words(late_evening, NOW).words == "tomorrow 08:30"
