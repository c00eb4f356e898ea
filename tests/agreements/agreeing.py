"""Agreeing to a goal or an action as it stands: what the page of who agrees would show at this moment."""

from __future__ import annotations

from typing import Any

from agreements import seen
from agreements.domain import actions, goals
from agreements.models import Action, Goal


def goal_as_shown(goal_id: int) -> dict[str, str]:
    """Return what the page of a goal shows its mentor to agree to."""
    return seen.of_goal(Goal.objects.with_people().get(pk=goal_id), Action.objects.with_people().filter(goal=goal_id))


def action_as_shown(action_id: int) -> dict[str, str]:
    """Return what a page shows of an action that waits for somebody's word."""
    return seen.of_action(Action.objects.with_people().get(pk=action_id))


def agree_goal(*, goal_id: int, **step: Any) -> Goal:
    """Agree to a goal as it stands."""
    return goals.agree_goal(goal_id=goal_id, seen=goal_as_shown(goal_id), **step)


def agree_action(*, action_id: int, **step: Any) -> Action:
    """Agree to an action as it stands."""
    return actions.agree_action(action_id=action_id, seen=action_as_shown(action_id), **step)
