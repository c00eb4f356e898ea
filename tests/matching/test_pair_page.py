"""The page of a pair, its two answers, and what home pages, reminders and the strip say of it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from matching import home
from matching.domain.pairings import end_pairing
from matching.enums import EndReason
from matching.models import Pairing
from matching.queries.pairs import accepted_by_both, with_documented_needs
from matching.reminders import proposals_to_accept
from mentorship.core import stages
from mentorship.core.home import Visit
from mentorship.core.models import AuditEntry
from programs.models import Cohort, Need
from tests.cast import NOW
from tests.matching.factories import PairingFactory, ProposalFactory, RunFactory
from tests.programs.factories import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine_on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def proposed(cohort, leader, mentor_enrollment, mentee_enrollment, now) -> Pairing:
    """Lena and Dr Osei, published this morning; she also ranked him first."""
    proposal = ProposalFactory(
        run=RunFactory(cohort=cohort, started_by=leader),
        mentor=mentor_enrollment,
        mentee=mentee_enrollment,
        parts=[
            {"kind": "needs", "points": 40, "most": 40, "words": "Shares the need: Suturing"},
            {"kind": "site", "points": 0, "most": 3, "words": "City and North"},
            {"kind": "preference", "points": 4, "most": 8, "words": "The mentee's choice number 1"},
        ],
        score=44,
    )
    return PairingFactory(
        mentor=mentor_enrollment,
        mentee=mentee_enrollment,
        track=cohort.tracks.get(),
        proposal=proposal,
        state="proposed",
        proposed_at=now,
        answer_by=now + dt.timedelta(days=7),
        mentor_accepted_at=None,
        mentee_accepted_at=None,
        activated_at=None,
    )


def as_user(client, user):
    client.force_login(user)
    return client


def shown_to(client, user, pairing) -> str:
    return as_user(client, user).get(reverse("matching:pairing", args=[pairing.uuid])).content.decode()


def test_a_proposed_pair_is_asked_and_told_why(client, proposed, mentee):
    shown = shown_to(client, mentee, proposed)

    assert "Accept Amara Osei as your mentor?" in shown
    assert "Shares the need: Suturing" in shown
    assert "City and North" not in shown


def test_nobody_of_the_pair_learns_whom_the_other_ranked(client, proposed, mentor, mentee, leader):
    for person in (mentor, mentee):
        assert "choice number 1" not in shown_to(client, person, proposed)

    assert "choice number 1" in shown_to(client, leader, proposed)


def test_the_leaders_look_is_in_the_audit_trail(client, proposed, leader, mentee):
    shown_to(client, mentee, proposed)
    assert not AuditEntry.objects.filter(verb="read_pair").exists()

    shown_to(client, leader, proposed)

    assert AuditEntry.objects.get(verb="read_pair").actor == leader


def test_addresses_are_exchanged_only_once_both_have_accepted(client, proposed, mentee, mentor):
    assert mentor.email not in shown_to(client, mentee, proposed)

    for person in (mentor, mentee):
        as_user(client, person).post(reverse("matching:accept", args=[proposed.uuid]))

    assert mentor.email in shown_to(client, mentee, proposed)


def test_accepting_waits_for_the_other_and_then_makes_a_pair(client, proposed, mentor, mentee):
    address = reverse("matching:accept", args=[proposed.uuid])

    first = as_user(client, mentee).post(address, follow=True).content.decode()
    assert "We ask Amara Osei now" in first
    assert "Waiting for <strong>Amara Osei</strong>" in first

    second = as_user(client, mentor).post(address, follow=True).content.decode()
    assert "You are a pair" in second
    again = as_user(client, mentor).post(address, follow=True)
    assert again.status_code == 200
    assert AuditEntry.objects.filter(verb="accept_pairing").count() == 2


def test_declining_asks_once_more_and_closes_the_proposal_for_both(client, proposed, mentor, mentee, leader):
    address = reverse("matching:decline", args=[proposed.uuid])
    assert "Decline Amara Osei?" in as_user(client, mentee).get(address).content.decode()

    as_user(client, mentee).post(address)

    assert "By Lena Fischer" in shown_to(client, leader, proposed)
    to_the_mentor = shown_to(client, mentor, proposed)
    assert "This proposal is closed" in to_the_mentor
    assert "By Lena Fischer" not in to_the_mentor
    late = as_user(client, mentor).post(reverse("matching:accept", args=[proposed.uuid]), follow=True)
    assert "closed" in late.content.decode()


def test_after_the_clock_the_page_says_so(client, proposed, mentee):
    Pairing.objects.update(answer_by=NOW - dt.timedelta(hours=1))

    assert "The time to answer is over" in shown_to(client, mentee, proposed)
    refused = as_user(client, mentee).post(reverse("matching:decline", args=[proposed.uuid]), follow=True)
    assert "The time to answer ended" in refused.content.decode()


def test_the_page_of_an_active_pair_leads_to_the_next_step(client, pairing, mentee, mentee_enrollment):
    Need.objects.create(enrollment=mentee_enrollment, topic=TopicFactory(name="Suturing"))

    shown = shown_to(client, mentee, pairing)

    assert "You and Amara Osei" in shown
    assert "Suturing" in shown
    assert "Next for the two of you" in shown or "since" in shown


def test_strangers_do_not_learn_that_a_pair_exists(client, proposed, other_mentee, other_leader):
    for stranger in (other_mentee, other_leader):
        assert as_user(client, stranger).get(reverse("matching:pairing", args=[proposed.uuid])).status_code == 404


def test_the_page_of_a_pair_takes_the_same_queries_however_much_is_written(
    client, pairing, mentee, mentee_enrollment, django_assert_max_num_queries
):
    for number in range(5):
        Need.objects.create(enrollment=mentee_enrollment, topic=TopicFactory(name=f"Need {number}"))

    signed_in = as_user(client, mentee)
    with django_assert_max_num_queries(18):
        signed_in.get(reverse("matching:pairing", args=[pairing.uuid]))


# --- Elsewhere --------------------------------------------------------------------------------------------------------


def test_home_asks_both_to_accept_until_they_have(proposed, mentor, mentee, now):
    [for_mentor] = home.next_things(Visit(mentor, "mentor", now))
    [for_mentee] = home.next_things(Visit(mentee, "mentee", now))

    assert (for_mentor.title, for_mentor.rank, for_mentor.due_at) == (
        "Accept Lena Fischer as your mentee",
        10,
        proposed.answer_by,
    )
    assert for_mentee.title == "Accept Amara Osei as your mentor"

    Pairing.objects.update(mentor_accepted_at=now)
    assert not list(home.next_things(Visit(mentor, "mentor", now)))
    assert not list(home.next_things(Visit(mentor, "mentee", now)))


def test_home_shows_the_partners(proposed, mentor, mentee, leader, now):
    [section] = home.sections(Visit(mentee, "mentee", now))

    assert (section.title, section.context["people"][0][1].full_name) == ("Your mentor", "Amara Osei")
    assert not list(home.sections(Visit(leader, "leader", now)))


def test_the_leaders_home_tells_what_came_back_and_what_waits(proposed, leader, cohort, now):
    titles = [thing.title for thing in home.next_things(Visit(leader, "leader", now))]
    assert titles == [f"Publish the pairs of {cohort}"]

    Pairing.objects.update(state="ended", place=None, ended_at=now, end_reason="declined")
    RunFactory(cohort=cohort, started_by=leader, state="failed", failure="The solver gave up.")
    things = list(home.next_things(Visit(leader, "leader", now)))
    assert [thing.title for thing in things] == [
        "Find a new mentor for 1 mentee",
        f"Look at the matching of {cohort}",
    ]
    assert things[1].why == "The solver gave up."


def test_both_are_told_when_published_and_reminded_before_the_clock_ends(proposed, mentor, mentee, now):
    first = list(proposals_to_accept(now))
    assert {(due.recipient_id, due.slot, due.due_at) for due in first} == {
        (mentor.pk, "published", now),
        (mentee.pk, "published", now),
    }
    assert first[0].headline == "Lena Fischer is proposed to you"
    assert "8 February, 09:00" in first[0].lines[1]

    later = list(proposals_to_accept(now + dt.timedelta(days=5)))
    assert {due.slot for due in later} == {"reminder"}


def test_who_has_answered_or_is_too_late_is_not_told(proposed, mentor, now):
    Pairing.objects.update(mentee_accepted_at=now)
    assert [due.recipient_id for due in proposals_to_accept(now)] == [mentor.pk]
    assert not list(proposals_to_accept(now + dt.timedelta(days=8)))


def test_the_strip_knows_when_match_and_needs_are_done(proposed, pairing_elsewhere, mentee_enrollment):
    ids = [proposed.pk, pairing_elsewhere.pk]
    assert set(accepted_by_both(ids)) == {pairing_elsewhere}
    assert not with_documented_needs(ids)

    Need.objects.create(enrollment=mentee_enrollment, topic=TopicFactory())

    assert set(with_documented_needs(ids)) == {proposed}


@pytest.mark.parametrize(
    ("done", "button", "leads_to"),
    [
        ([], "Open the agreement", "agreements:agreement"),
        (["expectations"], "See what is needed", "matching:pairing"),
        (["expectations", "needs"], "Plan a meeting", "meetings:timing"),
        (["expectations", "needs", "timing"], "Write down what was seen", "evaluation:observe"),
        (["expectations", "needs", "timing", "observe"], "Look back together", "evaluation:pairing-reviews"),
    ],
)
def test_the_one_button_of_a_pair_says_what_is_done_next_and_leads_there(
    client, pairing, mentee, monkeypatch, done, button, leads_to
):
    ours = {stage: {pairing.pk} if stage in {"match", *done} else set() for stage in stages.MentorStage}
    monkeypatch.setattr(stages, "done_by_stage", lambda _ids: ours)
    as_user(client, mentee)

    page = client.get(reverse("matching:pairing", args=[pairing.uuid])).text

    primary = [link for link in page.split("<a ")[1:] if 'class="btn btn-primary"' in link.split(">")[0]]
    assert [link.split(">")[1].split("<")[0].strip() for link in primary] == [button]
    assert f'href="{reverse(leads_to, args=[pairing.uuid])}"' in primary[0]


def awaited(user, role, now):
    """The programs in which somebody is told that the program leader is looking."""
    return [
        program
        for section in home.sections(Visit(user, role, now))
        if section.key == "alone"
        for program in section.context["programs"]
    ]


def test_who_is_in_no_pair_is_told_from_whom_the_next_step_is_awaited(
    client, mentee_enrollment, mentor_enrollment, now
):
    program = mentee_enrollment.cohort.program.name
    assert awaited(mentee_enrollment.user, "mentee", now) == [program]
    assert awaited(mentor_enrollment.user, "mentor", now) == [program]
    as_user(client, mentee_enrollment.user)

    assert f"The program leader of {program} looks for a mentor for you" in client.get(reverse("core:home")).text


@pytest.mark.parametrize("wants_another", [True, False])
def test_after_an_ending_a_mentee_is_told_so_unless_they_want_nobody(pairing, mentee, mentor, now, wants_another):
    assert not awaited(mentee, "mentee", now)

    end_pairing(pairing_id=pairing.pk, reason=EndReason.NO_FAULT, by=mentee, now=now, wants_another=wants_another)

    assert bool(awaited(mentee, "mentee", now)) is wants_another
    assert awaited(mentor, "mentor", now)


@pytest.mark.parametrize("stage", ["draft", "closed"])
def test_nobody_waits_in_a_cohort_that_has_not_begun_or_is_over(mentee_enrollment, now, stage):
    Cohort.objects.update(stage=stage)

    assert not awaited(mentee_enrollment.user, "mentee", now)


@pytest.fixture
def pairing_elsewhere(db) -> Pairing:
    return PairingFactory()


# --- The leader -------------------------------------------------------------------------------------------------------


def test_the_leader_lets_a_pair_rest_and_go_on(client, pairing, leader):
    as_user(client, leader)
    for name, state in (("pause", "paused"), ("pause", "paused"), ("resume", "active"), ("resume", "active")):
        client.post(reverse(f"matching:{name}", args=[pairing.uuid]))
        pairing.refresh_from_db()
        assert pairing.state == state

    assert AuditEntry.objects.filter(verb__in=["pause_pairing", "resume_pairing"]).count() == 2


def test_a_pair_that_is_not_at_work_does_not_pause(client, proposed, leader):
    shown = as_user(client, leader).post(reverse("matching:pause", args=[proposed.uuid]), follow=True)

    assert "Only a pair at work can pause" in shown.content.decode()


def test_the_leader_ends_a_pair_with_a_reason_and_the_place_is_free(client, pairing, leader):
    as_user(client, leader)
    address = reverse("matching:end", args=[pairing.uuid])
    assert "End the pair of Lena Fischer and Amara Osei?" in client.get(address).content.decode()
    assert "valid choice" in client.post(address, {"reason": "bored"}).content.decode()
    assert "This field is required" in client.post(address, {"reason": ""}).content.decode()

    for _twice in range(2):
        shown = client.post(address, {"reason": "no_fault"}, follow=True).content.decode()

    assert "the mentor&#x27;s place is free" in shown
    pairing.refresh_from_db()
    assert (pairing.state, pairing.end_reason, pairing.place) == ("ended", "no_fault", None)
    assert AuditEntry.objects.filter(verb="end_pairing").count() == 1
