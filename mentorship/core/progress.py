"""How far long work is, told past the database: what one transaction writes nobody else sees before its end.

The broker keeps the count for a quarter of an hour. It is a kindness: where the broker is away, the page says what is
being done and not how far it is, and the work goes on.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from uuid import UUID

KEPT_SECONDS = 900
PATIENCE_SECONDS = 0.2
"""A broker that does not answer within this time is not waited for."""


def tell(work: UUID, done: int) -> None:
    """Say how much of some work is done."""
    broker = _broker()
    if broker is None:
        return
    try:
        broker.set(_key(work), done, ex=KEPT_SECONDS)
    except (RedisError, OSError):
        return


def heard(work: UUID) -> int:
    """Return how much of some work is done; 0 when nobody said."""
    broker = _broker()
    if broker is None:
        return 0
    try:
        return int(str(broker.get(_key(work)) or 0))
    except (RedisError, OSError):
        return 0


def _key(work: UUID) -> str:
    return f"mentorship-progress-{work}"


@cache
def _client(address: str) -> Redis:
    return Redis.from_url(
        address, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS, decode_responses=True
    )


def _broker() -> Redis | None:
    """Return the broker where it is a Redis server."""
    address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1)
    return _client(address) if address.startswith(("redis://", "rediss://", "unix://")) else None
