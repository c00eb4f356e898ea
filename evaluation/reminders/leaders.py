"""What program leaders hear: a concern at once, and on Monday morning how the week begins; counts, never content."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.enums import ReviewState
from evaluation.models import Observation, Review
from matching.enums import PairingState
from matching.models import Pairing
from meetings.enums import MeetingState
from meetings.models import Meeting
from mentorship.notifications.enums import Weekday
from mentorship.notifications.reminders import Due, ReminderKind
from programs.enums import CohortStage
from programs.models import Cohort

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from django.db.models import QuerySet

A_WEEK = timedelta(days=7)
NEWS_FOR = timedelta(days=1)
MORNING = time(8)


def weekly_summaries(now: datetime) -> Iterator[Due]:
    """Yield, on Monday morning where a leader is, how each running cohort stands, in numbers."""
    if now.weekday() not in {Weekday.SUNDAY, Weekday.MONDAY, Weekday.TUESDAY}:
        return
    running = Cohort.objects.filter(stage=CohortStage.RUNNING).prefetch_related("program__leaderships__user")
    cohorts = list(running.select_related("program").order_by("pk"))
    lines = _lines(cohorts, now) if cohorts else {}
    for cohort in cohorts:
        for leadership in cohort.program.leaderships.all():
            zone = ZoneInfo(leadership.user.time_zone)
            today = now.astimezone(zone).date()
            monday = today - timedelta(days=today.weekday())
            due_at = datetime.combine(monday, MORNING, tzinfo=zone)
            if not due_at <= now < due_at + NEWS_FOR:
                continue
            week = monday.isocalendar()
            yield Due(
                recipient_id=leadership.user_id,
                kind=WEEKLY.key,
                subject_uuid=cohort.uuid,
                slot=f"{week.year}-W{week.week:02}",
                due_at=due_at,
                expires_at=due_at + NEWS_FOR,
                headline=_("Your week with %(cohort)s") % {"cohort": cohort},
                lines=lines[cohort.pk],
                action_label=_("Open the board"),
                action_path=f"{reverse('evaluation:board')}?cohort={cohort.uuid}",
                scope_uuid=cohort.uuid,
            )


def _lines(cohorts: list[Cohort], now: datetime) -> dict[int, tuple[str, ...]]:
    """Count for all cohorts at once: four queries."""
    last_week = (now - A_WEEK, now)
    mine = Q(pairing__mentee__cohort__in=cohorts)
    pairs = dict(
        Pairing.objects.filter(mentee__cohort__in=cohorts, state=PairingState.ACTIVE)
        .values_list("mentee__cohort")
        .annotate(Count("pk"))
    )
    held = _by_cohort(Meeting.objects.filter(mine, state=MeetingState.HELD, starts_at__range=last_week))
    observed = _by_cohort(Observation.objects.filter(mine, submitted_at__range=last_week))
    reviews = _by_cohort(Review.objects.filter(mine, state=ReviewState.OPEN))
    return {
        cohort.pk: (
            ngettext("%(n)d pair at work.", "%(n)d pairs at work.", pairs.get(cohort.pk, 0))
            % {"n": pairs.get(cohort.pk, 0)},
            ngettext("Last week %(n)d meeting,", "Last week %(n)d meetings,", held.get(cohort.pk, 0))
            % {"n": held.get(cohort.pk, 0)}
            + " "
            + ngettext("%(n)d observation.", "%(n)d observations.", observed.get(cohort.pk, 0))
            % {"n": observed.get(cohort.pk, 0)},
            ngettext("%(n)d review is open.", "%(n)d reviews are open.", reviews.get(cohort.pk, 0))
            % {"n": reviews.get(cohort.pk, 0)},
            _("The board begins with what needs you, what has waited longest first."),
        )
        for cohort in cohorts
    }


def _by_cohort(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("pairing__mentee__cohort").annotate(Count("pk")))


WEEKLY = ReminderKind(
    "leader_weekly",
    gettext_lazy("How your cohorts begin the week"),
    weekly_summaries,
    for_leaders=True,
    why=gettext_lazy("you lead a program with a running cohort"),
)
