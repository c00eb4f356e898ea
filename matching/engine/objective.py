"""What is best, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Objective:
    """What the leader wants, each wish after those before it have been granted as far as can be.

    1. Most mentees with at least one mentor (`cover`); 2. most pairs; 3. the best possible worst pair (`best_worst`), or fewest pairs
    below `floor`; 4. the highest total of scores, current pairs counted with `keep` more; 5. mentees spread evenly over the
    mentors (`even_load`); 6. a fair draw by the people's ids.

    Attributes:
        salt: makes the fair draw of one program independent of another's.
        cover: what comes before the number of pairs: as few mentees as possible without anybody; "both": and then as few
            mentors as possible without anybody; "none": nothing.
        keep: points by which a pair that exists now is preferred; a change must gain more than that.
        floor: a score; as few pairs as possible stay below it.
        best_worst: make the worst of the chosen pairs as good as possible before looking at the total.
        squares: instead of the highest total the least sum of squared distances from the best score, which spreads
            disappointment; the total comes after it.
        even_load: among equals, the least sum of squared loads.
        floors: for a group, the least number of its mentees (int) or the least share (float) with a mentor.
        equity: every group gets at least this share of the rate of all, such as 0.95.
    """

    salt: str = ""
    cover: Literal["mentees", "both", "none"] = "mentees"
    keep: float = 0
    floor: float | None = None
    best_worst: bool = False
    squares: bool = False
    even_load: bool = True
    floors: Mapping[int, float] | None = None
    equity: float | None = None
