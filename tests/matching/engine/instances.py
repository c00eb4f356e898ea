"""Small problems of every kind, for tests that try everything, and larger ones for independent solvers."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from matching.engine import Problem, ProblemError


@st.composite
def problems(
    draw,
    *,
    most: int = 5,
    locks: bool = True,
    demands: int = 1,
    current: bool = False,
    groups: int = 0,
    rows_each: int = 1,
    tracks: bool = False,
    barred: bool = False,
    scores: int = 6,
) -> Problem:
    """Draw a problem; every option adds what its name says."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    mentees, mentors = draw(st.integers(1, most)), draw(st.integers(1, most))
    shape = (mentees, mentors)
    table = random.integers(0, draw(st.integers(1, scores)) + 1, shape)
    fields = {
        "scores": table,
        "capacities": random.integers(0, 4, mentors),
        "eligible": random.random(shape) < draw(st.sampled_from([0.3, 0.6, 0.9, 1.0])),
        "ids": ([f"mentee {row}" for row in range(mentees)], [f"mentor {column}" for column in range(mentors)]),
    }
    if demands > 1:
        fields["demands"] = random.integers(0, demands + 1, mentees)
    if current:
        fields["current"] = [(row, int(random.integers(mentors))) for row in range(mentees) if random.random() < 0.7]
    if groups:
        fields["groups"] = random.integers(0, groups, mentees)
    if rows_each > 1:
        fields["people"] = np.sort(random.integers(0, -(-mentees // rows_each) + 1, mentees))
        if groups:
            fields["groups"] = random.integers(0, groups, mentees)[fields["people"] % mentees]
        fields["same_mentor_twice"] = bool(random.random() < 0.3)
    fields |= _quotas(random, shape) if tracks else {}
    fields |= {"rules": {name: random.random(shape) < 0.3 for name in ("training", "exclusion")}} if barred else {}
    return Problem(**fields, locked=_locks(random, fields) if locks else ())


def _quotas(random, shape):
    return {"tracks": random.integers(0, 2, shape[0]), "track_places": random.integers(0, 3, (2, shape[1]))}


def _locks(random, fields) -> list[tuple[int, int]]:
    """Lock some pairs, each time one more that fits beside the others."""
    locked: list[tuple[int, int]] = []
    for row, mentor in enumerate(random.integers(len(fields["capacities"]), size=len(fields["scores"])).tolist()):
        if random.random() < 0.3:
            try:
                Problem(**fields, locked=[*locked, (row, mentor)])
            except ProblemError:
                continue
            locked.append((row, mentor))
    return locked


def random_problem(
    seed: int, mentees: int, mentors: int, *, density: float = 0.5, most: int = 100, **fields
) -> Problem:
    """Make a problem of any size."""
    random = np.random.default_rng(seed)
    return Problem(
        scores=random.integers(0, most, (mentees, mentors)),
        eligible=random.random((mentees, mentors)) < density,
        capacities=random.integers(1, 5, mentors),
        **fields,
    )
