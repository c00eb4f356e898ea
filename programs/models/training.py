"""What a mentor learns before being matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import CompletionKind

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class TrainingModuleQuerySet(models.QuerySet["TrainingModule"]):
    """Modules, narrowed."""

    def visible_to(self, user: User) -> TrainingModuleQuerySet:
        """Those of the programs that `user` leads or mentors in."""
        mentors = Q(program__cohorts__enrollments__user=user, program__cohorts__enrollments__role="mentor") & ~Q(
            program__cohorts__enrollments__state="withdrawn"
        )
        return self.filter(Q(program__leaderships__user=user) | mentors).distinct()


class TrainingModule(Record):
    """A module of mentor training; a required one keeps a mentor out of matching until it is done.

    What is learned stands in a link, a text, a file (`TrainingFile`) or several of them. With questions
    (`TrainingQuestion`) it is done when all are answered right; without, when the mentor says so.

    Personal data: none.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.CASCADE, related_name="training_modules")
    title = models.CharField(_("title"), max_length=120)
    link = models.URLField(_("link"), blank=True)
    text = models.TextField(_("text"), blank=True, help_text=_("Read on the page; Markdown is understood."))
    is_required = models.BooleanField(
        _("required before matching"),
        default=True,
        help_text=_("A mentor who has not finished it, or whose completion has run out, is kept out of matching."),
    )
    valid_for_days = models.PositiveSmallIntegerField(
        _("valid for days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
        help_text=_("365 asks for it again every year; empty: it never runs out."),
    )

    objects = TrainingModuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("training module")
        verbose_name_plural = _("training modules")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "title"],
                name="training_title_once_per_program",
                violation_error_message=_("This program has a module of that title already."),
            ),
            models.CheckConstraint(
                condition=Q(valid_for_days__isnull=True) | Q(valid_for_days__gte=1),
                name="training_valid_for_a_day_at_least",
                violation_error_message=_("A module is valid for one day at least, or for ever."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TrainingFile(models.Model):
    """The file of a module, kept in the database, so that nobody reads it by guessing an address.

    Personal data: none.
    """

    module = models.OneToOneField(TrainingModule, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(_("name"), max_length=150)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("training file")
        verbose_name_plural = _("training files")

    def __str__(self) -> str:
        return self.name


class TrainingQuestion(models.Model):
    """One question of the check of understanding, with its right answer and the wrong ones.

    Personal data: none.
    """

    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=300)
    right_answer = models.CharField(_("right answer"), max_length=200)
    wrong_answers = models.TextField(_("wrong answers"), help_text=_("One a line."))

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("check of understanding: all must be answered right")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def answers(self) -> list[str]:
        """Return every answer once, in an order that does not tell which one is right."""
        wrong = [line.strip() for line in self.wrong_answers.splitlines() if line.strip()]
        return sorted({self.right_answer, *wrong}, key=str.casefold)


class TrainingCompletion(models.Model):
    """One person did one module on one day.

    Personal data: who did what when; read by the person and the program leader.
    """

    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="completions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_completions")
    completed_on = models.DateField(_("done on"))
    kind = models.CharField(_("how"), max_length=8, choices=CompletionKind, default=CompletionKind.SELF)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The leader who recorded it; empty when the person did it here."),
    )

    class Meta:
        verbose_name = _("training completion")
        verbose_name_plural = _("training completions")
        constraints = [
            models.UniqueConstraint(fields=["module", "user", "completed_on"], name="training_done_once_a_day"),
            state_constraint(CompletionKind, name="training_completion_kind_known", field="kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.module}"
