"""What home pages, the MENTOR strip and the post say of feedback."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from evaluation.domain.observing import mark_read
from evaluation.reminders.observation import unread_feedback
from evaluation.stages import observed
from mentorship.core import home
from mentorship.core.home import Visit
from mentorship.core.navigation import Role
from tests.cast import NOW
from tests.evaluation.observations import ProcedureFactory, send_mini_cex
from tests.matching.factories import PairingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


def test_unread_feedback_waits_for_the_mentee_until_it_is_read(pairing, mentee, mentor, now):
    observation = send_mini_cex(pairing)
    titles = [thing.title for thing in home.next_things(Visit(mentee, Role.MENTEE, now))]
    mark_read(observation_id=observation.pk, by=mentee, now=now)

    assert "Read what Amara Osei saw on 1 February" in titles
    assert "Read what Amara Osei saw on 1 February" not in [
        thing.title for thing in home.next_things(Visit(mentee, Role.MENTEE, now))
    ]
    assert not [thing for thing in home.next_things(Visit(mentor, Role.MENTOR, now)) if "saw" in thing.title]


def test_the_mentors_home_has_the_one_tap_for_each_mentee(client, pairing, mentor):
    client.force_login(mentor)

    assert reverse("evaluation:observation-new", args=[pairing.uuid]) in client.get("/").text


def test_the_mentees_home_shows_the_newest_feedback_and_the_logbook(client, pairing, mentee):
    send_mini_cex(pairing)
    ProcedureFactory(mentee=pairing.mentee)
    client.force_login(mentee)

    text = client.get("/").text

    assert "Practise the sequence on the model twice." in text
    assert "1 procedure, 0 observed" in text


def test_observe_is_done_once_something_was_sent(pairing):
    other = PairingFactory()
    send_mini_cex(pairing)

    assert [seen.pairing for seen in observed([pairing.pk, other.pk])] == [pairing]


def test_the_mentee_is_told_once_and_no_word_of_it(pairing, mentee, now):
    observation = send_mini_cex(pairing)

    (due,) = unread_feedback(now)

    assert (due.recipient_id, due.subject_uuid, due.slot, due.due_at) == (mentee.pk, observation.uuid, "1", now)
    said = " ".join((due.headline, *due.lines))
    assert observation.strengths not in said
    assert observation.next_step not in said


def test_what_was_read_or_is_long_past_is_not_told(pairing, mentee, now):
    observation = send_mini_cex(pairing)
    long_past = list(unread_feedback(now + dt.timedelta(days=15)))
    mark_read(observation_id=observation.pk, by=mentee, now=now)

    assert long_past == []
    assert list(unread_feedback(now)) == []
