"""Proposals changed by hand: the cost shown, the choice carried out, locked, rejected, brought back."""

from __future__ import annotations

import pytest

from matching.domain.choosing import choices_for
from matching.domain.proposals import (
    lock_proposal,
    place_mentee,
    reassign_proposal,
    reject_proposal,
    release_proposal,
)
from matching.domain.runs import discard_run
from matching.domain.undoing import as_it_stands, undo_last_change
from matching.enums import ExclusionReason, ProposalState, RunState
from matching.models import Exclusion, MatchRun
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.enums import EnrollmentState
from programs.models import Enrollment
from tests.matching.factories import PairingFactory
from tests.matching.pool import give_places, mentee_of, mentor_named, pairs_of, proposal_for, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(pool, leader, now) -> MatchRun:
    """Proposals on the table: Lena with Dr Osei, Noah with Dr Marques."""
    return run_matching(pool, leader, now)


def choices(run, name):
    proposal = proposal_for(run, name)
    return choices_for(run, proposal.mentee_id, proposal.track_id)


def change_lena(run, leader, now) -> None:
    """Give Lena to Dr Marques; Noah makes room."""
    lena, marques = proposal_for(run, "Lena Fischer"), mentor_named("Ines Marques")
    reassign_proposal(proposal_id=lena.pk, mentor_id=marques.pk, by=leader, now=now)


def test_the_choices_show_what_each_costs_and_who_would_move(run, now):
    [choice] = choices(run, "Lena Fischer")

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
    give_places(run, "Ines Marques", 2)

    [choice] = choices(run, "Lena Fischer")

    assert (choice.loss, choice.moved, choice.free_places) == (20, (), 1)


def test_what_changes_in_the_pool_afterwards_changes_no_cost(run, now):
    before = choices(run, "Lena Fischer")
    Enrollment.objects.mentors().update(capacity=9, communication_style="direct")
    Enrollment.objects.mentees().update(communication_style="direct")

    assert choices(run, "Lena Fischer") == before


def test_who_left_since_cannot_be_chosen_and_it_is_said(run, leader, now):
    give_places(run, "Ines Marques", 2)
    Enrollment.objects.filter(user__full_name="Ines Marques").update(state=EnrollmentState.WITHDRAWN)

    [choice] = choices(run, "Lena Fischer")

    assert (choice.against, choice.is_open) == ("does not take part any more", False)


def test_a_change_by_hand_is_undone_with_all_who_moved(run, leader, other_leader, now):
    before = as_it_stands(run, run.proposals.values_list("mentee", flat=True))
    change_lena(run, leader, now)

    with pytest.raises(NotAllowed):
        undo_last_change(run_id=run.pk, by=other_leader, now=now)
    for _twice in range(2):
        undo_last_change(run_id=run.pk, by=leader, now=now)

    assert as_it_stands(run, run.proposals.values_list("mentee", flat=True)) == before
    assert AuditEntry.objects.filter(verb="undo_last_change").count() == 1


def test_who_lost_a_mentor_by_hand_gets_it_back_by_undoing(pool, leader, now):
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=0)
    run = run_matching(pool, leader, now)
    noah, osei = run.unmatched.get(), mentor_named("Amara Osei")
    place_mentee(unmatched_id=noah.pk, mentor_id=osei.pk, by=leader, now=now)

    undo_last_change(run_id=run.pk, by=leader, now=now)

    assert pairs_of(run) == {("Lena Fischer", "Amara Osei")}
    assert (run.unmatched.get().mentee, run.unmatched.get().relief) == (noah.mentee, noah.relief)


def test_what_was_changed_again_is_not_undone(run, leader, now):
    change_lena(run, leader, now)
    reject_proposal(proposal_id=proposal_for(run, "Lena Fischer").pk, by=leader, now=now)

    with pytest.raises(Refused, match="changed again since"):
        undo_last_change(run_id=run.pk, by=leader, now=now)


def test_an_undo_that_would_give_a_place_twice_is_refused(pool, leader, now):
    third = mentee_of(pool, "Third One", tracks=pool.tracks.all())
    run = run_matching(pool, leader, now)
    give_places(run, "Amara Osei", 2)
    unmatched = run.unmatched.get(mentee=third)
    place_mentee(unmatched_id=unmatched.pk, mentor_id=mentor_named("Amara Osei").pk, by=leader, now=now)
    reject_proposal(proposal_id=proposal_for(run, "Lena Fischer").pk, by=leader, now=now)
    give_places(run, "Ines Marques", 2)
    moved = proposal_for(run, "Third One")
    reassign_proposal(proposal_id=moved.pk, mentor_id=mentor_named("Ines Marques").pk, by=leader, now=now)
    give_places(run, "Amara Osei", 1)
    release_proposal(proposal_id=proposal_for(run, "Lena Fischer").pk, by=leader, now=now)

    with pytest.raises(Refused, match="given to somebody else since"):
        undo_last_change(run_id=run.pk, by=leader, now=now)
    assert proposal_for(run, "Third One").mentor == mentor_named("Ines Marques")


def test_nothing_is_undone_once_the_run_is_put_aside(run, leader, now):
    change_lena(run, leader, now)
    discard_run(run_id=run.pk, by=leader, now=now)

    with pytest.raises(Refused, match="not on the table"):
        undo_last_change(run_id=run.pk, by=leader, now=now)


def test_next_best_is_told_for_both_sides(run):
    lena = proposal_for(run, "Lena Fischer")

    noah = proposal_for(run, "Noah Brandt").mentee_id
    assert lena.next_for_mentor == [{"mentee": noah, "score": 15, "free": False}]


def test_who_must_make_room_moves_as_was_shown(run, leader, now):
    [choice] = choices(run, "Lena Fischer")

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
    [choice] = choices(run, "Lena Fischer")
    give_places(run, "Ines Marques", 2)

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
    give_places(run, "Ines Marques", 2)
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
