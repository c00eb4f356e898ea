"""What meetings add to the home page and to the MENTOR strip."""

from __future__ import annotations

import datetime as dt

import pytest

from meetings import home
from meetings.domain.confirming import confirm_held, confirm_missed
from meetings.domain.reflecting import write_reflection
from meetings.queries import planned_or_held
from mentorship.core.home import Visit
from tests.meetings.factories import MeetingFactory, ReflectionFactory


def titles(user, role, now):
    return [(thing.title, thing.rank) for thing in home.next_things(Visit(user, role, now))]


def test_a_new_pair_is_asked_to_plan_its_first_meeting(pairing, mentor, mentee, now):
    assert titles(mentee, "mentee", now) == [("Plan your first meeting with Amara", 40)]
    assert titles(mentor, "mentor", now) == [("Plan your first meeting with Lena", 40)]


def test_who_has_planned_is_asked_nothing_and_sees_the_next_meetings(coming, mentee, mentor, leader, now):
    assert titles(mentee, "mentee", now) == titles(mentor, "mentor", now) == []
    (section,) = home.sections(Visit(mentee, "mentee", now))
    ((line),) = section.context["upcoming"]
    assert (line.meeting, line.partner) == (coming, mentor)
    assert list(home.sections(Visit(leader, "leader", now))) == titles(leader, "leader", now) == []


def test_the_role_acted_in_decides(coming, mentee, now):
    assert list(home.sections(Visit(mentee, "mentor", now))) == []


def test_a_meeting_that_is_over_waits_to_be_confirmed(over, mentor, now):
    assert titles(mentor, "mentor", now) == [("Confirm your meeting with Lena on 29 January", 20)]


def test_two_answers_that_differ_are_shown_to_both_for_a_fortnight(over, coming, mentor, mentee, now):
    confirm_held(meeting_id=over.pk, minutes=30, by=mentor, now=now)
    ReflectionFactory(meeting=over)
    confirm_missed(meeting_id=over.pk, by=mentee, now=now)

    assert titles(mentor, "mentor", now) == [("Look again at your meeting with Lena on 29 January", 20)]
    assert titles(mentee, "mentee", now) == [("Look again at your meeting with Amara on 29 January", 20)]
    later = now + dt.timedelta(days=15)
    assert not [title for title, _rank in titles(mentor, "mentor", later) if title.startswith("Look again")]

    confirm_missed(meeting_id=over.pk, by=mentor, now=now)

    assert titles(mentor, "mentor", now) == titles(mentee, "mentee", now) == []


def test_the_mentee_is_asked_to_sum_up_once_within_a_week(held, coming, mentee, mentor, now):
    assert titles(mentee, "mentee", now) == [("Sum up your meeting with Amara", 30)]
    assert titles(mentor, "mentor", now) == []
    assert titles(mentee, "mentee", held.starts_at + dt.timedelta(days=7, hours=1))[-1][1] != 30

    write_reflection(meeting_id=held.pk, lessons="Patience", by=mentee, now=now)

    assert titles(mentee, "mentee", now) == []


def test_a_pair_that_drifts_is_told_so_as_a_fact(pairing, mentee, held, now):
    ReflectionFactory(meeting=held)
    later = held.starts_at + dt.timedelta(days=22)

    (section,) = home.sections(Visit(mentee, "mentee", later))

    assert section.context["facts"] == ["22 days since you and Amara last met, and no meeting is planned."]
    assert titles(mentee, "mentee", later) == [("Plan your next meeting with Amara", 40)]
    MeetingFactory(pairing=pairing, starts_at=later + dt.timedelta(days=1))
    assert next(iter(home.sections(Visit(mentee, "mentee", later)))).context["facts"] == []


@pytest.mark.parametrize("number", [1, 3])
def test_home_asks_as_often_for_one_meeting_as_for_many(pairing, mentee, now, number, django_assert_num_queries):
    for day in range(number):
        MeetingFactory(pairing=pairing, held=True, starts_at=now - dt.timedelta(days=day + 1))
        MeetingFactory(pairing=pairing, over=True, starts_at=now - dt.timedelta(days=day + 1, hours=5))
        MeetingFactory(pairing=pairing, starts_at=now + dt.timedelta(days=day + 1))

    with django_assert_num_queries(3):
        visit = Visit(mentee, "mentee", now)
        list(home.next_things(visit))
        list(home.sections(visit))


def test_the_step_timing_is_done_once_a_meeting_is_planned_or_held(pairing):
    MeetingFactory(pairing=pairing, cancelled=True)
    assert not planned_or_held([pairing.pk])

    MeetingFactory(pairing=pairing)
    assert [meeting.pairing for meeting in planned_or_held([pairing.pk])] == [pairing]
