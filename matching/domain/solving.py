"""The work of a run: score, solve, check, store; its progress is told as it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching import engine
from matching.domain.posing import groups_fall_short, names_of_people, objective_of, pose_run
from matching.domain.relieving import reliefs_of
from matching.domain.runs import lock_run, replace_earlier
from matching.domain.scoring import Scored, score_pool
from matching.domain.wording import parts_of, why_without
from matching.enums import RUN_MOVES, Method, ProposalState, RunState
from matching.models import MatchRun, Proposal, UnmatchedMentee
from mentorship.core import audit
from mentorship.core.errors import Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from datetime import datetime

ABANDONED_AFTER = timedelta(minutes=15)
"""A worker never takes so long: after this time a run counts as left behind by one that died."""
NEXT_BEST_SHOWN = 3
LONGEST_FAILURE = 300
PATIENCE = 10
"""Two people who would both gain more points than this by leaving for each other are counted."""
CHANGES_KEPT = 200


def solve_queued(*, now: datetime) -> int:
    """Solve whatever waits; running this twice, late or in parallel is harmless. Return how many were solved here."""
    _requeue_abandoned(now)
    waiting = MatchRun.objects.filter(state=RunState.QUEUED).order_by("created_at").values_list("pk", flat=True)
    return sum(solve_run(run_id=run_id, now=now) for run_id in list(waiting))


def solve_run(*, run_id: int, now: datetime) -> bool:
    """Solve one queued run and put its proposals on the table; a failure is kept in words. False if it is not waiting."""
    run = _claim(run_id, now)
    if run is None:
        return False
    try:
        _tell(run, 20, _("Scoring every mentee with every mentor."))
        scored = score_pool(run.inputs, run.weights)
        problem = pose_run(scored)
        _tell(run, 45, _("Looking for the best pairs among %(pairs)d that may be.") % {"pairs": scored.eligible.sum()})
        solution = _solve(scored, problem, objective_of(run.inputs, str(run.cohort.uuid)))
        _tell(run, 80, _("Checked: no better choice exists. Writing the reasons."))
        reliefs = reliefs_of(scored, solution)
        _store(run.pk, scored, solution, reliefs, now, chosen=_as_asked(run, solution))
    except _CancelledError:
        return True
    except (Refused, engine.ProblemError, engine.SolverError, engine.NoFlowError) as error:
        _fail(run.pk, str(error), now)
    except Exception:
        _fail(run.pk, _("Something unexpected happened; the site's staff can read what in the log."), now)
        raise
    return True


def _solve(scored: Scored, problem: engine.Problem, objective: engine.Objective) -> engine.Solution:
    try:
        return engine.solve(problem, objective)
    except engine.InfeasibleError as error:
        raise Refused(groups_fall_short(scored, error)) from error


def _as_asked(run: MatchRun, best: engine.Solution) -> engine.Solution:
    """Return the best pairs, or the stable ones where the leader asked for these."""
    if run.inputs["approach"]["method"] != Method.STABLE:
        return best
    stable = engine.solve_stable(best.problem, salt=str(run.cohort.uuid))
    return replace(best, pairs=stable.pairs)


class _CancelledError(Exception):
    """The leader has called the run off meanwhile."""


@transaction.atomic
def _claim(run_id: int, now: datetime) -> MatchRun | None:
    """Take a queued run, unless another worker has it."""
    waiting = MatchRun.objects.select_for_update(of=["self"], skip_locked=True).select_related("cohort")
    run = waiting.filter(pk=run_id, state=RunState.QUEUED).first()
    if run is not None:
        move(run, RunState.SOLVING, moves=RUN_MOVES)
        run.started_at = now
        run.save(update_fields=["state", "started_at"])
    return run


@transaction.atomic
def _requeue_abandoned(now: datetime) -> None:
    left = MatchRun.objects.select_for_update(skip_locked=True).filter(
        state=RunState.SOLVING,
        started_at__lt=now - ABANDONED_AFTER,
    )
    for run in left:
        move(run, RunState.QUEUED, moves=RUN_MOVES)
        run.save(update_fields=["state"])
        audit.record(verb="requeue_run", actor=None, target=run, now=now, old=RunState.SOLVING, new=run.state)


def _tell(run: MatchRun, percent: int, words: str) -> None:
    """Tell how far the work is; it ends here when the leader has called it off."""
    underway = MatchRun.objects.filter(pk=run.pk, state=RunState.SOLVING)
    if not underway.update(progress_percent=percent, progress_words=words):
        raise _CancelledError


@transaction.atomic
def _store(
    run_id: int,
    scored: Scored,
    best: engine.Solution,
    reliefs: dict[int, list[dict[str, Any]]],
    now: datetime,
    *,
    chosen: engine.Solution,
) -> None:
    run = lock_run(run_id)
    if run.state != RunState.SOLVING:
        return
    replace_earlier(run, now=now)
    Proposal.objects.filter(run=run).delete()
    UnmatchedMentee.objects.filter(run=run).delete()
    locked = set(chosen.problem.locked)
    Proposal.objects.bulk_create(
        Proposal(
            run=run,
            mentee_id=scored.mentees[row]["pk"],
            mentor_id=scored.mentors[column]["pk"],
            track_id=track_of(scored, row, column),
            state=ProposalState.LOCKED if (row, column) in locked else ProposalState.SUGGESTED,
            score=int(scored.scores[row, column]),
            parts=parts_of(scored, row, column),
            next_best=next_best_of(scored, chosen, row),
            next_for_mentor=next_for_mentor_of(scored, chosen, column),
        )
        for row, column in chosen.pairs
    )
    names = names_of_people(person["pk"] for person in [*scored.mentors, *scored.mentees])
    UnmatchedMentee.objects.bulk_create(
        UnmatchedMentee(
            run=run,
            mentee_id=scored.mentees[row]["pk"],
            track_id=scored.mentees[row]["track"],
            reason=why_without(scored, best, row, names)[:LONGEST_FAILURE],
            relief=reliefs.get(row, []),
            rivals=rivals_of(scored, best, row),
        )
        for row in range(len(scored.mentees))
        if row not in chosen.mentors_of
    )
    old = run.state
    move(run, RunState.PROPOSED, moves=RUN_MOVES)
    run.engine_version = f"{engine.VERSION} · {best.solver}"
    run.figures = _figures(scored, best, chosen)
    run.progress_percent, run.progress_words, run.finished_at = 100, _("Done."), now
    run.save()
    audit.record(verb="solve_run", actor=None, target=run, now=now, old=old, new=run.state)


def next_best_of(scored: Scored, solution: engine.Solution, row: int) -> list[dict[str, Any]]:
    """Name the mentors who would come next for a mentee, by key and score."""
    return [
        {"mentor": scored.mentors[other.mentor]["pk"], "score": other.score, "free": other.has_free_place}
        for other in solution.next_best(row, NEXT_BEST_SHOWN)
    ]


def next_for_mentor_of(scored: Scored, solution: engine.Solution, column: int) -> list[dict[str, Any]]:
    """Name the mentees who would come next for a mentor, by key and score."""
    return [
        {"mentee": scored.mentees[other.mentee]["pk"], "score": other.score, "free": not other.has_mentor}
        for other in solution.next_in_line(column, NEXT_BEST_SHOWN)
    ]


def rivals_of(scored: Scored, best: engine.Solution, row: int) -> dict[str, Any]:
    """Name the group that competes for too few places: who, for which mentors, and how many places are missing."""
    reason = best.unmatched.get(row)
    if reason is None or reason.kind != engine.ReasonKind.PLACES_SHORT:
        return {}
    return {
        "mentees": sorted({scored.mentees[mentee]["pk"] for mentee in reason.mentees}),
        "mentors": sorted(scored.mentors[mentor]["pk"] for mentor in reason.mentors),
        "places": reason.places,
        "missing": max(reason.missing, 1),
    }


def track_of(scored: Scored, row: int, column: int) -> int | None:
    """The track in which a row and a column would be a pair."""
    track: int | None = scored.mentees[row]["track"]
    return track or common_track(scored.mentees[row], scored.mentors[column])


def common_track(mentee: dict[str, Any], mentor: dict[str, Any]) -> int | None:
    """Choose the track in which two people meet: one they share, else the mentee's first."""
    shared = [key for key in mentee["tracks"] if key in mentor["tracks"]] or list(mentee["tracks"])
    return int(shared[0]) if shared else None


