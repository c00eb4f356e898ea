"""What is due: each reminder once an occasion, none for what is done."""

from __future__ import annotations

import datetime as dt

import pytest

from agreements.domain.actions import mark_done
from agreements.domain.agreements import sign_agreement
from agreements.models import Agreement
from agreements.reminders import overdue_actions, unsigned_agreements
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.notifications import reminders
from tests.agreements.factories import ActionFactory, AgreementFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def slots(found):
    return sorted((due.recipient_id, due.slot) for due in found)


def test_both_are_told_at_once_and_then_every_three_days(agreement, mentor, mentee):
    opened = agreement.opened_at

    for later, slot in ((dt.timedelta(0), "v1:1"), (3 * DAY - dt.timedelta(seconds=1), "v1:1"), (3 * DAY, "v1:2")):
        found = list(unsigned_agreements(opened + later))
        assert slots(found) == sorted([(mentor.pk, slot), (mentee.pk, slot)])
        assert all(due.due_at <= opened + later for due in found)


def test_who_has_signed_is_left_in_peace(agreement, mentor, mentee, now):
    sign_agreement(agreement_id=agreement.pk, by=mentee, typed_name="Lena Fischer", now=now)
    assert [due.recipient_id for due in unsigned_agreements(now)] == [mentor.pk]

    sign_agreement(agreement_id=agreement.pk, by=mentor, typed_name="Amara Osei", now=now)
    assert list(unsigned_agreements(now)) == []


def test_a_pair_that_ended_is_not_reminded(agreement, now):
    Pairing.objects.update(state=PairingState.ENDED, ended_at=now, end_reason="no_fault", place=None)

    assert list(unsigned_agreements(now)) == []


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        (dt.datetime(2027, 2, 5, 23, 59, tzinfo=dt.UTC), None),
        (dt.datetime(2027, 2, 6, 0, 1, tzinfo=dt.UTC), "2027-02-05:1"),
        (dt.datetime(2027, 2, 12, 23, 59, tzinfo=dt.UTC), "2027-02-05:1"),
        (dt.datetime(2027, 2, 13, 0, 1, tzinfo=dt.UTC), "2027-02-05:2"),
    ],
)
def test_an_action_is_overdue_from_the_next_day_and_then_every_week(pairing, mentee, moment, slot):
    ActionFactory(pairing=pairing, due_on=dt.date(2027, 2, 5))

    assert slots(overdue_actions(moment)) == ([(mentee.pk, slot)] if slot else [])


@pytest.mark.parametrize(
    ("zone", "is_due"), [("Pacific/Kiritimati", True), ("Europe/London", False), ("Pacific/Honolulu", False)]
)
def test_a_day_ends_where_the_owner_is(pairing, mentee, zone, is_due):
    mentee.time_zone = zone
    mentee.save()
    ActionFactory(pairing=pairing, due_on=dt.date(2027, 2, 5))

    found = list(overdue_actions(dt.datetime(2027, 2, 5, 12, tzinfo=dt.UTC)))

    assert bool(found) == is_due


def test_a_done_action_is_not_overdue(pairing, mentee, now):
    action = ActionFactory(pairing=pairing, due_on=now.date() - DAY)
    assert len(list(overdue_actions(now))) == 1

    mark_done(action_id=action.pk, by=mentee, now=now)

    assert list(overdue_actions(now)) == []


def test_a_mail_says_what_to_do_and_nothing_that_was_written(pairing, agreement, now):
    Pairing.objects.update(state=PairingState.ACTIVE, activated_at=now)
    Agreement.objects.all().delete()
    AgreementFactory(pairing=pairing, text="canary-agreement")
    ActionFactory(pairing=pairing, due_on=now.date() - DAY, text="canary-action")

    for due in [*unsigned_agreements(now), *overdue_actions(now)]:
        assert "canary" not in f"{due.headline} {due.lines} {due.action_label}"
        assert due.action_path.startswith("/")


def test_the_ledger_knows_both_kinds():
    assert {"agreement_unsigned", "action_overdue"} <= {kind.key for kind in reminders.kinds()}


@pytest.mark.parametrize("number", [1, 3])
def test_however_many_are_due_the_queries_stay(pairing, agreement, number, now, django_assert_num_queries):
    Pairing.objects.update(state=PairingState.ACTIVE, activated_at=now)
    for _ in range(number):
        ActionFactory(pairing=pairing, due_on=now.date() - DAY)

    with django_assert_num_queries(6):
        assert len(list(unsigned_agreements(now))) == 2
        assert len(list(overdue_actions(now))) == number
