"""Goals that change their words or are let go: the old version stays readable, with a word on why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.domain.goals import lock_goal, may_work_on, move_goal, refuse_closed, write_goal
from agreements.enums import GoalState
from agreements.models import Action, Goal
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def abandon_goal(*, goal_id: int, because: str, by: User, now: datetime) -> Goal:
    """Let a goal go with a word on why; what was written and done for it stays readable.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the goal has come to its end already, or there is no word on why.
    """
    goal = lock_goal(goal_id)
    may_work_on(goal, by)
    if goal.state == GoalState.ABANDONED:
        return goal
    refuse_closed(goal)
    move_goal(goal, GoalState.ABANDONED, verb="abandon_goal", by=by, now=now, closed_because=_why(because))
    return goal


@transaction.atomic
def revise_goal(*, goal_id: int, because: str, by: User, now: datetime, **fields: Any) -> Goal:
    """Write an agreed goal anew; the old version is kept, its open actions and its evidence go with the new one.

    The new version is a draft until the mentor agrees. Revising the same goal again returns the version there is.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the goal is a draft or closed, the pair is not at work, there is no word on why, or a field cannot be.
    """
    goal = lock_goal(goal_id)
    may_work_on(goal, by)
    present = Goal.objects.filter(revised_from=goal).first()
    if present is not None:
        return present
    if goal.state == GoalState.DRAFT:
        raise Refused(_("This is a draft; simply edit it."))
    refuse_closed(goal)
    revision = write_goal(pairing_id=goal.pairing_id, by=by, now=now, **fields)
    revision.revised_from = goal
    revision.confidence_before = goal.confidence_before
    revision.save(update_fields=["revised_from", "confidence_before"])
    move_goal(goal, GoalState.REVISED, verb="revise_goal", by=by, now=now, closed_because=_why(because))
    Action.objects.open().filter(goal=goal).update(goal=revision)
    return revision


def _why(because: str) -> str:
    words = " ".join(because.split())
    if not words:
        raise Refused(_("Please say in a word why."))
    return words[: Goal._meta.get_field("closed_because").max_length]
