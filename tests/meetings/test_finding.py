"""When two people are both free, across clock changes, and that every planned moment lies inside both their time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from meetings import finding, free_time
from meetings.domain.scheduling import schedule_series
from meetings.enums import AbsenceKind, SkipReason
from meetings.finding import shared_time, slots
from meetings.free_time import WeeklyRule, seconds
from meetings.models import BusyBlock, Holiday, Meeting
from mentorship.core.errors import Refused
from programs.models import Leave
from tests.meetings.factories import AbsenceFactory, AvailabilityFactory, BusySourceFactory, MeetingFactory

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
TUESDAY = dt.date(2027, 2, 2)


@pytest.fixture
def both_on_tuesdays(mentor, mentee):
    """Lena from 16 to 18, Dr Osei from 17 to 19, of which the first hour is protected."""
    AvailabilityFactory(user=mentee)
    AvailabilityFactory(user=mentor, starts_at=dt.time(17), ends_at=dt.time(18), is_protected=True)
    AvailabilityFactory(user=mentor, starts_at=dt.time(18), ends_at=dt.time(19))


def starts(pairing, now, length_minutes=60, weeks=1):
    return [slot.starts_at for slot in slots(pairing, length_minutes=length_minutes, begins=now, weeks=weeks)]


def at(day, hour, minute=0):
    return dt.datetime(2027, 2, day, hour, minute, tzinfo=dt.UTC)


# Arithmetic


@pytest.mark.parametrize("time_zone", ZONES)
def test_a_weekly_hour_stays_at_its_hour_when_the_clocks_change(time_zone):
    rules = [WeeklyRule(1, dt.time(17), dt.time(18))]

    year = free_time.weekly(rules, time_zone, dt.date(2027, 1, 1), dt.date(2028, 12, 31))

    zone = ZoneInfo(time_zone)
    local = [(free_time.moment(begin).astimezone(zone), free_time.moment(end).astimezone(zone)) for begin, end in year]
    assert len(local) == 104
    assert {(begin.weekday(), begin.hour, end.hour) for begin, end in local} == {(1, 17, 18)}
    assert len({begin.utcoffset() for begin, _end in local}) == (1 if time_zone == "Asia/Kolkata" else 2)
    assert dt.date(2028, 2, 29) in {begin.date() for begin, _end in local}


def test_lord_howe_moves_by_half_an_hour():
    rules = [WeeklyRule(6, dt.time(9), dt.time(10))]

    sundays = free_time.weekly(rules, "Australia/Lord_Howe", dt.date(2027, 9, 26), dt.date(2027, 10, 3))

    assert sundays[1][0] - sundays[0][0] == 7 * 86400 - 1800


intervals = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 40)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=12
).map(free_time.merged)


def minutes_in(found):
    return {minute for begin, end in found for minute in range(begin, end)}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=intervals, other=intervals)
def test_the_arithmetic_of_intervals_is_that_of_sets(one, other):
    assert minutes_in(free_time.shared(one, other)) == minutes_in(one) & minutes_in(other)
    assert minutes_in(free_time.without(one, other)) == minutes_in(one) - minutes_in(other)
    assert minutes_in(free_time.merged([*one, *other])) == minutes_in(one) | minutes_in(other)
    for found in (free_time.shared(one, other), free_time.without(one, other)):
        assert found == free_time.merged(found)


# Slots


def test_what_both_have_free_is_found_and_the_protected_comes_first(both_on_tuesdays, pairing, mentor, mentee, now):
    AvailabilityFactory(user=mentee, weekday=0, starts_at=dt.time(12), ends_at=dt.time(13))
    AvailabilityFactory(user=mentor, weekday=0, starts_at=dt.time(12), ends_at=dt.time(13))

    found = slots(pairing, length_minutes=60, begins=now, weeks=1)

    assert [(slot.starts_at, slot.is_protected) for slot in found] == [(at(2, 17), True), (at(1, 12), False)]


def test_a_shorter_meeting_fits_more_often(both_on_tuesdays, pairing, now):
    assert starts(pairing, now, length_minutes=15) == [at(2, 17, minute) for minute in (0, 15, 30, 45)]


def test_everything_that_takes_time_away_does_so(both_on_tuesdays, pairing, cohort, mentor, mentee, leader, now):
    AbsenceFactory(user=mentor, kind=AbsenceKind.ON_CALL, starts_at=at(2, 8), ends_at=at(3, 8))
    busy = BusySourceFactory(user=mentee)
    BusyBlock.objects.create(source=busy, starts_at=at(9, 17, 30), ends_at=at(9, 17, 45))
    Holiday.objects.create(cohort=cohort, name="Founders' day", starts_on=at(16, 0), ends_on=at(16, 0))
    leave = Leave.objects.create(
        cohort=cohort, starts_on=at(22, 0), ends_on=at(24, 0), weeks=1, applied_at=now, applied_by=leader
    )
    leave.enrollments.add(pairing.mentor)
    MeetingFactory(pairing=pairing, starts_at=at(2, 17) + dt.timedelta(weeks=4))

    assert starts(pairing, now, weeks=6) == [at(2, 17) + dt.timedelta(weeks=5)]


def test_a_time_that_is_free_for_once_counts(both_on_tuesdays, pairing, mentor, mentee, now):
    for user in (mentor, mentee):
        AbsenceFactory(user=user, kind=AbsenceKind.FREE, starts_at=at(4, 8), ends_at=at(4, 9))

    assert at(4, 8) in starts(pairing, now)


def test_people_in_different_zones_meet_where_their_hours_meet(pairing, mentor, mentee, now):
    mentee.time_zone = "America/New_York"
    mentee.save(update_fields=["time_zone"])
    pairing.refresh_from_db()
    AvailabilityFactory(user=mentee, starts_at=dt.time(8), ends_at=dt.time(12))
    AvailabilityFactory(user=mentor, starts_at=dt.time(12), ends_at=dt.time(14))

    assert starts(pairing, now) == [at(2, 13)]


def test_half_days_stand_in_for_hours_nobody_has_named(pairing, now):
    for enrollment in (pairing.mentor, pairing.mentee):
        enrollment.availability = ["tue_eve", "nonsense"]

    found = starts(pairing, now)

    assert (found[0], found[-1]) == (at(2, 17), at(2, 19))


@pytest.mark.parametrize("number", [1, 30])
def test_the_search_takes_six_queries(both_on_tuesdays, pairing, mentee, now, number, django_assert_num_queries):
    busy = BusySourceFactory(user=mentee)
    for day in range(number):
        BusyBlock.objects.create(
            source=busy, starts_at=now + dt.timedelta(days=day), ends_at=now + dt.timedelta(days=day, hours=1)
        )

    with django_assert_num_queries(6):
        slots(pairing, length_minutes=30, begins=now)


# Series


def plan(pairing, by, now, **facts):
    return schedule_series(
        **{
            "pairing_id": pairing.pk,
            "first_on": TUESDAY,
            "starts_at": dt.time(17),
            "time_zone": "Europe/London",
            "length_minutes": 30,
            "by": by,
            "now": now,
            **facts,
        }
    )


def test_holidays_leave_and_duty_are_left_out_and_listed(pairing, cohort, mentor, mentee, leader, now):
    Holiday.objects.create(cohort=cohort, name="Founders' day", starts_on=at(9, 0), ends_on=at(9, 0))
    leave = Leave.objects.create(
        cohort=cohort, starts_on=at(15, 0), ends_on=at(17, 0), weeks=1, applied_at=now, applied_by=leader
    )
    leave.enrollments.add(pairing.mentee)
    AbsenceFactory(user=mentor, kind=AbsenceKind.DUTY, starts_at=at(23, 8), ends_at=at(23, 20))

    series = plan(pairing, mentee, now, count=5)

    days = list(series.meetings.order_by("starts_at").values_list("starts_at__day", flat=True))
    assert days == [2, 2]
    assert [(skip["why"], skip["name"]) for skip in series.skipped] == [
        (SkipReason.HOLIDAY, "Founders' day"),
        (SkipReason.LEAVE, "Lena"),
        (SkipReason.NOT_FREE, "Amara"),
    ]


def test_a_leave_that_was_taken_back_takes_no_time(pairing, cohort, mentee, leader, now):
    leave = Leave.objects.create(
        cohort=cohort,
        starts_on=at(1, 0),
        ends_on=at(17, 0),
        weeks=1,
        state="undone",
        undone_at=now,
        applied_at=now,
        applied_by=leader,
    )
    leave.enrollments.add(pairing.mentee)

    assert plan(pairing, mentee, now, count=2).skipped == []


def test_a_series_of_which_nothing_is_left_is_refused(both_on_tuesdays, pairing, mentee, now):
    with pytest.raises(Refused, match="Amara is not free"):
        plan(pairing, mentee, now, count=3, starts_at=dt.time(9))
    assert not Meeting.objects.exists()


def test_a_series_knows_which_of_its_meetings_are_protected(both_on_tuesdays, pairing, mentee, now):
    series = plan(pairing, mentee, now, count=3)

    assert set(series.meetings.values_list("is_in_protected_time", flat=True)) == {True}


@pytest.mark.parametrize(
    ("first_on", "days"),
    [
        (dt.date(2027, 2, 9), [(2, 9), (3, 9), (4, 13)]),
        (dt.date(2027, 3, 30), [(3, 30), (4, 27)]),
    ],
    ids=["second Tuesday", "last Tuesday"],
)
def test_monthly_means_the_same_weekday_of_the_month(pairing, mentee, now, first_on, days):
    series = plan(pairing, mentee, now, first_on=first_on, monthly=True, until=dt.date(2027, 5, 1))

    starts_at = series.meetings.order_by("starts_at").values_list("starts_at", flat=True)
    assert [(moment.month, moment.day) for moment in starts_at] == days


rule = st.builds(
    lambda weekday, begin, length: (weekday, dt.time(begin), dt.time(min(23, begin + length))),
    st.integers(0, 6),
    st.integers(6, 20),
    st.integers(1, 8),
)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES), st.sampled_from(ZONES)),
    rules=st.tuples(st.lists(rule, min_size=1, max_size=6), st.lists(rule, min_size=1, max_size=6)),
    weekday=st.integers(0, 6),
    hour=st.integers(7, 20),
    minutes=st.sampled_from([15, 30, 90, 120]),
    away=st.lists(st.integers(0, 60), max_size=6),
    is_free_that_day=st.booleans(),
)
@example(
    zones=("Europe/London",) * 3,
    rules=([(1, dt.time(17), dt.time(18))], [(1, dt.time(16), dt.time(20))]),
    weekday=0,
    hour=17,
    minutes=90,
    away=[],
    is_free_that_day=False,
)
def test_every_occurrence_lies_inside_the_time_of_both(
    pairing, now, *, zones, rules, weekday, hour, minutes, away, is_free_that_day
):
    mentor, mentee = pairing.mentor.user, pairing.mentee.user
    if is_free_that_day:
        that_day = ((TUESDAY.weekday() + weekday) % 7, dt.time(5), dt.time(22))
        rules = ([*rules[0], that_day], [*rules[1], that_day])
    for user, zone, own in ((mentor, zones[0], rules[0]), (mentee, zones[1], rules[1])):
        user.availabilities.all().delete()
        user.absences.all().delete()
        type(user).objects.filter(pk=user.pk).update(time_zone=zone)
        for day, begin, end in set(own):
            AvailabilityFactory(user=user, weekday=day, starts_at=begin, ends_at=end)
        for days in set(away):
            start = now + dt.timedelta(days=days)
            AbsenceFactory(user=user, starts_at=start, ends_at=start + dt.timedelta(hours=20))
    Meeting.objects.all().delete()
    try:
        series = plan(
            pairing,
            mentee,
            now,
            first_on=TUESDAY + dt.timedelta(days=weekday),
            starts_at=dt.time(hour),
            time_zone=zones[2],
            length_minutes=minutes,
        )
    except Refused:
        return

    for meeting in series.meetings.all():
        for user, zone, own in ((mentor, zones[0], rules[0]), (mentee, zones[1], rules[1])):
            begin, end = (moment.astimezone(ZoneInfo(zone)) for moment in (meeting.starts_at, meeting.ends_at))
            assert _covered(own, begin, end)
            assert not user.absences.filter(starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at).exists()


def _covered(rules, begin, end):
    """Minute by minute, by the wall clock: another way to say the same."""
    moment = begin
    while moment < end:
        clock = moment.time().replace(tzinfo=None)
        if not any(day == moment.weekday() and start <= clock < stop for day, start, stop in rules):
            return False
        moment += dt.timedelta(minutes=1)
    return True


def test_shared_time_names_the_hours_of_each(both_on_tuesdays, pairing, now):
    time = shared_time(pairing, begins=now, ends=now + dt.timedelta(days=3))

    assert free_time.contains(time.mentor.protected, seconds(at(2, 17)), seconds(at(2, 18)))
    assert finding.is_protected(pairing.mentor.user, at(2, 17), at(2, 17, 30))
    assert not finding.is_protected(pairing.mentor.user, at(2, 17, 45), at(2, 18, 30))
