"""How a cohort is matched, besides what counts."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.enums import Method
from mentorship.core.states import state_constraint


class Approach(models.Model):
    """How a cohort is matched: one mentor for each track or for all, what is kept, and what is looked for.

    Personal data: none.
    """

    cohort = models.OneToOneField("programs.Cohort", on_delete=models.CASCADE, related_name="approach")
    method = models.CharField(_("look for"), max_length=8, choices=Method, default=Method.BEST)
    mentor_per_track = models.BooleanField(
        _("a mentor for each track"),
        default=True,
        help_text=_("Off: one mentor for all the tracks a mentee chose."),
    )
    same_mentor_twice = models.BooleanField(_("the same person in two tracks"), default=False)
    keep = models.PositiveSmallIntegerField(
        _("points a change must gain"),
        default=5,
        validators=[MaxValueValidator(200)],
        help_text=_("When you run again: a proposed pair is changed only if that gains more than this."),
    )

    class Meta:
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")
        constraints = [
            state_constraint(Method, name="approach_method_known", field="method"),
            models.CheckConstraint(condition=Q(keep__lte=200), name="approach_keep_at_most_200"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.get_method_display()}"
