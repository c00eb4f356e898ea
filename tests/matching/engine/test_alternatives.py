"""What another mentor would cost is exact: the same as solving again with that pair forced."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from matching.engine import Objective, Problem, ProblemError, solve
from tests.matching.engine.instances import problems, random_problem


def assert_exact(problem: Problem, objective: Objective | None = None) -> None:
    objective = objective or Objective()
    solution = solve(problem, objective)
    for mentee in range(problem.shape[0]):
        named = set()
        for other in solution.alternatives(mentee):
            named.add(other.mentor)
            forced = solve(problem.with_lock(mentee, other.mentor), objective)
            assert len(solution.pairs) - len(forced.pairs) == other.pairs_lost
            if not (objective.keep or objective.squares):
                assert solution.total - forced.total == other.loss
            assert_chain(solution, mentee, other)
        for mentor in set(range(problem.shape[1])) - named - set(solution.mentors_of.get(mentee, ())):
            with pytest.raises(ProblemError):
                problem.with_lock(mentee, mentor)


def assert_chain(solution, mentee, other) -> None:
    """The people named move, everybody else stays, all rules hold and the loss is what the moves lose."""
    pairs = set(solution.pairs)
    for move in other.moves:
        if move.before is not None:
            pairs.remove((move.mentee, move.before))
    for move in other.moves:
        if move.after is not None:
            assert (move.mentee, move.after) not in pairs
            pairs.add((move.mentee, move.after))
    problem = solution.problem
    assert other.moves[0].mentee == mentee
    assert other.moves[0].after == other.mentor
    assert (mentee, other.mentor) in pairs
    assert set(problem.locked) <= pairs
    assert all(problem.may_be(sorted(pairs)))
    for place, most in enumerate(problem.capacities):
        assert sum(mentor == place for _mentee, mentor in pairs) <= most
    assert solution.total - problem.total(sorted(pairs)) == other.loss
    assert len(solution.pairs) - len(pairs) == other.pairs_lost


@settings(max_examples=50, deadline=None)
@given(problems(most=6))
def test_each_alternative_costs_what_forcing_it_costs(problem):
    assert_exact(problem)


@settings(max_examples=50, deadline=None)
@given(problems(most=5, demands=3))
def test_also_where_mentees_want_several_mentors(problem):
    assert_exact(problem)


@settings(max_examples=50, deadline=None)
@given(problems(most=5, demands=2))
def test_also_where_every_mentor_should_have_somebody(problem):
    assert_exact(problem, Objective(cover="both"))


@settings(max_examples=30, deadline=None)
@given(problems(most=5, current=True))
def test_also_where_existing_pairs_are_kept(problem):
    assert_exact(problem, Objective(keep=2))
    assert_exact(problem, Objective(squares=True))


@settings(max_examples=15, deadline=None)
@given(problems(most=4, rows_each=2))
def test_also_where_a_person_has_several_rows(problem):
    solution = solve(problem)
    for mentee in range(problem.shape[0]):
        for other in solution.alternatives(mentee):
            forced = solve(problem.with_lock(mentee, other.mentor))
            assert solution.total - forced.total == other.loss


def test_at_size_sixty_every_alternative_is_exact():
    assert_exact(random_problem(5, 24, 9, density=0.8))


def test_the_chain_names_everybody_who_moves():
    problem = Problem(scores=[[9, 5, 0], [0, 9, 6], [0, 0, 9]], capacities=[1, 1, 2])

    first = {other.mentor: other for other in solve(problem).alternatives(0)}[1]

    assert [(move.mentee, move.before, move.after) for move in first.moves] == [(0, 0, 1), (1, 1, 2)]
    assert first.loss == (9 + 9) - (5 + 6)
    assert not first.has_free_place


def test_a_stranger_has_no_alternatives():
    with pytest.raises(IndexError):
        solve(Problem(scores=[[1]], capacities=[1])).alternatives(1)
