"""The first reviews: opened day by day, answered by both, by one, or by nobody yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from evaluation.domain.reviewing import answer_review, decide_review, open_due_reviews
from evaluation.enums import ReviewOutcome
from evaluation.models import Review
from mentorship.accounts.models import User
from mentorship.demo.story import words
from mentorship.demo.story.calendar import Calendar

SIDES = 2
FIRST_DAY_AGO = 14


def look_back(sides: Mapping[int, int], calendar: Calendar, chance: Random) -> None:
    """Open what is due each day, and let as many sides answer as `sides` says for each pairing's key."""
    for day in range(FIRST_DAY_AGO, -1, -1):
        open_due_reviews(now=calendar.at(day, 5))
    for review in Review.objects.select_related("pairing__mentor__user", "pairing__mentee__user").order_by("pk"):
        people = [review.pairing.mentee.user, review.pairing.mentor.user][: sides.get(review.pairing_id, 0)]
        for number, person in enumerate(people):
            _answer(review, person, calendar, chance, days_after=1 + number)
        if len(people) == SIDES and chance.random() < 0.7:
            decide_review(
                review_id=review.pk,
                outcome=chance.choice(
                    [ReviewOutcome.CONTINUE, ReviewOutcome.CONTINUE, ReviewOutcome.CONTINUE, ReviewOutcome.ADJUST_GOALS]
                ),
                by=review.pairing.mentor.user,
                now=calendar.past(review.opened_at + timedelta(days=4)),
            )


def _answer(review: Review, person: User, calendar: Calendar, chance: Random, *, days_after: int) -> None:
    answer_review(
        review_id=review.pk,
        by=person,
        now=calendar.past(review.opened_at + timedelta(days=days_after, hours=13)),
        went_well=chance.choice(words.WENT_WELL),
        to_change=chance.choice(words.TO_CHANGE),
        next_focus=chance.choice(words.NEXT_FOCUS),
        satisfaction=chance.choice([3, 4, 4, 5]),
        suggested_outcome=ReviewOutcome.CONTINUE,
    )
