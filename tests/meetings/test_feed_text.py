"""A calendar is kept as written and mended with what changed; mended and written anew say the same."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from meetings import feed_queries, feed_text
from meetings.domain.availability import add_weekly_time
from meetings.domain.cancelling import cancel_meeting, cancel_meeting_and_later
from meetings.domain.confirming import log_past_meeting
from meetings.domain.feeds import calendars_changed, make_feed, revoke_feed
from meetings.domain.moving import move_meeting, move_meeting_and_later
from meetings.domain.scheduling import schedule_meeting, schedule_series
from meetings.models import CalendarFeed, Meeting

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def address(mentee, now):
    return reverse("meetings:feed", args=[make_feed(by=mentee, now=now - dt.timedelta(days=30))])


@pytest.fixture
def series(pairing, mentee, now):
    return schedule_series(
        pairing_id=pairing.pk,
        first_on=dt.date(2027, 2, 2),
        starts_at=dt.time(17),
        time_zone="Europe/London",
        count=5,
        length_minutes=30,
        by=mentee,
        now=now - dt.timedelta(days=7),
    )


def events_in(address):
    return sorted(Client().get(address).content.decode().removesuffix("END:VCALENDAR\r\n").split("BEGIN:VEVENT"))


def verbs(pairing, mentor, mentee, series, now):
    """Everything that people do to meetings, one after the other."""
    second, third, fourth = series.meetings.order_by("starts_at")[1:4]
    facts = {"by": mentor, "now": now}
    yield lambda: schedule_meeting(
        pairing_id=pairing.pk, starts_at=now + dt.timedelta(hours=3), length_minutes=30, place="Room 4; left", **facts
    )
    yield lambda: move_meeting(meeting_id=second.pk, starts_at=second.starts_at + dt.timedelta(hours=1), **facts)
    yield lambda: cancel_meeting(meeting_id=third.pk, reason="exam", **facts)
    yield lambda: log_past_meeting(pairing_id=pairing.pk, starts_at=now - dt.timedelta(days=1), minutes=30, **facts)
    yield lambda: move_meeting_and_later(
        meeting_id=fourth.pk, starts_at=fourth.starts_at + dt.timedelta(days=1), **facts
    )
    yield lambda: add_weekly_time(
        weekday=1, starts_at=dt.time(16), ends_at=dt.time(18), is_protected=True, by=mentee, now=now
    )
    yield lambda: cancel_meeting_and_later(meeting_id=fourth.pk, reason="exam", **facts)


def test_mended_and_written_anew_are_the_same_after_everything_people_do(address, pairing, mentor, mentee, series, now):
    before = events_in(address)
    for act in verbs(pairing, mentor, mentee, series, now):
        act()
        mended = events_in(address)
        CalendarFeed.objects.update(written=None)

        assert mended == events_in(address)
        assert mended != before
        before = mended


def test_after_a_change_only_what_changed_is_read(address, series, mentor, now, django_assert_num_queries):
    Client().get(address)
    second = series.meetings.order_by("starts_at")[1]
    move_meeting(meeting_id=second.pk, starts_at=second.starts_at + dt.timedelta(hours=1), by=mentor, now=now)

    with django_assert_num_queries(3):
        Client().get(address)


def test_a_change_that_was_on_its_way_while_the_calendar_was_written_is_not_missed(address, series, mentee, now):
    second = series.meetings.order_by("starts_at")[1]
    Client().get(address)

    Meeting.objects.filter(pk=second.pk).update(
        place="Ward 7", sequence=1, changed_at=now - feed_text.LATE + dt.timedelta(seconds=1)
    )
    calendars_changed([mentee.pk])

    assert "Ward 7" in "".join(events_in(address))


def test_of_what_changed_just_before_it_was_written_only_what_changed_again_is_read(address, series, mentor, now):
    second, third = series.meetings.order_by("starts_at")[1:3]
    for meeting in (second, third):
        move_meeting(meeting_id=meeting.pk, starts_at=meeting.starts_at + dt.timedelta(hours=1), by=mentor, now=now)
    Client().get(address)
    facts = {"pairing_ids": [second.pairing_id], "since": now - feed_text.LATE, "at_most": 9}
    known = feed_queries.marks_of(feed_queries.changed_in(**facts, known=""))

    move_meeting(meeting_id=third.pk, starts_at=third.starts_at + dt.timedelta(hours=2), by=mentor, now=now)

    assert [row.uuid for row in feed_queries.changed_in(**facts, known=known)] == [third.uuid]
    assert [row.sequence for row in feed_queries.changed_in(**facts, known="")] == [1, 2]
    mended = events_in(address)
    CalendarFeed.objects.update(written=None)
    assert mended == events_in(address)


def test_what_nobody_changed_is_given_as_it_was_kept(address, series, django_assert_num_queries):
    first = events_in(address)

    with django_assert_num_queries(1):
        again = events_in(address)

    assert again == first


def test_many_changes_at_once_are_written_whole(address, pairing, mentee, now, monkeypatch):
    monkeypatch.setattr(feed_text, "MOST_MENDED", 2)
    Client().get(address)
    for hours in (3, 5, 7):
        starts_at = now + dt.timedelta(hours=hours)
        schedule_meeting(pairing_id=pairing.pk, starts_at=starts_at, length_minutes=30, by=mentee, now=now)

    assert len(events_in(address)) == 4


def test_what_was_read_before_a_change_is_not_kept_after_it(address, series, mentee, now):
    feed = CalendarFeed.objects.get()
    kept = feed_queries.kept_behind(feed.token_sha256, None)
    calendars_changed([mentee.pk], anew=True)

    feed_text.text_of(kept, today="today")

    feed.refresh_from_db()
    assert feed.written is None


def test_a_connection_that_broke_in_between_is_opened_anew(address, series, monkeypatch):
    token_sha256 = CalendarFeed.objects.get().token_sha256
    answers = iter([OperationalError("server closed the connection"), (1, 2, 3, "", None, None)])
    closed = []

    def row(_sql, _params):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(feed_queries, "_row", row)
    broken = SimpleNamespace(
        vendor=connection.vendor, in_atomic_block=False, is_usable=lambda: False, close=lambda: closed.append("closed")
    )
    monkeypatch.setattr(feed_queries, "connection", broken)

    kept = feed_queries.kept_behind(token_sha256, None)

    assert (kept.feed_id, kept.user_id, kept.version, closed) == (1, 2, 3, ["closed"])


def test_what_the_client_has_already_is_not_read_again(address, series):
    Client().get(address)
    feed = CalendarFeed.objects.get()

    assert feed_queries.kept_behind(feed.token_sha256, feed.version).written is None
    assert feed_queries.kept_behind(feed.token_sha256, feed.version + 1).written


def test_a_closed_address_keeps_nothing(address, series, mentee, now):
    Client().get(address)
    assert CalendarFeed.objects.get().written

    revoke_feed(by=mentee, now=now)

    assert CalendarFeed.objects.get().written is None
