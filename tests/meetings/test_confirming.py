"""Held, missed, cancelled, logged: either side, one record."""

from __future__ import annotations

import datetime as dt

import pytest

from meetings import queries
from meetings.domain.cancelling import cancel_meeting, cancel_meeting_and_later
from meetings.domain.confirming import (
    confirm_held,
    confirm_missed,
    confirm_moved,
    log_past_meeting,
    take_back_confirmation,
)
from meetings.domain.scheduling import schedule_series
from meetings.enums import MEETING_MOVES, CancelReason, MeetingState
from meetings.models import Meeting
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from mentorship.core.states import move
from tests.meetings.factories import MeetingFactory


@pytest.fixture
def over(pairing):
    """A meeting that was planned for three days ago."""
    return MeetingFactory(pairing=pairing, over=True)


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_either_side_confirms_and_it_is_recorded(over, who, request, now):
    person = request.getfixturevalue(who)

    meeting = confirm_held(meeting_id=over.pk, minutes=40, by=person, now=now)

    assert (meeting.state, meeting.held_minutes, meeting.confirmed_by) == (MeetingState.HELD, 40, person)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.old, entry.new) == ("confirm_held", "scheduled", "held")


def test_two_confirmations_make_one_record(over, mentor, mentee, now):
    confirm_held(meeting_id=over.pk, minutes=30, by=mentor, now=now)
    meeting = confirm_held(meeting_id=over.pk, minutes=30, by=mentee, now=now)

    assert meeting.confirmed_by == mentor
    assert AuditEntry.objects.count() == 1


def test_a_contradiction_is_kept_and_the_first_answer_stands(over, mentor, mentee, now):
    confirm_held(meeting_id=over.pk, minutes=30, by=mentor, now=now)

    meeting = confirm_missed(meeting_id=over.pk, by=mentee, now=now)

    assert (meeting.state, meeting.held_minutes, meeting.confirmed_by) == (MeetingState.HELD, 30, mentor)
    said = queries.contradiction(meeting)
    assert [(answer.user, answer.outcome) for answer in said] == [(mentor, "held"), (mentee, "missed")]
    assert list(queries.contested(Meeting.objects.all())) == [meeting]


def test_the_two_agree_once_one_of_them_answers_again(over, mentor, mentee, now):
    confirm_held(meeting_id=over.pk, minutes=30, by=mentor, now=now)
    confirm_missed(meeting_id=over.pk, by=mentee, now=now)

    meeting = confirm_missed(meeting_id=over.pk, by=mentor, now=now)

    assert (meeting.state, meeting.held_minutes) == (MeetingState.MISSED, None)
    assert queries.contradiction(meeting) == []


def test_half_an_hour_apart_is_a_contradiction_and_ten_minutes_are_not(over, mentor, mentee, now):
    confirm_held(meeting_id=over.pk, minutes=30, by=mentor, now=now)
    meeting = confirm_held(meeting_id=over.pk, minutes=40, by=mentee, now=now)
    assert queries.contradiction(meeting) == []

    meeting = confirm_held(meeting_id=over.pk, minutes=60, by=mentee, now=now)

    assert len(queries.contradiction(meeting)) == 2
    assert meeting.held_minutes == 30


@pytest.mark.parametrize("apart", [-20, -15, 0, 15, 20])
def test_the_list_of_contradictions_says_what_the_page_of_the_meeting_says(over, mentor, mentee, now, apart):
    confirm_held(meeting_id=over.pk, minutes=40, by=mentor, now=now)
    meeting = confirm_held(meeting_id=over.pk, minutes=40 + apart, by=mentee, now=now)

    assert bool(queries.contested(Meeting.objects.all())) == bool(queries.contradiction(meeting)) == (abs(apart) == 20)


def test_cancelled_said_afterwards_stands_beside_held(over, mentor, mentee, now):
    confirm_held(meeting_id=over.pk, minutes=30, by=mentor, now=now)

    meeting = cancel_meeting(meeting_id=over.pk, reason="exam", by=mentee, now=now)

    assert meeting.state == MeetingState.HELD
    assert [answer.outcome for answer in queries.contradiction(meeting)] == ["held", "cancelled"]
    meeting = cancel_meeting(meeting_id=over.pk, reason="exam", by=mentor, now=now)
    assert (meeting.state, meeting.cancel_reason, meeting.sequence) == (MeetingState.CANCELLED, "exam", 1)


def test_missed_said_twice_is_one(over, mentor, mentee, now):
    confirm_missed(meeting_id=over.pk, by=mentor, now=now)
    confirm_missed(meeting_id=over.pk, by=mentee, now=now)

    assert AuditEntry.objects.count() == 1
    assert over.confirmations.count() == 2


def test_what_was_called_off_before_its_time_is_not_confirmed(pairing, mentor, mentee, now):
    meeting = MeetingFactory(pairing=pairing)
    cancel_meeting(meeting_id=meeting.pk, reason="exam", by=mentor, now=now)

    with pytest.raises(Refused, match="Amara cancelled this meeting"):
        confirm_held(meeting_id=meeting.pk, minutes=30, by=mentee, now=now + dt.timedelta(days=2))


