"""What those who run the installation see of its mail, and who may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from mentorship.core import clock
from mentorship.notifications.models import LastRun, MailWishes
from mentorship.notifications.posts import posts
from tests.accounts.factories import UserFactory
from tests.cast import NOW
from tests.notifications.factories import NotificationFactory

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-more-than-twenty-characters"
TASKS = ("notifications.plan_due", "notifications.deliver_due", "evaluation.deliver_to_observers")


@pytest.fixture(autouse=True)
def _now(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.OPERATIONS_TOKEN = TOKEN


@pytest.fixture
def ask(client):
    """Ask with the token."""
    return lambda name: client.get(reverse(name), headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def all_ran():
    for task in TASKS:
        LastRun.objects.create(name=task, finished_at=NOW - dt.timedelta(seconds=20), took_seconds=1.5)


@pytest.mark.usefixtures("all_ran")
def test_it_says_how_much_waits_since_when_and_what_is_put_off(ask):
    for minutes in (3, 10):
        NotificationFactory(due_at=NOW - dt.timedelta(minutes=minutes))
    NotificationFactory(due_at=NOW - dt.timedelta(hours=5), next_try_at=NOW + dt.timedelta(hours=1))
    NotificationFactory(due_at=NOW + dt.timedelta(hours=5))
    NotificationFactory(due_at=NOW - dt.timedelta(days=1), state="failed")
    MailWishes.objects.create(user=UserFactory(), stopped_at=NOW, stopped_because="550 no such user")

    answer = ask("healthz")

    assert answer.status_code == 200
    reminders = answer.json()["posts"][0]
    assert (reminders["key"], reminders["waiting"], reminders["oldest_seconds"], reminders["put_off"]) == (
        "reminders", 2, 600.0, 1,
    )  # fmt: skip
    assert (answer.json()["failed"], answer.json()["addresses_stopped"]) == (1, 1)


@pytest.mark.usefixtures("all_ran")
@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_it_is_not_well_when_a_task_has_not_come_for_long(ask, minutes, status):
    LastRun.objects.filter(name=TASKS[1]).update(finished_at=NOW - dt.timedelta(minutes=minutes))

    assert ask("healthz").status_code == status


def test_an_installation_in_which_nothing_ever_ran_is_not_well(ask):
    assert ask("healthz").status_code == 503


@pytest.mark.usefixtures("all_ran")
def test_the_metrics_are_the_text_prometheus_reads(ask):
    NotificationFactory(due_at=NOW - dt.timedelta(seconds=90))

    answer = ask("metrics")

    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    values = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert values['mentorship_mail_waiting{post="reminders"}'] == "1"
    assert values['mentorship_mail_oldest_unsent_seconds{post="reminders"}'] == "90"
    assert float(values['mentorship_task_last_run_timestamp_seconds{task="notifications.deliver_due"}']) == (
        (NOW - dt.timedelta(seconds=20)).timestamp()
    )
    assert values["mentorship_mail_is_well"] == "1"
    named = {line.split()[2] for line in answer.text.splitlines() if line.startswith("# TYPE")}
    assert named == {key.split("{")[0] for key in values}


@pytest.mark.usefixtures("all_ran")
@pytest.mark.parametrize("name", ["healthz", "metrics"])
def test_nothing_in_it_names_anybody(ask, name):
    row = NotificationFactory(due_at=NOW - dt.timedelta(minutes=1), reason="550 no such user lena@example.org")

    text = ask(name).text

    assert row.recipient.email not in text
    assert row.recipient.full_name not in text
    assert "550" not in text


@pytest.mark.parametrize("name", ["healthz", "metrics"])
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer \u00e9"])
def test_without_the_token_it_does_not_exist(client, name, header):
    assert client.get(reverse(name), headers={"Authorization": header}).status_code == 404


@pytest.mark.parametrize("name", ["healthz", "metrics"])
def test_where_no_token_is_set_an_empty_one_opens_nothing(client, settings, name):
    settings.OPERATIONS_TOKEN = ""

    assert client.get(reverse(name), headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_looking_costs_the_same_however_much_waits(ask, rows, django_assert_num_queries):
    NotificationFactory.create_batch(rows, due_at=NOW - dt.timedelta(minutes=1))

    with django_assert_num_queries(3 + len(posts())):
        ask("healthz")


@pytest.mark.usefixtures("all_ran")
def test_site_staff_read_it_as_a_page(client):
    client.force_login(UserFactory(is_staff=True))
    NotificationFactory(due_at=NOW - dt.timedelta(minutes=2))

    page = client.get(reverse("healthz")).text

    assert "How mail stands" in page
    assert "0:02:00" in page
    assert "Everything looks for what is due" in page
