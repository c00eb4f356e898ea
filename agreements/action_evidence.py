"""Done actions as evidence, for goals that count actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.enums import MeasureUnit
from agreements.evidence import Evidence
from agreements.models import Action
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from agreements.models import Goal


def done_actions(goals: Collection[Goal], actions: Iterable[Action] | None = None) -> Iterator[Evidence]:
    """Yield each action that is done and counts towards one of these goals; `actions` are theirs, where at hand."""
    counting = {goal.pk: goal for goal in goals if goal.measure_unit == MeasureUnit.ACTIONS}
    if actions is None:
        actions = Action.objects.filter(goal__in=counting, done_at__isnull=False) if counting else ()
    for action in actions:
        goal = counting.get(action.goal_id or 0)
        if goal is not None and action.done_at is not None:
            yield Evidence(
                goal_id=goal.pk,
                kind=MeasureUnit.ACTIONS,
                uuid=action.uuid,
                on=local_day(action.done_at),
                label=action.text,
                url=f"{goal.get_absolute_url()}#action-{action.uuid}",
            )
