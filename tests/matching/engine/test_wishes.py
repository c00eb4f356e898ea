"""What a leader may wish besides the highest total: what exists, every group, few below a floor; and what it costs."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import InfeasibleError, Objective, Problem, ProblemError, Rate, solve
from tests.matching.engine.instances import problems, random_problem


@settings(max_examples=60, deadline=None)
@given(problems(most=6, current=True, demands=2), st.integers(0, 6))
def test_the_listed_changes_lead_from_what_exists_to_what_is_proposed(problem, keep):
    solution = solve(problem, Objective(keep=keep))

    pairs = set(problem.current)
    for change in solution.changes:
        before = {(move.mentee, move.before) for move in change.moves if move.before is not None}
        after = {(move.mentee, move.after) for move in change.moves if move.after is not None}
        assert before <= pairs
        pairs = pairs - before | after
        assert change.gain == problem.total(sorted(after)) - problem.total(sorted(before))
    assert pairs == set(solution.pairs)


def test_a_change_must_gain_more_than_the_bonus():
    scores = [[50, 56], [40, 40]]
    current = [(0, 0), (1, 1)]

    def pairs(keep):
        return solve(Problem(scores=scores, capacities=[1, 1], current=current), Objective(keep=keep)).pairs

    assert pairs(0) == [(0, 1), (1, 0)]
    assert pairs(2) == [(0, 1), (1, 0)]
    assert pairs(3) == current
    assert pairs(4) == current


def test_a_change_that_gains_nothing_is_not_made():
    problem = Problem(scores=[[5, 5], [5, 5]], capacities=[1, 1], current=[(0, 1), (1, 0)])

    assert solve(problem).pairs == [(0, 1), (1, 0)]
    assert solve(problem).changes == []


def test_one_change_names_everybody_who_moves_together_and_its_gain():
    problem = Problem(
        scores=[[1, 9, 0], [0, 1, 9], [0, 0, 5]], capacities=[1, 1, 1], current=[(0, 0), (1, 1)], ids=None
    )

    [change] = solve(problem).changes

    assert [(move.mentee, move.before, move.after) for move in change.moves] == [(0, 0, 1), (1, 1, 2), (2, None, 0)]
    assert change.gain == (9 + 9 + 0) - (1 + 1)


@settings(max_examples=40, deadline=None)
@given(problems(most=6, current=True), st.integers(0, 5), st.integers(0, 5))
def test_a_higher_bonus_never_keeps_fewer(problem, one, more):
    low, high = (solve(problem, Objective(keep=keep)) for keep in (one, one + more))
    kept = [len(set(solution.pairs) & set(problem.current)) for solution in (low, high)]

    assert kept[0] <= kept[1] or len(low.pairs) != len(high.pairs)


def school() -> Problem:
    """Six mentees of two groups and three places; group 1 scores low everywhere."""
    return Problem(scores=[[9]] * 3 + [[2]] * 3, capacities=[3], groups=[0, 0, 0, 1, 1, 1])


def test_without_a_floor_the_low_group_gets_nothing_and_the_figures_say_so():
    assert solve(school()).rates == {0: Rate(3, 3), 1: Rate(3, 0)}
    assert solve(school()).rates[1].share == 0


@pytest.mark.parametrize(
    ("wish", "matched"),
    [
        (Objective(floors={1: 2}), 2),
        (Objective(floors={1: 0.5}), 2),
        (Objective(equity=1.0), 1),
        (Objective(equity=0.6, floors={1: 1}), 1),
        (Objective(floors={1: np.int64(3)}), 3),
    ],
)
def test_a_floor_is_a_number_a_share_or_a_part_of_the_rate_of_all(wish, matched):
    solution = solve(school(), wish)

    assert solution.rates[1].matched == matched
    assert solution.total == 9 * (3 - matched) + 2 * matched
    assert solution.certificate.check(school(), solution)


def test_a_low_group_gets_its_part_of_a_large_school():
    random = np.random.default_rng(0)
    groups = (random.random(400) < 0.1).astype(int)
    scores = random.integers(0, 100, (400, 130)) - 40 * groups[:, None]
    problem = Problem(scores=np.maximum(scores, 0), capacities=[2] * 130, groups=groups)

    fair = solve(problem, Objective(equity=0.95))

    share = Fraction(len(fair.pairs), 400)
    assert fair.rates[1].matched >= int(Fraction(95, 100) * share * fair.rates[1].mentees)
    assert len(fair.pairs) == len(solve(problem).pairs)
    assert fair.rates[1].share > solve(problem).rates[1].share


@pytest.mark.parametrize(
    ("floors", "sentence"),
    [
        ({1: 4}, "Group 1 was to have 4 mentees with a mentor; at most 3 can"),
        ({0: 2, 1: 2}, "The floors of the groups 0, 1 can each hold, but not all together"),
    ],
)
def test_floors_that_cannot_hold_are_reported(floors, sentence):
    with pytest.raises(InfeasibleError, match=sentence):
        solve(school(), Objective(floors=floors))


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Objective(floors={7: 1}), "group 7, but nobody is in it"),
        (Objective(floors={0: -1}), "below 0"),
        (Objective(floors={0: 1.5}), "share above 1"),
        (Objective(equity=2), "share between 0 and 1"),
        (Objective(keep=-1), "less than 0 points"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(wish, sentence):
    with pytest.raises(ProblemError, match=sentence):
        solve(school(), wish)


def test_floors_need_groups():
    with pytest.raises(ProblemError, match="group of each mentee"):
        solve(Problem(scores=[[1]], capacities=[1]), Objective(equity=1))


def test_the_best_worst_pair_comes_before_the_total():
    problem = Problem(scores=[[100, 50], [60, 1]], capacities=[1, 1])

    assert solve(problem).worst == 1 or solve(problem).total == 110
    assert solve(problem, Objective(best_worst=True)).worst == 50


def test_a_floor_leaves_as_few_as_possible_below():
    problem = Problem(scores=[[90, 30], [60, 1]], capacities=[1, 1])

    assert solve(problem).pairs == [(0, 0), (1, 1)]
    assert solve(problem, Objective(floor=30)).pairs == [(0, 1), (1, 0)]


@settings(max_examples=40, deadline=None)
@given(problems(most=6, locks=False), st.integers(0, 3))
def test_blocking_pairs_are_those_who_would_both_gain(problem, more_than):
    solution = solve(problem)
    found = solution.blocking(more_than)

    blocking = []
    for mentee, mentor in zip(*np.nonzero(problem.eligible), strict=True):
        if (mentee, mentor) in solution.pairs or not problem.capacities[mentor]:
            continue
        mine = [problem.scores[mentee, other] for other in solution.mentors_of.get(mentee, [])]
        yours = [problem.scores[other, mentor] for other, theirs in solution.pairs if theirs == mentor]
        full = len(yours) >= problem.capacities[mentor]
        gain = problem.scores[mentee, mentor] - max(max(mine, default=0), min(yours) if full else 0)
        if gain > 0:
            blocking.append((mentee, gain))
    assert found.pairs == sum(gain > more_than for _mentee, gain in blocking)
    assert found.mentees == len({mentee for mentee, gain in blocking if gain > more_than})
    assert found.largest == max((gain for _mentee, gain in blocking), default=0)


def test_float_scores_are_scaled_and_summed_exactly():
    problem = Problem(scores=[[0.1, 0.7], [0.2, 0.1000004]], capacities=[1, 1], resolution=1e-6)
    solution = solve(problem)

    assert solution.pairs == [(0, 1), (1, 0)]
    assert solution.total == 0.7 + 0.2
    assert solution.worst == 0.2
    [other] = solution.alternatives(0)
    assert other.loss == pytest.approx(0.9 - 0.2000004)
    assert solve(problem, Objective(floor=0.15, best_worst=True)).worst == 0.2


def test_a_coarser_resolution_makes_near_scores_equal():
    names = ["a", "b"], ["x", "y"]
    fine = Problem(scores=[[0.50, 0.51], [0.5, 0.5]], capacities=[1, 1], ids=names, resolution=0.001)
    coarse = Problem(scores=[[0.50, 0.51], [0.5, 0.5]], capacities=[1, 1], ids=names, resolution=0.1)

    assert solve(fine).pairs == [(0, 1), (1, 0)]
    assert {tuple(solve(coarse, Objective(salt=str(salt))).pairs) for salt in range(20)} == {
        ((0, 0), (1, 1)),
        ((0, 1), (1, 0)),
    }


def test_the_same_people_in_any_order_get_the_same_pairs_under_every_wish():
    random = np.random.default_rng(3)
    base = random_problem(3, 60, 20, most=5)
    rows, columns = random.permutation(60), random.permutation(20)
    names = [f"mentee {row}" for row in range(60)], [f"mentor {column}" for column in range(20)]
    groups = np.arange(60) % 3
    fields = {"capacities": base.capacities, "eligible": base.eligible, "groups": groups, "ids": names}
    shuffled_fields = {
        "capacities": base.capacities[columns],
        "eligible": base.eligible[rows][:, columns],
        "groups": groups[rows],
        "ids": ([names[0][row] for row in rows], [names[1][column] for column in columns]),
    }
    current = [(row, row % 20) for row in range(0, 60, 4)]
    place_of_row, place_of_column = np.argsort(rows), np.argsort(columns)
    moved = [(int(place_of_row[row]), int(place_of_column[column])) for row, column in current]
    for wish in (
        Objective(),
        Objective(equity=0.9),
        Objective(best_worst=True),
        Objective(keep=1),
        Objective(cover="both"),
    ):
        straight = solve(Problem(scores=base.scores, current=current, **fields), wish)
        scores = base.scores[rows][:, columns]
        shuffled = solve(Problem(scores=scores, current=moved, **shuffled_fields), wish, candidates=2)
        assert straight.pairs == sorted((int(rows[row]), int(columns[column])) for row, column in shuffled.pairs)
