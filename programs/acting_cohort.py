"""The cohort a program leader is looking at: chosen by `?cohort=`, remembered in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programs.enums import CohortStage
from programs.models import Cohort

if TYPE_CHECKING:
    from mentorship.core.web.requests import SignedInRequest

SESSION_KEY = "acting_cohort"


def choices(request: SignedInRequest) -> list[Cohort]:
    """Return the cohorts this person may look at, those at work first, then the newest; asked once a request."""
    known: list[Cohort] | None = request.META.get("mentorship.cohorts")
    if known is None:
        visible = Cohort.objects.visible_to(request.user).select_related("program", "policy")
        known = sorted(
            visible, key=lambda cohort: (_AT_WORK_FIRST[CohortStage(cohort.stage)], -cohort.starts_on.toordinal())
        )
        request.META["mentorship.cohorts"] = known
    return known


def look_at(request: SignedInRequest, cohort: Cohort) -> None:
    """Remember a cohort as the one looked at: what a leader does next is about the one they just filled or set up."""
    request.session[SESSION_KEY] = str(cohort.uuid)


def acting_cohort(request: SignedInRequest) -> Cohort | None:
    """Return the cohort asked for, else the one looked at last, else the first choice; None without any."""
    cohorts = {str(cohort.uuid): cohort for cohort in choices(request)}
    asked = request.GET.get("cohort", "")
    if asked in cohorts:
        request.session[SESSION_KEY] = asked
    chosen = cohorts.get(request.session.get(SESSION_KEY, ""))
    return chosen or next(iter(cohorts.values()), None)


_AT_WORK_FIRST = {
    stage: place
    for place, stage in enumerate(
        [CohortStage.RUNNING, CohortStage.MATCHING, CohortStage.ENROLLING, CohortStage.DRAFT, CohortStage.CLOSED],
    )
}
