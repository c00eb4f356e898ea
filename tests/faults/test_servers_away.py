"""F5 to F7: the mail server, the database, everything is away for a while."""

from __future__ import annotations

import time

import pytest

from tests.faults.conftest import ASSEMBLE, LEASE

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]
QUICK_RETRIES = {"mentorship.notifications.domain.ledger.BACK_OFF_SECONDS": [1]}


def test_f5_a_mail_server_that_says_later_gets_each_mail_once(stage):
    """100 due, 451 for a while; pass: lost 0, repeats 0."""
    due = 100
    stage.mail.mode = "later"
    stage.call("invitations", count=due)
    stage.start("worker", values=QUICK_RETRIES)
    stage.wait_for(lambda: stage.call("states").get("pending") == due, "planning")
    time.sleep(3)

    stage.mail.mode = "ok"
    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert stage.mail.duplicates() == 0


def test_f5b_a_mail_server_that_says_nothing_holds_nobody_for_ever(stage):
    """60 due, silence until the time allowed is over; pass: lost 0, repeats 0 (what was not answered had not been taken)."""
    due = 60
    stage.mail.mode = "hang"
    stage.call("invitations", count=due)
    stage.start("worker", values=QUICK_RETRIES)
    stage.wait_for(lambda: "sending" in stage.call("states"), "the first attempt")
    time.sleep(3)

    stage.mail.mode = "ok"
    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert stage.mail.duplicates() == 0


def test_f5c_a_mail_server_that_hangs_up_after_taking_a_mail_gets_it_again_with_the_same_message_id(stage):
    """60 due; pass: lost 0, repeats at most the mails taken but not answered."""
    due = 60
    stage.mail.mode = "drop"
    stage.call("invitations", count=due)
    stage.start("worker", values=QUICK_RETRIES)
    stage.wait_for(lambda: stage.mail.dropped >= 3, "hanging up")

    stage.mail.mode = "ok"
    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert 1 <= stage.mail.duplicates() <= stage.mail.dropped
    assert len(stage.mail.ids()) == due


def test_f6_the_database_stopped_in_the_middle_loses_nothing(stage):
    """300 due, two processes; pass: lost 0, repeats at most one a process, all sent soon after the lease has ended."""
    due, processes, lease = 300, 2, 10
    stage.mail.delay_seconds = 0.01
    stage.call("invitations", count=due)
    stage.start("worker", processes=processes, seconds={LEASE: lease})
    stage.wait_for_mails(80)

    stage.database.stop_at_once()
    time.sleep(3)
    stage.database.start()
    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert stage.mail.duplicates() <= processes


def test_f7_after_nine_hours_without_anything_each_due_thing_comes_once_and_no_flood(stage):
    """300 people with one thing due and 20 with five; pass: one mail each, nothing past its use."""
    nine_hours = 9 * 60
    stage.call("invitations", count=300, minutes_ago=nine_hours - 10, plan_ran_minutes_ago=nine_hours)
    stage.call("stale_rows", count=30)
    stage.call("invitations", count=20, first=300, each=5, minutes_ago=nine_hours - 10)

    stage.start("worker", seconds={ASSEMBLE: 3})
    stage.start("worker", seconds={ASSEMBLE: 3})
    stage.wait_for(lambda: stage.call("states") == {"sent": 300 - 30 + 20 * 5, "cancelled": 30}, "catching up")

    subjects = [mail.subject for mail in stage.mail.mails]
    assert len(stage.mail.mails) == len({mail.recipient for mail in stage.mail.mails}) == 300 - 30 + 20
    assert subjects.count("5 things waited for you") == 20
    assert stage.mail.duplicates() == 0
