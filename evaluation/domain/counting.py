"""What was just recorded may be the first evidence for a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.domain.goals import start_if_evidence
from agreements.enums import GoalState
from agreements.models import Goal

if TYPE_CHECKING:
    from datetime import datetime


def start_goals(*, mentee_id: int, now: datetime) -> None:
    """Move those agreed goals of a mentee's enrollment on to "in progress" for which there is evidence now."""
    agreed = Goal.objects.filter(pairing__mentee=mentee_id, state=GoalState.AGREED).order_by("pk")
    for goal_id in agreed.values_list("pk", flat=True):
        start_if_evidence(goal_id=goal_id, now=now)
