"""What was taken on becomes a goal in one click, linked both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.domain.goals import write_goal
from agreements.models import Action
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.models import Goal
    from mentorship.accounts.models import User


@transaction.atomic
def turn_action_into_goal(*, action_id: int, by: User, now: datetime) -> Goal:
    """Make an action the draft of a goal, of which it is the first step; the second time returns the first.

    The goal keeps where the action came from: the meeting, observation or review.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the action is done, or the pair is not at work.
    """
    locked = Action.objects.select_for_update(of=["self"], no_key=True).with_people()
    action = locked.get(pk=action_id)
    if not by.has_perm("agreements.work_on_action", action):
        raise NotAllowed(_("Only the two people of this pair work on its actions."))
    if action.goal is not None:
        return action.goal
    if action.is_done:
        raise Refused(_("This action is done, so it stays as it is."))
    goal = write_goal(
        pairing_id=action.pairing_id,
        by=by,
        now=now,
        source=action.source,
        source_uuid=action.source_uuid,
        goal=action.text,
        target_date=action.due_on,
    )
    action.goal = goal
    action.save(update_fields=["goal"])
    audit.record(verb="turn_action_into_goal", actor=by, target=action, now=now)
    return goal
