"""What each side expects, before the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agreements.enums import Channel, Rhythm, Weight
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class ExpectationQuerySet(models.QuerySet["Expectation"]):
    """Answers, narrowed."""

    def visible_to(self, user: User) -> ExpectationQuerySet:
        """One's own; the partner's too once both have answered. Nobody else reads them."""
        own = Expectation.objects.filter(pairing=OuterRef("pairing"), person=user)
        of_the_pair = Q(pairing__mentor__user=user) | Q(pairing__mentee__user=user)
        return self.filter(of_the_pair).filter(Q(person=user) | Exists(own))


class Expectation(Record):
    """One side's answers to the short questions that come before the agreement.

    Personal data: what a person expects and what is off limits for them; read by its author, and by the partner once
    both have answered.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="expectations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expectations")
    clinical = models.CharField(_("clinical coaching"), max_length=5, choices=Weight)
    career = models.CharField(_("career"), max_length=5, choices=Weight)
    research = models.CharField(_("research"), max_length=5, choices=Weight)
    how_often = models.CharField(_("how often to meet"), max_length=10, choices=Rhythm)
    reach = models.CharField(_("how to be reached between meetings"), max_length=10, choices=Channel)
    off_limits = models.TextField(_("what is off limits"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered"))

    objects = ExpectationQuerySet.as_manager()

    class Meta:
        verbose_name = _("expectation")
        verbose_name_plural = _("expectations")
        constraints = [
            models.UniqueConstraint(fields=["pairing", "person"], name="expectations_answered_once_per_person"),
            *(
                state_constraint(Weight, name=f"expectation_{f}_known", field=f)
                for f in ("clinical", "career", "research")
            ),
            state_constraint(Rhythm, name="expectation_how_often_known", field="how_often"),
            state_constraint(Channel, name="expectation_reach_known", field="reach"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.pairing}"
