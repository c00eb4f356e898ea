"""What runs by itself: names only, the work is in the domain."""

from __future__ import annotations

from celery import shared_task

from meetings.domain import availability, proposing
from mentorship.core import clock


@shared_task(name="meetings.expire_proposals", ignore_result=True)
def expire_proposals() -> None:
    """Mark the proposals that nobody answered in time. Running it twice is harmless."""
    proposing.expire_proposals(now=clock.now())


@shared_task(name="meetings.read_addresses_again", ignore_result=True)
def read_addresses_again() -> None:
    """Read busy times from their addresses anew. Running it twice reads each once."""
    availability.read_addresses_again(now=clock.now())
