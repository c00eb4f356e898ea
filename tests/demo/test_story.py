"""`manage.py demo`: the invented people, brought in as a leader would bring them in, with six weeks behind them."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from agreements import smart
from agreements.models import Goal
from agreements.queries import progress_of
from evaluation.models import Observation, Review
from matching.enums import PairingState
from matching.models import Pairing
from meetings.models import Meeting
from mentorship.accounts.models import User
from mentorship.core.models import AuditEntry
from mentorship.demo.management.commands.demo import LOG_INS
from mentorship.demo.story.calendar import season_of
from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.models import Notification
from programs.enums import CohortStage
from programs.models import Characteristic, Cohort, ParticipantImport
from programs.pool import compare

NOW = dt.datetime(2027, 3, 3, 10, tzinfo=dt.UTC)
"""A Wednesday morning."""

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
"""The mark also makes these tests run before those that commit and flush."""


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker):
    """The story, told once for all tests that only read, and forgotten afterwards."""
    with (
        django_db_blocker.unblock(),
        override_settings(PRODUCTION=False, QUIET_HOURS=None),
        transaction.atomic(),
        time_machine.travel(NOW, tick=False),
    ):
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def told(story):
    """The story, for a test that may change it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def lena_and_amara(told):
    return Pairing.objects.with_people().get(mentee__user__email="mentee@example.org")


@pytest.mark.django_db
def test_production_refuses(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not for a real installation"):
        call_command("demo")

    assert not User.objects.exists()


def test_everybody_but_the_leader_came_in_by_the_import(told):
    running = Cohort.objects.get(stage=CohortStage.RUNNING)

    assert running.enrollments.mentees().count() == 60
    assert running.enrollments.mentors().count() == 25
    assert sorted(ParticipantImport.objects.values_list("role", "state")) == [
        ("mentee", "confirmed"),
        ("mentor", "confirmed"),
    ]


def test_the_three_log_in_with_the_one_password_and_nobody_else_has_one(told, settings):
    for email in LOG_INS:
        assert authenticate(username=email, password=settings.DEMO_PASSWORD)
    others = User.objects.exclude(email__in=LOG_INS)
    assert not any(user.has_usable_password() for user in others)


def test_a_second_time_changes_nothing(told, capsys):
    before = (User.objects.count(), AuditEntry.objects.count(), Notification.objects.count())

    call_command("demo")

    assert (User.objects.count(), AuditEntry.objects.count(), Notification.objects.count()) == before
    assert "nothing was changed" in capsys.readouterr().out


def test_pairs_are_at_every_step(told):
    states = set(Pairing.objects.values_list("state", flat=True))

    assert states == {"proposed", "accepted", "active", "ended"}
    assert Pairing.objects.filter(end_reason="declined").exists()
    assert {"scheduled", "held", "cancelled"} <= set(Meeting.objects.values_list("state", flat=True))
    assert {"open", "closed"} <= set(Review.objects.values_list("state", flat=True))


def test_the_next_cohort_waits_for_the_leader_to_import_people(told):
    empty = Cohort.objects.get(stage=CohortStage.ENROLLING)

    assert not empty.enrollments.exists()
    assert empty.starts_on > NOW.date()


def test_lena_and_dr_osei_are_half_way_to_five_shoulder_reductions(lena_and_amara):
    goal = Goal.objects.get(pairing=lena_and_amara)

    assert lena_and_amara.state == PairingState.ACTIVE
    assert lena_and_amara.mentor.user.full_name == "Dr Amara Osei"
    assert progress_of([goal], NOW)[goal.pk].count in {2, 3}
    assert (goal.measure_target, goal.measure_observed) == (5, 3)
    assert all(hint.is_met for hint in smart.hints(goal, lena_and_amara.cohort, NOW.date()))


def test_they_meet_tomorrow_have_a_review_open_and_feedback_is_unread(lena_and_amara):
    upcoming = Meeting.objects.filter(pairing=lena_and_amara).upcoming(NOW).first()

    assert upcoming.starts_at == dt.datetime(2027, 3, 4, 17, tzinfo=dt.UTC)
    assert Review.objects.open().filter(pairing=lena_and_amara).count() == 1
    unread = Observation.objects.filter(pairing=lena_and_amara, read_at__isnull=True)
    assert {seen.observer_name for seen in unread} == {"Dr Amara Osei", "Dr Jo Lind"}


def test_nothing_happened_later_than_now(told):
    assert not AuditEntry.objects.filter(at__gt=NOW).exists()


def test_the_mailbox_begins_with_two_days_not_with_six_weeks(told, mailoutbox):
    plan_due(NOW)
    deliver_due(NOW)

    assert 5 < len(mailoutbox) < 120
    assert "mentee@example.org" in {mail.to[0] for mail in mailoutbox}
    reasons = set(Notification.objects.filter(state="cancelled").values_list("reason", flat=True))
    assert reasons == {"It became due before the demo began."}
    assert not Notification.objects.filter(scope_uuid=None).exclude(kind="digest").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC),
        dt.datetime(2027, 8, 14, 23, 50, tzinfo=dt.UTC),
    ],
    ids=["the clocks go forward", "a Sunday already, by London's clock"],
)
def test_it_can_be_told_on_any_day_at_any_hour(now, settings):
    settings.PRODUCTION = False
    with time_machine.travel(now, tick=False):
        call_command("demo", verbosity=0)

    assert Pairing.objects.active().count() > 40
    assert not AuditEntry.objects.filter(at__gt=now).exists()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2027, 1, 5), "Winter 2027"),
        (dt.date(2027, 3, 1), "Spring 2027"),
        (dt.date(2027, 11, 30), "Autumn 2027"),
        (dt.date(2027, 12, 1), "Winter 2027"),
    ],
)
def test_a_cohort_is_named_by_its_season(day, name):
    assert season_of(day) == name


def test_what_people_declare_is_shown_in_groups_that_tell_of_nobody(told):
    cohort = Cohort.objects.order_by("starts_on").first()
    shown = {
        item.name: compare(cohort, f"declared-{item.uuid}", item.name).groups for item in Characteristic.objects.all()
    }

    assert [group.name for group in shown["First in the family"]][:2] == ["No", "Yes"]
    assert [group.name for group in shown["Studied abroad"]] == ["No", "smaller groups and not said"]
    assert all(not group.is_below(cohort.policy.minimum_group_size) for groups in shown.values() for group in groups)
