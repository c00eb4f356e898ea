"""In a closed cohort nobody is reminded of anything any more; in one that runs, everybody is."""

from __future__ import annotations

import datetime as dt

import pytest

from agreements.models import Agreement
from agreements.reminders import actions_to_do, agreements_to_renew, agreements_to_sign
from evaluation.reminders.reviews import open_reviews
from matching.enums import PairingState
from matching.models import Pairing
from matching.reminders import proposals_to_accept
from meetings import reminders as meetings
from meetings.enums import MeetingState
from programs.enums import CohortStage
from programs.models import Cohort
from tests.agreements.factories import ActionFactory, AgreementFactory
from tests.evaluation.factories import ReviewFactory
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def unsigned(pairing, now):
    AgreementFactory(pairing=pairing, opened_at=now)


def to_renew(pairing, now):
    AgreementFactory(pairing=pairing, opened_at=now, state="in_force", in_force_at=now)
    Agreement.objects.update(review_on=now.date() - DAY)


def overdue(pairing, now):
    ActionFactory(pairing=pairing, due_on=now.date() - 2 * DAY)


def proposed(pairing, now):
    Pairing.objects.update(
        state=PairingState.PROPOSED, answer_by=now + 3 * DAY, activated_at=None, mentee_accepted_at=None
    )


def soon(pairing, now):
    MeetingFactory(pairing=pairing, starts_at=now + HOUR, planned_at=now)


def over(pairing, now):
    MeetingFactory(pairing=pairing, starts_at=now - 2 * DAY, planned_at=now - 3 * DAY)


def held(pairing, now):
    MeetingFactory(
        pairing=pairing, starts_at=now - 3 * DAY, planned_at=now - 4 * DAY, state=MeetingState.HELD,
        confirmed_at=now - 2 * DAY, held_minutes=30,
    )  # fmt: skip


def in_review(pairing, now):
    ReviewFactory(pairing=pairing, opened_at=now - DAY, due_at=now + 5 * DAY)


@pytest.mark.parametrize(
    ("given", "due"),
    [
        (unsigned, agreements_to_sign),
        (to_renew, agreements_to_renew),
        (overdue, actions_to_do),
        (proposed, proposals_to_accept),
        (soon, meetings.around_meetings),
        (over, meetings.around_meetings),
        (held, meetings.summary_missing),
        (in_review, open_reviews),
    ],
)
def test_closing_a_cohort_stops_what_is_asked_there(pairing, cohort, now, given, due):
    Pairing.objects.update(state=PairingState.ACTIVE, activated_at=now - 10 * DAY)
    pairing.refresh_from_db()
    given(pairing, now)
    assert list(due(now))

    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.CLOSED)

    assert list(due(now)) == []
