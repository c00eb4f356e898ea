"""The way out: either side, without fault, in two steps."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from agreements.domain.agreements import close_agreements
from agreements.domain.ending import end_without_fault
from agreements.enums import AgreementState, GoalState
from agreements.models import Agreement, Ending
from agreements.reminders import ended_pairs
from matching.enums import EndReason, PairingState
from matching.models import Pairing
from meetings.enums import MeetingState
from meetings.models import Meeting
from mentorship.core import stages
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from mentorship.core.stages import StageState
from tests.agreements.factories import AgreementFactory, GoalFactory
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db

WORDS = {"message": "Thank you, canary-message.", "reason": "canary-reason", "wants_new_partner": True}


@pytest.fixture
def in_force(pairing, now):
    return AgreementFactory(pairing=pairing, state=AgreementState.IN_FORCE, in_force_at=now)


def end(pairing, user, now, **changes):
    return end_without_fault(pairing_id=pairing.pk, by=user, now=now, **{**WORDS, **changes})


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_either_side_ends_it_and_all_that_hangs_on_it_follows(in_force, who, now, request):
    goal = GoalFactory(pairing=in_force.pairing)
    planned = MeetingFactory(pairing=in_force.pairing, starts_at=now + dt.timedelta(days=3))

    end(in_force.pairing, request.getfixturevalue(who), now)

    pairing = Pairing.objects.get()
    assert (pairing.state, pairing.end_reason) == (PairingState.ENDED, EndReason.NO_FAULT)
    in_force.refresh_from_db()
    goal.refresh_from_db()
    planned.refresh_from_db()
    assert in_force.state == AgreementState.ENDED
    assert goal.state == GoalState.AGREED
    assert planned.state == MeetingState.CANCELLED


def test_the_strip_of_an_ended_pair_keeps_what_was_done_and_points_nowhere(client, in_force, mentee, now):
    end(in_force.pairing, mentee, now)

    steps = {step.key: step.state for step in stages.strip(Pairing.objects.get())}

    assert (steps["expectations"], steps["review"]) == (StageState.DONE, StageState.NOT_REACHED)
    assert StageState.NOW not in steps.values()
    client.force_login(mentee)
    strip = client.get(reverse("agreements:agreement", args=[in_force.pairing.uuid])).text.split('class="stage-strip"')[
        1
    ]
    assert "not reached" in strip
    assert 'aria-current="step"' not in strip.split("</ol>")[0]


def test_a_meeting_that_was_stays_to_be_confirmed(in_force, mentee, now):
    MeetingFactory(pairing=in_force.pairing, starts_at=now - dt.timedelta(days=1))

    end(in_force.pairing, mentee, now)

    assert Meeting.objects.get().state == MeetingState.SCHEDULED


def test_the_mentee_is_in_the_queue_for_a_new_match(in_force, mentor, now):
    end(in_force.pairing, mentor, now)

    assert Pairing.objects.sent_back().get() == in_force.pairing


def test_twice_is_one_ending(in_force, mentee, mentor, now):
    first = end(in_force.pairing, mentee, now)
    assert end(in_force.pairing, mentor, now, message="Mine.") == first

    assert AuditEntry.objects.filter(verb="end_without_fault").count() == 1


def test_a_word_to_the_other_is_asked_for_and_a_reason_is_not(in_force, mentee, now):
    with pytest.raises(Refused, match="a word to the other"):
        end(in_force.pairing, mentee, now, message="  ")

    assert end(in_force.pairing, mentee, now, reason="").reason == ""


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor", "other_leader", "staff"])
def test_nobody_but_the_two_ends_it_here(in_force, who, now, request):
    with pytest.raises(NotAllowed):
        end(in_force.pairing, request.getfixturevalue(who), now)

    assert not Ending.objects.exists()


def test_a_proposal_is_declined_and_not_ended(pairing, mentee, now):
    Pairing.objects.update(state=PairingState.PROPOSED, activated_at=None)

    with pytest.raises(Refused, match="decline"):
        end(pairing, mentee, now)


def test_an_agreement_does_not_end_before_its_pair(in_force, now):
    with pytest.raises(Refused):
        close_agreements(pairing_id=in_force.pairing_id, now=now)


READERS = {
    "mentee": {"canary-message", "canary-reason"},
    "mentor": {"canary-message"},
    "leader": {"canary-reason"},
    "other_leader": None,
    "other_mentee": None,
    "other_mentor": None,
    "staff": None,
}


@pytest.mark.parametrize(("who", "reads"), READERS.items())
def test_who_reads_which_word_of_an_ending(client, in_force, mentee, who, reads, now, request):
    end(in_force.pairing, mentee, now)
    client.force_login(request.getfixturevalue(who))

    answer = client.get(reverse("agreements:agreement", args=[in_force.pairing.uuid]))

    page = answer.content.decode()
    assert answer.status_code == (404 if reads is None else 200)
    assert {word for word in ("canary-message", "canary-reason") if word in page} == (reads or set())


def test_nothing_happens_before_the_second_step(client, in_force, mentee):
    client.force_login(mentee)
    url = reverse("agreements:end", args=[in_force.pairing.uuid])

    asked = client.get(url).content.decode()
    assert "never Amara Osei" in asked
    looked_at = client.post(url, WORDS).content.decode()
    assert "This is what happens" in looked_at
    assert not Ending.objects.exists()
    back = client.post(url, {**WORDS, "back": "yes"}).content.decode()
    assert "canary-message" in back
    assert not Ending.objects.exists()

    client.post(url, {**WORDS, "confirmed": "yes"})
    assert Ending.objects.get().by == mentee


def test_the_partner_and_the_leaders_are_told_without_the_words(in_force, mentee, mentor, leader, now):
    end(in_force.pairing, mentee, now)

    told = {due.recipient_id: due for due in ended_pairs(now)}

    assert set(told) == {mentor.pk, leader.pk}
    for due in told.values():
        assert "canary" not in f"{due.headline} {due.lines}"
    assert list(ended_pairs(now + dt.timedelta(days=15))) == []


def test_every_state_an_agreement_may_have_ends_with_its_pair(pairing, mentee, now):
    AgreementFactory(pairing=pairing, state=AgreementState.IN_FORCE, in_force_at=now)
    AgreementFactory(pairing=pairing, version=2, state=AgreementState.AWAITING)

    end(pairing, mentee, now)

    assert set(Agreement.objects.values_list("state", flat=True)) == {AgreementState.ENDED}
