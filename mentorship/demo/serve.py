"""`make demo`: the whole product on this machine, with invented people, in one command that ends cleanly.

Everything it writes lies in `var/demo/`. Nothing but Python is needed: SQLite holds the data, a Redis server from a
Python package (or the machine's own) carries the background work, and mail is kept to be read in the browser.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from mentorship.demo.processes import EndedEarlyError, Processes, together
from mentorship.demo.servers import NoRedisError, running_redis

ROOT = Path(__file__).resolve().parents[2]
LOG_INS = ("leader@example.org", "mentor@example.org", "mentee@example.org")
# Who sets one of these means a real installation; the demo must not touch it.
_PRODUCTIONS_OWN = ("DATABASE_URL", "SECRET_KEY", "SITE_URL", "EMAIL_URL", "REDIS_URL")
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_START_SECONDS = 120


class Refusal(Exception):
    """The demo cannot run; the message says why and what to do."""


def main() -> int:
    """Run or reset the demo; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make demo", description="Run the product with invented people.")
    parser.add_argument("--reset", action="store_true", help="forget the demo's data and do nothing else")
    run_dir = Path(os.environ.get("RUN_DIR") or ROOT / "var" / "demo").resolve()
    for number in _ENDING:
        signal.signal(number, _stop)
    try:
        refuse_beside_production()
        if parser.parse_args().reset:
            reset(run_dir)
        else:
            serve(run_dir, port=_port())
    except KeyboardInterrupt:
        print("\nThe demo has ended; its data is kept. `make demo-reset` forgets it.")
    except (Refusal, NoRedisError, EndedEarlyError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _stop(*_: Any) -> None:
    # An impatient second Ctrl-C must not interrupt the tidying up, which takes a few seconds.
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if value.isdigit() and 0 < int(value) < 65536:
        return int(value)
    message = f"PORT must be a number between 1 and 65535, but is “{value}”."
    raise Refusal(message)


def refuse_beside_production() -> None:
    """Refuse to run where the environment describes a real installation."""
    found = [name for name in _PRODUCTIONS_OWN if os.environ.get(name)]
    if found:
        message = (
            f"The demo does not run with the settings of a real installation: {', '.join(found)} is set."
            " Unset it in this terminal and try again."
        )
        raise Refusal(message)


@contextmanager
def the_only_demo_in(run_dir: Path) -> Iterator[None]:
    """Hold the run folder for this process alone."""
    run_dir.mkdir(parents=True, exist_ok=True)
    with (run_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"A demo is running already with its data in {run_dir}. End it first (Ctrl-C in its terminal)."
            raise Refusal(message) from error
        yield


def reset(run_dir: Path) -> None:
    """Forget the demo's data."""
    with the_only_demo_in(run_dir):
        shutil.rmtree(run_dir)
    print("The demo's data is gone; `make demo` begins anew.")


def serve(run_dir: Path, *, port: int) -> None:
    """Prepare the data, start web server, worker and scheduler, and stay until interrupted."""
    refuse_a_taken_port(port)
    with the_only_demo_in(run_dir), running_redis(_folder(run_dir / "redis")) as redis_url:
        configure(run_dir, port=port, redis_url=redis_url)
        prepare(run_dir)
        with together(log_folder=run_dir / "log", environment=os.environ) as processes:
            for name, arguments in commands(port).items():
                processes.start(name, [sys.executable, "-m", *arguments])
            wait_until_up(processes, port)
            print(greeting(run_dir, port), flush=True)
            processes.wait()


def refuse_a_taken_port(port: int) -> None:
    """Refuse when another program listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"Port {port} is taken by another program. Choose another: PORT={port + 1} make demo"
            raise Refusal(message) from error


def configure(run_dir: Path, *, port: int, redis_url: str) -> None:
    """Put the demo's settings into the environment of this process and those it starts."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "mentorship.settings",
        "DEMO": "yes",
        "DEBUG": "no",
        "HTTPS": "no",
        "RUN_DIR": str(run_dir),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "",
        "SECRET_KEY": _secret_key(run_dir),
        "REDIS_URL": redis_url,
        "PYTHONUNBUFFERED": "1",
    }
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)


def _secret_key(run_dir: Path) -> str:
    file = run_dir / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def prepare(run_dir: Path) -> None:
    """Bring the database up to date, gather the static files, and let the people in when nobody is there yet."""
    print("Preparing the demo ...", flush=True)
    people_are_in = run_dir / "people-are-in"
    if not people_are_in.exists():
        for left_over in run_dir.glob("db.sqlite3*"):
            left_over.unlink()

    import django
    from django.core.management import call_command
    from django.db import DatabaseError, connections

    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        message = f"The demo's database was made by another version ({error}). `make demo-reset` begins anew."
        raise Refusal(message) from error
    call_command("createcachetable", verbosity=0)
    gather_static_files(run_dir)
    if not people_are_in.exists():
        call_command("demo", verbosity=0)
        people_are_in.touch()
    connections.close_all()


def gather_static_files(run_dir: Path) -> None:
    """Collect and compress the static files, unless none changed since the last start."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            changed = storage.get_modified_time(name).timestamp()
            files.update(f"{name} {storage.size(name)} {changed}\n".encode())
    stamp = run_dir / "static-files"
    if not stamp.exists() or stamp.read_text() != files.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(files.hexdigest())


def commands(port: int) -> dict[str, list[str]]:
    """Return the programs of the demo: the same three as in production, only fewer of each."""
    return {
        "web": (
            f"gunicorn mentorship.wsgi --bind 127.0.0.1:{port} --workers 2 --threads 4 --graceful-timeout 5"
            " --no-control-socket"
        ).split(),
        "worker": [
            "celery",
            "--app",
            "mentorship",
            "worker",
            "--concurrency",
            "2",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": ["celery", "--app", "mentorship", "beat", "--pidfile="],
    }


def wait_until_up(processes: Processes, port: int) -> None:
    """Wait until the web server answers and the worker takes work."""
    from mentorship.celery import app

    deadline = time.monotonic() + _START_SECONDS
    while not (_web_answers(port) and app.control.ping(timeout=1, limit=1)):
        processes.check()
        if time.monotonic() > deadline:
            message = f"The demo was not up within {_START_SECONDS} seconds. What it wrote is in var/demo/log/."
            raise Refusal(message)
        time.sleep(0.2)


def _web_answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def greeting(run_dir: Path, port: int) -> str:
    """Return what the person at the terminal needs to begin."""
    from django.conf import settings

    people = "\n".join(f"    {email}" for email in LOG_INS)
    return (
        f"\n  The demo is up:  http://127.0.0.1:{port}/\n\n"
        f"  Log in as a leader, a mentor or a mentee:\n{people}\n"
        f"  Password of all three:  {settings.DEMO_PASSWORD}\n\n"
        f"  Ctrl-C ends it. Data, mail and logs are in {run_dir}.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
