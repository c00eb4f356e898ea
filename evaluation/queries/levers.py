"""Evidence for the three levers of a program: the training of mentors, the matching, protected time.

Counts and means of groups only. What mentees said of a pair enters as a mean over at least as many people as the cohort's
minimum, and not at all where the other group, which subtraction would tell, is smaller.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import mean
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Avg, Count, F, Q

from agreements.enums import GoalState
from evaluation.models import Observation, ReviewAnswer
from matching.enums import CriterionKind
from matching.models import Pairing
from meetings.enums import CancelReason, MeetingState
from meetings.models import Meeting
from programs.models import TrainingCompletion, TrainingModule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from programs.models import Cohort

LEAST_PAIRS = 30
"""With fewer pairs that have a score and an answer, nothing is said of weights."""
ROUNDS, SEED = 1000, 20
MIDDLE = (2.5, 97.5)
"""The interval that is told holds the middle 95 percent of so many redrawn samples of the pairs."""
POINTS = 100
PROMPT_DAYS = 7


@dataclass(frozen=True)
class Trained:
    """What mentors did in one standing of their training; a mean is None where too few people stand behind it."""

    is_trained: bool
    mentors: int
    observations: int
    minutes_of_feedback: float | None
    percent_prompt: float | None
    rating: float | None


def training(cohort: Cohort) -> list[Trained]:
    """Compare what mentors of this cohort observed after they had finished the required training with what they did before.

    Each observation and each answer counts for the standing its mentor had on that day. `percent_prompt` is the share sent
    within seven days with a day for the next step; `rating` how well mentees say the pairing works, 1 to 5.
    """
    finished = _finished(cohort)
    seen = Observation.objects.filter(pairing__mentee__cohort=cohort, observer=F("pairing__mentor__user"))
    rows = list(seen.values_list("observer", "observed_on", "submitted_at", "minutes_feedback", "next_step_due_on"))
    answers = list(
        ReviewAnswer.objects.filter(
            review__pairing__mentee__cohort=cohort, author=F("review__pairing__mentee__user")
        ).values_list("review__pairing__mentor__user", "author", "satisfaction", "answered_at")
    )
    least = cohort.policy.minimum_group_size
    groups = []
    raters: dict[bool, set[int]] = defaultdict(set)
    for mentor, author, _score, at in answers:
        raters[_was_trained(finished, mentor, at.date())].add(author)
    may_tell = all(len(people) >= least for people in raters.values())
    for trained in (True, False):
        own = [row for row in rows if _was_trained(finished, row[0], row[1]) is trained]
        minutes = [row[3] for row in own if row[3] is not None]
        prompt = [row[4] is not None and (row[2].date() - row[1]).days <= PROMPT_DAYS for row in own]
        rated = [
            score for mentor, _author, score, at in answers if _was_trained(finished, mentor, at.date()) is trained
        ]
        groups.append(
            Trained(
                is_trained=trained,
                mentors=len({row[0] for row in own}),
                observations=len(own),
                minutes_of_feedback=round(mean(minutes), 1) if minutes else None,
                percent_prompt=round(100 * mean(prompt), 1) if prompt else None,
                rating=round(mean(rated), 1) if rated and may_tell else None,
            )
        )
    return groups


def _finished(cohort: Cohort) -> dict[int, date]:
    """Return the day on which each mentor had done every required module; without one everybody is trained."""
    modules = set(
        TrainingModule.objects.filter(program=cohort.program_id, is_required=True).values_list("pk", flat=True)
    )
    done: dict[int, dict[int, date]] = defaultdict(dict)
    completions = TrainingCompletion.objects.filter(module__in=modules).order_by("completed_on")
    for module, user, on in completions.values_list("module", "user", "completed_on"):
        done[user].setdefault(module, on)
    return {user: max(days.values()) for user, days in done.items() if set(days) == modules}


def _was_trained(finished: Mapping[int, date], mentor: int | None, on: date) -> bool:
    return mentor is not None and mentor in finished and finished[mentor] <= on


@dataclass(frozen=True)
class Goes:
    """How a part of the score goes with a result: the correlation and the interval it lies in."""

    name: str
    r: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Does the interval leave zero out?"""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Weights:
    """What the results say of the weights; with too few pairs (`n` below `least`) nothing but that."""

    n: int
    least: int
    with_satisfaction: list[Goes]
    with_goals: list[Goes]
    points: dict[str, int]
    between: dict[str, tuple[int, int]]

    @property
    def is_enough(self) -> bool:
        """Are there enough pairs to say anything?"""
        return self.n >= self.least

    @property
    def lines(self) -> list[tuple[str, int, int, int]]:
        """Each criterion with its suggested points and between what they lie."""
        return [(str(CriterionKind(kind).label), points, *self.between[kind]) for kind, points in self.points.items()]


