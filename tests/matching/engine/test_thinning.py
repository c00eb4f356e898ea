"""However few pairs the flow looks at first, the answer is that over all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linear_sum_assignment

from matching.engine import Objective, Problem, candidates, points, solve, tiers
from tests.matching.engine.instances import problems, random_problem


@pytest.fixture
def thinned(monkeypatch):
    monkeypatch.setattr(candidates, "FEW_PAIRS", 0)
    monkeypatch.setattr(tiers, "MANY_PAIRS", 0)
    monkeypatch.setattr(tiers, "FEW", 1)


@pytest.mark.usefixtures("thinned")
@pytest.mark.parametrize("best", [1, 2, 5, 30])
@pytest.mark.parametrize(
    "wish", [Objective(), Objective(cover="both"), Objective(squares=True), Objective(best_worst=True)]
)
def test_few_candidates_give_the_same_pairs(monkeypatch, best, wish):
    for seed, demands in ((0, 1), (1, 1), (2, 2)):
        problem = random_problem(seed, 60, 20, most=4 if seed else 40, demands=[demands] * 60)
        thin = solve(problem, wish, candidates=best)
        with monkeypatch.context() as patch:
            patch.setattr(candidates, "FEW_PAIRS", 10**6)
            patch.setattr(tiers, "MANY_PAIRS", 10**6)
            assert solve(problem, wish).pairs == thin.pairs


@given(problems(most=6, rows_each=2, demands=2, current=True))
@settings(max_examples=40, deadline=None)
def test_few_candidates_give_the_same_pairs_with_every_rule(problem):
    dense = solve(problem, Objective(keep=2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "FEW_PAIRS", 0)
        patch.setattr(tiers, "MANY_PAIRS", 0)
        patch.setattr(tiers, "FEW", 1)
        assert solve(problem, Objective(keep=2), candidates=1).pairs == dense.pairs


@pytest.mark.usefixtures("thinned")
@pytest.mark.parametrize(("mentees", "mentors"), [(20, 7), (100, 33), (300, 100), (100, 300)])
@pytest.mark.parametrize("seed", range(3))
def test_an_independent_solver_finds_nothing_better(mentees, mentors, seed):
    problem = random_problem(seed, mentees, mentors)

    solution = solve(problem, candidates=4)

    bonus = 100 * mentees
    worth = np.repeat(np.where(problem.eligible, problem.scores + bonus, 0), problem.capacities, axis=1)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    assert len(solution.pairs) * bonus + solution.total == worth[rows, columns].sum()


@pytest.mark.usefixtures("thinned")
def test_when_all_are_equal_the_draw_still_looks_at_everybody():
    names = [f"mentee {row}" for row in range(40)], [f"mentor {column}" for column in range(15)]
    scores = np.zeros((40, 15), dtype=int)
    order = np.random.default_rng(0).permutation(40)

    straight = solve(Problem(scores=scores, capacities=[2] * 15, ids=names), candidates=2)
    shuffled = solve(
        Problem(scores=scores, capacities=[2] * 15, ids=([names[0][row] for row in order], names[1])), candidates=3
    )

    assert straight.pairs == sorted((int(order[row]), mentor) for row, mentor in shuffled.pairs)


class Blocks:
    """Scores that are made row by row."""

    def __init__(self, scores, eligible=None, rows=7):
        self._scores, self._eligible, self._rows = scores, eligible, rows

    def __iter__(self):
        for start in range(0, len(self._scores), self._rows):
            part = slice(start, start + self._rows)
            yield self._scores[part] if self._eligible is None else (self._scores[part], self._eligible[part])


@pytest.mark.usefixtures("thinned")
@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("as_floats", [False, True])
def test_scores_may_come_in_blocks_of_rows(monkeypatch, kept, as_floats):
    if not kept:
        monkeypatch.setattr(points, "KEPT_BYTES", 100)
    dense = random_problem(3, 50, 20)
    scores = dense.scores * 0.25 if as_floats else dense.scores
    blocks = Problem(scores=Blocks(scores, dense.eligible), capacities=dense.capacities)
    others = Problem(scores=Blocks(scores), eligible=dense.eligible, capacities=dense.capacities)

    solution = solve(blocks, candidates=3)

    assert solution.pairs == solve(dense).pairs == solve(others, candidates=5).pairs
    assert solution.total == solve(dense).total * (0.25 if as_floats else 1)
    assert solution.unmatched.keys() == solve(dense).unmatched.keys()
    mentee = solution.pairs[0][0]
    losses = [(one.mentor, round(one.loss / (0.25 if as_floats else 1), 6)) for one in solution.alternatives(mentee)]
    assert losses == [(one.mentor, one.loss) for one in solve(dense).alternatives(mentee)]


def test_small_integers_are_taken_without_a_copy():
    scores = np.arange(12, dtype=np.int16).reshape(4, 3)

    assert np.shares_memory(Problem(scores=scores, capacities=[1, 1, 1]).points.rows(slice(None)), scores)
