"""Surveys: what is asked, when, who has taken part, and apart from that what was answered.

Nothing in these tables leads from an answer to a person. While a survey is open, its answers lie sealed in one urn that
the database cannot read; who has answered stands in `SurveyParticipation`, without a time. When it has closed, the urn is
opened once: answers are written all together in an order drawn by lot, and the list of who took part is deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluation.enums import CompareBy, SurveyMeasure, SurveyMoment, Withheld
from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import EnrollmentRole

if TYPE_CHECKING:
    from datetime import date, datetime

    from mentorship.accounts.models import User


class Instrument(Record):
    """A questionnaire as data, in one version: items, scales, scoring, licence.

    What `definition` holds is said in `evaluation/questionnaires/__init__.py`. A version is never edited.

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
        return gettext(self.title)


class InstrumentWording(Record):
    """The sentences of a published questionnaire, as the leaders of a program entered them; a correction is a new row.

    Personal data: who entered it.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.CASCADE, related_name="instrument_wordings")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="wordings")
    lines = models.JSONField(_("wording"), help_text=_("The sentence of each item, by its key."))
    is_recognised = models.BooleanField(_("every line is the known official wording"), default=False)
    has_permission = models.BooleanField(_("the owner's permission is confirmed"), default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("wording of an instrument")
        verbose_name_plural = _("wordings of instruments")

    def __str__(self) -> str:
        return f"{self.instrument} · {self.program}"


class SurveyWindowQuerySet(models.QuerySet["SurveyWindow"]):
    """Windows, narrowed."""

    def led_by(self, user: User) -> SurveyWindowQuerySet:
        """Those of the programs that `user` leads."""
        return self.filter(cohort__program__leaderships__user=user)


class SurveyWindow(Record):
    """When the mentors or the mentees of a cohort are asked.

    `least` is the smallest group that is shown, kept when the first person answers, so that nobody lowers afterwards what
    they were promised. `asked` and `answered` are counted when the window is.

    Personal data: none.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="survey_windows")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="windows")
    moment = models.CharField(_("moment"), max_length=6, choices=SurveyMoment)
    audience = models.CharField(
        _("who is asked"), max_length=6, choices=EnrollmentRole, default=EnrollmentRole.MENTEE.value
    )
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"), help_text=_("The last day on which one can answer."))
    compare_by = models.CharField(
        _("results"), max_length=10, choices=CompareBy, default=CompareBy.NOTHING.value, blank=True
    )
    wording = models.ForeignKey(
        InstrumentWording, on_delete=models.PROTECT, null=True, blank=True, related_name="windows"
    )
    least = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(3)])
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    asked = models.PositiveIntegerField(null=True, blank=True)
    answered = models.PositiveIntegerField(null=True, blank=True)

    objects = SurveyWindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey window")
        verbose_name_plural = _("survey windows")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "instrument", "moment", "audience"],
                name="survey_once_per_moment",
                violation_error_message=_("These people are asked this at this moment already."),
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")),
                name="survey_closes_after_it_opens",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(condition=Q(least__isnull=True) | Q(least__gte=3), name="survey_least_at_least_3"),
            state_constraint(SurveyMoment, name="survey_moment_known", field="moment"),
            state_constraint(EnrollmentRole, name="survey_audience_known", field="audience"),
            state_constraint(CompareBy, name="survey_comparison_known", field="compare_by"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.get_moment_display()}"

    def today(self, now: datetime) -> date:
        """Return which day it is where the cohort is."""
        return now.astimezone(ZoneInfo(self.cohort.time_zone)).date()

    def has_begun(self, now: datetime) -> bool:
        """Whether its first day has come."""
        return self.opens_on <= self.today(now)

    def is_over(self, now: datetime) -> bool:
        """Whether its last day has gone."""
        return self.closes_on < self.today(now)

    def is_open(self, now: datetime) -> bool:
        """Whether one can answer."""
        return self.counted_at is None and self.has_begun(now) and not self.is_over(now)

    def lines(self) -> dict[str, str]:
        """Return the sentence of each item as it is asked: the wording entered, else our own short labels."""
        entered = self.wording.lines if self.wording else {}
        return {item["key"]: entered.get(item["key"]) or gettext(item["label"]) for item in self.definition["items"]}

    @property
    def definition(self) -> dict[str, Any]:
        """The questionnaire."""
        return dict(self.instrument.definition)


