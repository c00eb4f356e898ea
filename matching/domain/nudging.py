"""A word to the worker that something waits; if it does not hear, it looks by itself within seconds."""

from __future__ import annotations

from mentorship.core.nudging import nudge


def nudge_worker() -> None:
    """Ask for the queue to be looked at now; a broker that is away neither breaks nor delays the request."""
    nudge("matching.solve_queued")
