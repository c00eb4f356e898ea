"""Both say how satisfied they were; neither reads the other's number before having said their own."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluation.domain.satisfaction import say_satisfaction
from evaluation.models import Observation
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.evaluation.observations import send_mini_cex

pytestmark = pytest.mark.django_db
READ = "How satisfied you both were"


@pytest.fixture
def sent(pairing):
    return send_mini_cex(pairing, observer_satisfaction=7)


def page(client, observation, user):
    client.force_login(user)
    return client.get(reverse("evaluation:observation", args=[observation.uuid])).text


def say(client, observation, user, number="8"):
    client.force_login(user)
    address = reverse("evaluation:observation-satisfaction", args=[observation.uuid])
    return client.post(address, {"satisfaction": number}, follow=True)


def test_the_mentee_says_it_without_reading_the_observers(client, sent, mentee):
    text = page(client, sent, mentee)

    assert "How satisfied were you with this encounter?" in text
    assert READ not in text
    assert "7 of 9" not in text


def test_once_both_have_said_it_both_read_it(client, sent, mentee, mentor):
    response = say(client, sent, mentee)

    assert "7 of 9" in response.text
    assert "8 of 9" in page(client, sent, mentor)


def test_the_observer_does_not_read_a_number_alone(client, pairing, mentee, mentor, now):
    sent = send_mini_cex(pairing)
    say_satisfaction(observation_id=sent.pk, by=mentee, now=now, satisfaction=3)

    assert "3 of 9" not in page(client, sent, mentor)


def test_it_is_said_once_and_twice_the_same_is_once(sent, mentee, now):
    say_satisfaction(observation_id=sent.pk, by=mentee, now=now, satisfaction=8)
    say_satisfaction(observation_id=sent.pk, by=mentee, now=now, satisfaction=8)

    with pytest.raises(Refused, match="said it before"):
        say_satisfaction(observation_id=sent.pk, by=mentee, now=now, satisfaction=2)
    assert AuditEntry.objects.filter(verb="say_satisfaction").count() == 1


@pytest.mark.parametrize("number", [0, 10, -1])
def test_a_number_off_the_scale_is_refused(sent, mentee, now, number):
    with pytest.raises(Refused, match="1 to 9"):
        say_satisfaction(observation_id=sent.pk, by=mentee, now=now, satisfaction=number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=sent.pk).update(observer_satisfaction=number)


def test_nothing_chosen_is_said_on_the_page(client, sent, mentee):
    assert "Choose a number from 1 to 9." in say(client, sent, mentee, "").text


@pytest.mark.parametrize("who", ["mentor", "leader", "other_mentee"])
def test_only_the_mentee_says_it(sent, who, request, now):
    with pytest.raises(NotAllowed):
        say_satisfaction(observation_id=sent.pk, by=request.getfixturevalue(who), now=now, satisfaction=8)
