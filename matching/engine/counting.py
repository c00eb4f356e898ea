"""How many pairs there can be at most, by a maximum flow that knows no scores and no prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from matching.engine.candidates import contains

if TYPE_CHECKING:
    from matching.engine.problem import Problem
    from matching.engine.rest import Rest


def most_pairs(problem: Problem, rest: Rest, *, least: int = 0) -> int:
    """Return the greatest number of pairs beside the locked ones (scipy's Dinic; rows are persons of their own)."""
    mentees, mentors = problem.shape
    rows, columns = [], []
    for start, block in problem.points.blocks():
        row, column = np.nonzero(block >= least)
        open_pairs = ~contains(rest.shut, (row + start) * mentors + column)
        rows.append(row[open_pairs] + start)
        columns.append(column[open_pairs])
    if not rows:
        return 0
    row, column = np.concatenate(rows), np.concatenate(columns)
    start_node, end_node = mentees + mentors, mentees + mentors + 1
    sources = np.concatenate([row, np.full(mentees, start_node), mentees + np.arange(mentors)])
    targets = np.concatenate([mentees + column, np.arange(mentees), np.full(mentors, end_node)])
    room = np.concatenate([np.ones(row.size), rest.demands, rest.places]).astype(np.int32)
    graph = coo_array((room, (sources, targets)), shape=(end_node + 1, end_node + 1)).tocsr()
    return int(maximum_flow(graph, start_node, end_node).flow_value)
