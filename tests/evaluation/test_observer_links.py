"""The life of an observer's link: good, forged, replaced, expired, renewed, used, taken back, opened by the wrong person."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core import mail, signing
from django.core.management import call_command
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse

from evaluation.domain import asking, observer_post
from evaluation.domain.answering import answer_request
from evaluation.domain.codes import code_of
from evaluation.domain.device_codes import send_code
from evaluation.domain.observer_links import SALT, invitation_of, token_of
from evaluation.domain.renewing import RENEWALS_AN_HOUR, renew_links
from evaluation.enums import RequestState
from evaluation.models import Observation, ObservationRequest
from evaluation.queries import post
from mentorship.core.errors import Refused
from tests.cast import NOW
from tests.evaluation.asking import OUTSIDER, WORDS, ask, sheet

pytestmark = pytest.mark.django_db

LINK_QUERIES = 14


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asked(pairing):
    return ask(pairing)


def form_url(request):
    return reverse("evaluation:observer-form", args=[token_of(request.invitation)])


def test_the_mail_brings_the_link_and_nothing_clinical(asked):
    assert observer_post.deliver(now=NOW) == 1

    (letter,) = mail.outbox
    assert letter.to == [OUTSIDER]
    assert form_url(asked) in letter.body
    for body in (letter.body, letter.alternatives[0].content):
        assert asked.what not in body
        assert "Lena Fischer" in body


def test_the_post_sends_each_mail_once(asked):
    assert [observer_post.deliver(now=NOW) for _time in range(3)] == [1, 0, 0]


def test_the_reminder_loop_writes_to_observers_too(asked, settings):
    settings.CLOCK = "process"

    call_command("run_reminders")

    assert OUTSIDER in {address for letter in mail.outbox for address in letter.to}


def test_what_waits_for_observers_is_counted(asked):
    before = post.queue(NOW)
    observer_post.deliver(now=NOW)

    assert (before.waiting, before.oldest_due_at, before.put_off) == (1, NOW, 0)
    assert post.queue(NOW).waiting == 0


def test_the_link_opens_that_form_and_nothing_else(client, asked):
    response = client.get(form_url(asked))

    assert response.status_code == 200
    assert asked.what in response.text
    assert "Jo Lind" in response.text
    for place in ("Goals", "Meetings", "Portfolio", "Sign out"):
        assert place not in response.text
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_opening_the_link_changes_nothing(client, asked):
    for method in (client.get, client.head):
        method(form_url(asked))

    asked.refresh_from_db()
    assert asked.state == RequestState.ASKED


def test_what_is_sent_by_the_link_reaches_the_mentee(client, asked, mentee):
    response = client.post(form_url(asked), sheet())

    assert response["Location"] == reverse("evaluation:observer-done")
    observation = Observation.objects.get()
    assert (observation.observer, observation.observer_name, observation.observer_role) == (
        None,
        "Jo Lind",
        "Consultant, emergency department",
    )
    assert (observation.confirmed_by, observation.request) == ("link", asked)
    client.force_login(mentee)
    text = client.get(reverse("evaluation:observation", args=[observation.uuid])).text
    assert "known by the link sent to their address" in text


@pytest.mark.parametrize("missing", ["strengths", "to_improve", "next_step", "observer_role", "has_watched"])
def test_what_is_missing_is_named_and_nothing_typed_is_lost(client, asked, missing):
    data = sheet()
    del data[missing]

    response = client.post(form_url(asked), data)

    assert response.context["form"].errors.keys() == {missing}
    assert response.text.count(WORDS["next_step"]) == (missing != "next_step")
    assert not Observation.objects.exists()


def test_a_patients_name_is_pointed_out_before_sending_and_may_be_sent_anyway(client, asked):
    data = sheet(strengths="Calmed Mr Miller down.")

    assert "Could somebody recognise the patient?" in client.post(form_url(asked), data).text
    assert not Observation.objects.exists()
    client.post(form_url(asked), {**data, "is_confirmed": "on"})
    assert Observation.objects.exists()


@pytest.mark.parametrize(
    "change", [str.swapcase, lambda token: token[:-1], lambda token: f"{token}a", lambda _token: "x"]
)
def test_a_forged_link_leads_nowhere(client, asked, change):
    token = token_of(asked.invitation)

    response = client.get(reverse("evaluation:observer-form", args=[change(token)]))

    assert response.status_code == 404
    assert "Lena" not in response.text


def test_a_link_signed_for_something_else_leads_nowhere(client, asked):
    other = signing.dumps([str(asked.invitation.uuid), 1], salt="programs.invitation")

    assert SALT != "programs.invitation"
    assert invitation_of(other) is None
    assert client.get(reverse("evaluation:observer-form", args=[other])).status_code == 404


@pytest.mark.parametrize(("later", "status"), [(-1, 200), (0, 410), (1, 410)])
def test_a_link_expires_to_the_second(client, asked, at_the_time_of_the_cast, later, status):
    ends = min(asked.invitation.expires_at, asked.answer_by)
    at_the_time_of_the_cast.move_to(ends + dt.timedelta(seconds=later))

    response = client.get(form_url(asked))

    assert response.status_code == status
    assert ("Send me a new link" in response.text) == (status == 410)


def test_nothing_is_sent_by_an_expired_link(client, asked, at_the_time_of_the_cast):
    at_the_time_of_the_cast.move_to(asked.invitation.expires_at)

    assert client.post(form_url(asked), sheet()).status_code == 410
    assert not Observation.objects.exists()


def test_an_observer_gets_a_new_link_by_themselves_and_the_old_one_dies(client, asked):
    old = form_url(asked)

    client.post(reverse("evaluation:observer-renew"), {"email": OUTSIDER.upper()})

    asked.invitation.refresh_from_db()
    assert client.get(old).status_code == 404
    assert client.get(form_url(asked)).status_code == 200
    observer_post.deliver(now=NOW)
    assert form_url(asked) in mail.outbox[-1].body


def test_the_answer_is_the_same_whether_anything_was_asked_or_not(client, asked, mentor):
    pages = set()
    for address in (OUTSIDER, mentor.email, "nobody@nowhere.example"):
        response = client.post(reverse("evaluation:observer-renew"), {"email": address})
        words = response.text.replace(address, "…").replace(str(response.context["csrf_token"]), "…")
        pages.add((response.status_code, words))

    assert len(pages) == 1


def test_a_new_link_goes_to_the_address_that_was_asked_and_no_other(asked):
    assert renew_links(email="somebody@else.example", now=NOW) == 0
    assert renew_links(email=OUTSIDER, now=NOW) == 1
    observer_post.deliver(now=NOW)
    assert {address for letter in mail.outbox for address in letter.to} == {OUTSIDER}


def test_links_are_renewed_a_few_times_an_hour_only(asked):
    counts = [renew_links(email=OUTSIDER, now=NOW) for _time in range(RENEWALS_AN_HOUR + 2)]

    assert counts == [1] * RENEWALS_AN_HOUR + [0, 0]
    assert renew_links(email=OUTSIDER, now=NOW + dt.timedelta(hours=1, seconds=1)) == 1


def test_a_network_that_asks_very_often_has_to_wait(client, asked, settings):
    settings.ACCOUNT_RATE_LIMITS = {"renew_observer_link": "2/h/ip"}
    url = reverse("evaluation:observer-renew")

    answers = [client.post(url, {"email": "a@b.example"}, REMOTE_ADDR="192.0.2.77").text for _time in range(3)]

    assert ["Please try again in an hour" in answer for answer in answers] == [False, False, True]


def test_an_expired_request_is_opened_again_by_its_observer(asked):
    late = asked.answer_by
    asking.expire_requests(now=late)

    assert renew_links(email=OUTSIDER, now=late + dt.timedelta(days=3)) == 1
    asked.refresh_from_db()
    assert asked.state == RequestState.ASKED


def test_a_used_link_says_that_it_was_used(client, asked):
    client.post(form_url(asked), sheet())

    for response in (client.get(form_url(asked)), client.post(form_url(asked), sheet())):
        assert response.status_code == 410
        assert "it arrived" in response.text
    assert Observation.objects.count() == 1


def test_sending_the_same_form_again_is_not_an_error(asked):
    key = uuid.uuid4()
    given = {"request_id": asked.pk, "client_key": key, "link_round": 1, "now": NOW, "observer_name": "Jo", **WORDS}

    assert answer_request(**given) == answer_request(**given)


def test_a_request_that_was_taken_back_is_closed_to_its_link(client, asked, mentee):
    asking.withdraw_request(request_id=asked.pk, by=mentee, now=NOW)

    assert client.get(form_url(asked)).status_code == 410
    assert client.post(form_url(asked), sheet()).status_code == 410
    assert not Observation.objects.exists()
    assert renew_links(email=OUTSIDER, now=NOW) == 0


@pytest.mark.parametrize("who", ["mentee", "mentor", "leader", "other_mentee"])
def test_the_wrong_person_opens_nothing(client, asked, who, request):
    client.force_login(request.getfixturevalue(who))

    response = client.get(form_url(asked))

    assert response.status_code == 403
    assert asked.what not in response.text
    assert client.post(form_url(asked), sheet()).status_code == 403
    assert not Observation.objects.exists()


def test_an_observer_says_yes_and_later_no(client, asked):
    reply = reverse("evaluation:observer-reply", args=[token_of(asked.invitation)])

    client.post(reply, {"accept": "yes"})
    asked.refresh_from_db()
    assert asked.state == RequestState.ACCEPTED
    response = client.post(reply, {"word": "Called to theatre"}, follow=True)
    asked.refresh_from_db()
    assert (asked.state, asked.decline_word, response.status_code) == (RequestState.DECLINED, "Called to theatre", 410)


def test_a_link_of_another_request_does_not_answer_this_one(pairing, asked):
    other = ask(pairing)
    renew_links(email=OUTSIDER, now=NOW)
    asked.refresh_from_db()

    with pytest.raises(Refused):
        answer_request(request_id=other.pk, client_key=uuid.uuid4(), link_round=1, now=NOW, **WORDS)


def test_the_form_asks_as_few_questions_of_the_database_with_many_requests(
    client, asked, django_assert_max_num_queries
):
    for number in range(10):
        ask(asked.pairing, observer_email=f"colleague{number}@hospital.example")

    with django_assert_max_num_queries(LINK_QUERIES):
        client.get(form_url(asked))


def test_the_key_of_another_form_is_refused_as_that_and_answers_nothing(pairing, asked):
    other, key = ask(pairing), uuid.uuid4()
    answer_request(request_id=other.pk, client_key=key, link_round=1, now=NOW, **WORDS)

    with pytest.raises(Refused, match="This form was sent already"):
        answer_request(request_id=asked.pk, client_key=key, link_round=1, now=NOW, **WORDS)

    asked.refresh_from_db()
    assert asked.state == RequestState.ASKED
    assert Observation.objects.count() == 1


def test_what_else_the_database_refuses_is_not_called_answered(asked):
    with pytest.raises(IntegrityError):
        answer_request(
            request_id=asked.pk, client_key=uuid.uuid4(), link_round=1, now=NOW, observer_satisfaction=10, **WORDS
        )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_sends_at_once_make_one_observation(pairing):
    asked = ask(pairing)
    url, answers, start = form_url(asked), [], threading.Barrier(2)

    def send():
        start.wait()
        try:
            answers.append(Client().post(url, sheet()))
        finally:
            connections.close_all()

    senders = [threading.Thread(target=send) for _number in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)

    assert Observation.objects.count() == 1
    assert ObservationRequest.objects.get().state == RequestState.ANSWERED
    assert min(answer.status_code for answer in answers) in {200, 302}
    assert {answer.status_code for answer in answers} <= {200, 302, 410}


def test_the_answer_to_a_sending_that_was_lost_on_the_way_is_given_again(client, asked):
    written, url = sheet(), form_url(asked)
    client.post(url, written)

    by_script = client.post(url, written, headers={"Accept": "application/json"})
    by_hand = client.post(url, written)

    done = reverse("evaluation:observer-done")
    assert (by_script.status_code, by_script.json()) == (201, {"url": done})
    assert by_hand["Location"] == done
    assert client.post(url, sheet()).status_code == client.get(url).status_code == 410
    assert Observation.objects.count() == 1


@pytest.mark.parametrize("way", ["account", "device"])
def test_so_it_is_in_an_account_and_on_the_mentees_device(client, pairing, mentee, other_mentor, way):
    if way == "account":
        asked, who, view = ask(pairing, observer_email=other_mentor.email), other_mentor, "evaluation:request-form"
        written = sheet()
    else:
        asked, who, view = ask(pairing, on_this_device=True), mentee, "evaluation:request-device"
        written = sheet(code=code_of(send_code(request_id=asked.pk, by=mentee, now=NOW)))
    client.force_login(who)
    url = reverse(view, args=[asked.uuid])

    first, again = (client.post(url, written, headers={"Accept": "application/json"}) for _time in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Observation.objects.count() == 1
