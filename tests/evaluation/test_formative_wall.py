"""Formative feedback stays formative: the role is asked once, ratings rank nobody, a leader sees counts only."""

from __future__ import annotations

import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.domain.answering import answer_request
from tests.cast import NOW
from tests.evaluation.asking import WORDS, ask
from tests.evaluation.observations import ALL_SIXES, send_mini_cex
from tests.matching.factories import PairingFactory
from tests.programs.factories import MenteeEnrollmentFactory, MentorEnrollmentFactory

pytestmark = pytest.mark.django_db

SECRET = "Hands were steady throughout."
LEADERS_PAGES = (
    "evaluation:board",
    "evaluation:report",
    "evaluation:report-program",
    "evaluation:report-groups",
    "evaluation:report-reviews",
    "evaluation:program-review",
    "evaluation:concerns",
    "core:home",
)


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


def test_whether_the_observer_assesses_formally_is_asked_once(client, pairing, mentor):
    client.force_login(mentor)
    url = reverse("evaluation:observation-new", args=[pairing.uuid])
    before = client.get(url)
    send_mini_cex(pairing, observer_assesses_formally=True)

    after = client.get(url)

    assert "You told us that you also assess formally." not in before.text
    assert "You told us that you also assess formally. Has it changed?" in after.text
    assert after.context["form"].initial["observer_assesses_formally"] == "yes"


def test_an_observer_without_an_account_is_asked_once_too(pairing, client):
    first = ask(pairing)
    answer_request(
        request_id=first.pk,
        client_key=uuid.uuid4(),
        link_round=1,
        now=NOW,
        observer_name="Jo Lind",
        observer_assesses_formally=False,
        **WORDS,
    )
    client.force_login(pairing.mentee.user)

    text = client.get(reverse("evaluation:request", args=[ask(pairing).uuid])).text

    assert "no: does not assess you formally" in text


def test_the_mentee_sees_it_before_anything_is_written(client, pairing, mentee):
    client.force_login(mentee)

    text = client.get(reverse("evaluation:request", args=[ask(pairing).uuid])).text

    assert "not asked yet; the form asks it once" in text


def test_a_leader_sees_counts_and_never_what_was_written_or_rated(client, pairing, leader):
    sent = send_mini_cex(pairing, strengths=SECRET, ratings={**ALL_SIXES, "overall": 2})
    request = ask(pairing, what="How I break bad news")
    client.force_login(leader)

    for page in LEADERS_PAGES:
        text = client.get(reverse(page)).text
        assert SECRET not in text
        assert "Unsatisfactory" not in text
        assert request.what not in text
    for address in (
        reverse("evaluation:observation", args=[sent.uuid]),
        reverse("evaluation:observe", args=[pairing.uuid]),
        reverse("evaluation:request", args=[request.uuid]),
        reverse("evaluation:milestones", args=[pairing.uuid]),
    ):
        assert client.get(address).status_code == 404


def test_no_page_of_a_leader_orders_people_by_ratings_or_even_asks_for_them(client, cohort, pairing, leader):
    for overall in (3, 9):
        other = PairingFactory(
            mentor=MentorEnrollmentFactory(cohort=cohort),
            mentee=MenteeEnrollmentFactory(cohort=cohort),
            track=cohort.tracks.get(),
        )
        send_mini_cex(other, ratings={**ALL_SIXES, "overall": overall})
    client.force_login(leader)

    with CaptureQueriesContext(connection) as asked:
        for page in LEADERS_PAGES:
            client.get(reverse(page))

    of_ratings = [
        query["sql"] for query in asked if re.search(r"evaluation_observationrating|half_levels", query["sql"])
    ]
    assert len(asked) > len(LEADERS_PAGES)
    assert not [
        sql for sql in of_ratings if re.search(r"order by[^)]*rating|\buser_id\b|full_name", sql, re.IGNORECASE)
    ]
