"""What a mentee's portfolio shows: the same for its owner's preview, for whoever has a link, and on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from agreements import evidence
from agreements.enums import GoalState
from agreements.models import Goal
from evaluation import pictures
from evaluation.enums import PaperState, PortfolioPart, RaterRole
from evaluation.models import MilestoneRating, Observation, Portfolio, PortfolioPaper, Procedure
from evaluation.queries.portfolio_parts import shown
from evaluation.queries.procedures import TopicTotal, totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from meetings.models import Reflection
    from mentorship.accounts.models import User
    from mentorship.core.charts import Chart


@dataclass(frozen=True)
class GoalShown:
    """A goal, and how many pieces of evidence stand behind it."""

    goal: Goal
    pieces: int

    @property
    def is_achieved(self) -> bool:
        """Was it reached?"""
        return self.goal.state == GoalState.ACHIEVED


@dataclass(frozen=True)
class MilestoneShown:
    """A competency, with its latest rating by each side; None where that side has not rated it."""

    title: str
    by_self: MilestoneRating | None
    by_mentor: MilestoneRating | None


@dataclass(frozen=True)
class PortfolioShown:
    """What stands in a portfolio; feedback, attempts and reflections are not loaded yet, because they may be many."""

    owner: User
    looks: Portfolio
    goals: Sequence[GoalShown]
    procedures: Sequence[TopicTotal]
    n_procedures: int
    n_observed: int
    milestones: Sequence[MilestoneShown]
    feedback: QuerySet[Observation]
    attempts: QuerySet[Procedure]
    reflections: QuerySet[Reflection]
    charts: Sequence[Chart] = field(default_factory=list)

    def count_entries(self) -> int:
        """How much stands in it: goals, procedures or their attempts, milestones, feedback, reflections."""
        attempts = self.attempts.count() if self.looks.lists_attempts else len(self.procedures)
        several = (self.feedback.count(), attempts, self.reflections.count())
        return sum(several) + len(self.goals) + len(self.milestones)


def portfolio_of(user: User) -> Portfolio | None:
    """What this person has decided of their portfolio, if anything."""
    return Portfolio.objects.of(user).first()


def newest_paper(portfolio: Portfolio | None) -> PortfolioPaper | None:
    """The paper asked for last, without its bytes; none that was called off."""
    if portfolio is None:
        return None
    return portfolio.papers.exclude(state=PaperState.CANCELLED).defer("pdf").order_by("-pk").first()


def show(user: User, portfolio: Portfolio | None) -> PortfolioShown:
    """Gather what this person's portfolio shows; a portfolio that was never touched shows what it does by itself."""
    looks = portfolio or Portfolio(owner=user)
    feedback = shown(PortfolioPart.FEEDBACK, portfolio, user).select_related("topic", "form")
    logged = Procedure.objects.filter(
        mentee__user=user, topic__in=shown(PortfolioPart.PROCEDURES, portfolio, user).order_by().values("pk")
    )
    logged = logged.select_related("topic", "observation").order_by("-done_on", "-pk")
    procedures = list(logged)
    counted = totals(procedures)
    return PortfolioShown(
        owner=user,
        looks=looks,
        goals=_goals(user, portfolio),
        procedures=counted,
        n_procedures=len(procedures),
        n_observed=sum(total.observed for total in counted),
        milestones=_milestones(user, portfolio),
        feedback=feedback,
        attempts=logged if looks.lists_attempts else logged.none(),
        reflections=shown(PortfolioPart.REFLECTIONS, portfolio, user).select_related("meeting"),
        charts=pictures.of(feedback, procedures) if looks.shows_pictures else [],
    )


def _goals(user: User, portfolio: Portfolio | None) -> list[GoalShown]:
    goals = list(
        shown(PortfolioPart.GOALS, portfolio, user).select_related("pairing__mentor__user", "measure_topic"),
    )
    found = evidence.for_goals(goals) if goals else {}
    return [GoalShown(goal, len(found[goal.pk])) for goal in goals]


def _milestones(user: User, portfolio: Portfolio | None) -> list[MilestoneShown]:
    """The latest rating of each side, by competency."""
    ratings = (
        MilestoneRating.objects.filter(
            mentee__user=user,
            competency__in=shown(PortfolioPart.MILESTONES, portfolio, user).order_by().values("pk"),
        )
        .select_related("competency")
        .order_by("competency__framework", "competency__order", "competency", "rated_on", "pk")
    )
    found = []
    for competency, rated in groupby(ratings, key=lambda rating: rating.competency):
        latest = {rating.role: rating for rating in rated}
        found.append(MilestoneShown(competency.title, latest.get(RaterRole.SELF), latest.get(RaterRole.MENTOR)))
    return found
