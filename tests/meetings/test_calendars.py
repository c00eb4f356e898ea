"""Calendars that other programs read: parsed back by icalendar, expanded by recurring-ical-events and by dateutil."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from meetings import calendars, ical
from meetings.calendars import cancellation, invitation
from meetings.domain.cancelling import cancel_meeting
from meetings.domain.scheduling import schedule_series
from meetings.models import Meeting
from meetings.queries import calendar_of
from meetings.recurrence import local_moment, occurrences, weekly_rule
from tests.meetings.factories import MeetingFactory

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]


def feed(meetings) -> str:
    rows = list(meetings)
    pairs, series = calendars.of_meetings(rows)
    return ical.joined(calendars.feed(rows, pairs=pairs, series=series))


def read(text: str) -> Calendar:
    return Calendar.from_ical(text)


def starts_in(text: str) -> list[dt.datetime]:
    """Expand a calendar by a library that did not write it; what is cancelled does not count."""
    events = recurring_ical_events.of(read(text)).between(dt.date(2026, 1, 1), dt.date(2029, 1, 1))
    return sorted(event.start.astimezone(dt.UTC) for event in events if str(event.get("status")) != "CANCELLED")


@pytest.fixture
def series_in(pairing, mentee, now):
    """Plan a series on Tuesdays at 17:00 of a zone, as the mentee."""

    def plan(time_zone, **facts):
        return schedule_series(
            **{
                "pairing_id": pairing.pk,
                "first_on": dt.date(2027, 2, 2),
                "starts_at": dt.time(17),
                "time_zone": time_zone,
                "length_minutes": 30,
                "place": "Room 4",
                "by": mentee,
                "now": now,
                **facts,
            }
        )

    return plan


@pytest.mark.parametrize("time_zone", ZONES)
def test_the_feed_says_what_the_database_says_across_clock_changes(series_in, mentee, time_zone):
    series_in(time_zone)

    text = feed(calendar_of(mentee))

    rows = list(Meeting.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert starts_in(text) == rows
    assert {moment.astimezone(ZoneInfo(time_zone)).time() for moment in rows} == {dt.time(17)}
    (event,) = read(text).events
    by_dateutil = rrulestr(event["rrule"].to_ical().decode(), dtstart=event.start)
    assert [moment.astimezone(dt.UTC) for moment in by_dateutil] == rows


@pytest.mark.parametrize(("time_zone", "hours"), [("Europe/London", {16, 17}), ("America/New_York", {21, 22})])
def test_the_clocks_change_in_between(series_in, time_zone, hours):
    series = series_in(time_zone)

    assert {moment.hour for moment in series.meetings.values_list("starts_at", flat=True)} == hours


def test_time_zones_are_defined_for_the_time_they_are_used(series_in, mentee):
    series_in("America/New_York")

    text = feed(calendar_of(mentee))

    (zone,) = read(text).timezones
    assert zone.tz_name == "America/New_York"
    assert text.count("RDATE") == 0
    assert len(text.splitlines()) < 60


def test_a_cancelled_meeting_stays_as_cancelled_with_a_higher_sequence(series_in, mentee, mentor, now):
    series = series_in("Europe/London", count=3)
    second = series.meetings.order_by("starts_at")[1]
    cancel_meeting(meeting_id=second.pk, reason="exam", by=mentor, now=now)

    text = feed(calendar_of(mentee))

    repeating, override = read(text).events
    assert repeating["uid"] == override["uid"] == str(series.uuid)
    assert (override["status"], override["sequence"]) == ("CANCELLED", 1)
    assert override["recurrence-id"].dt == second.starts_at
    assert len(starts_in(text)) == 2


def test_a_single_meeting_keeps_its_uid_when_cancelled(pairing, mentee, mentor, now):
    meeting = MeetingFactory(pairing=pairing)
    (before,) = read(feed(calendar_of(mentee))).events

    cancel_meeting(meeting_id=meeting.pk, reason="illness", by=mentor, now=now)

    (after,) = read(feed(calendar_of(mentee))).events
    assert before["uid"] == after["uid"] == str(meeting.uuid)
    assert (before["status"], before["sequence"]) == ("CONFIRMED", 0)
    assert (after["status"], after["sequence"]) == ("CANCELLED", 1)


def test_the_feed_holds_times_and_places_only(pairing, mentee, mentor):
    meeting = MeetingFactory(pairing=pairing, place="Room 4")
    meeting.agenda_items.create(author=mentee, text="My fear of the exam")
    meeting.notes.create(author=mentor, text="Struggles with sutures", shared_at=meeting.planned_at)

    text = feed(calendar_of(mentee))

    (event,) = read(text).events
    assert (event["location"], event["summary"]) == ("Room 4", "Mentoring: Lena and Amara")
    assert "exam" not in text
    assert "sutures" not in text
    assert "description" not in event
    assert mentor.email not in text


def test_an_invitation_names_both_and_who_has_accepted(series_in, mentee, mentor):
    series = series_in("Europe/London", count=3)

    calendar = read(invitation(calendar_of(mentee)))

    assert calendar["method"] == "REQUEST"
    (event,) = calendar.events
    assert event["uid"] == str(series.uuid)
    assert event["organizer"] == "mailto:mentorship@localhost"
    accepted = {str(who): (who.params["CN"], who.params["PARTSTAT"]) for who in event["attendee"]}
    assert accepted == {
        "mailto:mentee@example.org": ("Lena Fischer", "ACCEPTED"),
        "mailto:mentor@example.org": ("Amara Osei", "NEEDS-ACTION"),
    }


def test_a_cancellation_speaks_of_the_cancelled_meetings_only(series_in, mentee, mentor, now):
    series = series_in("Europe/London", count=3)
    second = series.meetings.order_by("starts_at")[1]
    cancel_meeting(meeting_id=second.pk, reason="exam", by=mentor, now=now)

    calendar = read(cancellation(calendar_of(mentee).filter(pk=second.pk)))

    assert calendar["method"] == "CANCEL"
    (event,) = calendar.events
    assert (event["uid"], event["sequence"], event["status"]) == (str(series.uuid), 1, "CANCELLED")
    assert event["recurrence-id"].dt == second.starts_at


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    zone=st.sampled_from([*ZONES, "Europe/Berlin", "America/Sao_Paulo", "Pacific/Chatham"]),
    first_on=st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)),
    at=st.times(dt.time(6), dt.time(21)).map(lambda time: time.replace(second=0, microsecond=0)),
    every_weeks=st.integers(1, 12),
    weeks=st.integers(0, 60),
)
def test_every_meeting_of_a_series_has_the_same_local_time_and_weekday(zone, first_on, at, every_weeks, weeks):
    until = first_on + dt.timedelta(weeks=weeks)
    rule = weekly_rule(first_on=first_on, time_zone=zone, every_weeks=every_weeks, until=until)

    moments = occurrences(rule=rule, first_on=first_on, starts_at=at, time_zone=zone)

    local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    assert {moment.time() for moment in local} == {at}
    assert {moment.weekday() for moment in local} == {first_on.weekday()}
    assert [moment.date() for moment in local] == [
        first_on + dt.timedelta(weeks=every_weeks * number) for number in range(weeks // every_weeks + 1)
    ]


def test_a_time_that_the_clocks_skip_is_read_with_the_offset_before():
    rule = weekly_rule(first_on=dt.date(2027, 3, 21), time_zone="Europe/London", count=3)

    moments = occurrences(rule=rule, first_on=dt.date(2027, 3, 21), starts_at=dt.time(1, 30), time_zone="Europe/London")

    assert [f"{moment:%H:%M}" for moment in moments] == ["01:30", "01:30", "00:30"]
    assert local_moment(dt.date(2027, 3, 28), dt.time(1, 30), "Europe/London").astimezone(dt.UTC) == moments[1]


def test_a_leap_day_is_a_day_like_others():
    rule = weekly_rule(first_on=dt.date(2028, 2, 29), time_zone="Asia/Kolkata", count=2)

    moments = occurrences(rule=rule, first_on=dt.date(2028, 2, 29), starts_at=dt.time(9), time_zone="Asia/Kolkata")

    assert [moment.date() for moment in moments] == [dt.date(2028, 2, 29), dt.date(2028, 3, 7)]
