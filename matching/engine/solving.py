"""From a problem to a proven solution."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scipy import __version__ as scipy_version

from matching.engine.bottleneck import raise_the_worst
from matching.engine.certificate import Certificate
from matching.engine.crossing import Crossing
from matching.engine.equity import floors_of
from matching.engine.errors import SolverError
from matching.engine.objective import Objective
from matching.engine.optimum import Search
from matching.engine.solution import Solution
from matching.engine.tiers import settle
from matching.engine.worth import Worth

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.engine.problem import Problem
    from matching.engine.types import Solver

CANDIDATES = 12
"""How many mentors each mentee is looked at with at first; any number gives the same pairs."""


def solve(
    problem: Problem,
    objective: Objective | None = None,
    *,
    solver: Solver = "auto",
    candidates: int = CANDIDATES,
) -> Solution:
    """Find the pairs that the objective asks for; the same people in any order of rows get the same pairs.

    Raises:
        InfeasibleError: floors or quotas cannot hold; the message names them.
        SolverError: the solver's answer failed the check in plain whole numbers.
        NoFlowError: no solver came to an end.
    """
    objective = objective or Objective()
    worth = Worth.of(problem, objective)
    again = _again(solver, candidates)
    if problem.track_places is not None:
        chosen, proof = Crossing(problem, objective).solve(worth)
        return _proven(Solution(problem, objective, chosen, proof, f"scipy {scipy_version} HiGHS", again))
    search = Search(problem, problem.without_locked(), {}, solver, candidates)
    search = replace(search, floors=floors_of(search, objective, worth))
    ceiling = None
    if objective.best_worst:
        worth, ceiling = raise_the_worst(search, worth)
    optimum = search.with_even_pairs(search.optimum(worth), worth)
    keys = settle(problem, optimum, worth, even_load=objective.even_load, salt=objective.salt, solver=solver)
    mentors = problem.shape[1]
    pairs = sorted([*problem.locked, *((int(key) // mentors, int(key) % mentors) for key in keys)])
    certificate = Certificate(worth, optimum.duals, search.floors, ceiling)
    return _proven(Solution(problem, objective, pairs, certificate, optimum.flow.solver, again))


def _proven(solution: Solution) -> Solution:
    if not solution.certificate.check(solution.problem, solution):
        raise SolverError("The answer of the solver did not stand its proof. Nothing was decided.")
    return solution


def _again(solver: Solver, candidates: int) -> Callable[[Problem, Objective], Solution]:
    """Remember how a solution was found, for questions that need another."""
    return lambda problem, objective: solve(problem, objective, solver=solver, candidates=candidates)
