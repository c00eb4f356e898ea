"""The proof is checked without the solver, and rejects whatever is worse, wrong or not allowed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Objective, Problem, solve
from matching.engine.counting import most_pairs
from tests.matching.engine.instances import problems, random_problem

WISHES = st.sampled_from(
    [
        Objective(),
        Objective(cover="both"),
        Objective(best_worst=True),
        Objective(squares=True),
        Objective(floor=3),
        Objective(keep=2),
    ]
)


@settings(max_examples=80, deadline=None)
@given(problems(demands=2, current=True), WISHES)
def test_a_missing_pair_is_noticed(problem, wish):
    solution = solve(problem, wish)

    assert solution.certificate.check(problem, solution)
    for pair in solution.pairs:
        assert not solution.certificate.check(problem, replace(solution, pairs=[*set(solution.pairs) - {pair}]))


@settings(max_examples=80, deadline=None)
@given(problems(), st.integers(0, 10**6))
def test_a_worse_solution_is_noticed(problem, seed):
    solution = solve(problem)
    random = np.random.default_rng(seed)
    for _time in range(10):
        one, other = random.integers(len(solution.pairs) or 1, size=2)
        if not solution.pairs or one == other:
            continue
        pairs = list(solution.pairs)
        (mentee, mentor), (second, place) = pairs[one], pairs[other]
        pairs[one], pairs[other] = (mentee, place), (second, mentor)
        worse = replace(solution, pairs=sorted(pairs))
        same = worse.total == solution.total and set(problem.locked) <= set(pairs) and all(problem.may_be(pairs))
        assert solution.certificate.check(problem, worse) == same


@settings(max_examples=80, deadline=None)
@given(problems(demands=2), st.integers(0, 10**6), st.sampled_from([-1, 1, 7, 10**6]))
def test_a_wrong_dual_is_noticed(problem, seed, step):
    solution = solve(problem)
    duals = solution.certificate.duals
    open_mentors = np.flatnonzero(problem.without_locked().places > 0)
    if not open_mentors.size:
        return
    mentor = int(np.random.default_rng(seed).choice(open_mentors))
    if step > 0 and solution.load[mentor] < problem.capacities[mentor]:
        prices = duals.prices.copy()
        prices[mentor] += step
        wrong = replace(solution.certificate, duals=replace(duals, prices=prices))
        assert not wrong.check(problem, solution)
    low = replace(solution.certificate, duals=replace(duals, prices=np.full_like(duals.prices, -1)))
    assert not low.check(problem, solution)


def test_gains_that_promise_less_than_a_pair_is_worth_are_noticed():
    problem = random_problem(1, 30, 10)
    solution = solve(problem)
    duals = solution.certificate.duals
    mentee = solution.pairs[0][0]

    gains = duals.gains.copy()
    gains[mentee] -= 1
    assert solution.certificate.bound(problem, problem.without_locked()) == replace(
        solution.certificate, duals=replace(duals, gains=gains)
    ).bound(problem, problem.without_locked()) or not replace(
        solution.certificate, duals=replace(duals, gains=gains)
    ).check(problem, solution)
    gains[mentee] += 2
    assert not replace(solution.certificate, duals=replace(duals, gains=gains)).check(problem, solution)


def test_duals_of_another_school_or_smaller_bonuses_prove_nothing():
    problem, other = random_problem(1, 30, 10), random_problem(2, 30, 12)
    solution = solve(problem)

    assert not solve(other).certificate.check(problem, solution)
    small = replace(solution.certificate.worth, sides=1)
    assert not replace(solution.certificate, worth=small).check(problem, solution)
    poor = replace(solution.certificate.worth, largest=1)
    assert not replace(solution.certificate, worth=poor).check(problem, solution)


def test_a_solution_that_states_another_total_is_noticed():
    problem = random_problem(3, 20, 8)
    solution = solve(problem)

    class Boaster:
        pairs = solution.pairs
        total = solution.total + 1

    assert not solution.certificate.check(problem, Boaster())


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        ([(0, 0), (1, 0)], "one place, two mentees"),
        ([(0, 0), (0, 1)], "one mentee, two mentors"),
        ([(0, 1), (1, 0)], "a pair that must not be"),
        ([(0, 0), (1, 5)], "a mentor who is not there"),
        ([(0, 0), (0, 0)], "a pair twice"),
    ],
)
def test_what_is_not_allowed_is_noticed(pairs, why):
    problem = Problem(scores=[[5, 5], [5, 5]], capacities=[1, 1], eligible=[[True, False], [True, True]])
    solution = solve(problem)

    assert not solution.certificate.check(problem, replace(solution, pairs=pairs)), why


def test_that_the_worst_pair_cannot_be_better_is_proven_too():
    problem = random_problem(4, 30, 12, most=20)
    solution = solve(problem, Objective(best_worst=True))
    ceiling = solution.certificate.ceiling

    assert solution.certificate.check(problem, solution)
    assert ceiling is not None
    for forged in (replace(ceiling, worth=replace(ceiling.worth, least=ceiling.worth.least + 5)), solution.certificate):
        assert not replace(solution.certificate, ceiling=forged).check(problem, solution)
    lower = replace(solution.certificate, worth=replace(solution.certificate.worth, least=0))
    assert not lower.check(problem, solution)


@settings(max_examples=80, deadline=None)
@given(problems(demands=2))
def test_the_number_of_pairs_is_that_of_a_maximum_flow(problem):
    solution = solve(problem, Objective(cover="none"))

    rest = problem.without_locked()
    assert len(solution.pairs) - len(problem.locked) == most_pairs(problem, rest)


@settings(max_examples=30, deadline=None)
@given(problems(demands=2, rows_each=2, current=True), WISHES)
def test_both_solvers_choose_the_same_pairs_and_prove_them(problem, wish):
    first, second = solve(problem, wish, solver="pylmcf"), solve(problem, wish, solver="highs")

    assert first.pairs == second.pairs
    assert second.certificate.check(problem, first)
    assert first.certificate.check(problem, second)


@pytest.mark.parametrize("seed", range(2))
def test_both_solvers_agree_at_three_hundred(seed):
    problem = random_problem(seed, 300, 100, most=1000)

    assert solve(problem, solver="pylmcf").pairs == solve(problem, solver="highs").pairs


def test_with_scores_beyond_the_precision_of_floats_both_solvers_agree():
    random = np.random.default_rng(0)
    problem = Problem(scores=random.integers(0, 10**12, (40, 15)), capacities=[2] * 15)

    assert solve(problem, solver="pylmcf").pairs == solve(problem, solver="highs").pairs
