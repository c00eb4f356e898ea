"""Carry out a choice made by hand: one mentee to another mentor, and who makes room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _

from matching.domain.solving import NEXT_BEST_SHOWN, track_of
from matching.domain.undoing import as_it_stands, keep_for_undo
from matching.domain.wording import parts_of
from matching.enums import PROPOSAL_MOVES, ProposalState
from matching.models import Proposal, UnmatchedMentee
from mentorship.core.errors import Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from matching.domain.choosing import Choice, Moved
    from matching.domain.table import Table


def carry_out(table: Table, mentee_id: int, track_id: int | None, choice: Choice) -> Proposal:
    """Write down a choice and the moves that belong to it; the run is locked by who calls."""
    concerned = {mentee_id, *(moved.mentee_id for moved in choice.moved)}
    before = as_it_stands(table.run, concerned)
    for moved in choice.moved:
        _make_room(table, moved)
    row, column = _row(table, mentee_id, track_id), table.scored.column_of[choice.mentor_id]
    proposal = _proposal(table, row) or Proposal(run=table.run, mentee_id=mentee_id, state=ProposalState.SUGGESTED)
    _put(proposal, table, row, column)
    proposal.is_by_hand = True
    if proposal.state != ProposalState.LOCKED:
        move(proposal, ProposalState.LOCKED, moves=PROPOSAL_MOVES)
    proposal.save()
    UnmatchedMentee.objects.filter(run=table.run, mentee=mentee_id, track=table.scored.mentees[row]["track"]).delete()
    _refresh_next_best(table, proposal, row)
    keep_for_undo(table.run, concerned, before)
    return proposal


def _make_room(table: Table, moved: Moved) -> None:
    row = _row(table, moved.mentee_id, moved.track_id)
    proposal = _proposal(table, row)
    if proposal is None:
        raise Refused(_("Something has changed since you saw the cost. Nothing was done; please look again."))
    if moved.after_id is None:
        proposal.delete()
        UnmatchedMentee.objects.create(
            run=table.run,
            mentee_id=moved.mentee_id,
            track_id=moved.track_id,
            reason=_("You gave this place to somebody else by hand, and no other was free."),
        )
        return
    _put(proposal, table, row, table.scored.column_of[moved.after_id])
    proposal.save()


def _row(table: Table, mentee_id: int, track_id: int | None) -> int:
    row = table.row_of(mentee_id, track_id)
    if row is None:
        raise Refused(_("This mentee is not in the pool of this cohort any more."))
    return row


def _proposal(table: Table, row: int) -> Proposal | None:
    """Find the proposal of a row, one that was rejected too."""
    mentee = table.scored.mentees[row]
    mine = table.run.proposals.filter(mentee=mentee["pk"])
    return (mine if mentee["track"] is None else mine.filter(track=mentee["track"])).first()


def _put(proposal: Proposal, table: Table, row: int, column: int) -> None:
    scored = table.scored
    proposal.mentor_id = scored.mentors[column]["pk"]
    proposal.score, proposal.parts = int(scored.scores[row, column]), parts_of(scored, row, column)
    proposal.track_id = track_of(scored, row, column) or proposal.track_id
    proposal.is_by_hand = False


def _refresh_next_best(table: Table, proposal: Proposal, row: int) -> None:
    """Write down anew who would come next, by the places that are free now."""
    scored = table.scored
    asked = np.zeros(len(scored.mentors), dtype=np.int64)
    for mentor in table.run.proposals.standing().values_list("mentor_id", flat=True):
        if mentor in scored.column_of:
            asked[scored.column_of[mentor]] += 1
    others = [
        column
        for column, mentor in enumerate(scored.mentors)
        if scored.eligible[row, column] and mentor["pk"] != proposal.mentor_id
    ]
    best = sorted(others, key=lambda column: (-int(scored.scores[row, column]), scored.mentors[column]["uuid"]))
    proposal.next_best = [_as_next_best(table, row, column, asked) for column in best[:NEXT_BEST_SHOWN]]
    proposal.next_for_mentor = _next_for_mentor(table, row, scored.column_of[proposal.mentor_id])
    proposal.save(update_fields=["next_best", "next_for_mentor"])


def _next_for_mentor(table: Table, row: int, column: int) -> list[dict[str, Any]]:
    scored = table.scored
    standing = table.run.proposals.standing().values_list("mentee_id", "mentor_id")
    placed = {mentee for mentee, _mentor in standing}
    mine = {mentee for mentee, mentor in standing if mentor == scored.mentors[column]["pk"]}
    others = [
        other
        for other, mentee in enumerate(scored.mentees)
        if other != row and scored.eligible[other, column] and mentee["pk"] not in mine
    ]
    best = sorted(others, key=lambda other: (-int(scored.scores[other, column]), scored.mentees[other]["uuid"]))
    return [
        {
            "mentee": scored.mentees[other]["pk"],
            "score": int(scored.scores[other, column]),
            "free": scored.mentees[other]["pk"] not in placed,
        }
        for other in best[:NEXT_BEST_SHOWN]
    ]


def _as_next_best(table: Table, row: int, column: int, asked: Any) -> dict[str, Any]:
    mentor = table.scored.mentors[column]
    return {
        "mentor": mentor["pk"],
        "score": int(table.scored.scores[row, column]),
        "free": bool(mentor["places"] > asked[column]),
    }
