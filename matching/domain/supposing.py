"""What if: one place more, or one rule less, for a run that is on the table; solved in full, and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matching import engine
from matching.domain.barriers import Barrier
from matching.domain.posing import groups_fall_short, objective_of, pose
from matching.domain.solving import changes_of
from matching.domain.table import table_of
from matching.enums import CriterionKind
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

    from matching.domain.scoring import Scored
    from matching.engine.types import Pair
    from matching.models import MatchRun


CAN_BE_DROPPED = [Barrier.TRAINING, Barrier.ENDED, Barrier.REJECTED, *CriterionKind]
"""Rules a leader may think away; who must never meet stays apart, also in thought."""


@dataclass(frozen=True)
class Outcome:
    """What a matching comes to."""

    matched: int
    total: int
    worst: int


@dataclass(frozen=True)
class Supposition:
    """The best matching as things are, the best one if it were so, and who would change."""

    before: Outcome
    after: Outcome
    changes: list[dict[str, Any]]


def suppose(run: MatchRun, *, more_places: Mapping[int, int], without: Collection[str]) -> Supposition:
    """Solve the run's question as it was asked and as it would be; locks and rejected pairs hold in both.

    Raises:
        Refused: the groups that were to be treated alike cannot be, in one or the other.
    """
    table = table_of(run)
    salt = str(run.cohort.uuid)
    locked = [cell for cell in table.locked if table.scored.eligible[cell]]
    objective = replace(objective_of(table.scored.inputs, salt), keep=0)
    before = _solve(table.scored, objective, locked=locked)
    supposed = _supposed(table.scored, more_places, without)
    after = _solve(supposed, replace(objective, keep=1), locked=locked, current=before.pairs)
    with_current = replace(supposed, inputs={**supposed.inputs, "current": before.pairs})
    return Supposition(_outcome(before), _outcome(after), changes_of(with_current, after))


def _solve(scored: Scored, objective: engine.Objective, **held: Iterable[Pair]) -> engine.Solution:
    try:
        return engine.solve(pose(scored, **held), objective)
    except engine.InfeasibleError as error:
        raise Refused(groups_fall_short(scored, error)) from error


def _supposed(scored: Scored, more_places: Mapping[int, int], without: Collection[str]) -> Scored:
    mentors = [{**mentor, "places": mentor["places"] + more_places.get(mentor["pk"], 0)} for mentor in scored.mentors]
    barriers = {name: np.zeros_like(barred) if name in without else barred for name, barred in scored.barriers.items()}
    return replace(scored, inputs={**scored.inputs, "mentors": mentors}, barriers=barriers)


def _outcome(solution: engine.Solution) -> Outcome:
    return Outcome(len(solution.pairs), int(solution.total), int(solution.worst or 0))
