"""What the engine refuses or cannot do, each in words that name the row and the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ProblemError(ValueError):
    """The problem makes no sense; `str(error)` names the row and the rule."""


class InfeasibleError(ProblemError):
    """The rules contradict each other; `str(error)` names those that cannot hold together.

    Attributes:
        short: for each group whose floor cannot hold alone, the floor and the most that can be.
    """

    def __init__(self, sentence: str, short: Mapping[int, tuple[int, int]] | None = None) -> None:
        super().__init__(sentence)
        self.short = dict(short or {})


class NoFlowError(Exception):
    """No flow carries every supply, or the solver gave up."""


class SolverError(RuntimeError):
    """What the solver answered does not stand its proof; nothing was decided."""
