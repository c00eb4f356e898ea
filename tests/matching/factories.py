"""Pairs."""

from __future__ import annotations

import datetime as dt

import factory

from matching.enums import PairingState
from matching.models import Pairing
from tests.programs.factories import MenteeEnrollmentFactory, MentorEnrollmentFactory


class PairingFactory(factory.django.DjangoModelFactory):
    """An active pair."""

    class Meta:
        model = Pairing

    mentee = factory.SubFactory(MenteeEnrollmentFactory)
    mentor = factory.SubFactory(MentorEnrollmentFactory, cohort=factory.SelfAttribute("..mentee.cohort"))
    state = PairingState.ACTIVE
    place = 1
    proposed_at = dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC)
    answer_by = dt.datetime(2027, 1, 12, 9, tzinfo=dt.UTC)
    mentor_accepted_at = dt.datetime(2027, 1, 6, 9, tzinfo=dt.UTC)
    mentee_accepted_at = dt.datetime(2027, 1, 6, 10, tzinfo=dt.UTC)
    activated_at = dt.datetime(2027, 1, 7, 9, tzinfo=dt.UTC)
