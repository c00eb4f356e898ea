"""A run: queued with its inputs frozen, solved by a worker, changed by hand, published or put aside."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from matching import engine
from matching.domain import nudging, solving
from matching.domain.choosing import choices_for
from matching.domain.proposals import (
    lock_proposal,
    place_mentee,
    reassign_proposal,
    reject_proposal,
    release_proposal,
)
from matching.domain.runs import discard_run, publish_run, queue_run
from matching.domain.solving import solve_queued, solve_run
from matching.enums import PROPOSAL_MOVES, RUN_MOVES, ExclusionReason, ProposalState, RunState
from matching.models import Exclusion, MatchRun, Pairing
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.enums import CohortStage, EnrollmentState
from programs.models import Enrollment
from tests.matching.factories import PairingFactory
from tests.matching.pool import mentee_of, mentor_of, pairs_of, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(pool, leader, now) -> MatchRun:
    """Proposals on the table: Lena with Dr Osei, Noah with Dr Marques."""
    return run_matching(pool, leader, now)


def proposal_for(run, name):
    return run.proposals.with_people().get(mentee__user__full_name=name)


def mentor_named(name) -> Enrollment:
    return Enrollment.objects.mentors().get(user__full_name=name)


# --- Queueing ---------------------------------------------------------------------------------------------------------


def test_a_queued_run_keeps_its_inputs_as_they_were(pool, leader, now):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)

    assert (run.state, len(run.inputs["mentees"]), len(run.inputs["mentors"])) == ("queued", 2, 2)
    assert len(run.inputs_digest) == 64
    assert run.weights["needs"] == {"weight": 40, "must_have": False}


def test_asking_twice_queues_once(pool, leader, now):
    first, second = (queue_run(cohort_id=pool.pk, by=leader, now=now) for _twice in range(2))

    assert first == second
    assert AuditEntry.objects.filter(verb="queue_run").count() == 1


def test_the_database_keeps_two_runs_of_a_cohort_from_going_at_once(pool, leader, now):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRun.objects.create(cohort=run.cohort, started_by=leader)


def test_only_the_leader_runs_the_matching(pool, other_leader, mentee, now):
    for person in (other_leader, mentee):
        with pytest.raises(NotAllowed):
            queue_run(cohort_id=pool.pk, by=person, now=now)


@pytest.mark.parametrize("stage", [CohortStage.DRAFT, CohortStage.CLOSED])
def test_a_cohort_that_is_not_open_is_not_matched(pool, leader, now, stage):
    pool.stage = stage
    pool.save()

    with pytest.raises(Refused, match="people are matched from"):
        queue_run(cohort_id=pool.pk, by=leader, now=now)


def test_the_first_run_ends_the_enrolling(pool, leader, now):
    pool.stage = CohortStage.ENROLLING
    pool.save()

    queue_run(cohort_id=pool.pk, by=leader, now=now)

    pool.refresh_from_db()
    assert pool.stage == CohortStage.MATCHING


def test_without_people_there_is_nothing_to_run(cohort, leader, now):
    with pytest.raises(Refused, match="nobody to match"):
        queue_run(cohort_id=cohort.pk, by=leader, now=now)
    mentee_of(cohort, "Lena")
    with pytest.raises(Refused, match="No mentor is approved yet"):
        queue_run(cohort_id=cohort.pk, by=leader, now=now)
    PairingFactory(mentor=mentor_of(cohort, "Full", capacity=1), mentee=mentee_of(cohort, "Noah"))
    with pytest.raises(Refused, match="No mentor has a free place"):
        queue_run(cohort_id=cohort.pk, by=leader, now=now)


def test_a_broker_that_is_away_breaks_nothing(pool, leader, now, monkeypatch, django_capture_on_commit_callbacks):
    def away(*_arguments, **_options):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(nudging.current_app, "send_task", away)

    with django_capture_on_commit_callbacks(execute=True) as called:
        run = queue_run(cohort_id=pool.pk, by=leader, now=now)

    assert (run.state, len(called)) == ("queued", 1)


# --- Solving ----------------------------------------------------------------------------------------------------------


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
        "Places are short in Clinical skills: for 3 mentees only Amara Osei and Ines Marques would do, with 2 free. Missing: 1."
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


# --- By hand ----------------------------------------------------------------------------------------------------------


def choices(run, name, now):
    proposal = proposal_for(run, name)
    return choices_for(run, proposal.mentee_id, proposal.track_id, now=now)


def test_the_choices_show_what_each_costs_and_who_would_move(run, now):
    [choice] = choices(run, "Lena Fischer", now)

    assert (choice.mentor_id, choice.score, choice.free_places, choice.is_open) == (
        mentor_named("Ines Marques").pk,
        15,
        0,
        True,
    )
    assert choice.loss == 90 - (15 + 15)
    [noah] = choice.moved
    assert (noah.mentee_id, noah.after_id) == (
        proposal_for(run, "Noah Brandt").mentee_id,
        mentor_named("Amara Osei").pk,
    )


def test_where_a_place_is_free_nobody_else_moves(run, now):
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=2)

    [choice] = choices(run, "Lena Fischer", now)

    assert (choice.loss, choice.moved, choice.free_places) == (20, (), 1)


def test_who_must_make_room_moves_as_was_shown(run, leader, now):
    [choice] = choices(run, "Lena Fischer", now)

    reassign_proposal(
        proposal_id=proposal_for(run, "Lena Fischer").pk,
        mentor_id=choice.mentor_id,
        by=leader,
        now=now,
        shown=choice.token,
    )

    assert pairs_of(run) == {("Lena Fischer", "Ines Marques"), ("Noah Brandt", "Amara Osei")}
    noah = proposal_for(run, "Noah Brandt")
    assert (noah.state, noah.is_by_hand, noah.score) == ("suggested", False, sum(p["points"] for p in noah.parts))


def test_what_was_not_shown_is_not_done(run, leader, now):
    [choice] = choices(run, "Lena Fischer", now)
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=2)

    with pytest.raises(Refused, match="Something has changed since you saw the cost"):
        reassign_proposal(
            proposal_id=proposal_for(run, "Lena Fischer").pk,
            mentor_id=choice.mentor_id,
            by=leader,
            now=now,
            shown=choice.token,
        )


def test_an_unmatched_mentee_is_placed_by_hand_and_who_gives_way_is_told_of(pool, leader, now):
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=0)
    run = run_matching(pool, leader, now)
    noah, osei = run.unmatched.get(), mentor_named("Amara Osei")

    placed = place_mentee(unmatched_id=noah.pk, mentor_id=osei.pk, by=leader, now=now)
    with pytest.raises(Refused, match="not without a mentor any more"):
        place_mentee(unmatched_id=noah.pk, mentor_id=osei.pk, by=leader, now=now)

    assert (placed.state, placed.is_by_hand) == ("locked", True)
    assert pairs_of(run) == {("Noah Brandt", "Amara Osei")}
    assert run.unmatched.get().mentee.user.full_name == "Lena Fischer"
    assert AuditEntry.objects.filter(verb="place_mentee").count() == 1


def test_another_mentor_by_hand_is_scored_and_locked(run, leader, now):
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=2)
    lena = proposal_for(run, "Lena Fischer")

    for _twice in range(2):
        reassign_proposal(proposal_id=lena.pk, mentor_id=mentor_named("Ines Marques").pk, by=leader, now=now)

    lena.refresh_from_db()
    assert (lena.mentor.user.full_name, lena.score, lena.state, lena.is_by_hand) == ("Ines Marques", 15, "locked", True)
    assert lena.next_best == [{"mentor": mentor_named("Amara Osei").pk, "score": 35, "free": True}]
    assert AuditEntry.objects.filter(verb="reassign_proposal").count() == 1


def test_a_mentor_whose_places_are_all_locked_cannot_be_chosen(run, leader, now):
    lock_proposal(proposal_id=proposal_for(run, "Noah Brandt").pk, by=leader, now=now)

    with pytest.raises(Refused, match="Ines Marques has no free place, and nobody there can move"):
        reassign_proposal(
            proposal_id=proposal_for(run, "Lena Fischer").pk,
            mentor_id=mentor_named("Ines Marques").pk,
            by=leader,
            now=now,
        )


def test_an_excluded_mentor_cannot_be_chosen(run, leader, now):
    marques, lena = mentor_named("Ines Marques"), proposal_for(run, "Lena Fischer")
    Exclusion.objects.create(mentor=marques, mentee=lena.mentee, reason=ExclusionReason.FAMILY, declared_by=leader)

    with pytest.raises(Refused, match="cannot be a pair: excluded"):
        reassign_proposal(proposal_id=lena.pk, mentor_id=marques.pk, by=leader, now=now)


def test_a_mentor_of_elsewhere_cannot_be_chosen(run, leader, now):
    stranger = PairingFactory().mentor

    with pytest.raises(Refused, match="not in the pool"):
        reassign_proposal(proposal_id=proposal_for(run, "Lena Fischer").pk, mentor_id=stranger.pk, by=leader, now=now)


def test_only_the_leader_changes_proposals_and_only_on_the_table(run, leader, other_leader, now):
    lena = proposal_for(run, "Lena Fischer")
    for verb in (lock_proposal, reject_proposal, release_proposal):
        with pytest.raises(NotAllowed):
            verb(proposal_id=lena.pk, by=other_leader, now=now)
    discard_run(run_id=run.pk, by=leader, now=now)
    for verb in (lock_proposal, reject_proposal, release_proposal):
        with pytest.raises(Refused, match="not on the table"):
            verb(proposal_id=lena.pk, by=leader, now=now)


def test_locked_pairs_stay_and_rejected_ones_go_when_the_matching_runs_again(pool, leader, now):
    first = run_matching(pool, leader, now)
    lock_proposal(proposal_id=proposal_for(first, "Noah Brandt").pk, by=leader, now=now)
    reject_proposal(proposal_id=proposal_for(first, "Lena Fischer").pk, by=leader, now=now)

    second = run_matching(pool, leader, now)

    assert pairs_of(second) == {("Noah Brandt", "Ines Marques")}
    assert proposal_for(second, "Noah Brandt").state == ProposalState.LOCKED
    assert "1 × rejected by you" in second.unmatched.get().reason or "Places are short" in second.unmatched.get().reason
    first.refresh_from_db()
    assert first.state == RunState.DISCARDED


def test_a_rejected_pair_comes_back_only_while_its_place_is_free(run, leader, now):
    lena, noah = proposal_for(run, "Lena Fischer"), proposal_for(run, "Noah Brandt")
    reject_proposal(proposal_id=lena.pk, by=leader, now=now)
    reassign_proposal(proposal_id=noah.pk, mentor_id=lena.mentor_id, by=leader, now=now)

    with pytest.raises(Refused, match="no free place any more"):
        release_proposal(proposal_id=lena.pk, by=leader, now=now)


# --- Publishing -------------------------------------------------------------------------------------------------------


def test_publishing_asks_both_people_of_every_pair(run, leader, now):
    pairings = publish_run(run_id=run.pk, by=leader, now=now)

    run.refresh_from_db()
    assert (run.state, run.published_at) == (RunState.PUBLISHED, now)
    assert {(one.state, one.place, one.answer_by) for one in pairings} == {
        ("proposed", 1, now + dt.timedelta(days=7)),
    }


def test_publishing_twice_asks_once(run, leader, now):
    first, second = (publish_run(run_id=run.pk, by=leader, now=now) for _twice in range(2))

    assert {one.pk for one in first} == {one.pk for one in second}
    assert AuditEntry.objects.filter(verb="publish_run").count() == 1


def test_a_rejected_proposal_is_not_published(run, leader, now):
    reject_proposal(proposal_id=proposal_for(run, "Lena Fischer").pk, by=leader, now=now)

    [pairing] = publish_run(run_id=run.pk, by=leader, now=now)

    assert pairing.mentee.user.full_name == "Noah Brandt"


def test_publishing_starts_the_cohort(run, leader, now, pool):
    pool.stage = CohortStage.MATCHING
    pool.save()

    publish_run(run_id=run.pk, by=leader, now=now)

    pool.refresh_from_db()
    assert pool.stage == CohortStage.RUNNING


def test_only_the_leader_publishes(run, other_leader, now):
    with pytest.raises(NotAllowed):
        publish_run(run_id=run.pk, by=other_leader, now=now)
    assert not Pairing.objects.exists()


def test_when_a_pair_cannot_be_any_more_nothing_is_published_and_it_is_named(run, leader, now):
    Enrollment.objects.filter(user__full_name="Amara Osei").update(capacity=0)
    Enrollment.objects.filter(user__full_name="Noah Brandt").update(state=EnrollmentState.WITHDRAWN)

    with pytest.raises(Refused) as refused:
        publish_run(run_id=run.pk, by=leader, now=now)

    assert "Amara Osei has no free place for Lena Fischer" in str(refused.value)
    assert "Noah Brandt does not take part any more" in str(refused.value)
    assert not Pairing.objects.exists()


def test_an_exclusion_declared_since_stops_the_publishing(run, leader, now):
    lena = proposal_for(run, "Lena Fischer")
    Exclusion.objects.create(
        mentor=lena.mentor, mentee=lena.mentee, reason=ExclusionReason.NOT_WITH, declared_by=lena.mentee.user
    )

    with pytest.raises(Refused, match="excluded from each other"):
        publish_run(run_id=run.pk, by=leader, now=now)


def test_a_discarded_run_is_not_published_nor_a_published_one_discarded(run, leader, other_leader, pool, now):
    with pytest.raises(NotAllowed):
        discard_run(run_id=run.pk, by=other_leader, now=now)
    for _twice in range(2):
        discard_run(run_id=run.pk, by=leader, now=now)
    with pytest.raises(Refused, match="can be published"):
        publish_run(run_id=run.pk, by=leader, now=now)

    other = run_matching(pool, leader, now)
    publish_run(run_id=other.pk, by=leader, now=now)
    with pytest.raises(Refused, match="was published"):
        discard_run(run_id=other.pk, by=leader, now=now)


@pytest.mark.parametrize("moves", [RUN_MOVES, PROPOSAL_MOVES])
def test_every_state_says_where_it_leads(moves):
    states = RunState if RunState.QUEUED in moves else ProposalState
    assert set(moves) == set(states.values)
    assert set().union(*moves.values()) <= set(states.values)
