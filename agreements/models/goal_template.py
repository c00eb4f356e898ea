"""Goals a program offers to begin from."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.enums import MeasureUnit
from mentorship.core.models import Record


class GoalTemplate(Record):
    """A goal to begin from, beside those that come with the product; using it never ties a goal to it.

    Personal data: none.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.CASCADE, related_name="goal_templates")
    specialty = models.CharField(
        _("specialty"),
        max_length=80,
        blank=True,
        help_text=_("As it stands in people's profiles; empty: for every specialty."),
    )
    goal = models.CharField(_("goal"), max_length=300)
    measure_target = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1)])
    measure_unit = models.CharField(_("of what"), max_length=12, choices=MeasureUnit)
    measure_topic = models.ForeignKey(
        "programs.Topic",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="goal_templates",
        verbose_name=_("which one"),
    )
    measure_observed = models.PositiveSmallIntegerField(_("how many of them observed"), null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(_("weeks to get there"), default=8, validators=[MinValueValidator(1)])
    options = models.TextField(_("options"), blank=True)
    will = models.TextField(_("will"), blank=True)

    class Meta:
        verbose_name = _("goal to begin from")
        verbose_name_plural = _("goals to begin from")
        ordering = ["specialty", "goal"]
        constraints = [
            models.UniqueConstraint(fields=["program", "goal"], name="goal_template_once_per_program"),
            models.CheckConstraint(
                condition=Q(measure_target__gte=1)
                & (Q(measure_observed__isnull=True) | Q(measure_observed__lte=models.F("measure_target"))),
                name="goal_template_observed_within_target",
                violation_error_message=_("No more can be observed than are counted."),
            ),
        ]

    def __str__(self) -> str:
        return self.goal
