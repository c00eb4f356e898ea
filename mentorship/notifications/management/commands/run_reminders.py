"""`manage.py run_reminders`: plan and send what is due, without a broker or a worker."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from mentorship.core import clock
from mentorship.notifications.domain.delivery import TASK, deliver_due
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.posts import posts


class Command(BaseCommand):
    """One round, or one round after the other until it is asked to stop; beside a worker it does no harm."""

    help = "Plan and send the reminders that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--loop` and `--seconds`."""
        parser.add_argument("--loop", action="store_true", help="go on until interrupted")
        parser.add_argument("--seconds", type=int, default=30, help="pause between two rounds (default: 30)")

    def handle(self, *_args: Any, loop: bool, seconds: int, **_options: Any) -> None:
        """Run; a round that has begun is finished before the end."""
        if not loop:
            self._round()
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            self._round()
            stop.wait(seconds)

    def _round(self) -> None:
        planned = plan_due(clock.now())
        delivered = deliver_due(clock.now())
        besides = sum(post.deliver(clock.now()) for post in posts() if post.task != TASK)
        self.stdout.write(
            f"{planned.added} planned, {delivered.sent + besides} sent, {planned.cancelled + delivered.cancelled} not needed"
            f" any more, {delivered.postponed} to be tried again, {delivered.failed} failed."
        )
