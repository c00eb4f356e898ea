"""The program review: evidence for three levers, weights only with enough pairs, decisions the next cohort begins with."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest
import time_machine
from django.urls import reverse

from evaluation.domain.deciding import decide
from evaluation.models import Decision
from evaluation.queries.levers import LEAST_PAIRS, correlations, protected_time, suggested_weights, training
from matching.models import Criterion
from mentorship.core.errors import NotAllowed, Refused
from programs.domain.copying import copied
from programs.models import TrainingCompletion, TrainingModule
from tests.cast import NOW
from tests.evaluation.factories import ReviewAnswerFactory, ReviewFactory
from tests.evaluation.observations import send_mini_cex
from tests.matching.factories import PairingFactory, ProposalFactory
from tests.meetings.factories import MeetingFactory
from tests.programs.factories import CohortFactory, MenteeEnrollmentFactory, MentorEnrollmentFactory, PolicyFactory

DAY = dt.timedelta(days=1)
DUE = dt.date(2027, 6, 1)


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


def rated_pairs(cohort, number):
    """Pairs in which satisfaction follows the needs that are met, and the site says nothing."""
    chance = random.Random(3)
    for place in range(number):
        met = chance.randint(0, 40)
        proposal = ProposalFactory(
            run__cohort=cohort,
            mentee=MenteeEnrollmentFactory(cohort=cohort),
            mentor=MentorEnrollmentFactory(cohort=cohort),
            score=met + 5,
            parts=[
                {"kind": "needs", "label": "Needs", "points": met, "most": 40, "words": ""},
                {"kind": "site", "label": "Site", "points": 10 * (place % 2), "most": 10, "words": ""},
            ],
        )
        pairing = PairingFactory(mentee=proposal.mentee, mentor=proposal.mentor, proposal=proposal)
        review = ReviewFactory(pairing=pairing)
        ReviewAnswerFactory(review=review, author=pairing.mentee.user, satisfaction=1 + met // 10)
        ReviewAnswerFactory(review=review, author=pairing.mentor.user, satisfaction=1 + place % 5)


def test_with_too_few_pairs_no_weights_are_suggested(cohort):
    rated_pairs(cohort, 3)

    weights = suggested_weights(cohort)

    assert (weights.n, weights.least, weights.is_enough) == (3, LEAST_PAIRS, False)
    assert not weights.points


def test_the_part_that_goes_with_satisfaction_gets_the_points_with_its_uncertainty(cohort):
    rated_pairs(cohort, LEAST_PAIRS)

    weights = suggested_weights(cohort)

    whole, needs, _site = weights.with_satisfaction
    assert whole.name == ""
    assert needs.low <= needs.r <= needs.high
    assert needs.is_clear
    assert sum(weights.points.values()) == 100
    assert weights.points["needs"] > 70
    low, high = weights.between["needs"]
    assert low <= weights.points["needs"] <= high


def test_a_correlation_is_pearsons():
    chance = np.random.default_rng(1)
    columns, result = chance.random((20, 3)), chance.random(20)

    found = correlations(columns, result)

    assert np.allclose(found, [np.corrcoef(column, result)[0, 1] for column in columns.T])
    assert correlations(np.ones((5, 1)), chance.random(5))[0] == 0


def test_an_observation_counts_for_the_training_of_its_day(cohort, pairing, mentor):
    module = TrainingModule.objects.create(program=cohort.program, title="Feedback")
    send_mini_cex(pairing, observed_on=NOW.date() - 20 * DAY, minutes_feedback=5)
    TrainingCompletion.objects.create(module=module, user=mentor, completed_on=NOW.date() - 10 * DAY)
    send_mini_cex(pairing, observed_on=NOW.date(), minutes_feedback=15)

    trained, before = training(cohort)

    assert (trained.observations, trained.minutes_of_feedback) == (1, 15)
    assert (before.observations, before.minutes_of_feedback) == (1, 5)


def test_ratings_of_few_mentees_are_withheld(cohort, pairing, mentee):
    ReviewAnswerFactory(review=ReviewFactory(pairing=pairing), author=mentee)

    assert [group.rating for group in training(cohort)] == [None, None]


def test_cancellations_are_counted_in_protected_time_and_outside(cohort, pairing):
    MeetingFactory(pairing=pairing, held=True, is_in_protected_time=True)
    MeetingFactory(pairing=pairing, cancelled=True, starts_at=NOW - 5 * DAY)

    found = protected_time(cohort)

    assert (found.inside.percent, found.outside.percent) == (0, 100)
    assert found.reasons == [("Clinical duty", 1)]


def test_the_next_cohort_begins_with_what_was_decided(cohort, leader):
    rated_pairs(cohort, LEAST_PAIRS)
    decide(
        cohort_id=cohort.pk, lever="matching", text="Needs first", owner_id=leader.pk, due_on=DUE, by=leader, now=NOW,
        takes_weights=True,
    )  # fmt: skip
    decide(
        cohort_id=cohort.pk, lever="protected_time", text="More time", owner_id=leader.pk, due_on=DUE, by=leader,
        now=NOW, protected_hours=6,
    )  # fmt: skip
    Criterion.objects.create(cohort=cohort, kind="needs", weight=40)
    later = PolicyFactory(cohort=CohortFactory(program=cohort.program, copied_from=cohort)).cohort

    copied(cohort, later)

    later.policy.refresh_from_db()
    assert later.policy.protected_hours_per_month == 6
    assert later.criteria.get().weight == suggested_weights(cohort).points["needs"]


def test_deciding_twice_writes_one_decision(cohort, leader):
    said = {"cohort_id": cohort.pk, "lever": "training", "text": "Train", "owner_id": leader.pk, "due_on": DUE}

    decide(**said, by=leader, now=NOW)
    decide(**said, by=leader, now=NOW)

    assert Decision.objects.count() == 1


def test_weights_without_evidence_cannot_be_taken(cohort, leader):
    with pytest.raises(Refused, match="no suggested weights"):
        decide(
            cohort_id=cohort.pk, lever="matching", text="Needs", owner_id=leader.pk, due_on=DUE, by=leader, now=NOW,
            takes_weights=True,
        )  # fmt: skip


def test_who_does_not_lead_the_program_neither_decides_nor_sees_to_it(cohort, leader, other_leader):
    said = {"cohort_id": cohort.pk, "lever": "training", "text": "Train", "due_on": DUE, "now": NOW}

    with pytest.raises(NotAllowed):
        decide(**said, owner_id=leader.pk, by=other_leader)
    with pytest.raises(Refused, match="leads the program"):
        decide(**said, owner_id=other_leader.pk, by=leader)


def test_the_page_shows_the_evidence_and_takes_a_decision(client, leader, pairing):
    client.force_login(leader)
    address = reverse("evaluation:program-review")

    before = client.get(address).text
    after = client.post(
        address,
        {"lever": "training", "text": "Train everybody in May", "owner": leader.pk, "due_on": "2027-06-01"},
        follow=True,
    ).text

    assert "With fewer than 30 nothing is said of weights" in before
    assert "Train everybody in May" in after
    assert "Rosa Lindqvist" in after


def test_a_decision_without_words_says_so_and_loses_nothing(client, leader, pairing):
    client.force_login(leader)

    shown = client.post(
        reverse("evaluation:program-review"),
        {"lever": "protected_time", "text": "", "owner": leader.pk, "due_on": "2027-06-01", "protected_hours": "7"},
    ).text

    assert 'value="7"' in shown
    assert not Decision.objects.exists()
