"""Several tracks, what stands, what would help: what a run knows besides scores."""

from __future__ import annotations

import pytest

from matching.domain import choosing, solving
from matching.domain.choosing import choices_for
from matching.domain.freezing import freeze_pool
from matching.domain.proposals import lock_proposal, reject_proposal
from matching.domain.runs import discard_run, queue_run
from matching.domain.solving import solve_run
from matching.enums import RunState
from matching.models import Approach, Background
from programs.models import Enrollment, Need
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.matching.pool import mentee_of, mentor_of, pairs_of, run_matching
from tests.matching.test_scoring import only_part
from tests.programs.factories import TrackFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_tracks(cohort):
    """Lena wants a mentor in skills and one in research; Dr Osei mentors in both, Dr Marques in research."""
    tracks = [cohort.tracks.get(), TrackFactory(cohort=cohort, name="Research")]
    mentee_of(cohort, "Lena", tracks=tracks)
    mentor_of(cohort, "Osei", tracks=tracks, capacity=2)
    mentor_of(cohort, "Marques", tracks=tracks[1:], capacity=1)
    return cohort


def test_a_mentee_gets_one_mentor_in_each_track_and_nobody_twice(two_tracks, leader, now):
    run = run_matching(two_tracks, leader, now)

    met = {(one.track.name, one.mentor.user.full_name) for one in run.proposals.with_people()}
    assert met == {("Clinical skills", "Osei"), ("Research", "Marques")}


def test_the_same_person_in_two_tracks_only_if_the_leader_says_so(two_tracks, leader, now):
    Enrollment.objects.filter(user__full_name="Marques").update(capacity=0)
    assert pairs_of(run_matching(two_tracks, leader, now)) == {("Lena", "Osei")}

    Approach.objects.create(cohort=two_tracks, same_mentor_twice=True)
    assert run_matching(two_tracks, leader, now).proposals.count() == 2


def test_one_mentor_for_all_tracks_if_the_leader_says_so(two_tracks, leader, now):
    Approach.objects.create(cohort=two_tracks, mentor_per_track=False)

    run = run_matching(two_tracks, leader, now)

    assert (run.proposals.count(), run.figures["mentees"]) == (1, 1)


def test_who_has_a_mentor_in_one_track_is_matched_in_the_other_with_somebody_else(two_tracks, leader, now):
    lena = Enrollment.objects.mentees().get()
    osei = Enrollment.objects.get(user__full_name="Osei")
    PairingFactory(mentee=lena, mentor=osei, track=two_tracks.tracks.get(name="Clinical skills"))

    [mentee] = freeze_pool(two_tracks, now=NOW)["mentees"]
    assert mentee["wants"] == [two_tracks.tracks.get(name="Research").pk]
    assert pairs_of(run_matching(two_tracks, leader, now)) == {("Lena", "Marques")}


def test_with_several_tracks_the_choices_still_cost_exactly_and_give_nobody_twice(two_tracks, leader, now):
    mentor_of(two_tracks, "Third", tracks=two_tracks.tracks.filter(name="Research"), capacity=1)
    run = run_matching(two_tracks, leader, now)
    research = run.proposals.get(track__name="Research")

    choices = choices_for(run, research.mentee_id, research.track_id)

    by_name = {Enrollment.objects.get(pk=choice.mentor_id).user.full_name: choice for choice in choices}
    [the_other] = by_name.keys() - {"Osei", research.mentor.user.full_name}
    assert (by_name[the_other].is_open, by_name[the_other].moved) == (True, ())
    [gives_up] = by_name["Osei"].moved
    assert (gives_up.mentee_id, gives_up.after_id) == (research.mentee_id, None)


def test_with_several_tracks_only_the_best_full_mentors_are_tried_and_that_is_said(
    two_tracks, leader, now, monkeypatch
):
    monkeypatch.setattr(choosing, "TRIED_ONE_BY_ONE", 1)
    research = two_tracks.tracks.filter(name="Research")
    for number in range(3):
        mentee_of(two_tracks, f"Mentee {number}", tracks=research)
        mentor_of(two_tracks, f"Mentor {number}", tracks=research, capacity=1)
    mentor_of(two_tracks, "With a place", tracks=research, capacity=2)
    run = run_matching(two_tracks, leader, now)
    one = run.proposals.filter(track__name="Research").exclude(mentor__user__full_name="With a place").first()

    choices = [choice for choice in choices_for(run, one.mentee_id, one.track_id) if not choice.against]

    untried = [choice for choice in choices if not choice.is_tried]
    assert untried
    assert not any(choice.is_open for choice in untried)
    assert all(choice.is_open for choice in choices if choice.free_places and choice.is_tried)


# --- Scores -----------------------------------------------------------------------------------------------------------


def test_a_need_far_from_the_highest_level_counts_for_more(cohort):
    lena = mentee_of(cohort, "Lena", needs=["Shoulder reduction", "Suturing"])
    Need.objects.filter(enrollment=lena, topic__name="Shoulder reduction").update(self_rating=1)
    Need.objects.filter(enrollment=lena, topic__name="Suturing").update(self_rating=5)
    mentor_of(cohort, "Osei", expertise=["Shoulder reduction"])

    assert only_part(cohort, needs=60) == (50, "Shares 1 of 2 needs: Shoulder reduction (level 1 today)")


@pytest.mark.parametrize(("asks", "points"), [(True, 10), (False, 0)])
def test_a_shared_background_counts_only_when_somebody_asks_for_it(cohort, asks, points):
    Background.objects.create(enrollment=mentee_of(cohort, "Lena"), words=["First to study"], asks_for_it=asks)
    Background.objects.create(enrollment=mentor_of(cohort, "Osei"), words=["first to study "])

    assert only_part(cohort, background=10)[0] == points


