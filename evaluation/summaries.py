"""What several observations say together: how often a part was seen, from where to where, and whether it is enough.

Sources: the annual summary of UK Occupational Medicine (docslib 13828621); the Spearman-Brown formula, with the
reliability of one mini-CEX at the middle of what is published (Cook 2009 and 2010: 0.23 to 0.53).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OF_ONE_ENCOUNTER = Fraction(3, 10)
ENOUGH = Fraction(8, 10)


@dataclass(frozen=True)
class PartSummary:
    """One part of a form over several observations; what was not observed counts as that alone."""

    seen: int
    not_seen: int
    lowest: int | None
    highest: int | None
    below: int
    median: Fraction | None

    @property
    def median_shown(self) -> str:
        """The median, with its half where it has one."""
        return "" if self.median is None else f"{float(self.median):g}"


def summary_of(counts: Mapping[int | None, int], *, below: int = 0) -> PartSummary:
    """Sum one part up from how often each rating was given; None is "not observed", `below` a point of the scale.

    The median of an even number is the mean of the two in the middle.
    """
    ratings = sorted(rating for rating, times in counts.items() if rating is not None for _ in range(times))
    middle = len(ratings) // 2
    median = Fraction(ratings[middle] + ratings[-middle - 1], 2) if ratings else None
    return PartSummary(
        seen=len(ratings),
        not_seen=counts.get(None, 0),
        lowest=ratings[0] if ratings else None,
        highest=ratings[-1] if ratings else None,
        below=sum(rating < below for rating in ratings),
        median=median,
    )


def reliability(of_one: Fraction, encounters: int) -> Fraction:
    """Return how reliable this many encounters are together, when one alone is `of_one`; Spearman-Brown."""
    return encounters * of_one / (1 + (encounters - 1) * of_one)


def encounters_needed(of_one: Fraction = OF_ONE_ENCOUNTER, wanted: Fraction = ENOUGH) -> int:
    """Return how many encounters reach this reliability; exact, because a float would ask for one too many."""
    return ceil(wanted * (1 - of_one) / (of_one * (1 - wanted)))
