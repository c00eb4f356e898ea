"""What a mentee's portfolio holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreements import evidence
from agreements.enums import GoalState
from agreements.models import Goal
from evaluation.models import Observation, Portfolio
from evaluation.queries.observations import feedback_of
from evaluation.queries.procedures import TopicTotal, logbook_of, totals
from mentorship.core.navigation import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentorship.accounts.models import User


@dataclass(frozen=True)
class AchievedGoal:
    """A goal that was reached, and how many pieces of evidence stand behind it."""

    goal: Goal
    pieces: int


@dataclass(frozen=True)
class PortfolioShown:
    """What stands in a mentee's portfolio, and what could."""

    goals: Sequence[AchievedGoal]
    procedures: Sequence[TopicTotal]
    n_procedures: int
    n_observed: int
    chosen: Sequence[Observation]
    all_feedback: Sequence[Observation]

    @property
    def is_empty(self) -> bool:
        """Is there nothing to show yet?"""
        return not (self.goals or self.procedures or self.all_feedback)


def portfolio_of(user: User) -> PortfolioShown:
    """Gather what this mentee has achieved, done and chosen to show."""
    procedures = totals(logbook_of(user))
    feedback = list(feedback_of(user, Role.MENTEE))
    chosen = _chosen(user)
    return PortfolioShown(
        goals=_achieved(user),
        procedures=procedures,
        n_procedures=sum(total.count for total in procedures),
        n_observed=sum(total.observed for total in procedures),
        chosen=[observation for observation in feedback if str(observation.uuid) in chosen],
        all_feedback=feedback,
    )


def _achieved(user: User) -> list[AchievedGoal]:
    goals = list(
        Goal.objects.filter(pairing__mentee__user=user, state=GoalState.ACHIEVED)
        .select_related("pairing__mentor__user", "measure_topic")
        .order_by("-achieved_at", "-pk")
    )
    found = evidence.for_goals([goal.pk for goal in goals]) if goals else {}
    return [AchievedGoal(goal, len(found[goal.pk])) for goal in goals]


def _chosen(user: User) -> set[str]:
    portfolio = Portfolio.objects.filter(mentee__user=user).order_by("-pk").first()
    return set(portfolio.contents.get("observations", [])) if portfolio else set()
