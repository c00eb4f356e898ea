"""What agreements and goals add to the home pages."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from agreements import home
from agreements.domain.actions import add_action
from agreements.domain.agreements import sign_agreement
from agreements.enums import GoalState
from matching.enums import PairingState
from mentorship.core.home import Visit
from tests.accounts.factories import UserFactory
from tests.agreements.factories import ActionFactory, AgreementFactory, GoalFactory
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.programs.factories import (
    CohortFactory,
    MenteeEnrollmentFactory,
    MentorEnrollmentFactory,
    PolicyFactory,
    TrackFactory,
)

pytestmark = pytest.mark.django_db


def things(user, role, now):
    return [(thing.title, thing.rank) for thing in home.next_things(Visit(user, role, now))]


def test_first_the_agreement(agreement, mentor, mentee, now):
    assert things(mentee, "mentee", now) == [("Sign the agreement with Amara Osei", 10)]
    assert things(mentor, "mentor", now) == [("Sign the agreement with Lena Fischer", 10)]


def test_who_has_signed_is_not_asked_again_and_sees_who_is_awaited(client, agreement, mentee, now):
    sign_agreement(agreement_id=agreement.pk, by=mentee, typed_name="Lena Fischer", now=now)

    assert things(mentee, "mentee", now) == []
    with time_machine.travel(NOW, tick=False):
        client.force_login(mentee)
        page = client.get(reverse("core:home")).content.decode()
    assert "Waiting for <strong>Amara Osei</strong>" in page


def test_then_the_first_goal(pairing, mentor, mentee, now):
    assert things(mentee, "mentee", now) == [("Write your first goal with Amara", 30)]
    assert things(mentor, "mentor", now) == []


def test_a_finished_draft_waits_for_the_mentor(pairing, mentor, mentee, now):
    GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None)

    assert things(mentor, "mentor", now) == [("Agree on Lena's goal", 10)]
    assert things(mentee, "mentee", now) == []


@pytest.mark.parametrize("day", [None, dt.date(2027, 1, 31), dt.date(2028, 1, 31)])
def test_an_unfinished_draft_waits_for_nobody(pairing, mentor, day, now):
    GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None, target_date=day)

    assert things(mentor, "mentor", now) == []


def test_a_met_measure_waits_for_both(goal, mentor, mentee, now):
    for _ in range(5):
        ActionFactory(pairing=goal.pairing, goal=goal, done_at=now)

    assert things(mentor, "mentor", now) == [("Confirm what Lena has achieved", 20)]
    assert things(mentee, "mentee", now) == [(f"Rate your confidence now: {goal.goal}", 30)]


def test_what_is_late_waits_for_its_owner(goal, mentor, mentee, now):
    yesterday = now.date() - dt.timedelta(days=1)
    ActionFactory(pairing=goal.pairing, goal=goal, text="Book a slot", due_on=yesterday)
    ActionFactory(pairing=goal.pairing, goal=goal, text="Read", due_on=now.date())

    assert things(mentee, "mentee", now) == [("Book a slot", 20)]
    assert things(mentor, "mentor", now) == []


def test_a_mentor_of_two_cohorts_sees_all_mentees_with_what_waits(
    client, goal, accepted_pairing_elsewhere, mentor, mentee, now
):
    add_action(
        pairing_id=goal.pairing_id, goal_id=goal.pk, text="Read", owner_id=mentee.pk, due_on=None, by=mentee, now=now
    )
    ActionFactory(pairing=goal.pairing, goal=goal, due_on=now.date() - dt.timedelta(days=1))
    AgreementFactory(pairing=accepted_pairing_elsewhere)

    with time_machine.travel(NOW, tick=False):
        client.force_login(mentor)
        response = client.get(reverse("core:home"))

    section = next(section for section in response.context["sections"] if section.key == "goals")
    assert [(each.group.partner.full_name, each.cohort, each.waits) for each in section.context["mentees"]] == [
        ("Noah Brandt", "Autumn 2027", ["Waits for you to sign the agreement."]),
        ("Lena Fischer", "Spring 2027", ["1 action waits for you to agree.", "1 action of Lena is late."]),
    ]
    page = response.content.decode()
    for words in ("Autumn 2027", "Spring 2027", "Waits for you to sign the agreement.", "1 action of Lena is late."):
        assert words in page


@pytest.fixture
def accepted_pairing_elsewhere(mentor):
    """The mentor and Noah, in another cohort, where both have accepted and nobody has signed."""
    cohort = CohortFactory(name="Autumn 2027")
    PolicyFactory(cohort=cohort)
    return PairingFactory(
        mentor=MentorEnrollmentFactory(cohort=cohort, user=mentor),
        mentee=MenteeEnrollmentFactory(cohort=cohort, user=UserFactory(full_name="Noah Brandt")),
        track=TrackFactory(cohort=cohort),
        state=PairingState.ACCEPTED,
        activated_at=None,
    )


def test_a_leader_has_nothing_here(goal, leader, now):
    assert list(home.next_things(Visit(leader, "leader", now))) == []
    assert list(home.sections(Visit(leader, "leader", now))) == []


def test_a_person_in_no_pair_has_no_section(other_mentee, other_mentor, now):
    assert list(home.sections(Visit(other_mentee, "mentee", now))) == []
    assert list(home.sections(Visit(other_mentor, "mentor", now))) == []


@pytest.mark.usefixtures("our_part_alone")
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_however_many_goals_the_queries_stay(
    pairing, mentor_enrollment, who, number, now, request, django_assert_num_queries
):
    pairs = [pairing] + [
        PairingFactory(
            mentor=mentor_enrollment,
            mentee=MenteeEnrollmentFactory(cohort=pairing.cohort),
            place=place + 2,
            track=pairing.track,
        )
        for place in range(number)
    ]
    for pair in pairs:
        for _ in range(number):
            goal = GoalFactory(pairing=pair)
            ActionFactory(pairing=pair, goal=goal, due_on=dt.date(2027, 1, 20))
    AgreementFactory(pairing=pairing)
    user = request.getfixturevalue(who)

    with django_assert_num_queries(QUERIES):
        visit = Visit(user, who, now)
        list(home.next_things(visit))
        list(home.sections(visit))


QUERIES = 4
"""Pairs, what waits (for all apps in one), goals, actions."""
