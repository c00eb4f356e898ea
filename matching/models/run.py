"""One solve and what it suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.enums import ProposalState, RunState
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    """Runs, narrowed."""

    def visible_to(self, user: User) -> MatchRunQuerySet:
        """Those of the programs that `user` leads."""
        return self.filter(cohort__program__leaderships__user=user)


class MatchRun(Record):
    """One solve: frozen inputs and their digest, weights, engine version, figures of quality.

    Personal data: the frozen inputs (needs, tracks, styles of the people in the pool); read by the program leader.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.PROTECT, related_name="match_runs")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    inputs = models.JSONField(default=dict)
    inputs_digest = models.CharField(max_length=64, blank=True)
    weights = models.JSONField(default=dict)
    engine_version = models.CharField(max_length=40, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    progress_percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    progress_words = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    before_last_change = models.JSONField(
        _("before the last change by hand"),
        default=dict,
        blank=True,
        help_text=_("What stood there, so that the change can be undone."),
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        ordering = ["-created_at"]
        constraints = [
            state_constraint(RunState, name="match_run_state_known"),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(state__in=["queued", "solving"]),
                name="one_run_at_a_time_per_cohort",
                violation_error_message=_("A matching is running for this cohort already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.get_state_display()}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, narrowed."""

    def visible_to(self, user: User) -> ProposalQuerySet:
        """Those of the programs that `user` leads; the pair itself reads its own pairing instead."""
        return self.filter(run__cohort__program__leaderships__user=user)

    def standing(self) -> ProposalQuerySet:
        """Those that would be published: not rejected."""
        return self.exclude(state=ProposalState.REJECTED)

    def with_people(self) -> ProposalQuerySet:
        """Both people and the track at hand."""
        return self.select_related("mentor__user", "mentee__user", "track")


class Proposal(Record):
    """A pair suggested by a run or by the leader; `score` is the exact sum of `parts`, in points.

    Personal data: who is suggested to whom and why; read by the program leader, after publishing by the pair.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="proposals")
    mentee = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="proposals_as_mentee")
    mentor = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="proposals_as_mentor")
    track = models.ForeignKey("programs.Track", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.SUGGESTED)
    is_by_hand = models.BooleanField(_("chosen by the leader"), default=False)
    score = models.PositiveIntegerField(_("score in points"))
    parts = models.JSONField(_("parts of the score"), default=list)
    next_best = models.JSONField(_("next best for the mentee"), default=list, blank=True)
    next_for_mentor = models.JSONField(_("next best for the mentor"), default=list, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(fields=["run", "mentee", "track"], name="one_proposal_per_mentee_and_track"),
            models.UniqueConstraint(
                fields=["run", "mentee"],
                condition=Q(track__isnull=True),
                name="one_proposal_per_mentee_without_track",
            ),
            state_constraint(ProposalState, name="proposal_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee} – {self.mentor}: {self.score}"


class UnmatchedQuerySet(models.QuerySet["UnmatchedMentee"]):
    """Mentees without a mentor, narrowed."""

    def visible_to(self, user: User) -> UnmatchedQuerySet:
        """Those of the programs that `user` leads."""
        return self.filter(run__cohort__program__leaderships__user=user)


class UnmatchedMentee(Record):
    """A mentee whom a run left without a mentor in a track, why, and what would help.

    Personal data: the fact and the reason; read by the program leader.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="unmatched")
    mentee = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="+")
    track = models.ForeignKey("programs.Track", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("why"), max_length=300)
    relief = models.JSONField(_("what would help"), default=list, blank=True)
    rivals = models.JSONField(_("who competes for which places"), default=dict, blank=True)

    objects = UnmatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentee without a mentor")
        verbose_name_plural = _("mentees without a mentor")
        constraints = [
            models.UniqueConstraint(fields=["run", "mentee", "track"], name="unmatched_once_per_run_and_track"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee}: {self.reason}"
