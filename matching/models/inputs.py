"""What a leader and the people themselves put into the matching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matching.enums import CriterionKind, ExclusionReason
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class Criterion(models.Model):
    """A weighted part of a cohort's score; a must-have rules pairs out instead of scoring them low.

    Personal data: none.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="criteria")
    kind = models.CharField(_("compares"), max_length=20, choices=CriterionKind)
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=10,
        validators=[MaxValueValidator(100)],
        help_text=_("From 0 to 100 points."),
    )
    is_must_have = models.BooleanField(_("must have"), default=False)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["-weight", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind"], name="criterion_once_per_cohort"),
            models.CheckConstraint(condition=Q(weight__lte=100), name="criterion_weight_at_most_100"),
            state_constraint(CriterionKind, name="criterion_kind_known", field="kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.weight}"


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    """Exclusions, narrowed."""

    def visible_to(self, user: User) -> ExclusionQuerySet:
        """The leader's; and one's own."""
        return self.filter(Q(declared_by=user) | Q(mentor__cohort__program__leaderships__user=user)).distinct()


class Exclusion(Record):
    """A pair that must never be.

    Personal data: who must not be paired with whom and why; read by who declared it and by the program leader alone.
    """

    mentor = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="exclusions_as_mentor")
    mentee = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="exclusions_as_mentee")
    reason = models.CharField(_("reason"), max_length=12, choices=ExclusionReason)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.UniqueConstraint(fields=["mentor", "mentee"], name="exclusion_once_per_pair"),
            state_constraint(ExclusionReason, name="exclusion_reason_known", field="reason"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} – {self.mentee}"


class Preference(models.Model):
    """A ranked choice by either side; 1 is the first choice.

    Personal data: whom a person would like; read by that person and the program leader.
    """

    chooser = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="preferences")
    chosen = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="chosen_by")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["chooser", "chosen"], name="preference_once"),
            models.UniqueConstraint(fields=["chooser", "rank"], name="preference_rank_once"),
            models.CheckConstraint(condition=~Q(chooser=F("chosen")), name="preference_is_for_somebody_else"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="preference_rank_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.chooser} → {self.chosen} ({self.rank})"


class Background(models.Model):
    """What a person says of where they come from, and whether they ask for somebody who shares it.

    Personal data: the words and the wish; read by that person and the program leader alone.
    """

    enrollment = models.OneToOneField("programs.Enrollment", on_delete=models.CASCADE, related_name="background")
    words = models.JSONField(_("background"), default=list, blank=True)
    asks_for_it = models.BooleanField(_("asks for somebody who shares it"), default=False)

    class Meta:
        verbose_name = _("background")
        verbose_name_plural = _("backgrounds")

    def __str__(self) -> str:
        return f"{self.enrollment}"
