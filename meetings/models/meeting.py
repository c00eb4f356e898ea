"""Meetings of a pair, planned, held and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.enums import CancelReason, MeetingState
from mentorship.accounts.models import validate_time_zone
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

LENGTH = [MinValueValidator(5), MaxValueValidator(480)]


class MeetingSeries(Record):
    """Meetings that repeat by an RFC 5545 rule, at one local time of one time zone.

    Personal data: when a pair meets; read by the pair, dates by the program leader.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="meeting_series")
    rule = models.CharField(_("rule"), max_length=200)
    first_on = models.DateField(_("first day"))
    starts_at = models.TimeField(_("time"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    length_minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=30, validators=LENGTH)
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("planned"))
    sequence = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(
        _("changed"), null=True, blank=True, help_text=_("When this and all later meetings were last moved.")
    )
    skipped = models.JSONField(
        _("left out"), default=list, blank=True, help_text=_("Moments the rule names and why nobody meets then.")
    )

    class Meta:
        verbose_name = _("meeting series")
        verbose_name_plural = _("meeting series")

    def __str__(self) -> str:
        return f"{self.pairing} · {self.rule}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, narrowed."""

    def visible_to(self, user: User) -> MeetingQuerySet:
        """Those whose date, state and length `user` may read: the pair's own and the program leader's."""
        return self.filter(
            Q(pairing__mentor__user=user)
            | Q(pairing__mentee__user=user)
            | Q(pairing__mentee__cohort__program__leaderships__user=user),
        ).distinct()

    def of_member(self, user: User) -> MeetingQuerySet:
        """Those of the pairs that `user` is in."""
        return self.filter(Q(pairing__mentor__user=user) | Q(pairing__mentee__user=user))

    def upcoming(self, now: datetime) -> MeetingQuerySet:
        """Scheduled and still to come, the next one first."""
        return self.filter(state=MeetingState.SCHEDULED, starts_at__gte=now).order_by("starts_at")

    def to_confirm(self, now: datetime) -> MeetingQuerySet:
        """Scheduled, over before the pair ended, and not confirmed yet, the oldest first."""
        over = self.filter(state=MeetingState.SCHEDULED, ends_at__lt=now).order_by("starts_at")
        return over.filter(Q(pairing__ended_at__isnull=True) | Q(pairing__ended_at__gte=F("starts_at")))

    def held(self) -> MeetingQuerySet:
        """Those that took place."""
        return self.filter(state=MeetingState.HELD)


class Meeting(Record):
    """One meeting of a pair; `sequence` goes up with each change that calendars must learn of.

    Personal data: when two people met or did not, and why; date, state and length are read by the pair and the
    program leader.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="meetings")
    series = models.ForeignKey(MeetingSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    is_in_protected_time = models.BooleanField(_("in protected time"), default=False)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PROPOSED)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("planned"))
    sequence = models.PositiveSmallIntegerField(default=0)
    original_starts_at = models.DateTimeField(
        _("first planned for"),
        null=True,
        blank=True,
        help_text=_("Where the rule of the series puts a meeting that was moved since."),
    )
    moved_at = models.DateTimeField(_("moved"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), help_text=_("When calendars last had something to learn."))
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    held_minutes = models.PositiveSmallIntegerField(_("minutes held"), null=True, blank=True, validators=LENGTH)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    cancel_reason = models.CharField(_("why it did not happen"), max_length=15, choices=CancelReason, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            state_constraint(MeetingState, name="meeting_state_known"),
            models.UniqueConstraint(
                fields=["pairing", "starts_at"],
                condition=Q(state__in=["proposed", "scheduled", "held"]),
                name="one_meeting_of_a_pair_at_a_time",
                violation_error_message=_("You two have a meeting at this time already."),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state="held", held_minutes__isnull=False, confirmed_at__isnull=False)
                | ~Q(state="held") & Q(held_minutes__isnull=True),
                name="held_meeting_says_how_long",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="cancelled_meeting_says_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="meeting_by_state_and_time")]

    def __str__(self) -> str:
        return f"{self.pairing} · {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def rule_moment(self) -> datetime:
        """When the rule of its series has this meeting: what calendars call its recurrence id."""
        return self.original_starts_at or self.starts_at

    @property
    def next_sequence(self) -> int:
        """The sequence of its next change: above its own and above that of its series, so that calendars take it."""
        return max(self.sequence, self.series.sequence if self.series else 0) + 1

    @property
    def planned_minutes(self) -> int:
        """How long the meeting was to take."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def minutes(self) -> int:
        """How long it took, or is to take."""
        return self.held_minutes or self.planned_minutes
