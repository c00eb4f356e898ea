"""The matching engine: the best possible pairs, with a proof; free of Django and usable on its own.

    problem = Problem(scores=scores, capacities=places, eligible=eligible)
    solution = solve(problem)

Most mentees matched comes first, then the highest total of scores; people with equal claims are told apart by a hash of
their ids, so that the order of the rows decides nothing.
"""

from __future__ import annotations

from matching.engine.certificate import Certificate
from matching.engine.problem import Objective, Problem, ProblemError
from matching.engine.reasons import Reason, ReasonKind
from matching.engine.solution import Alternative, Solution
from matching.engine.solving import SolverError, solve

VERSION = "1.0"
"""Stored with every run; changes when the same inputs may give other pairs."""

__all__ = [
    "VERSION",
    "Alternative",
    "Certificate",
    "Objective",
    "Problem",
    "ProblemError",
    "Reason",
    "ReasonKind",
    "Solution",
    "SolverError",
    "solve",
]
