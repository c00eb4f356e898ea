"""What `programs` itself holds: the last day of a cohort, and of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.domain.leave.shifting import DatedKind, Shift
from programs.domain.leave.writing import reader, writer
from programs.models import Cohort, Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from programs.domain.leave.shifting import Scope

ENDS_ON = ["ends_on"]


def of_cohort(scope: Scope) -> Iterator[Shift]:
    """The cohort's own last day, when everybody moves."""
    ends_on = scope.cohort.ends_on
    if scope.is_whole_cohort and ends_on >= scope.starts_on:
        new = ends_on + scope.by
        before, after = {"ends_on": ends_on.isoformat()}, {"ends_on": new.isoformat()}
        label = _("Last day of %(cohort)s") % {"cohort": scope.cohort}
        yield Shift("last_day", scope.cohort.pk, label, ends_on, new, before, after)


def of_people(scope: Scope) -> Iterator[Shift]:
    """The last day of those it applies to: one of their own where they have none yet."""
    people = Enrollment.objects.filter(cohort=scope.cohort).select_related("user").order_by("user__full_name", "pk")
    if scope.enrollment_ids is None:
        people = people.filter(ends_on__isnull=False)
    else:
        people = people.filter(pk__in=scope.enrollment_ids)
    for person in people:
        ends_on = person.ends_on or scope.cohort.ends_on
        if ends_on >= scope.starts_on:
            new = ends_on + scope.by
            before = {"ends_on": person.ends_on.isoformat() if person.ends_on else None}
            label = _("Last day of %(name)s") % {"name": person.user}
            yield Shift("own_last_day", person.pk, label, ends_on, new, before, {"ends_on": new.isoformat()})


COHORT = DatedKind(
    "last_day",
    gettext_lazy("Last day of the cohort"),
    of_cohort,
    reader(Cohort.objects, ENDS_ON),
    writer(Cohort.objects, ENDS_ON),
)
PEOPLE = DatedKind(
    "own_last_day",
    gettext_lazy("Own last days"),
    of_people,
    reader(Enrollment.objects, ENDS_ON),
    writer(Enrollment.objects, ENDS_ON),
)
