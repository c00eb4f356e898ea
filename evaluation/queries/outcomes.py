"""What became of the people of a cohort, and the rates that follow from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.enums import OutcomeKind, OutcomeValue
from evaluation.models import Outcome
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from programs.models import Cohort
    from programs.models.enrollment import EnrollmentQuerySet

ACTIVE = (OutcomeValue.MATCHED, OutcomeValue.SOAP, OutcomeValue.UNMATCHED)
"""Who certified a rank list; the NRMP's match rate is out of these."""


@dataclass(frozen=True)
class Rate:
    """So many out of so many; None where there is nobody to count."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """Return the rate from 0 to 1."""
        return self.numerator / self.denominator if self.denominator else None


def outcome_counts(cohort_ids: Iterable[int], kind: OutcomeKind) -> Counter[str]:
    """Count how often each value of a kind is recorded in these cohorts."""
    found = Outcome.objects.filter(enrollment__cohort__in=list(cohort_ids), kind=kind)
    return Counter(found.values_list("value", flat=True))


def match_rate(counts: Mapping[str, int]) -> Rate:
    """Return who matched out of who certified a rank list; who was placed in SOAP did not match (NRMP 2023)."""
    return Rate(counts.get(OutcomeValue.MATCHED, 0), _sum(counts, ACTIVE))


def placement_rate_of_active(counts: Mapping[str, int]) -> Rate:
    """Return who matched or was placed in SOAP out of who certified a rank list."""
    return Rate(_sum(counts, (OutcomeValue.MATCHED, OutcomeValue.SOAP)), _sum(counts, ACTIVE))


def placement_rate_of_all(counts: Mapping[str, int]) -> Rate:
    """Return who matched or was placed in SOAP out of everybody registered."""
    placed = (OutcomeValue.MATCHED, OutcomeValue.SOAP, OutcomeValue.SOAP_WITHOUT_LIST)
    registered = (*ACTIVE, OutcomeValue.SOAP_WITHOUT_LIST, OutcomeValue.NO_LIST, OutcomeValue.WITHDREW)
    return Rate(_sum(counts, placed), _sum(counts, registered))


def retention_rate(counts: Mapping[str, int]) -> Rate:
    """Return who is still in the program out of who is or left; who completed early is in neither."""
    stayed = counts.get(OutcomeValue.RETAINED, 0)
    return Rate(stayed, stayed + counts.get(OutcomeValue.LEFT, 0))


def _sum(counts: Mapping[str, int], values: Iterable[str]) -> int:
    return sum(counts.get(value, 0) for value in values)


@dataclass(frozen=True)
class OutcomeRow:
    """A person with what is recorded of each kind, in words, in the order of `OutcomeKind`."""

    enrollment: Enrollment
    cells: list[tuple[str, date] | None]


def people_with_outcomes(cohort: Cohort) -> EnrollmentQuerySet:
    """Return the mentees of a cohort, whatever became of them, by name."""
    people = Enrollment.objects.mentees().filter(cohort=cohort).select_related("user")
    return people.prefetch_related("outcomes").order_by("user__full_name", "pk")


def outcome_row(enrollment: Enrollment) -> OutcomeRow:
    """Lay what is recorded of somebody out by kind."""
    by_kind = {outcome.kind: outcome for outcome in enrollment.outcomes.all()}
    cells: list[tuple[str, date] | None] = []
    for kind in OutcomeKind:
        outcome = by_kind.get(kind)
        cells.append((outcome.value_in_words, outcome.on) if outcome else None)
    return OutcomeRow(enrollment, cells)
