"""The steps of the MENTOR strip that this app answers for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.models import Observation, Review

if TYPE_CHECKING:
    from collections.abc import Collection


def observed(pairing_ids: Collection[int]) -> set[int]:
    """Return the pairings in which an observation was sent."""
    sent = Observation.objects.submitted().filter(pairing__in=pairing_ids)
    return set(sent.values_list("pairing", flat=True).distinct())


def reviewed(pairing_ids: Collection[int]) -> set[int]:
    """Return the pairings that closed a review with an outcome."""
    closed = Review.objects.filter(pairing__in=pairing_ids, closed_at__isnull=False).exclude(outcome="")
    return set(closed.values_list("pairing", flat=True))
