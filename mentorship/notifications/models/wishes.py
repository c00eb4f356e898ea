"""What a person wishes of the mail we send, and whether it reaches them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.states import state_constraint
from mentorship.notifications.enums import How, Weekday


class MailWishes(models.Model):
    """When a person wants mail, and whether their address takes it; without a row the usual holds.

    `quiet_from` and `quiet_until` are by the person's own clock; both empty means: as the cohort has it.
    `failures` counts mails in a row that the address refused for good; `stopped_at` says since when nothing is sent.

    Personal data: when somebody does not want to be disturbed, and what their mail server said; erased with the person.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_wishes")
    quiet_from = models.TimeField(_("no mail from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
    free_weekends = models.BooleanField(_("no mail on Saturday and Sunday"), default=False)
    digest_at = models.TimeField(_("digests arrive at"), default=dt.time(7, 30))
    digest_on = models.PositiveSmallIntegerField(
        _("the weekly digest arrives on"),
        choices=Weekday,
        default=Weekday.MONDAY,
        validators=[MaxValueValidator(Weekday.SUNDAY)],
    )
    failures = models.PositiveSmallIntegerField(_("refused in a row"), default=0)
    stopped_at = models.DateTimeField(_("nothing is sent since"), null=True, blank=True)
    stopped_because = models.CharField(_("because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("wishes for mail")
        verbose_name_plural = _("wishes for mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_begin_and_end",
                violation_error_message=_("Quiet hours need both a beginning and an end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class KindChoice(models.Model):
    """How one person wants one kind of mail; without a row it comes as the kind usually does.

    Personal data: the wish; erased with the person.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kind_choices")
    kind = models.CharField(_("kind"), max_length=60)
    how = models.CharField(_("how"), max_length=10, choices=How)

    class Meta:
        verbose_name = _("wish for a kind of mail")
        verbose_name_plural = _("wishes for kinds of mail")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_wish_per_kind"),
            state_constraint(How, name="how_known", field="how"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.how}"
