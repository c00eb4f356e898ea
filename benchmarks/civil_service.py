"""One flow on the sample of the peer `mentor-match`: at most three on either side, nobody left where that can be."""

from __future__ import annotations

import json
import sys

import numpy as np

from benchmarks.meter import Meter
from matching.engine import Objective, Problem, solve


def main() -> None:
    """Solve and say what was found."""
    scores = np.loadtxt(sys.argv[1], delimiter=",", dtype=np.int16)
    mentees, mentors = scores.shape
    meter = Meter()
    with meter.measure():
        problem = Problem(
            scores=np.maximum(scores, 0),
            eligible=scores >= 0,
            capacities=np.full(mentors, 3),
            demands=np.full(mentees, 3),
        )
        solution = solve(problem, Objective(cover="both"))
    alone = mentees - len(solution.mentors_of), int((solution.load == 0).sum())
    found = {"pairs": len(solution.pairs), "total": int(solution.total), "alone": alone}
    print(json.dumps(found | {"cpu": meter.cpu, "megabytes": meter.megabytes}))


if __name__ == "__main__":
    main()
