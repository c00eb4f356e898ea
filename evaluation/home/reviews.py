"""Reviews on the home page: what waits to be answered or decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.enums import ReviewState
from evaluation.queries.reviews import reviews_of
from mentorship.core.home import NextThing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from evaluation.models import Review
    from mentorship.accounts.models import User


def next_things(user: User, role: str, now: datetime) -> Iterator[NextThing]:
    """Offer each open review to answer, and each answered one to decide."""
    for review in reviews_of(user, role).open().filter(due_at__gte=now):
        if review.state == ReviewState.ANSWERED:
            yield _decide(review, user)
        elif not review.own_answers:
            yield _answer(review, user)


def _partner(review: Review, user: User) -> str:
    return review.pairing.partner_of(user).user.get_short_name()


def _answer(review: Review, user: User) -> NextThing:
    return NextThing(
        title=_("Look back with %(partner)s") % {"partner": _partner(review, user)},
        why=_("Four short questions; the facts are filled in already."),
        button=_("Start · 3 minutes"),
        url=reverse("evaluation:review", args=[review.uuid]),
        rank=10,
        due_at=review.due_at,
    )


def _decide(review: Review, user: User) -> NextThing:
    return NextThing(
        title=_("Decide with %(partner)s how to go on") % {"partner": _partner(review, user)},
        why=_("Both of you have answered. Read the two side by side and choose."),
        button=_("Read both answers"),
        url=reverse("evaluation:review", args=[review.uuid]),
        rank=20,
        due_at=review.due_at,
    )
