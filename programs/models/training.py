"""What a mentor learns before being matched."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record


class TrainingModule(Record):
    """A module of mentor training; a required one keeps a mentor out of matching until it is done.

    Personal data: none.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.CASCADE, related_name="training_modules")
    title = models.CharField(_("title"), max_length=120)
    link = models.URLField(_("link"), blank=True)
    is_required = models.BooleanField(_("required before matching"), default=True)
    valid_for_days = models.PositiveSmallIntegerField(_("valid for days"), null=True, blank=True)

    class Meta:
        verbose_name = _("training module")
        verbose_name_plural = _("training modules")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["program", "title"], name="training_title_once_per_program")]

    def __str__(self) -> str:
        return self.title


class TrainingCompletion(models.Model):
    """One person did one module on one day.

    Personal data: who did what when; read by the person and the program leader.
    """

    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="completions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_completions")
    completed_on = models.DateField(_("done on"))

    class Meta:
        verbose_name = _("training completion")
        verbose_name_plural = _("training completions")
        constraints = [
            models.UniqueConstraint(fields=["module", "user", "completed_on"], name="training_done_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.module}"
