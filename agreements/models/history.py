"""What was changed in goals and actions, and by whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.enums import Changed
from agreements.models.goal import Action, Goal
from mentorship.core.models import Record
from mentorship.core.states import state_constraint


class Change(Record):
    """One field of a goal or an action before and after, so that both see what the other changed.

    Personal data: what the two wrote; read by the pair only, as the goal or action itself.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, null=True, blank=True, related_name="changes")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, null=True, blank=True, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("changed"))
    what = models.CharField(_("what"), max_length=20, choices=Changed)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=False) | Q(action__isnull=False),
                name="change_is_of_a_goal_or_an_action",
            ),
            state_constraint(Changed, name="change_of_known_field", field="what"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} · {self.at:%Y-%m-%d}"
