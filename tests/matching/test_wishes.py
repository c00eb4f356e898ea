"""Wishes: ranked choices, a confidential “not with”, a background to share; and the mails before they leave."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from matching import home
from matching.domain.wishes import name_not_with, not_with, rank_choices, say_background
from matching.models import Background, Exclusion, Preference
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.home import Visit
from mentorship.core.models import AuditEntry
from programs.enums import CohortStage
from programs.models import Enrollment
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.matching.pool import mentor_of, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine_on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lena(pool) -> Enrollment:
    return Enrollment.objects.get(user__full_name="Lena Fischer")


def named(name) -> Enrollment:
    return Enrollment.objects.get(user__full_name=name)


def test_choices_are_ranked_in_their_order_and_replaced(lena, now):
    osei, marques = named("Amara Osei"), named("Ines Marques")
    for _twice in range(2):
        rank_choices(enrollment_id=lena.pk, chosen_ids=[osei.pk, marques.pk], by=lena.user, now=now)
    assert AuditEntry.objects.filter(verb="rank_choices").count() == 1

    rank_choices(enrollment_id=lena.pk, chosen_ids=[marques.pk], by=lena.user, now=now)

    assert list(lena.preferences.values_list("rank", "chosen_id")) == [(1, marques.pk)]


def test_a_mentor_ranks_mentees(lena, now):
    osei = named("Amara Osei")

    rank_choices(enrollment_id=osei.pk, chosen_ids=[lena.pk], by=osei.user, now=now)

    assert Preference.objects.get().chosen == lena


def test_wishes_that_make_no_sense_are_refused(lena, leader, now):
    osei, noah = named("Amara Osei"), named("Noah Brandt")
    whose = {"enrollment_id": lena.pk, "by": lena.user, "now": now}
    with pytest.raises(Refused, match="each person once"):
        rank_choices(chosen_ids=[osei.pk, osei.pk], **whose)
    with pytest.raises(Refused, match="among the people of your cohort"):
        rank_choices(chosen_ids=[noah.pk], **whose)
    with pytest.raises(Refused, match="among the people of your cohort"):
        name_not_with(other_ids=[PairingFactory().mentor.pk], **whose)
    with pytest.raises(Refused, match="at most 3"):
        rank_choices(chosen_ids=[1, 2, 3, 4], **whose)
    with pytest.raises(Refused, match="at most 5"):
        name_not_with(other_ids=range(6), **whose)
    with pytest.raises(Refused, match="Say first which background"):
        say_background(words=[], asks_for_it=True, **whose)
    with pytest.raises(NotAllowed):
        rank_choices(enrollment_id=lena.pk, chosen_ids=[], by=leader, now=now)


def test_whom_one_names_is_never_proposed_and_can_be_taken_back(lena, leader, pool, now):
    osei = named("Amara Osei")
    rank_choices(enrollment_id=lena.pk, chosen_ids=[osei.pk], by=lena.user, now=now)

    name_not_with(enrollment_id=lena.pk, other_ids=[osei.pk], by=lena.user, now=now)

    assert not_with(lena) == {osei.pk}
    assert not lena.preferences.exists()
    run = run_matching(pool, leader, now)
    assert not run.proposals.filter(mentee=lena, mentor=osei).exists()
    name_not_with(enrollment_id=lena.pk, other_ids=[], by=lena.user, now=now)
    assert not Exclusion.objects.exists()


def test_what_the_leader_excluded_is_not_shown_nor_lifted_by_the_person(lena, leader, now):
    osei = named("Amara Osei")
    Exclusion.objects.create(mentor=osei, mentee=lena, reason="supervisor", declared_by=leader)

    name_not_with(enrollment_id=lena.pk, other_ids=[], by=lena.user, now=now)

    assert not_with(lena) == set()
    assert Exclusion.objects.count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_the_page_takes_all_wishes_and_says_who_reads_them(client, lena):
    client.force_login(lena.user)
    address = reverse("matching:wishes", args=[lena.uuid])
    assert "never the people you name" in client.get(address).content.decode()

    told = client.post(
        address,
        {
            "choice_2": named("Ines Marques").uuid,
            "not_with": [named("Amara Osei").uuid],
            "background": "First to study, parent",
            "asks_for_it": "on",
        },
        follow=True,
    ).content.decode()

    assert "Kept. It counts from the next matching on." in told
    assert lena.preferences.get().rank == 1
    assert Background.objects.get().words == ["First to study", "parent"]
    assert "First to study, parent" in client.get(address).content.decode()


def test_nobody_is_wished_for_and_not_wished_for(client, lena):
    client.force_login(lena.user)
    osei = named("Amara Osei").uuid

    shown = client.post(reverse("matching:wishes", args=[lena.uuid]), {"choice_1": osei, "not_with": [osei]})

    assert "You chose this person above." in shown.content.decode()
    assert not Exclusion.objects.exists()


def test_a_refusal_is_said_on_the_page_and_nothing_is_half_done(client, lena):
    client.force_login(lena.user)
    osei, marques = named("Amara Osei").uuid, named("Ines Marques").uuid

    shown = client.post(
        reverse("matching:wishes", args=[lena.uuid]), {"choice_1": osei, "choice_2": osei, "not_with": [marques]}
    )

    assert "Choose each person once." in shown.content.decode()
    assert not Exclusion.objects.exists()


def test_the_leader_reads_what_people_wish(client, lena, leader, now):
    rank_choices(enrollment_id=lena.pk, chosen_ids=[named("Amara Osei").pk], by=lena.user, now=now)
    name_not_with(enrollment_id=named("Ines Marques").pk, other_ids=[lena.pk], by=named("Ines Marques").user, now=now)
    client.force_login(leader)

    shown = client.get(reverse("matching:wishes-overview")).content.decode()

    assert "2 people said something" in shown
    assert "Amara Osei" in shown


@pytest.mark.parametrize("count", [1, 5])
def test_the_overview_takes_as_many_queries_for_five_as_for_one(
    client, lena, leader, pool, now, count, django_assert_num_queries
):
    for number in range(count):
        mentor = mentor_of(pool, f"Mentor {number}")
        rank_choices(enrollment_id=mentor.pk, chosen_ids=[lena.pk], by=mentor.user, now=now)
    client.force_login(leader)

    with django_assert_num_queries(8):
        client.get(reverse("matching:wishes-overview"))


def test_who_waits_for_the_matching_is_invited_to_wish_once(lena, now):
    lena.cohort.stage = CohortStage.ENROLLING
    lena.cohort.save()
    [thing] = home.next_things(Visit(lena.user, "mentee", now))
    assert thing.title == "Say whom you would like to be paired with"

    rank_choices(enrollment_id=lena.pk, chosen_ids=[named("Amara Osei").pk], by=lena.user, now=now)

    assert not list(home.next_things(Visit(lena.user, "mentee", now)))


# --- Mails before they leave ------------------------------------------------------------------------------------------


def test_each_mail_is_shown_as_its_recipient_will_get_it(client, pool, leader, now, mailoutbox):
    run = run_matching(pool, leader, now)
    client.force_login(leader)

    shown = client.get(reverse("matching:publish", args=[run.uuid])).content.decode()

    assert shown.count("mail-preview") == 4
    assert "Amara Osei is proposed to you" in shown
    assert "suggests Lena Fischer as your mentee" in shown
    assert not mailoutbox
