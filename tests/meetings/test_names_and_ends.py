"""What calendars learn when one of the two is called otherwise, and when a pair ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from matching.domain.pairings import end_pairing
from matching.enums import EndReason
from meetings import reminders
from meetings.domain.feeds import make_feed
from meetings.domain.scheduling import schedule_series
from meetings.models import Meeting
from mentorship.accounts.domain.profile import change_profile
from tests.meetings.factories import MeetingFactory
from tests.meetings.test_reminders import cancelled, own_changes

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def series(pairing, mentee, now):
    """Three Tuesdays, planned by the mentee last week."""
    return schedule_series(
        pairing_id=pairing.pk,
        first_on=dt.date(2027, 2, 2),
        starts_at=dt.time(17),
        time_zone="Europe/London",
        count=3,
        length_minutes=30,
        by=mentee,
        now=now - dt.timedelta(days=7),
    )


@pytest.fixture
def address(mentee, now):
    return reverse("meetings:feed", args=[make_feed(by=mentee, now=now)])


def rename(user, now, **facts):
    own = {name: getattr(user, name) for name in ("full_name", "preferred_name", "pronouns", "time_zone")}
    return change_profile(user_id=user.pk, by=user, now=now, **{**own, **facts})


def events_in(content):
    return Calendar.from_ical(content).events


def test_the_partners_calendar_has_the_new_name_under_the_same_uid(series, address, mentor, now):
    before = Client().get(address)

    rename(mentor, now, full_name="Amara Mensah", preferred_name="Dr Mensah")

    after = Client().get(address, headers={"If-None-Match": before["ETag"]})
    assert {str(event["summary"]) for event in events_in(before.content)} == {"Mentoring: Lena and Amara"}
    assert {str(event["summary"]) for event in events_in(after.content)} == {"Mentoring: Lena and Dr Mensah"}
    assert {str(event["uid"]) for event in events_in(after.content)} == {str(series.uuid)}


def test_both_get_one_mail_with_a_raised_sequence_for_what_is_to_come(series, pairing, mentor, mentee, now):
    MeetingFactory(pairing=pairing, over=True)

    rename(mentor, now, full_name="Amara Mensah")

    due = list(own_changes(now))
    assert {one.recipient_id for one in due} == {mentor.pk, mentee.pk}
    assert list(reminders.moved(now)) == []
    (((_name, media_type, text),), _other) = (one.attachments for one in due)
    calendar = Calendar.from_ical(text)
    assert "method=REQUEST" in media_type
    assert calendar["method"] == "REQUEST"
    assert [(str(event["uid"]), event["sequence"]) for event in calendar.events] == [(str(series.uuid), 1)] * 3
    assert {attendee.params["CN"] for event in calendar.events for attendee in event["attendee"]} == {
        "Amara Mensah",
        "Lena Fischer",
    }


def test_another_time_zone_or_other_pronouns_tell_nobody(series, mentor, now):
    rename(mentor, now, time_zone="America/New_York", pronouns="she/her")

    assert list(own_changes(now)) == []
    assert set(series.meetings.values_list("sequence", flat=True)) == {0}


def test_the_end_of_a_pair_cancels_what_was_to_come_and_nothing_else(
    series, pairing, mentor, mentee, leader, address, now
):
    MeetingFactory(pairing=pairing, over=True)

    end_pairing(pairing_id=pairing.pk, reason=EndReason.COMPLETED, by=leader, now=now)

    due = list(cancelled(now))
    assert {one.recipient_id for one in due} == {mentor.pk, mentee.pk}
    calendar = Calendar.from_ical(due[0].attachments[0][2])
    assert calendar["method"] == "CANCEL"
    assert [(event["status"], event["sequence"]) for event in calendar.events] == [("CANCELLED", 1)] * 3
    shown = [event["status"] for event in events_in(Client().get(address).content) if "rrule" not in event]
    assert sorted(shown) == ["CANCELLED", "CANCELLED", "CANCELLED", "CONFIRMED"]


def test_a_leader_who_ends_a_pair_gets_no_file_for_their_own_calendar(series, pairing, leader, now):
    end_pairing(pairing_id=pairing.pk, reason=EndReason.COMPLETED, by=leader, now=now)

    assert list(own_changes(now)) == []


def test_what_is_changed_next_comes_after_the_series(series, mentor, mentee, now):
    series.sequence = 4
    series.save()

    assert Meeting.objects.first().next_sequence == 5
