"""Leave and extension: dates of people that move together, and how they go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import LeaveState

if TYPE_CHECKING:
    from mentorship.accounts.models import User

MOST_WEEKS = 104


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Leaves, narrowed."""

    def visible_to(self, user: User) -> LeaveQuerySet:
        """Those of the programs that `user` leads."""
        return self.filter(cohort__program__leaderships__user=user)

    def in_force(self) -> LeaveQuerySet:
        """Those that were not taken back."""
        return self.filter(state=LeaveState.APPLIED)


class Leave(Record):
    """An absence or an extension: what stands from `starts_on` on moves later by whole weeks, so that weekdays stay.

    It applies to the people in `enrollments`, or with `is_whole_cohort` to everybody and to the cohort's own dates.

    Personal data: the dates of absence; read by the person, their partner and the program leader.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.PROTECT, related_name="leaves")
    enrollments = models.ManyToManyField("programs.Enrollment", related_name="leaves", blank=True)
    is_whole_cohort = models.BooleanField(_("the whole cohort"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), help_text=_("The last day before things go on."))
    weeks = models.PositiveSmallIntegerField(
        _("weeks later"), validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)]
    )
    state = models.CharField(max_length=8, choices=LeaveState, default=LeaveState.APPLIED)
    applied_at = models.DateTimeField(_("confirmed"))
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["-applied_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="leave_ends_after_it_starts",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(condition=Q(weeks__range=(1, MOST_WEEKS)), name="leave_moves_by_1_to_104_weeks"),
            models.CheckConstraint(
                condition=Q(state="applied", undone_at__isnull=True) | Q(state="undone", undone_at__isnull=False),
                name="undone_leave_says_when",
            ),
            state_constraint(LeaveState, name="leave_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.starts_on} – {self.ends_on}"


class LeaveShift(models.Model):
    """One record that a leave moved: its dates before and after, so that taking it back restores exactly these.

    Personal data: dates of a pair's plans; read by the program leader.
    """

    leave = models.ForeignKey(Leave, on_delete=models.CASCADE, related_name="shifts")
    kind = models.CharField(_("kind of record"), max_length=40)
    record_id = models.BigIntegerField(_("record"))
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))

    class Meta:
        verbose_name = _("moved record")
        verbose_name_plural = _("moved records")
        constraints = [
            models.UniqueConstraint(fields=["leave", "kind", "record_id"], name="leave_moves_a_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.leave} · {self.kind} {self.record_id}"
