"""The engine finds the best pairs: checked against brute force and an independent solver."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.engine import Problem, solve
from matching.engine.certificate import is_allowed


@st.composite
def problems(draw, *, most: int = 5, with_locks: bool = True) -> Problem:
    mentees, mentors = draw(st.integers(1, most)), draw(st.integers(1, most))
    table = st.lists(st.integers(0, 6), min_size=mentors, max_size=mentors)
    scores = draw(st.lists(table, min_size=mentees, max_size=mentees))
    flags = st.lists(st.booleans(), min_size=mentors, max_size=mentors)
    eligible = np.array(draw(st.lists(flags, min_size=mentees, max_size=mentees)))
    capacities = draw(st.lists(st.integers(0, 3), min_size=mentors, max_size=mentors))
    locked, held = [], [0] * mentors
    for mentee in range(mentees if with_locks else 0):
        mentor = draw(st.integers(-3, mentors - 1))
        if mentor >= 0 and eligible[mentee, mentor] and held[mentor] < capacities[mentor]:
            locked.append((mentee, mentor))
            held[mentor] += 1
    return Problem(scores=scores, capacities=capacities, eligible=eligible, locked=locked)


def best_by_trying_everything(problem: Problem) -> tuple[int, int]:
    """How many pairs and which total are possible at most."""
    mentees, mentors = problem.shape
    locked = dict(problem.locked)
    choices = [
        [locked[mentee]]
        if mentee in locked
        else [None, *(mentor for mentor in range(mentors) if problem.eligible[mentee, mentor])]
        for mentee in range(mentees)
    ]
    best = (-1, -1)
    for choice in product(*choices):
        load = np.bincount([mentor for mentor in choice if mentor is not None], minlength=mentors)
        if (load <= problem.capacities).all():
            pairs = [(mentee, mentor) for mentee, mentor in enumerate(choice) if mentor is not None]
            best = max(best, (len(pairs), sum(int(problem.scores[pair]) for pair in pairs)))
    return best


@settings(max_examples=150, deadline=None)
@given(problems())
def test_nothing_that_can_be_tried_is_better(problem):
    solution = solve(problem)

    assert is_allowed(problem, solution)
    assert (len(solution.pairs), solution.total) == best_by_trying_everything(problem)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_both_solvers_choose_the_same_pairs(problem):
    assert solve(problem, solver="pylmcf").pairs == solve(problem, solver="highs").pairs


@pytest.mark.parametrize(("mentees", "mentors"), [(20, 7), (60, 25), (120, 50)])
@pytest.mark.parametrize("seed", range(3))
def test_an_independent_solver_finds_no_better_total(mentees, mentors, seed):
    random = np.random.default_rng(seed)
    scores = random.integers(0, 100, (mentees, mentors))
    eligible = random.random((mentees, mentors)) < 0.5
    capacities = random.integers(1, 5, mentors)

    solution = solve(Problem(scores=scores, capacities=capacities, eligible=eligible))

    bonus = 100 * mentees
    worth = np.repeat(np.where(eligible, scores + bonus, 0), capacities, axis=1)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    assert len(solution.pairs) * bonus + solution.total == worth[rows, columns].sum()


def test_a_match_for_everybody_comes_before_a_higher_total():
    problem = Problem(scores=[[100, 1], [99, 0]], capacities=[1, 1], eligible=[[True, True], [True, False]])

    assert solve(problem).pairs == [(0, 1), (1, 0)]


def test_a_lock_holds_whatever_it_costs():
    problem = Problem(scores=[[9, 0], [9, 9]], capacities=[1, 1], locked=[(0, 1)])

    assert solve(problem).pairs == [(0, 1), (1, 0)]


def test_nobody_at_all_gives_no_pairs():
    assert solve(Problem(scores=np.zeros((0, 3), dtype=int), capacities=[1, 1, 1])).pairs == []
    assert solve(Problem(scores=np.zeros((2, 0), dtype=int), capacities=np.zeros(0, dtype=int))).pairs == []
