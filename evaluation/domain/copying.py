"""What a cohort that begins as a copy of an earlier one takes over: targets of procedures and figures, and when it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.domain.surveying import needs_no_wording
from evaluation.models import Decision, MetricTarget, ProcedureTarget, SurveyWindow
from matching.models import Criterion
from programs.models import CohortPolicy

if TYPE_CHECKING:
    from programs.models import Cohort


def begin_with(earlier: Cohort, cohort: Cohort) -> None:
    """Take over targets, surveys, and what the earlier cohort's program reviews decided."""
    copy_targets_and_surveys(earlier, cohort)
    carry_decisions(earlier, cohort)


def carry_decisions(earlier: Cohort, cohort: Cohort) -> None:
    """Begin with the weights and protected hours that the earlier cohort's program reviews decided, the last one's last."""
    weights: dict[str, int] = {}
    for decision in Decision.objects.filter(review__cohort=earlier).order_by("review__held_on", "pk"):
        weights |= decision.weights
        if decision.protected_hours is not None:
            CohortPolicy.objects.filter(cohort=cohort).update(protected_hours_per_month=decision.protected_hours)
    if weights:
        criteria = list(Criterion.objects.filter(cohort=cohort, kind__in=weights))
        for criterion in criteria:
            criterion.weight = weights[criterion.kind]
        Criterion.objects.bulk_update(criteria, ["weight"])


def copy_targets_and_surveys(earlier: Cohort, cohort: Cohort) -> None:
    """Expect the same procedures and the same of the figures, and ask as many days after the first day as the earlier cohort was asked.

    A wording stays in its program; what cannot be asked without one is then left out.
    """
    ProcedureTarget.objects.bulk_create(
        ProcedureTarget(
            cohort=cohort, topic_id=old.topic_id, number=old.number, counts_simulation=old.counts_simulation
        )
        for old in ProcedureTarget.objects.filter(cohort=earlier).order_by("pk")
    )
    MetricTarget.objects.bulk_create(
        MetricTarget(cohort=cohort, metric=old.metric, value=old.value)
        for old in MetricTarget.objects.filter(cohort=earlier).order_by("pk")
    )
    by = cohort.starts_on - earlier.starts_on
    SurveyWindow.objects.bulk_create(
        SurveyWindow(
            cohort=cohort,
            instrument_id=old.instrument_id,
            moment=old.moment,
            audience=old.audience,
            compare_by=old.compare_by,
            wording_id=old.wording_id if earlier.program_id == cohort.program_id else None,
            opens_on=old.opens_on + by,
            closes_on=old.closes_on + by,
        )
        for old in SurveyWindow.objects.filter(cohort=earlier).select_related("instrument").order_by("pk")
        if earlier.program_id == cohort.program_id or needs_no_wording(old.definition)
    )