def suggested_weights(cohort: Cohort) -> Weights:
    """Compare each part of the score with what became of the pairs of this program, and suggest weights.

    A pair counts once its mentee has rated it. Satisfaction is the mean of those ratings, goals achieved the share of the
    goals agreed. The points are in proportion to what of a part goes with satisfaction, none below zero, 100 together;
    where nothing does, none are suggested. A part in which all pairs are alike is left out. Intervals come from drawing the pairs anew 1,000 times (Efron 1979).
    """
    pairs = (
        Pairing.objects.filter(mentee__cohort__program=cohort.program_id, proposal__isnull=False)
        .annotate(
            rated=Avg("reviews__answers__satisfaction", filter=Q(reviews__answers__author=F("mentee__user"))),
            agreed=Count("goals", filter=Q(goals__agreed_at__isnull=False), distinct=True),
            achieved=Count("goals", filter=Q(goals__state=GoalState.ACHIEVED), distinct=True),
        )
        .filter(rated__isnull=False)
        .order_by("pk")
    )
    rows = list(pairs.values_list("proposal__score", "proposal__parts", "rated", "agreed", "achieved"))
    if len(rows) < LEAST_PAIRS:
        return Weights(len(rows), LEAST_PAIRS, [], [], {}, {})
    used = sorted({part["kind"] for row in rows for part in row[1] if part["most"]})
    every = np.array([_met(row[1], used) for row in rows]).reshape(len(rows), len(used))
    differs = every.std(axis=0) > 0
    kinds, met = [kind for kind, does in zip(used, differs, strict=True) if does], every[:, differs]
    columns = np.column_stack([[row[0] for row in rows], met])
    names = ["", *(str(CriterionKind(kind).label) for kind in kinds)]
    rated = np.array([float(row[2]) for row in rows])
    goals = np.array([row[4] / row[3] if row[3] else np.nan for row in rows])
    has_goals = ~np.isnan(goals)
    points, between = _points(met, rated, kinds)
    return Weights(
        n=len(rows),
        least=LEAST_PAIRS,
        with_satisfaction=_goes(names, columns, rated),
        with_goals=_goes(names, columns[has_goals], goals[has_goals]) if _says_something(goals[has_goals]) else [],
        points=points,
        between=between,
    )


def _says_something(result: NDArray[np.float64]) -> bool:
    """Are there enough of it, and not all alike?"""
    return len(result) >= LEAST_PAIRS and bool(result.std() > 0)


def _met(parts: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> list[float]:
    """Return how far each criterion is met in a pair, 0 to 1; one that did not count then is not met."""
    known = {part["kind"]: part["points"] / part["most"] for part in parts if part["most"]}
    return [known.get(kind, 0.0) for kind in kinds]


def correlations(columns: NDArray[np.float64], result: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Pearson's correlation of each column with a result; 0 where one of them never differs."""
    left = columns - columns.mean(axis=0)
    right = result - result.mean()
    size = np.sqrt((left**2).sum(axis=0) * (right**2).sum())
    return np.divide(left.T @ right, size, out=np.zeros(columns.shape[1]), where=size > 0)


def _redrawn(columns: NDArray[np.float64], result: NDArray[np.float64]) -> NDArray[np.float64]:
    random = np.random.default_rng(SEED)
    chosen = random.integers(len(result), size=(ROUNDS, len(result)))
    return np.array([correlations(columns[rows], result[rows]) for rows in chosen])


def _goes(names: Sequence[str], columns: NDArray[np.float64], result: NDArray[np.float64]) -> list[Goes]:
    found = correlations(columns, result)
    low, high = np.percentile(_redrawn(columns, result), MIDDLE, axis=0)
    return [
        Goes(name, round(float(found[place]), 2), round(float(low[place]), 2), round(float(high[place]), 2))
        for place, name in enumerate(names)
    ]


def _points(
    met: NDArray[np.float64], rated: NDArray[np.float64], kinds: Sequence[str]
) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """Share 100 points by what goes with satisfaction, the last ones to the largest remainders."""
    share = np.clip(correlations(met, rated), 0, None)
    if not share.sum():
        return {}, {}
    exact = share / share.sum() * POINTS
    points = np.floor(exact).astype(int)
    for place in np.argsort(points - exact, kind="stable")[: POINTS - int(points.sum())]:
        points[place] += 1
    drawn = np.clip(_redrawn(met, rated), 0, None)
    totals = drawn.sum(axis=1, keepdims=True)
    shares = np.divide(drawn, totals, out=np.zeros_like(drawn), where=totals > 0) * POINTS
    low, high = np.percentile(shares, MIDDLE, axis=0)
    return (
        {kind: int(points[place]) for place, kind in enumerate(kinds)},
        {kind: (round(float(low[place])), round(float(high[place]))) for place, kind in enumerate(kinds)},
    )


@dataclass(frozen=True)
class Cancelled:
    """Meetings planned for a time that is over, in protected time or not, and how many were cancelled."""

    planned: int
    cancelled: int

    @property
    def percent(self) -> float | None:
        """The share that was cancelled."""
        return round(100 * self.cancelled / self.planned, 1) if self.planned else None


@dataclass(frozen=True)
class ProtectedTime:
    """Cancellations in protected time and outside it, and why meetings were cancelled."""

    inside: Cancelled
    outside: Cancelled
    reasons: list[tuple[str, int]]


def protected_time(cohort: Cohort) -> ProtectedTime:
    """Count cancellations of this cohort's meetings; what is allotted and used is a metric."""
    over = Meeting.objects.filter(
        pairing__mentee__cohort=cohort, state__in=[MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED]
    )
    gone = Q(state=MeetingState.CANCELLED)
    counted = {
        inside: Cancelled(planned, cancelled)
        for inside, planned, cancelled in over.order_by()
        .values_list("is_in_protected_time")
        .annotate(planned=Count("pk"), cancelled=Count("pk", filter=gone))
    }
    reasons = over.filter(gone).order_by().values_list("cancel_reason").annotate(n=Count("pk"))
    nothing = Cancelled(0, 0)
    return ProtectedTime(
        inside=counted.get(True, nothing),
        outside=counted.get(False, nothing),
        reasons=sorted(
            ((str(CancelReason(reason).label), number) for reason, number in reasons), key=lambda pair: -pair[1]
        ),
    )
