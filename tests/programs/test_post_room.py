"""The post room: what leaves the system in a cohort's name, and what did not and why."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mentorship.notifications.models import LastRun
from tests.cast import NOW
from tests.notifications.factories import NotificationFactory

pytestmark = pytest.mark.django_db
URL = "/post-room/"


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def read(client, leader):
    """Open the post room as the leader of the cohort."""
    client.force_login(leader)

    def text(**query):
        return client.get(reverse("programs:post-room"), query).content.decode()

    return text


@pytest.fixture
def five_mails(cohort, mentee):
    common = {"recipient": mentee, "scope_uuid": cohort.uuid}
    return [
        NotificationFactory(**common, kind="waiting_kind", next_try_at=NOW + dt.timedelta(hours=1)),
        NotificationFactory(**common, kind="sent_kind", state="sent", sent_at=NOW),
        NotificationFactory(**common, kind="cancelled_kind", state="cancelled", reason="Not needed any more."),
        NotificationFactory(**common, kind="failed_kind", state="failed", reason="550 No such user"),
        NotificationFactory(**common, kind="gathered_kind", state="gathered"),
    ]


def test_it_shows_who_is_told_of_what_and_what_became_of_it(read, five_mails):
    text = read()

    assert text.count("mentee@example.org") == 5
    assert "Not before 1 Feb, 10:00" in text
    assert "Left on 1 Feb, 09:00" in text
    assert "Not needed any more." in text
    assert "550 No such user" in text
    assert "Goes with a digest" in text


def test_one_state_can_be_chosen(read, five_mails):
    text = read(state="failed")

    assert "failed_kind" in text
    assert "sent_kind" not in text


def test_a_state_that_does_not_exist_shows_all(read, five_mails):
    assert "sent_kind" in read(state="lost")


def test_other_cohorts_mail_is_not_shown(read, mentee):
    NotificationFactory(recipient=mentee, kind="of_another_cohort")
    NotificationFactory(recipient=mentee, kind="of_another_cohort", scope_uuid="6f6f9a3e-0000-4000-8000-00000000000f")

    assert "of_another_cohort" not in read()


def test_it_says_when_reminders_last_ran(read):
    LastRun.objects.create(name="notifications.deliver_due", finished_at=NOW - dt.timedelta(minutes=2))

    text = read()

    assert "Reminders last ran 2\xa0minutes ago." in text
    assert "ask who looks after the server" not in text


def test_it_says_when_reminders_have_stopped(read):
    LastRun.objects.create(name="notifications.deliver_due", finished_at=NOW - dt.timedelta(hours=2))

    assert "ask who looks after the server" in read()


def test_a_leader_without_a_cohort_is_led_to_the_setup(client, other_leader):
    client.force_login(other_leader)

    assert "No cohort yet" in client.get(URL).content.decode()


@pytest.mark.parametrize("count", [1, 60])
def test_the_number_of_questions_does_not_grow(count, client, leader, cohort, mentee, django_assert_num_queries):
    NotificationFactory.create_batch(count, recipient=mentee, scope_uuid=cohort.uuid)
    client.force_login(leader)
    client.get(URL)

    with django_assert_num_queries(10):
        client.get(URL)


def test_it_comes_in_pages(read, cohort, mentee):
    NotificationFactory.create_batch(60, recipient=mentee, scope_uuid=cohort.uuid)

    assert read().count("mentee@example.org") == 50
    assert read(page=2).count("mentee@example.org") == 10
