"""From what is due to rows of the ledger."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from mentorship.notifications.domain.heartbeat import last_run
from mentorship.notifications.domain.planning import TASK, plan_due
from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import Notification
from tests.accounts.factories import UserFactory
from tests.notifications.factories import NotificationFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def test_what_is_due_gets_a_row(kind, mentee, now):
    scope = uuid.uuid4()
    due = kind.add(mentee, now, scope_uuid=scope)

    planned = plan_due(now)

    row = Notification.objects.get()
    assert (planned.added, planned.cancelled) == (1, 0)
    assert (row.recipient, row.kind, row.subject_uuid, row.slot) == (mentee, "sign_it", due.subject_uuid, "first")
    assert (row.state, row.due_at, row.scope_uuid) == (NotificationState.PENDING, now, scope)


def test_planning_again_adds_nothing(kind, mentee, now):
    kind.add(mentee, now)
    plan_due(now)

    again = plan_due(now + MINUTE)

    assert again.added == 0
    assert Notification.objects.count() == 1


def test_another_occasion_is_another_row(kind, mentee, now):
    kind.add(mentee, now)
    kind.add(mentee, now, slot="second")

    plan_due(now)

    assert set(Notification.objects.values_list("slot", flat=True)) == {"first", "second"}


def test_what_is_done_before_it_left_is_cancelled(kind, mentee, now):
    kind.add(mentee, now)
    plan_due(now)
    kind.items.clear()

    planned = plan_due(now + MINUTE)

    row = Notification.objects.get()
    assert planned.cancelled == 1
    assert (row.state, row.reason) == (NotificationState.CANCELLED, "Not needed any more.")


def test_a_cancelled_row_is_not_revived(kind, mentee, now):
    kind.add(mentee, now)
    plan_due(now)
    due = kind.items.pop()
    plan_due(now + MINUTE)
    kind.items.append(due)

    plan_due(now + 2 * MINUTE)

    assert Notification.objects.get().state == NotificationState.CANCELLED


@pytest.mark.parametrize("state", ["sent", "failed", "sending"])
def test_what_left_or_is_leaving_is_not_cancelled(state, kind, mentee, now):
    row = NotificationFactory(recipient=mentee, state=state, sent_at=now if state == "sent" else None)

    plan_due(now)

    row.refresh_from_db()
    assert row.state == state


def test_rows_of_other_kinds_are_left_alone(kind, mentee, now):
    other = NotificationFactory(recipient=mentee, kind="another")

    plan_due(now)

    other.refresh_from_db()
    assert other.state == NotificationState.PENDING


def test_a_row_added_by_a_parallel_run_is_not_cancelled(kind, mentee, now):
    def meanwhile():
        NotificationFactory(recipient=mentee, due_at=now)

    kind.when_asked = meanwhile

    plan_due(now)

    assert Notification.objects.get().state == NotificationState.PENDING


def test_a_run_that_comes_late_does_not_cancel_what_became_due_after_it_began(kind, mentee, now):
    later = NotificationFactory(recipient=mentee, due_at=now + MINUTE)

    plan_due(now)

    later.refresh_from_db()
    assert later.state == NotificationState.PENDING


def test_what_is_past_its_use_gets_no_row(kind, mentee, now):
    kind.add(mentee, now - MINUTE, expires_at=now)

    plan_due(now)

    assert not Notification.objects.exists()


def test_a_kind_whose_query_fails_does_not_keep_the_others_from_their_turn(add_kind, mentee, now):
    broken, good = add_kind("broken"), add_kind("good")
    broken.when_asked = lambda: 1 / 0
    good.add(mentee, now)

    with pytest.raises(ExceptionGroup) as raised:
        plan_due(now)

    assert raised.group_contains(ZeroDivisionError)
    assert Notification.objects.get().kind == "good"
    assert last_run(TASK) is None


def test_a_run_leaves_its_heartbeat(now):
    plan_due(now - MINUTE)

    plan_due(now)

    assert last_run(TASK) == now


@pytest.mark.parametrize("history", [0, 60])
def test_planning_asks_four_questions_however_long_the_history(history, kind, mentee, now, django_assert_num_queries):
    NotificationFactory.create_batch(history, recipient=mentee, state="sent", sent_at=now)
    kind.add(mentee, now)
    plan_due(now)

    with django_assert_num_queries(4):
        plan_due(now + MINUTE)


def test_a_thousand_due_are_planned_in_few_statements(kind, now, django_assert_max_num_queries):
    for user in UserFactory.create_batch(3):
        for _number in range(400):
            kind.add(user, now, subject_uuid=uuid.uuid4())

    with django_assert_max_num_queries(30):
        plan_due(now)

    assert Notification.objects.count() == 1200
