"""A patient safety or serious concern: apart from the feedback, and read by the program's leaders only."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import ConcernKind, ConcernState
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns, narrowed."""

    def visible_to(self, user: User) -> ConcernQuerySet:
        """Those of the programs one leads; nobody else reads a concern, not even who raised it or site staff."""
        return self.filter(pairing__mentee__cohort__program__leaderships__user=user).distinct()

    def raised(self) -> ConcernQuerySet:
        """Those that nobody has settled yet."""
        return self.filter(state=ConcernState.RAISED)


class Concern(Record):
    """Somebody who saw a mentee at work says that a patient may be at risk, or something else that cannot wait.

    Personal data: what was said, about whom, by whom; read by the leaders of the program only, each reading audited;
    never in the admin.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(_("what it is"), max_length=15, choices=ConcernKind)
    text = models.TextField(_("what happened"))
    state = models.CharField(max_length=10, choices=ConcernState, default=ConcernState.RAISED)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="concerns_raised",
    )
    raised_by_name = models.CharField(_("raised by"), max_length=150)
    raised_by_email = models.EmailField(_("their e-mail address"))
    raised_at = models.DateTimeField(_("raised"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settlement = models.TextField(_("what was done"), blank=True)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering = ["-raised_at"]
        constraints = [
            state_constraint(ConcernState, name="concern_state_known"),
            state_constraint(ConcernKind, name="concern_kind_known", field="kind"),
            models.CheckConstraint(condition=~Q(text=""), name="concern_says_what_happened"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False, settled_by__isnull=False) & ~Q(settlement="")
                | Q(state="raised", settled_at__isnull=True, settled_by__isnull=True, settlement=""),
                name="settled_concern_says_what_was_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.raised_at:%Y-%m-%d}"
