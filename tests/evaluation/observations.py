"""What an observer sends and a mentee logs."""

from __future__ import annotations

import datetime as dt
import uuid

import factory

from evaluation.domain.observing import submit_observation
from evaluation.enums import ObservationKind, ProcedureSetting, SupervisionLevel
from evaluation.models import Observation, ObservationForm, Procedure
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.programs.factories import MenteeEnrollmentFactory, TopicFactory

ALL_SIXES = {
    "interviewing": 6,
    "exam": 6,
    "professionalism": 6,
    "judgment": 6,
    "counseling": 6,
    "organization": 6,
    "overall": 6,
}


class ObservationFormFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ObservationForm
        django_get_or_create = ("kind", "version")

    kind = ObservationKind.FIELD_NOTE
    version = 1
    definition = factory.LazyFunction(dict)


class ObservationFactory(factory.django.DjangoModelFactory):
    """A sent field note."""

    class Meta:
        model = Observation

    pairing = factory.SubFactory(PairingFactory)
    form = factory.SubFactory(ObservationFormFactory)
    kind = ObservationKind.FIELD_NOTE
    observer = factory.SelfAttribute("pairing.mentor.user")
    observer_name = factory.SelfAttribute("observer.full_name")
    observed_on = dt.date(2027, 2, 1)
    strengths = "Explained every step before doing it."
    to_improve = "Check the radial pulse before and after."
    next_step = "Practise the sequence on the model twice."
    submitted_at = NOW


class ProcedureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Procedure

    mentee = factory.SubFactory(MenteeEnrollmentFactory)
    topic = factory.SubFactory(TopicFactory)
    done_on = dt.date(2027, 2, 1)
    setting = ProcedureSetting.PATIENT
    supervision_level = SupervisionLevel.IN_THE_ROOM


def send_mini_cex(pairing, **given):
    """Send a mini-CEX as the pair's mentor, with whatever is given changed."""
    return submit_observation(
        **{
            "pairing_id": pairing.pk,
            "kind": ObservationKind.MINI_CEX,
            "client_key": uuid.uuid4(),
            "by": pairing.mentor.user,
            "now": NOW,
            "ratings": ALL_SIXES,
            "strengths": "Explained every step before doing it.",
            "to_improve": "Check the radial pulse before and after.",
            "next_step": "Practise the sequence on the model twice.",
            **given,
        }
    )
