"""F1 to F4: processes and the broker die, beats and tasks come too often; nothing is lost, nothing doubled by us."""

from __future__ import annotations

import random
import signal
import time

import pytest

from tests.faults.conftest import AT_MOST, LEASE

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]
PROCESSES = 2
SMALL_BATCHES = {"mentorship.notifications.domain.delivery.BATCH": 20}


def test_f1_a_worker_killed_seven_times_loses_nothing_and_repeats_at_most_one_mail_a_process(stage):
    """600 due; pass: lost 0, repeats at most kills times processes, each repeat with the same Message-ID."""
    kills, due = 7, 600
    chance = random.Random(7)
    stage.mail.delay_seconds = 0.01
    stage.call("invitations", count=due)
    for number in range(1, kills + 1):
        worker = stage.start("worker", processes=PROCESSES, seconds={LEASE: 4}, values=SMALL_BATCHES)
        stage.wait_for_mails(number * 60)
        time.sleep(chance.random() * 0.2)
        stage.end(worker)

    stage.start("worker", processes=PROCESSES, seconds={LEASE: 4}, values=SMALL_BATCHES)
    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert len(stage.mail.ids()) == len({mail.recipient for mail in stage.mail.mails}) == due
    assert stage.mail.duplicates() <= kills * PROCESSES


def test_f2_the_broker_killed_three_times_with_all_it_had_loses_and_doubles_nothing(stage, tmp_path):
    """400 due; pass: lost 0, repeats 0, nobody has to do anything."""
    due = 400
    stage.call("invitations", count=due)
    stage.start("worker", seconds={AT_MOST: 1})
    stage.start("beat", schedule=str(tmp_path / "beat"))
    for number in (60, 150, 250):
        stage.wait_for_mails(number)
        stage.broker.kill()
        time.sleep(0.5)
        stage.broker.start()

    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert stage.mail.duplicates() == 0


def test_f3_three_beats_and_two_workers_send_each_once(stage, tmp_path):
    """500 due; pass: repeats 0."""
    due = 500
    stage.call("invitations", count=due)
    for number in range(3):
        stage.start("beat", schedule=str(tmp_path / f"beat{number}"))
    for _number in range(2):
        stage.start("worker")

    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert stage.mail.duplicates() == 0


def test_f4_two_hundred_deliveries_of_the_same_task_send_each_once(stage):
    """500 due, four processes; pass: repeats 0."""
    due = 500
    stage.call("invitations", count=due)
    stage.call("plan")
    stage.call("send_tasks", name="notifications.deliver_due", times=200)
    stage.start("worker", processes=4)

    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert stage.mail.duplicates() == 0


def test_a_worker_that_is_asked_to_stop_gives_back_what_it_did_not_send(stage):
    """Graceful stop: no row is left taken, no mail comes twice, the next worker sends the rest at once."""
    due = 300
    stage.mail.delay_seconds = 0.02
    stage.call("invitations", count=due)
    worker = stage.start("worker", seconds={AT_MOST: 1})
    stage.wait_for_mails(20)
    stage.end(worker, by=signal.SIGTERM)
    stage.wait_for(lambda: "sending" not in stage.call("states"), "giving back")

    stage.mail.delay_seconds = 0
    stage.start("worker")
    stage.wait_for_mails(due)
    stage.wait_until_noted(due)

    assert stage.mail.duplicates() == 0
