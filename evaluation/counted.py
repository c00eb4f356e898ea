"""The rows from which figures are counted, each table once; what is counted of them is named here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from agreements.enums import AgreementState, GoalState
from agreements.models import Action, Agreement, Goal
from evaluation.enums import ObservationKind, OutcomeKind, OutcomeValue, ReviewState
from evaluation.models import Observation, Outcome, Procedure, Review
from evaluation.tallies import Rows, Spell, WholeDays
from matching.enums import EndReason
from matching.models import Pairing
from meetings.enums import MeetingState
from meetings.models import Meeting
from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

MENTEE, MENTOR = Q(role=EnrollmentRole.MENTEE), Q(role=EnrollmentRole.MENTOR)
BEGUN = Q(pk__in=Pairing.objects.filter(activated_at__isnull=False).order_by().values("mentee"))
MATCHED = Q(pk__in=Pairing.objects.live().order_by().values("mentee"))
ACCEPTED = Q(mentor_accepted_at__isnull=False, mentee_accepted_at__isnull=False) & ~Q(
    end_reason__in=[EndReason.DECLINED, EndReason.EXPIRED]
)
CERTIFIED = [OutcomeValue.MATCHED, OutcomeValue.SOAP, OutcomeValue.UNMATCHED]
"""Who certified a rank list, of whom the NRMP takes its match rate; who was placed in SOAP did not match."""
OVER = ~Q(state=MeetingState.PROPOSED)


def _people(now: datetime) -> QuerySet[Any]:
    mentored = Pairing.objects.filter(mentor=OuterRef("pk"), activated_at__isnull=False).order_by().values("mentor")
    ended = Coalesce("ended_at", Value(now, DateTimeField()))
    since = Subquery(mentored.annotate(at=Min("activated_at")).values("at"))
    until = Subquery(mentored.annotate(at=Max(ended)).values("at"))
    return Enrollment.objects.annotate(
        mentors_since=Case(When(role=EnrollmentRole.MENTOR, then=since)),
        mentors_until=Case(When(role=EnrollmentRole.MENTOR, then=until)),
    )


def _became(kind: OutcomeKind, *values: OutcomeValue) -> Q:
    """Who has one of these outcomes; found once for all people, not again for each."""
    return Q(pk__in=Outcome.objects.filter(kind=kind, value__in=values).order_by().values("enrollment"))


def _observed_enough() -> Q:
    """Who has as many mini-CEX as their cohort's policy asks for."""
    seen = Observation.objects.filter(kind=ObservationKind.MINI_CEX).order_by().values("pairing__mentee")
    required = F("pairing__mentee__cohort__policy__required_mini_cex")
    enough = seen.annotate(n=Count("*")).filter(n__gte=required).values("pairing__mentee")
    return Q(cohort__policy__required_mini_cex=0) | Q(pk__in=enough)


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
    return met.annotate(took=WholeDays("activated_at", "first_met_at"))


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
        "matched": Count("pk", filter=MENTEE & MATCHED & ~Q(state=EnrollmentState.WITHDRAWN)),
        "begun": Count("pk", filter=MENTEE & BEGUN),
        "observed_enough": Count("pk", filter=MENTEE & BEGUN & _observed_enough()),
        "retained": Count("pk", filter=MENTEE & _became(OutcomeKind.RETENTION, OutcomeValue.RETAINED)),
        "retained_or_left": Count(
            "pk", filter=MENTEE & _became(OutcomeKind.RETENTION, OutcomeValue.RETAINED, OutcomeValue.LEFT)
        ),
        "residency_matched": Count("pk", filter=MENTEE & _became(OutcomeKind.RESIDENCY_MATCH, OutcomeValue.MATCHED)),
        "residency_certified": Count("pk", filter=MENTEE & _became(OutcomeKind.RESIDENCY_MATCH, *CERTIFIED)),
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
    adds={"sent": Count("*")},
)
PROCEDURES = Rows(
    "procedures",
    lambda _now: Procedure.objects.all(),
    mentee="mentee",
    month="done_on",
    adds={"logged": Count("*"), "seen": Count("pk", filter=Q(observation__isnull=False))},
)
ACTIONS = Rows(
    "actions",
    _actions,
    month="day",
    adds={"due": Count("*"), "done": Count("pk", filter=Q(done_at__isnull=False))},
)
GOALS = Rows(
    "goals",
    lambda _now: Goal.objects.filter(agreed_at__isnull=False).exclude(state=GoalState.REVISED),
    month="agreed_at",
    adds={"agreed": Count("*"), "achieved": Count("pk", filter=Q(state=GoalState.ACHIEVED))},
)
REVIEWS = Rows(
    "reviews",
    _reviews,
    month="due_at",
    adds={
        "judged": Count("*"),
        "on_time": Count("pk", filter=Q(state=ReviewState.CLOSED, closed_at__lte=F("due_at")) & ~Q(outcome="")),
    },
)
