"""What finding a time and serving a calendar cost, as ratios within one run.

Slot search for two people over eight weeks with 200 rules and 500 busy blocks, against reading the same rows with the
ORM; a feed of 500 events against an empty page behind the same middleware, both served by gunicorn with one thread and
the settings of production; and how the time of a feed grows with its events. The feed is judged by the time that the
server and its PostgreSQL spend on a processor, which others on the machine do not change. *Changed* means: before every single request
one of the 500 meetings is moved in the database, so that no kept answer fits. What it costs to write the whole calendar
anew, as once a day or after a change of a series, is printed too.

    python -m benchmarks.meetings

It starts a PostgreSQL of its own, or works on the server that DATABASE_URL names, in a database that it makes and removes.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import statistics
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from typing import TYPE_CHECKING
from urllib.request import urlopen

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
os.environ.setdefault("DEBUG", "yes")
HAS_DATABASE = bool(os.environ.get("DATABASE_URL"))
os.environ.setdefault("DATABASE_URL", "postgres://postgres@localhost/mentorship")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, get_runner, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from matching.models import Pairing  # noqa: E402
from meetings.domain.feeds import calendars_changed, make_feed  # noqa: E402
from meetings.domain.moving import move_meeting  # noqa: E402
from meetings.enums import MeetingState  # noqa: E402
from meetings.finding import slots  # noqa: E402
from meetings.models import Availability, BusyBlock, BusySource, Meeting  # noqa: E402
from tests.matching.factories import PairingFactory  # noqa: E402
from tests.programs.factories import PolicyFactory  # noqa: E402
from tests.services.postgres import postgresql  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = dt.datetime.now(tz=dt.UTC).replace(minute=0, second=0, microsecond=0)
LAST_WEEK = NOW - dt.timedelta(days=7)
RULES, BUSY, EVENTS = 200, 500, 500
ROUNDS = 40
LIMITS = {"search queries": 6, "search / read": 3.0, "changed": 0.30, "unchanged": 0.80, "growth": 1.5}


def medians(
    *works: tuple[Callable[[], object] | None, Callable[[], object]],
    clocks: tuple[Callable[[], float], ...],
    rounds: int = ROUNDS,
) -> list[list[float]]:
    """By each clock (in seconds), the median milliseconds of many rounds of each work; what comes first is not timed.

    The works take turns, so that a busy machine is busy for all.
    """
    taken: list[list[list[float]]] = [[[] for _work in works] for _clock in clocks]
    for _round in range(rounds):
        for number, (before, work) in enumerate(works):
            if before is not None:
                before()
            begun = [clock() for clock in clocks]
            work()
            for times, clock, begin in zip(taken, clocks, begun, strict=True):
                times[number].append((clock() - begin) * 1000)
    return [[statistics.median(one) for one in times] for times in taken]


def milliseconds(*works: tuple[Callable[[], object] | None, Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """The median time of each on the wall clock."""
    return medians(*works, clocks=(perf_counter,), rounds=rounds)[0]


def cpu_seconds(processes: list[int]) -> float:
    """How long these processes, with their threads, have run on a processor (Linux)."""
    tasks = (task for process in processes for task in Path(f"/proc/{process}/task").iterdir())
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def begun_by(process: int) -> list[int]:
    """The processes that a process began."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(status.parent.name))
    return found


