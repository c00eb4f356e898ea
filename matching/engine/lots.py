"""The fair draw: a lot for each pair, from the ids of the two and a salt alone, so that the order of rows decides nothing."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matching.engine.problem import Problem
    from matching.engine.types import Integers

DRAW_BITS = 36
"""Two optima have the same sum of lots with a chance of about pairs / 2**36 (Mulmuley, Vazirani and Vazirani 1987)."""


class Lots:
    """The lots of one problem under one salt."""

    def __init__(self, problem: Problem, salt: str) -> None:
        self._of_mentees, self._of_mentors = (
            _hashes(names, f"{salt}:{side}") for side, names in enumerate(problem.ids)
        )

    def of(self, keys: Integers) -> Integers:
        """Draw for pairs, given as row times the number of mentors plus mentor."""
        mentors = max(self._of_mentors.size, 1)
        mixed = self._of_mentees[keys // mentors] ^ self._of_mentors[keys % mentors]
        with np.errstate(over="ignore"):
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return (mixed >> np.uint64(64 - DRAW_BITS)).astype(np.int64)


def _hashes(names: Sequence[str], salt: str) -> NDArray[np.uint64]:
    key = blake2b(salt.encode(), digest_size=16).digest()
    digests = (blake2b(name.encode(), digest_size=8, key=key) for name in names)
    return np.array([int.from_bytes(digest.digest(), "big") for digest in digests], dtype=np.uint64)
