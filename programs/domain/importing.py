"""People come into a cohort from a file: read, mapped, previewed row by row, then written at once or not at all.

The verbs of the leader. What takes long is done by `import_work`: at once for a small file, by a worker for a large
one; the row in the database is the queue, so that nothing waits for a broker and nothing is lost with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.domain import import_work, remembering
from programs.domain.import_work import lock_import
from programs.domain.kept_files import keep_file
from programs.domain.participants.columns import fields_for
from programs.domain.participants.reading import check_size
from programs.enums import IMPORT_MOVES, CohortStage, EnrollmentRole, ImportState
from programs.models import Cohort, ImportedFile, ImportRow, ParticipantImport
from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mentorship.accounts.models import User

SHEET_ROLES = (*EnrollmentRole.values, "both", "")


@transaction.atomic
def queue_import(
    *, cohort_id: int, role: str, file_name: str, content: bytes, by: User, now: datetime
) -> ParticipantImport:
    """Keep an uploaded file for a worker to read; nobody is enrolled yet.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the cohort is closed, or the file is too large.
    """
    cohort = Cohort.objects.select_related("program", "policy").get(pk=cohort_id)
    _allow(by, cohort)
    check_size(len(content))
    made = ParticipantImport.objects.create(
        cohort=cohort, role=role, uploaded_by=by, file_name=file_name.replace("\0", "")[-200:]
    )
    keep_file(made, content)
    audit.record(verb="queue_import", actor=by, target=made, now=now, new=made.state)
    transaction.on_commit(import_work.nudge_worker)
    return made


@transaction.atomic
def preview_import(
    *, cohort_id: int, role: str, file_name: str, content: bytes, by: User, now: datetime
) -> ParticipantImport:
    """Read a file at once and keep what it would do; nobody is enrolled yet.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the cohort is closed, or the file cannot be read at all.
    """
    made = queue_import(cohort_id=cohort_id, role=role, file_name=file_name, content=content, by=by, now=now)
    return import_work.read_at_once(import_id=made.pk, now=now)


def bring_file(
    *, cohort_id: int, role: str, file_name: str, content: bytes, by: User, now: datetime
) -> ParticipantImport:
    """Preview a small file at once and queue a large one."""
    verb = preview_import if len(content) <= settings.IMPORT_AT_ONCE_KILOBYTES * 1024 else queue_import
    return verb(cohort_id=cohort_id, role=role, file_name=file_name, content=content, by=by, now=now)


@transaction.atomic
def map_columns(
    *, import_id: int, sheets: Sequence[tuple[str, Mapping[str, Sequence[int]]]], by: User, now: datetime
) -> ParticipantImport:
    """Read the file again with the columns as the leader names them, and remember them for the program.

    `sheets` holds for each sheet who is on it (`mentor`, `mentee`, `both` by a column, or nothing) and its columns.
    """
    found = _open(import_id, by)
    before = [(sheet["role"], sheet["mapping"]) for sheet in found.sheets]
    for sheet, (role, mapping) in zip(found.sheets, sheets, strict=False):
        width = range(len(sheet["header"]))
        sheet["role"] = role if role in SHEET_ROLES else ""
        sheet["mapping"] = {
            str(field): sorted({column for column in mapping.get(field, ()) if column in width})
            for field in fields_for(sheet["role"] or EnrollmentRole.MENTOR)
            if mapping.get(field)
        }
    if before == [(sheet["role"], sheet["mapping"]) for sheet in found.sheets]:
        return found
    for sheet in found.sheets:
        remembering.remember_columns(found.cohort.program_id, sheet["header"], sheet["mapping"])
    found.save(update_fields=["sheets"])
    audit.record(verb="map_columns", actor=by, target=found, now=now)
    return _read_again(found, now)


@transaction.atomic
def choose_values(
    *, import_id: int, means: Mapping[tuple[str, str], str], by: User, now: datetime
) -> ParticipantImport:
    """Read the file again with what the leader says unknown answers mean, and remember it for the program."""
    found = _open(import_id, by)
    asked = {(item["field"], item["said"]) for item in found.unknown}
    chosen = {key: meaning for key, meaning in means.items() if key in asked}
    if not remembering.remember_values(found.cohort, chosen):
        return found
    audit.record(verb="choose_values", actor=by, target=found, now=now)
    return _read_again(found, now)


@transaction.atomic
def queue_confirmation(*, import_id: int, by: User, now: datetime) -> ParticipantImport:
    """Ask for everybody whose row is good to be enrolled; asking twice is asking once.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the file is not read yet, or was discarded.
    """
    found = _locked(import_id, by)
    if found.state in {ImportState.AWAITED, ImportState.WRITING, ImportState.CONFIRMED}:
        return found
    old = found.state
    move(found, ImportState.AWAITED, moves=IMPORT_MOVES)
    found.asked_by, found.failure, found.started_at = by, "", None
    found.save(update_fields=["state", "asked_by", "failure", "started_at"])
    audit.record(verb="queue_confirmation", actor=by, target=found, now=now, old=old, new=found.state)
    transaction.on_commit(import_work.nudge_worker)
    return found


@transaction.atomic
def confirm_import(*, import_id: int, by: User, now: datetime) -> dict[str, Any]:
    """Enroll everybody whose row is good, all of them or none; return how many rows were what.

    The rows are compared with the database once more, because it may have changed since the preview. Confirming
    twice returns the first outcome and writes nothing. A cohort in draft is enrolling from then on.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the import was discarded, or somebody else added one of these people at the same moment.
    """
    queue_confirmation(import_id=import_id, by=by, now=now)
    return import_work.write_at_once(import_id=import_id, now=now)


def confirm_or_queue(*, import_id: int, by: User, now: datetime) -> ParticipantImport:
    """Write a small file at once and queue a large one."""
    rows = ParticipantImport.objects.values_list("rows_total", flat=True).get(pk=import_id)
    if rows <= settings.IMPORT_AT_ONCE_ROWS:
        confirm_import(import_id=import_id, by=by, now=now)
    else:
        queue_confirmation(import_id=import_id, by=by, now=now)
    return ParticipantImport.objects.get(pk=import_id)


@transaction.atomic
def discard_import(*, import_id: int, by: User, now: datetime) -> ParticipantImport:
    """Forget a file that was not confirmed, its rows too; discarding twice is once."""
    found = _locked(import_id, by)
    if found.state == ImportState.DISCARDED:
        return found
    old = found.state
    move(found, ImportState.DISCARDED, moves=IMPORT_MOVES)
    ImportRow.objects.filter(participant_import=found).delete()
    ImportedFile.objects.filter(participant_import=found).delete()
    found.unknown = []
    found.save(update_fields=["state", "unknown"])
    audit.record(verb="discard_import", actor=by, target=found, now=now, old=old, new=found.state)
    return found


def _allow(by: User, cohort: Cohort) -> None:
    if not leads_the_cohort(by, cohort):
        raise NotAllowed(_("Only who leads the program can import people."))
    if cohort.stage == CohortStage.CLOSED:
        raise Refused(_("This cohort is closed."))


def _locked(import_id: int, by: User) -> ParticipantImport:
    found = lock_import(import_id)
    _allow(by, found.cohort)
    return found


def _open(import_id: int, by: User) -> ParticipantImport:
    found = _locked(import_id, by)
    if found.state != ImportState.PREVIEWED:
        raise Refused(_("This file is not waiting for your choice any more."))
    return found


def _read_again(found: ParticipantImport, now: datetime) -> ParticipantImport:
    """Have the file read once more: at once if it is small, else by a worker."""
    move(found, ImportState.QUEUED, moves=IMPORT_MOVES)
    found.started_at = None
    found.save(update_fields=["state", "started_at"])
    if found.rows_total <= settings.IMPORT_AT_ONCE_ROWS:
        return import_work.read_at_once(import_id=found.pk, now=now)
    transaction.on_commit(import_work.nudge_worker)
    return found
