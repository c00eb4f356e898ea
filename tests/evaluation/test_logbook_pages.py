"""The logbook: totals first, one more in a minute, one out again after asking."""

from __future__ import annotations

import uuid

import pytest
import time_machine
from django.urls import reverse

from evaluation.models import Procedure
from tests.cast import NOW
from tests.evaluation.observations import ProcedureFactory, send_mini_cex
from tests.matching.factories import PairingFactory
from tests.programs.factories import MenteeEnrollmentFactory, TopicFactory

pytestmark = pytest.mark.django_db

LOGBOOK = "/portfolio/procedures/"


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def topic(db):
    return TopicFactory(name="Shoulder reduction, supervised")


def written(procedure, enrollment, **given):
    return {
        "client_key": str(uuid.uuid4()),
        "mentee": enrollment.pk,
        "topic": procedure.pk,
        "done_on": "2027-01-30",
        "setting": "patient",
        "age_band": "25-44",
        "supervision_level": "2b",
        **given,
    }


def test_the_mentee_logs_a_procedure_and_can_undo_it(client, pairing, mentee, topic):
    client.force_login(mentee)

    response = client.post(reverse("evaluation:procedure-new"), written(topic, pairing.mentee), follow=True)

    logged = Procedure.objects.get()
    assert "is in your logbook" in response.text
    assert reverse("evaluation:procedure-delete", args=[logged.uuid]) in response.text


def test_sending_twice_makes_one_entry(client, pairing, mentee, topic):
    client.force_login(mentee)
    form = written(topic, pairing.mentee)

    for _ in range(2):
        client.post(reverse("evaluation:procedure-new"), form)

    assert Procedure.objects.count() == 1


@pytest.mark.parametrize("given", [{"topic": ""}, {"supervision_level": ""}, {"done_on": "2027-02-02"}])
def test_what_is_missing_is_said(client, pairing, mentee, topic, given):
    client.force_login(mentee)

    response = client.post(reverse("evaluation:procedure-new"), written(topic, pairing.mentee, **given))

    assert response.status_code == 200
    assert "is-invalid" in response.text
    assert not Procedure.objects.exists()


def test_another_mentees_logbook_cannot_be_chosen(client, pairing, mentee, topic):
    client.force_login(mentee)

    client.post(reverse("evaluation:procedure-new"), written(topic, MenteeEnrollmentFactory()))

    assert not Procedure.objects.exists()


def test_a_note_that_looks_like_a_patient_is_pointed_out(client, pairing, mentee, topic):
    client.force_login(mentee)
    form = written(topic, pairing.mentee, note="MRN 00123456")

    response = client.post(reverse("evaluation:procedure-new"), form)
    client.post(reverse("evaluation:procedure-new"), {**form, "is_confirmed": "on"})

    assert "looks like a record number" in response.text
    assert Procedure.objects.get().note == "MRN 00123456"


def test_an_observed_entry_of_the_same_day_is_pointed_out(client, pairing, mentee, topic):
    send_mini_cex(pairing, topic_id=topic.pk, supervision_level="2b")
    client.force_login(mentee)

    form = written(topic, pairing.mentee, done_on="2027-02-01")
    response = client.post(reverse("evaluation:procedure-new"), form, follow=True)

    assert "Amara Osei also logged one that day" in response.text


def test_taking_out_asks_first(client, pairing, mentee):
    entry = ProcedureFactory(mentee=pairing.mentee)
    client.force_login(mentee)
    url = reverse("evaluation:procedure-delete", args=[entry.uuid])

    asked = client.get(url)
    there = Procedure.objects.count()
    client.post(url)

    assert "This cannot be undone." in asked.text
    assert (there, Procedure.objects.count()) == (1, 0)
    assert client.post(url).status_code == 404


def test_an_observed_entry_stays_and_says_why(client, pairing, mentee, topic):
    send_mini_cex(pairing, topic_id=topic.pk, supervision_level="2b")
    client.force_login(mentee)

    url = reverse("evaluation:procedure-delete", args=[Procedure.objects.get().uuid])
    response = client.post(url, follow=True)

    assert "Amara Osei saw this one" in response.text
    assert Procedure.objects.count() == 1


def test_totals_stand_above_the_entries(client, pairing, mentee, topic):
    for level in ("2a", "2b", "3a"):
        ProcedureFactory(mentee=pairing.mentee, topic=topic, supervision_level=level)
    client.force_login(mentee)

    text = client.get(LOGBOOK).text

    assert "<strong>3</strong>" in text
    assert text.count("evidence-dot level-2") == 2
    assert text.count("evidence-dot level-3") == 1


def test_a_mentor_finds_the_way_to_the_logbooks_of_their_mentees(client, pairing, mentor):
    client.force_login(mentor)

    assert reverse("evaluation:observe", args=[pairing.uuid]) in client.get(LOGBOOK).text


def test_with_two_programs_the_mentee_says_for_which(client, pairing, mentee, topic):
    second = PairingFactory(mentee=MenteeEnrollmentFactory(user=mentee)).mentee
    client.force_login(mentee)

    client.post(reverse("evaluation:procedure-new"), written(topic, second))

    assert Procedure.objects.get().mentee == second


@pytest.mark.parametrize("entries", [1, 20])
def test_the_logbook_asks_the_database_as_often_for_one_as_for_twenty(
    client, pairing, mentee, entries, django_assert_num_queries
):
    for _ in range(entries):
        ProcedureFactory(mentee=pairing.mentee)
    client.force_login(mentee)

    with django_assert_num_queries(9):
        client.get(LOGBOOK)


def test_the_form_has_a_fixed_number_of_queries(client, pairing, mentee, django_assert_num_queries):
    client.force_login(mentee)

    with django_assert_num_queries(8):
        client.get(reverse("evaluation:procedure-new"))
