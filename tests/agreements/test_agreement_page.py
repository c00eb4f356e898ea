"""The page on which a pair reads and signs its agreement."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from agreements.domain.agreements import open_agreement, sign_agreement
from agreements.domain.versions import change_text
from agreements.enums import AgreementState
from agreements.models import Agreement, Signature
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core.models import AuditEntry
from tests.agreements.factories import AgreementFactory, ExpectationFactory
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def read(client, user, pairing):
    client.force_login(user)
    return client.get(reverse("agreements:agreement", args=[pairing.uuid]))


def post_name(client, user, agreement, name):
    client.force_login(user)
    return client.post(reverse("agreements:sign", args=[agreement.uuid]), {"typed_name": name})


def test_a_member_reads_who_has_signed_and_the_text(client, agreement, mentor, mentee, now):
    sign_agreement(agreement_id=agreement.pk, by=mentor, typed_name="Amara Osei", now=now)

    page = read(client, mentee, agreement.pairing).content.decode()

    assert "<h3>1. Purpose</h3>" in page
    assert "Read by you, Amara Osei and the program leader." in page
    assert agreement.text_sha256 in page
    assert "not signed yet" in page
    assert 'name="typed_name"' in page


def test_who_has_signed_sees_whom_the_pair_waits_for(client, agreement, mentor, now):
    sign_agreement(agreement_id=agreement.pk, by=mentor, typed_name="Amara Osei", now=now)

    page = read(client, mentor, agreement.pairing).content.decode()

    assert "Waiting for <strong>Lena Fischer</strong>" in page
    assert "We remind every 3 days until it is signed." in page
    assert 'name="typed_name"' not in page


def test_before_both_accepted_the_page_says_what_happens_next(client, pairing, mentee):
    Pairing.objects.update(state=PairingState.PROPOSED, activated_at=None)

    page = read(client, mentee, pairing).content.decode()

    assert "Your agreement opens once you have both accepted" in page


def test_the_leader_reads_it_cannot_sign_and_leaves_a_trace(client, agreement, leader):
    page = read(client, leader, agreement.pairing).content.decode()

    assert "<h3>1. Purpose</h3>" in page
    assert 'name="typed_name"' not in page
    assert AuditEntry.objects.get(verb="read_agreement").actor == leader


def test_a_members_reading_leaves_no_trace(client, agreement, mentee):
    read(client, mentee, agreement.pairing)

    assert not AuditEntry.objects.exists()


def test_what_a_leader_wrote_cannot_act_on_the_page(client, accepted_pairing, mentee):
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) **fine**"
    AgreementFactory(pairing=accepted_pairing, text=attack)

    page = read(client, mentee, accepted_pairing).content.decode()

    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<strong>fine</strong>" in page


def test_signing_works_and_says_what_comes_next(client, agreement, mentee, mentor):
    response = post_name(client, mentee, agreement, "lena fischer")
    assert response["Location"] == reverse("agreements:agreement", args=[agreement.pairing.uuid])

    post_name(client, mentor, agreement, "Amara Osei")

    page = read(client, mentor, agreement.pairing).content.decode()
    assert "in force, and the two of you can begin" in page
    assert "In force since 1 February" in page
    assert Agreement.objects.get().state == AgreementState.IN_FORCE


def test_another_name_is_refused_on_the_page_and_stays_typed(client, agreement, mentee):
    response = post_name(client, mentee, agreement, "Lena Fisher")

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("Please type your name as it stands here: Lena Fischer.") == AT_THE_TOP_AND_BESIDE_THE_FIELD
    assert 'value="Lena Fisher"' in page
    assert not Signature.objects.exists()


def test_a_text_that_changed_while_it_was_read_is_not_signed_and_the_reader_is_told(
    client, agreement, mentor, mentee, now
):
    change_text(pairing_id=agreement.pairing_id, text="Other words.", base_version=1, by=mentor, now=now)

    response = post_name(client, mentee, agreement, "Lena Fischer")
    page = client.get(response["Location"]).text

    assert "Not signed: the words were changed while you were reading." in page
    assert "What is new since version 1" in page
    assert "Sign the agreement" in page
    assert not Signature.objects.exists()


def test_signing_what_is_in_force_is_refused_on_the_page(client, pairing, mentee, now):
    agreement = AgreementFactory(pairing=pairing, state=AgreementState.IN_FORCE, in_force_at=now)

    response = post_name(client, mentee, agreement, "Lena Fischer")

    assert response.status_code == 200
    assert not Signature.objects.exists()


def test_the_leader_may_not_sign_and_an_outsider_finds_nothing(client, agreement, leader, other_mentor):
    assert post_name(client, leader, agreement, "Rosa Lindqvist").status_code == 403
    assert post_name(client, other_mentor, agreement, "Ines Marques").status_code == 404


def test_signing_twice_is_harmless(client, agreement, mentee):
    post_name(client, mentee, agreement, "Lena Fischer")
    post_name(client, mentee, agreement, "Lena Fischer")

    assert Signature.objects.count() == 1


@pytest.mark.usefixtures("our_part_alone")
def test_the_page_takes_the_same_queries_with_one_version_and_with_three(
    client, pairing, mentee, mentor, now, django_assert_num_queries
):
    AgreementFactory(pairing=pairing, state=AgreementState.SUPERSEDED)
    read(client, mentee, pairing)
    with django_assert_num_queries(QUERIES):
        read_again(client, pairing)

    AgreementFactory(pairing=pairing, version=2, state=AgreementState.SUPERSEDED)
    new = AgreementFactory(pairing=pairing, version=3)
    sign_agreement(agreement_id=new.pk, by=mentor, typed_name="Amara Osei", now=now)

    with django_assert_num_queries(QUERIES + SIGNERS):
        read_again(client, pairing)


QUERIES = 11
SIGNERS = 1
"""The names of those who signed are asked for once there are any."""


def read_again(client, pairing):
    assert client.get(reverse("agreements:agreement", args=[pairing.uuid])).status_code == 200


def test_the_page_leads_through_answering_comparing_and_settling(client, accepted_pairing, mentee, mentor, now):
    open_agreement(pairing_id=accepted_pairing.pk, now=now)
    answers = {"clinical": "main", "career": "some", "research": "none", "reach": "email"}
    questions = reverse("agreements:expectations", args=[accepted_pairing.uuid])
    page = reverse("agreements:agreement", args=[accepted_pairing.uuid])

    client.force_login(mentee)
    assert "Answer · 3 minutes" in client.get(page).content.decode()
    asked = client.get(questions).content.decode()
    assert "you alone; by Amara Osei too once you both have answered" in asked
    assert (
        "which Amara Osei and the program leader read too."
        in asked.split("What is off limits?")[1].split("<textarea")[0]
    )
    client.post(questions, {**answers, "how_often": "weekly", "off_limits": "canary-limit"})
    assert "Waiting for" in client.get(page).content.decode()
    client.force_login(mentor)
    assert "canary-limit" not in client.get(page).content.decode()
    client.post(questions, {**answers, "how_often": "monthly"})

    side_by_side = client.get(page).content.decode()
    assert "canary-limit" in side_by_side
    assert side_by_side.count("you differ") == DIFFERENT
    assert (
        "Read by you, Lena Fischer and the program leader."
        in side_by_side.split("What you agree on")[1].split("<button")[0]
    )
    client.post(
        reverse("agreements:settle", args=[accepted_pairing.uuid]), {"base_version": 1, "how_often": "Fortnightly"}
    )
    to_sign = client.get(page).content.decode()
    assert "Sign the agreement" in to_sign
    assert "you differ" not in to_sign
    assert to_sign.count("settled in the agreement") == DIFFERENT


def test_what_was_settled_stays_settled_in_a_new_version(client, accepted_pairing, mentee, mentor, now):
    AgreementFactory(pairing=accepted_pairing, state=AgreementState.SUPERSEDED)
    AgreementFactory(pairing=accepted_pairing, version=2)
    ExpectationFactory(pairing=accepted_pairing)
    ExpectationFactory(pairing=accepted_pairing, person=mentor, how_often="monthly")
    client.force_login(mentee)

    page = client.get(reverse("agreements:agreement", args=[accepted_pairing.uuid])).text

    assert "you differ" not in page
    assert page.count("settled in the agreement") == 1


def test_a_line_left_open_is_asked_for_and_the_others_are_kept(client, accepted_pairing, mentee, mentor, now):
    draft = open_agreement(pairing_id=accepted_pairing.pk, now=now)
    ExpectationFactory(pairing=accepted_pairing)
    ExpectationFactory(pairing=accepted_pairing, person=mentor, how_often="monthly", reach="phone")
    client.force_login(mentee)

    answer = client.post(
        reverse("agreements:settle", args=[accepted_pairing.uuid]), {"base_version": 1, "how_often": "canary-line"}
    )

    assert "canary-line" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == AgreementState.DRAFT


def test_the_leader_never_sees_what_each_expected(client, accepted_pairing, mentor, leader, now):
    open_agreement(pairing_id=accepted_pairing.pk, now=now)
    ExpectationFactory(pairing=accepted_pairing, off_limits="canary-limit")
    ExpectationFactory(pairing=accepted_pairing, person=mentor, how_often="monthly")
    client.force_login(leader)

    page = client.get(reverse("agreements:agreement", args=[accepted_pairing.uuid])).content.decode()

    assert "canary-limit" not in page
    assert "you differ" not in page


def test_at_the_review_date_both_are_offered_to_renew(client, pairing, mentee, now):
    agreement = AgreementFactory(pairing=pairing, state=AgreementState.IN_FORCE, in_force_at=now, review_on=now.date())
    client.force_login(mentee)
    page = reverse("agreements:agreement", args=[pairing.uuid])
    assert "Renew it as it is" in client.get(page).content.decode()

    client.post(reverse("agreements:renew", args=[agreement.uuid]))

    assert "Sign the agreement" in client.get(page).content.decode()


AT_THE_TOP_AND_BESIDE_THE_FIELD = 2
DIFFERENT = 2
"""How often to meet, and what is off limits."""
