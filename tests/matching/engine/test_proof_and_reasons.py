"""The proof rejects what is worse or not allowed; whoever goes without is told why; nonsense is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine import Problem, ProblemError, ReasonKind, SolverError, flow, optimum, solve, tiers
from tests.matching.engine.instances import problems


@settings(max_examples=80, deadline=None)
@given(problems())
def test_the_proof_rejects_a_solution_with_a_pair_less(problem):
    solution = solve(problem)

    assert solution.certificate.check(problem, solution)
    for pair in solution.pairs:
        worse = replace(solution, pairs=[kept for kept in solution.pairs if kept != pair])
        assert not solution.certificate.check(problem, worse)


def test_the_proof_rejects_a_lower_total():
    problem = Problem(scores=[[9, 1], [1, 9]], capacities=[1, 1])
    solution = solve(problem)

    assert not solution.certificate.check(problem, replace(solution, pairs=[(0, 1), (1, 0)]))


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        ([(0, 0), (1, 0)], "one place, two mentees"),
        ([(0, 0), (0, 1)], "one mentee, two mentors"),
        ([(0, 1), (1, 0)], "a pair that must not be"),
        ([(0, 0), (1, 5)], "a mentor who is not there"),
    ],
)
def test_the_proof_rejects_what_is_not_allowed(pairs, why):
    problem = Problem(scores=[[5, 5], [5, 5]], capacities=[1, 1], eligible=[[True, False], [True, True]])
    solution = solve(problem)

    assert not solution.certificate.check(problem, replace(solution, pairs=pairs)), why


def test_a_solver_that_errs_decides_nothing(monkeypatch):
    def wrong(network, **_options):
        answer = flow.solve_flow(network)
        return replace(answer, flow=np.zeros_like(answer.flow))

    monkeypatch.setattr(optimum, "solve_flow", wrong)
    monkeypatch.setattr(tiers, "solve_flow", wrong)

    with pytest.raises(SolverError, match="Nothing was decided"):
        solve(Problem(scores=[[5]], capacities=[1]))


def test_without_the_first_solver_the_second_takes_over(monkeypatch):
    monkeypatch.setattr(flow, "pylmcf", None)

    assert solve(Problem(scores=[[5]], capacities=[1])).solver.endswith("HiGHS")


def test_when_the_first_solver_fails_the_second_takes_over(monkeypatch):
    def failing(*_arguments):
        raise RuntimeError("it broke")

    monkeypatch.setattr(flow.pylmcf, "Graph", failing)

    assert solve(Problem(scores=[[5]], capacities=[1])).pairs == [(0, 0)]


def test_who_may_meet_nobody_is_told_so():
    problem = Problem(scores=[[5], [5]], capacities=[2], eligible=[[True], [False]])

    assert solve(problem).unmatched[1].kind == ReasonKind.NO_ELIGIBLE_MENTOR


def test_where_places_are_short_the_group_that_competes_is_named():
    eligible = [[True, False], [True, False], [True, False], [True, True]]
    problem = Problem(scores=np.ones((4, 2), dtype=int), capacities=[2, 1], eligible=eligible)

    [(mentee, reason)] = solve(problem).unmatched.items()

    assert reason.kind == ReasonKind.PLACES_SHORT
    assert mentee in {0, 1, 2}
    assert (reason.mentees, reason.mentors, reason.places, reason.missing) == ((0, 1, 2), (0,), 2, 1)


@settings(max_examples=80, deadline=None)
@given(problems(locks=False))
def test_the_group_that_competes_explains_exactly_how_many_go_without(problem):
    solution = solve(problem)

    for reason in solution.unmatched.values():
        if reason.kind == ReasonKind.PLACES_SHORT and problem.capacities[list(reason.mentors)].any():
            without = [mentee for mentee in reason.mentees if mentee in solution.unmatched]
            assert reason.missing == len(without) >= 1
    assert set(solution.unmatched) == set(range(problem.shape[0])) - set(solution.mentor_of)


@settings(max_examples=80, deadline=None)
@given(problems(most=6, rows_each=2))
def test_with_several_rows_a_person_the_group_is_still_short(problem):
    solution = solve(problem)

    for mentee, reason in solution.unmatched.items():
        if reason.kind == ReasonKind.PLACES_SHORT and reason.places:
            assert mentee in reason.mentees
            assert reason.missing >= 1
            assert all(solution.load[mentor] == problem.capacities[mentor] for mentor in reason.mentors)


@settings(max_examples=20, deadline=None)
@given(problems(most=4, rows_each=2, tracks=True, barred=True))
def test_beside_quotas_everybody_left_has_a_reason(problem):
    solution = solve(problem)

    assert set(solution.unmatched) == {row for row in range(problem.shape[0]) if row not in solution.mentor_of}


def test_whose_only_mentor_is_theirs_in_another_track_is_told_so():
    problem = Problem(scores=[[1], [1]], capacities=[2], people=[0, 0])

    [reason] = solve(problem).unmatched.values()

    assert (reason.kind, reason.mentors) == (ReasonKind.ONLY_OWN_MENTORS, (0,))


def test_the_next_best_mentors_come_with_their_scores():
    problem = Problem(scores=[[9, 7, 8, 1], [9, 0, 0, 0]], capacities=[1, 1, 0, 1], eligible=[[True] * 4, [True] * 4])
    solution = solve(problem)

    assert solution.mentor_of == {0: 1, 1: 0}
    assert [(other.mentor, other.score, other.has_free_place) for other in solution.next_best(0, 2)] == [
        (0, 9, False),
        (2, 8, False),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scores": [[float("nan")]]}, "score in row 0, column 0 is not a number"),
        ({"scores": [[-1]]}, "score in row 0, column 0 is below 0"),
        ({"scores": [[10**13]]}, "above"),
        ({"scores": [1]}, "1 dimensions instead of 2"),
        ({"capacities": [-1]}, "capacity in row 0 is below 0"),
        ({"capacities": [1, 1]}, "1 mentors but 2 capacities"),
        ({"eligible": [[True, True]]}, "shape"),
        ({"eligible": [[2]]}, "yes and no"),
        ({"locked": [(0, 3)]}, "names somebody who is not there"),
        ({"locked": [(0, 0), (0, 0)]}, "locked twice"),
        ({"locked": [(0, 0)], "eligible": [[False]]}, "must never be"),
        ({"locked": [(0, 0)], "capacities": [0]}, "Mentor 0 has 0 places but 1 locked"),
        ({"ids": (["a", "b"], ["c"])}, "1 mentees but 2 ids"),
        ({"ids": (["a", "a"], ["c"]), "scores": [[1], [1]]}, "Two mentees have the same id"),
        ({"scores": [["many"]]}, "score in row 0, column 0 is not a number"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(fields, sentence):
    with pytest.raises(ProblemError, match=sentence):
        Problem(**{"scores": [[1]], "capacities": [1], **fields})
