"""What those who run the installation want to know of its mail: how much waits, since when, and when it last moved.

Nothing here names a person, an address or what a mail says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from mentorship.notifications import queries
from mentorship.notifications.domain import planning
from mentorship.notifications.models import LastRun
from mentorship.notifications.posts import Post, Queue, posts

LATE_AFTER = timedelta(minutes=5)
"""Everything looks for what is due every half minute, and one look may take most of a minute."""
FAILED_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class PostState:
    """One post: how many mails may leave now and have not, for how many seconds the oldest, and how many are put off."""

    key: str
    label: str
    waiting: int
    oldest_seconds: float
    put_off: int

    @property
    def oldest_for(self) -> timedelta:
        """For how long the oldest has been waiting."""
        return timedelta(seconds=int(self.oldest_seconds))


@dataclass(frozen=True)
class Tick:
    """A periodic task: when it last came to its end, how long ago in seconds, and how many it took."""

    task: str
    label: str
    at: datetime | None
    seconds_ago: float | None
    took_seconds: float

    @property
    def is_late(self) -> bool:
        """Should it have come again by now?"""
        return self.seconds_ago is None or self.seconds_ago > LATE_AFTER.total_seconds()


@dataclass(frozen=True)
class State:
    """The state of all mail."""

    posts: tuple[PostState, ...]
    ticks: tuple[Tick, ...]
    failed: int
    addresses_stopped: int

    @property
    def is_well(self) -> bool:
        """Does everything move?"""
        return not any(tick.is_late for tick in self.ticks)


def look(now: datetime) -> State:
    """Return how mail stands; the number of queries does not depend on how much of it there is."""
    runs = queries.last_runs()
    tasks = {planning.TASK: str(_("Looking for what is due")), **{post.task: str(post.label) for post in posts()}}
    return State(
        posts=tuple(_post(post, post.queue(now), now) for post in posts()),
        ticks=tuple(_tick(task, label, runs.get(task), now) for task, label in tasks.items()),
        failed=queries.failed_since(now - FAILED_WITHIN),
        addresses_stopped=queries.addresses_stopped(),
    )


def _post(post: Post, queue: Queue, now: datetime) -> PostState:
    oldest = (now - queue.oldest_due_at).total_seconds() if queue.oldest_due_at else 0.0
    return PostState(post.key, str(post.label), queue.waiting, oldest, queue.put_off)


def _tick(task: str, label: str, run: LastRun | None, now: datetime) -> Tick:
    if run is None:
        return Tick(task, label, None, None, 0.0)
    return Tick(task, label, run.finished_at, (now - run.finished_at).total_seconds(), run.took_seconds)


def as_metrics(state: State, now: datetime) -> str:
    """Write the state for Prometheus, in its text format 0.0.4."""
    lines: list[str] = []

    def gauge(name: str, words: str, values: list[tuple[str, float]]) -> None:
        lines.extend((f"# HELP mentorship_{name} {words}", f"# TYPE mentorship_{name} gauge"))
        lines.extend(f"mentorship_{name}{labels} {value:.10g}" for labels, value in values)

    by_post = [(f'{{post="{post.key}"}}', post) for post in state.posts]
    by_task = [(f'{{task="{tick.task}"}}', tick) for tick in state.ticks]
    gauge("mail_waiting", "Mails that may leave now and have not.", [(at, post.waiting) for at, post in by_post])
    gauge("mail_put_off", "Mails that are due and wait for an hour.", [(at, post.put_off) for at, post in by_post])
    gauge(
        "mail_oldest_unsent_seconds",
        "For how long the oldest mail has been waiting that may leave now.",
        [(at, post.oldest_seconds) for at, post in by_post],
    )
    gauge(
        "task_last_run_timestamp_seconds",
        "When the task last came to its end; 0 if it never did.",
        [(at, tick.at.timestamp() if tick.at else 0) for at, tick in by_task],
    )
    gauge("task_took_seconds", "How long its last run took.", [(at, tick.took_seconds) for at, tick in by_task])
    gauge("mail_failed", "Mails of the last seven days that could not be sent.", [("", state.failed)])
    gauge("mail_addresses_stopped", "People whose address takes no mail.", [("", state.addresses_stopped)])
    gauge("mail_is_well", "1 while everything looks for what is due.", [("", int(state.is_well))])
    gauge("time_seconds", "The clock by which things are due.", [("", now.timestamp())])
    return "\n".join(lines) + "\n"