# --- What would help, with several tracks ---------------------------------------------------------------------------


def test_with_several_tracks_one_more_place_that_would_help_is_found(two_tracks, leader, now):
    Enrollment.objects.filter(user__full_name="Marques").update(capacity=0)
    Enrollment.objects.get(user__full_name="Osei").tracks.set(two_tracks.tracks.filter(name="Clinical skills"))
    mentee_of(two_tracks, "Noah", tracks=two_tracks.tracks.all())

    first, second = run_matching(two_tracks, leader, now).unmatched.all()

    marques = Enrollment.objects.get(user__full_name="Marques").pk
    for unmatched in (first, second):
        assert [(one["pairs"], one["mentor"]) for one in unmatched.relief if not one["rule"]] == [(1, marques)]


def test_with_several_tracks_the_rule_in_the_way_is_found(two_tracks, leader, now):
    Enrollment.objects.filter(user__full_name="Marques").update(capacity=0)
    mentor_of(two_tracks, "Elsewhere", capacity=1)

    unmatched = run_matching(two_tracks, leader, now).unmatched.get()

    assert [relief["rule"] for relief in unmatched.relief if relief["rule"]] == ["track"]


def test_a_rejected_pair_stays_apart_where_one_mentor_is_for_all_tracks(two_tracks, leader, now):
    Approach.objects.create(cohort=two_tracks, mentor_per_track=False)
    first = run_matching(two_tracks, leader, now)
    [refused] = pairs_of(first)
    reject_proposal(proposal_id=first.proposals.get().pk, by=leader, now=now)

    assert refused not in pairs_of(run_matching(two_tracks, leader, now))


# --- A second run -----------------------------------------------------------------------------------------------------


def test_a_lock_and_a_no_hold_in_every_further_run(pool, leader, now):
    run = run_matching(pool, leader, now)
    lock_proposal(proposal_id=run.proposals.get(mentee__user__full_name="Noah Brandt").pk, by=leader, now=now)
    reject_proposal(proposal_id=run.proposals.get(mentee__user__full_name="Lena Fischer").pk, by=leader, now=now)

    for _again in range(2):
        assert pairs_of(run_matching(pool, leader, now)) == {("Noah Brandt", "Ines Marques")}


def test_what_stands_is_changed_only_for_a_gain_and_each_change_says_which(pool, leader, now):
    skills = pool.tracks.get()
    first = run_matching(pool, leader, now)
    first.proposals.filter(mentee__user__full_name="Noah Brandt").delete()
    Approach.objects.create(cohort=pool, keep=200)
    mentor_of(pool, "Better for Lena", expertise=["Shoulder reduction", "Suturing"], tracks=[skills], capacity=1)
    kept = run_matching(pool, leader, now)
    assert ("Lena Fischer", "Amara Osei") in pairs_of(kept)

    Approach.objects.update(keep=5)
    changed = run_matching(pool, leader, now)

    assert ("Lena Fischer", "Better for Lena") in pairs_of(changed)
    assert [change["gain"] for change in changed.figures["changes"]] == [20]


def test_an_unmatched_mentee_learns_what_would_help(pool, leader, now):
    Enrollment.objects.mentors().filter(user__full_name="Ines Marques").update(capacity=0)

    unmatched = run_matching(pool, leader, now).unmatched.get()

    assert "Places are short" in unmatched.reason
    assert (unmatched.relief[0]["pairs"], unmatched.relief[0]["rule"]) == (1, "")


def test_without_anybody_who_may_the_rule_that_would_help_is_named(cohort, leader, now):
    tracks = [cohort.tracks.get(), TrackFactory(cohort=cohort, name="Research")]
    mentee_of(cohort, "Lena", tracks=tracks[:1])
    mentor_of(cohort, "Osei", tracks=tracks[1:])

    unmatched = run_matching(cohort, leader, now).unmatched.get()

    assert [relief["rule"] for relief in unmatched.relief] == ["track"]


def test_a_run_that_is_called_off_ends_and_leaves_nothing(pool, leader, now, monkeypatch):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)
    pose = solving.pose_run

    def called_off_meanwhile(scored):
        discard_run(run_id=run.pk, by=leader, now=now)
        return pose(scored)

    monkeypatch.setattr(solving, "pose_run", called_off_meanwhile)
    solve_run(run_id=run.pk, now=now)

    run.refresh_from_db()
    assert (run.state, run.proposals.count()) == (RunState.DISCARDED, 0)


# --- The second mode --------------------------------------------------------------------------------------------------


def test_stable_pairs_say_what_they_cost(pool, leader, now):
    Enrollment.objects.mentees().update(communication_style="direct")
    Enrollment.objects.filter(user__full_name="Ines Marques").update(communication_style="direct")
    Approach.objects.create(cohort=pool, method="stable")

    run = run_matching(pool, leader, now)

    assert (run.state, run.figures["would_both_gain"]) == (RunState.PROPOSED, 0)
    assert run.figures["stable_costs"]["pairs"] >= 0


def test_stable_pairs_are_found_in_each_track_and_nobody_twice(two_tracks, leader, now):
    Approach.objects.create(cohort=two_tracks, method="stable")
    Enrollment.objects.filter(user__full_name__in=["Lena", "Marques"]).update(site="North")

    run = run_matching(two_tracks, leader, now)

    assert pairs_of(run) == {("Lena", "Osei"), ("Lena", "Marques")}
    assert run.figures["would_both_gain"] == 0
