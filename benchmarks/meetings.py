"""What finding a time and serving a calendar cost, as ratios within one run.

Slot search for two people over eight weeks with 200 rules and 500 busy blocks, against reading the same rows with the
ORM; a feed of 500 events, changed and unchanged, against an empty view behind the same middleware; and how the time of a
feed grows with its events. A feed is written once after each change, by the first who asks, and kept for the others: what
that first one waits is printed too. Run it on the database you care about:

    DATABASE_URL=sqlite:////tmp/benchmark.sqlite3 DEBUG=1 python -m benchmarks.meetings

It works in a database of its own, which it makes and removes.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from time import perf_counter
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.decorators import login_not_required  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.testcases import LiveServerThread  # noqa: E402
from django.test.utils import CaptureQueriesContext, get_runner, setup_test_environment  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from matching.models import Pairing  # noqa: E402
from meetings.domain.feeds import make_feed  # noqa: E402
from meetings.enums import MeetingState  # noqa: E402
from meetings.finding import slots  # noqa: E402
from meetings.models import Availability, BusyBlock, BusySource, Meeting  # noqa: E402
from mentorship import urls  # noqa: E402
from tests.matching.factories import PairingFactory  # noqa: E402
from tests.programs.factories import PolicyFactory  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = dt.datetime.now(tz=dt.UTC).replace(minute=0, second=0, microsecond=0)
RULES, BUSY, EVENTS = 200, 500, 500
ROUNDS = 60
LIMITS = {"search queries": 6, "search / read": 3.0, "changed": 0.30, "unchanged": 0.80, "growth": 1.5}


@login_not_required
def empty(_request: HttpRequest) -> HttpResponse:
    """Answer with nothing, behind all of the middleware."""
    return HttpResponse()


def milliseconds(*works: Callable[[], object]) -> list[float]:
    """The median of many rounds of each, taken in turns so that a busy machine is busy for all of them."""
    taken: list[list[float]] = [[] for _work in works]
    for _round in range(ROUNDS):
        for times, work in zip(taken, works, strict=True):
            begin = perf_counter()
            work()
            times.append((perf_counter() - begin) * 1000)
    return [statistics.median(times) for times in taken]


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
            starts_at=NOW + dt.timedelta(hours=number),
            ends_at=NOW + dt.timedelta(hours=number, minutes=30),
            place="Simulation centre, room 4",
            state=MeetingState.SCHEDULED,
            planned_by=pairing.mentee.user,
            planned_at=NOW,
            changed_at=NOW,
        )
        for number in range(events)
    )
    return reverse("meetings:feed", args=[make_feed(by=pairing.mentee.user, now=NOW)])


@contextmanager
def served() -> Iterator[Callable[..., bytes]]:
    """Serve the product over HTTP in this process, and yield how to ask it: a path, and what one has already."""
    connection.inc_thread_sharing()
    server = LiveServerThread(
        "127.0.0.1", lambda handler: handler, connections_override={"default": connections["default"]}
    )
    server.daemon = True
    server.start()
    server.is_ready.wait()

    def ask(where: str, etag: str = "") -> bytes:
        visitor = HTTPConnection("127.0.0.1", server.port)
        visitor.request("GET", where, headers={"Host": "testserver", "Connection": "close", "If-None-Match": etag})
        content = visitor.getresponse().read()
        visitor.close()
        return content

    try:
        yield ask
    finally:
        server.terminate()
        connection.dec_thread_sharing()


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
    found, read_only = milliseconds(find, read)
    return len(asked), found, read_only


def report(name: str, value: float, limit: float, *, at_most: bool) -> bool:
    """Print one figure beside its limit; say whether it holds."""
    holds = value <= limit if at_most else value >= limit
    words = (
        f"{name:<58}{value:>8.2f}   {'at most' if at_most else 'at least'} {limit:g}   {'ok' if holds else 'MISSED'}"
    )
    sys.stdout.write(words + "\n")
    return holds


def main() -> int:
    """Measure, print, and fail if a limit is missed."""
    urls.urlpatterns.append(path("benchmark/empty/", empty))
    queries, found, read_only = search()
    held = [
        report("queries of a slot search", queries, LIMITS["search queries"], at_most=True),
        report(f"slot search ({found:.1f} ms) / reading the rows ({read_only:.1f} ms)", found / read_only,
               LIMITS["search / read"], at_most=True),
    ]  # fmt: skip
    client = Client()
    address, smaller = feed_address(EVENTS), feed_address(EVENTS // 2)
    etag = client.get(address)["ETag"]

    def anew(one: str) -> object:
        cache.clear()
        return client.get(one)

    with served() as ask:
        nothing, changed, unchanged = milliseconds(
            lambda: ask("/benchmark/empty/"),
            lambda: ask(address, '"older"'),
            lambda: ask(address, etag),
        )
    first, half = milliseconds(lambda: anew(address), lambda: anew(smaller))
    sys.stdout.write(f"the first to ask after a change waits {first:.1f} ms: {nothing / first:.2f} of an empty page\n")
    held += [
        report(f"feed of {EVENTS} events ({changed:.1f} ms), share of empty ({nothing:.2f} ms)", nothing / changed,
               LIMITS["changed"], at_most=False),
        report(f"the same unchanged, 304 ({unchanged:.2f} ms)", nothing / unchanged, LIMITS["unchanged"], at_most=False),
        report(f"growth when written anew: {EVENTS} events / 2 × {EVENTS // 2}", first / (2 * half), LIMITS["growth"], at_most=True),
    ]  # fmt: skip
    return 0 if all(held) else 1


if __name__ == "__main__":
    settings.DEBUG = False
    setup_test_environment(debug=False)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        status = main()
    finally:
        runner.teardown_databases(databases)
    sys.exit(status)
