from __future__ import annotations

import pytest

from mentorship.notifications import reminders
from mentorship.notifications.domain import delivery
from tests.notifications.factories import Kind


@pytest.fixture(autouse=True)
def only_the_kinds_of_this_test(monkeypatch):
    monkeypatch.setattr(reminders, "_kinds", {})


@pytest.fixture(autouse=True)
def a_run_takes_no_time(monkeypatch):
    monkeypatch.setattr(delivery, "monotonic", lambda: 0.0)


@pytest.fixture
def add_kind():
    """Make and register a kind."""

    def made(key="sign_it", **fields):
        kind = Kind(key, **fields)
        reminders.register(kind.reminder)
        return kind

    return made


@pytest.fixture
def kind(add_kind):
    """A kind whose due set the test sets."""
    return add_kind()
