"""A review: opened once per period, answered apart, decided together."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from evaluation.domain.reviewing import answer_review, close_overdue_reviews, decide_review, open_due_reviews
from evaluation.models import Review
from matching.enums import PairingState
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.evaluation.factories import ReviewAnswerFactory, ReviewFactory

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
