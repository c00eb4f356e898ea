"""What the tests of meetings begin from."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from matching.models import Pairing
from meetings.models import Meeting
from mentorship.accounts.models import User
from tests.cast import NOW
from tests.meetings.factories import MeetingFactory


@pytest.fixture
def frozen():
    """Stop the clock at the moment of the cast."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_mentee(client: Client, mentee: User) -> Client:
    client.force_login(mentee)
    return client


@pytest.fixture
def as_mentor(mentor: User) -> Client:
    client = Client()
    client.force_login(mentor)
    return client


@pytest.fixture
def coming(pairing: Pairing) -> Meeting:
    """Planned for tomorrow at 17:00."""
    return MeetingFactory(pairing=pairing)


@pytest.fixture
def over(pairing: Pairing) -> Meeting:
    """Planned for three days ago, not confirmed yet."""
    return MeetingFactory(pairing=pairing, over=True)


@pytest.fixture
def held(pairing: Pairing) -> Meeting:
    """Held three days ago, confirmed by Dr Osei."""
    return MeetingFactory(pairing=pairing, held=True)
