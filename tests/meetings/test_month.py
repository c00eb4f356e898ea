"""A month of one's meetings on the page of all of them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from meetings.models import Holiday
from meetings.month import month_named, month_of
from programs.models import Leave
from tests.meetings.factories import AvailabilityFactory, MeetingFactory

pytestmark = pytest.mark.usefixtures("frozen")

FEBRUARY = dt.date(2027, 2, 1)
PAGE = reverse("meetings:meetings")


def day_of(month, day):
    return next(one for week in month.weeks for one in week if one.day == day)


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("2027-05", dt.date(2027, 5, 1)),
        ("", FEBRUARY),
        ("2027-13", FEBRUARY),
        ("2027-0", FEBRUARY),
        ("1-1", FEBRUARY),
        ("99999999-1", FEBRUARY),
        ("２０２７-05", FEBRUARY),
        ("soon", FEBRUARY),
    ],
)
def test_what_is_no_month_is_this_one(name, first):
    assert month_named(name, dt.date(2027, 2, 17)) == first


@pytest.mark.parametrize("first", [dt.date(2027, 2, 1), dt.date(2028, 2, 1), dt.date(2027, 12, 1)])
def test_a_month_is_whole_weeks_and_knows_its_neighbours(pairing, mentee, now, first):
    month = month_of(mentee, [pairing], first, now)

    own = [day.day for week in month.weeks for day in week if day.is_in_month]
    assert own == [first + dt.timedelta(days=number) for number in range(len(own))]
    assert {len(week) for week in month.weeks} == {7}
    assert month.before == (first - dt.timedelta(days=1)).replace(day=1)
    assert month.after == own[-1] + dt.timedelta(days=1)


def test_meetings_stand_on_the_day_of_who_looks(pairing, mentee, mentor, now):
    mentee.time_zone = "Australia/Sydney"
    MeetingFactory(pairing=pairing, starts_at=dt.datetime(2027, 2, 9, 17, tzinfo=dt.UTC))

    there = month_of(mentee, [pairing], FEBRUARY, now)
    here = month_of(mentor, [pairing], FEBRUARY, now)

    assert [len(day_of(there, dt.date(2027, 2, day)).meetings) for day in (9, 10)] == [0, 1]
    assert [len(day_of(here, dt.date(2027, 2, day)).meetings) for day in (9, 10)] == [1, 0]


def test_cancelled_meetings_and_those_of_others_are_not_in_it(pairing, mentee, coming, now):
    MeetingFactory(starts_at=coming.starts_at)
    assert len(day_of(month_of(mentee, [pairing], FEBRUARY, now), dt.date(2027, 2, 2)).meetings) == 1

    coming.state, coming.cancel_reason = "cancelled", "exam"
    coming.save(update_fields=["state", "cancel_reason"])

    assert month_of(mentee, [pairing], FEBRUARY, now).is_empty


def test_protected_time_holidays_and_leave_are_shown(pairing, mentor, mentee, other_mentor, leader, now):
    AvailabilityFactory(user=mentor, is_protected=True)
    AvailabilityFactory(user=mentor, weekday=2)
    AvailabilityFactory(user=other_mentor, weekday=3, is_protected=True)
    exam = dt.date(2027, 2, 18)
    Holiday.objects.create(cohort=pairing.cohort, name="Exam week", starts_on=exam, ends_on=exam)
    away = Leave.objects.create(
        cohort=pairing.cohort,
        starts_on=dt.date(2027, 2, 24),
        ends_on=dt.date(2027, 2, 25),
        weeks=1,
        applied_at=now,
        applied_by=leader,
    )
    away.enrollments.add(pairing.mentor)

    month = month_of(mentee, [pairing], FEBRUARY, now)

    guarded = [day.day.day for week in month.weeks for day in week if day.protected and day.is_in_month]
    assert guarded == [2, 9, 16, 23]
    assert day_of(month, exam).off == ["Exam week"]
    assert [day_of(month, dt.date(2027, 2, day)).off for day in (23, 24, 25, 26)] == [
        [],
        ["Amara is on leave"],
        ["Amara is on leave"],
        [],
    ]
    assert day_of(month_of(mentor, [pairing], FEBRUARY, now), dt.date(2027, 2, 24)).off == ["You are on leave"]


@pytest.mark.parametrize("number", [1, 20])
def test_a_month_takes_the_same_queries_however_full(pairing, mentee, now, number, django_assert_num_queries):
    for hours in range(number):
        MeetingFactory(pairing=pairing, starts_at=now + dt.timedelta(hours=2 * hours + 1))
        Holiday.objects.create(cohort=pairing.cohort, name=f"Day {hours}", starts_on=FEBRUARY, ends_on=FEBRUARY)

    with django_assert_num_queries(4):
        month = month_of(mentee, [pairing], FEBRUARY, now)

    assert sum(len(day.meetings) for week in month.weeks for day in week) == number


def test_the_months_are_turned_by_links_and_without_the_rest_of_the_page_by_htmx(as_mentee, pairing, coming):
    page = text(as_mentee.get(PAGE))
    assert "February 2027" in page
    assert f'href="{PAGE}?month=2027-03#month"' in page

    next_month = text(as_mentee.get(PAGE, {"month": "2027-03"}))
    turned = text(as_mentee.get(PAGE, {"month": "2027-03"}, headers={"HX-Request": "true", "HX-Target": "month"}))

    assert "March 2027" in next_month
    assert "<html" in next_month
    assert turned.startswith('<section class="panel" id="month"')
    assert "Nothing stands in this month." in turned


def test_who_has_no_pair_has_no_month_to_look_at(client, leader):
    client.force_login(leader)

    assert 'id="month"' not in client.get(PAGE).content.decode()
