"""The mentee's logbook and milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import AgeBand, ProcedureOutcome, ProcedureSetting, RaterRole, SupervisionLevel
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """Procedures, narrowed."""

    def visible_to(self, user: User) -> ProcedureQuerySet:
        """The mentee's own, and those of the mentees whom this mentor works with."""
        at_work = Pairing.objects.of_mentor(user).filter(state__in=[PairingState.ACTIVE, PairingState.PAUSED])
        return self.filter(Q(mentee__user=user) | Q(mentee__in=at_work.values("mentee")))


class Procedure(Record):
    """One procedure a mentee did, with how much help.

    Personal data: what a mentee did; read by the pair. No patient is identifiable: an age band only.
    """

    mentee = models.ForeignKey("programs.Enrollment", on_delete=models.PROTECT, related_name="procedures")
    topic = models.ForeignKey("programs.Topic", on_delete=models.PROTECT, related_name="procedures")
    done_on = models.DateField(_("done on"))
    setting = models.CharField(_("setting"), max_length=10, choices=ProcedureSetting)
    age_band = models.CharField(_("patient's age"), max_length=5, choices=AgeBand, blank=True)
    supervision_level = models.CharField(_("supervision"), max_length=2, choices=SupervisionLevel)
    outcome = models.CharField(_("outcome"), max_length=15, choices=ProcedureOutcome, blank=True)
    observation = models.OneToOneField(
        "evaluation.Observation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="procedure",
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    client_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["-done_on", "-pk"]
        constraints = [
            state_constraint(ProcedureSetting, name="procedure_setting_known", field="setting"),
            state_constraint(SupervisionLevel, name="procedure_supervision_known", field="supervision_level"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *ProcedureOutcome.values]), name="procedure_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.done_on:%Y-%m-%d}"


class ProcedureTarget(Record):
    """How many of one procedure each mentee of a cohort should have done by its end.

    Personal data: none.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="procedure_targets")
    topic = models.ForeignKey("programs.Topic", on_delete=models.PROTECT, related_name="+", verbose_name=_("procedure"))
    number = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1), MaxValueValidator(500)])
    counts_simulation = models.BooleanField(_("simulation counts too"), default=False)

    class Meta:
        verbose_name = _("target of a procedure")
        verbose_name_plural = _("targets of procedures")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "topic"],
                name="one_target_per_cohort_and_procedure",
                violation_error_message=_("This procedure has a target already."),
            ),
            models.CheckConstraint(condition=Q(number__range=(1, 500)), name="procedure_target_from_1_to_500"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.number}"


class MilestoneRatingQuerySet(models.QuerySet["MilestoneRating"]):
    """Ratings, narrowed."""

    def visible_to(self, user: User) -> MilestoneRatingQuerySet:
        """The mentee's own, and those of the mentees whom this mentor works with."""
        at_work = Pairing.objects.of_mentor(user).filter(state__in=[PairingState.ACTIVE, PairingState.PAUSED])
        return self.filter(Q(mentee__user=user) | Q(mentee__in=at_work.values("mentee")))


class MilestoneRating(Record):
    """A competency at a level, by self or mentor, at a date; half levels are allowed, so the level is times two.

    Personal data: how far a mentee is; read by the pair only.
    """

    mentee = models.ForeignKey("programs.Enrollment", on_delete=models.PROTECT, related_name="milestone_ratings")
    competency = models.ForeignKey("programs.Competency", on_delete=models.PROTECT, related_name="milestone_ratings")
    half_levels = models.PositiveSmallIntegerField(_("level, in halves"))
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("rated"), max_length=6, choices=RaterRole)
    rated_on = models.DateField(_("on"))

    objects = MilestoneRatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone rating")
        verbose_name_plural = _("milestone ratings")
        constraints = [
            models.CheckConstraint(condition=Q(half_levels__range=(2, 10)), name="milestone_level_from_1_to_5"),
            models.UniqueConstraint(
                fields=["mentee", "competency", "rated_by", "rated_on"],
                name="one_milestone_rating_a_day",
            ),
            state_constraint(RaterRole, name="milestone_rater_known", field="role"),
        ]

    def __str__(self) -> str:
        return f"{self.competency} {self.level}"

    @property
    def level(self) -> str:
        """The level as it is read: "3", "3.5"."""
        return f"{self.half_levels / 2:g}"
