"""From invited to completed, who mentors how many, and which pairs drift and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.queries.board import pairs_of
from matching.enums import LIVE_PAIRING_STATES, PairingState
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.queries import drifting
from mentorship.core.charts import Chart, ChartKind, Series
from programs.enums import EnrollmentRole, EnrollmentState

if TYPE_CHECKING:
    from datetime import datetime

    from matching.models import Pairing
    from meetings.queries import Drift
    from programs.models import Cohort

WAY = [
    EnrollmentState.INVITED,
    EnrollmentState.APPLIED,
    EnrollmentState.APPROVED,
    EnrollmentState.ACTIVE,
    EnrollmentState.COMPLETED,
]
LATELY = timedelta(days=30)
FULLEST_SHOWN = 10
IN_A_ROW = 2
"""So many cancelled or missed meetings at the end are a reason."""


def from_invited_to_completed(cohort: Cohort) -> Chart:
    """Count how many came at least so far; who withdrew stands apart, because how far they had come is not kept."""
    found = cohort.enrollments.order_by().values_list("role", "state").annotate(n=Count("pk"))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for role, state, number in found:
        counts[role][state] += number

    def reached(role: str) -> list[float | None]:
        steps = [sum(counts[role][later] for later in WAY[place:]) for place in range(len(WAY))]
        return [*steps, counts[role][EnrollmentState.WITHDRAWN]]

    mentees = counts[EnrollmentRole.MENTEE]
    return Chart(
        key="funnel",
        question=_("How far did people come?"),
        answer=_("%(active)d of %(all)d mentees are active, %(completed)d have completed, %(gone)d withdrew.")
        % {
            "active": mentees[EnrollmentState.ACTIVE],
            "all": mentees.total(),
            "completed": mentees[EnrollmentState.COMPLETED],
            "gone": mentees[EnrollmentState.WITHDRAWN],
        },
        labels=[*(_("%s or further") % state.label for state in WAY[:-1]), _("Completed"), _("Withdrawn")],
        series=[Series(_("Mentees"), reached(EnrollmentRole.MENTEE)), Series(_("Mentors"), reached(EnrollmentRole.MENTOR))],
        kind=ChartKind.LYING,
        csv_url=reverse("evaluation:report-csv", args=["funnel"]),
    )  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """A mentor: how many places are taken, out of how many, and how often they met lately."""

    name: str
    taken: int
    capacity: int
    met: int


@dataclass(frozen=True)
class Load:
    """How many mentors have how many mentees, and the fullest of them by name."""

    chart: Chart
    fullest: list[Loaded]


def mentor_load(cohort: Cohort, now: datetime) -> Load:
    """Count the live pairs of each mentor who takes part, and the meetings they held in the last 30 days."""
    mentors = (
        cohort.enrollments.mentors()
        .in_the_pool()
        .annotate(
            taken=Count(
                "pairings_as_mentor", filter=Q(pairings_as_mentor__state__in=LIVE_PAIRING_STATES), distinct=True
            ),
            met=Count(
                "pairings_as_mentor__meetings",
                filter=Q(
                    pairings_as_mentor__meetings__state=MeetingState.HELD,
                    pairings_as_mentor__meetings__starts_at__gte=now - LATELY,
                ),
                distinct=True,
            ),
        )
        .values_list("user__full_name", "taken", "capacity", "met")
    )
    everybody = [Loaded(name, taken, capacity or 0, met) for name, taken, capacity, met in mentors]
    spread = Counter(mentor.taken for mentor in everybody)
    most = max(spread, default=0)
    full = sum(mentor.taken >= mentor.capacity for mentor in everybody)
    answer = ngettext(
        "%(full)d of %(n)d mentor has no place left.", "%(full)d of %(n)d mentors have no place left.", len(everybody)
    )
    chart = Chart(
        key="load",
        question=_("How many mentees does a mentor have?"),
        answer=answer % {"full": full, "n": len(everybody)},
        labels=[
            ngettext("%(n)d mentee", "%(n)d mentees", number) % {"n": number} for number in range(most + 1)
        ],
        series=[Series(_("Mentors"), [spread[number] for number in range(most + 1)])],
        kind=ChartKind.BAR,
        csv_url=reverse("evaluation:report-csv", args=["load"]),
    )  # fmt: skip
    order = sorted(everybody, key=lambda mentor: (-mentor.taken, -mentor.met, mentor.name))
    return Load(chart, [mentor for mentor in order if mentor.taken][:FULLEST_SHOWN])


@dataclass(frozen=True)
class Drifting:
    """A pair that needs somebody to ask, and what the dates say of why."""

    pairing: Pairing
    reason: str
    since: datetime


def who_drifts(cohort: Cohort, now: datetime) -> list[Drifting]:
    """Return the pairs that drift, the longest first, each with its reason as far as dates tell it."""
    pairings = list(pairs_of(cohort).select_related("mentee__cohort__policy"))
    drifts = drifting(pairings, now)
    ways = _last_meetings([drift.pairing.pk for drift in drifts], now)
    found = [Drifting(drift.pairing, _reason(drift, ways[drift.pairing.pk]), drift.last_contact) for drift in drifts]
    found += [pair for pair in (_unsigned(one, now) for one in pairings) if pair is not None]
    return sorted(found, key=lambda pair: pair.since)


def _last_meetings(pairing_ids: list[int], now: datetime) -> dict[int, list[str]]:
    """How the meetings of each pair went, the last one first."""
    ways: dict[int, list[str]] = defaultdict(list)
    over = Meeting.objects.filter(pairing__in=pairing_ids, starts_at__lt=now).exclude(state=MeetingState.PROPOSED)
    for pk, state in over.order_by("-starts_at").values_list("pairing_id", "state"):
        ways[pk].append(state)
    return ways


def _reason(drift: Drift, ways: list[str]) -> str:
    fallen = [MeetingState.CANCELLED, MeetingState.MISSED]
    in_a_row = next((place for place, state in enumerate(ways) if state not in fallen), len(ways))
    if in_a_row >= IN_A_ROW:
        words = _("The last %(n)d meetings were cancelled or missed, and none is planned.")
        return words % {"n": in_a_row}
    if MeetingState.HELD not in ways:
        return _("Active for %(days)d days and never met; no meeting is planned.") % {"days": drift.days}
    return _("No contact for %(days)d days, and no meeting is planned.") % {"days": drift.days}


def _unsigned(pairing: Pairing, now: datetime) -> Drifting | None:
    accepted = [pairing.mentor_accepted_at, pairing.mentee_accepted_at]
    if pairing.state != PairingState.ACCEPTED or None in accepted:
        return None
    since = max(moment for moment in accepted if moment is not None)
    days = (now - since).days
    if days <= pairing.cohort.policy.drift_after_days:
        return None
    return Drifting(pairing, _("Accepted %(days)d days ago, and the agreement is not signed.") % {"days": days}, since)
