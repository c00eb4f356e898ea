"""The rows from which figures are counted, each table once; what is counted of them is named here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateField, DateTimeField, Exists, F, Max, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from agreements.enums import AgreementState, GoalState
from agreements.models import Action, Agreement, Goal
from evaluation.enums import ObservationKind, OutcomeKind, OutcomeValue, ReviewState
from evaluation.models import Observation, Outcome, Procedure, Review
from evaluation.tallies import Rows, Spell, WholeDays
from matching.enums import LIVE_PAIRING_STATES, EndReason
from matching.models import Pairing
from meetings.enums import MeetingState
from meetings.models import Meeting
from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

MENTEE, MENTOR = Q(role=EnrollmentRole.MENTEE), Q(role=EnrollmentRole.MENTOR)
BEGUN = Q(has_begun=True)
ACCEPTED = Q(mentor_accepted_at__isnull=False, mentee_accepted_at__isnull=False) & ~Q(
    end_reason__in=[EndReason.DECLINED, EndReason.EXPIRED]
)
CERTIFIED = [OutcomeValue.MATCHED, OutcomeValue.SOAP, OutcomeValue.UNMATCHED]
"""Who certified a rank list, of whom the NRMP takes its match rate; who was placed in SOAP did not match."""
OVER = ~Q(state=MeetingState.PROPOSED)


def _people(now: datetime) -> QuerySet[Any]:
    own = Pairing.objects.filter(mentee=OuterRef("pk"))
    mentored = Pairing.objects.filter(mentor=OuterRef("pk"), activated_at__isnull=False).order_by().values("mentor")
    seen = (
        Observation.objects.filter(pairing__mentee=OuterRef("pk"), kind=ObservationKind.MINI_CEX)
        .order_by()
        .values("pairing__mentee")
        .annotate(n=Count("pk"))
        .values("n")
    )
    became = Outcome.objects.filter(enrollment=OuterRef("pk"))
    ended = Coalesce("ended_at", Value(now, DateTimeField()))
    return Enrollment.objects.annotate(
        is_matched=Exists(own.filter(state__in=LIVE_PAIRING_STATES)),
        has_begun=Exists(own.filter(activated_at__isnull=False)),
        mini_cex=Coalesce(Subquery(seen), 0),
        stayed=Subquery(became.filter(kind=OutcomeKind.RETENTION).values("value")),
        residency=Subquery(became.filter(kind=OutcomeKind.RESIDENCY_MATCH).values("value")),
        mentors_since=Subquery(mentored.annotate(at=Min("activated_at")).values("at")),
        mentors_until=Subquery(mentored.annotate(at=Max(ended)).values("at")),
    )


def _pairs(now: datetime) -> QuerySet[Any]:
    bound = Agreement.objects.filter(pairing=OuterRef("pk"), in_force_at__isnull=False)
    return Pairing.objects.annotate(
        is_bound=Exists(bound.exclude(state=AgreementState.DRAFT)),
        accepted_at=Greatest("mentor_accepted_at", "mentee_accepted_at"),
        until=Coalesce("ended_at", Value(now, DateTimeField())),
    )


def _first_meetings(_now: datetime) -> QuerySet[Any]:
    first = Meeting.objects.held().filter(pairing=OuterRef("pk")).order_by().values("pairing")
    begun = Pairing.objects.filter(activated_at__isnull=False)
    met = begun.annotate(first_met_at=Subquery(first.annotate(at=Min("starts_at")).values("at")))
    return met.filter(first_met_at__isnull=False).annotate(took=WholeDays("activated_at", "first_met_at"))


def _meetings(now: datetime) -> QuerySet[Any]:
    return Meeting.objects.annotate(is_over=Q(ends_at__lt=now) & OVER)


def _actions(now: datetime) -> QuerySet[Any]:
    due = Action.objects.filter(Q(due_on__lte=now.date()) | Q(done_at__isnull=False))
    return due.annotate(day=Coalesce("due_on", Cast("done_at", DateField())))


def _reviews(now: datetime) -> QuerySet[Any]:
    return Review.objects.filter(Q(due_at__lt=now) | Q(state=ReviewState.CLOSED))


PEOPLE = Rows(
    "people",
    _people,
    mentee="",
    adds={
        "pool": Count("pk", filter=MENTEE & ~Q(state=EnrollmentState.WITHDRAWN)),
        "matched": Count("pk", filter=MENTEE & Q(is_matched=True) & ~Q(state=EnrollmentState.WITHDRAWN)),
        "begun": Count("pk", filter=MENTEE & BEGUN),
        "observed_enough": Count("pk", filter=MENTEE & BEGUN & Q(mini_cex__gte=F("cohort__policy__required_mini_cex"))),
        "retained": Count("pk", filter=MENTEE & Q(stayed=OutcomeValue.RETAINED)),
        "retained_or_left": Count("pk", filter=MENTEE & Q(stayed__in=[OutcomeValue.RETAINED, OutcomeValue.LEFT])),
        "residency_matched": Count("pk", filter=MENTEE & Q(residency=OutcomeValue.MATCHED)),
        "residency_certified": Count("pk", filter=MENTEE & Q(residency__in=CERTIFIED)),
    },
    spells={"mentoring": Spell("mentors_since", "mentors_until")},
)
PAIRS = Rows(
    "pairs",
    _pairs,
    mentee="mentee",
    month="accepted_at",
    adds={
        "accepted": Count("pk", filter=ACCEPTED),
        "bound": Count("pk", filter=ACCEPTED & Q(is_bound=True)),
    },
    spells={"at_work": Spell("activated_at", "until")},
)
FIRST_MEETINGS = Rows("first_meetings", _first_meetings, mentee="mentee", month="activated_at", days="took")
MEETINGS = Rows(
    "meetings",
    _meetings,
    month="starts_at",
    adds={
        "held": Count("pk", filter=Q(state=MeetingState.HELD)),
        "over": Count("pk", filter=Q(is_over=True)),
        "over_held": Count("pk", filter=Q(is_over=True, state=MeetingState.HELD)),
        "over_cancelled": Count("pk", filter=Q(is_over=True, state=MeetingState.CANCELLED)),
        "protected_minutes": Sum("held_minutes", filter=Q(state=MeetingState.HELD, is_in_protected_time=True)),
    },
)
OBSERVATIONS = Rows(
    "observations",
    lambda _now: Observation.objects.all(),
    month="submitted_at",
    adds={"sent": Count("pk")},
)
PROCEDURES = Rows(
    "procedures",
    lambda _now: Procedure.objects.all(),
    mentee="mentee",
    month="done_on",
    adds={"logged": Count("pk"), "seen": Count("pk", filter=Q(observation__isnull=False))},
)
ACTIONS = Rows(
    "actions",
    _actions,
    month="day",
    adds={"due": Count("pk"), "done": Count("pk", filter=Q(done_at__isnull=False))},
)
GOALS = Rows(
    "goals",
    lambda _now: Goal.objects.filter(agreed_at__isnull=False).exclude(state=GoalState.REVISED),
    month="agreed_at",
    adds={"agreed": Count("pk"), "achieved": Count("pk", filter=Q(state=GoalState.ACHIEVED))},
)
REVIEWS = Rows(
    "reviews",
    _reviews,
    month="due_at",
    adds={
        "judged": Count("pk"),
        "on_time": Count("pk", filter=Q(state=ReviewState.CLOSED, closed_at__lte=F("due_at")) & ~Q(outcome="")),
    },
)
