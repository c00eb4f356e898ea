"""What the programme learns: surveys, outcomes, the review of the program itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import SurveyMoment
from mentorship.core.models import Record
from mentorship.core.states import state_constraint


class Instrument(Record):
    """A questionnaire as data, in one version: items, scales, scoring, licence.

    Personal data: none.
    """

    key = models.SlugField(_("key"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    definition = models.JSONField(_("definition"))
    licence = models.CharField(_("licence"), max_length=200)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="instrument_version_once")]

    def __str__(self) -> str:
        return self.title


class SurveyWindow(Record):
    """When a cohort is asked.

    Personal data: none.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="survey_windows")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="windows")
    moment = models.CharField(_("moment"), max_length=6, choices=SurveyMoment)
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))

    class Meta:
        verbose_name = _("survey window")
        verbose_name_plural = _("survey windows")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "instrument", "moment"], name="survey_once_per_moment"),
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="survey_closes_after_it_opens"),
            state_constraint(SurveyMoment, name="survey_moment_known", field="moment"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.get_moment_display()}"


class SurveyResponse(models.Model):
    """Answers without a name: no key leads from here to a person.

    Personal data: none that can be joined to a person.
    """

    window = models.ForeignKey(SurveyWindow, on_delete=models.PROTECT, related_name="responses")
    answers = models.JSONField(_("answers"))

    class Meta:
        verbose_name = _("survey response")
        verbose_name_plural = _("survey responses")

    def __str__(self) -> str:
        return f"{self.window}"


class Outcome(Record):
    """What became of somebody: retention, residency match, graduation; recorded by the leader.

    Personal data: the outcome; read by the person and the program leader.
    """

    enrollment = models.ForeignKey("programs.Enrollment", on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=40)
    value = models.CharField(_("outcome"), max_length=120)
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [models.UniqueConstraint(fields=["enrollment", "kind"], name="outcome_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class ProgramReview(Record):
    """A dated look at the figures, with decisions on training, weights and protected time.

    Personal data: none.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.PROTECT, related_name="program_reviews")
    held_on = models.DateField(_("held on"))
    decisions = models.TextField(_("decisions"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("program review")
        verbose_name_plural = _("program reviews")

    def __str__(self) -> str:
        return f"{self.cohort} · {self.held_on}"
