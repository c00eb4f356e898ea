"""Nobody is woken by what can wait."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.domain.quiet_hours import quiet_until
from mentorship.notifications.models import Notification
from tests.accounts.factories import UserFactory


def at(text):
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "until"),
    [
        ("Europe/London", "2027-02-01T20:59+00:00", None),
        ("Europe/London", "2027-02-01T21:00+00:00", "2027-02-02T07:00+00:00"),
        ("Europe/London", "2027-02-02T06:59+00:00", "2027-02-02T07:00+00:00"),
        ("Europe/London", "2027-02-02T07:00+00:00", None),
        ("Asia/Tokyo", "2027-02-01T12:00+00:00", "2027-02-02T07:00+09:00"),
        ("America/New_York", "2027-02-01T12:00+00:00", None),
        # The night in which the clocks go forward is an hour shorter, the other one an hour longer.
        ("Europe/London", "2027-03-27T22:00+00:00", "2027-03-28T07:00+01:00"),
        ("Europe/London", "2027-10-30T22:00+01:00", "2027-10-31T07:00+00:00"),
    ],
)
def test_quiet_hours_are_by_the_clock_where_the_person_is(zone, moment, until):
    user = UserFactory.build(time_zone=zone)

    assert quiet_until(user, at(moment)) == (at(until) if until else None)


def test_quiet_hours_within_one_day(settings):
    settings.QUIET_HOURS = (dt.time(1), dt.time(5))
    user = UserFactory.build(time_zone="UTC")

    assert quiet_until(user, at("2027-02-01T00:59+00:00")) is None
    assert quiet_until(user, at("2027-02-01T01:00+00:00")) == at("2027-02-01T05:00+00:00")
    assert quiet_until(user, at("2027-02-01T05:00+00:00")) is None


def test_without_quiet_hours_nobody_sleeps(settings):
    settings.QUIET_HOURS = None

    assert quiet_until(UserFactory.build(time_zone="UTC"), at("2027-02-01T03:00+00:00")) is None


@pytest.mark.django_db
def test_at_night_a_reminder_waits_for_the_morning_and_no_attempt_is_counted(kind, mentee, mailoutbox):
    night, morning = at("2027-02-01T23:00+00:00"), at("2027-02-02T07:00+00:00")
    kind.add(mentee, night)
    with time_machine.travel(night, tick=False):
        plan_due(night)
        deliver_due(night)
        in_the_night = len(mailoutbox)
        row = Notification.objects.get()

        deliver_due(morning)

    assert in_the_night == 0
    assert (row.state, row.attempts, row.next_try_at) == ("pending", 0, morning)
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_what_is_mandatory_leaves_at_night(add_kind, mentee, mailoutbox):
    night = at("2027-02-01T23:00+00:00")
    add_kind(mandatory=True).add(mentee, night)
    plan_due(night)

    deliver_due(night)

    assert len(mailoutbox) == 1
