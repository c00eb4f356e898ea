"""Moved: one meeting, or one of a series and all that follow; calendars learn of it under the same UID."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from meetings import calendars, reminders
from meetings.domain.moving import move_meeting, move_meeting_and_later
from meetings.domain.scheduling import schedule_series
from meetings.enums import MeetingState
from meetings.models import Holiday
from meetings.queries import calendar_of
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.meetings.factories import MeetingFactory
from tests.meetings.test_calendars import feed, starts_in
from tests.meetings.test_reminders import own_changes


@pytest.fixture
def series(pairing, mentee, now):
    """Six Tuesdays at 17:00, the clocks of London changing before the last."""
    return schedule_series(
        pairing_id=pairing.pk,
        first_on=dt.date(2027, 2, 23),
        starts_at=dt.time(17),
        time_zone="Europe/London",
        length_minutes=30,
        count=6,
        by=mentee,
        now=now,
    )


def meetings_of(series):
    return list(series.meetings.order_by("starts_at"))


def test_one_meeting_of_a_series_is_moved_and_keeps_its_uid(series, mentor, mentee, now):
    second = meetings_of(series)[1]
    by_rule = second.starts_at

    moved = move_meeting(meeting_id=second.pk, starts_at=by_rule + dt.timedelta(days=1), by=mentor, now=now)

    assert (moved.sequence, moved.moved_by, moved.original_starts_at) == (1, mentor, by_rule)
    repeating, override = Calendar.from_ical(feed(calendar_of(mentee))).events
    assert repeating["uid"] == override["uid"] == str(series.uuid)
    assert (override["recurrence-id"].dt, override.start, override["sequence"]) == (by_rule, moved.starts_at, 1)
    assert starts_in(feed(calendar_of(mentee))) == [meeting.starts_at for meeting in meetings_of(series)]


def test_moved_twice_the_same_is_moved_once(series, mentor, now):
    second = meetings_of(series)[1]
    for _time in range(2):
        move_meeting(meeting_id=second.pk, starts_at=second.starts_at + dt.timedelta(days=1), by=mentor, now=now)

    second.refresh_from_db()
    assert second.sequence == 1
    assert AuditEntry.objects.filter(verb="move_meeting").count() == 1


def test_a_series_moved_in_the_middle_stays_at_its_hour_across_the_clock_change(series, mentor, mentee, now):
    third = meetings_of(series)[2]

    became = move_meeting_and_later(
        meeting_id=third.pk, starts_at=third.starts_at + dt.timedelta(days=2, hours=-1), by=mentor, now=now
    )

    assert (len(became.moved), became.called_off) == (4, [])
    local = [meeting.starts_at.astimezone(dt.UTC) for meeting in became.moved]
    assert [f"{moment:%a %H:%M}" for moment in local] == ["Thu 16:00", "Thu 16:00", "Thu 16:00", "Thu 15:00"]
    rows = [meeting.starts_at for meeting in meetings_of(series)]
    assert starts_in(feed(calendar_of(mentee))) == rows
    series.refresh_from_db()
    assert series.sequence == 1
    assert {meeting.sequence for meeting in became.moved} == {1}


def test_a_series_moved_back_over_the_clock_change_stays_at_its_hour(series, mentor, now):
    third = meetings_of(series)[2]

    became = move_meeting_and_later(
        meeting_id=third.pk, starts_at=third.starts_at - dt.timedelta(days=3), by=mentor, now=now
    )

    local = [meeting.starts_at.astimezone(ZoneInfo("Europe/London")) for meeting in became.moved]
    assert [f"{moment:%a %d %b %H:%M}" for moment in local] == [
        "Sat 06 Mar 17:00",
        "Sat 13 Mar 17:00",
        "Sat 20 Mar 17:00",
        "Sat 27 Mar 17:00",
    ]


def test_moved_onto_the_next_weeks_day_they_do_not_collide(series, mentor, now):
    first = meetings_of(series)[0]

    became = move_meeting_and_later(
        meeting_id=first.pk, starts_at=first.starts_at + dt.timedelta(days=7), by=mentor, now=now
    )
    back = move_meeting_and_later(meeting_id=first.pk, starts_at=first.starts_at, by=mentor, now=now)

    assert len(became.moved) == len(back.moved) == 6
    first.refresh_from_db()
    assert first.sequence == 2


def test_what_would_fall_on_a_holiday_is_called_off_and_named(series, cohort, mentor, now):
    Holiday.objects.create(
        cohort=cohort, name="Founders' day", starts_on=dt.date(2027, 3, 10), ends_on=dt.date(2027, 3, 10)
    )
    first = meetings_of(series)[0]

    became = move_meeting_and_later(
        meeting_id=first.pk, starts_at=first.starts_at + dt.timedelta(days=1), by=mentor, now=now
    )

    assert (len(became.moved), len(became.called_off)) == (5, 1)
    assert (became.called_off[0].cancel_reason, became.called_off[0].state) == ("holiday", MeetingState.CANCELLED)


def test_what_cannot_be_is_refused(series, pairing, mentor, other_mentor, now):
    first, second = meetings_of(series)[:2]
    single = MeetingFactory(pairing=pairing)
    over = MeetingFactory(pairing=pairing, held=True)
    for meeting, moment, words in (
        (first, now - dt.timedelta(hours=1), "passed"),
        (first, now + dt.timedelta(days=900), "ends, on"),
        (first, second.starts_at, "You two have a meeting"),
        (over, now + dt.timedelta(days=1), "cannot be moved"),
    ):
        with pytest.raises(Refused, match=words):
            move_meeting(meeting_id=meeting.pk, starts_at=moment, by=mentor, now=now)
    with pytest.raises(Refused, match="does not repeat"):
        move_meeting_and_later(meeting_id=single.pk, starts_at=now + dt.timedelta(days=2), by=mentor, now=now)
    with pytest.raises(NotAllowed):
        move_meeting(meeting_id=first.pk, starts_at=now + dt.timedelta(days=2), by=other_mentor, now=now)


def test_both_learn_of_a_move_with_the_raised_sequence(series, mentor, mentee, now):
    third = meetings_of(series)[2]
    move_meeting_and_later(meeting_id=third.pk, starts_at=third.starts_at + dt.timedelta(days=1), by=mentor, now=now)

    (told,) = reminders.moved(now)
    own = [due for due in own_changes(now) if due.slot.startswith("moved")]

    assert (told.recipient_id, [due.recipient_id for due in own]) == (mentee.pk, [mentor.pk])
    assert told.headline == "Amara moved 4 meetings, the first to Wednesday 10 March, 17:00"
    calendar = Calendar.from_ical(told.attachments[0][2])
    assert calendar["method"] == "REQUEST"
    assert [(event["uid"], event["sequence"]) for event in calendar.events] == [(str(series.uuid), 1)] * 4
    assert {event["recurrence-id"].params["TZID"] for event in calendar.events} == {"Europe/London"}
    assert calendar.timezones[0].tz_name == "Europe/London"


def test_a_new_series_is_invited_to_with_its_rule_and_zone(series, mentee):
    calendar = Calendar.from_ical(calendars.invitation(list(calendar_of(mentee))))

    (event,) = calendar.events
    assert event["rrule"].to_ical().decode() == "FREQ=WEEKLY;COUNT=6;INTERVAL=1;BYDAY=TU"
    assert (event["sequence"], str(event["organizer"])) == (0, "mailto:mentorship@localhost")
    assert {str(who) for who in event["attendee"]} == {"mailto:mentee@example.org", "mailto:mentor@example.org"}


@pytest.mark.usefixtures("frozen")
def test_the_page_moves_one_or_all_later(as_mentee, series):
    third = meetings_of(series)[2]
    path = reverse("meetings:move", args=[third.uuid])
    assert "It was planned for Tuesday 9 March, 17:00" in " ".join(as_mentee.get(path).content.decode().split())

    page = as_mentee.post(
        path, {"day": "2027-03-11", "time": "16:00", "minutes": 30, "and_later": "on"}, follow=True
    ).content.decode()

    assert "4 meetings moved." in page


@pytest.mark.usefixtures("frozen")
def test_the_page_of_a_meeting_that_is_over_asks_when_they_met(as_mentee, over):
    page = as_mentee.post(
        reverse("meetings:move", args=[over.uuid]), {"day": "2027-01-30", "time": "10:00", "minutes": 25}, follow=True
    ).content.decode()

    over.refresh_from_db()
    assert "you met at another time" in page
    assert (over.state, over.held_minutes, over.starts_at.day) == (MeetingState.HELD, 25, 30)
