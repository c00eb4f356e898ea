"""A word to the workers never holds up or breaks what somebody does."""

from __future__ import annotations

import threading
import time

import pytest
from kombu.exceptions import OperationalError

from mentorship.celery import app
from mentorship.core import nudging
from tests.services.workers import wait_until


@pytest.fixture(autouse=True)
def nothing_known_of_the_broker(monkeypatch):
    monkeypatch.setattr(nudging, "_silent_until", 0.0)
    monkeypatch.setattr(nudging, "_under_way", set())


def test_the_task_is_sent(monkeypatch):
    sent = []
    monkeypatch.setattr(app, "send_task", lambda task, **_options: sent.append(task))

    nudging.nudge("some.task")

    wait_until(lambda: sent == ["some.task"])


def test_a_broker_that_says_nothing_holds_nobody_up_and_is_asked_once(monkeypatch):
    answers, asked = threading.Event(), []

    def hang(task, **_options):
        asked.append(task)
        answers.wait(20)

    monkeypatch.setattr(app, "send_task", hang)
    began = time.monotonic()

    for _again in range(50):
        nudging.nudge("some.task")

    took = time.monotonic() - began
    answers.set()
    wait_until(lambda: not nudging._under_way)
    assert took < 5  # fifty times a hanging broker: each would have taken twenty seconds
    assert asked == ["some.task"]


def test_after_a_refusal_the_broker_is_left_alone_for_a_while(monkeypatch):
    asked = []

    def away(task, **_options):
        asked.append(task)
        raise OperationalError("Connection refused")

    monkeypatch.setattr(app, "send_task", away)
    nudging.nudge("some.task")
    wait_until(lambda: nudging._silent_until)

    nudging.nudge("some.task")

    assert asked == ["some.task"]
