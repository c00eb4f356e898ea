"""The ledger of what leaves the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from mentorship.notifications.enums import NotificationState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from mentorship.accounts.models import User
    from mentorship.notifications.reminders import Identity


def may_be_tried(now: datetime) -> Q:
    """Say that a row is not put off, or not any more."""
    return Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Rows of the ledger, narrowed."""

    def visible_to(self, user: User) -> NotificationQuerySet:
        """What one was told oneself; a leader sees a cohort's by `in_the_name_of`."""
        return self.filter(recipient=user)

    def in_the_name_of(self, scope_uuid: UUID) -> NotificationQuerySet:
        """What was planned and sent for one cohort."""
        return self.filter(scope_uuid=scope_uuid)

    def waiting(self, now: datetime) -> NotificationQuerySet:
        """What is due and has not left: by itself or with a digest."""
        return self.filter(state__in=[NotificationState.PENDING, NotificationState.GATHERED], due_at__lte=now)

    def to_be_sent(self, now: datetime) -> NotificationQuerySet:
        """What waits and may leave now, the oldest first."""
        return self.filter(may_be_tried(now), state=NotificationState.PENDING, due_at__lte=now).order_by("due_at", "pk")


class Notification(Record):
    """One occasion on which one person is told one thing; the unique key makes telling twice impossible.

    `slot` names the occasion in local terms ("published", "2026-W48", "v2:day-before"), never a timestamp, so that
    computing it again finds the same row. `scope_uuid` is the cohort in whose name it leaves. A row that goes with
    others in one mail is gathered under the row of that `digest`. `at_once` lets it leave whatever hour it is and however
    its reader usually wants it: a leader decided so. `note` is a line a leader added.

    Personal data: who was told of what and when, and a leader's added line; no other content. Erased with the recipient.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=60)
    subject_uuid = models.UUIDField(_("about"))
    slot = models.CharField(_("occasion"), max_length=60)
    scope_uuid = models.UUIDField(_("in the name of"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("worth sending until"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=NotificationState, default=NotificationState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    reason = models.CharField(_("why it was not sent"), max_length=200, blank=True)
    digest = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="gathered", db_index=False
    )
    at_once = models.BooleanField(_("leaves at once"), default=False)
    note = models.CharField(_("a line from the program leader"), max_length=300, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "subject_uuid", "slot"],
                name="one_notification_per_occasion",
            ),
            state_constraint(NotificationState, name="notification_state_known"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(state="sent"),
                name="sent_notification_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["pending", "gathered"]), name="notification_waiting_due"
            ),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="notification_by_digest"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="notification_leases"),
            models.Index(fields=["due_at"], condition=Q(state="failed"), name="notification_failed"),
            models.Index(fields=["scope_uuid", "-due_at"], name="notification_by_scope"),
            models.Index(fields=["kind", "subject_uuid"], name="notification_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slot} → {self.recipient_id}"

    @property
    def identity(self) -> Identity:
        """Who is told of what on which occasion, within its kind."""
        return self.recipient_id, self.subject_uuid, self.slot


class LastRun(models.Model):
    """When a named periodic task last came to its end: the heartbeat that pages and health checks read.

    `finished_at` is the moment for which it looked, and `took_seconds` how long that lasted.

    Personal data: none.
    """

    name = models.CharField(primary_key=True, max_length=60)
    finished_at = models.DateTimeField()
    took_seconds = models.FloatField(db_default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.finished_at:%Y-%m-%d %H:%M:%S}"
