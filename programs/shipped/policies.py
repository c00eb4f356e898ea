"""Policies of common schemes: the numbers a new cohort starts with; every one can be changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping


class PolicyTemplate(TextChoices):
    """The schemes that ship."""

    WEEKLY_CLERKSHIP = "weekly_clerkship", _("Weekly clerkship")
    MONTHLY_NEAR_PEER = "monthly_near_peer", _("Monthly near-peer mentoring")
    QUARTERLY_COACHING = "quarterly_coaching", _("Quarterly resident coaching")
    UK_FOUNDATION = "uk_foundation", _("UK Foundation supervision")


@dataclass(frozen=True)
class ShippedPolicy:
    """Values for fields of `CohortPolicy`; fields not named keep the model's own default."""

    values: Mapping[str, Any] = field(default_factory=dict)


POLICIES: Mapping[PolicyTemplate, ShippedPolicy] = {
    PolicyTemplate.WEEKLY_CLERKSHIP: ShippedPolicy(),
    PolicyTemplate.MONTHLY_NEAR_PEER: ShippedPolicy(
        {
            "meeting_cadence_days": 30,
            "review_interval_days": 90,
            "required_mini_cex": 0,
            "mentor_capacity_default": 3,
            "protected_hours_per_month": 1,
            "drift_after_days": 45,
        }
    ),
    PolicyTemplate.QUARTERLY_COACHING: ShippedPolicy(
        {
            "meeting_cadence_days": 90,
            "review_interval_days": 180,
            "required_mini_cex": 2,
            "required_direct_skills_reviews": 1,
            "mentor_capacity_default": 6,
            "protected_hours_per_month": 4,
            "drift_after_days": 110,
        }
    ),
    PolicyTemplate.UK_FOUNDATION: ShippedPolicy(
        {
            "meeting_cadence_days": 60,
            "review_interval_days": 120,
            "required_mini_cex": 3,
            "required_dops": 2,
            "mentor_capacity_default": 4,
            "protected_hours_per_month": 4,
            "drift_after_days": 75,
        }
    ),
}
