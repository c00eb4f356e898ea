"""Who is asked what, and what is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from evaluation.models import SurveyParticipation, SurveyWindow
from programs.enums import CohortStage, EnrollmentState
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from evaluation.models.survey import SurveyWindowQuerySet
    from mentorship.accounts.models import User
    from programs.models.enrollment import EnrollmentQuerySet

AT_WORK = (CohortStage.ENROLLING, CohortStage.MATCHING, CohortStage.RUNNING)
"""The stages of a cohort in which somebody can be asked."""
TAKES_PART = (EnrollmentState.APPROVED, EnrollmentState.ACTIVE, EnrollmentState.COMPLETED)
A_DAY = timedelta(days=1)
"""By as much the day of a cohort may differ from the day in UTC."""


def asked_in(window: SurveyWindow) -> EnrollmentQuerySet:
    """Return everybody whom a window asks."""
    return Enrollment.objects.filter(cohort=window.cohort_id, role=window.audience, state__in=TAKES_PART)


def that_ask(user: User) -> SurveyWindowQuerySet:
    """Return the windows that ask this person, over or not."""
    own = Enrollment.objects.filter(
        user=user, cohort=OuterRef("cohort"), role=OuterRef("audience"), state__in=TAKES_PART
    )
    return SurveyWindow.objects.filter(Exists(own))


def waiting_for(user: User, now: datetime) -> SurveyWindowQuerySet:
    """Return the windows that may wait for this person's answer; whether one is open is for the cohort's own day to say."""
    return _about_open(that_ask(user), now).exclude(
        Exists(SurveyParticipation.objects.filter(window=OuterRef("pk"), enrollment__user=user))
    )


def _about_open(windows: SurveyWindowQuerySet, now: datetime) -> SurveyWindowQuerySet:
    today = now.date()
    return windows.filter(
        counted_at__isnull=True,
        cohort__stage__in=AT_WORK,
        opens_on__lte=today + A_DAY,
        closes_on__gte=today - A_DAY,
    )


def open_windows(now: datetime) -> Iterator[SurveyWindow]:
    """Return the windows that are open where their cohort is."""
    about = _about_open(SurveyWindow.objects.all(), now).select_related("cohort__policy", "instrument")
    return (window for window in about if window.is_open(now))


def may_be_open(now: datetime) -> SurveyWindowQuerySet:
    """Return windows without which nobody can be reminded."""
    return _about_open(SurveyWindow.objects.all(), now)


def still_to_answer(window: SurveyWindow) -> EnrollmentQuerySet:
    """Return whom a window asks and who have not answered."""
    answered = SurveyParticipation.objects.filter(window=window, enrollment=OuterRef("pk"))
    return asked_in(window).exclude(Exists(answered))


def over(now: datetime) -> list[int]:
    """Return the windows whose last day has gone and which are not counted yet."""
    about = SurveyWindow.objects.filter(counted_at__isnull=True, closes_on__lte=now.date() + A_DAY)
    return [window.pk for window in about.select_related("cohort").order_by("closes_on", "pk") if window.is_over(now)]


@dataclass(frozen=True)
class Returned:
    """How many were asked and have answered; `answered` is None while it is too few to be said."""

    asked: int
    answered: int | None
    least: int

    @property
    def percentage(self) -> int | None:
        """How many of a hundred answered."""
        return None if self.answered is None or not self.asked else round(100 * self.answered / self.asked)


def returned(window: SurveyWindow) -> Returned:
    """Count who was asked and answered; of a counted window what was counted then."""
    least = max(window.least or 0, window.cohort.policy.minimum_group_size)
    if window.counted_at:
        asked, answered = window.asked or 0, window.answered or 0
    else:
        asked, answered = asked_in(window).count(), window.participations.count()
    return Returned(asked, answered if answered >= least else None, least)


@dataclass(frozen=True)
class OwnSurvey:
    """A survey as somebody who is asked finds it on their list."""

    window: SurveyWindow
    is_open: bool
    is_to_come: bool
    has_answered: bool


def surveys_of(user: User, now: datetime) -> list[OwnSurvey]:
    """Return the surveys that ask this person, those to answer first: two queries."""
    windows = list(that_ask(user).select_related("instrument", "cohort__program").order_by("-opens_on", "pk"))
    answered = set(SurveyParticipation.objects.filter(enrollment__user=user).values_list("window", flat=True))
    found = [
        OwnSurvey(
            window,
            window.is_open(now) and window.cohort.stage in AT_WORK,
            not window.has_begun(now),
            window.pk in answered,
        )
        for window in windows
    ]
    return sorted(found, key=lambda one: (not one.is_open or one.has_answered, one.is_to_come))
