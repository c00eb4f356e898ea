"""What counts in a cohort's matching, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import rules
from django.db import transaction
from django.utils.translation import gettext as _

from matching.enums import CriterionKind
from matching.models import Approach, Criterion
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Cohort

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mentorship.accounts.models import User

MOST_POINTS = 100


@dataclass(frozen=True)
class Weighing:
    """How many points a criterion gives at most, and whether it rules pairs out."""

    weight: int
    must_have: bool = False


USUAL: dict[CriterionKind, Weighing] = {
    CriterionKind.NEEDS: Weighing(40),
    CriterionKind.TRACK: Weighing(15, must_have=True),
    CriterionKind.COMMUNICATION_STYLE: Weighing(12),
    CriterionKind.AVAILABILITY: Weighing(10),
    CriterionKind.SPECIALTY: Weighing(8),
    CriterionKind.PREFERENCE: Weighing(8),
    CriterionKind.LANGUAGE: Weighing(4),
    CriterionKind.SITE: Weighing(3),
    CriterionKind.BACKGROUND: Weighing(0),
}
"""What a cohort begins with: 100 points together, goals first."""


def ensure_criteria(cohort: Cohort) -> None:
    """Give a cohort that weighs nothing yet the usual criteria."""
    if not Criterion.objects.filter(cohort=cohort).exists():
        Criterion.objects.bulk_create(
            Criterion(cohort=cohort, kind=kind, weight=usual.weight, is_must_have=usual.must_have)
            for kind, usual in USUAL.items()
        )


def copy_criteria(earlier: Cohort, cohort: Cohort) -> None:
    """Weigh in a new cohort as in the one it was copied from, and match the same way."""
    Criterion.objects.bulk_create(
        Criterion(cohort=cohort, kind=old.kind, weight=old.weight, is_must_have=old.is_must_have)
        for old in Criterion.objects.filter(cohort=earlier)
    )
    approach = Approach.objects.filter(cohort=earlier).first()
    if approach is not None:
        chosen = {field.name for field in Approach._meta.concrete_fields} - {"id", "cohort"}
        Approach.objects.create(cohort=cohort, **{name: getattr(approach, name) for name in chosen})


@transaction.atomic
def weigh_criteria(*, cohort_id: int, weighings: Mapping[str, Weighing], by: User, now: datetime) -> None:
    """Set the weights of a cohort; what is not named keeps its own.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: a weight is not between 0 and 100 points, or nothing would count at all.
    """
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program").get(pk=cohort_id)
    if not rules.has_perm("matching.lead_matching", by, cohort):
        raise NotAllowed(_("Only the program leader decides what counts."))
    if any(not 0 <= weighing.weight <= MOST_POINTS for weighing in weighings.values()):
        raise Refused(_("Points lie between 0 and 100."))
    ensure_criteria(cohort)
    criteria = {criterion.kind: criterion for criterion in Criterion.objects.filter(cohort=cohort)}
    changed = []
    for kind, weighing in weighings.items():
        criterion = criteria.setdefault(kind, Criterion(cohort=cohort, kind=CriterionKind(kind), weight=0))
        if criterion.pk is None or (criterion.weight, criterion.is_must_have) != (weighing.weight, weighing.must_have):
            criterion.weight, criterion.is_must_have = weighing.weight, weighing.must_have
            changed.append(criterion)
    if not any(criterion.weight for criterion in criteria.values()):
        raise Refused(_("Something must count: give at least one criterion some points."))
    for criterion in changed:
        criterion.save()
    if changed:
        audit.record(verb="weigh_criteria", actor=by, target=cohort, now=now)
