"""How goals, actions and the renewal of agreements move when somebody goes on leave. Dates only: what they say is the pair's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.enums import OPEN_GOAL_STATES, AgreementState, GoalState
from agreements.models import Action, Agreement, Goal
from programs.domain.leave.shifting import DatedKind, Shift
from programs.domain.leave.writing import as_dates, reader, writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from programs.domain.leave.shifting import Scope

TARGET, DUE, REVIEW = ["target_date"], ["due_on"], ["review_on"]
BEING_WRITTEN_OR_WORKED_ON = [GoalState.DRAFT, *OPEN_GOAL_STATES]


def of_scope(scope: Scope) -> Q:
    """Records of the cohort's live pairs in which somebody it applies to is one of the two."""
    at_work = Q(pairing__mentee__cohort=scope.cohort, pairing__ended_at__isnull=True)
    if scope.enrollment_ids is None:
        return at_work
    chosen = scope.enrollment_ids
    return at_work & (Q(pairing__mentee__in=chosen) | Q(pairing__mentor__in=chosen))


def goals(scope: Scope) -> Iterator[Shift]:
    """The target dates of goals that are not over."""
    found = Goal.objects.filter(
        of_scope(scope), state__in=BEING_WRITTEN_OR_WORKED_ON, target_date__gte=scope.starts_on
    ).select_related("pairing__mentor__user", "pairing__mentee__user")
    for goal in found.order_by("target_date", "pk"):
        if goal.target_date is not None:
            new = goal.target_date + scope.by
            label = _("A goal of %(pair)s") % {"pair": goal.pairing}
            before = as_dates(goal, TARGET)
            yield Shift("goal", goal.pk, label, goal.target_date, new, before, {"target_date": new.isoformat()})


def actions(scope: Scope) -> Iterator[Shift]:
    """The days of actions that are not done."""
    found = (
        Action.objects.open()
        .filter(of_scope(scope), due_on__gte=scope.starts_on)
        .select_related("pairing__mentor__user", "pairing__mentee__user")
    )
    for action in found.order_by("due_on", "pk"):
        if action.due_on is not None:
            new = action.due_on + scope.by
            label = _("An action of %(pair)s") % {"pair": action.pairing}
            before = as_dates(action, DUE)
            yield Shift("action", action.pk, label, action.due_on, new, before, {"due_on": new.isoformat()})


def renewals(scope: Scope) -> Iterator[Shift]:
    """The days on which pairs wanted to look at their agreement again; what they signed stays as it is."""
    found = Agreement.objects.filter(
        of_scope(scope), state=AgreementState.IN_FORCE, review_on__gte=scope.starts_on
    ).select_related("pairing__mentor__user", "pairing__mentee__user")
    for agreement in found.order_by("review_on", "pk"):
        if agreement.review_on is not None:
            new = agreement.review_on + scope.by
            label = _("Agreement of %(pair)s, to look at again") % {"pair": agreement.pairing}
            before = as_dates(agreement, REVIEW)
            yield Shift(
                "agreement", agreement.pk, label, agreement.review_on, new, before, {"review_on": new.isoformat()}
            )


GOALS = DatedKind("goal", gettext_lazy("Goals"), goals, reader(Goal.objects, TARGET), writer(Goal.objects, TARGET))
ACTIONS = DatedKind(
    "action", gettext_lazy("Actions"), actions, reader(Action.objects, DUE), writer(Action.objects, DUE)
)
AGREEMENTS = DatedKind(
    "agreement",
    gettext_lazy("Agreements to look at again"),
    renewals,
    reader(Agreement.objects, REVIEW),
    writer(Agreement.objects, REVIEW),
)
