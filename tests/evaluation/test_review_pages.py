"""The pages of a review, for each side and for everybody else."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from tests.cast import NOW
from tests.evaluation.factories import ReviewAnswerFactory, ReviewFactory

SECRET = "I would rather have another mentor."


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def review(pairing):
    return ReviewFactory(pairing=pairing)


def page(review):
    return reverse("evaluation:review", args=[review.uuid])


FORM = {"went_well": "We meet.", "satisfaction": "4", "suggested_outcome": "continue", "to_leader": ""}


def test_the_mentee_answers(client, review, mentee):
    client.force_login(mentee)

    response = client.post(page(review), FORM, follow=True)

    assert review.answers.get().author == mentee
    assert "Your answers are saved." in response.text


def test_the_partner_is_not_shown_before_both_have_answered(client, review, mentor, mentee):
    ReviewAnswerFactory(review=review, author=mentee, went_well=SECRET)
    client.force_login(mentor)

    assert SECRET not in client.get(page(review)).text


def test_both_read_both_once_both_have_answered(client, review, mentor, mentee):
    ReviewAnswerFactory(review=review, author=mentee, went_well=SECRET)
    client.force_login(mentor)

    client.post(page(review), FORM)

    assert SECRET in client.get(page(review)).text


def test_a_word_to_the_leader_never_reaches_the_partner(client, review, mentor, mentee):
    ReviewAnswerFactory(review=review, author=mentee, to_leader=SECRET)
    client.force_login(mentor)
    client.post(page(review), FORM)

    assert SECRET not in client.get(page(review)).text


def test_a_missing_answer_is_said_and_nothing_typed_is_lost(client, review, mentee):
    client.force_login(mentee)

    response = client.post(page(review), FORM | {"satisfaction": ""})

    assert "This field is required." in response.text
    assert "We meet." in response.text
    assert not review.answers.exists()


def test_deciding_too_early_says_why(client, review, mentee):
    client.force_login(mentee)

    response = client.post(
        reverse("evaluation:review-decide", args=[review.uuid]), {"outcome": "continue"}, follow=True
    )

    assert "once both of you have answered" in response.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_needs_the_same_queries_however_many(client, pairing, mentee, django_assert_num_queries, number):
    for period in range(number):
        ReviewFactory(pairing=pairing, number=period + 1)
    client.force_login(mentee)
    client.get(reverse("evaluation:reviews"))

    with django_assert_num_queries(6):
        client.get(reverse("evaluation:reviews"))
