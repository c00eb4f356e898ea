"""The problem as a network: units flow from people through pairs to places, or past them at the price of going without.

    person -> row -> mentor -> sink        a pair; the row only where a person has several
    person -> sink                         a wish that stays open
    mentor -> sink                         a place; the first of an idle mentor apart, where being used counts
    person -> (group ->) sink              nobody at all; a group lets only so many through (its floor)

Where a person has several rows, all their pairs with one mentor pass through one node that lets a single unit through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.errors import NoFlowError
from matching.engine.types import Booleans, Integers

if TYPE_CHECKING:
    from matching.engine.rest import Rest
    from matching.engine.worth import Worth


@dataclass(frozen=True)
class Network:
    """Arcs with a greatest flow and a cost for each unit; nodes that send (supply > 0) or receive (< 0)."""

    source: Integers
    target: Integers
    capacity: Integers
    cost: Integers
    supply: Integers

    @property
    def arcs(self) -> int:
        """How many arcs there are."""
        return self.source.size

    def only(self, kept: Booleans) -> Network:
        """Leave out arcs."""
        return replace(
            self,
            source=self.source[kept],
            target=self.target[kept],
            capacity=self.capacity[kept],
            cost=self.cost[kept],
        )

    def reduced_costs(self, potentials: Integers) -> Integers:
        """What each arc costs at these potentials: below 0 it must be full, above 0 empty, at 0 it is free."""
        return self.cost + potentials[self.source] - potentials[self.target]


@dataclass(frozen=True)
class Plan:
    """Where things stand in a network: the first arcs are the pairs, in the order of `keys`, the last those of the places."""

    network: Network
    keys: Integers
    mentors: int
    sink: int
    rows_at: Integers
    people_at: Integers
    groups_at: dict[int, int]
    places_from: int
    first_place: Booleans


def lay_out(
    rest: Rest,
    worth: Worth,
    keys: Integers,
    costs: Integers,
    *,
    floors: dict[int, int],
    may_repeat: bool,
) -> Plan:
    """Build the network over the pairs in `keys` (row times the number of mentors plus mentor, sorted).

    Solvers want costs of at least 0: instead of a reward for the first place of an idle mentor, everything else that enters
    the sink costs that much more.

    Raises:
        NoFlowError: a group has fewer people who want somebody than its floor.
    """
    mentors = rest.places.size
    rows, columns = keys // mentors, keys % mentors
    count = rest.people.size
    sink = count + mentors
    nodes = sink + 1
    people_at = np.arange(count) if rest.are_single else nodes + np.arange(rest.served.size)
    nodes += 0 if rest.are_single else rest.served.size
    groups_at = {group: nodes + number for number, group in enumerate(sorted(floors))}
    nodes += len(groups_at)
    wanted = rest.wanted
    parts = _Parts()
    targets = columns + count
    if not rest.are_single and not may_repeat:
        meetings, place = np.unique(rest.people[rows] * mentors + columns, return_inverse=True)
        parts.add(rows, nodes + place, 1, costs)
        parts.add(nodes + np.arange(meetings.size), count + meetings % mentors, 1, 0)
        nodes += meetings.size
    else:
        parts.add(rows, targets, 1, costs)
    if not rest.are_single:
        parts.add(people_at[rest.people], np.arange(count), rest.demands, 0)
    open_wish = worth.top + worth.bonus
    spare = np.where(rest.served, wanted + 1, wanted - 1)
    several = (spare > 0) & (wanted > 0)
    parts.add(people_at[several], sink, spare[several], open_wish + worth.used)
    bare = ~rest.served & (wanted > 0)
    without = np.full(bare.sum(), sink)
    for group, node in groups_at.items():
        without[rest.groups[bare] == group] = node
        members = int(((rest.groups == group) & bare).sum())
        beforehand = int(((rest.groups == group) & rest.served).sum())
        room = members - max(floors[group] - beforehand, 0)
        if room < 0:
            raise NoFlowError(f"Group {group} is smaller than its floor.")
        parts.add(np.array([node]), sink, room, worth.used)
    at_sink = np.where(without == sink, worth.used, 0)
    parts.add(people_at[bare], without, wanted[bare] + 1, open_wish + worth.first + at_sink)
    supply = np.zeros(nodes, dtype=np.int64)
    supply[people_at] = wanted
    supply[sink] = -int(wanted.sum())
    places_from = parts.size
    first_place = rest.idle if worth.used else np.zeros(mentors, dtype=bool)
    parts.add(count + np.arange(mentors), sink, rest.places - first_place, worth.used)
    parts.add(count + np.flatnonzero(first_place), sink, 1, 0)
    return Plan(
        network=parts.network(supply),
        keys=keys,
        mentors=mentors,
        sink=sink,
        rows_at=np.arange(count),
        people_at=people_at,
        groups_at=groups_at,
        places_from=places_from,
        first_place=first_place,
    )


class _Parts:
    """Arcs, gathered kind by kind."""

    def __init__(self) -> None:
        self._lists: tuple[list[Integers], ...] = ([], [], [], [])
        self.size = 0

    def add(self, source: Integers, target: Integers | int, capacity: Integers | int, cost: Integers | int) -> None:
        for gathered, values in zip(self._lists, (source, target, capacity, cost), strict=True):
            gathered.append(np.broadcast_to(np.asarray(values, dtype=np.int64), source.shape))
        self.size += source.size

    def network(self, supply: Integers) -> Network:
        source, target, capacity, cost = (np.concatenate(gathered) for gathered in self._lists)
        return Network(source, target, capacity, cost, supply)
