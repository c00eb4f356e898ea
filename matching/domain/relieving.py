"""What would help a mentee without a mentor: one place more with somebody, or one rule less; worked out, not guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from matching import engine
from matching.domain.posing import pose

if TYPE_CHECKING:
    from matching.domain.scoring import Scored

PEOPLE_LOOKED_AT = 60
"""For so many people the reliefs are worked out; beyond, the what-if page answers one at a time."""
SOLVED_AT_MOST = 24
CELLS_AT_MOST = 40_000_000
"""Pairs looked at over all solves: about as long again as the run itself."""
MENTORS_TRIED = 5
RELIEFS_KEPT = 3


def reliefs_of(scored: Scored, solution: engine.Solution) -> dict[int, list[dict[str, Any]]]:
    """For each row without a mentor: which one place more, and which one rule less, would match one more person.

    Where no chain of moves answers (several tracks, groups with a floor) the changed question is solved, as often as
    the size of the pool allows.
    """
    if solution.exchanges is None:
        return _by_solving(scored, solution)
    places: dict[int, dict[str, Any] | None] = {}
    found = {}
    for row in list(solution.unmatched)[:PEOPLE_LOOKED_AT]:
        found[row] = [
            *_one_more_place(scored, solution, row, places),
            *(_told(scored, relief) for relief in solution.without_a_rule(row) if relief.pairs_gained > 0),
        ][:RELIEFS_KEPT]
    return found


def _one_more_place(
    scored: Scored, solution: engine.Solution, row: int, known: dict[int, dict[str, Any] | None]
) -> list[dict[str, Any]]:
    wished = [other.mentor for other in solution.next_best(row, MENTORS_TRIED)]
    for column in wished:
        if column not in known:
            relief = solution.one_more_place(column)
            known[column] = _told(scored, relief) if relief.pairs_gained > 0 else None
    helpful = [told for column in wished if (told := known[column]) is not None]
    mine = [told for told in helpful if scored.mentees[row]["pk"] in told["people"]]
    return (mine or helpful)[:1]


def _by_solving(scored: Scored, solution: engine.Solution) -> dict[int, list[dict[str, Any]]]:
    tries = min(SOLVED_AT_MOST, CELLS_AT_MOST // max(scored.scores.size, 1))
    seen: dict[int, dict[str, Any] | None] = {}
    found: dict[int, list[dict[str, Any]]] = {}
    for row in solution.unmatched:
        reliefs: list[dict[str, Any]] = []
        for column in [other.mentor for other in solution.next_best(row, MENTORS_TRIED)]:
            if column not in seen and tries > 0:
                seen[column] = _with_a_place(scored, solution, column)
                tries -= 1
            told = seen.get(column)
            if told is not None:
                reliefs.append(told)
                break
        for rule, column in _alone_in_the_way(scored, row):
            if tries <= 0 or len(reliefs) >= RELIEFS_KEPT:
                break
            told = _without(scored, solution, row, rule, column)
            tries -= 1
            reliefs += [told] if told is not None else []
        found[row] = reliefs
    return found


def _with_a_place(scored: Scored, solution: engine.Solution, column: int) -> dict[str, Any] | None:
    mentors = [
        {**mentor, "places": mentor["places"] + (number == column)} for number, mentor in enumerate(scored.mentors)
    ]
    changed = replace(scored, inputs={**scored.inputs, "mentors": mentors})
    return _solved(scored, solution, changed, column, "")


def _without(scored: Scored, solution: engine.Solution, row: int, rule: str, column: int) -> dict[str, Any] | None:
    barred = scored.barriers[rule].copy()
    barred[row, column] = False
    return _solved(scored, solution, replace(scored, barriers={**scored.barriers, rule: barred}), column, rule)


def _alone_in_the_way(scored: Scored, row: int) -> list[tuple[str, int]]:
    """Name each rule that alone keeps a mentor with a place from a row, with the mentor of the highest score."""
    barring = np.array([barred[row] for barred in scored.barriers.values()])
    has_places = np.array([mentor["places"] > 0 for mentor in scored.mentors])
    found = []
    for number, name in enumerate(scored.barriers):
        alone = np.flatnonzero(barring[number] & (barring.sum(axis=0) == 1) & has_places)
        if alone.size:
            found.append((name, int(alone[scored.scores[row, alone].argmax()])))
    return found


def _solved(
    scored: Scored, solution: engine.Solution, changed: Scored, column: int, rule: str
) -> dict[str, Any] | None:
    """Solve the changed question, staying as near to what was found as can be; None where it matches nobody more."""
    problem = pose(changed, locked=solution.problem.locked, current=solution.pairs)
    try:
        after = engine.solve(problem, replace(solution.objective, keep=1))
    except engine.InfeasibleError:
        return None
    more = len(after.mentors_of) - len(solution.mentors_of)
    if more <= 0:
        return None
    before, now = solution.mentors_of, after.mentors_of
    return {
        "mentor": scored.mentors[column]["pk"],
        "rule": rule,
        "pairs": more,
        "gain": int(after.total) - int(solution.total),
        "moved": sum(before[row] != now[row] for row in before.keys() & now.keys()),
        "people": [scored.mentees[row]["pk"] for row in sorted(now.keys() - before.keys())],
    }


def _told(scored: Scored, relief: Any) -> dict[str, Any]:
    return {
        "mentor": scored.mentors[relief.mentor]["pk"],
        "rule": relief.rule,
        "pairs": int(relief.pairs_gained),
        "gain": int(relief.gain),
        "moved": sum(move.before is not None for move in relief.moves),
        "people": [scored.mentees[move.mentee]["pk"] for move in relief.moves if move.before is None],
    }