class SurveyParticipation(models.Model):
    """That somebody has answered, so that they are asked once and reminded no more; deleted when the window is counted.

    There is no time and no key of an answer here.

    Personal data: that the person took part; read by nobody but the person.
    """

    window = models.ForeignKey(SurveyWindow, on_delete=models.CASCADE, related_name="participations")
    enrollment = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("participation in a survey")
        verbose_name_plural = _("participations in surveys")
        constraints = [models.UniqueConstraint(fields=["window", "enrollment"], name="survey_answered_once")]

    def __str__(self) -> str:
        return f"{self.window}"


class SurveyUrn(models.Model):
    """The sealed answers of one open window, all in one piece, mixed anew with each; the key is not in the database.

    Personal data: answers nobody can read or join to a person.
    """

    window = models.OneToOneField(SurveyWindow, on_delete=models.PROTECT, related_name="urn")
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("urn of a survey")
        verbose_name_plural = _("urns of surveys")

    def __str__(self) -> str:
        return f"{self.window}"


class SurveyResponse(models.Model):
    """Answers without a name: no key, no time and no order leads from here to a person.

    `pseudonym` joins the answers of one person to their earlier ones; it is derived from a code that only they have, empty
    without one, and emptied once the change has been reckoned. To which group somebody belongs is not kept.

    Personal data: none that can be joined to a person.
    """

    window = models.ForeignKey(SurveyWindow, on_delete=models.PROTECT, related_name="responses")
    answers = models.JSONField(_("answers"))
    pseudonym = models.CharField(_("pseudonym"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("survey response")
        verbose_name_plural = _("survey responses")

    def __str__(self) -> str:
        return f"{self.window}"


class SurveyComment(models.Model):
    """What somebody wrote in their own words, apart from what they ticked.

    Personal data: none that can be joined to a person, other than what the writer says of themselves.
    """

    window = models.ForeignKey(SurveyWindow, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"))

    class Meta:
        verbose_name = _("survey comment")
        verbose_name_plural = _("survey comments")

    def __str__(self) -> str:
        return f"{self.window}"


class SurveyFigure(models.Model):
    """A figure of one window, reckoned once when it was counted: of everybody, or of one group.

    `mean` and `deviation` are in the points of the scale (of a change: later minus start); `at_line` is how many of `n`
    are on the far side of the scale's first line. All are empty when the figure is withheld.

    Personal data: none.
    """

    window = models.ForeignKey(SurveyWindow, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=6, choices=SurveyMeasure)
    scale = models.SlugField(max_length=40)
    group = models.CharField(max_length=80, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    mean = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    deviation = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    at_line = models.PositiveIntegerField(null=True, blank=True)
    withheld = models.CharField(max_length=16, choices=Withheld, default=Withheld.NOT.value, blank=True)

    class Meta:
        verbose_name = _("survey figure")
        verbose_name_plural = _("survey figures")
        constraints = [
            models.UniqueConstraint(fields=["window", "measure", "scale", "group"], name="survey_figure_once"),
            models.CheckConstraint(
                condition=Q(withheld="", n__isnull=False)
                | ~Q(withheld="") & Q(n__isnull=True, mean__isnull=True, deviation__isnull=True, at_line__isnull=True),
                name="withheld_survey_figure_says_nothing",
            ),
            state_constraint(SurveyMeasure, name="survey_measure_known", field="measure"),
            state_constraint(Withheld, name="survey_withheld_known", field="withheld"),
        ]

    def __str__(self) -> str:
        return f"{self.window} · {self.scale}"
