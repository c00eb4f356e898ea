"""The stage: PostgreSQL, Redis behind a wire, a mail server, and a nursery of the product's processes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.faults.servers import Broker, Database, running_broker, running_database
from tests.faults.wires import Loop, MailServer, Wire, free_port, running_loop
from tests.services.workers import ROOT, wait_until

PATIENCE = 150
"""Seconds after which what should have happened counts as never happening, on a machine that does much else."""
LEASE = "mentorship.notifications.domain.ledger.LEASE"
ASSEMBLE = "mentorship.notifications.domain.planning.ASSEMBLE"
SILENT_FOR = "evaluation.domain.papers.SILENT_FOR"
AT_MOST = "mentorship.notifications.domain.delivery.AT_MOST"


class Stage:
    """Everything a fault test touches."""

    def __init__(self, database: Database, broker: Broker, wire: Wire, mail: MailServer, loop: Loop, run: Path) -> None:
        self.database, self.broker, self.wire, self.mail, self._loop = database, broker, wire, mail, loop
        self.web_port = free_port()
        self._run = run
        self._children: set[int] = set()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mentorship.settings",
            "PYTHONPATH": str(ROOT),
            "DEBUG": "no",
            "DEMO": "no",
            "HTTPS": "no",
            "SECRET_KEY": "only-for-faults-" * 5,
            "SITE_URL": f"http://127.0.0.1:{self.web_port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "RUN_DIR": str(run),
            "DATABASE_URL": database.address,
            "REDIS_URL": f"redis://127.0.0.1:{wire.port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "EMAIL_TIMEOUT": "2",
            "CACHE_URL": "locmemcache://",
            "CLOCK": "database",
            "QUIET_HOURS": "none",
            "WORKER_PULSE_SECONDS": "1",
            "LOG_LEVEL": "INFO",
        }
        with (run / "nursery.log").open("w") as log:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def get_ready(self) -> None:
        """Wait until the nursery has learned everything."""
        assert self._answer() == "ready"

    def _answer(self) -> Any:
        assert self._nursery.stdout is not None
        line = self._nursery.stdout.readline()
        assert line, (self._run / "nursery.log").read_text()[-4000:]
        return json.loads(line)

    def _ask(self, **request: Any) -> Any:
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps(request) + "\n")
        self._nursery.stdin.flush()
        answer = self._answer()
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def call(self, function: str, **arguments: Any) -> Any:
        """Run a function of `seeds` in a process of its own."""
        return self._ask(do="call", function=f"tests.faults.seeds.{function}", arguments=arguments)

    def start(self, program: str, **options: Any) -> int:
        """Start a worker, a beat or a web server; returns the id of its process group."""
        pid = int(self._ask(do=program, log=str(self._run / f"{program}.log"), **options))
        self._children.add(pid)
        return pid

    def end(self, pid: int, *, by: signal.Signals = signal.SIGKILL) -> None:
        """Kill all of a program at one blow, or ask its main process to end."""
        self._children.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            if by == signal.SIGKILL:
                os.killpg(pid, by)
            else:
                os.kill(pid, by)

    def cut_the_wire(self) -> None:
        """Refuse everybody who wants to talk to the broker."""
        self.wire.cut(self._loop.loop)

    def wait_for(self, happened: Callable[[], object], what: str) -> None:
        """Wait until it has happened, with patience; else show what the programs said last."""
        try:
            wait_until(happened, seconds=PATIENCE)
        except AssertionError:
            said = "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in self._run.glob("*.log"))
            pytest.fail(
                f"{what} did not happen. The ledger: {self.call('states')}, mails: {len(self.mail.mails)}.\n{said}"
            )

    def wait_for_mails(self, number: int) -> None:
        """Wait until so many different mails have come."""
        self.wait_for(lambda: len(self.mail.ids()) >= number, f"{number} mails")

    def wait_until_noted(self, number: int) -> None:
        """Wait until the ledger has noted so many as sent and waits for nothing."""
        self.wait_for(lambda: self.call("states") == {"sent": number}, f"{number} noted as sent")

    def clear(self) -> None:
        """Begin anew: nobody runs, nothing is kept."""
        for pid in list(self._children):
            self.end(pid)
        self.wire.mode = "ok"
        self.broker.empty()
        self.mail.reset()
        self.call("forget_everything")
        for log in self._run.glob("*.log"):
            if log.name != "nursery.log":
                log.write_text("")

    def close(self) -> None:
        """End every program."""
        for pid in list(self._children):
            self.end(pid)
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        self._nursery.wait(timeout=60)
        assert self._nursery.stdout is not None
        self._nursery.stdout.close()


@pytest.fixture(scope="package")
def the_stage(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Stage]:
    run = tmp_path_factory.mktemp("faults")
    with running_database() as database, running_broker() as broker, running_loop() as loop:
        mail, wire = MailServer(), Wire(target=lambda: broker.port)
        mail.port, wire.port = loop.listen(mail.serve), loop.listen(wire.serve)
        stage = Stage(database, broker, wire, mail, loop, run)
        try:
            database.copy_tables_of(connection.settings_dict)
            stage.get_ready()
            yield stage
        finally:
            stage.close()


@pytest.fixture
def stage(the_stage: Stage) -> Iterator[Stage]:
    """The stage, empty and in order."""
    the_stage.clear()
    yield the_stage
    the_stage.clear()
