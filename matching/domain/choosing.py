"""Every other mentor for somebody, with what that costs exactly and who would have to move."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.domain.barriers import Barrier
from matching.domain.table import table_of
from matching.domain.wording import barrier_words, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching import engine
    from matching.domain.scoring import Scored
    from matching.domain.table import Table
    from matching.engine.exchanges import Move
    from matching.models import MatchRun

TRIED_ONE_BY_ONE = 40
CELLS_AT_MOST = 4_000_000
"""With several tracks each full mentor is a question of its own: so many of the best are asked, fewer in a large pool."""


@dataclass(frozen=True)
class Moved:
    """Somebody else who would move: from one mentor to another, or to nobody."""

    mentee_id: int
    track_id: int | None
    before_id: int | None
    after_id: int | None


@dataclass(frozen=True)
class Choice:
    """A mentor as the leader sees them for one mentee.

    `loss` is by how much the total of all pairs would fall, everybody who must move counted; `moved` names these.
    `against` is the rule that forbids the pair; `is_possible` is False where no room can be made, `is_tried` where that
    was not worked out.
    """

    mentor_id: int
    score: int
    free_places: int
    parts: list[dict[str, Any]]
    loss: int = 0
    moved: tuple[Moved, ...] = ()
    against: str = ""
    is_possible: bool = True
    is_tried: bool = True

    @property
    def is_open(self) -> bool:
        """May this mentor be chosen?"""
        return not self.against and self.is_possible

    @property
    def token(self) -> str:
        """A short sign of what was shown, so that nothing else is done than what the leader saw."""
        said = repr((self.mentor_id, self.loss, self.moved))
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def choices_for(run: MatchRun, mentee_id: int, track_id: int | None) -> list[Choice]:
    """Weigh every other mentor for a mentee in a track, the least loss first, by the pool of the run."""
    return choices_at(table_of(run), mentee_id, track_id)


def choices_at(table: Table, mentee_id: int, track_id: int | None) -> list[Choice]:
    """Weigh every other mentor for a mentee in a track, the least loss first.

    Everybody else stays where they are, except who must make room; what is locked never moves.
    """
    row = table.row_of(mentee_id, track_id)
    if row is None:
        return []
    scored = table.scored
    here = next((column for standing, column in table.standing.values() if standing == row), None)
    load = [0] * len(scored.mentors)
    for _row, column in table.standing.values():
        load[column] += 1
    ways, tried = _ways(table, row, here, load)
    choices = []
    for column, mentor in enumerate(scored.mentors):
        if column == here:
            continue
        against = _against(scored, row, column)
        loss, moved = ways.get(column, (0, ()))
        choices.append(
            Choice(
                mentor_id=mentor["pk"],
                score=int(scored.scores[row, column]),
                free_places=max(mentor["places"] - load[column], 0),
                parts=parts_of(scored, row, column),
                loss=loss,
                moved=moved,
                against=against,
                is_possible=column in ways,
                is_tried=tried is None or column in tried,
            )
        )
    return sorted(choices, key=_order)


def _order(choice: Choice) -> tuple[Any, ...]:
    loses_a_mentor = any(moved.after_id is None for moved in choice.moved)
    return (not choice.is_open, bool(choice.against), loses_a_mentor, choice.loss, -choice.score, choice.mentor_id)


def _ways(
    table: Table, row: int, here: int | None, load: list[int]
) -> tuple[dict[int, tuple[int, tuple[Moved, ...]]], set[int] | None]:
    """For each column that can be reached: the loss of total against what stands, and who moves besides the row.

    And which columns were tried; None for all.
    """
    scored = table.scored
    solution = table.solve_with(row)
    before = set(table.pairs())
    found: dict[int, tuple[int, tuple[Moved, ...]]] = {}

    def keep(column: int, after: set[tuple[int, int]]) -> None:
        gone, new = before - after, after - before
        loss = sum(int(scored.scores[cell]) for cell in gone) - sum(int(scored.scores[cell]) for cell in new)
        found[column] = (loss, _moved(scored, row, gone, new))

    base = set(solution.pairs)
    for column in solution.mentors_of.get(row, []):
        if column != here:
            keep(column, base)
    direct = _free_for(table, row, load) - {here} if solution.exchanges is None else set()
    for column in direct:
        keep(column, (before - {(row, here)}) | {(row, column)})
    tried = None if solution.exchanges is not None else direct | found.keys()
    for column, moves in _moves_of(solution, row, tried):
        after = set(base)
        after -= {(move.mentee, move.before) for move in moves if move.before is not None}
        after |= {(move.mentee, move.after) for move in moves if move.after is not None}
        keep(column, after)
    return found, tried


def _free_for(table: Table, row: int, load: list[int]) -> set[int]:
    """The mentors with a free place whom the person does not have in another track: there nobody else has to move."""
    scored, person = table.scored, table.scored.mentees[row]["pk"]
    own = {column for other, column in table.standing.values() if scored.mentees[other]["pk"] == person}
    if scored.inputs["approach"]["same_mentor_twice"]:
        own = set()
    return {
        column
        for column, mentor in enumerate(scored.mentors)
        if mentor["places"] > load[column] and column not in own and not _against(scored, row, column)
    }


def _moves_of(solution: engine.Solution, row: int, tried: set[int] | None) -> Iterable[tuple[int, Iterable[Move]]]:
    """The moves for every other mentor; where each is a question of its own, for the best, which are added to `tried`."""
    if tried is None:
        return [(other.mentor, other.moves) for other in solution.alternatives(row)]
    count = min(TRIED_ONE_BY_ONE, max(CELLS_AT_MOST // (solution.problem.shape[0] * solution.problem.shape[1]), 1))
    others = [other.mentor for other in solution.next_best(row, solution.problem.shape[1])]
    best = [column for column in others if column not in tried][:count]
    tried.update(best)
    forced = [(column, solution.forced(row, column)) for column in best]
    return [
        (column, [move for change in one.changes_from(solution.pairs) for move in change.moves])
        for column, one in forced
        if one is not None
    ]


def _moved(
    scored: Scored, row: int, gone: Iterable[tuple[int, int]], new: Iterable[tuple[int, int]]
) -> tuple[Moved, ...]:
    left, joined = dict(gone), dict(new)
    rows = sorted((left.keys() | joined.keys()) - {row})
    return tuple(
        Moved(
            mentee_id=scored.mentees[other]["pk"],
            track_id=scored.mentees[other]["track"],
            before_id=scored.mentors[left[other]]["pk"] if other in left else None,
            after_id=scored.mentors[joined[other]]["pk"] if other in joined else None,
        )
        for other in rows
    )


def _against(scored: Scored, row: int, column: int) -> str:
    """Name the rule that forbids a pair; that the leader rejected it once does not."""
    names = [name for name, barred in scored.barriers.items() if barred[row, column] and name != Barrier.REJECTED]
    return barrier_words(names[0]) if names else ""