def database_processes() -> list[int]:
    """The processes with which PostgreSQL answers the server that is measured."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def people_with_much_to_do() -> Pairing:
    """A pair with 200 weekly rules and 500 busy blocks between them."""
    pairing = PairingFactory()
    PolicyFactory(cohort=pairing.cohort)
    for number in range(RULES):
        user = (pairing.mentor if number % 2 else pairing.mentee).user
        begin = dt.time(7 + number // 14 % 12, number % 4 * 15)
        Availability.objects.get_or_create(
            user=user, weekday=number // 2 % 7, starts_at=begin, ends_at=dt.time(20, number // 4 % 60)
        )
    for side in (pairing.mentor, pairing.mentee):
        source = BusySource.objects.create(user=side.user, kind="file", name="work.ics")
        BusyBlock.objects.bulk_create(
            BusyBlock(
                source=source,
                starts_at=NOW + dt.timedelta(hours=5 * number),
                ends_at=NOW + dt.timedelta(hours=5 * number, minutes=50),
            )
            for number in range(BUSY // 2)
        )
    return Pairing.objects.with_people().get(pk=pairing.pk)


def feed_address(events: int) -> str:
    """The secret address of somebody with that many meetings."""
    pairing = PairingFactory()
    Meeting.objects.bulk_create(
        Meeting(
            pairing=pairing,
            starts_at=NOW + dt.timedelta(hours=number + 1),
            ends_at=NOW + dt.timedelta(hours=number + 1, minutes=30),
            place="Simulation centre, room 4",
            state=MeetingState.SCHEDULED,
            planned_by=pairing.mentee.user,
            planned_at=LAST_WEEK,
            changed_at=LAST_WEEK,
        )
        for number in range(events)
    )
    return reverse("meetings:feed", args=[make_feed(by=pairing.mentee.user, now=NOW)])


@contextmanager
def served(database: str) -> Iterator[tuple[Callable[..., bytes], int]]:
    """Serve the product with gunicorn, one thread, set up as for people.

    Yields how to ask it (a path, and what one has), and the number of its process.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    facts = {
        "DATABASE_URL": database,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "only-for-a-benchmark-" * 3,
        "HTTPS": "no",
        "DEBUG": "no",
        "EMAIL_URL": "consolemail://",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "LOG_LEVEL": "WARNING",
    }
    options = (
        f"--bind 127.0.0.1:{port} --workers 1 --worker-class gthread --threads 1 --keep-alive 600 --log-level error"
    )
    command = [sys.executable, "-m", "gunicorn", "benchmarks.served", *options.split(), "--no-control-socket"]
    server = subprocess.Popen(command, env=os.environ | facts)
    visitor = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(where: str, etag: str = "") -> bytes:
        visitor.request("GET", where, headers={"If-None-Match": etag})
        answer = visitor.getresponse()
        content = answer.read()
        if answer.status not in {200, 304}:
            message = f"{where} answered {answer.status}"
            raise RuntimeError(message)
        return content

    try:
        _wait_for(port, server)
        yield ask, server.pid
    finally:
        visitor.close()
        server.terminate()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        if server.poll() is not None:
            break
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/benchmark/empty/", timeout=5):
            return
        sleep(0.1)
    message = "gunicorn did not start."
    raise RuntimeError(message)


def search() -> tuple[int, float, float]:
    """Queries and milliseconds of a search, and milliseconds of reading the same rows."""
    pairing = people_with_much_to_do()
    both = [pairing.mentor.user, pairing.mentee.user]

    def find() -> object:
        return slots(pairing, length_minutes=30, begins=NOW)

    def read() -> object:
        rules = list(Availability.objects.filter(user__in=both))
        return rules, list(BusyBlock.objects.filter(source__user__in=both))

    with CaptureQueriesContext(connection) as asked:
        find()
    found, read_only = milliseconds((None, find), (None, read))
    return len(asked), found, read_only


def report(name: str, value: float, limit: float, *, at_most: bool) -> bool:
    """Print one figure beside its limit; say whether it holds."""
    holds = value <= limit if at_most else value >= limit
    words = (
        f"{name:<58}{value:>8.2f}   {'at most' if at_most else 'at least'} {limit:g}   {'ok' if holds else 'MISSED'}"
    )
    sys.stdout.write(words + "\n")
    return holds


class Person:
    """Somebody with many meetings and a calendar address."""

    def __init__(self, events: int) -> None:
        self.address = feed_address(events)
        self.meetings = list(Meeting.objects.order_by("-pk")[:events].select_related("pairing__mentee__user"))
        self.turn = 0

    def moves_one(self) -> None:
        """Move the next of the meetings to another room, as people do."""
        meeting = self.meetings[self.turn % len(self.meetings)]
        self.turn += 1
        by, now = meeting.pairing.mentee.user, dt.datetime.now(tz=dt.UTC)
        move_meeting(meeting_id=meeting.pk, starts_at=meeting.starts_at, place=f"Room {self.turn}", by=by, now=now)

    def begins_anew(self) -> None:
        """Change what makes the whole calendar be written again."""
        calendars_changed([self.meetings[0].pairing.mentee.user_id], anew=True)

    @property
    def etag(self) -> str:
        """What the server calls the calendar as it is now."""
        return str(Client().get(self.address)["ETag"])


