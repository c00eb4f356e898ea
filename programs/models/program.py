"""A program and who leads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class ProgramQuerySet(models.QuerySet["Program"]):
    """Programs, narrowed."""

    def led_by(self, user: User) -> ProgramQuerySet:
        """Those that `user` leads."""
        return self.filter(leaderships__user=user)

    def visible_to(self, user: User) -> ProgramQuerySet:
        """Those that `user` may open: the programs they lead."""
        return self.led_by(user)


class Program(Record):
    """A mentorship programme of a school or hospital, run in cohorts.

    Personal data: none.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    institution = models.CharField(_("institution"), max_length=150)
    aims = models.JSONField(
        _("goals"), default=list, blank=True, help_text=_("A new cohort gets a track for each of them.")
    )
    goals = models.TextField(
        _("goals in your own words"),
        blank=True,
        help_text=_("What the programme is for, and what would show that it works."),
    )

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProgramLeadership(models.Model):
    """Who leads which program.

    `named_by` is the leader who named this one, with the moment; empty when a site administrator did.

    Personal data: the fact that this person leads; kept with the program.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="leaderships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leaderships")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    named_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("program leader")
        verbose_name_plural = _("program leaders")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "user"],
                name="leads_a_program_once",
                violation_error_message=_("This person leads the program already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.program}"