def _figures(scored: Scored, best: engine.Solution, chosen: engine.Solution) -> dict[str, Any]:
    blocking = chosen.blocking(PATIENCE)
    figures = {
        "mentees": len(scored.mentees),
        "people": len({mentee["pk"] for mentee in scored.mentees}),
        "mentors": len(scored.mentors),
        "places": sum(mentor["places"] for mentor in scored.mentors),
        "matched": len(chosen.pairs),
        "total": int(chosen.total),
        "most": sum(scored.weights.values()),
        "would_both_gain": blocking.pairs,
        "largest_gain": int(blocking.largest),
        "changes": changes_of(scored, chosen),
        "proven": True,
    }
    if scored.inputs["approach"]["method"] == Method.STABLE:
        figures["stable_costs"] = {
            "pairs": len(best.pairs) - len(chosen.pairs),
            "total": int(best.total) - int(chosen.total),
        }
    return figures


def changes_of(scored: Scored, solution: engine.Solution) -> list[dict[str, Any]]:
    """What is other than on the table before, chain by chain, each with what it gains."""
    if not scored.inputs["current"]:
        return []
    return [
        {
            "gain": int(change.gain),
            "moves": [
                {
                    "mentee": scored.mentees[step.mentee]["pk"],
                    "before": None if step.before is None else scored.mentors[step.before]["pk"],
                    "after": None if step.after is None else scored.mentors[step.after]["pk"],
                }
                for step in change.moves
            ],
        }
        for change in solution.changes[:CHANGES_KEPT]
    ]


@transaction.atomic
def _fail(run_id: int, words: str, now: datetime) -> None:
    run = lock_run(run_id)
    if run.state != RunState.SOLVING:
        return
    move(run, RunState.FAILED, moves=RUN_MOVES)
    run.failure, run.finished_at = words[:LONGEST_FAILURE], now
    run.save(update_fields=["state", "failure", "finished_at"])
    audit.record(verb="solve_run", actor=None, target=run, now=now, old=RunState.SOLVING, new=run.state)
