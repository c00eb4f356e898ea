"""A run is solved by a worker, says why, and keeps its failures in words."""

from __future__ import annotations

import datetime as dt

import pytest

from matching import engine
from matching.domain import solving
from matching.domain.proposals import (
    lock_proposal,
)
from matching.domain.runs import discard_run, queue_run
from matching.domain.solving import solve_queued, solve_run
from matching.enums import ExclusionReason, RunState
from matching.models import Exclusion, MatchRun
from programs.models import Enrollment
from tests.matching.pool import mentee_of, mentor_named, pairs_of, proposal_for, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(pool, leader, now) -> MatchRun:
    """Proposals on the table: Lena with Dr Osei, Noah with Dr Marques."""
    return run_matching(pool, leader, now)


def test_the_worker_finds_the_pairs_and_says_why(run):
    assert run.state == RunState.PROPOSED
    assert pairs_of(run) == {("Lena Fischer", "Amara Osei"), ("Noah Brandt", "Ines Marques")}
    lena = proposal_for(run, "Lena Fischer")
    assert lena.score == sum(part["points"] for part in lena.parts) == 20 + 15
    assert lena.parts[0]["words"] == "Shares 1 of 2 needs: Shoulder reduction"
    assert lena.next_best == [{"mentor": mentor_named("Ines Marques").pk, "score": 15, "free": False}]
    assert lena.track.name == "Clinical skills"


def test_a_run_tells_its_figures_and_what_solved_it(run):
    assert run.figures == {
        "mentees": 2,
        "people": 2,
        "mentors": 2,
        "places": 2,
        "matched": 2,
        "total": 90,
        "most": 100,
        "would_both_gain": 0,
        "largest_gain": 0,
        "changes": [],
        "proven": True,
    }
    assert run.engine_version.startswith(f"{engine.VERSION} · pylmcf")
    assert (run.progress_percent, run.finished_at is not None) == (100, True)


def test_the_same_pool_gives_the_same_pairs_again(pool, leader, now):
    first = run_matching(pool, leader, now)
    discard_run(run_id=first.pk, by=leader, now=now)
    second = run_matching(pool, leader, now)

    assert first.inputs_digest == second.inputs_digest
    assert pairs_of(first) == pairs_of(second)


def test_a_run_is_solved_once_however_often_the_task_comes(pool, leader, now):
    queue_run(cohort_id=pool.pk, by=leader, now=now)

    assert [solve_queued(now=now), solve_queued(now=now)] == [1, 0]


def test_what_changes_after_the_freeze_changes_nothing(pool, leader, now):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)
    Enrollment.objects.mentors().update(capacity=0)

    solve_run(run_id=run.pk, now=now)

    assert run.proposals.count() == 2


def test_who_finds_no_place_is_told_how_many_compete(pool, leader, now):
    mentee_of(pool, "Third One", tracks=pool.tracks.all())

    run = run_matching(pool, leader, now)

    assert run.unmatched.get().reason == (
        "Places are short in Clinical skills: of the mentors with places only Amara Osei and Ines Marques would do for 3 mentees, with 2 free places. "
        "1 place is missing."
    )


def test_who_may_meet_nobody_is_told_which_rules_leave_nobody(pool, leader, now):
    other = pool.tracks.create(name="Research")
    mentee_of(pool, "Alone", tracks=[other])

    run = run_matching(pool, leader, now)

    assert run.unmatched.get().reason == "No mentor may be chosen: 2 × other track, which is a must-have."


def test_a_failure_is_kept_in_words(pool, leader, now, monkeypatch):
    def broken(*_arguments):
        raise engine.SolverError("The answer of the solver did not stand its proof. Nothing was decided.")

    monkeypatch.setattr(solving.engine, "solve", broken)

    run = run_matching(pool, leader, now)

    assert (run.state, run.failure[:24]) == ("failed", "The answer of the solver")
    assert not run.proposals.exists()


def test_an_unexpected_error_is_kept_and_raised(pool, leader, now, monkeypatch):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)
    monkeypatch.setattr(solving, "score_pool", lambda *_arguments: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        solve_run(run_id=run.pk, now=now)

    run.refresh_from_db()
    assert (run.state, run.failure[:20]) == ("failed", "Something unexpected")


def test_a_run_left_behind_by_a_dead_worker_is_taken_up_again(pool, leader, now):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)
    solving._claim(run.pk, now)

    assert solve_queued(now=now + dt.timedelta(minutes=14)) == 0
    assert solve_queued(now=now + dt.timedelta(minutes=16)) == 1


def test_a_lock_that_cannot_stand_any_more_fails_by_name(run, pool, leader, now):
    lena = proposal_for(run, "Lena Fischer")
    lock_proposal(proposal_id=lena.pk, by=leader, now=now)
    Exclusion.objects.create(
        mentor=lena.mentor, mentee=lena.mentee, reason=ExclusionReason.CONFLICT, declared_by=leader
    )

    again = run_matching(pool, leader, now)

    assert again.failure.startswith("Lena Fischer is locked to Amara Osei, but that pair cannot be: excluded.")
