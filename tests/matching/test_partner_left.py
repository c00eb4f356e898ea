"""When somebody leaves a cohort, their partner hears of it, once and kindly; they themselves do not."""

from __future__ import annotations

import datetime as dt

import pytest

from matching.reminders import pairs_over
from programs.domain.enrollments import withdraw

pytestmark = pytest.mark.django_db


def test_the_partner_of_who_left_is_told(pairing, leader, mentor, now):
    assert list(pairs_over(now)) == []

    withdraw(enrollment_id=pairing.mentee_id, by=leader, now=now)

    (due,) = pairs_over(now)
    assert (due.recipient_id, due.due_at) == (mentor.pk, now)
    assert due.headline == "Lena Fischer does not take part in Emergency Medicine Clerkship any more"
    assert due.lines[-1] == "Your place is free again."


def test_a_mentee_hears_what_happens_next(pairing, leader, mentee, now):
    withdraw(enrollment_id=pairing.mentor_id, by=leader, now=now)

    (due,) = pairs_over(now)
    assert due.recipient_id == mentee.pk
    assert due.lines[-1] == "Your program leader looks for another mentor for you."


def test_it_is_no_news_after_two_weeks(pairing, leader, now):
    withdraw(enrollment_id=pairing.mentee_id, by=leader, now=now)

    assert list(pairs_over(now + dt.timedelta(days=15))) == []


def test_who_has_left_too_is_left_in_peace(pairing, leader, now):
    withdraw(enrollment_id=pairing.mentee_id, by=leader, now=now)
    withdraw(enrollment_id=pairing.mentor_id, by=leader, now=now)

    assert list(pairs_over(now)) == []
