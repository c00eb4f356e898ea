"""The engine finds the best pairs: checked against trying everything, for each wish and each kind of rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import InfeasibleError, Objective, Problem, solve
from tests.matching.engine.instances import problems
from tests.matching.engine.oracle import best_of, figures_of

OBJECTIVES = {
    "usual": Objective(),
    "both sides": Objective(cover="both"),
    "pairs only": Objective(cover="none"),
    "best worst": Objective(best_worst=True),
    "floor": Objective(floor=3),
    "squares": Objective(squares=True),
    "floor and squares": Objective(floor=4, squares=True),
    "both and best worst": Objective(cover="both", best_worst=True),
    "uneven": Objective(even_load=False),
}
KINDS = {
    "plain": problems(most=5),
    "several mentors each": problems(most=4, demands=3),
    "several rows a person": problems(most=4, rows_each=2),
    "rows and several mentors": problems(most=4, rows_each=2, demands=2),
}


def assert_best(problem: Problem, objective: Objective, **options) -> None:
    solution = solve(problem, objective, **options)
    best, found = best_of(problem, objective), figures_of(solution, objective)
    assert solution.certificate.check(problem, solution)
    assert (found.pairs, found.above_floor, found.worth) == (best.pairs, best.above_floor, best.worth)
    assert found.kept == best.kept
    if objective.cover != "none":
        assert found.covered == best.covered
    if objective.cover == "both":
        assert found.used == best.used
    if objective.best_worst and len(solution.pairs) > len(problem.locked):
        assert found.worst >= best.worst
    if not objective.squares:
        assert found.total == best.total
    if objective.even_load and not objective.squares:
        assert found.squares == best.squares


@pytest.mark.parametrize("wish", OBJECTIVES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_can_be_tried_is_better(kind, wish):
    @settings(max_examples=25, deadline=None)
    @given(KINDS[kind])
    def holds(problem):
        assert_best(problem, OBJECTIVES[wish])

    holds()


@settings(max_examples=25, deadline=None)
@given(problems(most=7))
def test_seven_by_seven(problem):
    assert_best(problem, Objective())


@settings(max_examples=60, deadline=None)
@given(problems(most=5, current=True, demands=2), st.integers(0, 5))
def test_what_exists_counts_with_its_bonus(problem, keep):
    assert_best(problem, Objective(keep=keep))
    assert_best(problem, Objective(keep=keep, squares=True))


@settings(max_examples=60, deadline=None)
@given(problems(most=5, groups=2, demands=2), st.dictionaries(st.integers(0, 1), st.integers(0, 3), min_size=1))
def test_floors_hold_or_are_reported(problem, floors):
    floors = {group: least for group, least in floors.items() if (problem.groups == group).any()}
    best = best_of(problem, Objective(), floors)
    if best is None:
        with pytest.raises(InfeasibleError, match=r"[Ff]loor|at most"):
            solve(problem, Objective(floors=floors))
        return
    solution = solve(problem, Objective(floors=floors))
    found = figures_of(solution)
    assert solution.certificate.check(problem, solution)
    assert (found.covered, found.pairs, found.total, found.squares) == (
        best.covered,
        best.pairs,
        best.total,
        best.squares,
    )


@settings(max_examples=60, deadline=None)
@given(problems(most=5, groups=2, rows_each=2), st.dictionaries(st.integers(0, 1), st.integers(0, 2), min_size=1))
def test_floors_count_people_not_rows(problem, floors):
    floors = {group: least for group, least in floors.items() if (problem.groups == group).any()}
    best = best_of(problem, Objective(), floors)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve(problem, Objective(floors=floors))
        return
    found = figures_of(solve(problem, Objective(floors=floors)))
    assert (found.covered, found.pairs, found.total) == (best.covered, best.pairs, best.total)


def test_a_match_for_everybody_comes_before_a_higher_total():
    problem = Problem(scores=[[100, 1], [99, 0]], capacities=[1, 1], eligible=[[True, True], [True, False]])

    assert solve(problem).pairs == [(0, 1), (1, 0)]


def test_among_equals_the_load_is_even():
    problem = Problem(scores=[[5, 5]] * 6, capacities=[6, 6])

    assert solve(problem).load.tolist() == [3, 3]


def test_a_lock_holds_whatever_it_costs():
    problem = Problem(scores=[[9, 0], [9, 9]], capacities=[1, 1], locked=[(0, 1)])

    assert solve(problem).pairs == [(0, 1), (1, 0)]


@pytest.mark.parametrize(("mentees", "mentors"), [(0, 3), (2, 0), (0, 0)])
def test_nobody_at_all_gives_no_pairs(mentees, mentors):
    solution = solve(Problem(scores=np.ones((mentees, mentors), dtype=int), capacities=[1] * mentors))

    assert solution.pairs == []
    assert solution.total == 0
