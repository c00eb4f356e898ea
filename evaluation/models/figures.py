"""What a leader wants the figures to be, and the papers that were made of them."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.core import codes
from mentorship.core.models import Record


class MetricTarget(models.Model):
    """What a leader wants one metric of a cohort to reach, in the metric's own unit.

    Personal data: none.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="metric_targets")
    metric = models.SlugField(_("figure"), max_length=40)
    value = models.DecimalField(_("target"), max_digits=8, decimal_places=1, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("target of a figure")
        verbose_name_plural = _("targets of figures")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "metric"],
                name="one_target_per_cohort_and_metric",
                violation_error_message=_("This figure has a target already."),
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="metric_target_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.metric}: {self.value}"


class ReportPaper(Record):
    """A report that was printed: its code and digest, by which anybody can have the file checked; not the file.

    Personal data: who had it made.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="report_papers")
    code = models.CharField(_("verification code"), max_length=14, unique=True, default=codes.new_code)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("printed report")
        verbose_name_plural = _("printed reports")

    def __str__(self) -> str:
        return self.code
