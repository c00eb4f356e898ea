"""One run of a program, its tracks and its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorship.accounts.models import validate_time_zone
from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import CohortStage, TrackKind

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts, narrowed."""

    def visible_to(self, user: User) -> CohortQuerySet:
        """Those of the programs that `user` leads."""
        return self.filter(program__leaderships__user=user)


class Cohort(Record):
    """One run of a program, with dates, a time zone and a stage.

    Personal data: none.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    stage = models.CharField(_("stage"), max_length=10, choices=CohortStage, default=CohortStage.DRAFT)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="copies"
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "name"],
                name="cohort_name_once_per_program",
                violation_error_message=_("This program has a cohort of that name already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="cohort_ends_after_it_starts",
                violation_error_message=_("The last day must come after the first."),
            ),
            state_constraint(CohortStage, name="cohort_stage_known", field="stage"),
        ]

    def __str__(self) -> str:
        return self.name


class CohortPolicy(models.Model):
    """Every number a leader may set for a cohort.

    Personal data: none.
    """

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="policy")
    meeting_cadence_days = models.PositiveSmallIntegerField(
        _("days between meetings"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    review_interval_days = models.PositiveSmallIntegerField(
        _("days between reviews"),
        default=30,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
    )
    review_answer_days = models.PositiveSmallIntegerField(
        _("days to answer a review"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    required_mini_cex = models.PositiveSmallIntegerField(_("mini-CEX per mentee"), default=3)
    required_dops = models.PositiveSmallIntegerField(_("DOPS per mentee"), default=0)
    required_direct_skills_reviews = models.PositiveSmallIntegerField(_("direct skills reviews per mentee"), default=0)
    evidence_observations = models.PositiveSmallIntegerField(
        _("observations needed before a review judges"), default=4, validators=[MaxValueValidator(50)]
    )
    evidence_observers = models.PositiveSmallIntegerField(
        _("different observers needed before a review judges"), default=2, validators=[MaxValueValidator(20)]
    )
    evidence_within_weeks = models.PositiveSmallIntegerField(
        _("weeks within which one of them must lie"),
        default=8,
        validators=[MaxValueValidator(52)],
        help_text=_("0 for whenever."),
    )
    mentor_capacity_default = models.PositiveSmallIntegerField(
        _("mentees per mentor, unless they say otherwise"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    protected_hours_per_month = models.PositiveSmallIntegerField(_("protected hours a month per mentor"), default=4)
    proposal_answer_days = models.PositiveSmallIntegerField(
        _("days to accept a proposed pairing"),
        default=7,
        validators=[MinValueValidator(1)],
    )
    agreement_reminder_days = models.PositiveSmallIntegerField(
        _("days between reminders to sign"),
        default=3,
        validators=[MinValueValidator(1)],
    )
    meeting_reminder_hours = models.PositiveSmallIntegerField(
        _("hours before a meeting to remind"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    meeting_proposal_days = models.PositiveSmallIntegerField(
        _("days to answer proposed meeting times"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    action_overdue_days = models.PositiveSmallIntegerField(
        _("days between reminders of an overdue action"),
        default=7,
        validators=[MinValueValidator(1)],
    )
    drift_after_days = models.PositiveSmallIntegerField(
        _("days without contact that count as drift"),
        default=21,
        validators=[MinValueValidator(7)],
    )
    reminder_days_before = models.PositiveSmallIntegerField(
        _("days before a due day to remind"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    reminder_days_after = models.PositiveSmallIntegerField(
        _("days until somebody hears of what is left undone"),
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(13)],
    )
    last_call_minutes = models.PositiveSmallIntegerField(
        _("minutes before a meeting to remind again"),
        default=60,
        validators=[MaxValueValidator(240)],
        help_text=_("0 for not again."),
    )
    escalation_days = models.PositiveSmallIntegerField(
        _("days until the program leader hears of what stays undone"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    quiet_hours_start = models.TimeField(_("no mail from"), default="21:00")
    quiet_hours_end = models.TimeField(_("until"), default="07:00")
    minimum_group_size = models.PositiveSmallIntegerField(
        _("smallest group whose survey results are shown"),
        default=5,
        validators=[MinValueValidator(3)],
        help_text=_("Never below 3."),
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_group_size__gte=3),
                name="policy_group_size_at_least_3",
                violation_error_message=_("Groups below 3 people are never shown."),
            ),
            models.CheckConstraint(
                condition=Q(review_interval_days__gte=7),
                name="policy_review_interval_at_least_7",
                violation_error_message=_("Reviews are at least 7 days apart."),
            ),
            models.CheckConstraint(
                condition=Q(review_answer_days__lte=F("review_interval_days")),
                name="policy_review_answered_before_next",
                violation_error_message=_("A review must be answered before the next one opens."),
            ),
            models.CheckConstraint(
                condition=Q(drift_after_days__gt=F("meeting_cadence_days")),
                name="policy_drift_after_a_missed_meeting",
                violation_error_message=_(
                    "Drift must take longer than the time between two meetings, or a pair that meets as agreed drifts."
                ),
            ),
            models.CheckConstraint(
                condition=Q(meeting_cadence_days__range=(1, 180)),
                name="policy_cadence_from_1_to_180",
                violation_error_message=_("Pairs meet every 1 to 180 days."),
            ),
            models.CheckConstraint(
                condition=Q(mentor_capacity_default__range=(1, 20)),
                name="policy_capacity_from_1_to_20",
                violation_error_message=_("A mentor takes 1 to 20 mentees."),
            ),
            models.CheckConstraint(
                condition=~Q(quiet_hours_start=F("quiet_hours_end")),
                name="policy_quiet_hours_end",
                violation_error_message=_("Quiet hours that end when they begin would hold every mail back for ever."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}"


class Track(models.Model):
    """A strand of a cohort: clinical skills, research, career advising, or the leader's own.

    Personal data: none.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="tracks")
    kind = models.CharField(_("kind"), max_length=20, choices=TrackKind, default=TrackKind.CLINICAL_SKILLS)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "name"], name="track_name_once_per_cohort"),
            state_constraint(TrackKind, name="track_kind_known", field="kind"),
        ]

    def __str__(self) -> str:
        return self.name
