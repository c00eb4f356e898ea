"""What a program leader sees of a cohort: the funnel, the pairs, who drifts. Counts and dates, never content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from evaluation.models import Observation
from matching.models import Pairing
from meetings.models import Meeting
from mentorship.core import stages
from mentorship.core.stages import LETTERS, MentorStage
from programs.enums import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Collection
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
class Standing:
    """Where the pairs of a cohort stand: the funnel, the live pairs, and for each step those that have done it."""

    funnel: list[FunnelStep]
    pairings: list[Pairing]
    done: dict[str, set[int]]


def standing_of(cohort: Cohort) -> Standing:
    """Count the cohort's pairs through the six steps.

    Match is out of the mentees who take part; Expectations and Needs are out of the pairs that accepted each other,
    Timing, Observe and Review out of those that became active. Only these pairs are counted, so no step exceeds its whole.
    """
    mentees = cohort.enrollments.mentees().exclude(state=EnrollmentState.WITHDRAWN).count()
    pairings = list(pairs_of(cohort).select_related("mentee__cohort__policy"))
    done = stages.done_by_stage([pairing.pk for pairing in pairings])
    matched = done[MentorStage.MATCH]
    active = {pairing.pk for pairing in pairings if pairing.activated_at is not None}
    among = {MentorStage.EXPECTATIONS: matched, MentorStage.NEEDS: matched}
    steps = [FunnelStep(LETTERS[MentorStage.MATCH], MentorStage.MATCH.label, len(matched), mentees)]
    for stage in list(MentorStage)[1:]:
        pairs = among.get(stage, active)
        steps.append(FunnelStep(LETTERS[stage], stage.label, len(done[stage] & pairs), len(pairs)))
    return Standing(steps, pairings, done)


def last_observed(pairing_ids: Collection[int]) -> dict[int, datetime]:
    """Return when feedback was last written for each of these pairs."""
    sent = Observation.objects.filter(pairing__in=pairing_ids).order_by().values("pairing_id")
    return dict(sent.annotate(latest=Max("submitted_at")).values_list("pairing_id", "latest"))


def _current(cohort: Cohort) -> PairingQuerySet:
    return Pairing.objects.live().filter(mentee__cohort=cohort)


def pairs_of(cohort: Cohort) -> QuerySet[Pairing]:
    """Return the cohort's live pairs with `last_contact`: the last meeting held or observation sent.

    Those longest without contact come first.
    """
    met = Meeting.objects.held().filter(pairing=OuterRef("pk")).order_by("-starts_at").values("starts_at")[:1]
    seen = Observation.objects.filter(pairing=OuterRef("pk")).order_by("-submitted_at")
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
