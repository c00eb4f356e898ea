"""Entering the official wording of a questionnaire, once for a program; a correction is entered anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.models import Instrument, InstrumentWording, SurveyWindow
from evaluation.surveys.wording import is_official, mapped
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Program
from programs.rules import leads_the_program

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def enter_wording(
    *, program_id: int, instrument_id: int, text: str, has_permission: bool, by: User, now: datetime
) -> InstrumentWording:
    """Keep the sentences of a questionnaire for a program; surveys that have not begun ask in them.

    What is open goes on in the words it began with.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the lines are not as many as the items, ours need no wording, or the permission is not confirmed.
    """
    program = Program.objects.select_for_update(of=["self"]).get(pk=program_id)
    if not leads_the_program(by, program):
        raise NotAllowed(_("Only the leaders of the program may do this."))
    instrument = Instrument.objects.get(pk=instrument_id)
    use = instrument.definition["use"]
    if use == "own":
        raise Refused(_("This questionnaire is complete as it is."))
    if use == "permission" and not has_permission:
        raise Refused(_("Confirm that you have the owner's permission."))
    lines = mapped(instrument.definition, text)
    entered = InstrumentWording.objects.create(
        program=program,
        instrument=instrument,
        lines={line.key: line.text for line in lines},
        is_recognised=is_official(lines),
        has_permission=has_permission,
        entered_by=by,
        entered_at=now,
    )
    to_come = SurveyWindow.objects.filter(cohort__program=program, instrument=instrument, counted_at__isnull=True)
    for window in to_come.select_related("cohort"):
        if not window.has_begun(now):
            window.wording = entered
            window.save(update_fields=["wording"])
    audit.record(verb="enter_wording", actor=by, target=entered, now=now)
    return entered
