"""What an observer wrote without an account joins the account they get later, under the same verified address."""

from __future__ import annotations

import uuid

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse

from evaluation.domain.answering import answer_request
from evaluation.domain.joining import join_observations
from evaluation.models import Observation
from programs.domain.inviting import invite_people, token_of
from programs.models import Invitation
from tests.accounts.factories import UserFactory
from tests.cast import NOW
from tests.evaluation.asking import OUTSIDER, WORDS, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(pairing):
    asked = ask(pairing)
    return answer_request(request_id=asked.pk, client_key=uuid.uuid4(), link_round=1, now=NOW, **WORDS)


def newcomer(*, verified, email=OUTSIDER):
    user = UserFactory(email=email, full_name="Jo Lind")
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def test_observations_join_the_account_of_the_same_verified_address(client, sent):
    user = newcomer(verified=True)

    client.force_login(user)

    sent.refresh_from_db()
    assert (sent.observer, sent.request.observer) == (user, user)
    assert Observation.objects.visible_to(user).get() == sent


@pytest.mark.parametrize(("verified", "email"), [(False, OUTSIDER), (True, "jo.lind@other.example")])
def test_nothing_joins_an_address_that_is_not_verified_or_not_the_same(sent, verified, email):
    assert join_observations(user=newcomer(verified=verified, email=email), now=NOW) == 0

    sent.refresh_from_db()
    assert sent.observer is None


def test_joining_twice_changes_nothing(sent):
    user = newcomer(verified=True)

    assert [join_observations(user=user, now=NOW) for _time in range(2)] == [1, 0]


def test_nothing_joins_the_mentee_whom_it_is_about(sent, mentee):
    EmailAddress.objects.create(user=mentee, email=OUTSIDER, verified=True)

    assert join_observations(user=mentee, now=NOW) == 0


def test_an_open_request_joins_too_and_its_link_still_works(client, pairing):
    asked = ask(pairing)
    user = newcomer(verified=True)

    join_observations(user=user, now=NOW)

    assert answer_request(request_id=asked.pk, client_key=uuid.uuid4(), link_round=1, now=NOW, **WORDS).observer == user


def test_who_comes_by_an_invitation_to_that_address_finds_what_they_wrote(client, cohort, leader, sent):
    invite_people(cohort_id=cohort.pk, role="mentor", people=[(OUTSIDER, "Jo Lind")], by=leader, now=NOW)
    invitation = Invitation.objects.get()
    with time_machine.travel(NOW, tick=False):
        client.post(
            reverse("programs:invitation", args=[token_of(invitation)]),
            {"full_name": "Jo Lind", "password": "a-long-and-odd-password-7"},
        )

    sent.refresh_from_db()
    assert sent.observer == invitation.enrollment.user
