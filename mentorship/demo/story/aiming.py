"""What the leader wants the figures to be, and what the program review has decided so far."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from evaluation.domain.deciding import decide
from evaluation.domain.reporting import set_targets
from evaluation.enums import Lever

if TYPE_CHECKING:
    from mentorship.demo.story.calendar import Calendar
    from mentorship.demo.story.setting import Setting

TARGETS = {
    "agreements_signed": Decimal(95),
    "days_to_first_meeting": Decimal(14),
    "meeting_frequency": Decimal(2),
    "meetings_held": Decimal(85),
    "meetings_cancelled": Decimal(10),
    "mentees_observed_enough": Decimal(80),
    "actions_completed": Decimal(70),
    "reviews_on_time": Decimal(90),
}
FIRST_DAY_AGO, REVIEWED_AGO = 38, 2


def aim(setting: Setting, calendar: Calendar) -> None:
    """Set targets at the start, and decide on protected time two days ago."""
    set_targets(cohort_id=setting.cohort.pk, targets=TARGETS, by=setting.leader, now=calendar.at(FIRST_DAY_AGO, 10))
    now = calendar.at(REVIEWED_AGO, 11)
    decide(
        cohort_id=setting.cohort.pk,
        lever=Lever.PROTECTED_TIME,
        text="Ask the departments to keep Thursday afternoons free: most cancellations are clinical duty.",
        owner_id=setting.leader.pk,
        due_on=now.date() + timedelta(days=60),
        by=setting.leader,
        now=now,
        protected_hours=5,
    )
