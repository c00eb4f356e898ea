"""Every figure shown anywhere, defined once: its name, its unit, what is counted, out of what, and what missing means."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from agreements.enums import AgreementState, GoalState
from agreements.models import Action, Agreement, Goal
from evaluation.enums import ReviewState
from evaluation.models import Observation, Procedure, Review
from matching.enums import LIVE_PAIRING_STATES, EndReason
from matching.models import Pairing
from meetings.enums import MeetingState
from meetings.models import Meeting
from programs.enums import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from programs.models import Cohort


@dataclass(frozen=True)
class Figure:
    """One value of a metric; `value` is None where there is nothing to count from, never a zero instead.

    A share has `part` of `whole`; a count has `part` only.
    """

    value: Decimal | None
    part: int
    whole: int | None = None


@dataclass(frozen=True)
class Metric:
    """The definition of a figure; `unit` is `count`, `percent`, `days` or `hours`."""

    key: str
    name: str | _StrPromise
    unit: str
    counts: str | _StrPromise
    out_of: str | _StrPromise
    missing: str | _StrPromise
    compute: Callable[[Cohort, datetime], Figure]


def share(part: int, whole: int) -> Figure:
    """Return `part` of `whole` in percent, to one decimal; nothing at all if there is no whole."""
    value = (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1")) if whole else None
    return Figure(value, part, whole)


def count(number: int) -> Figure:
    """Return a plain count."""
    return Figure(Decimal(number), number)


def started(cohort: Cohort) -> Q:
    """Pairings of the cohort that became active at some time: what most shares are out of."""
    return Q(mentee__cohort=cohort, activated_at__isnull=False)


def mentees_matched(cohort: Cohort, _now: datetime) -> Figure:
    """Count mentees of the pool who have a live pairing."""
    pool = cohort.enrollments.mentees().exclude(state=EnrollmentState.WITHDRAWN)
    matched = pool.filter(pairings_as_mentee__state__in=LIVE_PAIRING_STATES).distinct()
    return share(matched.count(), pool.count())


def agreements_signed(cohort: Cohort, _now: datetime) -> Figure:
    """Count pairs that accepted each other and have, or had, an agreement in force."""
    accepted = Pairing.objects.filter(
        mentee__cohort=cohort,
        mentor_accepted_at__isnull=False,
        mentee_accepted_at__isnull=False,
    ).exclude(end_reason__in=[EndReason.DECLINED, EndReason.EXPIRED])
    bound = Agreement.objects.filter(pairing__in=accepted, in_force_at__isnull=False).exclude(
        state=AgreementState.DRAFT,
    )
    return share(bound.aggregate(n=Count("pairing", distinct=True))["n"], accepted.count())


def days_to_first_meeting(cohort: Cohort, _now: datetime) -> Figure:
    """Take the median of days from active to the first meeting held."""
    first = (
        Meeting.objects.held()
        .filter(pairing__mentee__cohort=cohort, pairing__activated_at__isnull=False)
        .values("pairing")
        .annotate(first=Min("starts_at"), active=Min("pairing__activated_at"))
        .values_list("first", "active")
    )
    days = [max(0, (at - active).days) for at, active in first]
    return Figure(Decimal(str(median(days))) if days else None, len(days))


def meetings_held(cohort: Cohort, now: datetime) -> Figure:
    """Count meetings held out of all that were planned for a time that is over."""
    over = Meeting.objects.filter(pairing__mentee__cohort=cohort, ends_at__lt=now).exclude(state=MeetingState.PROPOSED)
    counted = over.aggregate(held=Count("pk", filter=Q(state=MeetingState.HELD)), planned=Count("pk"))
    return share(counted["held"], counted["planned"])


def meetings_cancelled(cohort: Cohort, now: datetime) -> Figure:
    """Count meetings cancelled out of all that were planned for a time that is over."""
    over = Meeting.objects.filter(pairing__mentee__cohort=cohort, ends_at__lt=now).exclude(state=MeetingState.PROPOSED)
    counted = over.aggregate(gone=Count("pk", filter=Q(state=MeetingState.CANCELLED)), planned=Count("pk"))
    return share(counted["gone"], counted["planned"])


def protected_hours_used(cohort: Cohort, _now: datetime) -> Figure:
    """Sum the hours of meetings held in protected time."""
    minutes = (
        Meeting.objects.held()
        .filter(pairing__mentee__cohort=cohort, is_in_protected_time=True)
        .aggregate(minutes=Sum("held_minutes"))["minutes"]
        or 0
    )
    return Figure((Decimal(minutes) / 60).quantize(Decimal("0.1")), minutes)


def feedback_entries(cohort: Cohort, _now: datetime) -> Figure:
    """Count observations that were sent."""
    return count(Observation.objects.filter(pairing__mentee__cohort=cohort).count())


def mentees_observed_enough(cohort: Cohort, _now: datetime) -> Figure:
    """Count started mentees with at least as many mini-CEX as the policy asks for."""
    pairings = Pairing.objects.filter(started(cohort))
    enough = (
        pairings.values("mentee")
        .annotate(
            seen=Count(
                "observations",
                filter=Q(observations__kind="mini_cex"),
                distinct=True,
            ),
        )
        .filter(seen__gte=cohort.policy.required_mini_cex)
    )
    return share(enough.count(), pairings.values("mentee").distinct().count())


def observed_procedures(cohort: Cohort, _now: datetime) -> Figure:
    """Count logged procedures that somebody observed and gave feedback on."""
    logged = Procedure.objects.filter(mentee__cohort=cohort)
    counted = logged.aggregate(seen=Count("pk", filter=Q(observation__isnull=False)), all=Count("pk"))
    return share(counted["seen"], counted["all"])


def actions_completed(cohort: Cohort, now: datetime) -> Figure:
    """Count actions done out of all whose day has come."""
    due = Action.objects.filter(pairing__mentee__cohort=cohort).filter(
        Q(due_on__lte=now.date()) | Q(done_at__isnull=False),
    )
    counted = due.aggregate(done=Count("pk", filter=Q(done_at__isnull=False)), due=Count("pk"))
    return share(counted["done"], counted["due"])


def goals_achieved(cohort: Cohort, _now: datetime) -> Figure:
    """Count goals achieved out of all that were agreed and not replaced by a revision."""
    agreed = Goal.objects.filter(pairing__mentee__cohort=cohort, agreed_at__isnull=False).exclude(
        state=GoalState.REVISED,
    )
    counted = agreed.aggregate(achieved=Count("pk", filter=Q(state=GoalState.ACHIEVED)), agreed=Count("pk"))
    return share(counted["achieved"], counted["agreed"])


def reviews_on_time(cohort: Cohort, now: datetime) -> Figure:
    """Count reviews closed with an outcome by their day, out of all whose day has come or that are closed."""
    judged = Review.objects.filter(pairing__mentee__cohort=cohort).filter(
        Q(due_at__lt=now) | Q(state=ReviewState.CLOSED),
    )
    on_time = Q(state=ReviewState.CLOSED, closed_at__lte=F("due_at")) & ~Q(outcome="")
    counted = judged.aggregate(on_time=Count("pk", filter=on_time), judged=Count("pk"))
    return share(counted["on_time"], counted["judged"])


METRICS: tuple[Metric, ...] = (
    Metric(
        "mentees_matched",
        _("Mentees with a mentor"),
        "percent",
        _("mentees with a proposed, accepted or active mentor"),
        _("mentees who have not withdrawn"),
        _("nobody is enrolled"),
        mentees_matched,
    ),
    Metric(
        "agreements_signed",
        _("Agreements signed"),
        "percent",
        _("pairs whose agreement is or was in force"),
        _("pairs in which both accepted"),
        _("no pair has accepted yet"),
        agreements_signed,
    ),
    Metric(
        "days_to_first_meeting",
        _("Days to the first meeting"),
        "days",
        _("median of days from an active pair to its first meeting held"),
        _("pairs that have met"),
        _("no pair has met yet"),
        days_to_first_meeting,
    ),
    Metric(
        "meetings_held",
        _("Meetings held"),
        "percent",
        _("meetings confirmed as held"),
        _("meetings planned for a time that is over"),
        _("no meeting is over yet"),
        meetings_held,
    ),
    Metric(
        "meetings_cancelled",
        _("Meetings cancelled"),
        "percent",
        _("meetings cancelled"),
        _("meetings planned for a time that is over"),
        _("no meeting is over yet"),
        meetings_cancelled,
    ),
    Metric(
        "protected_hours_used",
        _("Protected time used"),
        "hours",
        _("hours of meetings held in protected time"),
        "",
        _("counts as zero"),
        protected_hours_used,
    ),
    Metric(
        "feedback_entries",
        _("Feedback given"),
        "count",
        _("observations sent"),
        "",
        _("counts as zero"),
        feedback_entries,
    ),
    Metric(
        "mentees_observed_enough",
        _("Mentees observed enough"),
        "percent",
        _("mentees with the mini-CEX the policy asks for"),
        _("mentees whose pair became active"),
        _("no pair is active yet"),
        mentees_observed_enough,
    ),
    Metric(
        "observed_procedures",
        _("Procedures observed"),
        "percent",
        _("logged procedures with feedback"),
        _("procedures logged"),
        _("no procedure is logged yet"),
        observed_procedures,
    ),
    Metric(
        "actions_completed",
        _("Agreed actions done"),
        "percent",
        _("actions done"),
        _("actions done or due by today"),
        _("no action is due yet"),
        actions_completed,
    ),
    Metric(
        "goals_achieved",
        _("Goals achieved"),
        "percent",
        _("goals confirmed as achieved"),
        _("goals agreed, revisions counted once"),
        _("no goal is agreed yet"),
        goals_achieved,
    ),
    Metric(
        "reviews_on_time",
        _("Reviews on time"),
        "percent",
        _("reviews decided by their day"),
        _("reviews decided or past their day"),
        _("no review is due yet"),
        reviews_on_time,
    ),
)


@dataclass(frozen=True)
class Reading:
    """A metric with its figure at one moment."""

    metric: Metric
    figure: Figure

    @property
    def words(self) -> str:
        """The figure as a page and an export show it."""
        return in_words(self.metric, self.figure)


def readings(cohort: Cohort, now: datetime) -> list[Reading]:
    """Read every metric of a cohort."""
    return [Reading(metric, metric.compute(cohort, now)) for metric in METRICS]


def in_words(metric: Metric, figure: Figure) -> str:
    """Say a figure with its unit and its parts: "74.2 % (23 of 31)"."""
    if figure.value is None:
        return str(_("no data: %(why)s") % {"why": metric.missing})
    number = f"{figure.value.normalize():f}"
    if metric.unit == "percent":
        return str(_("%(number)s %% (%(part)d of %(whole)d)")) % {
            "number": number,
            "part": figure.part,
            "whole": figure.whole or 0,
        }
    units = {"days": _("%(number)s days"), "hours": _("%(number)s hours"), "count": _("%(number)s")}
    return str(units[metric.unit]) % {"number": number}
