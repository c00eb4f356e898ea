"""From an almost cheapest flow to a cheapest one, in whole numbers: cancel what still gains, then price what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.engine.errors import NoFlowError

if TYPE_CHECKING:
    from matching.engine.network import Network
    from matching.engine.types import Integers

MOST_ROUNDS = 2000


def repair(network: Network, flow: Integers, potentials: Integers) -> tuple[Integers, Integers]:
    """Make flow and potentials prove each other, if they nearly do.

    Cycles of negative cost are cancelled (Klein 1967); without one, shortest distances over what is left (Bellman 1958)
    are potentials at which no arc gains.

    Raises:
        NoFlowError: the flow is none, or is too far from the cheapest.
    """
    carried = np.bincount(network.source, flow, network.supply.size) - np.bincount(
        network.target, flow, network.supply.size
    )
    if (carried != network.supply).any() or (flow < 0).any() or (flow > network.capacity).any():
        raise NoFlowError("What the solver answered is no flow.")
    flow = flow.copy()
    for _round in range(MOST_ROUNDS):
        cycle, distances = _shortest(network, flow, potentials)
        if cycle is None:
            return flow, potentials + distances
        for arc, way in cycle:
            flow[arc] += way
    raise NoFlowError("The answer of the solver was too far from the cheapest flow.")


def _shortest(network: Network, flow: Integers, potentials: Integers) -> tuple[list[tuple[int, int]] | None, Integers]:
    """Return a cycle that gains, as arcs and directions, or None and the distances from anywhere."""
    costs = network.reduced_costs(potentials)
    ahead, back = np.flatnonzero(flow < network.capacity), np.flatnonzero(flow > 0)
    arcs = np.concatenate([ahead, back])
    ways = np.concatenate([np.ones(ahead.size, dtype=np.int64), -np.ones(back.size, dtype=np.int64)])
    tails = np.where(ways > 0, network.source[arcs], network.target[arcs])
    heads = np.where(ways > 0, network.target[arcs], network.source[arcs])
    prices = costs[arcs] * ways
    nodes = network.supply.size
    distances = np.zeros(nodes, dtype=np.int64)
    through = np.full(nodes, -1)
    for _round in range(nodes + 1):
        reached = distances[tails] + prices
        gaining = np.flatnonzero(reached < distances[heads])
        if gaining.size == 0:
            return None, distances
        order = gaining[np.lexsort((-reached[gaining], heads[gaining]))]
        distances[heads[order]] = reached[order]
        through[heads[order]] = order
        cycle = _cycle(through, tails) if _round % 8 == 7 or _round == nodes else None
        if cycle is not None:
            return [(int(arcs[index]), int(ways[index])) for index in cycle], distances
    raise NoFlowError("The prices of the solver cannot be mended.")


def _cycle(through: Integers, tails: Integers) -> list[int] | None:
    """Follow each node to the one it was reached from; return the arcs of a cycle, if there is one."""
    state = np.zeros(through.size, dtype=np.int64)
    for start in np.flatnonzero(through >= 0):
        node, mark = int(start), int(start) + 1
        while through[node] >= 0 and state[node] == 0:
            state[node] = mark
            node = int(tails[through[node]])
        if through[node] >= 0 and state[node] == mark:
            arcs, end = [int(through[node])], node
            node = int(tails[through[node]])
            while node != end:
                arcs.append(int(through[node]))
                node = int(tails[through[node]])
            return arcs
    return None
