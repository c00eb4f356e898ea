"""Recording what became of people: one by one, or from a file, all rows of it or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.outcome_files import read_outcomes
from evaluation.enums import OUTCOME_VALUES, OutcomeKind
from evaluation.models import Outcome
from evaluation.readings import OUTCOME
from mentorship.core import audit, readings
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Cohort, Enrollment
from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from evaluation.domain.outcome_files import OutcomeFile
    from mentorship.accounts.models import User


def record_outcome(*, enrollment_id: int, kind: str, value: str, on: date, by: User, now: datetime) -> None:
    """Record, correct or (with an empty value) take back one outcome; the same again records nothing."""
    record_outcomes(enrollment_id=enrollment_id, said=[(kind, value, on)], by=by, now=now)


@transaction.atomic
def record_outcomes(*, enrollment_id: int, said: Iterable[tuple[str, str, date]], by: User, now: datetime) -> None:
    """Record outcomes of one person: each its kind, its value (empty takes it back) and the day as of which it is so.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: a kind has no such value, or a day is still to come; then nothing is recorded.
    """
    found = Enrollment.objects.select_for_update(of=["self"]).select_related("cohort__program")
    enrollment = found.get(pk=enrollment_id)
    _allow(by, enrollment.cohort)
    recorded = _recorded([enrollment])
    for kind, value, on in said:
        _write(enrollment, recorded.get((enrollment.pk, kind)), kind, value.strip(), on, by, now)


@transaction.atomic
def import_outcomes(*, cohort_id: int, content: bytes, only_check: bool, by: User, now: datetime) -> OutcomeFile:
    """Read a CSV file or an XLSX workbook of outcomes; write all of it, or nothing when a row has an error.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the file is no table, or has no column of e-mail addresses or of outcomes.
    """
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program").get(pk=cohort_id)
    _allow(by, cohort)
    found = read_outcomes(cohort, content, today=now.date())
    if not found.errors and not only_check:
        recorded = _recorded([line.enrollment for line in found.lines])
        for line in found.lines:
            for kind, value in line.values.items():
                _write(line.enrollment, recorded.get((line.enrollment.pk, kind)), kind, value, line.on, by, now)
        audit.record(verb="import_outcomes", actor=by, target=cohort, now=now)
    return found


def note_reading(*, enrollments: Iterable[Enrollment], target: Cohort | Enrollment, by: User, now: datetime) -> None:
    """Note whose outcomes a leader read on a page about `target`; who has none recorded is not named."""
    read = [enrollment.user_id for enrollment in enrollments if enrollment.outcomes.all()]
    if read:
        readings.note(reader=by, about=read, what=OUTCOME, target=target, now=now)


def _recorded(enrollments: Collection[Enrollment]) -> dict[tuple[int, str], Outcome]:
    """Return what is recorded of these people, by person and kind."""
    found = Outcome.objects.filter(enrollment__in=[enrollment.pk for enrollment in enrollments])
    return {(outcome.enrollment_id, outcome.kind): outcome for outcome in found}


def _write(
    enrollment: Enrollment, there: Outcome | None, kind: str, value: str, on: date, by: User, now: datetime
) -> None:
    if kind not in OutcomeKind.values or (OUTCOME_VALUES[kind] and value and value not in OUTCOME_VALUES[kind]):
        raise Refused(_("This cannot be recorded here."))
    if on > now.date():
        raise Refused(_("The day is still to come."))
    if there and (there.value, there.on) == (value, on):
        return
    is_in_words = kind == OutcomeKind.SPECIALTY
    old = there.value if there and not is_in_words else ""
    if not value:
        if there:
            audit.record(verb="take_back_outcome", actor=by, target=there, now=now, old=old)
            there.delete()
        return
    written = there or Outcome(enrollment=enrollment, kind=kind)
    written.value, written.on = value[:120], on
    if there:
        written.save(update_fields=["value", "on"])
    else:
        written.save(force_insert=True)
    audit.record(verb="record_outcome", actor=by, target=written, now=now, old=old, new="" if is_in_words else value)


def _allow(by: User, cohort: Cohort) -> None:
    if not leads_the_cohort(by, cohort):
        raise NotAllowed(_("Only the leaders of the program may do this."))
