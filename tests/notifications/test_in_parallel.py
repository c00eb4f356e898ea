"""Each thing once, however many processes plan and send at the same time."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection

from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.models import Notification
from tests.accounts.factories import UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORKERS = 4


def at_once(work):
    """Let four threads, each with a database connection of its own, do the same at the same moment."""
    barrier = threading.Barrier(WORKERS)

    def one(_number):
        try:
            barrier.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, range(WORKERS)))


def test_four_senders_at_once_send_each_mail_once(kind, now, mailoutbox):
    for user in UserFactory.create_batch(250):
        kind.add(user, now)
    plan_due(now)

    delivered = at_once(lambda: deliver_due(now).sent)

    sent = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert sum(delivered) == len(sent) == 250
    assert set(sent.values()) == {1}
    assert Notification.objects.filter(state="sent").count() == 250


def test_four_planners_at_once_write_each_row_once(kind, now):
    for user in UserFactory.create_batch(100):
        kind.add(user, now)

    at_once(lambda: plan_due(now))

    assert Notification.objects.count() == 100


def test_planning_and_sending_at_once_lose_and_double_nothing(kind, now, mailoutbox):
    for user in UserFactory.create_batch(60):
        kind.add(user, now)

    def work():
        plan_due(now)
        deliver_due(now)

    at_once(work)
    deliver_due(now)

    assert Counter(message.to[0] for message in mail.outbox).most_common(1)[0][1] == 1
    assert len(mail.outbox) == 60