def test_a_meeting_held_at_another_time_stands_there_afterwards(over, mentor, mentee, now):
    elsewhere = over.starts_at + dt.timedelta(days=1)

    meeting = confirm_moved(meeting_id=over.pk, starts_at=elsewhere, minutes=45, by=mentee, now=now)
    again = confirm_moved(meeting_id=over.pk, starts_at=elsewhere, minutes=45, by=mentor, now=now)

    assert (again.starts_at, again.state, again.held_minutes, again.sequence) == (elsewhere, "held", 45, 1)
    assert meeting == again
    with pytest.raises(Refused, match="settled"):
        confirm_moved(meeting_id=over.pk, starts_at=now, minutes=45, by=mentor, now=now)


def test_what_one_takes_back_leaves_what_the_other_said(over, mentor, mentee, now):
    confirm_held(meeting_id=over.pk, minutes=30, by=mentor, now=now)
    confirm_missed(meeting_id=over.pk, by=mentee, now=now)

    meeting = take_back_confirmation(meeting_id=over.pk, by=mentor, now=now)

    assert (meeting.state, meeting.confirmed_by) == (MeetingState.MISSED, mentee)


def test_who_only_agreed_takes_that_back_and_the_record_stays(over, mentor, mentee, now):
    confirm_held(meeting_id=over.pk, minutes=30, by=mentor, now=now)
    confirm_held(meeting_id=over.pk, minutes=30, by=mentee, now=now)

    meeting = take_back_confirmation(meeting_id=over.pk, by=mentee, now=now)

    assert (meeting.state, meeting.confirmed_by) == (MeetingState.HELD, mentor)
    assert [answer.user for answer in meeting.confirmations.all()] == [mentor]


def test_cancelled_said_afterwards_by_mistake_is_taken_back(over, mentor, mentee, now):
    cancel_meeting(meeting_id=over.pk, reason=CancelReason.OTHER, by=mentee, now=now)

    with pytest.raises(Refused, match="Only who confirmed"):
        take_back_confirmation(meeting_id=over.pk, by=mentor, now=now)
    meeting = take_back_confirmation(meeting_id=over.pk, by=mentee, now=now)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_by, meeting.cancel_reason) == (MeetingState.SCHEDULED, None, "")
    assert meeting.sequence == 2


def test_what_was_called_off_beforehand_is_not_taken_back(pairing, mentor, now):
    meeting = MeetingFactory(pairing=pairing)
    cancel_meeting(meeting_id=meeting.pk, reason=CancelReason.EXAM, by=mentor, now=now)

    with pytest.raises(Refused, match="Only who confirmed"):
        take_back_confirmation(meeting_id=meeting.pk, by=mentor, now=now)


def test_what_has_not_begun_is_not_confirmed(pairing, mentor, now):
    meeting = MeetingFactory(pairing=pairing)

    with pytest.raises(Refused, match="not begun"):
        confirm_held(meeting_id=meeting.pk, minutes=30, by=mentor, now=now)
    with pytest.raises(Refused, match="not begun"):
        confirm_missed(meeting_id=meeting.pk, by=mentor, now=now)


@pytest.mark.parametrize("minutes", [0, 4, 481])
def test_a_meeting_has_a_likely_length(over, mentor, now, minutes):
    with pytest.raises(Refused, match="5 to 480 minutes"):
        confirm_held(meeting_id=over.pk, minutes=minutes, by=mentor, now=now)


@pytest.mark.parametrize("who", ["other_mentee", "other_mentor", "leader", "staff"])
def test_nobody_else_says_anything(over, who, request, now):
    person = request.getfixturevalue(who)

    for verb in (
        lambda: confirm_held(meeting_id=over.pk, minutes=30, by=person, now=now),
        lambda: confirm_missed(meeting_id=over.pk, by=person, now=now),
        lambda: cancel_meeting(meeting_id=over.pk, reason="exam", by=person, now=now),
        lambda: take_back_confirmation(meeting_id=over.pk, by=person, now=now),
        lambda: log_past_meeting(pairing_id=over.pairing_id, starts_at=now, minutes=30, by=person, now=now),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_confirmation_by_mistake_is_taken_back_by_who_made_it_within_a_day(over, mentor, mentee, now):
    confirm_missed(meeting_id=over.pk, by=mentor, now=now)

    with pytest.raises(Refused, match="Only who confirmed"):
        take_back_confirmation(meeting_id=over.pk, by=mentee, now=now)
    with pytest.raises(Refused, match="more than a day"):
        take_back_confirmation(meeting_id=over.pk, by=mentor, now=now + dt.timedelta(hours=25))
    meeting = take_back_confirmation(meeting_id=over.pk, by=mentor, now=now)

    assert (meeting.state, meeting.confirmed_by) == (MeetingState.SCHEDULED, None)
    assert take_back_confirmation(meeting_id=over.pk, by=mentor, now=now) == meeting
    assert AuditEntry.objects.filter(verb="take_back_confirmation").count() == 1


def test_a_cancelled_meeting_says_why_and_raises_its_sequence_once(pairing, mentor, mentee, now):
    meeting = MeetingFactory(pairing=pairing)

    cancel_meeting(meeting_id=meeting.pk, reason=CancelReason.CLINICAL_DUTY, by=mentor, now=now)
    cancel_meeting(meeting_id=meeting.pk, reason=CancelReason.EXAM, by=mentee, now=now)

    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.cancel_reason, meeting.cancelled_by) == (1, "clinical_duty", mentor)
    assert meeting.changed_at == now
    assert AuditEntry.objects.count() == 1


