"""The steps of the MENTOR strip that this app answers for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.models import Observation, Review

if TYPE_CHECKING:
    from collections.abc import Collection

    from evaluation.models.observation import ObservationQuerySet
    from evaluation.models.review import ReviewQuerySet


def observed(pairing_ids: Collection[int]) -> ObservationQuerySet:
    """Return the observations of these pairings that were sent."""
    return Observation.objects.filter(pairing__in=pairing_ids)


def reviewed(pairing_ids: Collection[int]) -> ReviewQuerySet:
    """Return the reviews of these pairings that were closed with an outcome."""
    return Review.objects.filter(pairing__in=pairing_ids, closed_at__isnull=False).exclude(outcome="")
