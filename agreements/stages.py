"""The step "Expectations" of the MENTOR strip."""

from __future__ import annotations

from agreements.queries import agreements_that_bound
from mentorship.core import stages
from mentorship.core.stages import MentorStage


def register() -> None:
    """Answer for the step: it is done once an agreement has bound the two."""
    stages.register(MentorStage.EXPECTATIONS, done=agreements_that_bound, url_name="agreements:agreement")
