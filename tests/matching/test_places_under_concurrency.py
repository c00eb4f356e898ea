"""Capacity holds however many act at once: real transactions on PostgreSQL, two connections."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from matching.domain import occasions
from matching.domain.choosing import choices_for
from matching.domain.pairings import accept_pairing, decline_pairing, propose_pairing
from matching.domain.proposals import place_mentee
from matching.domain.runs import publish_run
from matching.domain.second_chance import propose_next_best
from matching.models import Pairing
from mentorship.core.errors import Refused
from programs.enums import EnrollmentState
from programs.models import Enrollment
from tests.cast import NOW
from tests.matching.pool import give_places, run_matching
from tests.programs.factories import (
    LeadershipFactory,
    MenteeEnrollmentFactory,
    MentorEnrollmentFactory,
    PolicyFactory,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls) -> list[object]:
    """Run the calls at the same moment, each on a connection of its own; return what each gave or was refused."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=10)
            return call()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, call) for call in calls]]


def proposing(mentor, mentee):
    return lambda: propose_pairing(
        mentor_id=mentor.pk, mentee_id=mentee.pk, track_id=None, answer_by=NOW + dt.timedelta(days=7), now=NOW
    )


def test_two_who_want_the_last_place_at_once_do_not_both_get_it():
    mentor = MentorEnrollmentFactory(capacity=1)
    mentees = MenteeEnrollmentFactory.create_batch(2, cohort=mentor.cohort)

    outcomes = at_once(*(proposing(mentor, mentee) for mentee in mentees))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Pairing", "Refused"]
    assert Pairing.objects.live().filter(mentor=mentor).count() == 1


def test_six_at_once_fill_three_places_and_no_more():
    mentor = MentorEnrollmentFactory(capacity=3)
    mentees = MenteeEnrollmentFactory.create_batch(6, cohort=mentor.cohort)

    at_once(*(proposing(mentor, mentee) for mentee in mentees))

    assert sorted(Pairing.objects.live().values_list("place", flat=True)) == [1, 2, 3]


def test_both_who_accept_at_once_make_one_accepted_pair_and_one_agreement(monkeypatch):
    opened: list[int] = []
    monkeypatch.setattr(occasions, "_when_accepted", [lambda *, pairing_id, now: opened.append(pairing_id)])
    mentor = MentorEnrollmentFactory()
    pairing = proposing(mentor, MenteeEnrollmentFactory(cohort=mentor.cohort))()

    at_once(
        lambda: accept_pairing(pairing_id=pairing.pk, by=pairing.mentor.user, now=NOW),
        lambda: accept_pairing(pairing_id=pairing.pk, by=pairing.mentee.user, now=NOW),
    )

    pairing.refresh_from_db()
    assert pairing.state == "accepted"
    assert opened == [pairing.pk]


def test_publishing_twice_at_once_asks_everybody_once():
    run, leader = a_proposed_run(capacity=1)

    at_once(*[lambda: publish_run(run_id=run.pk, by=leader, now=NOW)] * 2)

    assert Pairing.objects.live().count() == run.proposals.count() == 1


def test_publishing_and_proposing_by_hand_at_once_share_no_place():
    run, leader = a_proposed_run(capacity=1)
    mentor = run.proposals.get().mentor
    late = MenteeEnrollmentFactory(cohort=mentor.cohort)

    outcomes = at_once(lambda: publish_run(run_id=run.pk, by=leader, now=NOW), proposing(mentor, late))

    assert [isinstance(outcome, Refused) for outcome in outcomes].count(True) == 1
    assert Pairing.objects.live().filter(mentor=mentor).count() == 1


def a_proposed_run(*, capacity: int, mentees: int = 1):
    """One mentor with `capacity` places, proposed to as many of the mentees."""
    mentor = MentorEnrollmentFactory(capacity=capacity)
    MenteeEnrollmentFactory.create_batch(mentees, cohort=mentor.cohort)
    PolicyFactory(cohort=mentor.cohort)
    leader = LeadershipFactory(program=mentor.cohort.program).user
    return run_matching(mentor.cohort, leader, NOW), leader


def test_two_who_are_given_the_last_place_at_once_do_not_both_get_it():
    run, leader = a_proposed_run(capacity=1, mentees=3)
    mentor = run.proposals.get().mentor
    give_places(run, mentor.user.full_name, 2)

    def placing(unmatched):
        [choice] = choices_for(run, unmatched.mentee_id, None)
        said = {"unmatched_id": unmatched.pk, "mentor_id": mentor.pk, "by": leader, "now": NOW}
        return lambda: place_mentee(**said, shown=choice.token)

    outcomes = at_once(*[placing(unmatched) for unmatched in run.unmatched.all()])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Proposal", "Refused"]
    assert run.proposals.standing().filter(mentor=mentor).count() == 2


def test_the_next_best_proposed_twice_at_once_is_proposed_once():
    run, leader = a_proposed_run(capacity=1)
    [pairing] = publish_run(run_id=run.pk, by=leader, now=NOW)
    decline_pairing(pairing_id=pairing.pk, by=pairing.mentee.user, now=NOW)
    other = MentorEnrollmentFactory(cohort=pairing.mentee.cohort, capacity=1)

    outcomes = at_once(*[lambda: propose_next_best(pairing_id=pairing.pk, mentor_id=other.pk, by=leader, now=NOW)] * 2)

    assert [outcome.mentor_id for outcome in outcomes] == [other.pk, other.pk]
    assert Pairing.objects.live().count() == 1


def test_when_all_accept_at_once_every_pair_is_accepted_and_no_place_is_given_twice():
    mentor = MentorEnrollmentFactory(capacity=3)
    mentees = MenteeEnrollmentFactory.create_batch(3, cohort=mentor.cohort)
    pairings = [proposing(mentor, mentee)() for mentee in mentees]

    def accepting(pairing, user):
        return lambda: accept_pairing(pairing_id=pairing.pk, by=user, now=NOW)

    sides = [(pairing, person.user) for pairing in pairings for person in (pairing.mentor, pairing.mentee)]
    at_once(*(accepting(pairing, user) for pairing, user in sides), proposing(mentor, late_to(mentor.cohort)))

    assert sorted(Pairing.objects.live().values_list("place", "state")) == [(place, "accepted") for place in (1, 2, 3)]


def test_a_late_joiner_and_somebody_who_came_back_do_not_both_get_the_free_place():
    run, leader = a_proposed_run(capacity=1)
    [came_back] = publish_run(run_id=run.pk, by=leader, now=NOW)
    decline_pairing(pairing_id=came_back.pk, by=came_back.mentor.user, now=NOW)
    Enrollment.objects.filter(pk=came_back.mentor_id).update(state=EnrollmentState.WITHDRAWN)
    other = MentorEnrollmentFactory(cohort=came_back.mentee.cohort, capacity=1, site="North")
    late = late_to(other.cohort, site="North")
    second = run_matching(other.cohort, leader, NOW)
    assert list(second.proposals.values_list("mentee", "mentor")) == [(late.pk, other.pk)]

    outcomes = at_once(
        lambda: publish_run(run_id=second.pk, by=leader, now=NOW),
        lambda: propose_next_best(pairing_id=came_back.pk, mentor_id=other.pk, by=leader, now=NOW),
    )

    assert [isinstance(outcome, Refused) for outcome in outcomes].count(True) == 1
    assert Pairing.objects.live().filter(mentor=other).count() == 1


def late_to(cohort, **fields):
    return MenteeEnrollmentFactory(cohort=cohort, **fields)
