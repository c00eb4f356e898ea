"""Matching by rank: nobody would rather have each other, and it is told what that costs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Problem, ProblemError, solve, solve_stable
from matching.engine.blocking import blocking
from matching.engine.feasibility import is_allowed
from matching.engine.stable import deferred_acceptance
from tests.matching.engine.instances import problems


def would_leave(problem, pairs, theirs) -> list[tuple[int, int]]:
    """Pairs of people who would both strictly rather have each other."""
    mentors_of: dict[int, list[int]] = {}
    mentees_of: dict[int, list[int]] = {}
    for mentee, mentor in pairs:
        mentors_of.setdefault(mentee, []).append(mentor)
        mentees_of.setdefault(mentor, []).append(mentee)
    found = []
    for mentee, mentor in zip(*np.nonzero(problem.eligible), strict=True):
        mine, yours = mentors_of.get(mentee, []), mentees_of.get(mentor, [])
        if mentor in mine or any(pair in problem.locked for pair in [*((mentee, one) for one in mine)]):
            continue
        i_would = len(mine) < problem.demands[mentee] or problem.scores[mentee, mentor] > min(
            (problem.scores[mentee, one] for one in mine), default=np.inf
        )
        free = [one for one in yours if (one, mentor) not in problem.locked]
        mates = [] if problem.people is None or problem.same_mentor_twice else problem.people[yours]
        own = [one for one, person in zip(yours, mates, strict=False) if person == problem.people[mentee]]
        if own and i_would:
            if own[0] in free and theirs[mentee, mentor] > theirs[own[0], mentor]:
                found.append((mentee, mentor))
            continue
        you_would = len(yours) < problem.capacities[mentor] or theirs[mentee, mentor] > min(
            (theirs[one, mentor] for one in free), default=np.inf
        )
        if i_would and you_would:
            found.append((mentee, mentor))
    return found


@settings(max_examples=80, deadline=None)
@given(problems(most=6, demands=2), st.integers(0, 10**6))
def test_no_two_people_would_leave_for_each_other(problem, seed):
    theirs = np.random.default_rng(seed).integers(0, 5, problem.shape)

    match = solve_stable(problem, mentors_prefer=theirs)

    assert is_allowed(problem, match.pairs)
    assert would_leave(problem, match.pairs, theirs) == []


@settings(max_examples=60, deadline=None)
@given(problems(most=6, rows_each=2), st.integers(0, 10**6))
def test_with_several_tracks_no_row_and_no_mentor_would_leave_either(problem, seed):
    theirs = np.random.default_rng(seed).integers(0, 5, problem.shape)

    match = solve_stable(problem, mentors_prefer=theirs)

    assert is_allowed(problem, match.pairs)
    assert would_leave(problem, match.pairs, theirs) == []


@settings(max_examples=40, deadline=None)
@given(problems(most=6, rows_each=2))
def test_the_figure_of_quality_of_stable_pairs_is_none(problem):
    match = solve_stable(problem)

    assert blocking(problem, match.pairs).pairs == 0


def test_a_mentor_keeps_the_better_of_two_rows_of_a_person():
    rows = Problem(scores=[[5, 1], [9, 8]], capacities=[2, 1], people=[0, 0])

    assert solve_stable(rows).pairs == [(0, 1), (1, 0)]


@settings(max_examples=40, deadline=None)
@given(problems(most=6))
def test_it_never_beats_the_optimum_and_says_what_it_costs(problem):
    best = solve(problem)
    match = solve_stable(problem)

    pairs, total = match.cost(best)
    assert pairs >= 0
    assert total == best.total - match.total
    assert pairs > 0 or total >= 0


def test_mentees_get_the_best_that_any_stable_matching_gives():
    wishes = [[(0, 1), (1, 2)], [(1, 1), (0, 2)]]

    assert deferred_acceptance(wishes, [1, 1]) == [(0, 0), (1, 1)]


def test_whom_a_mentor_would_not_have_asks_in_vain():
    assert deferred_acceptance([[(0, None), (1, 1)]], [1, 1]) == [(0, 1)]
    assert deferred_acceptance([[(0, 1)]], [0]) == []


def test_the_order_of_rows_changes_nothing():
    names = [str(row) for row in range(8)], ["a", "b", "c"]
    order = np.random.default_rng(1).permutation(8)
    scores = np.zeros((8, 3), dtype=int)

    straight = solve_stable(Problem(scores=scores, capacities=[1, 2, 2], ids=names))
    shuffled = solve_stable(
        Problem(scores=scores, capacities=[1, 2, 2], ids=([names[0][row] for row in order], names[1]))
    )

    assert straight.pairs == sorted((int(order[row]), mentor) for row, mentor in shuffled.pairs)


def test_what_has_no_stable_matching_is_refused():
    with pytest.raises(ProblemError, match="places by track"):
        solve_stable(Problem(scores=[[1], [1]], capacities=[1], tracks=[0, 0], track_places=[[1]]))
    with pytest.raises(ProblemError, match="mentors' own scores"):
        solve_stable(Problem(scores=[[1], [1]], capacities=[1]), mentors_prefer=[[1]])
