"""What if: one place more, or one rule less, for a run that is on the table; solved in full, and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matching import engine
from matching.domain.barriers import Barrier
from matching.domain.posing import pose
from matching.domain.solving import changes_of
from matching.domain.table import table_of
from matching.enums import CriterionKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from typing import Any

    from matching.domain.scoring import Scored
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


def suppose(run: MatchRun, *, more_places: Mapping[int, int], without: Collection[str], now: datetime) -> Supposition:
    """Solve the table's question as it is and as it would be; locks and rejected pairs hold in both."""
    table = table_of(run, now=now)
    salt = str(run.cohort.uuid)
    locked = [cell for cell in table.locked if table.scored.eligible[cell]]
    before = engine.solve(pose(table.scored, locked=locked), engine.Objective(salt=salt))
    supposed = _supposed(table.scored, more_places, without)
    problem = pose(supposed, locked=locked, current=before.pairs)
    after = engine.solve(problem, engine.Objective(salt=salt, keep=1))
    with_current = replace(supposed, inputs={**supposed.inputs, "current": before.pairs})
    return Supposition(_outcome(before), _outcome(after), changes_of(with_current, after))


def _supposed(scored: Scored, more_places: Mapping[int, int], without: Collection[str]) -> Scored:
    mentors = [{**mentor, "places": mentor["places"] + more_places.get(mentor["pk"], 0)} for mentor in scored.mentors]
    barriers = {name: np.zeros_like(barred) if name in without else barred for name, barred in scored.barriers.items()}
    return replace(scored, inputs={**scored.inputs, "mentors": mentors}, barriers=barriers)


def _outcome(solution: engine.Solution) -> Outcome:
    return Outcome(len(solution.pairs), int(solution.total), int(solution.worst or 0))
