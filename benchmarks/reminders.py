"""How fast reminders leave, and what it costs to look when nothing is due.

Due at once are the reviews of many pairs, on a PostgreSQL and a Redis of its own, with one Celery worker of two processes
and a mail server that takes everything. Beside it stands a bare loop that sends as many mails of the same size over one
connection for each of two processes to the same mail server. Then looking for what is due is timed with a growing ledger.

    python -m benchmarks.reminders --due 100000 --history 0 1000000 10000000
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import smtplib
import tempfile
import time
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path

from tests.faults.conftest import Stage
from tests.faults.servers import running_broker, running_database
from tests.faults.wires import MailServer, Wire, running_loop


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--due", type=int, default=100_000)
    arguments.add_argument("--history", type=int, nargs="+", default=[0, 1_000_000])
    options = arguments.parse_args()
    with ExitStack() as stack:
        run = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(running_database())
        broker = stack.enter_context(running_broker())
        loop = stack.enter_context(running_loop())
        mail, wire = MailServer(), Wire(target=lambda: broker.port)
        mail.port, wire.port = loop.listen(mail.serve), loop.listen(wire.serve)
        stage = Stage(database, broker, wire, mail, loop, run)
        stack.callback(stage.close)
        stage.get_ready()
        stage.call("migrate")
        drain(stage, options.due)
        for rows in options.history:
            look(stage, rows)


def drain(stage: Stage, due: int) -> None:
    """Send everything that is due at once; print the pace and the processor's time, the bare loop's, and what the processes held."""
    before, bare_milliseconds = bare(stage, min(due, 4000))
    stage.mail.reset()
    began = time.monotonic()
    stage.call("reviews", pairs=due // 2)
    print(f"{due} made due in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    added = stage.call("plan")
    print(f"{added} planned in {time.monotonic() - began:.0f} s")
    worker = stage.start("worker", processes=2)
    while len(stage.mail.mails) < 50:
        time.sleep(0.1)
    began, first, used = time.monotonic(), len(stage.mail.mails), seconds_of(worker)
    held = []
    while len(stage.mail.mails) < due:
        held.append(memory_of(worker))
        time.sleep(1)
    pace = (due - first) / (time.monotonic() - began)
    milliseconds = (seconds_of(worker) - used) / (due - first) * 1000
    repeats = stage.mail.duplicates()
    stage.end(worker)
    stage.mail.reset()
    after, _milliseconds = bare(stage, min(due, 4000))
    bare_pace = (before + after) / 2
    print(
        f"{pace:.0f} mails/s; bare loop {before:.0f} before and {after:.0f} after; ratio {pace / bare_pace:.2f}; repeats {repeats}"
    )
    print(f"processor's time a mail, ms: {milliseconds:.2f} with all a worker does; bare loop {bare_milliseconds:.2f}")
    third = max(1, len(held) // 3)
    print(f"largest process, MB: first third {max(held[:third]):.0f}, last third {max(held[-third:]):.0f}")


def bare(stage: Stage, number: int) -> tuple[float, float]:
    """Return how many mails a second two processes bring, each over one connection, and their processor's time for each in ms."""
    began = time.monotonic()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        used = pool.starmap(send, [(stage.mail.port, number // 2)] * 2)
    return number / (time.monotonic() - began), sum(used) / number * 1000


def send(port: int, number: int) -> float:
    """Write and send mails of the usual size over one connection; return how many seconds of the processor that took."""
    began = time.process_time()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for count in range(number):
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Time to look back"
            mail["Message-ID"] = f"<bare-{os.getpid()}-{count}@example.org>"
            mail.set_content("Your review is open.\n" * 25)
            mail.add_alternative("<p>Your review is open.</p>\n" * 130, subtype="html")
            server.send_message(mail)
    return time.process_time() - began


def seconds_of(group: int) -> float:
    """Return how many seconds of the processor all processes of a group have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if os.getpgid(int(stat.parent.name)) == group:
                user, system = stat.read_text().rpartition(")")[2].split()[11:13]
                ticks += int(user) + int(system)
        except (OSError, ValueError):
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_of(group: int) -> float:
    """Return the resident megabytes of the largest process of a group."""
    most = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            pid = int(status.parent.name)
            if os.getpgid(pid) == group:
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
                most = max(most, int(lines.get("VmRSS", "0 kB").split()[0]) / 1024)
        except (OSError, ValueError):
            continue
    return most


def look(stage: Stage, rows: int) -> None:
    """Print what looking costs when nothing is due and the ledger holds so many rows that have left."""
    stage.call("forget_everything")
    stage.call("history", rows=rows)
    measured = stage.call("look")
    print(f"{rows:>10} rows of history: {measured['queries']} queries, {measured['milliseconds']:.1f} ms (median of 7)")


if __name__ == "__main__":
    main()
