"""Done actions as evidence, for goals that count actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.enums import MeasureUnit
from agreements.evidence import Evidence
from agreements.models import Action
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def done_actions(goal_ids: Collection[int]) -> Iterator[Evidence]:
    """Yield each action that is done and counts towards one of these goals."""
    actions = Action.objects.filter(
        goal_id__in=goal_ids,
        goal__measure_unit=MeasureUnit.ACTIONS,
        done_at__isnull=False,
    ).select_related("goal")
    for action in actions:
        if action.goal is not None and action.done_at is not None:
            yield Evidence(
                goal_id=action.goal.pk,
                kind=MeasureUnit.ACTIONS,
                uuid=action.uuid,
                on=local_day(action.done_at),
                label=action.text,
                url=f"{action.goal.get_absolute_url()}#action-{action.uuid}",
            )
