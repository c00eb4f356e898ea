"""How far long work is, told past the transaction it is done in."""

from __future__ import annotations

from time import monotonic
from uuid import uuid4

import pytest

from mentorship.core.progress import heard, tell

WORK = uuid4()


@pytest.mark.redis
def test_what_is_told_is_heard_by_its_own_name_only(settings, redis_url):
    settings.CELERY_BROKER_URL = redis_url

    tell(WORK, 3000)
    tell(WORK, 4000)

    assert heard(WORK) == 4000
    assert heard(uuid4()) == 0


@pytest.mark.parametrize("address", ["memory://", "redis://127.0.0.1:1/0", "redis+socket:///nowhere/redis.sock"])
def test_without_a_broker_nothing_is_heard_and_nothing_breaks(settings, address):
    settings.CELERY_BROKER_URL = address
    started = monotonic()

    tell(WORK, 3000)

    assert heard(WORK) == 0
    assert monotonic() - started < 30
