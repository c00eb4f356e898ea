"""Mentors hear of training: a while after they came, before a completion runs out, and when it has."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.notifications.reminders import Due, ReminderKind
from programs.enums import CohortStage
from programs.models import Enrollment, TrainingModule
from programs.training import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Iterator

MORNING = time(8)
TRAIN_WITHIN = timedelta(days=7)
"""So long after a mentor came they hear of training they have not done."""


def training_to_do(now: datetime) -> Iterator[Due]:
    """One row for a mentor's required module that is not done, a week after they came; one before it runs out; one after."""
    taught = Enrollment.objects.mentors().in_the_pool().exclude(cohort__stage=CohortStage.CLOSED)
    required = TrainingModule.objects.filter(is_required=True, program=OuterRef("cohort__program"))
    mentors = taught.filter(Exists(required)).select_related("user", "cohort__program", "cohort__policy").order_by("pk")
    for program_id, enrolled in groupby(sorted(mentors, key=_program_of), key=_program_of):
        there = list(enrolled)
        modules = TrainingModule.objects.filter(is_required=True, program=program_id)
        stands = standings(modules, {one.user_id for one in there}, on=now.date())
        for enrollment in there:
            for standing in stands[enrollment.user_id]:
                yield from _training(enrollment, standing, now)


def _program_of(enrollment: Enrollment) -> int:
    return enrollment.cohort.program_id


def _training(enrollment: Enrollment, standing: Standing, now: datetime) -> Iterator[Due]:
    zone = ZoneInfo(enrollment.user.time_zone)
    names = {"module": standing.module.title}
    if standing.until is None and standing.done_on is not None:
        return
    if standing.until is None:
        slot, due_at = "not done", enrollment.created_at + TRAIN_WITHIN
        headline = _("Training before you can be matched: %(module)s") % names
    else:
        lead = timedelta(days=enrollment.cohort.policy.reminder_days_before)
        soon = datetime.combine(standing.until - lead, MORNING, tzinfo=zone)
        over = datetime.combine(standing.until + timedelta(days=1), MORNING, tzinfo=zone)
        slot, due_at = (f"over {standing.until}", over) if over <= now else (f"until {standing.until}", soon)
        words = _("Your training has run out: %(module)s") if over <= now else _("Your training runs out: %(module)s")
        headline = words % names
    if due_at <= now:
        yield Due(
            recipient_id=enrollment.user_id,
            kind="training_due",
            subject_uuid=standing.module.uuid,
            slot=slot,
            due_at=due_at,
            headline=headline,
            lines=(_("Without it you are not proposed to anybody. Do it here whenever it suits you."),),
            action_label=_("Open the training"),
            action_path=reverse("programs:training-module", args=[standing.module.uuid]),
            scope_uuid=enrollment.cohort.uuid,
        )


TRAINING_DUE = ReminderKind(
    "training_due",
    gettext_lazy("Training to do, or that runs out"),
    training_to_do,
    why=gettext_lazy("you are a mentor in a program that asks for this training"),
)
