"""What a leader reads of a cohort's reviews: state, outcome, day, and what was said to the leader alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from evaluation.models import Review, ReviewAnswer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Cohort


def reviews_for_leader(cohort: Cohort) -> QuerySet[Review]:
    """Return the cohort's reviews, the newest first, with nothing of the answers but the words to the leader."""
    return (
        Review.objects.filter(pairing__mentee__cohort=cohort)
        .select_related("pairing__mentor__user", "pairing__mentee__user")
        .defer("facts", "missing")
        .prefetch_related(_words_to_leader())
        .order_by("-opened_at", "-pk")
    )


def _words_to_leader() -> Prefetch[str]:
    """Fetch as `messages` the answers that say something to the leader, with nothing else of them."""
    said = ReviewAnswer.objects.exclude(to_leader="").select_related("author")
    rest = ("went_well", "to_change", "next_focus", "satisfaction", "suggested_outcome")
    return Prefetch("answers", queryset=said.defer(*rest), to_attr="messages")
