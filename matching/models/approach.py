"""How a cohort is matched, besides what counts."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.enums import FairBy, Method
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
    best_worst = models.BooleanField(
        _("the lowest pair as high as can be"),
        default=False,
        help_text=_("Nobody goes without for it; the total may fall."),
    )
    floor = models.PositiveSmallIntegerField(
        _("as few pairs as possible below"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("In points; empty for no floor. Nobody goes without for it."),
    )
    fair_by = models.CharField(
        _("nobody falls behind by"),
        max_length=10,
        choices=FairBy,
        default=FairBy.NOTHING,
        blank=True,
        help_text=_("Every group gets a mentor at least nearly as often as everybody together."),
    )
    fair_share = models.PositiveSmallIntegerField(
        _("how nearly, in percent"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("100: as often as everybody together. The run says so when that cannot be."),
    )

    class Meta:
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")
        constraints = [
            state_constraint(Method, name="approach_method_known", field="method"),
            models.CheckConstraint(condition=Q(keep__lte=200), name="approach_keep_at_most_200"),
            state_constraint(FairBy, name="approach_fair_by_known", field="fair_by"),
            models.CheckConstraint(
                condition=Q(fair_share__gte=1, fair_share__lte=100), name="approach_share_is_percent"
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | Q(floor__gte=1, floor__lte=1000), name="approach_floor_is_a_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.get_method_display()}"
