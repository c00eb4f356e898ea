"""Cases whose best answer is known; the data's source and licence are in tests/matching/data/README.md."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching.engine import Objective, Problem, solve

DATA = Path(__file__).parent.parent / "data"


def civil_service(size: str) -> Problem:
    scores = np.loadtxt(DATA / f"civil-service-{size}.csv", delimiter=",", dtype=int)
    mentees, mentors = scores.shape
    return Problem(scores=np.maximum(scores, 0), eligible=scores >= 0, capacities=[3] * mentors, demands=[3] * mentees)


@pytest.mark.parametrize("solver", ["pylmcf", "highs"])
@pytest.mark.parametrize(("size", "pairs", "total"), [("small", 105, 2036), ("large", 1452, 34033)])
def test_the_highest_total_of_the_most_pairs(size, pairs, total, solver):
    solution = solve(civil_service(size), Objective(cover="none"), solver=solver)

    assert (len(solution.pairs), solution.total) == (pairs, total)


@pytest.mark.parametrize(("size", "pairs", "alone"), [("small", 105, 1), ("large", 1452, 0)])
def test_nobody_is_left_but_whom_the_rules_forbid_to_all(size, pairs, alone):
    problem = civil_service(size)

    solution = solve(problem, Objective(cover="both"))

    assert len(solution.pairs) == pairs
    assert solution.unmatched == {}
    lonely = np.flatnonzero(solution.load == 0)
    assert lonely.size == alone
    assert not problem.eligible[:, lonely].any()


def test_the_usual_wish_leaves_no_mentee_of_the_large_cohort_alone_and_loses_nothing():
    solution = solve(civil_service("large"))

    assert (len(solution.pairs), solution.total, solution.unmatched) == (1452, 34033, {})
    assert (solution.load > 0).all()
