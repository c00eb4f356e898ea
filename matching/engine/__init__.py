"""The matching engine: the best possible pairs, with a proof; free of Django and usable on its own.

    problem = Problem(scores=scores, capacities=places, eligible=eligible)
    solution = solve(problem)

Most mentees with a mentor comes first, then most pairs, then the highest total of scores, then an even load; people with
equal claims are told apart by a hash of their ids, so that the order of the rows decides nothing.
"""

from __future__ import annotations

from matching.engine.alternatives import Alternative
from matching.engine.blocking import Blocking
from matching.engine.certificate import Certificate
from matching.engine.changes import Change
from matching.engine.equity import Rate
from matching.engine.errors import InfeasibleError, NoFlowError, ProblemError, SolverError
from matching.engine.exchanges import Move
from matching.engine.objective import Objective
from matching.engine.points import ScoreBlocks
from matching.engine.problem import Problem
from matching.engine.reasons import Reason, ReasonKind
from matching.engine.relief import Relief
from matching.engine.solution import Solution, Standing, Waiting
from matching.engine.solving import solve
from matching.engine.stable import StableMatch, solve_stable

VERSION = "2.0"
"""Stored with every run; changes when the same inputs may give other pairs."""

__all__ = [
    "VERSION",
    "Alternative",
    "Blocking",
    "Certificate",
    "Change",
    "InfeasibleError",
    "Move",
    "NoFlowError",
    "Objective",
    "Problem",
    "ProblemError",
    "Rate",
    "Reason",
    "ReasonKind",
    "Relief",
    "ScoreBlocks",
    "Solution",
    "SolverError",
    "StableMatch",
    "Standing",
    "Waiting",
    "solve",
    "solve_stable",
]
