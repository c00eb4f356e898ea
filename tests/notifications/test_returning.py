"""Mails that come back after the mail server had taken them."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from mentorship.notifications.domain.mails import message_id
from mentorship.notifications.domain.returning import take_returned
from mentorship.notifications.models import MailWishes
from tests.accounts.factories import UserFactory
from tests.cast import NOW
from tests.notifications.factories import NotificationFactory

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@relay.example.net
To: mentorship@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-1@relay.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_1"

--=_1
Content-Type: text/plain

I am sorry.

--=_1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.net

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} {said}

--=_1
Content-Type: {returned}

Message-ID: {message_id}
Subject: Sign your agreement

--=_1--
"""


@pytest.fixture
def mentee():
    return UserFactory(full_name="Lena Vogel", email="lena@example.org")


@pytest.fixture
def left(mentee):
    """A mail to the mentee that has left, some minutes ago."""

    def made(minutes_ago=10, **fields):
        sent_at = NOW - dt.timedelta(minutes=minutes_ago)
        return NotificationFactory(
            **{"recipient": mentee, "due_at": sent_at, "state": "sent", "sent_at": sent_at, **fields}
        )

    return made


def report(
    row, *, address="", action="failed", status="5.1.1", said="No such user", returned="text/rfc822-headers", **of
):
    """The report of a mail server about a mail."""
    named = {"message_id": message_id(row), **of}
    words = {"address": address or row.recipient.email, "action": action, "status": status, "said": said}
    return REPORT.format(returned=returned, **words, **named).encode()


def test_an_address_that_does_not_exist_gets_no_more_and_the_mail_says_why(left, mentee):
    row = left()

    assert take_returned(content=report(row), now=NOW) == 1

    row.refresh_from_db()
    assert row.state == "sent"
    assert row.reason == "Came back: 5.1.1 550 5.1.1 No such user"
    wishes = MailWishes.objects.get(user=mentee)
    assert wishes.stopped_at == NOW
    assert wishes.stopped_because == "5.1.1 550 5.1.1 No such user"


def test_the_mail_may_come_back_whole_and_with_capitals_in_its_address(left):
    row = left()

    assert take_returned(content=report(row, returned="message/rfc822", address="Lena@Example.ORG"), now=NOW) == 1


def test_read_twice_it_counts_once(left):
    content = report(left())
    take_returned(content=content, now=NOW)

    assert take_returned(content=content, now=NOW) == 0


def test_a_full_mailbox_stops_mail_only_when_three_in_a_row_came_back(left, mentee):
    rows = [left(minutes_ago) for minutes_ago in (40, 30, 20)]
    stops = []
    for row in rows:
        take_returned(content=report(row, status="5.2.2", said="Mailbox full"), now=NOW)
        stops.append(MailWishes.objects.filter(user=mentee, stopped_at__isnull=False).exists())

    assert stops == [False, False, True]


def test_a_mail_that_arrived_in_between_keeps_it_going(left, mentee):
    first, _arrived, third = left(40), left(30), left(20)

    for row in (first, third):
        take_returned(content=report(row, status="5.2.2", said="Mailbox full"), now=NOW)

    assert not MailWishes.objects.filter(user=mentee, stopped_at__isnull=False).exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"message_id": "<invented@example.org>"},
        {"address": "somebody@example.org"},
    ],
    ids=["only late", "a mail we did not send", "another address"],
)
def test_what_does_not_say_that_our_mail_to_this_person_was_given_up_changes_nothing(left, changed):
    row = left()

    assert take_returned(content=report(row, **changed), now=NOW) == 0

    row.refresh_from_db()
    assert row.reason == ""
    assert not MailWishes.objects.exists()


def test_another_persons_mail_cannot_be_used_to_stop_mine(left):
    row = left()
    other = UserFactory(email="amara@example.org")

    assert take_returned(content=report(row, address=other.email), now=NOW) == 0


def test_a_mail_of_long_ago_is_not_looked_for(left):
    assert take_returned(content=report(left(31 * 24 * 60)), now=NOW) == 0


@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: (REPORT + text).encode())))
def test_whatever_comes_is_read_without_an_error(content):
    assert take_returned(content=content, now=NOW) == 0


def test_it_is_not_read_when_it_is_huge(left):
    assert take_returned(content=report(left()) + b" " * 2**20, now=NOW) == 0


def test_the_command_reads_a_mailbox(left, tmp_path, capsys):
    box = tmp_path / "box"
    box.write_bytes(b"From relay Mon Nov 23 10:00:00 2026\n" + report(left()) + b"\n")

    with time_machine.travel(NOW, tick=False):
        call_command("take_returned", str(box))

    assert capsys.readouterr().out == "1 came back.\n"
