"""Brings forth processes of the product quickly: imports everything once, then forks a worker, beat or web server.

Talks by lines of JSON: a request `{"do": …}` comes on standard input, its answer leaves on standard output. Each child is
a session of its own, so that the test can kill all of it at one blow. What is forked is Celery's and gunicorn's own
program, with the settings of production but for the addresses and times the test gives.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any


def main() -> None:
    """Serve requests until standard input ends."""
    import django

    django.setup()
    from mentorship.celery import app

    app.loader.import_default_modules()
    app.finalize()
    for name in ("celery.bin.worker", "celery.bin.beat", "celery.concurrency.prefork", "kombu.transport.redis"):
        importlib.import_module(name)
    importlib.import_module("gunicorn.workers.gthread")
    importlib.import_module("mentorship.urls")
    importlib.import_module("tests.faults.seeds")
    _answer("ready")
    for line in sys.stdin:
        _reap()
        request = json.loads(line)
        _answer(_call(request) if request["do"] == "call" else _fork(request))


def _answer(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _call(request: dict[str, Any]) -> Any:
    """Run a function in a child, so that this process never holds a connection."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            module, _, name = request["function"].rpartition(".")
            result = getattr(importlib.import_module(module), name)(**request["arguments"])
            os.write(writing, json.dumps({"result": result}).encode())
            code = 0
        except BaseException:  # noqa: BLE001 - told to the test, in words
            os.write(writing, json.dumps({"error": traceback.format_exc()[-4000:]}).encode())
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = json.loads(pipe.read() or '{"error": "The process died."}')
    os.waitpid(pid, 0)
    return answer


def _fork(request: dict[str, Any]) -> dict[str, int]:
    pid = os.fork()
    if pid:
        return {"result": pid}
    try:
        os.setsid()
        with open(os.devnull) as nothing, open(request["log"], "a") as log:  # noqa: PTH123 - file descriptors are wanted
            os.dup2(nothing.fileno(), 0)
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        _prepare(request)
        _PROGRAMS[request["do"]](request)
    except BaseException:  # noqa: BLE001 - a child must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _prepare(request: dict[str, Any]) -> None:
    """Give the child its own times and clock."""
    from datetime import timedelta

    from django.conf import settings

    for path, seconds in request.get("seconds", {}).items():
        module, _, name = path.rpartition(".")
        setattr(importlib.import_module(module), name, timedelta(seconds=seconds))
    for path, value in request.get("values", {}).items():
        module, _, name = path.rpartition(".")
        setattr(importlib.import_module(module), name, value)
    for name, value in request.get("settings", {}).items():
        setattr(settings, name, value)
    if shift := request.get("clock"):
        import datetime as dt

        import time_machine

        time_machine.travel(dt.datetime.now(dt.UTC) + timedelta(seconds=shift), tick=True).start()


def _worker(request: dict[str, Any]) -> None:
    from mentorship.celery import app

    app.worker_main(
        [
            "worker",
            "--concurrency",
            str(request.get("processes", 2)),
            "--without-mingle",
            "--without-gossip",
            "--without-heartbeat",
            "--hostname",
            f"{os.getpid()}@faults",
        ]
    )


def _beat(request: dict[str, Any]) -> None:
    from mentorship.celery import app

    for entry in app.conf.beat_schedule.values():
        entry["schedule"] = request.get("every", 1)
    app.start(["beat", "--schedule", request["schedule"], "--pidfile=", "--max-interval", "1"])


def _web(request: dict[str, Any]) -> None:
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", "mentorship.wsgi", "--bind", f"127.0.0.1:{request['port']}", "--threads", "4"]
    run()


_PROGRAMS: dict[str, Callable[[dict[str, Any]], None]] = {"worker": _worker, "beat": _beat, "web": _web}

if __name__ == "__main__":
    main()
