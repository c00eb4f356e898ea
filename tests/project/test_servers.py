"""The servers of the test run are real: a promise all other tests lean on."""

from __future__ import annotations

import os
import signal

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from mentorship.celery import app
from tests.services.workers import wait_until


@app.task(name="tests.project.add_marker")
def set_key(*, name: str) -> None:
    """Leave a mark in Redis."""
    _redis().set(name, os.getpid())


def _redis() -> Redis:
    with app.connection_for_write() as link:
        return link.default_channel.client


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_is_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        (version,) = cursor.fetchone()

    assert int(version) >= 150000


@pytest.mark.redis
def test_a_task_goes_through_redis_to_a_worker_and_is_done(celery_worker_thread, broker):
    set_key.delay(name="done")

    wait_until(lambda: _redis().get("done"))


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.slow
def test_a_worker_in_a_process_of_its_own_answers_and_ends_on_sigterm(celery_worker_process):
    assert app.control.ping(timeout=2)

    celery_worker_process.send_signal(signal.SIGTERM)

    assert celery_worker_process.wait(timeout=30) == 0


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled <= set(app.tasks)
