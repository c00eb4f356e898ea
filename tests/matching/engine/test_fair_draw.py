"""Who stands first in the list gains nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Objective, Problem, solve


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(2, 8), st.integers(1, 5))
def test_the_order_of_rows_changes_nothing(random, mentees, mentors):
    draw = np.random.default_rng(random.randint(0, 10**6))
    scores = draw.integers(0, 3, (mentees, mentors))
    eligible = draw.random((mentees, mentors)) < 0.8
    capacities = draw.integers(0, 3, mentors)
    rows, columns = draw.permutation(mentees), draw.permutation(mentors)
    names = [f"mentee-{row}" for row in range(mentees)], [f"mentor-{column}" for column in range(mentors)]

    straight = solve(Problem(scores=scores, capacities=capacities, eligible=eligible, ids=names))
    shuffled = solve(
        Problem(
            scores=scores[rows][:, columns],
            capacities=capacities[columns],
            eligible=eligible[rows][:, columns],
            ids=([names[0][row] for row in rows], [names[1][column] for column in columns]),
        )
    )

    assert straight.pairs == sorted((int(rows[mentee]), int(columns[mentor])) for mentee, mentor in shuffled.pairs)


def test_another_salt_draws_other_lots():
    problem = Problem(scores=np.zeros((12, 6), dtype=int), capacities=[2] * 6)

    assert solve(problem, Objective(salt="one")).pairs != solve(problem, Objective(salt="two")).pairs
    assert solve(problem, Objective(salt="one")).pairs == solve(problem, Objective(salt="one")).pairs
