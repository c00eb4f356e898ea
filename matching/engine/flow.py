"""Minimum-cost flow behind one small interface: pylmcf, and scipy's HiGHS where that is missing or fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

try:
    import pylmcf
except ImportError:
    pylmcf = None

Integers = NDArray[np.int64]
Solver = Literal["auto", "pylmcf", "highs"]


class NoFlowError(Exception):
    """No flow carries every supply, or the solver gave up."""


@dataclass(frozen=True)
class Network:
    """Arcs with a least and a greatest flow and a cost; nodes that send (supply > 0) or receive (< 0)."""

    source: Integers
    target: Integers
    low: Integers
    capacity: Integers
    cost: Integers
    supply: Integers


@dataclass(frozen=True)
class Flow:
    """A cheapest flow, and potentials: `cost + potential[source] - potential[target]` is an arc's reduced cost."""

    flow: Integers
    potentials: Integers
    solver: str


def solve_flow(network: Network, *, solver: Solver = "auto") -> Flow:
    """Find a cheapest flow.

    Raises:
        NoFlowError: none exists, or no solver found it.
    """
    if solver == "highs" or pylmcf is None:
        return _by_highs(network)
    if solver == "pylmcf":
        return _by_pylmcf(network)
    try:
        return _by_pylmcf(network)
    except NoFlowError:
        return _by_highs(network)


def _by_pylmcf(network: Network) -> Flow:
    """LEMON's network simplex; it wants the arcs in the order of their ends."""
    order = np.lexsort((network.target, network.source))
    try:
        graph = pylmcf.Graph(
            network.supply.size,
            network.source[order].astype(np.int32),
            network.target[order].astype(np.int32),
        )
        graph.set_node_supply(network.supply)
        graph.set_edge_capacities(network.capacity[order])
        graph.set_edge_minimums(network.low[order])
        graph.set_edge_costs(network.cost[order])
        graph.solve()
        flow = np.empty(order.size, dtype=np.int64)
        flow[order] = graph.result()
        return Flow(flow, np.array(graph.potentials(), dtype=np.int64), f"pylmcf {pylmcf.__version__}")
    except (RuntimeError, ValueError, TypeError, OverflowError) as error:
        raise NoFlowError(str(error)) from error


def _by_highs(network: Network) -> Flow:
    """The same as a linear program, whose corners are whole numbers; the duals of the nodes are the potentials."""
    nodes, arcs = network.supply.size, network.cost.size
    columns = np.concatenate([np.arange(arcs), np.arange(arcs)])
    rows = np.concatenate([network.source, network.target])
    signs = np.concatenate([np.ones(arcs), -np.ones(arcs)])
    balance = coo_array((signs, (rows, columns)), shape=(nodes, arcs)).tocsr()
    answer = linprog(
        network.cost.astype(float),
        A_eq=balance,
        b_eq=network.supply.astype(float),
        bounds=np.column_stack([network.low, network.capacity]).astype(float),
        method="highs-ds",
    )
    if answer.status != 0:
        raise NoFlowError(str(answer.message))
    potentials = -np.rint(answer.eqlin.marginals).astype(np.int64)
    return Flow(np.rint(answer.x).astype(np.int64), potentials, "scipy HiGHS")
