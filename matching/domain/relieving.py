"""What would help a mentee without a mentor: one place more with somebody, or one rule less; worked out, not guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matching import engine
    from matching.domain.scoring import Scored

PEOPLE_LOOKED_AT = 60
"""For so many people the reliefs are worked out; beyond, the what-if page answers one at a time."""
MENTORS_TRIED = 5
RELIEFS_KEPT = 3


def reliefs_of(scored: Scored, solution: engine.Solution) -> dict[int, list[dict[str, Any]]]:
    """For each row without a mentor: which one place more, and which one rule less, would match one more person."""
    if not solution.problem.is_plain or solution.exchanges is None:
        return {}
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


def _told(scored: Scored, relief: Any) -> dict[str, Any]:
    return {
        "mentor": scored.mentors[relief.mentor]["pk"],
        "rule": relief.rule,
        "pairs": int(relief.pairs_gained),
        "gain": int(relief.gain),
        "moved": sum(move.before is not None for move in relief.moves),
        "people": [scored.mentees[move.mentee]["pk"] for move in relief.moves if move.before is None],
    }
