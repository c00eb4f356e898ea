"""The proposals on the table as a question to the engine: what stands stays, unless somebody is moved.

It is asked of the pool as the run wrote it down, so that every cost is told in the figures the leader reads. What has
come up since and would stop the publishing (an exclusion, somebody who left) rules a pair out here already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matching import engine
from matching.domain.barriers import Barrier
from matching.domain.posing import as_cells, ids_of
from matching.domain.scoring import Scored, score_pool
from matching.enums import ProposalState
from matching.models import Exclusion
from programs.models import Enrollment

if TYPE_CHECKING:
    from matching.engine.types import Pair
    from matching.models import MatchRun

STAYS = 1000
"""More points than any pair can have: nobody moves for the sake of a better total, only to make room."""


@dataclass(frozen=True)
class Table:
    """What stands in a run, scored by the run's weights and its frozen pool; rows and columns as in `scored`."""

    run: MatchRun
    scored: Scored
    standing: dict[int, Pair]
    locked: frozenset[Pair]

    def row_of(self, mentee_id: int, track_id: int | None) -> int | None:
        """Find the row of a mentee in a track, or of the mentee for any track; None when not in the pool any more."""
        rows = self.scored.row_of
        return rows.get((mentee_id, track_id), rows.get((mentee_id, None)))

    def pairs(self) -> list[Pair]:
        """The pairs that stand."""
        return sorted(self.standing.values())

    def solve_with(self, row: int) -> engine.Solution:
        """Leave everybody where they are, and let one row be decided again."""
        demands = np.zeros(len(self.scored.mentees), dtype=np.int64)
        demands[[standing_row for standing_row, _column in self.standing.values()]] = 1
        demands[row] = 1
        problem = engine.Problem(
            scores=self.scored.scores,
            capacities=np.array([mentor["places"] for mentor in self.scored.mentors], dtype=np.int64),
            rules=self._rules(row),
            people=self._people(),
            same_mentor_twice=self.scored.inputs["approach"]["same_mentor_twice"],
            demands=demands,
            locked=sorted(cell for cell in self.locked if cell[0] != row),
            current=self.pairs(),
            ids=ids_of(self.scored),
        )
        return engine.solve(problem, engine.Objective(salt=str(self.run.cohort.uuid), keep=STAYS))

    def _people(self) -> list[int] | None:
        people = [mentee["pk"] for mentee in self.scored.mentees]
        return people if len(set(people)) < len(people) else None

    def _rules(self, row: int) -> dict[str, Any]:
        """The rules, less those that would forbid what stands (publishing looks at them once more).

        For the one who is moved by hand a no of before is no rule either.
        """
        cells = self.pairs()
        rules = {}
        for name, barred in self.scored.barriers.items():
            free = barred.copy()
            for cell in cells:
                free[cell] = False
            if name == Barrier.REJECTED:
                free[row] = False
            rules[name] = free
        return rules


def table_of(run: MatchRun) -> Table:
    """Look at what stands in a run, with the pool as the run wrote it down; what is new waits for the next run."""
    proposals = list(run.proposals.values_list("pk", "mentee_id", "mentor_id", "track_id", "state"))
    pool = {
        **run.inputs,
        **_stops_since(run),
        "rejected": run.inputs["rejected"]
        + [
            [mentee, mentor, track]
            for _pk, mentee, mentor, track, state in proposals
            if state == ProposalState.REJECTED
        ],
    }
    scored = score_pool(pool, run.weights)
    standing: dict[int, Pair] = {}
    locked = set()
    free = {column: mentor["places"] for column, mentor in enumerate(scored.mentors)}
    for pk, mentee, mentor, track, state in proposals:
        cells = as_cells(scored, [(mentee, mentor, track)])
        if state == ProposalState.REJECTED or not cells or free[cells[0][1]] <= 0:
            continue
        free[cells[0][1]] -= 1
        standing[pk] = cells[0]
        if state == ProposalState.LOCKED:
            locked.add(cells[0])
    return Table(run, scored, standing, frozenset(locked))


def _stops_since(run: MatchRun) -> dict[str, list[Any]]:
    """What has come up since the run and would stop the publishing: exclusions, and who does not take part any more."""
    excluded = Exclusion.objects.filter(mentee__cohort=run.cohort_id).values_list("mentee_id", "mentor_id")
    here = set(Enrollment.objects.filter(cohort=run.cohort_id).in_the_pool().values_list("pk", flat=True))
    known = [person["pk"] for side in ("mentees", "mentors") for person in run.inputs[side]]
    return {
        "never": [*run.inputs["never"], *map(list, excluded)],
        "left": [person for person in known if person not in here],
    }
