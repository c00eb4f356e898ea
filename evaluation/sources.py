"""What actions and goals came from, where that was feedback or a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.sources import Source
from evaluation.models import Observation, Review

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID


def observations(uuids: Collection[UUID]) -> Iterator[Source]:
    """Name the observations among these."""
    for observation in Observation.objects.filter(uuid__in=uuids):
        day = date_format(observation.observed_on, "j F Y")
        label = _("%(kind)s of %(day)s") % {"kind": observation.get_kind_display(), "day": day}
        yield Source(observation.uuid, label, reverse("evaluation:observation", args=[observation.uuid]))


def reviews(uuids: Collection[UUID]) -> Iterator[Source]:
    """Name the reviews among these."""
    for review in Review.objects.filter(uuid__in=uuids):
        label = _("The review of %(day)s") % {"day": date_format(review.due_at, "j F Y")}
        yield Source(review.uuid, label, reverse("evaluation:review", args=[review.uuid]))
