"""A word to the worker that something waits; if it does not hear, it looks by itself within seconds."""

from __future__ import annotations

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def nudge_worker() -> None:
    """Ask for the queue to be looked at now; a broker that is away must never break the request."""
    try:
        current_app.send_task("matching.solve_queued", ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("The worker was not nudged; it looks by itself soon. %s", error)
