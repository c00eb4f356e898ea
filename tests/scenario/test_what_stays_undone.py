"""What stays undone is said again, and then to the next person, who reads nothing they may not."""

from __future__ import annotations

import datetime as dt

import pytest

from agreements.reminders import actions_to_do, agreements_to_sign
from agreements.undone import goals_behind
from evaluation.reminders.leaders import weekly_summaries
from evaluation.reminders.reviews import reviews_without_outcome
from matching.reminders import proposals_sent_back
from meetings.reminders.of_meetings import around_meetings
from meetings.reminders.of_pairs import pairs_that_do_not_meet
from programs.models import CohortPolicy, TrainingModule
from programs.training_due import training_to_do
from tests.agreements.factories import ActionFactory, AgreementFactory, GoalFactory
from tests.evaluation.factories import ReviewFactory
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)


def told(items, kind):
    return [item for item in items if item.kind == kind]


def test_a_second_word_comes_shortly_before_a_meeting(pairing, mentor, mentee, now):
    meeting = MeetingFactory(pairing=pairing, starts_at=now + 61 * MINUTE, ends_at=now + 91 * MINUTE)

    before, due = (told(around_meetings(moment), "meeting_soon") for moment in (now, now + 2 * MINUTE))

    assert before == []
    assert {item.recipient_id for item in due} == {mentor.pk, mentee.pk}
    assert {(item.due_at, item.expires_at) for item in due} == {(meeting.starts_at - HOUR, meeting.starts_at)}


def test_a_cohort_may_do_without_the_second_word(pairing, now):
    CohortPolicy.objects.update(last_call_minutes=0)
    MeetingFactory(pairing=pairing, starts_at=now + 30 * MINUTE, ends_at=now + HOUR)

    assert told(around_meetings(now), "meeting_soon") == []


def test_who_may_begin_and_planned_nothing_is_reminded_every_few_days_until_a_meeting_is_planned(pairing, now):
    pairing.activated_at = now - 4 * DAY
    pairing.save(update_fields=["activated_at"])

    first, again = (told(pairs_that_do_not_meet(moment), "first_meeting") for moment in (now, now + 3 * DAY))
    MeetingFactory(pairing=pairing, starts_at=now + DAY, ends_at=now + DAY + HOUR)

    assert [(len(first), {item.slot for item in first}), (len(again), {item.slot for item in again})] == [
        (2, {"1"}),
        (2, {"2"}),
    ]
    assert told(pairs_that_do_not_meet(now), "first_meeting") == []


def test_a_silent_pair_is_told_first_and_who_hears_next_and_the_leader_two_weeks_later(pairing, leader, now):
    quiet = pairing.activated_at + 22 * DAY

    at_first = list(pairs_that_do_not_meet(quiet))
    later = list(pairs_that_do_not_meet(quiet + 14 * DAY))

    assert [len(told(at_first, kind)) for kind in ("no_contact", "pair_drifting")] == [2, 0]
    assert "11 February" in told(at_first, "no_contact")[0].lines[1]
    (heard,) = told(later, "pair_drifting")
    assert heard.recipient_id == leader.pk
    assert heard.headline == "Lena Fischer and Amara Osei stay out of touch"


def test_an_agreement_nobody_signs_is_told_to_the_leader_and_the_pair_is_told_that_it_will_be(pairing, leader, now):
    AgreementFactory(pairing=pairing, state="awaiting_signatures", opened_at=now - 13 * DAY)

    before, after = list(agreements_to_sign(now)), list(agreements_to_sign(now + 2 * DAY))

    assert told(before, "agreement_not_signed") == []
    assert "your program leader hears so" in told(before, "agreement_unsigned")[0].lines[-1]
    (heard,) = told(after, "agreement_not_signed")
    assert heard.recipient_id == leader.pk
    assert "Your program leader has heard" in told(after, "agreement_unsigned")[0].lines[-1]


def test_an_action_is_said_once_before_its_day_without_what_it_says(pairing, mentee, now):
    action = ActionFactory(pairing=pairing, owner=mentee, due_on=(now + 3 * DAY).date(), text="Suture a CANARY")

    early, due = (told(actions_to_do(moment), "action_due") for moment in (now - DAY, now + HOUR))

    assert early == []
    (item,) = due
    assert (item.recipient_id, item.slot) == (mentee.pk, action.due_on.isoformat())
    assert "CANARY" not in f"{item.headline}{item.lines}"


def test_a_goal_behind_its_pace_is_said_on_monday_and_not_what_it_is(pairing, mentee, now):
    GoalFactory(
        pairing=pairing,
        state="in_progress",
        agreed_at=now - 60 * DAY,
        target_date=(now + 10 * DAY).date(),
        measure_target=5,
        goal="Reduce a CANARY",
    )

    monday, thursday = list(goals_behind(now)), list(goals_behind(now + 3 * DAY))

    (item,) = monday
    assert (item.recipient_id, item.slot, thursday) == (mentee.pk, "2027-W05", [])
    assert "CANARY" not in f"{item.headline}{item.lines}"


def test_a_review_that_closed_without_an_outcome_is_told_to_both(pairing, mentor, mentee, now):
    ReviewFactory(pairing=pairing, state="closed", closed_at=now - DAY)

    assert {item.recipient_id for item in reviews_without_outcome(now)} == {mentor.pk, mentee.pk}
    assert list(reviews_without_outcome(now + 8 * DAY)) == []


def test_a_proposal_that_came_back_is_told_to_the_leader(pairing, leader, now):
    pairing.state, pairing.end_reason, pairing.ended_at = "ended", "declined", now - HOUR
    pairing.mentee_wants_another, pairing.place = True, None
    pairing.save()

    (item,) = proposals_sent_back(now)

    assert (item.recipient_id, item.headline) == (leader.pk, "Lena Fischer has no mentor again")


def test_the_leader_reads_on_monday_how_each_cohort_stands_in_numbers(pairing, cohort, leader, now):
    MeetingFactory(
        pairing=pairing, starts_at=now - DAY, ends_at=now - DAY + HOUR, state="held", confirmed_at=now, held_minutes=30
    )

    (item,) = weekly_summaries(now)

    assert item.lines[:2] == ("1 pair at work.", "Last week 1 meeting, 0 observations.")
    assert list(weekly_summaries(now + 2 * DAY)) == []


def test_training_is_said_a_week_after_a_mentor_came_and_before_it_runs_out(cohort, mentor_enrollment, now):
    module = TrainingModule.objects.create(program=cohort.program, is_required=True, title="Bias awareness")
    type(mentor_enrollment).objects.update(created_at=now - 8 * DAY)

    (item,) = training_to_do(now)

    assert (item.recipient_id, item.subject_uuid) == (mentor_enrollment.user_id, module.uuid)
    assert item.headline == "Training before you can be matched: Bias awareness"
