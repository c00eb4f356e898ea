"""The life of a pair: asked, answered, at work, ended."""

from __future__ import annotations

import datetime as dt

import pytest

from matching.domain import occasions
from matching.domain.pairings import (
    accept_pairing,
    activate_pairing,
    decline_pairing,
    end_pairing,
    expire_unanswered,
    propose_pairing,
)
from matching.enums import LIVE_PAIRING_STATES, PAIRING_MOVES, EndReason, ExclusionReason, PairingState
from matching.models import Exclusion, Pairing
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from mentorship.core.states import move
from programs.enums import EnrollmentState
from tests.accounts.factories import UserFactory
from tests.matching.factories import PairingFactory
from tests.programs.factories import MenteeEnrollmentFactory

pytestmark = pytest.mark.django_db


def propose(mentor, mentee, now, **fields) -> Pairing:
    track = mentee.cohort.tracks.first()
    return propose_pairing(
        mentor_id=mentor.pk,
        mentee_id=mentee.pk,
        track_id=track.pk if track else None,
        answer_by=now + dt.timedelta(days=7),
        now=now,
        **fields,
    )


@pytest.fixture
def proposed(cohort, mentor_enrollment, mentee_enrollment, now) -> Pairing:
    return propose(mentor_enrollment, mentee_enrollment, now)


@pytest.fixture
def told(monkeypatch) -> list[int]:
    """Who was told that both have accepted."""
    heard: list[int] = []
    monkeypatch.setattr(occasions, "_when_accepted", [lambda *, pairing_id, now: heard.append(pairing_id)])
    return heard


def test_a_proposed_pair_takes_the_first_free_place(proposed, mentor_enrollment, cohort, now):
    second = propose(mentor_enrollment, MenteeEnrollmentFactory(cohort=cohort), now)

    assert [proposed.place, second.place] == [1, 2]


def test_a_mentor_without_a_free_place_gets_nobody(proposed, mentor_enrollment, cohort, now):
    propose(mentor_enrollment, MenteeEnrollmentFactory(cohort=cohort), now)

    with pytest.raises(Refused, match="Amara Osei has no free place: 2 of 2 are taken"):
        propose(mentor_enrollment, MenteeEnrollmentFactory(cohort=cohort), now)


def test_a_declined_pair_gives_its_place_back(proposed, mentor_enrollment, mentee, cohort, now):
    propose(mentor_enrollment, MenteeEnrollmentFactory(cohort=cohort), now)

    decline_pairing(pairing_id=proposed.pk, by=mentee, now=now)

    assert propose(mentor_enrollment, MenteeEnrollmentFactory(cohort=cohort), now).place == 1


def test_a_mentee_has_one_mentor_in_a_track(proposed, mentee_enrollment, other_mentor, now):
    with pytest.raises(Refused, match="Lena Fischer has a mentor in this track already"):
        propose(other_mentor.enrollments.get(), mentee_enrollment, now)


def test_an_excluded_pair_is_never_proposed(cohort, mentor_enrollment, mentee_enrollment, leader, now):
    Exclusion.objects.create(
        mentor=mentor_enrollment, mentee=mentee_enrollment, reason=ExclusionReason.FAMILY, declared_by=leader
    )

    with pytest.raises(Refused, match="there is an exclusion"):
        propose(mentor_enrollment, mentee_enrollment, now)


def test_who_takes_no_part_is_not_proposed(cohort, mentor_enrollment, now):
    left = MenteeEnrollmentFactory(cohort=cohort, state=EnrollmentState.WITHDRAWN)

    with pytest.raises(Refused, match="does not take part"):
        propose(mentor_enrollment, left, now)


def test_only_the_leader_proposes_by_hand(mentor_enrollment, mentee_enrollment, other_leader, now):
    with pytest.raises(NotAllowed):
        propose(mentor_enrollment, mentee_enrollment, now, by=other_leader)


def test_one_yes_leaves_the_pair_proposed(proposed, mentee, told, now):
    accept_pairing(pairing_id=proposed.pk, by=mentee, now=now)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.mentee_accepted_at, proposed.mentor_accepted_at) == ("proposed", now, None)
    assert told == []


def test_the_second_yes_accepts_the_pair_and_lets_the_next_stage_begin(proposed, mentor, mentee, told, now):
    accept_pairing(pairing_id=proposed.pk, by=mentee, now=now)

    accept_pairing(pairing_id=proposed.pk, by=mentor, now=now)

    proposed.refresh_from_db()
    assert proposed.state == PairingState.ACCEPTED
    assert told == [proposed.pk]
    assert AuditEntry.objects.filter(verb="accept_pairing", target_uuid=proposed.uuid).count() == 2


def test_accepting_twice_records_once(proposed, mentor, mentee, told, now):
    for _again in range(2):
        accept_pairing(pairing_id=proposed.pk, by=mentee, now=now)
        accept_pairing(pairing_id=proposed.pk, by=mentor, now=now)

    assert told == [proposed.pk]
    assert AuditEntry.objects.filter(verb="accept_pairing").count() == 2


