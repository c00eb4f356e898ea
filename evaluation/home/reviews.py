"""Reviews on the home page: what waits to be answered or decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.queries.reviews import to_answer, to_decide
from matching.queries.pairs import pairs_on
from mentorship.core.home import NextThing, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from mentorship.core.home import Row, Visit

ANSWER, DECIDE = "reviews-to-answer", "reviews-to-decide"


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: the open reviews of these pairs that wait for a word."""
    pairings = [pairing.pk for pairing in visit.once(pairs_on)]
    if pairings:
        asked = {ANSWER: to_answer(visit.user, visit.now), DECIDE: to_decide(visit.now)}
        for kind, reviews in asked.items():
            yield rows_of(reviews.filter(pairing__in=pairings), kind, pairing="pairing_id", at="due_at")


def next_things(visit: Visit) -> Iterator[NextThing]:
    """Offer each open review to answer, and each answered one to decide."""
    partners = {pairing.pk: pairing.partner_of(visit.user).user.get_short_name() for pairing in visit.once(pairs_on)}
    for row in visit.rows(ANSWER):
        yield _answer(row, partners[row.pairing_id or 0])
    for row in visit.rows(DECIDE):
        yield _decide(row, partners[row.pairing_id or 0])


def _answer(row: Row, partner: str) -> NextThing:
    return NextThing(
        title=_("Look back with %(partner)s") % {"partner": partner},
        why=_("Four short questions; the facts are filled in already."),
        button=_("Start · 3 minutes"),
        url=reverse("evaluation:review", args=[row.uuid]),
        rank=10,
        due_at=row.at,
    )


def _decide(row: Row, partner: str) -> NextThing:
    return NextThing(
        title=_("Decide with %(partner)s how to go on") % {"partner": partner},
        why=_("Both of you have answered. Read the two side by side and choose."),
        button=_("Read both answers"),
        url=reverse("evaluation:review", args=[row.uuid]),
        rank=20,
        due_at=row.at,
    )
