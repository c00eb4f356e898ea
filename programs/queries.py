"""What pages need to know of programs, cohorts and the people in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from programs.enums import EnrollmentRole, EnrollmentState, TopicKind
from programs.models import Cohort, CohortPolicy, Competency, Enrollment, Expertise, Need, Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import time
    from uuid import UUID

    from mentorship.accounts.models import User
    from programs.models.cohort import CohortQuerySet
    from programs.models.enrollment import EnrollmentQuerySet


def shared_or_of(program_id: int, path: str = "program") -> Q:
    """Words that every program uses, and those of this program; `path` leads to the program."""
    return Q(**{f"{path}__isnull": True}) | Q(**{path: program_id})


def quiet_hours_of(cohorts: Collection[UUID]) -> dict[UUID, tuple[time, time]]:
    """Return from when until when no mail that can wait leaves in the name of each of these cohorts."""
    policies = CohortPolicy.objects.filter(cohort__uuid__in=cohorts)
    rows = policies.values_list("cohort__uuid", "quiet_hours_start", "quiet_hours_end")
    return {uuid: (start, end) for uuid, start, end in rows}


@dataclass(frozen=True)
class CohortFigures:
    """A cohort and who is in its pool: approved or active."""

    cohort: Cohort
    mentors: int
    mentees: int
    places: int
    without_need: int
    without_expertise: int


def cohorts_with_figures(cohorts: CohortQuerySet) -> Iterator[CohortFigures]:
    """Count the pools of cohorts: two queries, however many there are."""
    found = list(cohorts.select_related("program"))
    mentor, mentee = Q(role=EnrollmentRole.MENTOR), Q(role=EnrollmentRole.MENTEE)
    counted = (
        Enrollment.objects.filter(cohort__in=found)
        .in_the_pool()
        .annotate(
            has_need=Exists(Need.objects.filter(enrollment=OuterRef("pk"))),
            has_expertise=Exists(Expertise.objects.filter(enrollment=OuterRef("pk"))),
        )
        .order_by()
        .values("cohort")
        .annotate(
            mentors=Count("pk", filter=mentor),
            mentees=Count("pk", filter=mentee),
            places=Coalesce(Sum("capacity", filter=mentor), 0),
            without_need=Count("pk", filter=mentee & Q(has_need=False)),
            without_expertise=Count("pk", filter=mentor & Q(has_expertise=False)),
        )
    )
    counts = ("mentors", "mentees", "places", "without_need", "without_expertise")
    figures = {row[0]: row[1:] for row in counted.values_list("cohort", *counts)} if found else {}
    for cohort in found:
        yield CohortFigures(cohort, *figures.get(cohort.pk, (0,) * len(counts)))


def taking_part(user: User) -> EnrollmentQuerySet:
    """Enrollments of this person that are neither over nor withdrawn, the latest cohort first."""
    return (
        Enrollment.objects.filter(user=user)
        .exclude(state__in=[EnrollmentState.COMPLETED, EnrollmentState.WITHDRAWN])
        .select_related("cohort__program")
        .order_by("-cohort__starts_on", "pk")
    )


def vocabulary_in_groups(enrollment: Enrollment) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the words a person may choose from, in groups, without those they named: (group, [(key, name)])."""
    program_id = enrollment.cohort.program_id
    named = Need.objects if enrollment.role == EnrollmentRole.MENTEE else Expertise.objects
    taken: set[tuple[int | None, int | None]] = set(
        named.filter(enrollment=enrollment).values_list("topic_id", "competency_id")
    )
    groups: dict[str, list[tuple[str, str]]] = {str(kind.label): [] for kind in TopicKind}
    for topic in Topic.objects.filter(shared_or_of(program_id)):
        if (topic.pk, None) not in taken:
            groups[topic.get_kind_display()].append((f"topic:{topic.pk}", topic.name))
    competencies = Competency.objects.filter(shared_or_of(program_id, "framework__program"))
    for competency in competencies.select_related("framework"):
        if (None, competency.pk) not in taken:
            group = groups.setdefault(competency.framework.name, [])
            group.append((f"competency:{competency.pk}", competency.title))
    return [(group, words) for group, words in groups.items() if words]


def pool_of(cohort: Cohort) -> CohortFigures:
    """Count the pool of one cohort."""
    return next(cohorts_with_figures(Cohort.objects.filter(pk=cohort.pk)))
