"""What the programme learns: outcomes, the review of the program itself."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import OUTCOME_VALUES, OutcomeKind, OutcomeValue
from mentorship.core.models import Record

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """Outcomes, narrowed."""

    def visible_to(self, user: User) -> OutcomeQuerySet:
        """One's own, and those of the programs one leads."""
        return self.filter(Q(enrollment__user=user) | Q(enrollment__cohort__program__leaderships__user=user)).distinct()


class Outcome(Record):
    """What became of somebody: retention, residency match, graduation, specialty; recorded by the leader.

    `value` is one of `OUTCOME_VALUES` of the kind; of a specialty, its name in words.

    Personal data: the outcome; read by the person and the program leader.
    """

    enrollment = models.ForeignKey("programs.Enrollment", on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=40, choices=OutcomeKind)
    value = models.CharField(_("outcome"), max_length=120)
    on = models.DateField(_("on"))

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "kind"], name="outcome_once_per_kind"),
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (
                        Q(kind=kind.value, value__in=[value.value for value in values])
                        if values
                        else Q(kind=kind.value) & ~Q(value="")
                        for kind, values in ((kind, OUTCOME_VALUES[kind]) for kind in OutcomeKind)
                    ),
                ),
                name="outcome_is_one_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value_in_words}"

    @property
    def value_in_words(self) -> str:
        """What is recorded, as pages show it."""
        return self.value if self.kind == OutcomeKind.SPECIALTY else str(OutcomeValue(self.value).label)


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
