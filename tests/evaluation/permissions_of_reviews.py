"""Who meets what on the pages of reviews."""

from __future__ import annotations

from tests.evaluation.factories import ReviewFactory
from tests.permissions.table import EVERYONE_SIGNED_IN, THE_PAIR, Row


def a_review(cast):
    return {"uuid": ReviewFactory(pairing=cast("pairing")).uuid}


ROWS: list[Row] = [
    Row("evaluation:reviews", EVERYONE_SIGNED_IN),
    Row("evaluation:review", THE_PAIR, kwargs=a_review),
    Row("evaluation:review", THE_PAIR, method="POST", kwargs=a_review),
    Row(
        "evaluation:review-decide", THE_PAIR, method="POST", kwargs=a_review, data=lambda _cast: {"outcome": "continue"}
    ),
    Row("evaluation:review-to-action", THE_PAIR, method="POST", kwargs=a_review),
    Row("evaluation:review-to-goal", THE_PAIR, method="POST", kwargs=a_review),
    Row("evaluation:pairing-reviews", THE_PAIR, kwargs=lambda cast: {"uuid": cast("pairing").uuid}),
]
