"""Locks, checked one by one and then all together: a maximum flow tells whether they fit, its cut which rule they break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from matching.engine.errors import ProblemError

if TYPE_CHECKING:
    from matching.engine.problem import Problem
    from matching.engine.types import Pair

Gate = tuple[Hashable, Hashable]
START, END = "start", "end"


def check_locks(problem: Problem) -> None:
    """Refuse locks that cannot be kept.

    Raises:
        ProblemError: a lock stands twice or on a pair that must not be, or not all locks together find room.
    """
    seen: set[Pair] = set()
    for (mentee, mentor), allowed in zip(problem.locked, problem.may_be(problem.locked), strict=True):
        if (mentee, mentor) in seen:
            raise ProblemError(f"Mentee {mentee} is locked twice on mentor {mentor}.")
        if not allowed:
            raise ProblemError(f"Mentee {mentee} is locked on mentor {mentor}, but the pair must never be.")
        seen.add((mentee, mentor))
    if problem.locked:
        _check_together(problem)


def _check_together(problem: Problem) -> None:
    """Send a unit through the gates of every lock.

    By the theorem of Ford and Fulkerson (1956) the units that cannot pass are held up by a cut of full gates; those through
    which more locks should pass than there is room are the rules that the locks break.
    """
    paths = [_gates_of(problem, pair) for pair in problem.locked]
    through = Counter(gate for path in paths for gate in path)
    room = {gate: size for path in paths for gate, size in path.items()}
    numbers: dict[Hashable, int] = {START: 0, END: 1}
    for gate in room:
        for end in gate:
            numbers.setdefault(end, len(numbers))
    sources, targets = ([numbers[gate[side]] for gate in room] for side in (0, 1))
    graph = csr_array(
        (np.array(list(room.values()), dtype=np.int32), (sources, targets)), shape=(len(numbers), len(numbers))
    )
    flow = maximum_flow(graph, 0, 1)
    if flow.flow_value == len(paths):
        return
    left = csr_array(graph - flow.flow)
    left.eliminate_zeros()
    reached = set(breadth_first_order(left, 0, return_predecessors=False).tolist())
    broken = [
        _sentence(gate, through[gate], room[gate])
        for gate in room
        if through[gate] > room[gate] and numbers[gate[0]] in reached and numbers[gate[1]] not in reached
    ]
    raise ProblemError(" ".join(broken))


def _gates_of(problem: Problem, pair: Pair) -> dict[Gate, int]:
    """Name the gates that a lock passes, with their room: mentee, person with this mentor, mentor's track, mentor."""
    mentee, mentor = pair
    together: Hashable = ("lock", mentee, mentor)
    if problem.people is not None and not problem.same_mentor_twice:
        together = ("person", int(problem.people[mentee]), mentor)
    gates: dict[Gate, int] = {
        (START, ("mentee", mentee)): int(problem.demands[mentee]),
        (("mentee", mentee), together): 1,
        (together, ("met", together)): 1,
    }
    together = ("met", together)
    places = int(problem.capacities[mentor])
    if problem.track_places is None or problem.tracks is None:
        return gates | {(together, ("mentor", mentor)): 1, (("mentor", mentor), END): places}
    track = int(problem.tracks[mentee])
    quota = int(problem.track_places[track, mentor])
    return gates | {
        (together, ("track", mentor, track)): 1,
        (("track", mentor, track), ("mentor", mentor)): quota,
        (("mentor", mentor), END): places,
    }


def _sentence(gate: Gate, locks: int, room: int) -> str:
    """Say which rule a gate stands for, and that it is broken."""
    source, target = gate
    if source == START and isinstance(target, tuple):
        return f"Mentee {target[1]} wants {room} mentors but is locked on {locks}."
    if isinstance(source, tuple) and source[0] == "track":
        return f"Mentor {source[1]} has {room} places in track {source[2]} but {locks} locked mentees."
    if isinstance(source, tuple) and source[0] == "mentor":
        return f"Mentor {source[1]} has {room} places but {locks} locked mentees."
    return f"Rows of the same person are locked on the same mentor: {locks} locks, {room} allowed."
