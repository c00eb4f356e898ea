"""The scheduler's tasks, and the command that does without them."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command

from mentorship.celery import app
from mentorship.notifications.domain import planning
from mentorship.notifications.models import LastRun, Notification
from mentorship.notifications.tasks import deliver_due, plan_due
from tests.accounts.factories import UserFactory
from tests.notifications.factories import NotificationFactory
from tests.services.workers import wait_until


def test_the_scheduler_knows_tasks_by_the_names_they_have(settings):
    scheduled = {entry["task"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if "notifications" in name}

    assert scheduled == {plan_due.name, deliver_due.name}
    assert scheduled <= set(app.tasks)


@pytest.mark.redis
def test_a_real_worker_sends_once_however_often_it_is_asked(celery_worker_thread, kind, mailoutbox, settings):
    settings.QUIET_HOURS = None
    now = dt.datetime.now(dt.UTC)
    kind.add(UserFactory(), now)

    for task in (plan_due, plan_due, deliver_due, deliver_due, deliver_due):
        task.delay()

    wait_until(lambda: Notification.objects.filter(state="sent").exists())
    asked_at = dt.datetime.now(dt.UTC)
    deliver_due.delay()
    wait_until(lambda: LastRun.objects.filter(name=deliver_due.name, finished_at__gte=asked_at).exists())
    assert len(mailoutbox) == 1
    assert Notification.objects.get().state == "sent"


@pytest.mark.django_db
def test_the_command_plans_and_sends_without_a_broker(kind, mentee, now, mailoutbox, capsys):
    kind.add(mentee, now)

    with time_machine.travel(now, tick=False):
        call_command("run_reminders")

    assert len(mailoutbox) == 1
    assert capsys.readouterr().out.startswith("1 planned, 1 sent,")


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds_later", "planned"), [(39, 0), (41, 1)])
def test_looking_that_took_long_is_not_asked_for_again_at_once(kind, mentee, now, settings, seconds_later, planned):
    settings.CLOCK = "process"
    LastRun.objects.create(name=plan_due.name, finished_at=now, took_seconds=10)
    kind.add(mentee, now)

    with time_machine.travel(now + dt.timedelta(seconds=seconds_later), tick=False):
        plan_due()

    assert Notification.objects.count() == planned


@pytest.mark.django_db
@pytest.mark.parametrize(("waiting", "minutes_later", "planned"), [(3, 9, 0), (3, 11, 1), (2, 9, 1)])
def test_a_long_queue_is_sent_before_more_is_looked_for_but_not_for_ever(
    kind, mentee, now, settings, monkeypatch, waiting, minutes_later, planned
):
    settings.CLOCK = "process"
    monkeypatch.setattr(planning, "LONG_QUEUE", 2)
    NotificationFactory.create_batch(waiting, due_at=now, kind="another")
    LastRun.objects.create(name=plan_due.name, finished_at=now)
    kind.add(mentee, now)

    with time_machine.travel(now + dt.timedelta(minutes=minutes_later), tick=False):
        plan_due()

    assert Notification.objects.filter(kind="sign_it").count() == planned
