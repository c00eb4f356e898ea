"""Looking for what is due costs little when nothing is, however long the history."""

from __future__ import annotations

import datetime as dt

import pytest

from mentorship.notifications import reminders
from mentorship.notifications.domain.planning import plan_due
from tests.notifications.factories import NotificationFactory

WEDNESDAY = dt.datetime(2027, 2, 3, 9, tzinfo=dt.UTC)
MONDAY = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("now", [WEDNESDAY, MONDAY], ids=["in the week", "on Monday"])
@pytest.mark.parametrize("history", [0, 50])
@pytest.mark.django_db
def test_looking_when_nothing_is_due_asks_at_most_thirty_questions(
    now, history, mentee, leader, django_assert_max_num_queries
):
    NotificationFactory.create_batch(history, recipient=mentee, state="sent", sent_at=now)
    cohort_is_still_in_draft(leader)

    with django_assert_max_num_queries(30):
        plan_due(now)


def cohort_is_still_in_draft(leader):
    from programs.models import Cohort

    Cohort.objects.update(stage="draft")


def test_every_kind_says_why_it_comes_and_has_a_name():
    for kind in reminders.kinds():
        assert kind.label
        assert kind.key == kind.key.lower()
