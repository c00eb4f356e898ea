"""Rows of the ledger, and a kind of reminder whose due set a test sets."""

from __future__ import annotations

import datetime as dt
import uuid

import factory

from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import Due, ReminderKind
from tests.accounts.factories import UserFactory

SUBJECT = uuid.UUID("6f6f9a3e-0000-4000-8000-000000000001")


class NotificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notification

    recipient = factory.SubFactory(UserFactory)
    kind = "sign_it"
    subject_uuid = factory.Faker("uuid4", cast_to=None)
    slot = "first"
    due_at = dt.datetime(2027, 2, 1, 8, tzinfo=dt.UTC)


class Kind:
    """A kind of reminder that answers with what the test put into `items`."""

    def __init__(self, key="sign_it", **fields):
        self.items = []
        self.asked = 0
        self.when_asked = None
        self.reminder = ReminderKind(key=key, label="Agreements to sign", due=self.due, **fields)

    def due(self, now):
        self.asked += 1
        if self.when_asked is not None:
            self.when_asked()
        return list(self.items)

    def add(self, user, now, **fields):
        item = Due(
            **{
                "recipient_id": user.pk,
                "kind": self.reminder.key,
                "subject_uuid": SUBJECT,
                "slot": "first",
                "due_at": now,
                "headline": "Sign the agreement with Amara Osei",
                "lines": ("It is ready and waits for your name.",),
                "action_label": "Read and sign",
                "action_path": "/agreements/1/",
                **fields,
            }
        )
        self.items.append(item)
        return item
