"""The step "Expectations" of the MENTOR strip."""

from __future__ import annotations

from agreements.queries import agreements_in_force
from mentorship.core import stages
from mentorship.core.stages import MentorStage


def register() -> None:
    """Answer for the step: it is done when the agreement binds."""
    stages.register(MentorStage.EXPECTATIONS, done=agreements_in_force, url_name="agreements:agreement")
