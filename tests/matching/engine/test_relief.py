"""What one place more or one rule less would change: the same as solving the changed problem."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine import Problem, ReasonKind, solve
from tests.matching.engine.instances import problems, random_problem


def with_one_more(problem: Problem, mentor: int) -> Problem:
    capacities = problem.capacities.copy()
    capacities[mentor] += 1
    return Problem(
        scores=problem.scores,
        capacities=capacities,
        eligible=problem.eligible,
        demands=problem.demands,
        locked=problem.locked,
    )


@settings(max_examples=60, deadline=None)
@given(problems(most=6, demands=2))
def test_one_more_place_changes_exactly_what_is_said(problem):
    solution = solve(problem)
    for mentor in range(problem.shape[1]):
        relief = solution.one_more_place(mentor)
        changed = solve(with_one_more(problem, mentor))
        assert relief.pairs_gained == len(changed.pairs) - len(solution.pairs)
        assert relief.gain == changed.total - solution.total


@settings(max_examples=60, deadline=None)
@given(problems(most=6, barred=True, locks=False))
def test_one_rule_less_changes_exactly_what_is_said(problem):
    solution = solve(problem)
    for mentee in solution.unmatched:
        for relief in solution.without_a_rule(mentee):
            bits = problem.barred[mentee, relief.mentor]
            assert problem.rules[int(bits).bit_length() - 1] == relief.rule
            eligible = problem.eligible
            eligible[mentee, relief.mentor] = True
            changed = solve(Problem(scores=problem.scores, capacities=problem.capacities, eligible=eligible))
            assert relief.pairs_gained == len(changed.pairs) - len(solution.pairs)
            assert relief.gain == changed.total - solution.total
            assert relief.moves[0].mentee == mentee


def test_the_moves_of_a_relief_say_who_gets_whom():
    problem = Problem(scores=[[9], [7]], capacities=[1])

    relief = solve(problem).one_more_place(0)

    assert [(move.mentee, move.before, move.after) for move in relief.moves] == [(1, None, 0)]
    assert (relief.pairs_gained, relief.gain) == (1, 7)


def test_a_place_that_nobody_needs_changes_nothing():
    assert solve(Problem(scores=[[9]], capacities=[1])).one_more_place(0).moves == ()


def test_reasons_name_the_rules_that_exclude():
    problem = Problem(
        scores=np.ones((1, 4), dtype=int),
        capacities=[1] * 4,
        rules={
            "training": [[True, True, False, False]],
            "exclusion": [[False, True, True, False]],
            "language": [[False, False, False, True]],
        },
    )

    reason = solve(problem).unmatched[0]

    assert reason.kind == ReasonKind.NO_ELIGIBLE_MENTOR
    assert reason.rules == {"training": 2, "exclusion": 1, "language": 1}
    assert {relief.rule for relief in solve(problem).without_a_rule(0)} == {"training", "exclusion", "language"}


def test_a_matched_mentee_needs_no_relief():
    assert solve(Problem(scores=[[1]], capacities=[1], rules={"any": [[False]]})).without_a_rule(0) == []


@pytest.mark.parametrize("demand", [1, 2])
def test_at_size_sixty_one_more_place_is_exact(demand):
    problem = random_problem(8, 60, 15, demands=[demand] * 60)
    solution = solve(problem)
    for mentor in range(15):
        changed = solve(with_one_more(problem, mentor))
        relief = solution.one_more_place(mentor)
        assert (relief.pairs_gained, relief.gain) == (
            len(changed.pairs) - len(solution.pairs),
            changed.total - solution.total,
        )
