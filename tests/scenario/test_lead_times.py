"""The cohort's numbers say when people are reminded, before a day and after something was left undone."""

from __future__ import annotations

import datetime as dt

import pytest

from evaluation.reminders.reviews import open_reviews
from matching.reminders import proposals_to_accept
from meetings.reminders.of_meetings import summary_missing
from programs.models import Application, CohortPolicy, Enrollment, Invitation
from programs.reminders import invitations, waiting_applications
from tests.accounts.factories import UserFactory
from tests.evaluation.factories import ReviewFactory
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def slots(due):
    return {item.slot for item in due}


@pytest.fixture
def newcomer(cohort):
    return lambda state: Enrollment.objects.create(cohort=cohort, user=UserFactory(), role="mentee", state=state)


@pytest.mark.parametrize("days", [2, 5])
def test_so_many_days_before_its_end_a_review_is_called_again(pairing, now, days):
    CohortPolicy.objects.update(reminder_days_before=days)
    review = ReviewFactory(pairing=pairing)
    last_call = review.due_at - days * DAY

    assert slots(open_reviews(last_call - HOUR)) == {"opened"}
    assert slots(open_reviews(last_call)) == {"opened", "last-call"}
    assert {item.headline.split(" left")[0] for item in open_reviews(last_call) if item.slot == "last-call"} == {
        f"{days} days"
    }


@pytest.mark.parametrize("days", [2, 5])
def test_so_many_days_before_its_end_an_invitation_is_sent_again(newcomer, leader, now, days):
    CohortPolicy.objects.update(reminder_days_before=days)
    ends = now + 14 * DAY
    Invitation.objects.create(enrollment=newcomer("invited"), invited_by=leader, invited_at=now, expires_at=ends)

    assert slots(invitations(ends - days * DAY - HOUR)) == {"1:first"}
    assert slots(invitations(ends - days * DAY)) == {"1:reminder"}


@pytest.mark.parametrize("days", [1, 3])
def test_so_many_days_before_its_end_a_proposal_is_said_again(pairing, now, days):
    CohortPolicy.objects.update(reminder_days_before=days)
    pairing.state, pairing.activated_at = "proposed", None
    pairing.mentor_accepted_at = pairing.mentee_accepted_at = None
    pairing.proposed_at, pairing.answer_by = now, now + 7 * DAY
    pairing.save()

    assert slots(proposals_to_accept(now + (7 - days) * DAY - HOUR)) == {"published"}
    assert slots(proposals_to_accept(now + (7 - days) * DAY)) == {"reminder"}


@pytest.mark.parametrize("days", [1, 4])
def test_so_many_days_after_a_meeting_its_mentee_hears_that_there_is_no_summary(pairing, now, days):
    CohortPolicy.objects.update(reminder_days_after=days)
    meeting = MeetingFactory(
        pairing=pairing, state="held", confirmed_at=now, confirmed_by=pairing.mentor.user, held_minutes=30
    )

    assert slots(summary_missing(now + days * DAY - HOUR)) == set()
    assert slots(summary_missing(now + days * DAY)) == {"once"}
    assert {item.subject_uuid for item in summary_missing(now + days * DAY)} == {meeting.uuid}


@pytest.mark.parametrize("days", [1, 4])
def test_so_many_days_after_it_came_leaders_hear_of_an_application(newcomer, leader, now, days):
    CohortPolicy.objects.update(reminder_days_after=days)
    Application.objects.create(enrollment=newcomer("applied"), applied_at=now)

    assert slots(waiting_applications(now + days * DAY - HOUR)) == set()
    assert slots(waiting_applications(now + days * DAY)) == {"0"}
