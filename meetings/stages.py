"""The step Timing of the MENTOR strip."""

from __future__ import annotations

from meetings.queries import planned_or_held
from mentorship.core import stages
from mentorship.core.stages import MentorStage


def register() -> None:
    """Answer for the step: done once a meeting is planned or held."""
    stages.register(MentorStage.TIMING, done=planned_or_held, url_name="meetings:timing")