def main(database: str) -> int:
    """Measure, print, and fail if a limit is missed."""
    queries, found, read_only = search()
    held = [
        report("queries of a slot search", queries, LIMITS["search queries"], at_most=True),
        report(f"slot search ({found:.1f} ms) / reading the rows ({read_only:.1f} ms)", found / read_only,
               LIMITS["search / read"], at_most=True),
    ]  # fmt: skip
    one, half = Person(EVENTS), Person(EVENTS // 2)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with served(database) as (ask, server):
        for person in (one, half):
            ask(person.address)
        working = [server, *begun_by(server), *database_processes()]
        clocks = (lambda: cpu_seconds(working), perf_counter)
        (nothing, changed, changed_half, anew, anew_half, again), by_the_wall = medians(
            (None, lambda: ask("/benchmark/empty/")),
            (one.moves_one, lambda: ask(one.address, '"older"')),
            (half.moves_one, lambda: ask(half.address, '"older"')),
            (one.begins_anew, lambda: ask(one.address, '"older"')),
            (half.begins_anew, lambda: ask(half.address, '"older"')),
            (None, lambda: ask(one.address, '"older"')),
            clocks=clocks,
        )
        etag = one.etag
        (nothing_beside, unchanged), beside_by_the_wall = medians(
            (None, lambda: ask("/benchmark/empty/")), (None, lambda: ask(one.address, etag)), clocks=clocks, rounds=200
        )
    held += [
        report(f"feed of {EVENTS} events, one moved just before each request ({changed:.1f} ms), of empty ({nothing:.2f} ms)",
               nothing / changed, LIMITS["changed"], at_most=False),
        report(f"the same, the client has it: 304 ({unchanged:.2f} ms), of empty ({nothing_beside:.2f} ms)",
               nothing_beside / unchanged, LIMITS["unchanged"], at_most=False),
        report(f"growth after a move: {EVENTS} events / 2 × {EVENTS // 2}", changed / (2 * changed_half),
               LIMITS["growth"], at_most=True),
        report(f"growth when written whole: {EVENTS} events / 2 × {EVENTS // 2}", anew / (2 * anew_half),
               LIMITS["growth"], at_most=True),
    ]  # fmt: skip
    sys.stdout.write(
        f"By the wall clock, which a busy machine blurs: changed {by_the_wall[0] / by_the_wall[1]:.2f} of empty "
        f"({by_the_wall[1]:.1f} and {by_the_wall[0]:.2f} ms), 304 {beside_by_the_wall[0] / beside_by_the_wall[1]:.2f} "
        f"({beside_by_the_wall[1]:.2f} and {beside_by_the_wall[0]:.2f} ms).\n"
    )
    sys.stdout.write(
        f"Without a limit: nothing changed, but the client has nothing ({again:.1f} ms): {nothing / again:.2f} of empty;\n"
        f"a whole series or a name changed, so that all is written anew ({anew:.1f} ms): {nothing / anew:.2f} of empty.\n"
    )
    return 0 if all(held) else 1


@contextmanager
def database_of_our_own() -> Iterator[str]:
    """Make a database and yield its address: on the server that DATABASE_URL names, or else on a PostgreSQL of our own."""
    with ExitStack() as stack:
        if not HAS_DATABASE:
            connections["default"].settings_dict.update(stack.enter_context(postgresql()))
        runner = get_runner(settings)(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        stack.callback(runner.teardown_databases, databases)
        facts = connection.settings_dict
        if connection.vendor == "sqlite":
            yield f"sqlite:///{facts['NAME']}"
        else:
            who = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
            where = "/{NAME}?host={HOST}" if str(facts["HOST"]).startswith("/") else "{HOST}:{PORT}/{NAME}"
            yield f"postgres://{who}@" + where.format(**facts)


if __name__ == "__main__":
    setup_test_environment(debug=False)
    with database_of_our_own() as address:
        status = main(address)
    sys.exit(status)
