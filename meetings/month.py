"""A month of somebody's meetings day by day, as a calendar on the wall shows it."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings import free_time
from meetings.enums import MeetingState
from meetings.models import Availability, Holiday, Meeting
from meetings.queries import Line, lines, with_people
from programs.enums import LeaveState
from programs.models import Leave

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.models import Pairing
    from mentorship.accounts.models import User

A_DAY = dt.timedelta(days=1)
YEARS = range(2000, 2101)
SHOWN = [MeetingState.SCHEDULED, MeetingState.HELD, MeetingState.MISSED]

Hours = tuple[dt.datetime, dt.datetime]
"""From when until when."""


@dataclass(frozen=True)
class Day:
    """One day of the calendar, on the clock of who looks."""

    day: dt.date
    is_in_month: bool
    is_today: bool
    meetings: list[Line]
    protected: list[Hours]
    off: list[str]
    """Holidays and leave, in words."""

    @property
    def is_empty(self) -> bool:
        """Is there nothing to tell of this day?"""
        return not (self.meetings or self.protected or self.off)


@dataclass(frozen=True)
class Month:
    """A month in whole weeks from Monday to Sunday."""

    first: dt.date
    weeks: list[list[Day]]

    @property
    def before(self) -> dt.date:
        """The first day of the month before."""
        return (self.first - A_DAY).replace(day=1)

    @property
    def after(self) -> dt.date:
        """The first day of the month after."""
        return (self.first + 31 * A_DAY).replace(day=1)

    @property
    def is_empty(self) -> bool:
        """Is there nothing to tell of this month?"""
        return all(day.is_empty for week in self.weeks for day in week if day.is_in_month)


def month_named(name: str, today: dt.date) -> dt.date:
    """The first day of the month called `2027-02`; of today's if it is called anything else."""
    year, _dash, number = name.partition("-")
    if name.isascii() and year.isdecimal() and number.isdecimal() and int(year[:5]) in YEARS and len(number) <= 2:
        month = int(number)
        if 1 <= month <= 12:
            return dt.date(int(year[:5]), month, 1)
    return today.replace(day=1)


def month_of(user: User, pairings: Sequence[Pairing], first: dt.date, now: dt.datetime) -> Month:
    """A person's month with these pairs (with people at hand): four queries, however full it is."""
    zone = ZoneInfo(user.time_zone)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    days = (weeks[0][0], weeks[-1][-1])
    meetings: dict[dt.date, list[Line]] = defaultdict(list)
    begins, ends = (dt.datetime.combine(day, dt.time.min, tzinfo=zone) for day in (days[0], days[1] + A_DAY))
    planned = Meeting.objects.of_member(user).filter(state__in=SHOWN, starts_at__gte=begins, starts_at__lt=ends)
    for line in lines(with_people(planned).order_by("starts_at"), user):
        meetings[line.meeting.starts_at.astimezone(zone).date()].append(line)
    protected = _protected(user, pairings, days, zone)
    off = _days_off(user, pairings, days)
    today = now.astimezone(zone).date()
    return Month(
        first,
        [
            [Day(day, day.month == first.month, day == today, meetings[day], protected[day], off[day]) for day in week]
            for week in weeks
        ],
    )


def _protected(
    user: User, pairings: Sequence[Pairing], days: tuple[dt.date, dt.date], zone: ZoneInfo
) -> dict[dt.date, list[Hours]]:
    """The hours that a mentor of these pairs keeps free, by the day on which they begin."""
    mentors = {pairing.mentor.user_id: pairing.mentor.user for pairing in pairings} | {user.pk: user}
    rules: dict[int, list[free_time.WeeklyRule]] = defaultdict(list)
    kept = Availability.objects.filter(user__in=list(mentors), is_protected=True).order_by("starts_at")
    for rule in kept:
        rules[rule.user_id].append(free_time.WeeklyRule(rule.weekday, rule.starts_at, rule.ends_at))
    found: dict[dt.date, list[Hours]] = defaultdict(list)
    for user_id, weekly in rules.items():
        for begin, end in free_time.weekly(weekly, mentors[user_id].time_zone, days[0] - A_DAY, days[1] + A_DAY):
            starts_at = free_time.moment(begin)
            found[starts_at.astimezone(zone).date()].append((starts_at, free_time.moment(end)))
    return found


def _days_off(user: User, pairings: Sequence[Pairing], days: tuple[dt.date, dt.date]) -> dict[dt.date, list[str]]:
    """The holidays of the cohorts, and the leave of both, in words by day."""
    cohorts = {pairing.cohort.pk for pairing in pairings}
    people = {one.pk: one.user for pairing in pairings for one in (pairing.mentor, pairing.mentee)}
    within = Q(ends_on__gte=days[0], starts_on__lte=days[1])
    spans = list(
        Holiday.objects.filter(within, cohort__in=cohorts).values_list("name", "starts_on", "ends_on").distinct()
    )
    concerned = Q(enrollments__in=list(people)) | Q(is_whole_cohort=True, cohort__in=cohorts)
    leaves = Leave.objects.filter(within, concerned, state=LeaveState.APPLIED)
    for enrollment_id, is_whole_cohort, first, last in leaves.values_list(
        "enrollments", "is_whole_cohort", "starts_on", "ends_on"
    ):
        if is_whole_cohort:
            spans.append((_("No meetings: leave of the whole cohort"), first, last))
        elif people[enrollment_id] == user:
            spans.append((_("You are on leave"), first, last))
        else:
            name = people[enrollment_id].get_short_name()
            spans.append((_("%(name)s is on leave") % {"name": name}, first, last))
    found: dict[dt.date, list[str]] = defaultdict(list)
    for words, first, last in spans:
        day = max(first, days[0])
        while day <= min(last, days[1]):
            if words not in found[day]:
                found[day].append(words)
            day += A_DAY
    return found
