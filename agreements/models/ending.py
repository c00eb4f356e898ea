"""How a pair came to its end, where one of the two asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class EndingQuerySet(models.QuerySet["Ending"]):
    """Endings, narrowed."""

    def visible_to(self, user: User) -> EndingQuerySet:
        """The pair's own and the program leader's; whose `reason` it is, `Ending.reason_for` says."""
        of_the_pair = Q(pairing__mentor__user=user) | Q(pairing__mentee__user=user)
        return self.filter(of_the_pair | Q(pairing__mentee__cohort__program__leaderships__user=user)).distinct()

    def told_to(self, leader: User) -> EndingQuerySet:
        """Those whose reason this person reads as program leader."""
        return self.filter(pairing__mentee__cohort__program__leaderships__user=leader)


class Ending(Record):
    """An end without fault: a kind message to the other, and a reason for the program leader only.

    Personal data: `message`, read by the two; `reason`, read by its author and the program leader.
    """

    pairing = models.OneToOneField("matching.Pairing", on_delete=models.PROTECT, related_name="ending")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    message = models.TextField(_("message"), max_length=1000)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    wants_new_partner = models.BooleanField(_("wants a new partner"), default=True)
    ended_at = models.DateTimeField(_("ended"))

    objects = EndingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ending")
        verbose_name_plural = _("endings")

    def __str__(self) -> str:
        return f"{self.pairing} · {self.ended_at:%Y-%m-%d}"
