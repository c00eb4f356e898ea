"""Run several programs together, and leave none behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_PATIENCE_SECONDS = 15


class EndedEarlyError(RuntimeError):
    """A program that should have gone on ended; the message holds the last lines it wrote."""


class Processes:
    """Programs that run together, each with its own log file and its own process group."""

    def __init__(self, *, log_folder: Path, environment: Mapping[str, str]) -> None:
        log_folder.mkdir(parents=True, exist_ok=True)
        self._log_folder = log_folder
        self._environment = dict(environment)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one program; what it writes goes to `NAME.log`."""
        with self._log_of(name).open("wb") as log:
            self._running[name] = subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check(self) -> None:
        """Raise when one of them ended."""
        for name, process in self._running.items():
            if process.poll() is not None:
                last = "\n".join(self._log_of(name).read_text(errors="replace").splitlines()[-20:])
                message = f"“{name}” ended with code {process.returncode}. It last wrote:\n{last}"
                raise EndedEarlyError(message)

    def wait(self) -> None:
        """Wait until one of them ends, which is an error."""
        while True:
            self.check()
            time.sleep(0.3)

    def stop(self) -> None:
        """Ask all to end, wait, and end by force what is left of their process groups."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
        for process in self._running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._running.clear()

    def _log_of(self, name: str) -> Path:
        return self._log_folder / f"{name}.log"


@contextmanager
def together(*, log_folder: Path, environment: Mapping[str, str]) -> Iterator[Processes]:
    """Give a set of programs to start; all are gone when the block is left, however it is left."""
    processes = Processes(log_folder=log_folder, environment=environment)
    try:
        yield processes
    finally:
        processes.stop()
