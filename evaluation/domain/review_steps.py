"""What a review decided to work on next becomes an action or a goal in one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.domain.actions import add_action
from agreements.domain.goals import write_goal
from agreements.enums import ActionSource
from agreements.models import Action, Goal
from evaluation.enums import ReviewState
from evaluation.models import Review
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from evaluation.models import ReviewAnswer
    from mentorship.accounts.models import User

LONGEST = 300
"""An action and a goal hold one sentence of so many letters."""


@transaction.atomic
def turn_focus_into_action(*, review_id: int, author_id: int, by: User, now: datetime) -> Action:
    """Make what `author_id` wants to work on next an action of the mentee; a review makes one, the second time returns it.

    Raises:
        NotAllowed: `by` is not one of the pair.
        Refused: the review is not closed, or nothing was written, or the pair is not at work.
    """
    review, answer = _decided(review_id, author_id, by)
    action = add_action(
        pairing_id=review.pairing_id,
        text=_in_a_sentence(answer),
        owner_id=review.pairing.mentee.user_id,
        due_on=None,
        by=by,
        now=now,
        source=ActionSource.REVIEW,
        source_uuid=review.uuid,
        written_by=answer.author,
    )
    audit.record(verb="turn_focus_into_action", actor=by, target=review, now=now)
    return action


@transaction.atomic
def turn_focus_into_goal(*, review_id: int, author_id: int, by: User, now: datetime) -> Goal:
    """Make what `author_id` wants to work on next the draft of a goal; a review makes one, the second time returns it.

    Raises:
        NotAllowed: `by` is not one of the pair.
        Refused: the review is not closed, or nothing was written, or the pair is not at work.
    """
    review, answer = _decided(review_id, author_id, by)
    return write_goal(
        pairing_id=review.pairing_id,
        by=by,
        now=now,
        source=ActionSource.REVIEW,
        source_uuid=review.uuid,
        goal=_in_a_sentence(answer),
    )


def _decided(review_id: int, author_id: int, by: User) -> tuple[Review, ReviewAnswer]:
    people = Review.objects.select_related("pairing__mentor__user", "pairing__mentee__user")
    review = people.select_for_update(of=["self"], no_key=True).get(pk=review_id)
    if not review.pairing.has_member(by):
        raise NotAllowed(_("Only the two of this pair go on from their review."))
    if review.state != ReviewState.CLOSED or not review.outcome:
        raise Refused(_("Decide together first; then you go on from here."))
    answer = review.answers.select_related("author").filter(author=author_id).exclude(next_focus="").first()
    if answer is None:
        raise Refused(_("Nothing was written there to work on next."))
    return review, answer


def _in_a_sentence(answer: ReviewAnswer) -> str:
    words = " ".join(answer.next_focus.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
