"""Protected time: how much of it each mentor has in a month, how much was used, and how much was lost and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from matching.models import Pairing
from meetings.enums import CancelReason, MeetingState
from meetings.models import Meeting

if TYPE_CHECKING:
    from mentorship.accounts.models import User
    from programs.models import Cohort


SETTLED = [MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED]
OWN_MONTHS = 3
"""So many months back does a mentor see the sums of their own protected time."""


@dataclass
class Account:
    """One mentor's month, in minutes.

    `allotted` is what the cohort's policy gives; `used` are the minutes of meetings held inside protected time; `lost`
    those planned inside it that were cancelled or missed. A meeting that nobody has confirmed is in neither.
    """

    mentor: User
    allotted: int
    used: int = 0
    lost: int = 0
    cancellations: Counter[str] = field(default_factory=Counter)

    def take(self, meeting: Meeting) -> None:
        """Count a meeting that was held, missed or cancelled in this month."""
        if meeting.state == MeetingState.CANCELLED:
            self.cancellations[meeting.cancel_reason] += 1
        if not meeting.is_in_protected_time:
            return
        if meeting.state == MeetingState.HELD:
            self.used += meeting.minutes
        else:
            self.lost += meeting.planned_minutes

    @property
    def unused(self) -> int:
        """What is left of the month: neither used nor lost."""
        return max(0, self.allotted - self.used - self.lost)


@dataclass(frozen=True)
class Month:
    """A month of a cohort: every mentor's account, and the sums."""

    first: dt.date
    accounts: list[Account]

    @property
    def unused(self) -> int:
        """What is left of every mentor's month together: one mentor's extra hours do not fill another's."""
        return sum(account.unused for account in self.accounts)

    @property
    def total(self) -> Account | None:
        """All mentors together; the name on it means nothing."""
        if not self.accounts:
            return None
        total = Account(self.accounts[0].mentor, sum(account.allotted for account in self.accounts))
        for account in self.accounts:
            total.used += account.used
            total.lost += account.lost
            total.cancellations += account.cancellations
        return total


def months_of(cohort: Cohort, now: dt.datetime) -> list[dt.date]:
    """The first day of each month of the cohort that has begun, the latest first."""
    today = min(timezone.localdate(now), cohort.ends_on)
    found = []
    month = cohort.starts_on.replace(day=1)
    while month <= today:
        found.append(month)
        month = _next(month)
    return found[::-1]


def month_of(cohort: Cohort, first: dt.date) -> Month:
    """Every mentor with a pair at work in that month, in order of name; two queries."""
    begins, ends = _bounds(cohort, first)
    at_work = (
        Pairing.objects.filter(mentee__cohort=cohort, activated_at__lt=ends)
        .exclude(ended_at__lt=begins)
        .select_related("mentor__user")
    )
    allotted = cohort.policy.protected_hours_per_month * 60
    accounts = {pairing.mentor.user_id: Account(pairing.mentor.user, allotted) for pairing in at_work}
    settled = Meeting.objects.filter(
        pairing__mentee__cohort=cohort,
        starts_at__gte=begins,
        starts_at__lt=ends,
        state__in=SETTLED,
    ).select_related("pairing__mentor__user")
    for meeting in settled:
        mentor = meeting.pairing.mentor.user
        accounts.setdefault(mentor.pk, Account(mentor, allotted)).take(meeting)
    return Month(first, sorted(accounts.values(), key=lambda account: account.mentor.full_name))


def own_months(mentor: User, now: dt.datetime) -> list[tuple[Cohort, list[tuple[dt.date, Account]]]]:
    """A mentor's own last months in each cohort in which they had a pair at work then; at most two queries."""
    pairings = list(
        Pairing.objects.filter(mentor__user=mentor, activated_at__isnull=False)
        .select_related("mentee__cohort__policy")
        .order_by("mentee__cohort_id", "activated_at")
    )
    cohorts = {pairing.mentee.cohort_id: pairing.mentee.cohort for pairing in pairings}
    found: list[tuple[Cohort, list[tuple[dt.date, Account]]]] = []
    places: list[tuple[int, dt.datetime, dt.datetime, Account]] = []
    for cohort in cohorts.values():
        months = []
        for first in months_of(cohort, now)[:OWN_MONTHS]:
            begins, ends = _bounds(cohort, first)
            if any(_was_at_work(one, begins, ends) for one in pairings if one.mentee.cohort_id == cohort.pk):
                account = Account(mentor, cohort.policy.protected_hours_per_month * 60)
                months.append((first, account))
                places.append((cohort.pk, begins, ends, account))
        if months:
            found.append((cohort, months))
    if not places:
        return []
    cohort_of = {pairing.pk: pairing.mentee.cohort_id for pairing in pairings}
    settled = Meeting.objects.filter(
        pairing__in=list(cohort_of),
        state__in=SETTLED,
        starts_at__gte=min(begins for _pk, begins, _ends, _own in places),
    )
    for meeting in settled:
        for cohort_id, begins, ends, account in places:
            if cohort_id == cohort_of[meeting.pairing_id] and begins <= meeting.starts_at < ends:
                account.take(meeting)
    return found


def _was_at_work(pairing: Pairing, begins: dt.datetime, ends: dt.datetime) -> bool:
    if pairing.activated_at is None or pairing.activated_at >= ends:
        return False
    return pairing.ended_at is None or pairing.ended_at >= begins


def cancellations_by_month(cohort: Cohort) -> list[tuple[dt.date, Counter[str]]]:
    """How many meetings were cancelled in each month, by reason, the latest month first."""
    zone = ZoneInfo(cohort.time_zone)
    found: dict[dt.date, Counter[str]] = defaultdict(Counter)
    cancelled = Meeting.objects.filter(pairing__mentee__cohort=cohort, state=MeetingState.CANCELLED)
    for starts_at, reason in cancelled.values_list("starts_at", "cancel_reason"):
        found[starts_at.astimezone(zone).date().replace(day=1)][reason] += 1
    return sorted(found.items(), reverse=True)


def hours(minutes: int) -> str:
    """Minutes as hours with at most one digit behind the point: 90 is 1.5."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


REASONS = list(CancelReason)


def _bounds(cohort: Cohort, first: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """When a month begins and ends where the cohort is."""
    zone = ZoneInfo(cohort.time_zone)
    return (
        dt.datetime.combine(first, dt.time.min, tzinfo=zone),
        dt.datetime.combine(_next(first), dt.time.min, tzinfo=zone),
    )


def _next(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)