def test_an_outsider_cannot_answer(proposed, other_mentee, leader, now):
    for outsider in (other_mentee, leader):
        with pytest.raises(NotAllowed):
            accept_pairing(pairing_id=proposed.pk, by=outsider, now=now)
        with pytest.raises(NotAllowed):
            decline_pairing(pairing_id=proposed.pk, by=outsider, now=now)


def test_after_the_time_to_answer_nobody_accepts(proposed, mentee, now):
    with pytest.raises(Refused, match="The time to answer ended on 8 February"):
        accept_pairing(pairing_id=proposed.pk, by=mentee, now=now + dt.timedelta(days=8))


def test_a_declined_pair_cannot_be_accepted(proposed, mentor, mentee, now):
    decline_pairing(pairing_id=proposed.pk, by=mentee, now=now)

    with pytest.raises(Refused, match="closed"):
        accept_pairing(pairing_id=proposed.pk, by=mentor, now=now)


def test_declining_says_when_why_and_by_whom(proposed, mentor, now):
    for _twice in range(2):
        decline_pairing(pairing_id=proposed.pk, by=mentor, now=now)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.end_reason, proposed.ended_by) == ("ended", EndReason.DECLINED, mentor)
    assert AuditEntry.objects.filter(verb="decline_pairing").count() == 1


def test_an_accepted_pair_is_not_declined_any_more(proposed, mentor, mentee, now):
    accept_pairing(pairing_id=proposed.pk, by=mentee, now=now)
    accept_pairing(pairing_id=proposed.pk, by=mentor, now=now)

    with pytest.raises(Refused, match="accepted already"):
        decline_pairing(pairing_id=proposed.pk, by=mentee, now=now)


def test_what_nobody_answers_expires_once(proposed, mentor_enrollment, now):
    late = now + dt.timedelta(days=8)

    assert [expire_unanswered(now=late), expire_unanswered(now=late)] == [1, 0]

    proposed.refresh_from_db()
    assert (proposed.state, proposed.end_reason, proposed.place) == ("ended", EndReason.EXPIRED, None)


def test_within_its_time_nothing_expires(proposed, now):
    assert expire_unanswered(now=now + dt.timedelta(days=6)) == 0


def test_signed_by_both_a_pair_and_its_people_are_active(proposed, mentor, mentee, now):
    accept_pairing(pairing_id=proposed.pk, by=mentee, now=now)
    accept_pairing(pairing_id=proposed.pk, by=mentor, now=now)

    for _twice in range(2):
        activate_pairing(pairing_id=proposed.pk, now=now)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.activated_at) == ("active", now)
    assert {proposed.mentor.state, proposed.mentee.state} == {EnrollmentState.ACTIVE}
    assert AuditEntry.objects.filter(verb="activate_pairing").count() == 1


def test_a_pair_that_nobody_accepted_does_not_begin(proposed, now):
    with pytest.raises(Refused, match="both have accepted"):
        activate_pairing(pairing_id=proposed.pk, now=now)


def test_either_of_the_two_or_the_leader_ends_a_pair(cohort, leader, other_leader, other_mentee, now):
    for person in ("mentor", "mentee", "leader"):
        pairing = PairingFactory(mentee__cohort=cohort)
        by = {"mentor": pairing.mentor.user, "mentee": pairing.mentee.user, "leader": leader}[person]
        end_pairing(pairing_id=pairing.pk, reason=EndReason.NO_FAULT, by=by, now=now)
        pairing.refresh_from_db()
        assert (pairing.state, pairing.place, pairing.ended_by) == ("ended", None, by)

    for outsider in (other_leader, other_mentee):
        with pytest.raises(NotAllowed):
            end_pairing(pairing_id=pairing.pk, reason=EndReason.NO_FAULT, by=outsider, now=now)


@pytest.mark.parametrize("from_state", PairingState.values)
@pytest.mark.parametrize("to_state", PairingState.values)
def test_a_pair_moves_only_by_the_table(from_state, to_state):
    pairing = Pairing(state=from_state)
    if to_state in PAIRING_MOVES[from_state]:
        move(pairing, to_state, moves=PAIRING_MOVES)
        assert pairing.state == to_state
    else:
        with pytest.raises(Refused):
            move(pairing, to_state, moves=PAIRING_MOVES)


def test_what_is_declined_comes_back_until_somebody_else_is_found(proposed, mentee, other_mentor, now):
    decline_pairing(pairing_id=proposed.pk, by=mentee, now=now)
    assert list(Pairing.objects.sent_back()) == [proposed]

    propose(other_mentor.enrollments.get(), proposed.mentee, now)

    assert not Pairing.objects.sent_back().exists()


def test_every_state_but_ended_holds_a_place():
    assert set(LIVE_PAIRING_STATES) == set(PairingState.values) - {"ended"}


def test_who_runs_the_server_answers_and_ends_nothing(proposed, now):
    superuser = UserFactory(is_staff=True, is_superuser=True)

    for verb in (accept_pairing, decline_pairing):
        with pytest.raises(NotAllowed):
            verb(pairing_id=proposed.pk, by=superuser, now=now)
    with pytest.raises(NotAllowed):
        end_pairing(pairing_id=proposed.pk, reason=EndReason.NO_FAULT, by=superuser, now=now)
