"""Direct observation and short formative feedback."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import (
    AgeBand,
    ClinicalSetting,
    Complexity,
    Confirmation,
    ObservationKind,
    PatientVisit,
    SupervisionLevel,
)
from evaluation.models.form import ObservationForm
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

    from mentorship.accounts.models import User


LOWEST_SATISFACTION, HIGHEST_SATISFACTION = 1, 9


def _satisfaction(label: StrOrPromise) -> models.PositiveSmallIntegerField[int | None, int | None]:
    within = [MinValueValidator(LOWEST_SATISFACTION), MaxValueValidator(HIGHEST_SATISFACTION)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=within)


class ObservationQuerySet(models.QuerySet["Observation"]):
    """Observations, narrowed."""

    def visible_to(self, user: User) -> ObservationQuerySet:
        """Those whose text `user` may read: the pair's own, and those one wrote; a leader sees counts only."""
        return self.filter(
            Q(pairing__mentor__user=user) | Q(pairing__mentee__user=user) | Q(observer=user),
        ).distinct()


class Observation(Record):
    """Somebody saw a mentee at work and wrote it down, for learning; not an exam. It exists once it was sent.

    What was asked for and is not written yet is an `ObservationRequest`.

    `client_key` is made by the page that sends the form, so that sending twice makes one record.

    Personal data: how a mentee worked; read by the pair and the observer; a leader sees counts only. No patient is
    identifiable: an age band, never a birth date, name or number.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="observations")
    form = models.ForeignKey(ObservationForm, on_delete=models.PROTECT, related_name="observations")
    kind = models.CharField(_("kind"), max_length=20, choices=ObservationKind)
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations_written",
    )
    observer_name = models.CharField(_("observer"), max_length=150, blank=True)
    observer_role = models.CharField(_("observer's role"), max_length=120, blank=True)
    confirmed_by = models.CharField(
        _("how the observer is known"), max_length=10, choices=Confirmation, default=Confirmation.ACCOUNT
    )
    request = models.OneToOneField(
        "evaluation.ObservationRequest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observation",
    )
    goal = models.ForeignKey(
        "agreements.Goal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
    )
    topic = models.ForeignKey(
        "programs.Topic",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
    )
    observed_on = models.DateField(_("seen on"))
    setting = models.CharField(_("setting"), max_length=10, choices=ClinicalSetting, blank=True)
    visit = models.CharField(_("patient"), max_length=10, choices=PatientVisit, blank=True)
    age_band = models.CharField(_("patient's age"), max_length=5, choices=AgeBand, blank=True)
    complexity = models.CharField(_("complexity"), max_length=10, choices=Complexity, blank=True)
    focus_areas = models.JSONField(_("focus"), default=list, blank=True)
    focus = models.CharField(_("what it was about"), max_length=150, blank=True)
    supervision_level = models.CharField(_("supervision"), max_length=2, choices=SupervisionLevel, blank=True)
    minutes_observed = models.PositiveSmallIntegerField(
        _("minutes observing"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(480)],
    )
    minutes_feedback = models.PositiveSmallIntegerField(
        _("minutes of feedback"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    observer_satisfaction = _satisfaction(_("the observer's satisfaction with the encounter"))
    mentee_satisfaction = _satisfaction(_("the mentee's satisfaction with the encounter"))
    strengths = models.TextField(_("went well"))
    to_improve = models.TextField(_("to improve"))
    next_step = models.CharField(_("next step"), max_length=300)
    next_step_due_on = models.DateField(_("by"), null=True, blank=True)
    observer_assesses_formally = models.BooleanField(
        _("the observer also assesses this mentee formally"),
        null=True,
        blank=True,
    )
    response = models.TextField(_("what I take from it"), blank=True)
    submitted_at = models.DateTimeField(_("sent"))
    read_at = models.DateTimeField(_("read by the mentee"), null=True, blank=True)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            state_constraint(ObservationKind, name="observation_kind_known", field="kind"),
            state_constraint(Confirmation, name="observation_confirmation_known", field="confirmed_by"),
            models.CheckConstraint(
                condition=~Q(strengths="") & ~Q(to_improve="") & ~Q(next_step=""),
                name="observation_has_feedback_and_a_next_step",
                violation_error_message=_("Write what went well, what to improve and one next step."),
            ),
            models.CheckConstraint(
                condition=Q(observer_satisfaction__isnull=True) | Q(observer_satisfaction__range=(1, 9)),
                name="observer_satisfaction_from_1_to_9",
            ),
            models.CheckConstraint(
                condition=Q(mentee_satisfaction__isnull=True) | Q(mentee_satisfaction__range=(1, 9)),
                name="mentee_satisfaction_from_1_to_9",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.observed_on:%Y-%m-%d}"

    @property
    def satisfaction_is_open(self) -> bool:
        """Whether both have said how satisfied they are; until then neither reads what the other said."""
        return self.observer_satisfaction is not None and self.mentee_satisfaction is not None


class ObservationRating(models.Model):
    """One domain of one observation: a number on the form's scale, or not observed; never a zero.

    Personal data: how a mentee was rated; read by the pair and the observer only.
    """

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="ratings")
    domain = models.CharField(_("domain"), max_length=40)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    is_not_observed = models.BooleanField(_("not observed"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(fields=["observation", "domain"], name="one_rating_per_domain"),
            models.CheckConstraint(
                condition=Q(rating__gte=1, is_not_observed=False) | Q(rating__isnull=True, is_not_observed=True),
                name="rated_or_not_observed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.rating or 'not observed'}"
