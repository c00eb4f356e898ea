"""A run of the matching, from the leader's wish to mails on their way: queued, solved, published or discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from matching.domain import nudging, placing
from matching.domain.criteria import ensure_criteria
from matching.domain.freezing import digest, freeze_pool, freeze_weights
from matching.enums import RUN_MOVES, RunState
from matching.models import MatchRun, Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.domain.cohorts import advance_stage
from programs.enums import CohortStage
from programs.models import Cohort

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from mentorship.accounts.models import User

OPEN_FOR_MATCHING = [CohortStage.ENROLLING, CohortStage.MATCHING, CohortStage.RUNNING]


@transaction.atomic
def queue_run(*, cohort_id: int, by: User, now: datetime) -> MatchRun:
    """Freeze the pool as it is now and ask for the best pairs; a run that waits or works already is returned instead.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the cohort is not open for matching, or there is nobody to match.
    """
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program").get(pk=cohort_id)
    if not rules.has_perm("matching.lead_matching", by, cohort):
        raise NotAllowed(_("Only the program leader runs the matching."))
    underway = MatchRun.objects.filter(cohort=cohort, state__in=[RunState.QUEUED, RunState.SOLVING]).first()
    if underway:
        return underway
    if cohort.stage not in OPEN_FOR_MATCHING:
        raise Refused(
            _("This cohort is “%(stage)s”; people are matched from “Enrolling” until “Running”.")
            % {"stage": cohort.get_stage_display()},
        )
    ensure_criteria(cohort)
    inputs, weights = freeze_pool(cohort, now=now), freeze_weights(cohort)
    _somebody_to_match(inputs)
    if cohort.stage == CohortStage.ENROLLING:
        advance_stage(cohort_id=cohort.pk, to=CohortStage.MATCHING, by=by, now=now)
    run = MatchRun(
        cohort=cohort,
        started_by=by,
        inputs=inputs,
        inputs_digest=digest(inputs, weights),
        weights=weights,
        progress_percent=5,
        progress_words=_("The pool is written down; the matching begins in a moment."),
    )
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as error:
        raise Refused(_("A matching is running for this cohort already.")) from error
    audit.record(verb="queue_run", actor=by, target=run, now=now, new=run.state)
    transaction.on_commit(nudging.nudge_worker)
    return run


@transaction.atomic
def discard_run(*, run_id: int, by: User, now: datetime) -> MatchRun:
    """Put a run aside, also while it is being solved; nobody was told of it, so nobody is told now.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: it was published.
    """
    run = lock_run(run_id)
    if not rules.has_perm("matching.lead_matching", by, run.cohort):
        raise NotAllowed(_("Only the program leader can discard a run."))
    if run.state == RunState.DISCARDED:
        return run
    if run.state == RunState.PUBLISHED:
        raise Refused(_("This run was published; its pairs have been told."))
    _discard(run, by=by, now=now)
    return run


@transaction.atomic
def publish_run(*, run_id: int, by: User, now: datetime) -> list[Pairing]:
    """Propose every pair of a run to its two people, all or none; they answer within the days of the policy.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: it has no proposals, or something has changed since so that a pair cannot be; all such pairs are named.
    """
    run = lock_run(run_id)
    if not rules.has_perm("matching.lead_matching", by, run.cohort):
        raise NotAllowed(_("Only the program leader can publish."))
    if run.state == RunState.PUBLISHED:
        return list(Pairing.objects.filter(proposal__run=run).with_people())
    if run.state != RunState.PROPOSED:
        raise Refused(_("Only a run with proposals on the table can be published."))
    proposals = list(run.proposals.standing().with_people().order_by("pk"))
    if not proposals:
        raise Refused(_("There is no proposal to publish."))
    pairings = placing.place_all(proposals, run.cohort, now=now)
    old = run.state
    move(run, RunState.PUBLISHED, moves=RUN_MOVES)
    run.published_at = now
    run.save(update_fields=["state", "published_at"])
    for stage in (CohortStage.MATCHING, CohortStage.RUNNING):
        if _comes_before(run.cohort.stage, stage):
            run.cohort = advance_stage(cohort_id=run.cohort_id, to=stage, by=by, now=now)
    audit.record(verb="publish_run", actor=by, target=run, now=now, old=old, new=run.state)
    return pairings


def replace_earlier(run: MatchRun, *, now: datetime) -> None:
    """Put aside what earlier runs of this cohort left on the table, now that `run` has proposals of its own."""
    earlier = MatchRun.objects.select_for_update().filter(cohort=run.cohort_id, state=RunState.PROPOSED)
    for other in earlier.exclude(pk=run.pk):
        _discard(other, by=None, now=now)


def lock_run(run_id: int) -> MatchRun:
    """Lock one run, its cohort, program and policy at hand."""
    return (
        MatchRun.objects.select_for_update(of=["self"])
        .select_related("cohort__program", "cohort__policy")
        .get(pk=run_id)
    )


def _discard(run: MatchRun, *, by: User | None, now: datetime) -> None:
    old = run.state
    move(run, RunState.DISCARDED, moves=RUN_MOVES)
    run.save(update_fields=["state"])
    audit.record(verb="discard_run", actor=by, target=run, now=now, old=old, new=run.state)


def _somebody_to_match(inputs: dict[str, Any]) -> None:
    if not inputs["mentees"]:
        raise Refused(_("Every approved mentee has a mentor already; there is nobody to match."))
    if not inputs["mentors"]:
        raise Refused(_("No mentor is approved yet."))
    if not any(mentor["places"] for mentor in inputs["mentors"]):
        raise Refused(_("No mentor has a free place."))


def _comes_before(stage: str, other: str) -> bool:
    order = list(CohortStage.values)
    return order.index(stage) < order.index(other)
