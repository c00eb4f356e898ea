"""What a program leader sees of a cohort: the funnel, the pairs, who drifts. Counts and dates, never content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from evaluation.models import Observation
from matching.models import Pairing
from meetings.models import Meeting
from mentorship.core import stages
from mentorship.core.stages import LETTERS, MentorStage
from programs.enums import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from matching.models.pairing import PairingQuerySet
    from programs.models import Cohort


@dataclass(frozen=True)
class FunnelStep:
    """One MENTOR letter: how many pairs have done the step, out of those that could have."""

    letter: str
    label: str | _StrPromise
    done: int
    out_of: int


@dataclass(frozen=True)
class PairRow:
    """One pair as the leader sees it; `drift_days` is None while the pair is in touch."""

    pairing: Pairing
    stage_letter: str
    stage_label: str | _StrPromise
    last_contact: datetime | None
    drift_days: int | None


@dataclass(frozen=True)
class Standing:
    """Where the pairs of a cohort stand: the funnel, and for each step the pairs that have done it."""

    funnel: list[FunnelStep]
    done: dict[str, set[int]]


def standing_of(cohort: Cohort) -> Standing:
    """Count the cohort's pairs through the six steps.

    Match is out of the mentees who take part; the first three further steps are out of the pairs that accepted each
    other, Timing, Observe and Review out of those that became active.
    """
    mentees = cohort.enrollments.mentees().exclude(state=EnrollmentState.WITHDRAWN).count()
    states = dict(_current(cohort).values_list("pk", "activated_at"))
    done = stages.done_by_stage(list(states))
    matched = len(done[MentorStage.MATCH])
    active = sum(1 for activated_at in states.values() if activated_at is not None)
    out_of = {MentorStage.MATCH: mentees, MentorStage.EXPECTATIONS: matched, MentorStage.NEEDS: matched}
    steps = [
        FunnelStep(LETTERS[stage], stage.label, len(done[stage]), out_of.get(stage, active)) for stage in MentorStage
    ]
    return Standing(steps, done)


def pair_rows(
    pairings: Iterable[Pairing], done: dict[str, set[int]], *, drift_after_days: int, now: datetime
) -> list[PairRow]:
    """Describe the pairs of one page of the board; `pairings` come from `pairs_of`, `done` from `standing_of`."""
    return [_row(pairing, done, drift_after_days, now) for pairing in pairings]


def _row(pairing: Pairing, done: dict[str, set[int]], drift_after_days: int, now: datetime) -> PairRow:
    stage = next((stage for stage in MentorStage if pairing.pk not in done[stage]), None)
    contact = pairing.last_contact  # type: ignore[attr-defined]  # annotated by `pairs_of`
    return PairRow(
        pairing=pairing,
        stage_letter=LETTERS[stage] if stage else "",
        stage_label=stage.label if stage else _("all six steps done"),
        last_contact=contact,
        drift_days=drift_days(contact or pairing.activated_at, drift_after_days, now) if pairing.is_active else None,
    )


def drift_days(since: datetime | None, drift_after_days: int, now: datetime) -> int | None:
    """Return for how many days there was no contact, if that is longer than the policy allows."""
    if since is None:
        return None
    days = (now - since).days
    return days if days > drift_after_days else None


def _current(cohort: Cohort) -> PairingQuerySet:
    return Pairing.objects.live().filter(mentee__cohort=cohort)


def pairs_of(cohort: Cohort) -> QuerySet[Pairing]:
    """Return the cohort's live pairs with `last_contact`: the last meeting held or observation sent.

    Those longest without contact come first.
    """
    met = Meeting.objects.held().filter(pairing=OuterRef("pk")).order_by("-starts_at").values("starts_at")[:1]
    seen = Observation.objects.submitted().filter(pairing=OuterRef("pk")).order_by("-submitted_at")
    return (
        _current(cohort)
        .with_people()
        .annotate(last_met=Subquery(met), last_seen=Subquery(seen.values("submitted_at")[:1]))
        .annotate(
            last_contact=Greatest(Coalesce("last_met", "last_seen"), Coalesce("last_seen", "last_met")),
            quiet_since=Coalesce("last_contact", "activated_at", "proposed_at"),
        )
        .order_by("quiet_since", "pk")
    )
