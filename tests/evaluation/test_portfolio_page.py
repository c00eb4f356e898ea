"""The portfolio gathers what was achieved and done; the mentee chooses the feedback it shows."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from agreements.enums import GoalState
from evaluation.domain.choosing import choose_feedback
from evaluation.models import Portfolio
from mentorship.core.errors import NotAllowed
from mentorship.core.models import AuditEntry
from tests.agreements.factories import GoalFactory
from tests.cast import NOW
from tests.evaluation.observations import ObservationFactory, ProcedureFactory

pytestmark = pytest.mark.django_db

PORTFOLIO = "/portfolio/"


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_achieved_goal_stands_there_with_confidence_before_and_after(client, pairing, mentee):
    GoalFactory(
        pairing=pairing,
        goal="Reduce five shoulders",
        state=GoalState.ACHIEVED,
        achieved_at=NOW,
        confidence_before=3,
        confidence_after=8,
    )
    GoalFactory(pairing=pairing, goal="Not there yet")
    client.force_login(mentee)

    text = client.get(PORTFOLIO).text

    assert all(words in text for words in ("Reduce five shoulders", "3/10", "8/10", "confirmed by Amara Osei"))
    assert "Not there yet" not in text


def test_procedures_stand_there_with_their_totals(client, pairing, mentee):
    ProcedureFactory(mentee=pairing.mentee)
    client.force_login(mentee)

    assert "1 documented, 0 of them observed" in client.get(PORTFOLIO).text


def test_feedback_stands_there_once_it_was_chosen(client, pairing, mentee):
    shown, kept = (
        ObservationFactory(pairing=pairing, strengths="Shown."),
        ObservationFactory(pairing=pairing, strengths="Kept private."),
    )
    client.force_login(mentee)
    before = client.get(PORTFOLIO).text

    response = client.post(reverse("evaluation:portfolio-choose"), {"observation": [str(shown.uuid)]}, follow=True)

    assert "Shown." not in before
    assert "Shown." in response.text
    assert kept.strengths not in response.text


def test_choosing_the_same_again_records_nothing(pairing, mentee, now):
    uuids = [ObservationFactory(pairing=pairing).uuid]

    for _ in range(2):
        choose_feedback(mentee_id=pairing.mentee_id, observation_uuids=uuids, by=mentee, now=now)

    assert Portfolio.objects.count() == 1
    assert AuditEntry.objects.filter(verb="choose_feedback").count() == 1


def test_what_is_about_somebody_else_cannot_be_chosen(pairing, mentee, now):
    portfolio = choose_feedback(
        mentee_id=pairing.mentee_id, observation_uuids=[ObservationFactory().uuid], by=mentee, now=now
    )

    assert portfolio.contents == {"observations": []}


def test_nobody_else_chooses(pairing, mentor, now):
    with pytest.raises(NotAllowed):
        choose_feedback(mentee_id=pairing.mentee_id, observation_uuids=[], by=mentor, now=now)


def test_what_is_no_address_is_passed_over(client, pairing, mentee):
    client.force_login(mentee)

    assert client.post(reverse("evaluation:portfolio-choose"), {"observation": ["nonsense"]}).status_code == 302


def test_an_empty_portfolio_says_how_it_fills(client, pairing, mentee, mentor):
    for user, words in ((mentee, "Your portfolio fills by itself"), (mentor, "A portfolio belongs to a mentee")):
        client.force_login(user)
        assert words in client.get(PORTFOLIO).text


@pytest.mark.parametrize("rows", [1, 20])
def test_the_portfolio_asks_the_database_as_often_for_one_as_for_twenty(
    client, pairing, mentee, rows, django_assert_num_queries
):
    for _ in range(rows):
        ProcedureFactory(mentee=pairing.mentee)
        ObservationFactory(pairing=pairing)
        GoalFactory(pairing=pairing, state=GoalState.ACHIEVED, achieved_at=NOW)
    client.force_login(mentee)

    with django_assert_num_queries(11):
        client.get(PORTFOLIO)
