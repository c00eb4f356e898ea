"""What observations and procedures prove for a goal."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.urls import reverse

from agreements.enums import MeasureUnit
from agreements.evidence import Evidence
from agreements.models import Goal
from evaluation.enums import ProcedureSetting, SupervisionLevel
from evaluation.models import Observation, Procedure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date


def of_goals(goal_ids: Collection[int]) -> list[Evidence]:
    """Everything logged that counts towards these goals, in three queries however many there are.

    A procedure counts for a goal measured in procedures when it is of the goal's topic, or of any topic where the goal
    names none, and was done since the goal was written; watching does not count. An observation counts for a goal
    measured in observations when it names the goal, or is of its topic. What names the goal counts whatever its day.
    """
    goals = list(Goal.objects.filter(pk__in=goal_ids).exclude(measure_unit="").select_related("pairing"))
    by_unit: dict[str, list[Goal]] = defaultdict(list)
    for goal in goals:
        by_unit[goal.measure_unit].append(goal)
    return [
        *_procedures(by_unit[MeasureUnit.PROCEDURES]),
        *_observations(by_unit[MeasureUnit.OBSERVATIONS]),
    ]


def _since(goal: Goal) -> date:
    """The day from which evidence counts: when the goal was written or agreed, whichever came first."""
    moments = [moment for moment in (goal.created_at, goal.agreed_at) if moment is not None]
    return min(moments).date()


def _procedures(goals: list[Goal]) -> Iterator[Evidence]:
    if not goals:
        return
    procedures = (
        Procedure.objects.filter(mentee__in={goal.pairing.mentee_id for goal in goals})
        .exclude(supervision_level=SupervisionLevel.OBSERVED_ONLY)
        .select_related("topic", "observation")
    )
    of_mentee: dict[int, list[Procedure]] = defaultdict(list)
    for procedure in procedures:
        of_mentee[procedure.mentee_id].append(procedure)
    for goal in goals:
        since = _since(goal)
        for procedure in of_mentee[goal.pairing.mentee_id]:
            seen = procedure.observation
            named = seen is not None and seen.goal_id == goal.pk
            of_topic = goal.measure_topic_id in {None, procedure.topic_id}
            if named or (of_topic and procedure.done_on >= since):
                yield Evidence(
                    goal_id=goal.pk,
                    kind=MeasureUnit.PROCEDURES,
                    uuid=procedure.uuid,
                    on=procedure.done_on,
                    label=procedure.topic.name,
                    url=reverse("evaluation:observation", args=[seen.uuid]) if seen else "",
                    supervision_level=procedure.supervision_level,
                    is_observed=seen is not None,
                    is_simulation=procedure.setting == ProcedureSetting.SIMULATION,
                )


def _observations(goals: list[Goal]) -> Iterator[Evidence]:
    if not goals:
        return
    observations = (
        Observation.objects.submitted()
        .filter(pairing__in={goal.pairing_id for goal in goals})
        .select_related("topic", "procedure")
    )
    of_pairing: dict[int, list[Observation]] = defaultdict(list)
    for observation in observations:
        of_pairing[observation.pairing_id].append(observation)
    for goal in goals:
        since = _since(goal)
        for observation in of_pairing[goal.pairing_id]:
            of_topic = goal.measure_topic_id is not None and observation.topic_id == goal.measure_topic_id
            if observation.goal_id == goal.pk or (of_topic and observation.observed_on >= since):
                procedure = getattr(observation, "procedure", None)
                yield Evidence(
                    goal_id=goal.pk,
                    kind=MeasureUnit.OBSERVATIONS,
                    uuid=observation.uuid,
                    on=observation.observed_on,
                    label=observation.get_kind_display(),
                    url=reverse("evaluation:observation", args=[observation.uuid]),
                    supervision_level=observation.supervision_level,
                    is_observed=True,
                    is_simulation=procedure is not None and procedure.setting == ProcedureSetting.SIMULATION,
                )
