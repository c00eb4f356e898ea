"""When two people are both free: their rules, times away, busy times, meetings, leave and holidays together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from meetings import free_time
from meetings.enums import AbsenceKind, MeetingState
from meetings.free_time import Interval, WeeklyRule, seconds
from meetings.models import Availability, AvailabilityException, BusyBlock, Holiday, Meeting
from programs.enums import LeaveState
from programs.models import Leave

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching.models import Pairing
    from mentorship.accounts.models import User

WEEKS_AHEAD = 8
NOTICE = dt.timedelta(hours=1)
"""A meeting is found at the earliest this long from now."""

HALF_DAYS = {
    "am": (dt.time(8), dt.time(12)),
    "pm": (dt.time(13), dt.time(17)),
    "eve": (dt.time(17), dt.time(20)),
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = [WeeklyRule(day, dt.time.min, dt.time.max.replace(microsecond=0)) for day in range(7)]


@dataclass
class PersonTime:
    """A person's time between two moments: what the rules give, and what takes it away, by kind."""

    user: User
    rules: list[WeeklyRule] = field(default_factory=list)
    protected_rules: list[WeeklyRule] = field(default_factory=list)
    extra: list[Interval] = field(default_factory=list)
    taken: list[Interval] = field(default_factory=list)
    leave: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    hours: list[Interval] = field(default_factory=list)
    protected: list[Interval] = field(default_factory=list)
    free: list[Interval] = field(default_factory=list)

    def unroll(self, begins: dt.datetime, ends: dt.datetime, usual: Iterable[WeeklyRule]) -> None:
        """Work out the hours, what of them is protected, and what is free; `usual` stands in for rules not written."""
        first, last = begins.date() - dt.timedelta(days=1), ends.date() + dt.timedelta(days=1)
        zone = self.user.time_zone
        window = [(seconds(begins), seconds(ends))]
        unrolled = free_time.weekly(self.rules or usual, zone, first, last)
        self.hours = free_time.shared(free_time.merged([*unrolled, *self.extra]), window)
        self.protected = free_time.shared(free_time.weekly(self.protected_rules, zone, first, last), window)
        away = free_time.merged([*self.taken, *free_time.whole_days(self.leave, zone)])
        self.free = free_time.without(self.hours, away)


@dataclass(frozen=True)
class SharedTime:
    """The time of a pair: each person's, the days on which nobody meets, and what is left for both."""

    mentor: PersonTime
    mentee: PersonTime
    holidays: list[tuple[str, dt.date, dt.date]]
    free: list[Interval]


@dataclass(frozen=True, order=True)
class Slot:
    """A time at which both could meet; those in the mentor's protected time come first."""

    is_unprotected: bool
    starts_at: dt.datetime

    @property
    def is_protected(self) -> bool:
        """Is no clinical duty planned over it?"""
        return not self.is_unprotected


def slots(pairing: Pairing, *, length_minutes: int, begins: dt.datetime, weeks: int = WEEKS_AHEAD) -> list[Slot]:
    """Every time from `begins` on at which both are free for that long, the protected ones first; six queries.

    Who has written no weekly rules is taken to be free in the half-days named on joining.
    """
    time = shared_time(
        pairing,
        begins=begins,
        ends=begins + dt.timedelta(weeks=weeks),
        usual={
            pairing.mentor.user_id: half_days(pairing.mentor.availability),
            pairing.mentee.user_id: half_days(pairing.mentee.availability),
        },
    )
    length = length_minutes * 60
    step = free_time.QUARTER if length_minutes < 30 else 2 * free_time.QUARTER
    protected = set(free_time.starts_in(free_time.shared(time.free, time.mentor.protected), length=length, step=step))
    every = protected.union(free_time.starts_in(time.free, length=length, step=step))
    return [
        Slot(is_unprotected, free_time.moment(at))
        for is_unprotected, at in sorted((at not in protected, at) for at in every)
    ]


