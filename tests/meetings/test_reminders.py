"""What is due about meetings, and what is not any more."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from meetings import reminders
from meetings.domain.cancelling import cancel_meeting, cancel_meeting_and_later
from meetings.domain.confirming import confirm_held
from meetings.domain.moving import move_meeting
from meetings.domain.naming import tell_calendars_of_a_person
from meetings.domain.scheduling import schedule_meeting, schedule_series
from mentorship.notifications.domain.mails import compose
from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import kind
from tests.meetings.factories import MeetingFactory

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def of_kind(key, query):
    """One kind of what a query answers that answers for several."""
    return lambda now: (item for item in query(now) if item.kind == key)


coming_up = of_kind("meeting_tomorrow", reminders.around_meetings)
to_confirm = of_kind("meeting_to_confirm", reminders.around_meetings)
cancelled = of_kind("meeting_cancelled", reminders.news)
own_changes = of_kind("meeting_own_change", reminders.news)


@pytest.fixture
def series(pairing, mentee, now):
    """Every Tuesday at 17:00, planned by Lena just now."""
    return schedule_series(
        pairing_id=pairing.pk,
        first_on=dt.date(2027, 2, 2),
        starts_at=dt.time(17),
        time_zone="Europe/London",
        length_minutes=30,
        place="Room 4",
        by=mentee,
        now=now,
    )


def test_the_partner_is_invited_once_to_a_whole_series(series, mentor, now):
    (due,) = reminders.planned(now)

    assert (due.recipient_id, due.subject_uuid, due.slot) == (mentor.pk, series.uuid, "planned")
    assert due.headline == "Lena planned 21 meetings with you, the first: Tuesday 2 February, 17:00"
    ((name, media_type, text),) = due.attachments
    assert (name, "method=REQUEST" in media_type) == ("invitation.ics", True)
    (event,) = Calendar.from_ical(text).events
    assert event["uid"] == str(series.uuid)


def test_a_single_meeting_is_announced_in_the_time_zone_of_who_reads(pairing, mentor, mentee, now):
    mentee.time_zone = "America/New_York"
    mentee.save(update_fields=["time_zone"])
    meeting = schedule_meeting(pairing_id=pairing.pk, starts_at=now + DAY, length_minutes=30, by=mentor, now=now)

    (due,) = reminders.planned(now)

    assert (due.recipient_id, due.subject_uuid) == (mentee.pk, meeting.uuid)
    assert due.headline == "Amara planned a meeting with you: Tuesday 2 February, 04:00"


def test_an_invitation_is_no_news_after_three_days_or_once_cancelled(coming, mentor, now):
    assert list(reminders.planned(now)) == []
    assert len(list(reminders.planned(coming.planned_at + DAY))) == 1

    cancel_meeting(meeting_id=coming.pk, reason="exam", by=mentor, now=coming.planned_at + HOUR)

    assert list(reminders.planned(coming.planned_at + DAY)) == []


def test_the_one_who_did_not_cancel_is_told_at_once_with_a_file(coming, mentor, mentee, now):
    cancel_meeting(meeting_id=coming.pk, reason="exam", by=mentor, now=now)

    (due,) = cancelled(now)

    assert (due.recipient_id, due.slot) == (mentee.pk, "1")
    assert due.headline == "Amara cancelled your meeting on Tuesday 2 February, 17:00"
    assert "exam" not in " ".join(due.lines).lower()
    ((_name, media_type, text),) = due.attachments
    assert "method=CANCEL" in media_type
    assert Calendar.from_ical(text)["method"] == "CANCEL"


def test_calling_off_the_rest_of_a_series_is_told_once_and_stays_the_same(series, mentor, now):
    first = series.meetings.order_by("starts_at")[0]
    cancel_meeting_and_later(meeting_id=first.pk, reason="exam", by=mentor, now=now)

    (due,) = cancelled(now)
    (later,) = cancelled(now + 2 * DAY)

    assert due.identity == later.identity
    assert due.headline.startswith("Amara cancelled 21 meetings, from Tuesday 2 February")


def test_what_is_cancelled_after_its_time_is_no_news(over, mentor, now):
    cancel_meeting(meeting_id=over.pk, reason="exam", by=mentor, now=now)

    assert list(cancelled(now)) == []


def test_both_are_reminded_as_long_before_as_the_cohort_says(coming, mentor, mentee, now):
    assert list(coming_up(coming.starts_at - 25 * HOUR)) == []

    due = list(coming_up(coming.starts_at - 24 * HOUR))

    assert {(item.recipient_id, item.subject_uuid, item.slot) for item in due} == {
        (mentor.pk, coming.uuid, "20270202T1700Z"),
        (mentee.pk, coming.uuid, "20270202T1700Z"),
    }
    assert {item.due_at for item in due} == {coming.starts_at - 24 * HOUR}
    assert {item.expires_at for item in due} == {coming.starts_at}
    assert list(coming_up(coming.starts_at)) == []


def test_another_name_or_room_reminds_nobody_twice_and_another_time_does(coming, mentor, now):
    soon = coming.starts_at - HOUR
    reminded = {item.identity for item in coming_up(soon)}
    asked = {item.identity for item in to_confirm(coming.ends_at + 2 * DAY)}

    tell_calendars_of_a_person(user_id=mentor.pk, changed={"preferred_name"}, now=now)
    move_meeting(meeting_id=coming.pk, starts_at=coming.starts_at, place="Ward 7", by=mentor, now=now)

    assert {item.identity for item in coming_up(soon)} == reminded
    assert {item.identity for item in to_confirm(coming.ends_at + 2 * DAY)} == asked

    move_meeting(meeting_id=coming.pk, starts_at=coming.starts_at + 2 * HOUR, by=mentor, now=now)

    assert not {item.identity for item in coming_up(soon)} & reminded


def test_the_cohort_may_say_otherwise(coming, pairing):
    pairing.cohort.policy.meeting_reminder_hours = 48
    pairing.cohort.policy.save()

    assert len(list(coming_up(coming.starts_at - 40 * HOUR))) == 2


def test_a_cancelled_meeting_is_not_reminded_of(coming, mentor, now):
    cancel_meeting(meeting_id=coming.pk, reason="exam", by=mentor, now=now)

    assert list(coming_up(coming.starts_at - HOUR)) == []
    assert list(to_confirm(coming.starts_at + 2 * DAY)) == []


def test_both_are_asked_the_morning_after_until_one_has_confirmed(coming, mentor, now):
    morning = dt.datetime(2027, 2, 3, 8, tzinfo=dt.UTC)
    assert list(to_confirm(morning - HOUR)) == []
    assert len(list(to_confirm(morning))) == 2

    confirm_held(meeting_id=coming.pk, minutes=30, by=mentor, now=morning)

    assert list(to_confirm(morning)) == []


def test_nobody_is_asked_for_ever(over):
    assert len(list(to_confirm(over.ends_at + 14 * DAY))) == 2
    assert list(to_confirm(over.ends_at + 14 * DAY + HOUR)) == []


@pytest.mark.parametrize("name", ["planned", "coming_up", "to_confirm"])
def test_the_number_of_queries_does_not_grow(pairing, now, name, django_assert_num_queries):
    for number in range(12):
        MeetingFactory(
            pairing=pairing,
            starts_at=now + (number + 1) * HOUR if name != "to_confirm" else now - (number + 48) * HOUR,
            planned_at=now,
        )

    with django_assert_num_queries(1 if name == "planned" else 2):
        query = {"planned": reminders.planned, "coming_up": coming_up, "to_confirm": to_confirm}[name]
        assert len(list(query(now))) == (12 if name == "planned" else 24)


def test_the_mail_carries_the_invitation(series, mentor, now):
    (due,) = reminders.planned(now)
    row = Notification(recipient=mentor, kind=due.kind, subject_uuid=due.subject_uuid, slot=due.slot, due_at=due.due_at)

    mail = compose(row, due, kind("meeting_planned")).message()

    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert b"BEGIN:VCALENDAR" in calendar.get_payload(decode=True)
