"""The words that needs and expertise share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import TopicKind
from programs.shipped.levels import ACTIVITY_LEVELS


class CompetencyFramework(Record):
    """A published set of competencies in one version; `program` is set for a leader's own.

    Personal data: none.
    """

    name = models.CharField(_("name"), max_length=120)
    version = models.CharField(_("version"), max_length=40)
    source = models.CharField(_("source"), max_length=200, blank=True)
    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="frameworks",
    )

    class Meta:
        verbose_name = _("competency framework")
        verbose_name_plural = _("competency frameworks")
        ordering = ["name", "version"]
        constraints = [
            models.UniqueConstraint(fields=["program", "name", "version"], name="framework_version_once_per_program"),
            models.UniqueConstraint(
                fields=["name", "version"], condition=Q(program__isnull=True), name="shipped_framework_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Competency(Record):
    """One competency of a framework.

    Personal data: none.
    """

    framework = models.ForeignKey(CompetencyFramework, on_delete=models.CASCADE, related_name="competencies")
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["framework", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="competency_code_once_per_framework"),
        ]

    def __str__(self) -> str:
        return self.title


class CompetencyLevel(models.Model):
    """What one level of a competency looks like.

    Personal data: none.
    """

    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(_("level"))
    description = models.TextField(_("description"))

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["competency", "level"]
        constraints = [models.UniqueConstraint(fields=["competency", "level"], name="competency_level_once")]

    def __str__(self) -> str:
        return f"{self.competency} · {self.level}"


def levels_of(competency: Competency | None) -> list[tuple[int, str]]:
    """Return what the levels of a word look like: a competency's own descriptions, else those for anything one does."""
    own = [(level.level, level.description) for level in competency.levels.all()] if competency else []
    return [pair for pair in own if pair[0] <= len(ACTIVITY_LEVELS)] or list(enumerate(ACTIVITY_LEVELS, start=1))


class Topic(Record):
    """A procedure, clinical skill, career or research theme; `program` is set for a leader's own.

    Personal data: none.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=TopicKind)
    name = models.CharField(_("name"), max_length=120)
    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="topics",
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["program", "name"], name="topic_once_per_program"),
            models.UniqueConstraint(fields=["name"], condition=Q(program__isnull=True), name="shipped_topic_once"),
            state_constraint(TopicKind, name="topic_kind_known", field="kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Specialty(Record):
    """A field of medicine; `program` is set for a leader's own.

    Personal data: none.
    """

    name = models.CharField(_("name"), max_length=80)
    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="specialties",
    )

    class Meta:
        verbose_name = _("specialty")
        verbose_name_plural = _("specialties")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["program", "name"], name="specialty_once_per_program"),
            models.UniqueConstraint(fields=["name"], condition=Q(program__isnull=True), name="shipped_specialty_once"),
        ]

    def __str__(self) -> str:
        return self.name
