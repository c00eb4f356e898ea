"""What each of the two says about a meeting: whether it took place, and what their calendar answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.enums import CancelReason, Participation, SaidOutcome
from meetings.models.meeting import LENGTH, Meeting, MeetingSeries
from mentorship.core.states import state_constraint


class Confirmation(models.Model):
    """What one of the two said of a meeting that is over; the two answers need not agree.

    Personal data: what a person said of a meeting; read by the pair.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="confirmations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("what happened"), max_length=10, choices=SaidOutcome)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True, validators=LENGTH)
    reason = models.CharField(_("why"), max_length=15, choices=CancelReason, blank=True)
    said_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="one_confirmation_per_person_and_meeting"),
            state_constraint(SaidOutcome, name="confirmation_outcome_known", field="outcome"),
            models.CheckConstraint(
                condition=Q(outcome="held", minutes__isnull=False) | ~Q(outcome="held") & Q(minutes__isnull=True),
                name="confirmation_of_held_says_how_long",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.outcome}"


class InvitationReply(models.Model):
    """What a person's calendar answered to an invitation: the latest answer counts.

    Personal data: whether a person means to come; read by the pair.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitation_replies")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation_replies"
    )
    series = models.ForeignKey(
        MeetingSeries, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation_replies"
    )
    participation = models.CharField(_("answer"), max_length=12, choices=Participation)
    sequence = models.PositiveSmallIntegerField(default=0)
    replied_at = models.DateTimeField(_("replied"))

    class Meta:
        verbose_name = _("reply to an invitation")
        verbose_name_plural = _("replies to invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "meeting"], condition=Q(meeting__isnull=False), name="one_reply_per_person_and_meeting"
            ),
            models.UniqueConstraint(
                fields=["user", "series"], condition=Q(series__isnull=False), name="one_reply_per_person_and_series"
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True, series__isnull=False) | Q(meeting__isnull=False, series__isnull=True),
                name="reply_is_to_a_meeting_or_a_series",
            ),
            state_constraint(Participation, name="reply_participation_known", field="participation"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.participation}"
