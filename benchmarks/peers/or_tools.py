"""The peer OR-Tools (SimpleMinCostFlow over all pairs that may be); runs in that peer's own environment."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

sys.path.insert(0, str(Path(__file__).parent.parent))
from instance import School
from meter import Meter

BONUS = 10**6


def main() -> None:
    """Solve and say what was found."""
    school = School.load(Path(sys.argv[1]))
    mentees, mentors = school.shape
    meter = Meter()
    with meter.measure():
        rows, columns, points, start = [], [], [], 0
        for scores, eligible in school:
            row, column = np.nonzero(eligible)
            rows.append(row + start)
            columns.append(column)
            points.append(scores[row, column].astype(np.int64))
            start += len(scores)
        row, column, score = (np.concatenate(parts) for parts in (rows, columns, points))
        sink = mentees + mentors
        sources = np.concatenate([row, np.arange(mentees), mentees + np.arange(mentors)])
        targets = np.concatenate([mentees + column, np.full(mentees + mentors, sink)])
        rooms = np.concatenate([np.ones(row.size + mentees, dtype=np.int64), school.capacities])
        costs = np.concatenate([1000 - score, np.full(mentees, BONUS), np.zeros(mentors, dtype=np.int64)])
        before = time.process_time()
        flow = SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(sources, targets, rooms, costs)
        supplies = np.concatenate([np.ones(mentees), np.zeros(mentors), [-mentees]]).astype(np.int64)
        flow.set_nodes_supplies(np.arange(sink + 1), supplies)
        if flow.solve() != flow.OPTIMAL:
            raise SystemExit("OR-Tools found no flow.")
        assignment = time.process_time() - before
        chosen = flow.flows(arcs)[: row.size] > 0
    result = {"pairs": int(chosen.sum()), "total": int(score[chosen].sum()), "assignment": assignment}
    print(json.dumps(result | {"cpu": meter.cpu, "megabytes": meter.megabytes}))


if __name__ == "__main__":
    main()
