"""People come into a cohort from a file: previewed row by row, then written at once or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.domain.cohorts import advance_stage
from programs.domain.participants.columns import Field, fields_for, guess_mapping
from programs.domain.participants.comparing import CHANGED, ERROR, NEW, UNCHANGED, in_words, judge, known_people
from programs.domain.participants.parsing import ParsedRow, Parser
from programs.domain.participants.reading import SheetRow, read_sheet
from programs.domain.participants.words import vocabulary_of
from programs.domain.participants.writing import write
from programs.enums import IMPORT_MOVES, CohortStage, ImportState
from programs.models import Cohort, ParticipantImport
from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mentorship.accounts.models import User
    from programs.domain.participants.comparing import Judged, Known
    from programs.domain.participants.words import Vocabulary

STATUSES = (ERROR, NEW, CHANGED, UNCHANGED)


@transaction.atomic
def preview_import(
    *, cohort_id: int, role: str, file_name: str, content: bytes, by: User, now: datetime
) -> ParticipantImport:
    """Read a file and keep what it would do; nobody is enrolled yet.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the cohort is closed, or the file cannot be read at all.
    """
    cohort = Cohort.objects.select_related("program", "policy").get(pk=cohort_id)
    _allow(by, cohort)
    sheet = read_sheet(content)
    made = ParticipantImport(cohort=cohort, role=role, uploaded_by=by, file_name=file_name[:200], header=sheet.header)
    made.mapping = guess_mapping(sheet.header, role)
    _read(made, sheet.rows)
    made.save()
    audit.record(verb="preview_import", actor=by, target=made, now=now, new=made.state)
    return made


@transaction.atomic
def map_columns(*, import_id: int, mapping: Mapping[str, Sequence[int]], by: User, now: datetime) -> ParticipantImport:
    """Read the rows again with the columns as the leader names them."""
    found = _locked(import_id, by)
    if found.state != ImportState.PREVIEWED:
        raise Refused(_("This import is over. Upload the file again."))
    allowed = fields_for(found.role)
    width = range(len(found.header))
    new = {
        str(field): sorted({column for column in mapping.get(field, ()) if column in width})
        for field in allowed
        if mapping.get(field)
    }
    if new == found.mapping:
        return found
    found.mapping = new
    _read(found, [SheetRow(row["number"], row["cells"]) for row in found.rows])
    found.save(update_fields=["mapping", "rows", "outcome"])
    audit.record(verb="map_columns", actor=by, target=found, now=now)
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
    found = _locked(import_id, by)
    if found.state == ImportState.CONFIRMED:
        return dict(found.outcome)
    move(found, ImportState.CONFIRMED, moves=IMPORT_MOVES)
    words = vocabulary_of(found.cohort)
    parsed = [_parser(found, words).parse(SheetRow(row["number"], row["cells"])) for row in found.rows]
    known = _known(found, parsed)
    judged = judge(parsed, known, words)
    found.rows = [_as_row(item, words) for item in judged]
    try:
        with transaction.atomic():
            topics = write(cohort=found.cohort, role=found.role, judged=judged, known=known, words=words)
    except IntegrityError as error:
        raise Refused(_("Somebody else added one of these people just now. Please confirm again.")) from error
    if found.cohort.stage == CohortStage.DRAFT:
        advance_stage(cohort_id=found.cohort_id, to=CohortStage.ENROLLING, by=by, now=now)
    found.outcome = _counts(judged) | {"topics": topics}
    found.save(update_fields=["state", "rows", "outcome"])
    audit.record(verb="confirm_import", actor=by, target=found, now=now, old=ImportState.PREVIEWED, new=found.state)
    return dict(found.outcome)


@transaction.atomic
def discard_import(*, import_id: int, by: User, now: datetime) -> ParticipantImport:
    """Forget a previewed file, its rows too; discarding twice is once."""
    found = _locked(import_id, by)
    if found.state == ImportState.DISCARDED:
        return found
    old = found.state
    move(found, ImportState.DISCARDED, moves=IMPORT_MOVES)
    found.rows = []
    found.save(update_fields=["state", "rows"])
    audit.record(verb="discard_import", actor=by, target=found, now=now, old=old, new=found.state)
    return found


def _allow(by: User, cohort: Cohort) -> None:
    if not leads_the_cohort(by, cohort):
        raise NotAllowed(_("Only who leads the program can import people."))
    if cohort.stage == CohortStage.CLOSED:
        raise Refused(_("This cohort is closed."))


def _locked(import_id: int, by: User) -> ParticipantImport:
    found = ParticipantImport.objects.select_for_update(of=["self"]).get(pk=import_id)
    found.cohort = Cohort.objects.select_related("program", "policy").get(pk=found.cohort_id)
    _allow(by, found.cohort)
    return found


def _parser(found: ParticipantImport, words: Vocabulary) -> Parser:
    return Parser(header=found.header, mapping=found.mapping, words=words, role=found.role)


def _known(found: ParticipantImport, parsed: Sequence[ParsedRow]) -> Known:
    return known_people(found.cohort, found.role, (row.values.get("email", "") for row in parsed))


def _read(found: ParticipantImport, rows: Sequence[SheetRow]) -> None:
    """Parse and compare the rows, and put on the import what a leader needs to decide."""
    words = vocabulary_of(found.cohort)
    parser = _parser(found, words)
    parsed = [parser.parse(row) for row in rows]
    judged = judge(parsed, _known(found, parsed), words)
    found.rows = [_as_row(item, words) for item in judged]
    found.outcome = _counts(judged)


def _counts(judged: Sequence[Judged]) -> dict[str, Any]:
    counted = Counter(item.status for item in judged)
    return {status: counted[status] for status in STATUSES}


def _as_row(item: Judged, words: Vocabulary) -> dict[str, Any]:
    """Write a judged row for keeping and showing."""
    row = asdict(item.row)
    values = row.pop("values")
    summary = {
        str(field.label): in_words(field, values[field], words)
        for field in Field
        if field in values and field not in {Field.EMAIL, Field.FULL_NAME, Field.PREFERRED_NAME, Field.ABOUT}
    }
    return row | {
        "status": item.status,
        "changes": item.changes,
        "email": values.get("email", ""),
        "name": values.get("full_name", ""),
        "summary": summary,
    }
