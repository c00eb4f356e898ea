"""Feedback is read by the two it belongs to, unread first; its next step is one tap from being an action."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from agreements.models import Action
from tests.cast import NOW
from tests.evaluation.observations import ALL_SIXES, ObservationFactory, ProcedureFactory, send_mini_cex

pytestmark = pytest.mark.django_db

OBSERVATION_QUERIES = 9
PAIR_QUERIES = 14
"""Each step of the MENTOR strip asks once; the list is counted and fetched; what was seen so far takes four."""
SECRET = "Traction was steady the whole way."


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def observation(pairing):
    return send_mini_cex(pairing, strengths=SECRET, ratings={**ALL_SIXES, "exam": 4, "counseling": None})


def url(name, observation):
    return reverse(f"evaluation:{name}", args=[observation.uuid])


def test_the_mentee_reads_words_first_then_ratings(client, observation, mentee):
    client.force_login(mentee)

    text = client.get(url("observation", observation)).text

    assert text.index(SECRET) < text.index(observation.to_improve) < text.index(observation.next_step)
    assert text.index("Make it an action") < text.index("Medical interviewing")
    assert "6 · Satisfactory" in text
    assert "only just" in text
    assert "Not observed" in text
    assert "5 of 6 parts were seen." in text
    assert "Their mean is 5.60" in text


def test_reading_writes_nothing(client, observation, mentee):
    client.force_login(mentee)

    client.get(url("observation", observation))

    observation.refresh_from_db()
    assert observation.read_at is None


def test_one_tap_says_that_it_was_read(client, observation, mentee):
    client.force_login(mentee)

    response = client.post(url("observation-read", observation), follow=True)

    observation.refresh_from_db()
    assert observation.read_at == NOW
    assert "You read this on 1 February." in response.text
    assert "I have read it" not in response.text


def test_the_mentee_answers_and_the_mentor_reads_the_answer(client, observation, mentee, mentor):
    client.force_login(mentee)
    client.post(url("observation-respond", observation), {"response": "Pulse first, every time."})

    client.force_login(mentor)
    text = client.get(url("observation", observation)).text

    assert "What Lena takes from it" in text
    assert "Pulse first, every time." in text


def test_an_empty_answer_is_refused_in_words(client, observation, mentee):
    client.force_login(mentee)

    response = client.post(url("observation-respond", observation), {"response": ""})

    assert response.status_code == 200
    assert "Write a sentence about what you take from this." in response.text


def test_the_next_step_is_one_tap_from_being_an_action(client, observation, mentee):
    client.force_login(mentee)

    for _ in range(2):
        response = client.post(url("next-step-to-action", observation), follow=True)

    assert Action.objects.get().text == observation.next_step
    assert "It is one of the actions now." in response.text
    assert "Make it an action" not in response.text


@pytest.mark.parametrize("who", ["leader", "other_leader", "other_mentor", "other_mentee", "staff"])
def test_nobody_else_ever_reads_a_word_of_it(client, observation, pairing, who, request):
    ProcedureFactory(mentee=pairing.mentee, note="A private note.")
    client.force_login(request.getfixturevalue(who))

    pages = [
        client.get(address)
        for address in (
            url("observation", observation),
            reverse("evaluation:observe", args=[pairing.uuid]),
            reverse("evaluation:observation-new", args=[pairing.uuid]),
            reverse("evaluation:feedback"),
            reverse("evaluation:procedures"),
            reverse("evaluation:portfolio"),
            reverse("core:home"),
        )
    ]

    assert [page.status_code for page in pages[:3]] == [404, 404, 404]
    for page in pages:
        for secret in (SECRET, observation.to_improve, observation.next_step, "A private note."):
            assert secret not in page.text


def test_the_unread_come_first(client, pairing, mentee):
    old = ObservationFactory(pairing=pairing, submitted_at=NOW - dt.timedelta(days=9), next_step="The unread one.")
    ObservationFactory(pairing=pairing, read_at=NOW, next_step="The newer, read one.")
    client.force_login(mentee)

    text = client.get(reverse("evaluation:feedback")).text

    assert text.index(old.next_step) < text.index("The newer, read one.")


def test_the_mentor_sees_what_was_sent_and_what_became_of_it(client, pairing, mentor):
    ObservationFactory(pairing=pairing)
    ObservationFactory(pairing=pairing, read_at=NOW)
    ObservationFactory(pairing=pairing, read_at=NOW, response="Thank you.")
    client.force_login(mentor)

    text = client.get(reverse("evaluation:feedback")).text

    assert all(word in text for word in ("not read yet", "answered", "Log what you saw", "Lena Fischer"))


def test_an_empty_list_says_what_will_be_here(client, pairing, mentee, mentor):
    for user, words in ((mentee, "No feedback yet"), (mentor, "Nothing written yet")):
        client.force_login(user)
        assert words in client.get(reverse("evaluation:feedback")).text


def test_the_page_of_the_pair_gathers_observations_and_procedures(client, observation, pairing, mentor):
    ProcedureFactory(mentee=pairing.mentee)
    client.force_login(mentor)

    text = client.get(reverse("evaluation:observe", args=[pairing.uuid])).text

    assert "What you saw of Lena" in text
    assert observation.next_step in text
    assert "Log what you saw" in text


@pytest.fixture(params=[1, 20])
def many(request, pairing, observation):
    """As many observations and procedures as the test is run for, with the one that is read."""
    for _ in range(request.param - 1):
        ObservationFactory(pairing=pairing)
        ProcedureFactory(mentee=pairing.mentee)


@pytest.mark.parametrize(("who", "queries"), [("mentee", 6), ("mentor", 7)])
def test_the_list_asks_the_database_as_often_for_one_as_for_twenty(
    client, many, who, queries, request, django_assert_num_queries
):
    client.force_login(request.getfixturevalue(who))

    with django_assert_num_queries(queries):
        client.get(reverse("evaluation:feedback"))


def test_one_observation_has_a_fixed_number_of_queries(client, observation, mentee, django_assert_num_queries):
    client.force_login(mentee)

    with django_assert_num_queries(OBSERVATION_QUERIES):
        client.get(url("observation", observation))


def test_the_page_of_the_pair_asks_as_often_for_one_as_for_twenty(
    client, many, pairing, mentor, django_assert_num_queries
):
    client.force_login(mentor)

    with django_assert_num_queries(PAIR_QUERIES):
        client.get(reverse("evaluation:observe", args=[pairing.uuid]))


def test_a_patients_name_in_an_answer_is_pointed_out_and_saved_only_when_confirmed(client, observation, mentee):
    client.force_login(mentee)
    data = {"response": "I should have asked Mrs Alvarez first."}

    text = client.post(url("observation-respond", observation), data).text

    assert "looks like a name after a title" in text
    assert "I should have asked" in text
    observation.refresh_from_db()
    assert observation.response == ""
    client.post(url("observation-respond", observation), {**data, "is_confirmed": "on"})
    observation.refresh_from_db()
    assert observation.response == data["response"]
