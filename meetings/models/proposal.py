"""Times that one of a pair proposes and the other chooses from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.enums import ProposalState
from meetings.models.meeting import LENGTH, Meeting
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


class MeetingProposalQuerySet(models.QuerySet["MeetingProposal"]):
    """Proposals, narrowed."""

    def visible_to(self, user: User) -> MeetingProposalQuerySet:
        """Those of the pairs that `user` is in."""
        return self.filter(Q(pairing__mentor__user=user) | Q(pairing__mentee__user=user))

    def open(self, now: datetime) -> MeetingProposalQuerySet:
        """Those that can still be answered."""
        return self.filter(state=ProposalState.OPEN, expires_at__gt=now)

    def with_people(self) -> MeetingProposalQuerySet:
        """Both people, the cohort, the times and the meeting that came of it."""
        return self.select_related(
            "pairing__mentor__user",
            "pairing__mentee__user",
            "pairing__mentee__cohort__program",
            "proposed_by",
            "meeting",
        ).prefetch_related("times")


class MeetingProposal(Record):
    """Up to three times for one meeting; it waits for the other one until it expires.

    Personal data: when two people could meet; read by the pair.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="meeting_proposals")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    expires_at = models.DateTimeField(_("expires"))
    length_minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=30, validators=LENGTH)
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")

    objects = MeetingProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of times")
        verbose_name_plural = _("proposals of times")
        constraints = [
            state_constraint(ProposalState, name="meeting_proposal_state_known"),
            models.UniqueConstraint(
                fields=["pairing"],
                condition=Q(state="open"),
                name="one_open_meeting_proposal_per_pairing",
                violation_error_message=_("You two have a proposal on the table already."),
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", meeting__isnull=False) | ~Q(state="accepted") & Q(meeting__isnull=True),
                name="accepted_meeting_proposal_has_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("proposed_at")), name="meeting_proposal_expires_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pairing} · {self.proposed_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        """Can it still be answered?"""
        return self.state == ProposalState.OPEN and self.expires_at > now


class ProposedTime(Record):
    """One of the times of a proposal.

    Personal data: when two people could meet; read by the pair.
    """

    proposal = models.ForeignKey(MeetingProposal, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField(_("starts"))

    class Meta:
        verbose_name = _("proposed time")
        verbose_name_plural = _("proposed times")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "starts_at"], name="proposed_time_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
