"""The observer confirms on the mentee's device, with a code that only their own mailbox holds."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from evaluation.domain import device_codes, observer_post
from evaluation.domain.codes import code_of
from evaluation.models import Observation, ObservationRequest
from mentorship.core.errors import NotAllowed, Refused
from tests.cast import NOW
from tests.evaluation.asking import OUTSIDER, ask, newest_form, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asked(pairing, mentee):
    request = ask(pairing, on_this_device=True)
    device_codes.send_code(request_id=request.pk, by=mentee, now=NOW)
    request.refresh_from_db()
    return request


def device_url(request):
    return reverse("evaluation:request-device", args=[request.uuid])


def wrong(request):
    return f"{(int(code_of(request.device_code)) + 1) % 10**6:06d}"


def test_handing_over_sends_a_code_to_the_observers_own_address(client, pairing, mentee):
    client.force_login(mentee)

    response = client.post(
        reverse("evaluation:request-new"),
        {
            "client_key": "11111111-1111-4111-8111-111111111111",
            "pairing": pairing.pk,
            "whom": "else",
            "observer_name": "Jo Lind",
            "observer_email": OUTSIDER,
            "how": "here",
            "form": str(newest_form().uuid),
            "what": "Taking blood",
            "wanted_on": "2027-02-01",
        },
    )

    request = ObservationRequest.objects.get()
    assert response["Location"] == device_url(request)
    observer_post.deliver(now=NOW)
    (letter,) = mail.outbox
    assert (letter.to, code_of(request.device_code) in letter.body) == ([OUTSIDER], True)


def test_the_code_stands_nowhere_in_the_database(asked):
    dump = io.StringIO()

    call_command("dumpdata", "evaluation", stdout=dump)

    assert str(asked.device_code.uuid) in dump.getvalue()
    assert code_of(asked.device_code) not in dump.getvalue()


def test_the_right_code_sends_what_the_observer_wrote(client, asked, mentee):
    client.force_login(mentee)

    client.post(device_url(asked), sheet(code=code_of(asked.device_code)))

    observation = Observation.objects.get()
    assert (observation.confirmed_by, observation.observer_name, observation.observer) == ("code", "Jo Lind", None)
    asked.device_code.refresh_from_db()
    assert asked.device_code.used_at == NOW
    assert asked.mails.filter(kind="receipt").exists()


def test_without_the_code_nothing_is_kept_and_nothing_typed_is_lost(client, asked, mentee):
    client.force_login(mentee)

    for given in ({"code": wrong(asked)}, {}):
        response = client.post(device_url(asked), sheet(**given))
        assert response.context["form"].errors.keys() == {"code"}
        assert "You told the patient" in response.text
    assert not Observation.objects.exists()


def test_after_five_wrong_tries_the_right_code_is_refused_too(client, asked, mentee):
    client.force_login(mentee)
    for _try in range(device_codes.MOST_WRONG_TRIES):
        client.post(device_url(asked), sheet(code=wrong(asked)))

    client.post(device_url(asked), sheet(code=code_of(asked.device_code)))

    assert not Observation.objects.exists()


@pytest.mark.parametrize(("seconds", "is_right"), [(-1, True), (0, False)])
def test_a_code_expires_to_the_second(asked, seconds, is_right):
    moment = asked.device_code.expires_at + dt.timedelta(seconds=seconds)

    code = code_of(asked.device_code)
    assert device_codes.is_right(request_id=asked.pk, code=code, now=moment) is is_right


def test_a_new_code_makes_the_old_one_useless(client, asked, mentee):
    old = code_of(asked.device_code)
    client.force_login(mentee)

    client.post(reverse("evaluation:request-device-code", args=[asked.uuid]))

    asked.device_code.refresh_from_db()
    assert asked.device_code.round == 2
    assert code_of(asked.device_code) != old
    assert not device_codes.is_right(request_id=asked.pk, code=old, now=NOW)


def test_an_address_gets_a_few_codes_an_hour_only(pairing, asked, mentee):
    for _time in range(device_codes.CODES_AN_HOUR - 1):
        device_codes.send_code(request_id=asked.pk, by=mentee, now=NOW)

    other = ask(pairing, on_this_device=True)
    with pytest.raises(Refused, match="wait an hour"):
        device_codes.send_code(request_id=other.pk, by=mentee, now=NOW)
    assert device_codes.send_code(request_id=other.pk, by=mentee, now=NOW + dt.timedelta(hours=1, seconds=1))


def test_a_code_of_another_request_is_wrong(pairing, asked, mentee):
    other = ask(pairing, on_this_device=True)
    device_codes.send_code(request_id=other.pk, by=mentee, now=NOW)
    other.refresh_from_db()

    assert code_of(other.device_code) != code_of(asked.device_code)
    assert not device_codes.is_right(request_id=asked.pk, code=code_of(other.device_code), now=NOW)


def test_only_the_mentee_hands_over_their_device(asked, mentor):
    with pytest.raises(NotAllowed):
        device_codes.send_code(request_id=asked.pk, by=mentor, now=NOW)


def test_the_observer_sees_the_form_and_none_of_the_mentees_places(client, asked, mentee):
    client.force_login(mentee)

    text = client.get(device_url(asked)).text

    assert "Please give this device to Jo Lind" in text
    for place in ("Your profile", "Portfolio", "Sign out"):
        assert place not in text
