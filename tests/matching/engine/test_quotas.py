"""Quotas on tracks cross the rule that nobody meets the same mentor twice; the answer is still the best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine import InfeasibleError, Objective, Problem, ProblemError, solve
from tests.matching.engine.instances import problems
from tests.matching.engine.oracle import best_of
from tests.matching.engine.test_optimality import assert_best


@pytest.mark.parametrize(
    "wish",
    [
        Objective(),
        Objective(cover="both"),
        Objective(floor=3),
        Objective(squares=True),
        Objective(best_worst=True),
        Objective(keep=2, even_load=False),
    ],
)
def test_nothing_that_can_be_tried_is_better(wish):
    @settings(max_examples=12, deadline=None)
    @given(problems(most=4, rows_each=2, tracks=True, current=True))
    def holds(problem):
        assert_best(problem, wish)

    holds()


@settings(max_examples=12, deadline=None)
@given(problems(most=4, rows_each=2, tracks=True, groups=2))
def test_floors_hold_beside_quotas_or_are_reported(problem):
    floors = {int(problem.groups[0]): 1}
    if best_of(problem, Objective(), floors) is None:
        with pytest.raises(InfeasibleError, match="places by track"):
            solve(problem, Objective(floors=floors))
    else:
        assert solve(problem, Objective(floors=floors)).rates[int(problem.groups[0])].matched >= 1


def school(mentees: int = 60, mentors: int = 25) -> Problem:
    random = np.random.default_rng(4)
    people = np.repeat(np.arange(mentees), 2)
    return Problem(
        scores=random.integers(0, 50, (2 * mentees, mentors)),
        eligible=random.random((2 * mentees, mentors)) < 0.6,
        capacities=random.integers(2, 7, mentors),
        people=people,
        tracks=np.tile([0, 1], mentees),
        track_places=random.integers(1, 4, (2, mentors)),
        ids=([f"row {row}" for row in range(2 * mentees)], [f"mentor {column}" for column in range(mentors)]),
    )


def test_a_school_with_two_tracks_is_proven_and_nobody_meets_twice():
    problem = school()

    solution = solve(problem)

    assert solution.certificate.gap == 0
    assert len({(problem.people[row], mentor) for row, mentor in solution.pairs}) == len(solution.pairs)
    worse = replace(solution, pairs=solution.pairs[1:])
    assert not solution.certificate.check(problem, worse)
    assert not replace(solution.certificate, wishes=()).wishes
    wrong = [replace(wish, value=wish.value + 1) for wish in solution.certificate.wishes]
    assert not replace(solution.certificate, wishes=tuple(wrong)).check(problem, solution)


def test_alternatives_are_found_by_solving_again():
    problem = school(8, 5)
    solution = solve(problem)

    mentee = solution.pairs[0][0]
    for other in solution.alternatives(mentee):
        assert solution.total - solve(problem.with_lock(mentee, other.mentor)).total == other.loss
        assert other.moves[0].mentee == mentee
    with pytest.raises(ValueError, match="solve the changed problem"):
        solution.one_more_place(0)


def test_locks_beyond_a_quota_are_refused_by_name():
    fields = {"scores": [[1], [1]], "capacities": [2], "tracks": [0, 0], "track_places": [[1]]}

    with pytest.raises(ProblemError, match="Mentor 0 has 1 places in track 0 but 2 locked mentees"):
        Problem(**fields, locked=[(0, 0), (1, 0)])
