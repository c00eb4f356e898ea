"""What pages need to know of programs, cohorts and the people in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment, Expertise, Need

if TYPE_CHECKING:
    from mentorship.accounts.models import User
    from programs.models import Cohort
    from programs.models.enrollment import EnrollmentQuerySet


def shared_or_of(program_id: int, path: str = "program") -> Q:
    """Words that every program uses, and those of this program; `path` leads to the program."""
    return Q(**{f"{path}__isnull": True}) | Q(**{path: program_id})


@dataclass(frozen=True)
class PoolFigures:
    """Who is in a cohort's pool; `places` is the sum of what its mentors take."""

    mentors: int
    mentees: int
    without_need: int
    without_expertise: int


def pool_figures(cohort: Cohort) -> PoolFigures:
    """Count the pool of a cohort in one query."""
    mentor, mentee = Q(role=EnrollmentRole.MENTOR), Q(role=EnrollmentRole.MENTEE)
    counted = (
        Enrollment.objects.filter(cohort=cohort)
        .in_the_pool()
        .annotate(
            has_need=Exists(Need.objects.filter(enrollment=OuterRef("pk"))),
            has_expertise=Exists(Expertise.objects.filter(enrollment=OuterRef("pk"))),
        )
        .aggregate(
            mentors=Count("pk", filter=mentor),
            mentees=Count("pk", filter=mentee),
            without_need=Count("pk", filter=mentee & Q(has_need=False)),
            without_expertise=Count("pk", filter=mentor & Q(has_expertise=False)),
        )
    )
    return PoolFigures(**counted)


def taking_part(user: User) -> EnrollmentQuerySet:
    """Enrollments of this person that are neither over nor withdrawn, the latest cohort first."""
    return (
        Enrollment.objects.filter(user=user)
        .exclude(state__in=[EnrollmentState.COMPLETED, EnrollmentState.WITHDRAWN])
        .select_related("cohort__program")
        .order_by("-cohort__starts_on", "pk")
    )
