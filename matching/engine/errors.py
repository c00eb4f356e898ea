"""What the engine refuses or cannot do, each in words that name the row and the rule."""

from __future__ import annotations


class ProblemError(ValueError):
    """The problem makes no sense; `str(error)` names the row and the rule."""


class InfeasibleError(ProblemError):
    """The rules contradict each other; `str(error)` names those that cannot hold together."""


class NoFlowError(Exception):
    """No flow carries every supply, or the solver gave up."""


class SolverError(RuntimeError):
    """What the solver answered does not stand its proof; nothing was decided."""
