"""A run counts with the pool as it wrote it down, and says what has changed since."""

from __future__ import annotations

import pytest

from matching.domain.pairings import end_pairing, look_again
from matching.domain.since import changed_since
from matching.enums import EndReason, ExclusionReason
from matching.models import Approach, Exclusion, MatchRun, Pairing, Preference
from mentorship.core.errors import NotAllowed, Refused
from programs.enums import EnrollmentState
from programs.models import Enrollment
from tests.matching.factories import PairingFactory
from tests.matching.pool import mentee_of, mentor_named, mentor_of, proposal_for, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(pool, leader, now) -> MatchRun:
    return run_matching(pool, leader, now)


def joined(run):
    mentee_of(run.cohort, "Late Joiner")
    mentor_of(run.cohort, "Late Mentor")


def left(run):
    Enrollment.objects.filter(cohort=run.cohort).update(state=EnrollmentState.WITHDRAWN)


def capacity(run):
    Enrollment.objects.filter(pk=mentor_named("Ines Marques").pk).update(capacity=3)
    Enrollment.objects.filter(pk=mentor_named("Amara Osei").pk).update(capacity=0)


def answers(run):
    Enrollment.objects.filter(pk=mentor_named("Ines Marques").pk).update(site="North")


def wishes(run):
    lena = proposal_for(run, "Lena Fischer")
    Preference.objects.create(chooser=lena.mentee, chosen=lena.mentor, rank=1)
    Approach.objects.create(cohort=run.cohort, keep=50)


def exclusion(run):
    lena = proposal_for(run, "Lena Fischer")
    Exclusion.objects.create(
        mentee=lena.mentee, mentor=lena.mentor, reason=ExclusionReason.FAMILY, declared_by=run.started_by
    )


@pytest.mark.parametrize(
    ("happens", "sentences"),
    [
        (lambda _run: None, []),
        (joined, ["1 mentee has joined.", "1 mentor has joined."]),
        (left, ["2 mentees do not wait for a mentor any more.", "2 mentors have left."]),
        (
            capacity,
            [
                "2 places more are free.",
                "1 place is taken or taken back; publishing names the pairs that lack it.",
            ],
        ),
        (answers, ["1 person has changed an answer."]),
        (wishes, ["Ranked wishes have changed.", "What counts, or how people are matched, is no longer the same."]),
        (exclusion, ["There are new exclusions; whom they concern cannot be chosen, nor published."]),
    ],
)
def test_what_has_changed_in_the_pool_is_said(run, now, happens, sentences):
    happens(run)

    assert changed_since(run, now=now) == sentences


# --- Who wants nobody new ---------------------------------------------------------------------------------------------


@pytest.fixture
def ended(cohort, now) -> Pairing:
    """Lena ended her pair and wants nobody new; Dr Free has a place."""
    mentor_of(cohort, "Free", capacity=1)
    pairing = PairingFactory(mentee=mentee_of(cohort, "Lena"), mentor=mentor_of(cohort, "Osei"))
    return end_pairing(
        pairing_id=pairing.pk, reason=EndReason.NO_FAULT, by=pairing.mentee.user, now=now, wants_another=False
    )


def test_who_wants_nobody_new_stands_in_no_queue_and_in_no_run(ended, cohort, leader, now):
    assert not Pairing.objects.sent_back().exists()
    with pytest.raises(Refused, match="nobody to match"):
        run_matching(cohort, leader, now)


def test_what_the_mentor_wishes_does_not_keep_the_mentee_out(cohort, now):
    pairing = PairingFactory(mentee=mentee_of(cohort, "Lena"), mentor=mentor_of(cohort, "Osei"))

    end_pairing(pairing_id=pairing.pk, reason=EndReason.NO_FAULT, by=pairing.mentor.user, now=now, wants_another=False)

    assert Pairing.objects.sent_back().get() == pairing


def test_the_leader_can_look_for_somebody_after_all(ended, cohort, leader, other_leader, now):
    with pytest.raises(NotAllowed):
        look_again(pairing_id=ended.pk, by=other_leader, now=now)
    for _twice in range(2):
        look_again(pairing_id=ended.pk, by=leader, now=now)

    assert Pairing.objects.sent_back().get() == ended
    assert run_matching(cohort, leader, now).proposals.get().mentor.user.full_name == "Free"


def test_a_pair_that_is_together_is_not_looked_after_again(cohort, leader, now):
    with pytest.raises(Refused, match="has not ended"):
        look_again(pairing_id=PairingFactory(mentee__cohort=cohort).pk, by=leader, now=now)
