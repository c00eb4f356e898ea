"""What a cohort that begins as a copy of an earlier one takes over: the holidays that both see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meetings.models import Holiday

if TYPE_CHECKING:
    from programs.models import Cohort


def copy_holidays(earlier: Cohort, cohort: Cohort) -> None:
    """Take over the holidays that touch the new dates; last year's lie on other days this year and are left out."""
    still_to_come = Holiday.objects.filter(
        cohort=earlier, starts_on__lte=cohort.ends_on, ends_on__gte=cohort.starts_on
    ).order_by("pk")
    Holiday.objects.bulk_create(
        Holiday(cohort=cohort, name=old.name, starts_on=old.starts_on, ends_on=old.ends_on) for old in still_to_come
    )
