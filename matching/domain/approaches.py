"""How a cohort is matched: decided by the leader, before a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules
from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Approach
from mentorship.core import audit
from mentorship.core.errors import NotAllowed
from programs.models import Cohort

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

DECIDED = (
    "method",
    "mentor_per_track",
    "same_mentor_twice",
    "keep",
    "best_worst",
    "floor",
    "fair_by",
    "fair_share",
)


@transaction.atomic
def decide_approach(*, cohort_id: int, by: User, now: datetime, **decided: Any) -> Approach:
    """Set how a cohort is matched from the next run on; what is not named keeps its value.

    Raises:
        NotAllowed: `by` does not lead the program.
    """
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program").get(pk=cohort_id)
    if not rules.has_perm("matching.lead_matching", by, cohort):
        raise NotAllowed(_("Only the program leader decides how people are matched."))
    approach = Approach.objects.filter(cohort=cohort).first() or Approach(cohort=cohort)
    changed = approach.pk is None
    for name in DECIDED:
        if name in decided and getattr(approach, name) != decided[name]:
            setattr(approach, name, decided[name])
            changed = True
    if changed:
        approach.save()
        audit.record(verb="decide_approach", actor=by, target=cohort, now=now)
    return approach
