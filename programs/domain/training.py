"""A mentor finishes a module; a leader records who attended a workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.enums import CompletionKind, EnrollmentRole, EnrollmentState
from programs.models import Enrollment, TrainingCompletion, TrainingModule
from programs.rules import leads_the_program

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from mentorship.accounts.models import User


def _mentors_of(module: TrainingModule) -> set[int]:
    mentors = Enrollment.objects.filter(cohort__program=module.program_id, role=EnrollmentRole.MENTOR)
    return set(mentors.exclude(state=EnrollmentState.WITHDRAWN).values_list("user_id", flat=True))


@transaction.atomic
def complete_module(
    *, module_id: int, by: User, now: datetime, answers: Mapping[int, str] | None = None
) -> TrainingCompletion:
    """Finish a module; `answers` holds an answer for each of its questions, by the question's key. Once a day counts once.

    Raises:
        NotAllowed: `by` is no mentor of the program.
        Refused: a question is not answered right yet; the sentence names it and not its answer.
    """
    module = TrainingModule.objects.select_for_update(of=["self"]).get(pk=module_id)
    if by.pk not in _mentors_of(module):
        raise NotAllowed(_("This is for the mentors of the program."))
    given = answers or {}
    wrong = [str(question) for question in module.questions.all() if given.get(question.pk) != question.right_answer]
    if wrong:
        raise Refused(
            _("Not right yet: %(questions)s Read it again, then try once more.") % {"questions": " ".join(wrong)}
        )
    done, created = TrainingCompletion.objects.get_or_create(
        module=module, user=by, completed_on=timezone.localtime(now, ZoneInfo(by.time_zone)).date()
    )
    if created:
        audit.record(verb="complete_module", actor=by, target=module, now=now)
    return done


@transaction.atomic
def take_back_completion(*, completion_id: int, by: User, now: datetime) -> None:
    """Take back what was recorded by mistake; taking it back twice is once. The audit trail keeps that it was there.

    Raises:
        NotAllowed: `by` does not lead the program.
    """
    rows = TrainingCompletion.objects.select_for_update(of=["self"]).select_related("module__program", "user")
    found = rows.filter(pk=completion_id).first()
    if found is None:
        return
    if not leads_the_program(by, found.module.program):
        raise NotAllowed(_("Only who leads the program can take a completion back."))
    old = f"{found.user.uuid} {found.completed_on}"
    found.delete()
    audit.record(verb="take_back_completion", actor=by, target=found.module, now=now, old=old)


@transaction.atomic
def record_attendance(*, module_id: int, user_ids: Collection[int], on: date, by: User, now: datetime) -> int:
    """Record that mentors attended a workshop on a day; return how many were not recorded for that day before.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: nobody is chosen, somebody is no mentor of the program, or the day is still to come.
    """
    module = TrainingModule.objects.select_for_update(of=["self"]).select_related("program").get(pk=module_id)
    if not leads_the_program(by, module.program):
        raise NotAllowed(_("Only who leads the program can record attendance."))
    if not user_ids:
        raise Refused(_("Choose who was there."))
    if on > timezone.localtime(now, ZoneInfo(by.time_zone)).date():
        raise Refused(_("The workshop lies in the future. Record it once it has taken place."))
    if not set(user_ids) <= _mentors_of(module):
        raise Refused(_("Somebody you chose is no mentor of this program any more. Look at the list again."))
    already = set(
        TrainingCompletion.objects.filter(module=module, completed_on=on, user__in=user_ids).values_list(
            "user_id", flat=True
        )
    )
    new = sorted(set(user_ids) - already)
    TrainingCompletion.objects.bulk_create(
        TrainingCompletion(
            module=module, user_id=user_id, completed_on=on, kind=CompletionKind.WORKSHOP, recorded_by=by
        )
        for user_id in new
    )
    if new:
        audit.record(verb="record_attendance", actor=by, target=module, now=now, new=str(len(new)))
    return len(new)
