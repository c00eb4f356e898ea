"""A file of participants on its way in, and what the program remembers of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import EnrollmentRole, ImportRole, ImportState, RowStatus

if TYPE_CHECKING:
    from mentorship.accounts.models import User

UNDERWAY = frozenset({ImportState.QUEUED, ImportState.READING, ImportState.AWAITED, ImportState.WRITING})


class ParticipantImportQuerySet(models.QuerySet["ParticipantImport"]):
    """Imports, narrowed."""

    def visible_to(self, user: User) -> ParticipantImportQuerySet:
        """Those into cohorts of programs that `user` leads."""
        return self.filter(cohort__program__leaderships__user=user)


class ParticipantImport(Record):
    """An uploaded file, its column mapping and its outcome.

    `sheets` is a list of {name, role, header, mapping, delimiter}: a CSV file has one. `unknown` lists the values that
    nobody knew, each once: {field, said, count, means}. `outcome` counts rows by status.

    Personal data: the name of the file; read by the program leader only.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="imports")
    role = models.CharField(_("these people are"), max_length=6, choices=ImportRole)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    sheets = models.JSONField(default=list)
    unknown = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.QUEUED)
    outcome = models.JSONField(default=dict, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    started_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of participants")
        verbose_name_plural = _("imports of participants")
        ordering = ["-created_at"]
        constraints = [
            state_constraint(ImportState, name="import_state_known"),
            state_constraint(ImportRole, name="import_role_known", field="role"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_underway(self) -> bool:
        """Does a worker have it, or wait for it?"""
        return self.state in UNDERWAY


class ImportedFile(models.Model):
    """A part of the bytes of an uploaded file, kept until it is confirmed or discarded.

    A file lies in parts, so that no more of it than one part is turned into what the database takes at a time.

    Personal data: everything in the file; read by no page, deleted with the import's end.
    """

    participant_import = models.ForeignKey(ParticipantImport, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField(default=0)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant_import", "place"], name="part_of_file_once")]

    def __str__(self) -> str:
        return f"{self.participant_import_id}"


class ImportRow(models.Model):
    """One row of a file: its cells, what they mean, and what that would do.

    `said` holds the values that were understood, `report` errors, changes (old and new) and notes in words.

    Personal data: the row as uploaded; read by the program leader only, deleted when the import is discarded.
    """

    participant_import = models.ForeignKey(ParticipantImport, on_delete=models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=6, choices=EnrollmentRole, blank=True)
    status = models.CharField(max_length=10, choices=RowStatus)
    status_rank = models.PositiveSmallIntegerField()
    cells = models.JSONField(default=list)
    said = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant_import", "sheet", "number"], name="import_row_once"),
            state_constraint(RowStatus, name="import_row_status_known", field="status"),
        ]
        indexes = [
            models.Index(fields=["participant_import", "status_rank", "sheet", "number"], name="import_row_by_status")
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class RememberedColumn(models.Model):
    """What a question of a sign-up form held the last time this program imported it; empty when left out.

    Personal data: none.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.CASCADE, related_name="remembered_columns")
    question = models.CharField(max_length=300)
    field = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "question"], name="column_remembered_once")]

    def __str__(self) -> str:
        return self.question


class RememberedValue(models.Model):
    """What an answer nobody knew means in this program: an existing word, a word of its own, or nothing.

    Personal data: none; an answer that names a person is the leader's to leave out.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.CASCADE, related_name="remembered_values")
    field = models.CharField(max_length=20)
    said = models.CharField(max_length=200)
    means = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "field", "said"], name="value_remembered_once")]

    def __str__(self) -> str:
        return self.said
