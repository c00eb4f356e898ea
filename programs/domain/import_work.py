"""The work of an import: read a file row by row, and write its good rows. Done at once, or by a worker from the queue.

Rows go through in chunks, each with the same number of queries, so that neither memory nor questions grow with the file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.core import audit, progress
from mentorship.core.errors import DomainError, Refused
from mentorship.core.nudging import nudge
from mentorship.core.states import move
from programs.domain.cohorts import advance_stage
from programs.domain.kept_files import kept_file
from programs.domain.participants.changed_since import warn_of_newer_answers
from programs.domain.participants.columns import Field, guess_mapping, guess_sheet_role
from programs.domain.participants.comparing import CHANGED, NEW, Judged, Seen, judge, known_people, text_of
from programs.domain.participants.inserting import insert_rows
from programs.domain.participants.parsing import ParsedRow, Parser
from programs.domain.participants.reading import read_sheets
from programs.domain.participants.words import vocabulary_of
from programs.domain.participants.writing import NewWords, write
from programs.domain.remembering import remembered_columns
from programs.enums import IMPORT_MOVES, CohortStage, ImportState, RowStatus
from programs.models import Cohort, ImportedFile, ImportRow, ParticipantImport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from programs.domain.participants.comparing import FirstPlace
    from programs.domain.participants.reading import Sheet
    from programs.domain.participants.words import Vocabulary

CHUNK = 1000
ABANDONED_AFTER = timedelta(minutes=15)
"""A worker never takes so long: after this time an import counts as left behind by one that died."""
STATUSES = (RowStatus.ERROR, RowStatus.NEW, RowStatus.CHANGED, RowStatus.UNCHANGED)
RANK = {status: rank for rank, status in enumerate(STATUSES)}
TAKES_BACK = "takes_back"
"""In the outcome of a preview: how many rows would replace what somebody changed since."""
LONGEST_FAILURE = 300
ROW_COLUMNS = ("participant_import", "sheet", "number", "role", "status", "status_rank", "cells", "said", "report")


def nudge_worker() -> None:
    """Ask for the queue to be looked at now; a broker that is away neither breaks nor delays the request."""
    nudge("programs.work_off_imports")


def lock_import(import_id: int) -> ParticipantImport:
    """Lock one import, its cohort, program and policy at hand."""
    found = ParticipantImport.objects.select_for_update(of=["self"]).get(pk=import_id)
    found.cohort = Cohort.objects.select_related("program", "policy").get(pk=found.cohort_id)
    return found


def work_off(*, now: datetime) -> int:
    """Read and write what waits; running this twice, late or in parallel is harmless. Return how many were done here."""
    _requeue_abandoned(now)
    done = 0
    for waiting, taken, do in (
        (ImportState.QUEUED, ImportState.READING, _read),
        (ImportState.AWAITED, ImportState.WRITING, _write),
    ):
        for import_id in list(
            ParticipantImport.objects.filter(state=waiting).order_by("pk").values_list("pk", flat=True)
        ):
            if not _claim(import_id, waiting, taken, now):
                continue
            try:
                do(import_id, now)
            except DomainError as error:
                _fail(import_id, str(error), now)
            except Exception:
                _fail(import_id, _("Something unexpected happened; the site's staff can read what in the log."), now)
                raise
            done += 1
    return done


@transaction.atomic
def read_at_once(*, import_id: int, now: datetime) -> ParticipantImport:
    """Read a queued file now, in the transaction of the caller."""
    _claim(import_id, ImportState.QUEUED, ImportState.READING, now)
    return _read(import_id, now)


@transaction.atomic
def write_at_once(*, import_id: int, now: datetime) -> dict[str, Any]:
    """Write an awaited import now, in the transaction of the caller; one that is written already is left as it is."""
    _claim(import_id, ImportState.AWAITED, ImportState.WRITING, now)
    return _write(import_id, now)


@transaction.atomic
def _claim(import_id: int, waiting: str, taken: str, now: datetime) -> bool:
    rows = ParticipantImport.objects.select_for_update(of=["self"], skip_locked=True)
    found = rows.filter(pk=import_id, state=waiting).first()
    if found is None:
        return False
    move(found, taken, moves=IMPORT_MOVES)
    found.started_at, found.failure = now, ""
    found.save(update_fields=["state", "started_at", "failure"])
    return True


@transaction.atomic
def _requeue_abandoned(now: datetime) -> None:
    back = {ImportState.READING: ImportState.QUEUED, ImportState.WRITING: ImportState.AWAITED}
    left = ParticipantImport.objects.select_for_update(skip_locked=True, of=["self"]).filter(
        state__in=back, started_at__lt=now - ABANDONED_AFTER
    )
    for found in left:
        old = found.state
        move(found, back[ImportState(old)], moves=IMPORT_MOVES)
        found.save(update_fields=["state"])
        audit.record(verb="requeue_import", actor=None, target=found, now=now, old=old, new=found.state)


@transaction.atomic
def _fail(import_id: int, words: str, now: datetime) -> None:
    """Put an import where the leader can act on it again: not readable, or back to its preview."""
    found = lock_import(import_id)
    old = found.state
    if old not in {ImportState.READING, ImportState.WRITING}:
        return
    move(found, ImportState.FAILED if old == ImportState.READING else ImportState.PREVIEWED, moves=IMPORT_MOVES)
    found.failure = words[:LONGEST_FAILURE]
    found.save(update_fields=["state", "failure"])
    audit.record(verb="fail_import", actor=None, target=found, now=now, old=old, new=found.state)


def _read(import_id: int, now: datetime) -> ParticipantImport:
    """Read the file from front to back, and keep of every row what it says and what it would do."""
    found = ParticipantImport.objects.select_related("cohort__program", "cohort__policy").get(pk=import_id)
    if found.state != ImportState.READING:
        return found
    content = kept_file(found)
    ImportRow.objects.filter(participant_import=found).delete()
    found.rows_total = content.count(b"\n") if not content.startswith(b"PK") else 0
    words, counted, sheets = vocabulary_of(found.cohort), Counter[str](), list[dict[str, Any]]()
    columns = remembered_columns(found.cohort.program_id)
    found.rows_done = 0
    for place, sheet in enumerate(read_sheets(content)):
        said = found.sheets[place] if place < len(found.sheets) else _guess(found, sheet, columns)
        sheets.append(said)
        names = [item["name"] for item in sheets]
        parser = Parser(header=sheet.header, mapping=said["mapping"], words=words, role=said["role"], sheet=place)
        while chunk := list(islice(sheet.rows, CHUNK)):
            if not said["role"]:
                continue
            counted.update(_read_chunk(found, [parser.parse(row) for row in chunk], words, names))
            found.rows_done += len(chunk)
            ParticipantImport.objects.filter(pk=found.pk).update(
                rows_done=found.rows_done, rows_total=found.rows_total and max(found.rows_total, found.rows_done)
            )
    return _finish_reading(found, sheets, words, counted, now)


@transaction.atomic
def _finish_reading(
    found: ParticipantImport, sheets: list[dict[str, Any]], words: Vocabulary, counted: Counter[str], now: datetime
) -> ParticipantImport:
    move(found, ImportState.PREVIEWED, moves=IMPORT_MOVES)
    found.sheets, found.rows_total = sheets, found.rows_done
    found.outcome = _counts(counted) | ({TAKES_BACK: counted[TAKES_BACK]} if counted[TAKES_BACK] else {})
    found.unknown = [
        {"field": field, "said": said, "count": count} for (field, said), count in words.unknown.most_common()
    ]
    found.save(update_fields=["sheets", "state", "outcome", "unknown", "rows_done", "rows_total"])
    audit.record(verb="preview_import", actor=None, target=found, now=now, new=found.state)
    return found


def _guess(found: ParticipantImport, sheet: Sheet, columns: dict[str, str]) -> dict[str, Any]:
    mapping = guess_mapping(sheet.header, found.role, columns)
    role = guess_sheet_role(sheet.name, mapping, found.role)
    if role != found.role:
        mapping = guess_mapping(sheet.header, role or found.role, columns)
    return {
        "name": sheet.name, "role": role, "header": sheet.header, "mapping": mapping, "delimiter": sheet.delimiter,
    }  # fmt: skip


@transaction.atomic
def _read_chunk(
    found: ParticipantImport, parsed: Sequence[ParsedRow], words: Vocabulary, names: Sequence[str]
) -> Counter[str]:
    known = known_people(found.cohort, (row.values.get("email", "") for row in parsed))
    seen = Seen(names, _stood_before(found, parsed))
    judged = judge(parsed, known, words, seen)
    warned = warn_of_newer_answers(judged, known, found.cohort)
    insert_rows(ImportRow, ROW_COLUMNS, [_as_row(found, item) for item in judged])
    return Counter({TAKES_BACK: warned}) + Counter(item.status for item in judged)


def _stood_before(found: ParticipantImport, parsed: Sequence[ParsedRow]) -> dict[tuple[str, str], FirstPlace]:
    """Find where addresses of these rows stood first in the rows that are kept already; nothing is held in memory."""
    addresses = {row.values["email"] for row in parsed if "email" in row.values}
    earlier = (
        ImportRow.objects.filter(participant_import=found)
        .annotate(address=text_of("email"), sent=text_of(str(Field.SENT_ON)))
        .filter(address__in=addresses)
        .order_by("-pk")
        .values_list("address", "role", "sheet", "number", "sent")
    )
    return {(address, role): (sheet, number, sent or "") for address, role, sheet, number, sent in earlier}


def _as_row(found: ParticipantImport, item: Judged) -> tuple[Any, ...]:
    row = item.row
    report = {"errors": row.errors, "changes": item.changes, "notes": row.notes, "warning": item.warning}
    status = item.status
    return found.pk, row.sheet, row.number, row.role, status.value, RANK[status], row.cells, row.values, report


def _write(import_id: int, now: datetime) -> dict[str, Any]:
    """Write every good row in one transaction; rows that changed their status since the preview are corrected in it."""
    try:
        with transaction.atomic():
            found = (
                ParticipantImport.objects.select_for_update(of=["self", "cohort"])
                .select_related("cohort__program", "cohort__policy")
                .get(pk=import_id)
            )
            if found.state != ImportState.WRITING:
                return dict(found.outcome)
            return _write_all(found, now)
    except IntegrityError as error:
        raise Refused(_("Somebody else added one of these people just now. Please confirm again.")) from error


def _write_all(found: ParticipantImport, now: datetime) -> dict[str, Any]:
    words, counted, added = vocabulary_of(found.cohort), Counter[str](), NewWords()
    progress.tell(found.uuid, 0)
    names = [sheet["name"] for sheet in found.sheets]
    for chunk in _stored(found):
        rows = {(row.sheet, row.number): row for row in chunk if row.status != RowStatus.ERROR}
        good = [ParsedRow(row.number, [], row.role, row.sheet, row.said) for row in rows.values()]
        known = known_people(found.cohort, (row.values["email"] for row in good))
        judged = judge(good, known, words, Seen(names))
        _correct([(rows[item.row.sheet, item.row.number], item) for item in judged])
        counted.update(item.status for item in judged)
        counted[RowStatus.ERROR] += len(chunk) - len(rows)
        write(cohort=found.cohort, judged=judged, known=known, words=words, added=added)
        progress.tell(found.uuid, counted.total())
    by = found.asked_by or found.uploaded_by
    if found.cohort.stage == CohortStage.DRAFT and counted[NEW] + counted[CHANGED]:
        advance_stage(cohort_id=found.cohort_id, to=CohortStage.ENROLLING, by=by, now=now)
    move(found, ImportState.CONFIRMED, moves=IMPORT_MOVES)
    found.outcome = _counts(counted) | asdict(added)
    found.save(update_fields=["state", "outcome"])
    ImportedFile.objects.filter(participant_import=found).delete()
    audit.record(verb="confirm_import", actor=by, target=found, now=now, old=ImportState.WRITING, new=found.state)
    return dict(found.outcome)


class _Stored(NamedTuple):
    """What confirming needs of a stored row."""

    pk: int
    sheet: int
    number: int
    role: str
    status: str
    said: dict[str, Any]
    report: dict[str, Any]


def _stored(found: ParticipantImport) -> Iterator[list[_Stored]]:
    """Yield the stored rows in chunks, in the order of the file, each chunk one query."""
    last = 0
    rows = ImportRow.objects.filter(participant_import=found).order_by("pk").values_list(*_Stored._fields)
    while chunk := [_Stored(*row) for row in rows.filter(pk__gt=last)[:CHUNK]]:
        last = chunk[-1].pk
        yield chunk


def _correct(compared: Sequence[tuple[_Stored, Judged]]) -> None:
    """Keep what rows do now, where that is not what the preview said."""
    differ = [
        ImportRow(
            pk=row.pk,
            status=item.status,
            status_rank=RANK[item.status],
            report={"errors": item.row.errors, "changes": item.changes, "notes": item.row.notes},
        )
        for row, item in compared
        if item.status != row.status or item.changes != row.report["changes"]
    ]
    if differ:
        ImportRow.objects.bulk_update(differ, ["status", "status_rank", "report"], batch_size=CHUNK)


def _counts(counted: Counter[str]) -> dict[str, Any]:
    return {str(status.value): counted[status] for status in STATUSES}
