"""Reviews and what they look back on."""

from __future__ import annotations

import datetime as dt

import factory

from evaluation.models import Review, ReviewAnswer
from tests.cast import NOW
from tests.matching.factories import PairingFactory


class ReviewFactory(factory.django.DjangoModelFactory):
    """An open review."""

    class Meta:
        model = Review

    pairing = factory.SubFactory(PairingFactory)
    number = 1
    opened_at = NOW - dt.timedelta(days=1)
    due_at = NOW + dt.timedelta(days=13)
    facts = factory.LazyFunction(lambda: {"meetings_held": 3, "observations": 1})


class ReviewAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReviewAnswer

    review = factory.SubFactory(ReviewFactory)
    went_well = "We meet every week."
    satisfaction = 4
    suggested_outcome = "continue"
    answered_at = NOW
