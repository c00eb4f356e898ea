"""The mentee's logbook: a procedure is logged, alone or with an observation, or taken out again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.counting import start_goals
from evaluation.enums import ProcedureOutcome, ProcedureSetting, SupervisionLevel
from evaluation.models import Observation, Procedure
from evaluation.rules import keeps_the_logbook
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment, Topic

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from mentorship.accounts.models import User


@transaction.atomic
def log_procedure(
    *,
    mentee_id: int,
    topic_id: int,
    done_on: date,
    setting: str,
    supervision_level: str,
    by: User,
    now: datetime,
    age_band: str = "",
    outcome: str = "",
    note: str = "",
    observation_id: int | None = None,
    client_key: UUID | None = None,
) -> Procedure:
    """Put a procedure into the mentee's own logbook; the same `client_key` again returns the first one.

    `mentee_id` is the enrollment whose logbook it is, `observation_id` an observation of this mentee that saw the
    procedure and has none yet.

    Raises:
        NotAllowed: the logbook is not `by`'s.
        Refused: the day is still to come, or a choice is none of those offered.
    """
    mentee = open_logbook(mentee_id, by)
    logged = Procedure.objects.filter(client_key=client_key).first() if client_key else None
    if logged is not None:
        if logged.mentee_id != mentee.pk:
            raise Refused(_("This form was sent already. Open it again for another procedure."))
        return logged
    procedure = entry(
        mentee=mentee,
        topic=Topic.objects.filter(pk=topic_id).first(),
        done_on=done_on,
        setting=setting,
        supervision_level=supervision_level,
        age_band=age_band,
        outcome=outcome,
        note=note,
        client_key=client_key,
        by=by,
        now=now,
    )
    procedure.observation = _observation(observation_id, mentee)
    procedure.save()
    audit.record(verb="log_procedure", actor=by, target=procedure, now=now)
    start_goals(mentee_id=mentee.pk, now=now)
    return procedure


def open_logbook(mentee_id: int, by: User) -> Enrollment:
    """Lock the logbook of this enrollment for its mentee to write in.

    Raises:
        NotAllowed: the logbook is not `by`'s.
        Refused: they have left the program.
    """
    enrollments = Enrollment.objects.select_related("user", "cohort").select_for_update(of=["self"], no_key=True)
    mentee = enrollments.get(pk=mentee_id)
    if mentee.user_id != by.pk or mentee.role != EnrollmentRole.MENTEE:
        raise NotAllowed(_("Only the mentee writes in this logbook."))
    if mentee.state == EnrollmentState.WITHDRAWN:
        raise Refused(_("You have left this program, so its logbook is closed."))
    return mentee


def entry(
    *,
    mentee: Enrollment,
    topic: Topic | None,
    done_on: date,
    setting: str,
    supervision_level: str,
    by: User,
    now: datetime,
    age_band: str = "",
    outcome: str = "",
    note: str = "",
    client_key: UUID | None = None,
) -> Procedure:
    """Make an entry of the logbook, which is not saved yet.

    Raises:
        Refused: the day is still to come, or a choice is none of those offered.
    """
    if done_on > now.astimezone(ZoneInfo(by.time_zone)).date():
        raise Refused(_("This day is still to come."))
    if setting not in ProcedureSetting.values or supervision_level not in SupervisionLevel.values:
        raise Refused(_("Choose where it was done and how much supervision it needed."))
    if outcome not in {"", *ProcedureOutcome.values}:
        raise Refused(_("Choose how it went from the list."))
    if topic is None or topic.program_id not in {None, mentee.cohort.program_id}:
        raise Refused(_("This procedure is not one of this program."))
    return Procedure(
        mentee=mentee,
        topic=topic,
        done_on=done_on,
        setting=setting,
        age_band=age_band if setting == ProcedureSetting.PATIENT else "",
        supervision_level=supervision_level,
        outcome=outcome,
        note=note.strip(),
        client_key=client_key,
    )


@transaction.atomic
def log_observed(*, observation: Observation, setting: str, by: User | None, now: datetime) -> Procedure:
    """Join an observed procedure to the mentee's logbook: to the entry of that day if they made one, else as a new one.

    Called in the transaction that sends the observation. The observer's word on the supervision stands.
    """
    mentee_id = observation.pairing.mentee_id
    same = {"mentee_id": mentee_id, "topic_id": observation.topic_id, "done_on": observation.observed_on}
    procedure = (
        Procedure.objects.select_for_update(of=["self"], no_key=True)
        .filter(**same, setting=setting, observation__isnull=True)
        .order_by("pk")
        .first()
    )
    if procedure is None:
        age_band = observation.age_band if setting == ProcedureSetting.PATIENT else ""
        procedure = Procedure(**same, setting=setting, age_band=age_band)
    procedure.observation = observation
    procedure.supervision_level = observation.supervision_level
    procedure.save()
    audit.record(verb="log_observed", actor=by, target=procedure, now=now)
    return procedure


@transaction.atomic
def delete_procedure(*, procedure_id: int, by: User, now: datetime) -> None:
    """Take a procedure out of one's own logbook; one that is out already is left alone.

    Raises:
        NotAllowed: the logbook is not `by`'s.
        Refused: an observation stands behind it, so it is not the mentee's alone.
    """
    procedure = (
        Procedure.objects.select_related("mentee", "observation")
        .select_for_update(of=["self"], no_key=True)
        .filter(pk=procedure_id)
        .first()
    )
    if procedure is None:
        return
    if not keeps_the_logbook(by, procedure):
        raise NotAllowed(_("Only the mentee writes in this logbook."))
    if procedure.observation is not None:
        raise Refused(
            _("%(name)s saw this one and gave feedback, so it stays in the logbook.")
            % {"name": procedure.observation.observer_name},
        )
    audit.record(verb="delete_procedure", actor=by, target=procedure, now=now)
    procedure.delete()


def _observation(observation_id: int | None, mentee: Enrollment) -> Observation | None:
    if observation_id is None:
        return None
    observation = Observation.objects.filter(pk=observation_id, pairing__mentee=mentee).first()
    if observation is None:
        raise Refused(_("This observation is not about you."))
    if Procedure.objects.filter(observation=observation).exists():
        raise Refused(_("This observation has its procedure already."))
    return observation
