"""What happens when the mail server says no."""

from __future__ import annotations

import datetime as dt
import smtplib

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend

from mentorship.notifications.domain import troubles
from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.ledger import MOST_ATTEMPTS
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.models import MailWishes, Notification
from tests.cast import NOW

pytestmark = pytest.mark.django_db

GREYLISTED = smtplib.SMTPRecipientsRefused({"mentee@example.org": (451, b"4.7.1 Try again later")})
UNKNOWN = smtplib.SMTPRecipientsRefused({"mentee@example.org": (550, b"5.1.1 No such user")})
BUSY = smtplib.SMTPDataError(452, b"Too busy")
TOO_BIG = smtplib.SMTPDataError(552, b"Too big")
HUNG_UP = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
WRONG_PASSWORD = smtplib.SMTPAuthenticationError(535, b"Bad credentials")
NOBODY_THERE = ConnectionRefusedError(111, "Connection refused")
SILENT = TimeoutError("timed out")


@pytest.fixture
def server(monkeypatch):
    """A mail server that answers the mentee's mails with the errors it is given."""
    errors = []
    real = EmailBackend.send_messages

    def send_messages(self, mails):
        if errors and mails[0].to == ["mentee@example.org"]:
            raise errors.pop(0)
        return real(self, mails)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    with time_machine.travel(NOW, tick=False):
        yield errors


@pytest.fixture
def row(kind, mentee, now):
    kind.add(mentee, now)
    plan_due(now)
    return Notification.objects.get()


@pytest.mark.parametrize("error", [GREYLISTED, BUSY], ids=lambda error: type(error).__name__)
def test_a_temporary_no_is_tried_again_after_10_30_60_300_and_900_seconds(error, server, row, now, mailoutbox):
    server.extend([error] * 6)
    moment, waits = now, []
    for _attempt in range(6):
        assert deliver_due(moment).postponed == 1
        row.refresh_from_db()
        assert deliver_due(row.next_try_at - dt.timedelta(seconds=1)).sent == 0
        waits.append((row.next_try_at - moment).total_seconds())
        moment = row.next_try_at

    sent = deliver_due(moment).sent

    assert waits == [10, 30, 60, 300, 900, 900]
    assert sent == 1
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("error", [UNKNOWN, TOO_BIG], ids=lambda error: type(error).__name__)
def test_a_final_no_is_kept_with_the_servers_words(error, server, row, now, mailoutbox):
    server.append(error)

    assert deliver_due(now).failed == 1

    row.refresh_from_db()
    assert row.state == "failed"
    assert row.reason in {"550 5.1.1 No such user", "552 Too big"}
    assert deliver_due(now + dt.timedelta(days=1)).sent == 0


@pytest.mark.parametrize(
    "error", [NOBODY_THERE, SILENT, HUNG_UP, WRONG_PASSWORD], ids=lambda error: type(error).__name__
)
def test_a_server_that_is_away_ends_the_run_and_everything_leaves_later(
    error, server, row, kind, mentor, now, mailoutbox
):
    kind.add(mentor, now)
    plan_due(now)
    server.append(error)

    deliver_due(now)
    other = Notification.objects.get(recipient=mentor)
    in_the_first_run = (other.state, other.attempts, len(mailoutbox))
    later = deliver_due(now + dt.timedelta(seconds=30))

    assert in_the_first_run == ("pending", 0, 0)
    assert later.sent == 2


def test_after_many_attempts_it_is_given_up(server, row, now):
    Notification.objects.update(attempts=MOST_ATTEMPTS - 1)
    server.append(GREYLISTED)

    assert deliver_due(now).failed == 1

    row.refresh_from_db()
    assert (row.state, row.reason) == ("failed", "451 4.7.1 Try again later")


def test_a_mail_nobody_can_carry_fails_alone(server, row, kind, mentor, now, mailoutbox):
    kind.add(mentor, now)
    plan_due(now)
    server.append(smtplib.SMTPNotSupportedError("SMTPUTF8 not supported"))

    deliver_due(now)

    assert [mail.to for mail in mailoutbox] == [["mentor@example.org"]]
    row.refresh_from_db()
    assert row.reason == "SMTPNotSupportedError: SMTPUTF8 not supported"


def test_an_address_that_does_not_exist_gets_no_more_mail(server, row, kind, mentee, now, mailoutbox):
    server.append(UNKNOWN)
    deliver_due(now)
    kind.add(mentee, now, slot="second")
    plan_due(now)

    later = deliver_due(now + dt.timedelta(days=1))

    second = Notification.objects.get(slot="second")
    assert (later.cancelled, mailoutbox) == (1, [])
    assert second.reason == "The address takes no mail: 550 5.1.1 No such user"
    assert troubles.try_again(mentee.pk)
    kind.add(mentee, now, slot="third")
    plan_due(now)
    assert deliver_due(now + dt.timedelta(days=1)).sent == 1


def test_three_refusals_in_a_row_stop_the_mail_and_one_that_is_taken_begins_the_count_anew(
    server, row, kind, mentee, now
):
    def refuse(times, first):
        for number in range(first, first + times):
            kind.add(mentee, now, slot=f"number {number}")
            plan_due(now)
            server.append(TOO_BIG)
            deliver_due(now)

    deliver_due(now)
    refuse(2, first=1)
    assert MailWishes.objects.get().failures == 2
    kind.add(mentee, now, slot="taken")
    plan_due(now)
    deliver_due(now)
    assert MailWishes.objects.get().failures == 0

    refuse(3, first=10)

    wishes = MailWishes.objects.get()
    assert (wishes.failures, wishes.stopped_at, wishes.stopped_because) == (3, now, "552 Too big")
