"""A mentor and a mentee who are, were, or may become a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from matching.enums import LIVE_PAIRING_STATES, EndReason, PairingState
from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import EnrollmentState

if TYPE_CHECKING:
    from datetime import date, datetime

    from mentorship.accounts.models import User
    from programs.models import Cohort, Enrollment


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Pairings, narrowed."""

    def of_member(self, user: User) -> PairingQuerySet:
        """Those in which `user` is mentor or mentee."""
        return self.filter(Q(mentor__user=user) | Q(mentee__user=user))

    def of_mentor(self, user: User) -> PairingQuerySet:
        """Those in which `user` is the mentor."""
        return self.filter(mentor__user=user)

    def of_mentee(self, user: User) -> PairingQuerySet:
        """Those in which `user` is the mentee."""
        return self.filter(mentee__user=user)

    def led_by(self, user: User) -> PairingQuerySet:
        """Those of the programs that `user` leads."""
        return self.filter(mentee__cohort__program__leaderships__user=user)

    def visible_to(self, user: User) -> PairingQuerySet:
        """Those whose existence, state and dates `user` may read: the pair's own and the leader's."""
        leads = Q(mentee__cohort__program__leaderships__user=user)
        return self.filter(Q(mentor__user=user) | Q(mentee__user=user) | leads).distinct()

    def of_enrollment(self, enrollment_id: int) -> PairingQuerySet:
        """Those in which this enrollment is mentor or mentee."""
        return self.filter(Q(mentor=enrollment_id) | Q(mentee=enrollment_id))

    def live(self) -> PairingQuerySet:
        """Those that hold a place: proposed, accepted, active or paused."""
        return self.filter(state__in=LIVE_PAIRING_STATES)

    def waiting_for(self, user: User) -> PairingQuerySet:
        """Those proposed that `user` has not answered yet."""
        as_mentor = Q(mentor__user=user, mentor_accepted_at__isnull=True)
        as_mentee = Q(mentee__user=user, mentee_accepted_at__isnull=True)
        return self.filter(as_mentor | as_mentee, state=PairingState.PROPOSED)

    def unanswered(self, now: datetime) -> PairingQuerySet:
        """Those proposed whose time to answer is over."""
        return self.filter(state=PairingState.PROPOSED, answer_by__lt=now)

    def sent_back(self) -> PairingQuerySet:
        """Those declined, not answered in time or ended without fault, whose mentee wants and has nobody else there yet."""
        elsewhere = Pairing.objects.live().filter(mentee=OuterRef("mentee"))
        same_track = elsewhere.filter(Q(track=OuterRef("track")) | Q(track__isnull=True))
        declined = self.filter(
            state=PairingState.ENDED,
            end_reason__in=[EndReason.DECLINED, EndReason.EXPIRED, EndReason.NO_FAULT],
            mentee_wants_another=True,
            mentee__state__in=[EnrollmentState.APPROVED, EnrollmentState.ACTIVE],
        )
        return declined.exclude(Exists(same_track))

    def active(self) -> PairingQuerySet:
        """Those that are at work."""
        return self.filter(state=PairingState.ACTIVE)

    def with_people(self) -> PairingQuerySet:
        """Both people, cohort, program and track at hand."""
        return self.select_related("mentor__user", "mentee__user", "mentee__cohort__program", "track")


class Pairing(Record):
    """A mentor and a mentee in a track: from proposed to ended.

    While the pairing is live it holds one numbered place of its mentor; the unique key on the place is what keeps two
    mentees who accept at once from taking the same one.

    Personal data: who is paired with whom, when, and why it ended; read by the pair and the program leader.
    """

    mentor = models.ForeignKey("programs.Enrollment", on_delete=models.PROTECT, related_name="pairings_as_mentor")
    mentee = models.ForeignKey("programs.Enrollment", on_delete=models.PROTECT, related_name="pairings_as_mentee")
    track = models.ForeignKey(
        "programs.Track",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pairings",
    )
    proposal = models.OneToOneField(
        "matching.Proposal",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="pairing",
    )
    state = models.CharField(max_length=10, choices=PairingState, default=PairingState.PROPOSED)
    place = models.PositiveSmallIntegerField(
        _("mentor's place"),
        null=True,
        blank=True,
        help_text=_("From 1 to the mentor's capacity; empty once ended."),
    )
    proposed_at = models.DateTimeField(_("proposed"))
    answer_by = models.DateTimeField(_("answer by"))
    mentor_accepted_at = models.DateTimeField(null=True, blank=True)
    mentee_accepted_at = models.DateTimeField(null=True, blank=True)
    activated_at = models.DateTimeField(_("active since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=EndReason, blank=True)
    mentee_wants_another = models.BooleanField(
        _("the mentee wants another mentor"),
        default=True,
        help_text=_("Off: the mentee ended it and wants nobody new in this track; no run looks for somebody."),
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who declined or ended it; empty when time ran out."),
    )

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            state_constraint(PairingState, name="pairing_state_known"),
            models.UniqueConstraint(
                fields=["mentor", "place"],
                condition=Q(state__in=LIVE_PAIRING_STATES),
                name="one_pairing_per_place",
                violation_error_message=_("This place was taken a moment ago."),
            ),
            models.UniqueConstraint(
                fields=["mentee", "track"],
                condition=Q(state__in=LIVE_PAIRING_STATES),
                name="one_live_pairing_per_mentee_and_track",
                violation_error_message=_("This mentee has a mentor in this track already."),
            ),
            models.UniqueConstraint(
                fields=["mentee"],
                condition=Q(state__in=LIVE_PAIRING_STATES, track__isnull=True),
                name="one_live_pairing_per_mentee_without_track",
                violation_error_message=_("This mentee has a mentor already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE_PAIRING_STATES, place__gte=1) | Q(state="ended", place__isnull=True),
                name="live_pairing_holds_a_place",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(end_reason="")
                | Q(state__in=LIVE_PAIRING_STATES, ended_at__isnull=True, end_reason=""),
                name="ended_pairing_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(activated_at__isnull=False) | ~Q(state__in=["active", "paused"]),
                name="active_pairing_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentee.user} – {self.mentor.user}"

    @property
    def cohort(self) -> Cohort:
        """The cohort in which the two meet."""
        return self.mentee.cohort

    @property
    def last_day(self) -> date:
        """The day on which the two's time together ends: the later of their own last days."""
        return max(self.mentee.ends_on or self.cohort.ends_on, self.mentor.ends_on or self.cohort.ends_on)

    @property
    def is_active(self) -> bool:
        """Are the two at work?"""
        return self.state == PairingState.ACTIVE

    @property
    def holds_a_place(self) -> bool:
        """Is it proposed, accepted, active or paused?"""
        return self.state in LIVE_PAIRING_STATES

    def has_accepted(self, user: User) -> bool:
        """Has `user`, mentor or mentee, said yes?"""
        answered = self.mentor_accepted_at if self.mentor.user_id == user.pk else self.mentee_accepted_at
        return answered is not None

    def has_member(self, user: User) -> bool:
        """Is `user` the mentor or the mentee of this pair?"""
        return user.pk in {self.mentor.user_id, self.mentee.user_id}

    def partner_of(self, user: User) -> Enrollment:
        """The other one of the two."""
        return self.mentee if self.mentor.user_id == user.pk else self.mentor
