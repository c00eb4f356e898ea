"""How far a logbook is: running totals against the targets of the cohort and the goals of the mentee."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements import evidence
from agreements.enums import MeasureUnit
from agreements.models import Goal
from evaluation.enums import ProcedureSetting, SupervisionLevel
from evaluation.models import Procedure, ProcedureTarget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from programs.models import Enrollment


@dataclass(frozen=True)
class Aim:
    """So many of one procedure are wanted, by the cohort or by a goal, and so many are done."""

    name: str
    source: str
    done: int
    wanted: int

    @property
    def percent(self) -> int:
        """How much is done, at most 100."""
        return min(100, 100 * self.done // self.wanted)

    @property
    def is_met(self) -> bool:
        """Is it enough?"""
        return self.done >= self.wanted


def aims_of(enrollments: Iterable[Enrollment]) -> list[Aim]:
    """Every aim of these mentees, a fixed number of queries; watching counts for none of them."""
    chosen = list(enrollments)
    return [*_of_cohorts(chosen), *_of_goals(chosen)]


def _of_cohorts(enrollments: list[Enrollment]) -> list[Aim]:
    cohorts = {enrollment.cohort_id for enrollment in enrollments}
    targets = ProcedureTarget.objects.filter(cohort__in=cohorts).select_related("topic", "cohort")
    logged = Procedure.objects.filter(mentee__in=enrollments).exclude(supervision_level=SupervisionLevel.OBSERVED_ONLY)
    done = Counter(logged.values_list("mentee__cohort", "topic", "setting"))
    return [
        Aim(
            name=target.topic.name,
            source=_("target of %(cohort)s") % {"cohort": target.cohort},
            done=sum(
                done[target.cohort_id, target.topic_id, setting]
                for setting in ProcedureSetting.values
                if setting == ProcedureSetting.PATIENT or target.counts_simulation
            ),
            wanted=target.number,
        )
        for target in targets.order_by("cohort", "topic__name")
    ]


def _of_goals(enrollments: list[Enrollment]) -> list[Aim]:
    goals = list(
        Goal.objects.open()
        .filter(pairing__mentee__in=enrollments, measure_unit=MeasureUnit.PROCEDURES, measure_target__gt=0)
        .order_by("target_date", "pk")
    )
    found = evidence.of(goals) if goals else {}
    return [
        Aim(name=goal.goal, source=_("your goal"), done=len(found[goal.pk]), wanted=goal.measure_target or 1)
        for goal in goals
    ]
