"""A word to the workers that something waits; if they do not hear it, they look by themselves within seconds."""

from __future__ import annotations

import contextvars
import threading
from time import monotonic

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

SILENT_SECONDS = 30.0
"""After a word that did not get through, none is tried for so long: the broker is away, and the workers look anyway."""

logger = structlog.get_logger(__name__)
_lock = threading.Lock()
_under_way: set[str] = set()
_silent_until = 0.0


def nudge(task: str) -> None:
    """Ask the workers to run a task of this name now; returns at once, whatever the broker does.

    The broker is spoken to in a thread of its own: one that accepts a connection and then says nothing would otherwise
    hold up whoever pressed a button.
    """
    with _lock:
        if task in _under_way or monotonic() < _silent_until:
            return
        _under_way.add(task)
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_send, task), name=f"nudge {task}", daemon=True).start()


def _send(task: str) -> None:
    global _silent_until  # noqa: PLW0603 - what one thread learned of the broker spares the next one the wait
    try:
        current_app.send_task(task, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        _silent_until = monotonic() + SILENT_SECONDS
        logger.warning("worker_not_nudged", task=task, reason=str(error))
    finally:
        with _lock:
            _under_way.discard(task)
