"""Find and run the Redis server that carries background work where nobody installed one."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoRedisError(RuntimeError):
    """No Redis server program was found, or it did not start."""


def redis_program() -> str:
    """Return the path of a Redis server: the machine's own, else the one a Python package brings."""
    found = shutil.which("redis-server") or shutil.which("redis-server", path=str(Path(sys.executable).parent))
    if found:
        return found
    message = "No Redis server was found. Install one (package “redis-server” or “redis”) and try again."
    raise NoRedisError(message)


def redis_command(*, socket: Path, data: Path | None) -> list[str]:
    """Return the command of a Redis server that listens on this unix socket only; without `data` it forgets all."""
    options = {
        "--port": "0",
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--dir": str(data or socket.parent),
        "--save": "",
        "--appendonly": "yes" if data else "no",
        "--maxmemory-policy": "noeviction",
        "--loglevel": "warning",
    }
    return [redis_program(), *(part for pair in options.items() for part in pair)]


@contextmanager
def running_redis(data: Path | None = None) -> Iterator[str]:
    """Run a Redis server for as long as the block lasts; yields its address for Celery.

    The socket lies in a folder of its own below the temporary one, because a socket's path may have 107 letters at most.
    The server is in a session of its own, so that a Ctrl-C in the terminal leaves it up until those who use it are gone.
    """
    with tempfile.TemporaryDirectory(prefix="mentorship-redis-") as folder:
        socket = Path(folder) / "redis.sock"
        process = subprocess.Popen(
            redis_command(socket=socket, data=data), stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            _wait_for(socket, process)
            yield f"redis+socket://{socket}"
        finally:
            process.terminate()
            process.wait(timeout=10)


def _wait_for(socket: Path, process: subprocess.Popen[bytes], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            message = "The Redis server did not start."
            raise NoRedisError(message)
        time.sleep(0.02)