def shared_time(
    pairing: Pairing,
    *,
    begins: dt.datetime,
    ends: dt.datetime,
    usual: dict[int, list[WeeklyRule]] | None = None,
    counts_meetings: bool = True,
) -> SharedTime:
    """Read what both have between two moments; without `counts_meetings` planned meetings take nothing away.

    Who has written no rules is free always, unless `usual` says when (by the person's key).
    """
    people = {enrollment.user_id: PersonTime(enrollment.user) for enrollment in (pairing.mentor, pairing.mentee)}
    _read_rules(people)
    _read_exceptions(people, begins, ends)
    _read_busy(people, begins, ends)
    if counts_meetings:
        _read_meetings(people, begins, ends)
    days = (begins.date() - dt.timedelta(days=1), ends.date() + dt.timedelta(days=1))
    _read_leaves(people, pairing, days)
    cohort = pairing.cohort
    holidays = list(
        Holiday.objects.filter(cohort=cohort, ends_on__gte=days[0], starts_on__lte=days[1]).values_list(
            "name", "starts_on", "ends_on"
        )
    )
    for user_id, person in people.items():
        person.unroll(begins, ends, (usual or {}).get(user_id, ALWAYS))
    mentor, mentee = people[pairing.mentor.user_id], people[pairing.mentee.user_id]
    closed = free_time.whole_days(((first, last) for _name, first, last in holidays), cohort.time_zone)
    free = free_time.without(free_time.shared(mentor.free, mentee.free), closed)
    return SharedTime(mentor, mentee, holidays, free)


def half_days(named: Iterable[str]) -> list[WeeklyRule]:
    """Read the half-days that a person named on joining, such as `tue_pm`."""
    rules = []
    for half_day in named:
        weekday, _separator, part = str(half_day).partition("_")
        if weekday in WEEKDAYS and part in HALF_DAYS:
            rules.append(WeeklyRule(WEEKDAYS.index(weekday), *HALF_DAYS[part]))
    return rules


def is_protected(mentor: User, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    """Does this time lie inside what the mentor has protected?"""
    rules = Availability.objects.filter(user=mentor, is_protected=True)
    unrolled = free_time.weekly(
        [WeeklyRule(rule.weekday, rule.starts_at, rule.ends_at) for rule in rules],
        mentor.time_zone,
        starts_at.date() - dt.timedelta(days=1),
        ends_at.date() + dt.timedelta(days=1),
    )
    return free_time.contains(unrolled, seconds(starts_at), seconds(ends_at))


def _read_rules(people: dict[int, PersonTime]) -> None:
    rules = Availability.objects.filter(user__in=people).order_by()
    for user_id, weekday, begin, end, is_guarded in rules.values_list(
        "user_id", "weekday", "starts_at", "ends_at", "is_protected"
    ):
        rule = WeeklyRule(weekday, begin, end)
        people[user_id].rules.append(rule)
        if is_guarded:
            people[user_id].protected_rules.append(rule)


def _read_exceptions(people: dict[int, PersonTime], begins: dt.datetime, ends: dt.datetime) -> None:
    found = AvailabilityException.objects.filter(user__in=people, ends_at__gt=begins, starts_at__lt=ends).order_by()
    for user_id, kind, begin, end in found.values_list("user_id", "kind", "starts_at", "ends_at"):
        person = people[user_id]
        (person.extra if kind == AbsenceKind.FREE else person.taken).append((seconds(begin), seconds(end)))


def _read_leaves(people: dict[int, PersonTime], pairing: Pairing, days: tuple[dt.date, dt.date]) -> None:
    applied = Leave.objects.filter(state=LeaveState.APPLIED, ends_on__gte=days[0], starts_on__lte=days[1])
    of_both = applied.filter(Q(enrollments__user__in=people) | Q(is_whole_cohort=True, cohort=pairing.cohort))
    for user_id, is_whole_cohort, first, last in of_both.values_list(
        "enrollments__user_id", "is_whole_cohort", "starts_on", "ends_on"
    ):
        for person_id in people if is_whole_cohort else people.keys() & {user_id}:
            people[person_id].leave.append((first, last))


def _read_busy(people: dict[int, PersonTime], begins: dt.datetime, ends: dt.datetime) -> None:
    busy = BusyBlock.objects.filter(source__user__in=people, ends_at__gt=begins, starts_at__lt=ends)
    for user_id, begin, end in busy.values_list("source__user_id", "starts_at", "ends_at"):
        people[user_id].taken.append((seconds(begin), seconds(end)))


def _read_meetings(people: dict[int, PersonTime], begins: dt.datetime, ends: dt.datetime) -> None:
    planned = Meeting.objects.filter(
        Q(pairing__mentor__user__in=people) | Q(pairing__mentee__user__in=people),
        state=MeetingState.SCHEDULED,
        ends_at__gt=begins,
        starts_at__lt=ends,
    )
    for mentor_id, mentee_id, begin, end in planned.values_list(
        "pairing__mentor__user_id", "pairing__mentee__user_id", "starts_at", "ends_at"
    ):
        for user_id in {mentor_id, mentee_id} & people.keys():
            people[user_id].taken.append((seconds(begin), seconds(end)))
