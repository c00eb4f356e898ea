"""What a portfolio on paper costs, beside what the PDF library takes for a plain table of the same rows.

Both are set from the same 300 entries with the same words in them, in turns, in one process, from the database's rows to
bytes; ours has headings, tags, a code on each page and the pictures of progress. Memory is the peak of a process of its own
that sets the largest file allowed. Run it on the database you care about:

    DATABASE_URL=sqlite:////tmp/benchmark.sqlite3 DEBUG=1 python -m benchmarks.portfolios

It works in a database of its own, which it makes and removes.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
from time import perf_counter
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test.utils import get_runner  # noqa: E402
from django.utils.html import escape  # noqa: E402

from evaluation.domain.choosing import choose, decide_looks  # noqa: E402
from evaluation.domain.papers import TEMPLATE  # noqa: E402
from evaluation.enums import PortfolioPart  # noqa: E402
from evaluation.models import Observation, Portfolio, PortfolioPaper, Procedure  # noqa: E402
from evaluation.queries.portfolio import show  # noqa: E402
from mentorship.core import pdf  # noqa: E402
from tests.evaluation.observations import ProcedureFactory, send_mini_cex  # noqa: E402
from tests.matching.factories import PairingFactory  # noqa: E402
from tests.programs.factories import PolicyFactory, TopicFactory  # noqa: E402

if TYPE_CHECKING:
    from mentorship.accounts.models import User

ENTRIES = 300
ROUNDS = 5
MOST_TIMES, MOST_MEGABYTES = 3.0, 400
NOW = dt.datetime.now(tz=dt.UTC)
WORDS = "Explained every step before doing it, kept the patient comfortable, and asked for help in time. "


def somebody_with(entries: int) -> User:
    """A mentee with so many entries: two thirds feedback with all its ratings, one third attempts; all of it chosen."""
    pairing = PairingFactory()
    PolicyFactory(cohort=pairing.cohort)
    owner: User = pairing.mentee.user
    for number in range(entries * 2 // 3):
        send_mini_cex(
            pairing, strengths=WORDS * 2, to_improve=WORDS, observed_on=NOW.date() - dt.timedelta(days=number)
        )
    topics = [TopicFactory(name=name) for name in ("Suture", "Cannula", "Shoulder reduction, supervised")]
    for number in range(entries - entries * 2 // 3):
        on = NOW.date() - dt.timedelta(days=number)
        ProcedureFactory(mentee=pairing.mentee, topic=topics[number % 3], done_on=on)
    choose(part=PortfolioPart.FEEDBACK, offered=None, chosen=None, by=owner, now=NOW)
    decide_looks(
        by=owner, now=NOW, names_observers=True, shows_what_to_improve=True, lists_attempts=True, shows_pictures=True
    )
    return owner


def ours(owner: User) -> pdf.Paper:
    """Set the portfolio as the worker does."""
    portfolio = Portfolio.objects.get(owner=owner)
    context = {
        "portfolio": show(owner, portfolio),
        "paper": PortfolioPaper(portfolio=portfolio),
        "owner": owner,
        "address": "https://mentoring.example.org/verify/",
        "now": NOW,
    }
    return pdf.set_pages(TEMPLATE, context, on_page=lambda _number, _about: None)


def plain_table(owner: User) -> bytes:
    """Set the same rows as one plain table, untagged, with the library alone."""
    from weasyprint import HTML

    rows = [
        (
            one.get_kind_display(),
            f"{one.observed_on:%B %Y}",
            one.observer_name,
            one.strengths,
            one.to_improve,
            one.next_step,
        )
        for one in Observation.objects.filter(pairing__mentee__user=owner).order_by("-observed_on")
    ]
    rows += [
        (one.topic.name, f"{one.done_on:%B %Y}", one.get_setting_display(), one.get_supervision_level_display(), "", "")
        for one in Procedure.objects.filter(mentee__user=owner).select_related("topic").order_by("-done_on")
    ]
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    made: bytes = HTML(string=f"<table>{body}</table>").write_pdf()
    return made


def seconds(work: object, owner: User) -> float:
    """How long one call takes."""
    begin = perf_counter()
    work(owner)  # type: ignore[operator]
    return perf_counter() - begin


def compare() -> bool:
    """Print both times, and whether ours keeps its limit."""
    owner = somebody_with(ENTRIES)
    paper, table = ours(owner), plain_table(owner)
    taken = [(seconds(ours, owner), seconds(plain_table, owner)) for _round in range(ROUNDS)]
    mine, theirs = (statistics.median(times) for times in zip(*taken, strict=True))
    ratio = statistics.median(one / other for one, other in taken)
    print(f"{ENTRIES} entries: {paper.pages} pages, {len(paper.content) // 1024} kB; the table {len(table) // 1024} kB")
    print(
        f"ours {mine:.2f} s, plain table {theirs:.2f} s, ratio {ratio:.2f} (at most {MOST_TIMES:.1f})",
        verdict(ratio <= MOST_TIMES),
    )
    return ratio <= MOST_TIMES


def largest() -> None:
    """Set the largest file allowed and print the peak of this process; called in a process of its own."""
    owner = somebody_with(settings.PORTFOLIO_ENTRIES)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    begin = perf_counter()
    paper = ours(owner)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{settings.PORTFOLIO_ENTRIES} entries, the most allowed: {paper.pages} pages in {perf_counter() - begin:.1f} s, "
        f"peak {peak} MB ({before} MB before; at most {MOST_MEGABYTES})",
        verdict(peak <= MOST_MEGABYTES),
    )
    sys.exit(peak > MOST_MEGABYTES)


def verdict(is_kept: bool) -> str:  # noqa: FBT001 (one word for one fact)
    """Say whether a limit is kept."""
    return "ok" if is_kept else "MISS"


def main() -> None:
    """Run in a database of its own."""
    alone = "--largest" in sys.argv
    runner = get_runner(settings)(verbosity=0, interactive=False)
    names = runner.setup_databases()
    try:
        if alone:
            largest()
        kept = compare()
    finally:
        runner.teardown_databases(names)
    memory = subprocess.run([sys.executable, "-m", "benchmarks.portfolios", "--largest"], check=False)
    sys.exit(not kept or bool(memory.returncode))


if __name__ == "__main__":
    main()
