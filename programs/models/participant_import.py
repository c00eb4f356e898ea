"""A file of participants on its way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import EnrollmentRole, ImportState

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class ParticipantImportQuerySet(models.QuerySet["ParticipantImport"]):
    """Imports, narrowed."""

    def visible_to(self, user: User) -> ParticipantImportQuerySet:
        """Those into cohorts of programs that `user` leads."""
        return self.filter(cohort__program__leaderships__user=user)


class ParticipantImport(Record):
    """An uploaded file, its column mapping, its rows with their errors, and its outcome.

    Personal data: the rows as uploaded; read by the program leader only.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="imports")
    role = models.CharField(_("these people are"), max_length=6, choices=EnrollmentRole)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREVIEWED)
    outcome = models.JSONField(default=dict, blank=True)

    objects = ParticipantImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of participants")
        verbose_name_plural = _("imports of participants")
        ordering = ["-created_at"]
        constraints = [state_constraint(ImportState, name="import_state_known")]

    def __str__(self) -> str:
        return self.file_name
