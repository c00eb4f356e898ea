"""From rows of the ledger to mails that have left."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
import time_machine

from mentorship.notifications.domain import ledger
from mentorship.notifications.domain.delivery import TASK, deliver_due
from mentorship.notifications.domain.heartbeat import last_run
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import Notification
from tests.accounts.factories import UserFactory
from tests.cast import NOW
from tests.notifications.factories import SUBJECT, NotificationFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def test_what_is_due_leaves_once(kind, mentee, now, mailoutbox):
    kind.add(mentee, now)
    plan_due(now)

    delivered = [deliver_due(now).sent, deliver_due(now).sent, deliver_due(now + MINUTE).sent]

    row = Notification.objects.get()
    assert delivered == [1, 0, 0]
    assert [mail.to for mail in mailoutbox] == [["mentee@example.org"]]
    assert (row.state, row.sent_at, row.claim, row.lease_until) == (NotificationState.SENT, now, None, None)
    assert last_run(TASK) == now + MINUTE


def test_a_thing_done_before_its_mail_left_sends_none(kind, mentee, now, mailoutbox):
    kind.add(mentee, now)
    plan_due(now)
    kind.items.clear()

    delivered = deliver_due(now)

    assert (delivered.sent, delivered.cancelled) == (0, 1)
    assert mailoutbox == []
    assert Notification.objects.get().reason == "Not needed any more."


def test_what_is_due_later_waits(kind, mentee, now, mailoutbox):
    kind.add(mentee, now + MINUTE)
    plan_due(now)

    deliver_due(now)

    assert mailoutbox == []
    assert Notification.objects.get().state == NotificationState.PENDING


def test_what_waited_too_long_is_cancelled(kind, mentee, now, mailoutbox):
    kind.add(mentee, now, expires_at=now + MINUTE)
    plan_due(now)

    delivered = deliver_due(now + MINUTE)

    assert delivered.expired == 1
    assert mailoutbox == []
    assert Notification.objects.get().reason == "Too late to be of use."


def test_a_closed_account_gets_no_mail(kind, mentee, now, mailoutbox):
    mentee.is_active = False
    mentee.save(update_fields=["is_active"])
    kind.add(mentee, now)
    plan_due(now)

    assert deliver_due(now).cancelled == 1
    assert mailoutbox == []


def test_a_row_whose_kind_is_gone_is_cancelled(mentee, now, mailoutbox):
    NotificationFactory(recipient=mentee, kind="no_longer_registered")

    assert deliver_due(now).cancelled == 1
    assert mailoutbox == []


def test_a_crash_between_sending_and_noting_it_repeats_the_same_message_id(kind, mentee, now, mailoutbox, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_args, **_kwargs):
        raise Killed

    kind.add(mentee, now)
    plan_due(now)
    with monkeypatch.context() as crash:
        crash.setattr(ledger, "mark_sent", killed)
        with pytest.raises(Killed):
            deliver_due(now)

    too_early = deliver_due(now + ledger.LEASE)
    recovered = deliver_due(now + ledger.LEASE + MINUTE)

    assert (too_early.sent, recovered.sent, recovered.recovered) == (0, 1, 1)
    first, second = (mail.extra_headers["Message-ID"] for mail in mailoutbox)
    assert first == second
    assert Notification.objects.get().attempts == 2


def test_a_crash_between_taking_and_sending_loses_nothing(kind, mentee, now, mailoutbox):
    kind.add(mentee, now)
    plan_due(now)
    ledger.claim(now, size=10)

    deliver_due(now + ledger.LEASE + MINUTE)

    assert len(mailoutbox) == 1


def test_a_sender_that_lost_its_lease_does_not_send(kind, mentee, now, mailoutbox):
    due = kind.add(mentee, now)
    plan_due(now)
    (row,) = ledger.claim(now, size=10)
    ledger.recover(now + ledger.LEASE + MINUTE)

    assert ledger.hold(row, now=now + ledger.LEASE + MINUTE) is False
    assert ledger.mark_sent(row, now=now) is False
    assert Notification.objects.get(subject_uuid=due.subject_uuid).state == NotificationState.PENDING


def test_a_row_that_never_survives_its_sending_is_given_up(mentee, now):
    row = NotificationFactory(
        recipient=mentee, state="sending", claim=uuid4(), lease_until=now - MINUTE, attempts=ledger.MOST_ATTEMPTS
    )

    deliver_due(now)

    row.refresh_from_db()
    assert (row.state, row.reason) == (
        NotificationState.FAILED,
        "The server stopped each time this was being sent.",
    )


def test_a_kind_whose_query_fails_does_not_keep_the_others_mails(add_kind, mentee, now, mailoutbox):
    broken, good = add_kind("broken"), add_kind("good")
    broken.add(mentee, now)
    good.add(mentee, now)
    plan_due(now)
    broken.when_asked = lambda: 1 / 0

    with pytest.raises(ExceptionGroup):
        deliver_due(now)

    assert [row.kind for row in Notification.objects.filter(state="sent")] == ["good"]
    waiting = Notification.objects.get(kind="broken")
    assert (waiting.state, waiting.next_try_at) == ("pending", now + dt.timedelta(seconds=10))


def test_a_mail_that_cannot_be_written_does_not_keep_the_others(kind, mentee, mentor, now, mailoutbox):
    kind.add(mentee, now, attachments=(("broken.ics",),))
    kind.add(mentor, now)
    plan_due(now)

    with pytest.raises(ExceptionGroup):
        deliver_due(now)

    assert [mail.to for mail in mailoutbox] == [["mentor@example.org"]]
    assert Notification.objects.get(recipient=mentee).reason.startswith("ValueError")


def test_delivery_asks_one_question_per_mail_and_a_fixed_number_besides(kind, now, django_assert_num_queries):
    NotificationFactory.create_batch(30, state="sent", sent_at=now)
    besides = 16
    for count in (1, 3):
        Notification.objects.filter(subject_uuid=SUBJECT).delete()
        kind.items.clear()
        for user in UserFactory.create_batch(count):
            kind.add(user, now)
        plan_due(now)

        with django_assert_num_queries(besides + count):
            deliver_due(now)
