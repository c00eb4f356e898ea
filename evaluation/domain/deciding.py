"""The program review: decisions on training, matching and protected time, each with an owner and a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.enums import Lever
from evaluation.models import Decision, ProgramReview
from evaluation.queries.levers import suggested_weights
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Cohort, ProgramLeadership
from programs.rules import leads_the_program

if TYPE_CHECKING:
    from datetime import date, datetime

    from mentorship.accounts.models import User


@transaction.atomic
def decide(
    *,
    cohort_id: int,
    lever: str,
    text: str,
    owner_id: int,
    due_on: date,
    by: User,
    now: datetime,
    takes_weights: bool = False,
    protected_hours: int | None = None,
) -> Decision:
    """Write a decision into today's program review of the cohort; the same words on the same day are one decision.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the owner does not lead it, or weights are taken that the evidence does not give.
    """
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program").get(pk=cohort_id)
    if not leads_the_program(by, cohort.program):
        raise NotAllowed(_("Only who leads the program decides."))
    if not ProgramLeadership.objects.filter(program=cohort.program, user=owner_id).exists():
        raise Refused(_("Somebody who leads the program sees to a decision."))
    weights = suggested_weights(cohort) if takes_weights and lever == Lever.MATCHING else None
    if takes_weights and not (weights and weights.points):
        raise Refused(_("There are no suggested weights to take."))
    review, _is_new = ProgramReview.objects.get_or_create(
        cohort=cohort, held_on=now.date(), defaults={"decided_by": by}
    )
    decision, is_new = Decision.objects.get_or_create(
        review=review,
        lever=lever,
        text=text.strip(),
        defaults={
            "owner_id": owner_id,
            "due_on": due_on,
            "weights": weights.points if weights else {},
            "protected_hours": protected_hours if lever == Lever.PROTECTED_TIME else None,
        },
    )
    if is_new:
        audit.record(verb="decide_on_program", actor=by, target=decision, now=now, new=lever)
    return decision
