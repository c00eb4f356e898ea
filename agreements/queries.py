"""What pages and other stages need to know of agreements and goals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from agreements import evidence
from agreements.enums import OPEN_GOAL_STATES, AgreementState, GoalState
from agreements.models import Action, Agreement, Goal
from agreements.progress import progress

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from agreements.progress import Progress
    from matching.models import Pairing
    from mentorship.accounts.models import User
    from programs.models import Cohort


def progress_of(goals: Iterable[Goal], now: datetime) -> dict[int, Progress]:
    """Return the progress of each goal by its id, derived from evidence in as many queries as there are providers."""
    goals = list(goals)
    found = evidence.for_goals([goal.pk for goal in goals]) if goals else {}
    return {goal.pk: progress(goal, found[goal.pk], now) for goal in goals}


def goals_of_pairing(pairing: Pairing) -> Sequence[Goal]:
    """Every goal of a pair, those worked on first."""
    return _in_order(Goal.objects.filter(pairing=pairing).with_people())


def goals_of(user: User) -> Sequence[Goal]:
    """Every goal whose text this person may read, those worked on first."""
    return _in_order(Goal.objects.visible_to(user).with_people())


def open_actions_of(user: User) -> Sequence[Action]:
    """What this person has taken on and not done yet, the earliest first."""
    rows = Action.objects.visible_to(user).filter(owner=user).open().select_related("goal")
    return sorted(rows, key=lambda action: (action.due_on is None, action.due_on or date.max, action.pk))


def current_agreement(pairing: Pairing) -> Agreement | None:
    """Return the newest version that binds or waits; else the newest of all; None before both have accepted."""
    versions = list(
        Agreement.objects.filter(pairing=pairing).order_by("-version").prefetch_related("signatures__signer")
    )
    live = [version for version in versions if version.state in {AgreementState.AWAITING, AgreementState.IN_FORCE}]
    return next(iter(live or versions), None)


def agreements_in_force(pairing_ids: Collection[int]) -> set[int]:
    """Return the ids of those pairings whose agreement binds."""
    rows = Agreement.objects.filter(pairing_id__in=pairing_ids, state=AgreementState.IN_FORCE)
    return set(rows.values_list("pairing_id", flat=True))


def goal_counts(cohort: Cohort) -> dict[str, int]:
    """Return how many goals of a cohort are in each state: what a leader may know of them."""
    rows = Goal.objects.filter(pairing__mentee__cohort=cohort).values("state").annotate(number=Count("pk"))
    return {**dict.fromkeys(GoalState.values, 0), **{row["state"]: row["number"] for row in rows}}


def action_counts(cohort: Cohort) -> dict[str, int]:
    """Return how many actions of a cohort there are, and how many are done."""
    return Action.objects.filter(pairing__mentee__cohort=cohort).aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(done_at__isnull=False)),
    )


def _in_order(goals: Iterable[Goal]) -> list[Goal]:
    """Order goals: those worked on first, by their date; then the others, the newest first."""
    return sorted(
        goals,
        key=lambda goal: (
            goal.state not in OPEN_GOAL_STATES,
            (goal.target_date or date.max) if goal.is_open else date.max,
            goal.pk if goal.is_open else -goal.pk,
        ),
    )
