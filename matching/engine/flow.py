"""Minimum-cost flow behind one small interface: pylmcf, and scipy's HiGHS where that is missing or fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import __version__ as scipy_version
from scipy.optimize import linprog
from scipy.sparse import coo_array

from matching.engine.errors import NoFlowError
from matching.engine.repairing import repair

if TYPE_CHECKING:
    from matching.engine.network import Network
    from matching.engine.types import Integers, Solver

try:
    import pylmcf
except ImportError:
    pylmcf = None


@dataclass(frozen=True)
class Flow:
    """A cheapest flow, and potentials: no arc with room left has a reduced cost below 0, no arc in use one above."""

    flow: Integers
    potentials: Integers
    solver: str


def solve_flow(network: Network, *, solver: Solver = "auto") -> Flow:
    """Find a cheapest flow; both solvers return whole numbers and potentials that prove it.

    Raises:
        NoFlowError: none exists, or no solver found it.
    """
    if network.arcs == 0:
        if network.supply.any():
            raise NoFlowError("There is no way for what has to flow.")
        return Flow(np.zeros(0, dtype=np.int64), np.zeros(network.supply.size, dtype=np.int64), "none needed")
    if solver == "highs" or pylmcf is None:
        return _by_highs(network)
    if solver == "pylmcf":
        return _by_pylmcf(network)
    try:
        return _by_pylmcf(network)
    except NoFlowError:
        return _by_highs(network)


def _by_pylmcf(network: Network) -> Flow:
    """LEMON's network simplex (Dezső, Jüttner and Kovács 2011); it wants the arcs in the order of their ends."""
    nodes = network.supply.size
    order = np.argsort(network.source * nodes + network.target, kind="stable")
    try:
        graph = pylmcf.Graph(
            nodes,
            network.source[order].astype(np.int32),
            network.target[order].astype(np.int32),
        )
        graph.set_node_supply(network.supply)
        graph.set_edge_capacities(network.capacity[order])
        graph.set_edge_costs(network.cost[order])
        graph.solve()
        flow = np.empty(order.size, dtype=np.int64)
        flow[order] = graph.result()
        potentials = np.array(graph.potentials(), dtype=np.int64)
    except (RuntimeError, ValueError, TypeError, OverflowError) as error:
        raise NoFlowError(str(error)) from error
    return Flow(flow, potentials, f"pylmcf {pylmcf.__version__}")


def _by_highs(network: Network) -> Flow:
    """The same as a linear program, whose corners are whole numbers; the duals of the nodes are the potentials.

    HiGHS computes in floats. What it misses by rounding is mended in whole numbers.
    """
    nodes, arcs = network.supply.size, network.arcs
    columns = np.concatenate([np.arange(arcs), np.arange(arcs)])
    rows = np.concatenate([network.source, network.target])
    signs = np.concatenate([np.ones(arcs), -np.ones(arcs)])
    balance = coo_array((signs, (rows, columns)), shape=(nodes, arcs)).tocsr()
    scale = max(float(np.abs(network.cost).max(initial=1)), 1.0)
    answer = linprog(
        network.cost / scale,
        A_eq=balance,
        b_eq=network.supply.astype(float),
        bounds=np.column_stack([np.zeros(arcs), network.capacity]).astype(float),
        method="highs-ds",
    )
    if answer.status != 0:
        raise NoFlowError(str(answer.message))
    potentials = -np.rint(answer.eqlin.marginals * scale).astype(np.int64)
    flow, potentials = repair(network, np.rint(answer.x).astype(np.int64), potentials)
    return Flow(flow, potentials, f"scipy {scipy_version} HiGHS")
