"""What a review decided to work on next becomes an action or a goal in one click, linked both ways."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreements.enums import ActionSource
from agreements.models import Action, Goal
from evaluation.domain.review_steps import turn_focus_into_action, turn_focus_into_goal
from evaluation.enums import ReviewOutcome, ReviewState
from mentorship.core.errors import NotAllowed, Refused
from tests.evaluation.factories import ReviewAnswerFactory, ReviewFactory

pytestmark = pytest.mark.django_db

FOCUS = "Lead a resuscitation in simulation"


@pytest.fixture
def review(pairing, mentor, mentee, now):
    review = ReviewFactory(
        pairing=pairing,
        state=ReviewState.CLOSED,
        outcome=ReviewOutcome.CONTINUE,
        decided_by=mentor,
        closed_at=now,
    )
    ReviewAnswerFactory(review=review, author=mentee, next_focus=FOCUS)
    ReviewAnswerFactory(review=review, author=mentor, next_focus="")
    return review


@pytest.mark.parametrize("turn", [turn_focus_into_action, turn_focus_into_goal])
def test_twice_makes_one(review, turn, mentor, mentee, now):
    first = turn(review_id=review.pk, author_id=mentee.pk, by=mentee, now=now)

    assert turn(review_id=review.pk, author_id=mentee.pk, by=mentor, now=now) == first
    assert (first.source, first.source_uuid, str(first)) == (ActionSource.REVIEW, review.uuid, FOCUS)


@pytest.mark.parametrize("turn", [turn_focus_into_action, turn_focus_into_goal])
def test_not_before_the_two_have_decided(review, turn, mentee, now):
    type(review).objects.filter(pk=review.pk).update(
        state=ReviewState.ANSWERED, outcome="", closed_at=None, decided_by=None
    )

    with pytest.raises(Refused, match="Decide together first"):
        turn(review_id=review.pk, author_id=mentee.pk, by=mentee, now=now)


def test_of_no_words_comes_nothing(review, mentor, mentee, now):
    with pytest.raises(Refused, match="Nothing was written"):
        turn_focus_into_goal(review_id=review.pk, author_id=mentor.pk, by=mentee, now=now)


@pytest.mark.parametrize("turn", [turn_focus_into_action, turn_focus_into_goal])
@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor"])
def test_nobody_else_goes_on_from_it(review, turn, who, mentee, request, now):
    with pytest.raises(NotAllowed):
        turn(review_id=review.pk, author_id=mentee.pk, by=request.getfixturevalue(who), now=now)


def test_the_mentee_who_makes_the_mentors_words_an_action_has_agreed_to_them(review, mentor, mentee, now):
    review.answers.filter(author=mentor).update(next_focus="Teach a junior")

    action = turn_focus_into_action(review_id=review.pk, author_id=mentor.pk, by=mentee, now=now)

    assert (action.written_by, action.agreed_at) == (mentor, now)


def test_the_page_has_both_clicks_and_then_both_links(client, review, mentee):
    client.force_login(mentee)
    page = reverse("evaluation:review", args=[review.uuid])
    before = client.get(page).text
    assert "Make it an action" in before
    assert "Make it a goal" in before

    client.post(reverse("evaluation:review-to-action", args=[review.uuid]), {"author": str(mentee.uuid)})
    goal_page = client.post(
        reverse("evaluation:review-to-goal", args=[review.uuid]), {"author": str(mentee.uuid)}, follow=True
    )

    assert page in goal_page.text
    after = client.get(page).text
    assert Goal.objects.get().get_absolute_url() in after
    assert Action.objects.get().text in after
    assert "Make it a goal" not in after
