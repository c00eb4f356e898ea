"""A review: opened once per period, answered apart, decided together."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from evaluation.domain import reviewing
from evaluation.domain.reviewing import answer_review, close_overdue_reviews, decide_review, open_due_reviews
from evaluation.evidence_rule import in_words, lacking
from evaluation.models import Review
from evaluation.queries.reviews import review_page
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.agreements.factories import GoalFactory
from tests.evaluation.factories import ReviewAnswerFactory, ReviewFactory
from tests.evaluation.observations import send_mini_cex
from tests.matching.factories import PairingFactory

ANSWERS = {
    "went_well": "We meet.", "to_change": "", "next_focus": "", "satisfaction": 4, "suggested_outcome": "continue",
}  # fmt: skip
DAY = dt.timedelta(days=1)


@pytest.fixture
def review(pairing):
    return ReviewFactory(pairing=pairing)


def test_no_review_opens_before_the_interval_has_passed(pairing, now):
    assert open_due_reviews(now=pairing.activated_at + 29 * DAY) == 0


def test_a_review_opens_when_the_interval_has_passed(pairing):
    opened = open_due_reviews(now=pairing.activated_at + 30 * DAY)

    review = Review.objects.get(pairing=pairing)
    assert opened == 1
    assert review.number == 1
    assert review.due_at == pairing.activated_at + 44 * DAY


def test_opening_twice_opens_one(pairing):
    now = pairing.activated_at + 31 * DAY
    open_due_reviews(now=now)

    assert open_due_reviews(now=now) == 0


def test_more_pairs_than_one_batch_get_one_review_each(pairing, monkeypatch):
    monkeypatch.setattr(reviewing, "BATCH", 2)
    pairs = [pairing, *PairingFactory.create_batch(4, mentee__cohort=pairing.cohort, activated_at=pairing.activated_at)]
    now = pairing.activated_at + 31 * DAY

    assert [open_due_reviews(now=now) for _time in range(2)] == [5, 0]
    assert set(Review.objects.values_list("pairing", "number")) == {(pair.pk, 1) for pair in pairs}


def test_after_a_long_standstill_only_the_present_period_opens(pairing):
    open_due_reviews(now=pairing.activated_at + 95 * DAY)

    assert [review.number for review in Review.objects.all()] == [3]


def test_a_pair_that_is_not_active_is_not_asked(pairing):
    pairing.state = PairingState.PAUSED
    pairing.save(update_fields=["state"])

    assert open_due_reviews(now=pairing.activated_at + 31 * DAY) == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_open_one_review(pairing):
    def work(_number):
        try:
            return open_due_reviews(now=pairing.activated_at + 31 * DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert Review.objects.count() == 1


def test_both_answers_make_it_ready_to_decide(review, mentor, mentee, now):
    answer_review(review_id=review.pk, by=mentor, now=now, **ANSWERS)
    answer_review(review_id=review.pk, by=mentee, now=now, **ANSWERS)

    review.refresh_from_db()
    assert review.state == "answered"


def test_answering_twice_is_refused_and_keeps_the_first(review, mentor, now):
    answer_review(review_id=review.pk, by=mentor, now=now, **ANSWERS)

    with pytest.raises(Refused):
        answer_review(review_id=review.pk, by=mentor, now=now, **ANSWERS | {"went_well": "changed"})

    assert review.answers.get().went_well == "We meet."


def test_a_stranger_cannot_answer(review, other_mentee, now):
    with pytest.raises(NotAllowed):
        answer_review(review_id=review.pk, by=other_mentee, now=now, **ANSWERS)


def test_nothing_is_decided_before_both_have_answered(review, mentor, now):
    answer_review(review_id=review.pk, by=mentor, now=now, **ANSWERS)

    with pytest.raises(Refused):
        decide_review(review_id=review.pk, outcome="continue", by=mentor, now=now)


def test_the_decision_closes_the_review_and_is_in_the_trail(review, mentor, mentee, now):
    for person in (mentor, mentee):
        answer_review(review_id=review.pk, by=person, now=now, **ANSWERS)

    decide_review(review_id=review.pk, outcome="continue", by=mentee, now=now)

    review.refresh_from_db()
    assert (review.state, review.outcome, review.decided_by) == ("closed", "continue", mentee)
    assert AuditEntry.objects.filter(verb="decide_review", actor=mentee).count() == 1


def test_deciding_the_same_twice_is_harmless_and_otherwise_refused(review, mentor, mentee, now):
    for person in (mentor, mentee):
        answer_review(review_id=review.pk, by=person, now=now, **ANSWERS)
    decide_review(review_id=review.pk, outcome="continue", by=mentee, now=now)

    decide_review(review_id=review.pk, outcome="continue", by=mentor, now=now)
    with pytest.raises(Refused):
        decide_review(review_id=review.pk, outcome="end_well", by=mentor, now=now)

    assert AuditEntry.objects.filter(verb="decide_review").count() == 1


def test_a_review_nobody_finishes_closes_without_an_outcome(review, mentor, now):
    ReviewAnswerFactory(review=review, author=mentor)

    assert close_overdue_reviews(now=review.due_at + DAY) == 1

    review.refresh_from_db()
    assert (review.state, review.outcome) == ("closed", "")


def both_answered(review, mentor, mentee):
    for person in (mentor, mentee):
        ReviewAnswerFactory(review=review, author=person)
    review.state = "answered"
    review.save(update_fields=["state"])
    return review


def test_not_enough_evidence_keeps_what_is_missing_by_the_cohorts_rule(review, mentor, mentee, pairing, now):
    send_mini_cex(pairing)
    both_answered(review, mentor, mentee)

    decided = decide_review(review_id=review.pk, outcome="not_enough_evidence", by=mentor, now=now)

    assert decided.missing == {"observations": 3, "observers": 1, "mini_cex": 2}
    send_mini_cex(pairing)
    words = review_page(Review.objects.get(), mentor, now).missing
    assert words == ["3 more observations", "1 more observer", "2 more of the kind Mini-CEX"]


def test_an_old_observation_is_no_recent_evidence(pairing, now):
    send_mini_cex(pairing)

    assert in_words(lacking(pairing, now + 57 * DAY))[-1] == "an observation in the last 8 weeks"


def test_not_enough_evidence_is_refused_where_nothing_is_missing(review, mentor, mentee, cohort, now):
    names = ("required_mini_cex", "evidence_observations", "evidence_observers", "evidence_within_weeks")
    type(cohort.policy).objects.update(**dict.fromkeys(names, 0))
    both_answered(review, mentor, mentee)

    with pytest.raises(Refused, match="Nothing is missing"):
        decide_review(review_id=review.pk, outcome="not_enough_evidence", by=mentor, now=now)

    assert Review.objects.get().state == "answered"


def test_changing_the_pairing_ends_it_and_the_mentee_waits_in_the_re_match_queue(review, mentor, mentee, pairing, now):
    both_answered(review, mentor, mentee)

    decide_review(review_id=review.pk, outcome="change_pairing", by=mentee, now=now)

    pairing.refresh_from_db()
    assert (pairing.state, pairing.end_reason) == ("ended", "no_fault")
    assert Pairing.objects.sent_back().get() == pairing


def test_a_review_is_filled_with_what_happened_since_the_last_one(pairing):
    now = pairing.activated_at + 30 * DAY
    GoalFactory(pairing=pairing, state="agreed", agreed_at=now - DAY)
    GoalFactory(pairing=pairing, state="agreed", agreed_at=pairing.activated_at - DAY)
    open_due_reviews(now=now)

    facts = Review.objects.get().facts

    assert facts["goals_agreed"] == 1
    assert facts["milestones"] == 0
