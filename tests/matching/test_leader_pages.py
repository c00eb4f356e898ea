"""The leader's pages: the workbench, a run, changing a proposal, publishing."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from matching.domain.proposals import lock_proposal, reject_proposal
from matching.domain.runs import queue_run
from matching.domain.solving import solve_run
from matching.enums import CriterionKind, RunState
from matching.models import MatchRun, Pairing, Proposal
from matching.queries.runs import pool_facts
from mentorship.core.models import AuditEntry
from programs.models import Enrollment, TrainingCompletion, TrainingModule
from tests.cast import NOW
from tests.matching.factories import PairingFactory, ProposalFactory, RunFactory
from tests.matching.pool import give_places, mentee_of, mentor_of, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine_on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run(pool, leader, now) -> MatchRun:
    return run_matching(pool, leader, now)


@pytest.fixture
def as_leader(client, leader):
    client.force_login(leader)
    return client


def page(client, name, *args, **data) -> str:
    return client.get(reverse(name, args=args), data).content.decode()


def proposal_for(run, name) -> Proposal:
    return run.proposals.get(mentee__user__full_name=name)


# --- The workbench ----------------------------------------------------------------------------------------------------


def test_the_workbench_says_who_waits_and_what_counts(as_leader, pool):
    shown = page(as_leader, "matching:workbench")

    assert "Mentees without a mentor" in shown
    assert "Run the matching" in shown
    assert 'name="points_needs" value="40"' in shown


def test_the_workbench_warns_when_places_are_short(as_leader, pool):
    Enrollment.objects.mentors().filter(user__full_name="Ines Marques").update(capacity=0)

    assert "At least 1 mentee will go without a mentor" in page(as_leader, "matching:workbench")


def test_what_was_declined_is_on_the_workbench(as_leader, cohort, now):
    pair = PairingFactory(mentee__cohort=cohort, state="ended", place=None, ended_at=now, end_reason="declined")

    assert pair.mentee.user.full_name in page(as_leader, "matching:workbench")


@pytest.mark.parametrize(
    ("reason", "was_active", "words"), [("declined", False, "was proposed with"), ("no_fault", True, "was with")]
)
def test_who_needs_another_mentor_is_shown_with_whom_they_had(as_leader, cohort, now, reason, was_active, words):
    pair = PairingFactory(
        mentee__cohort=cohort,
        state="ended",
        place=None,
        activated_at=now if was_active else None,
        ended_at=now,
        end_reason=reason,
    )

    assert f"{words} {pair.mentor.user.full_name}" in page(as_leader, "matching:workbench")


def test_places_of_mentors_without_the_required_training_are_not_free(as_leader, pool, now):
    free = pool_facts(pool, now=now).free_places
    mentors = Enrollment.objects.mentors().filter(cohort=pool)
    module = TrainingModule.objects.create(program=pool.program, title="Feedback skills")
    for mentor in mentors.exclude(user__full_name="Ines Marques"):
        TrainingCompletion.objects.create(module=module, user=mentor.user, completed_on=now.date())

    facts = pool_facts(pool, now=now)

    assert (facts.places, facts.free_places, facts.waiting_for_training) == (free, free - 1, 1)
    shown = page(as_leader, "matching:workbench")
    assert "1 more place opens once its mentor has completed the required training." in shown
    assert "At least 1 mentee will go without a mentor" in shown


def test_running_the_matching_leads_to_its_progress(as_leader, pool):
    answer = as_leader.post(reverse("matching:start"))

    run = MatchRun.objects.get()
    assert answer["Location"] == reverse("matching:run", args=[run.uuid])
    assert "the matching begins in a moment" in page(as_leader, "matching:run", run.uuid)


def test_a_refusal_is_said_on_the_workbench(as_leader, cohort):
    answer = as_leader.post(reverse("matching:start"), follow=True)

    assert "nobody to match" in answer.content.decode()


def weights(**changes) -> dict[str, object]:
    return {**{f"points_{kind}": 10 for kind in CriterionKind}, **changes}


def test_weights_are_kept_for_the_next_run(as_leader, cohort):
    as_leader.post(reverse("matching:weigh"), weights(points_needs=77, must_language="on"))

    assert cohort.criteria.get(kind="needs").weight == 77
    assert cohort.criteria.get(kind="language").is_must_have
    assert not cohort.criteria.get(kind="track").is_must_have


def test_weights_that_make_no_sense_are_refused_and_nothing_typed_is_lost(as_leader, cohort):
    shown = as_leader.post(reverse("matching:weigh"), weights(points_needs=170)).content.decode()

    assert "less than or equal to 100" in shown
    assert 'value="170"' in shown
    assert not cohort.criteria.exists()


def test_a_leader_without_a_cohort_is_told_what_comes_first(client, other_leader):
    client.force_login(other_leader)

    assert "There is no cohort yet" in page(client, "matching:workbench")
    assert client.post(reverse("matching:start")).status_code == 302


# --- A run ------------------------------------------------------------------------------------------------------------


def test_while_it_works_the_page_asks_again_and_then_shows_the_result(as_leader, pool, leader, now):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)
    address = reverse("matching:run-progress", args=[run.uuid])

    assert f'hx-get="{address}"' in as_leader.get(address, headers={"HX-Request": "true"}).content.decode()

    solve_run(run_id=run.pk, now=now)
    ended = as_leader.get(address, headers={"HX-Request": "true"})
    assert ended["HX-Redirect"] == reverse("matching:run", args=[run.uuid])


def test_a_run_shows_pairs_with_their_reasons(as_leader, run):
    shown = page(as_leader, "matching:run", run.uuid)

    assert "Shares 1 of 2 needs: Shoulder reduction" in shown
    assert "Next best: Ines Marques, 15" in shown
    assert "Publish 2 pairs" in shown


def test_low_scores_and_locked_ones_can_be_picked_out(as_leader, run):
    low = page(as_leader, "matching:run", run.uuid, below="40")
    assert "with</span>\n        <strong>Amara Osei" in low
    assert "with</span>\n        <strong>Ines Marques" not in low

    assert "No proposal is like that" in page(as_leader, "matching:run", run.uuid, state="locked")
    assert "Noah Brandt" in page(as_leader, "matching:run", run.uuid, below="many")


def test_a_failed_run_says_why_and_offers_another(as_leader, cohort, leader):
    run = RunFactory(cohort=cohort, started_by=leader, state=RunState.FAILED, failure="The solver gave up.")

    shown = page(as_leader, "matching:run", run.uuid)

    assert "The solver gave up." in shown
    assert "Run again" in shown


@pytest.mark.parametrize("count", [3, 30])
def test_a_run_takes_as_many_queries_for_thirty_proposals_as_for_three(
    as_leader, cohort, leader, count, django_assert_num_queries
):
    run = RunFactory(cohort=cohort, started_by=leader)
    others = [proposal.mentor_id for proposal in ProposalFactory.create_batch(count, run=run)]
    run.proposals.update(next_best=[{"mentor": others[0], "score": 1, "free": True}])

    with django_assert_num_queries(22):
        as_leader.get(reverse("matching:run", args=[run.uuid]))


@pytest.mark.parametrize("count", [1, 10])
def test_the_workbench_takes_as_many_queries_for_ten_pairs_as_for_one(
    as_leader, cohort, leader, count, django_assert_num_queries
):
    RunFactory.create_batch(count, cohort=cohort, started_by=leader)
    PairingFactory.create_batch(count, mentee__cohort=cohort)

    with django_assert_num_queries(15):
        as_leader.get(reverse("matching:workbench"))


# --- By hand ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "state"), [("lock", "locked"), ("reject", "rejected")])
def test_a_step_on_a_proposal_works_and_twice_is_once(as_leader, run, name, state):
    proposal = proposal_for(run, "Lena Fischer")

    for _twice in range(2):
        answer = as_leader.post(reverse(f"matching:{name}", args=[proposal.uuid]))
        assert answer["Location"].endswith(f"#proposal-{proposal.uuid}")

    proposal.refresh_from_db()
    assert proposal.state == state
    assert AuditEntry.objects.filter(target_uuid=proposal.uuid).count() == 1


def test_a_step_by_htmx_answers_the_row_and_the_figures(as_leader, run):
    proposal = proposal_for(run, "Lena Fischer")

    shown = as_leader.post(
        reverse("matching:reject", args=[proposal.uuid]), headers={"HX-Request": "true"}
    ).content.decode()

    assert "proposal-rejected" in shown
    assert "1 of 2" in shown


def test_a_refused_step_says_why_in_the_row(as_leader, run):
    MatchRun.objects.update(state=RunState.DISCARDED)
    proposal = proposal_for(run, "Lena Fischer")
    address = reverse("matching:lock", args=[proposal.uuid])

    assert "not on the table" in as_leader.post(address, headers={"HX-Request": "true"}).content.decode()
    assert "not on the table" in as_leader.post(address, follow=True).content.decode()


def test_another_mentor_is_chosen_with_its_cost_in_view(as_leader, run):
    give_places(run, "Ines Marques", 2)
    proposal = proposal_for(run, "Lena Fischer")
    address = reverse("matching:reassign", args=[proposal.uuid])

    shown = as_leader.get(address).content.decode()
    assert "nobody else moves" in shown
    assert "20 points less in total" in shown

    mentor = Enrollment.objects.get(user__full_name="Ines Marques")
    after = as_leader.post(address, {"mentor": mentor.uuid}, follow=True).content.decode()
    assert "Lena Fischer is with Ines Marques now, and locked." in after
    assert after.count(reverse("matching:undo", args=[run.uuid])) == 2  # in the message, and beside the pair
    undone = as_leader.post(reverse("matching:undo", args=[run.uuid]), follow=True).content.decode()
    assert "Undone: everybody stands as before." in undone
    assert proposal_for(run, "Lena Fischer").mentor.user.full_name == "Amara Osei"


@pytest.mark.parametrize("mentor", ["", "nobody", "00000000-0000-0000-0000-000000000000"])
def test_choosing_nobody_is_refused_in_words(as_leader, run, mentor):
    proposal = proposal_for(run, "Lena Fischer")

    shown = as_leader.post(reverse("matching:reassign", args=[proposal.uuid]), {"mentor": mentor}, follow=True)

    assert "not in the pool" in shown.content.decode()


def test_the_choices_open_beside_the_table_with_the_exact_cost_and_who_moves(as_leader, run):
    proposal = proposal_for(run, "Lena Fischer")

    shown = as_leader.get(
        reverse("matching:reassign", args=[proposal.uuid]), headers={"HX-Request": "true"}
    ).content.decode()

    assert "<html" not in shown
    assert "60 points less in total" in shown
    assert "Noah Brandt moves to Amara Osei" in shown


def test_who_cannot_be_chosen_is_shown_with_the_reason(as_leader, run, leader, now):
    lock_proposal(proposal_id=proposal_for(run, "Noah Brandt").pk, by=leader, now=now)

    shown = page(as_leader, "matching:reassign", proposal_for(run, "Lena Fischer").uuid)

    assert "1 mentor cannot be chosen" in shown
    assert "no room can be made" in shown


def test_a_cost_that_is_not_true_any_more_is_not_paid(as_leader, run):
    proposal = proposal_for(run, "Lena Fischer")
    mentor = Enrollment.objects.get(user__full_name="Ines Marques")
    address = reverse("matching:reassign", args=[proposal.uuid])

    shown = as_leader.post(address, {"mentor": mentor.uuid, "shown": "of yesterday"}, follow=True)

    assert "Something has changed since you saw the cost" in shown.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "suggested"


@pytest.fixture
def run_with_one_left_out(pool, leader, now) -> MatchRun:
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=0)
    return run_matching(pool, leader, now)


def test_who_is_left_out_is_told_with_what_would_help(as_leader, run_with_one_left_out):
    shown = page(as_leader, "matching:run", run_with_one_left_out.uuid)

    assert "1 mentee without a mentor" in shown
    assert "One more place with" in shown


def test_a_place_that_somebody_else_would_get_is_told_as_such(as_leader, run_with_one_left_out):
    noah = run_with_one_left_out.unmatched.get()
    lena = Enrollment.objects.get(user__full_name="Lena Fischer")
    noah.relief = [noah.relief[0] | {"people": [lena.pk]}]
    noah.save(update_fields=["relief"])

    shown = page(as_leader, "matching:run", run_with_one_left_out.uuid)

    assert "would go to Lena Fischer in the best pairs" in shown
    assert "a mentor for" not in shown


def test_who_is_left_out_is_placed_by_hand(as_leader, run_with_one_left_out):
    unmatched = run_with_one_left_out.unmatched.get()
    mentor = Enrollment.objects.get(user__full_name="Amara Osei")
    address = reverse("matching:place", args=[unmatched.uuid])

    assert "Lena Fischer would have no mentor" in as_leader.get(address).content.decode()
    after = as_leader.post(address, {"mentor": mentor.uuid}, follow=True).content.decode()

    assert "Noah Brandt is with Amara Osei now, and locked." in after
    assert as_leader.get(address).status_code == 404


def test_who_joins_late_is_announced_and_matched_into_the_free_places(as_leader, run, pool, leader, now):
    Enrollment.objects.filter(user__full_name="Ines Marques").update(capacity=2)
    late = mentee_of(pool, "Late Joiner", tracks=[pool.tracks.get()])
    assert "1 mentee has joined." in page(as_leader, "matching:run", run.uuid)

    as_leader.post(reverse("matching:publish", args=[run.uuid]))
    second = run_matching(pool, leader, now)

    assert [proposal.mentee for proposal in second.proposals.all()] == [late]
    assert Pairing.objects.live().count() == 2


@pytest.mark.parametrize("count", [3, 9])
def test_the_choices_take_as_many_queries_for_nine_mentors_as_for_three(
    as_leader, pool, leader, now, count, django_assert_num_queries
):
    for number in range(count):
        mentor_of(pool, f"Mentor {number}")
    run = run_matching(pool, leader, now)

    with django_assert_num_queries(15):
        as_leader.get(reverse("matching:reassign", args=[proposal_for(run, "Lena Fischer").uuid]))


# --- Thinking before deciding -----------------------------------------------------------------------------------------


def test_one_more_place_in_thought_saves_nothing(as_leader, run_with_one_left_out):
    marques = Enrollment.objects.get(user__full_name="Ines Marques")

    shown = page(as_leader, "matching:what-if", run_with_one_left_out.uuid, mentor=str(marques.uuid), places="1")

    assert "1 more person would have a mentor." in shown
    marques.refresh_from_db()
    assert (marques.capacity, run_with_one_left_out.proposals.count()) == (0, 1)


def test_what_if_asks_for_something_to_suppose(as_leader, run):
    assert "Choose a mentor, a rule, or both." in page(as_leader, "matching:what-if", run.uuid, mentor="")
    fragment = as_leader.get(
        reverse("matching:what-if", args=[run.uuid]), {"rule": "track"}, headers={"HX-Request": "true"}
    )
    assert "Nothing would get better." in fragment.content.decode()


def test_two_runs_stand_side_by_side(as_leader, run, pool, leader, now):
    reject_proposal(proposal_id=proposal_for(run, "Lena Fischer").pk, by=leader, now=now)
    second = run_matching(pool, leader, now)

    shown = page(as_leader, "matching:compare", second.uuid)

    assert "Two runs side by side" in shown
    assert "the same in both." in shown
    assert "mentees with somebody else" in shown


def test_a_single_run_has_nothing_to_compare_with(as_leader, run):
    assert "There is no other run yet" in page(as_leader, "matching:compare", run.uuid)


# --- Publishing -------------------------------------------------------------------------------------------------------


def test_before_publishing_the_page_says_who_gets_mail(as_leader, run):
    shown = page(as_leader, "matching:publish", run.uuid)

    assert "Ask the two people of 2 pairs?" in shown
    assert "4 people get one mail each" in shown
    assert "has 7 days to accept" in shown


@pytest.mark.parametrize(("role", "partner"), [("mentee", "Amara Osei"), ("mentor", "Lena Fischer")])
def test_each_mail_is_shown_as_it_looks_in_a_frame_that_can_do_nothing(as_leader, run, role, partner):
    address = reverse("matching:publish-mail", args=[proposal_for(run, "Lena Fischer").uuid, role])
    assert f'src="{address}"' in page(as_leader, "matching:publish", run.uuid)

    mail = as_leader.get(address)

    assert partner in mail.content.decode()
    assert '<a class="action"' in mail.content.decode()
    assert "/mail/off/" not in mail.content.decode() + page(as_leader, "matching:publish", run.uuid)
    policy = mail["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src 'none'" in policy
    assert mail["X-Frame-Options"] == "SAMEORIGIN"


def test_no_mail_is_shown_to_nobody_nor_once_it_has_left(as_leader, run, leader, now):
    lena = proposal_for(run, "Lena Fischer")
    assert as_leader.get(reverse("matching:publish-mail", args=[lena.uuid, "nobody"])).status_code == 404

    as_leader.post(reverse("matching:publish", args=[run.uuid]))
    assert as_leader.get(reverse("matching:publish-mail", args=[lena.uuid, "mentee"])).status_code == 404


def test_publishing_asks_the_pairs_once(as_leader, run):
    for _twice in range(2):
        shown = as_leader.post(reverse("matching:publish", args=[run.uuid]), follow=True).content.decode()

    assert "2 pairs are published" in shown
    assert Pairing.objects.live().count() == 2


def test_what_stops_the_publishing_is_named_on_the_page(as_leader, run):
    Enrollment.objects.filter(user__full_name="Amara Osei").update(capacity=0)

    shown = as_leader.post(reverse("matching:publish", args=[run.uuid]), follow=True).content.decode()

    assert "Amara Osei has no free place for Lena Fischer" in shown
    assert not Pairing.objects.exists()


def test_a_run_is_put_aside_after_asking(as_leader, run):
    assert "Put this run aside?" in page(as_leader, "matching:discard", run.uuid)

    as_leader.post(reverse("matching:discard", args=[run.uuid]))

    run.refresh_from_db()
    assert run.state == RunState.DISCARDED
    MatchRun.objects.update(state=RunState.PUBLISHED)
    shown = as_leader.post(reverse("matching:discard", args=[run.uuid]), follow=True).content.decode()
    assert "was published" in shown


def test_a_run_that_was_cancelled_claims_no_result(as_leader, pool, leader, now):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)
    assert "Cancel this run?" in page(as_leader, "matching:discard", run.uuid)

    told = as_leader.post(reverse("matching:discard", args=[run.uuid]), follow=True).content.decode()
    shown = page(as_leader, "matching:run", run.uuid)

    assert "The run is cancelled. Nobody was told of it." in told
    assert "This run was cancelled" in shown
    assert "no other choice matches more people" not in shown
