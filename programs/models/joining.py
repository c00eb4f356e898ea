"""How a person comes in without a file: invited by e-mail, or by an application form that is open for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from programs.models.enrollment import Enrollment

if TYPE_CHECKING:
    from datetime import date

    from mentorship.accounts.models import User


class Invitation(Record):
    """A leader asked a person to take part; the link in the mail holds for this round and until it expires.

    Personal data: who was invited when, by whom; read by the person and the program leader.
    """

    enrollment = models.OneToOneField(Enrollment, on_delete=models.CASCADE, related_name="invitation")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("open until"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_after_it_is_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}"


class ApplicationWindow(Record):
    """The days on which people may apply to a cohort by themselves, and for what.

    Personal data: none.
    """

    cohort = models.OneToOneField("programs.Cohort", on_delete=models.CASCADE, related_name="application_window")
    opens_on = models.DateField(_("open from"))
    closes_on = models.DateField(_("until, that day included"))
    for_mentees = models.BooleanField(_("mentees may apply"), default=True)
    for_mentors = models.BooleanField(_("mentors may apply"), default=True)
    words = models.TextField(
        _("what applicants should know"),
        blank=True,
        max_length=2000,
        help_text=_("Read by everybody who has the link."),
    )

    class Meta:
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="window_closes_after_it_opens",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(for_mentees=True) | Q(for_mentors=True),
                name="window_is_for_somebody",
                violation_error_message=_("Choose mentees, mentors or both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}"

    def is_open_on(self, day: date) -> bool:
        """May people apply on this day of the cohort's calendar?"""
        return self.opens_on <= day <= self.closes_on


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, narrowed."""

    def visible_to(self, user: User) -> ApplicationQuerySet:
        """Those to cohorts of programs that `user` leads."""
        return self.filter(enrollment__cohort__program__leaderships__user=user)

    def waiting(self) -> ApplicationQuerySet:
        """Those nobody has decided."""
        return self.filter(decided_at=None)


class Application(Record):
    """A person asked to take part; the program leader decides.

    Personal data: when somebody applied and what was decided; read by the person and the program leader.
    """

    enrollment = models.OneToOneField(Enrollment, on_delete=models.CASCADE, related_name="application")
    applied_at = models.DateTimeField(_("applied"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_accepted = models.BooleanField(_("accepted"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_accepted__isnull=True)
                | Q(decided_at__isnull=False, is_accepted__isnull=False),
                name="application_decided_one_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}"
