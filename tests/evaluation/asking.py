"""Requests to be observed, as the tests of their pages and verbs need them."""

from __future__ import annotations

import datetime as dt
import uuid

from evaluation.domain.asking import ask_for_observation
from evaluation.enums import ObservationKind
from evaluation.models import ObservationForm
from tests.cast import NOW

OUTSIDER = "jo.lind@hospital.example"
TOMORROW = dt.date(2027, 2, 2)
WORDS = {
    "strengths": "You told the patient what would happen before each step.",
    "to_improve": "Look at the monitor while you pull.",
    "next_step": "Say the saturation aloud every minute.",
}
SHEET = {
    **WORDS,
    "observed_on": "2027-02-01",
    "procedure_setting": "patient",
    "observer_assesses_formally": "no",
    "observer_name": "Jo Lind",
    "observer_role": "Consultant, emergency department",
    "has_watched": "on",
}


def newest_form(kind: str = ObservationKind.FIELD_NOTE) -> ObservationForm:
    return ObservationForm.objects.filter(kind=kind, program__isnull=True).order_by("-version")[0]


def ask(pairing, **given):
    """Ask an outsider for a field note tomorrow, with whatever is given changed."""
    return ask_for_observation(
        **{
            "pairing_id": pairing.pk,
            "form_id": newest_form().pk,
            "observer_name": "Jo Lind",
            "observer_email": OUTSIDER,
            "what": "How I explain a reduction to the patient",
            "wanted_on": TOMORROW,
            "by": pairing.mentee.user,
            "now": NOW,
            "client_key": uuid.uuid4(),
            **given,
        }
    )


def sheet(**given):
    """Fill in the form as an observer without an account does."""
    return {"client_key": str(uuid.uuid4()), **SHEET, **given}
