"""What the tests of agreements and goals begin from."""

from __future__ import annotations

import pytest

from agreements import evidence
from agreements.models import Agreement, Goal
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core import stages
from mentorship.core.stages import MentorStage
from tests.agreements.factories import AgreementFactory, GoalFactory


@pytest.fixture
def accepted_pairing(pairing: Pairing) -> Pairing:
    """Lena and Dr Osei when both have accepted and nobody has signed."""
    Pairing.objects.filter(pk=pairing.pk).update(state=PairingState.ACCEPTED, activated_at=None)
    pairing.refresh_from_db()
    return pairing


@pytest.fixture
def agreement(accepted_pairing: Pairing) -> Agreement:
    """Their agreement, waiting for both signatures."""
    return AgreementFactory(pairing=accepted_pairing)


@pytest.fixture
def goal(pairing: Pairing) -> Goal:
    """Lena's agreed goal; it counts done actions."""
    return GoalFactory(pairing=pairing)


@pytest.fixture
def our_part_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the evidence and the steps of other apps, whose queries their own tests count."""
    monkeypatch.setattr(evidence, "_providers", [])
    ours = {MentorStage.EXPECTATIONS: stages._definitions[MentorStage.EXPECTATIONS]}
    monkeypatch.setattr(stages, "_definitions", ours)