def test_nothing_is_cancelled_without_a_reason(pairing, mentor, now):
    meeting = MeetingFactory(pairing=pairing)

    with pytest.raises(Refused, match="why"):
        cancel_meeting(meeting_id=meeting.pk, reason="", by=mentor, now=now)


def test_a_series_is_called_off_from_a_meeting_on(pairing, mentor, now):
    series = schedule_series(
        pairing_id=pairing.pk,
        first_on=dt.date(2027, 2, 2),
        starts_at=dt.time(17),
        time_zone="Europe/London",
        length_minutes=30,
        count=4,
        by=mentor,
        now=now,
    )
    third = series.meetings.order_by("starts_at")[2]

    off = cancel_meeting_and_later(meeting_id=third.pk, reason="not_needed", by=mentor, now=now)

    assert [meeting.starts_at.day for meeting in off] == [16, 23]
    assert series.meetings.filter(state=MeetingState.SCHEDULED).count() == 2
    assert cancel_meeting_and_later(meeting_id=third.pk, reason="not_needed", by=mentor, now=now) == []
    single = MeetingFactory(pairing=pairing, starts_at=now + dt.timedelta(days=2))
    with pytest.raises(Refused, match="does not repeat"):
        cancel_meeting_and_later(meeting_id=single.pk, reason="exam", by=mentor, now=now)


def test_a_meeting_that_was_never_planned_is_logged_once(pairing, mentor, mentee, now):
    start = now - dt.timedelta(days=1)
    meeting = log_past_meeting(pairing_id=pairing.pk, starts_at=start, minutes=20, by=mentor, now=now)
    again = log_past_meeting(pairing_id=pairing.pk, starts_at=start, minutes=20, by=mentee, now=now)

    assert (meeting, meeting.state, meeting.held_minutes) == (again, MeetingState.HELD, 20)
    assert Meeting.objects.count() == AuditEntry.objects.count() == 1


def test_logging_a_planned_meeting_confirms_it(over, mentor, now):
    logged = log_past_meeting(pairing_id=over.pairing_id, starts_at=over.starts_at, minutes=25, by=mentor, now=now)

    assert (logged.pk, logged.state) == (over.pk, MeetingState.HELD)


@pytest.mark.parametrize("apart", [dt.timedelta(minutes=-45), dt.timedelta(minutes=10), dt.timedelta(hours=1)])
def test_the_same_meeting_logged_with_another_start_is_recognised(pairing, mentor, mentee, now, apart):
    start = now - dt.timedelta(days=1)
    first = log_past_meeting(pairing_id=pairing.pk, starts_at=start, minutes=30, by=mentor, now=now)

    second = log_past_meeting(pairing_id=pairing.pk, starts_at=start + apart, minutes=30, by=mentee, now=now)

    assert first == second
    assert Meeting.objects.count() == 1


def test_two_meetings_of_one_day_are_two(pairing, mentor, now):
    start = now - dt.timedelta(days=1)
    log_past_meeting(pairing_id=pairing.pk, starts_at=start, minutes=30, by=mentor, now=now)
    log_past_meeting(pairing_id=pairing.pk, starts_at=start + dt.timedelta(hours=3), minutes=30, by=mentor, now=now)

    assert Meeting.objects.count() == 2


def test_neither_the_future_nor_the_time_before_the_cohort_is_logged(pairing, mentor, now):
    with pytest.raises(Refused, match="still to come"):
        log_past_meeting(pairing_id=pairing.pk, starts_at=now + dt.timedelta(minutes=1), minutes=30, by=mentor, now=now)
    with pytest.raises(Refused, match="before your program"):
        log_past_meeting(pairing_id=pairing.pk, starts_at=now.replace(year=2026), minutes=30, by=mentor, now=now)


@pytest.mark.parametrize("state", MeetingState.values)
@pytest.mark.parametrize("to", MeetingState.values)
def test_a_meeting_moves_only_as_the_table_says(state, to):
    meeting = Meeting(state=state)

    if to in MEETING_MOVES[state]:
        move(meeting, to, moves=MEETING_MOVES)
        assert meeting.state == to
    else:
        with pytest.raises(Refused):
            move(meeting, to, moves=MEETING_MOVES)
