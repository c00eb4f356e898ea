"""What needs the leader of a cohort now, and since when it waits: counts and dates, never content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.models import Concern
from matching.enums import PairingState, RunState
from matching.models import MatchRun, Pairing
from programs.enums import CohortStage, EnrollmentState
from programs.models import Enrollment
from programs.training import missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from meetings.queries import Drift
    from programs.models import Cohort


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the leader, since when, and where to see to it."""

    title: str
    label: str
    url: str
    since: datetime
    is_urgent: bool = False


def waiting_for_leader(cohort: Cohort, drifts: Sequence[Drift], now: datetime) -> list[Waiting]:
    """Return all that needs the leader, concerns first, then what has waited longest: a fixed number of queries."""
    parts = (
        _concerns(cohort),
        _approvals(cohort),
        _untrained(cohort, now),
        _matching(cohort),
        _pairs(cohort, now),
        _drifting(drifts),
    )
    return sorted((item for part in parts for item in part), key=lambda item: (not item.is_urgent, item.since))


def _concerns(cohort: Cohort) -> Iterator[Waiting]:
    raised = Concern.objects.raised().filter(pairing__mentee__cohort=cohort)
    found = raised.aggregate(number=Count("pk"), since=Min("raised_at"))
    if found["number"]:
        title = ngettext(
            "%(n)d serious concern waits: read it now", "%(n)d serious concerns wait: read them now", found["number"]
        )
        yield Waiting(
            title % {"n": found["number"]}, _("Read"), reverse("evaluation:concerns"), found["since"], is_urgent=True
        )


def _people(cohort: Cohort, query: str) -> str:
    return f"{reverse('programs:people')}?cohort={cohort.uuid}&{query}"


def _board(query: str) -> str:
    return f"{reverse('evaluation:board')}?{query}#people"


def _approvals(cohort: Cohort) -> Iterator[Waiting]:
    applied = Enrollment.objects.filter(cohort=cohort, state=EnrollmentState.APPLIED)
    found = applied.aggregate(number=Count("pk"), since=Min("created_at"))
    if found["number"]:
        title = ngettext("%(n)d person waits for your approval", "%(n)d people wait for your approval", found["number"])
        yield Waiting(title % {"n": found["number"]}, _("Approve"), _people(cohort, "state=applied"), found["since"])


def _untrained(cohort: Cohort, now: datetime) -> Iterator[Waiting]:
    mentors = Enrollment.objects.filter(cohort=cohort).mentors().in_the_pool()
    since = dict(mentors.values_list("user_id", "created_at"))
    lacking = missing(cohort.program_id, list(since), on=now.date())
    if lacking and cohort.stage != CohortStage.CLOSED:
        title = ngettext(
            "%(n)d mentor has not finished the training", "%(n)d mentors have not finished the training", len(lacking)
        )
        address = f"{reverse('programs:training-grid')}?cohort={cohort.uuid}&show=missing"
        yield Waiting(title % {"n": len(lacking)}, _("See who"), address, min(since[user] for user in lacking))


def _matching(cohort: Cohort) -> Iterator[Waiting]:
    workbench = f"{reverse('matching:workbench')}?cohort={cohort.uuid}"
    back = Pairing.objects.filter(mentee__cohort=cohort).sent_back()
    found = back.aggregate(number=Count("mentee", distinct=True), since=Min("ended_at"))
    if found["number"]:
        title = ngettext(
            "%(n)d mentee waits for another mentor: re-match",
            "%(n)d mentees wait for another mentor: re-match",
            found["number"],
        )
        yield Waiting(title % {"n": found["number"]}, _("Open the matching"), workbench, found["since"])
    runs = MatchRun.objects.filter(cohort=cohort).exclude(state=RunState.DISCARDED).order_by("-created_at", "-pk")
    latest = runs.values("uuid", "state", "finished_at", "created_at").first()
    if latest and latest["state"] in {RunState.PROPOSED, RunState.FAILED}:
        failed = latest["state"] == RunState.FAILED
        title = _("The matching stopped: look at it") if failed else _("Pairs are on the table: publish them")
        since = latest["finished_at"] or latest["created_at"]
        yield Waiting(title, _("Open the run"), reverse("matching:run", args=[latest["uuid"]]), since)
    if cohort.stage == CohortStage.RUNNING:
        alone = Enrollment.objects.filter(cohort=cohort).mentees().in_the_pool()
        alone = alone.exclude(pairings_as_mentee__in=Pairing.objects.live())
        without = alone.aggregate(number=Count("pk"), since=Min("created_at"))
        if without["number"]:
            title = ngettext("%(n)d mentee has no mentor", "%(n)d mentees have no mentor", without["number"])
            yield Waiting(
                title % {"n": without["number"]}, _("See who"), _board("role=mentee&letter=M"), without["since"]
            )


def _pairs(cohort: Cohort, now: datetime) -> Iterator[Waiting]:
    pairs = Pairing.objects.filter(mentee__cohort=cohort)
    unsigned = pairs.filter(state=PairingState.ACCEPTED).aggregate(number=Count("pk"), since=Min("mentee_accepted_at"))
    days = (now - unsigned["since"]).days if unsigned["since"] else 0
    if unsigned["number"] and days >= cohort.policy.agreement_reminder_days:
        title = ngettext("%(n)d pair has not signed yet", "%(n)d pairs have not signed yet", unsigned["number"])
        yield Waiting(title % {"n": unsigned["number"]}, _("See who"), _board("letter=E"), unsigned["since"])


def _drifting(drifts: Sequence[Drift]) -> Iterator[Waiting]:
    if drifts:
        title = ngettext("%(n)d pair is drifting", "%(n)d pairs are drifting", len(drifts))
        since = min(drift.last_contact for drift in drifts)
        yield Waiting(title % {"n": len(drifts)}, _("See who"), _board("letter=drift"), since)
