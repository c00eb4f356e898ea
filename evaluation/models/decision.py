"""What a program review decided, and what the next cohort begins with because of it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import Lever
from evaluation.models.programme import ProgramReview
from mentorship.core.models import Record
from mentorship.core.states import state_constraint


class Decision(Record):
    """One decision of a program review: what, on which lever, who sees to it, until when.

    `weights` (a criterion's kind with its points) and `protected_hours` (a month and mentor) are what a cohort copied from
    this one begins with.

    Personal data: who sees to it.
    """

    review = models.ForeignKey(ProgramReview, on_delete=models.CASCADE, related_name="made")
    lever = models.CharField(_("lever"), max_length=15, choices=Lever)
    text = models.CharField(_("decision"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by"))
    weights = models.JSONField(_("weights of the next cohort"), default=dict, blank=True)
    protected_hours = models.PositiveSmallIntegerField(
        _("protected hours a month of the next cohort"), null=True, blank=True, validators=[MaxValueValidator(80)]
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        constraints = [
            state_constraint(Lever, name="decision_lever_known", field="lever"),
            models.CheckConstraint(condition=~Q(text=""), name="decision_says_what"),
        ]

    def __str__(self) -> str:
        return self.text
