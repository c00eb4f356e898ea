"""The logbook is the mentee's own; what somebody saw and wrote about stays in it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from evaluation.domain.logging import delete_procedure, log_procedure
from evaluation.enums import ProcedureSetting, SupervisionLevel
from evaluation.models import Procedure
from matching.enums import EndReason, PairingState
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.enums import EnrollmentState
from tests.cast import NOW
from tests.evaluation.observations import ProcedureFactory, send_mini_cex
from tests.matching.factories import PairingFactory
from tests.programs.factories import ProgramFactory, TopicFactory

pytestmark = pytest.mark.django_db


def log(pairing, **given):
    return log_procedure(
        **{
            "mentee_id": pairing.mentee_id,
            "topic_id": TopicFactory().pk,
            "done_on": dt.date(2027, 1, 30),
            "setting": ProcedureSetting.PATIENT,
            "supervision_level": SupervisionLevel.IN_THE_ROOM,
            "by": pairing.mentee.user,
            "now": NOW,
            "age_band": "25-44",
            **given,
        }
    )


def test_a_procedure_is_logged(pairing):
    procedure = log(pairing, note="  First one without a hint. ")

    assert (procedure.mentee, procedure.supervision_level) == (pairing.mentee, "2b")
    assert (procedure.age_band, procedure.note) == ("25-44", "First one without a hint.")
    assert AuditEntry.objects.get(target_uuid=procedure.uuid).verb == "log_procedure"


def test_a_simulation_has_no_patient(pairing):
    assert log(pairing, setting=ProcedureSetting.SIMULATION).age_band == ""


def test_sending_twice_makes_one_entry(pairing):
    key, topic = uuid.uuid4(), TopicFactory()

    assert log(pairing, client_key=key, topic_id=topic.pk) == log(pairing, client_key=key, topic_id=topic.pk)
    assert Procedure.objects.count() == 1


@pytest.mark.parametrize("who", ["mentor", "leader", "other_mentee"])
def test_only_the_mentee_writes_in_the_logbook(pairing, who, request):
    with pytest.raises(NotAllowed):
        log(pairing, by=request.getfixturevalue(who))


@pytest.mark.parametrize(
    "given",
    [
        {"done_on": dt.date(2027, 2, 2)},
        {"setting": "elsewhere"},
        {"supervision_level": "9"},
        {"supervision_level": ""},
    ],
)
def test_what_cannot_be_is_refused(pairing, given):
    with pytest.raises(Refused):
        log(pairing, **given)


def test_a_procedure_of_another_program_is_refused(pairing):
    with pytest.raises(Refused):
        log(pairing, topic_id=TopicFactory(program=ProgramFactory()).pk)


def test_who_has_left_logs_nothing(pairing):
    pairing.mentee.state = EnrollmentState.WITHDRAWN
    pairing.mentee.save(update_fields=["state"])

    with pytest.raises(Refused):
        log(pairing)


def test_an_observation_backs_one_procedure_of_its_own_mentee(pairing):
    observation = send_mini_cex(pairing)

    assert log(pairing, observation_id=observation.pk).observation == observation
    with pytest.raises(Refused, match="already"):
        log(pairing, observation_id=observation.pk)


def test_deleting_takes_it_out_once(pairing, mentee, now):
    procedure = log(pairing)

    delete_procedure(procedure_id=procedure.pk, by=mentee, now=now)
    delete_procedure(procedure_id=procedure.pk, by=mentee, now=now)

    assert not Procedure.objects.exists()
    assert AuditEntry.objects.filter(verb="delete_procedure").count() == 1


def test_an_observed_procedure_stays(pairing, mentee, now):
    send_mini_cex(pairing, topic_id=TopicFactory().pk, supervision_level="2b")

    with pytest.raises(Refused, match="Amara Osei saw this one"):
        delete_procedure(procedure_id=Procedure.objects.get().pk, by=mentee, now=now)


def test_nobody_else_deletes(pairing, mentor, now):
    procedure = ProcedureFactory(mentee=pairing.mentee)

    with pytest.raises(NotAllowed):
        delete_procedure(procedure_id=procedure.pk, by=mentor, now=now)


def test_the_logbook_is_read_by_the_mentee_and_the_mentors_at_work(
    pairing, mentee, mentor, leader, other_mentor, other_mentee
):
    ProcedureFactory(mentee=pairing.mentee)

    seen = [Procedure.objects.visible_to(user).count() for user in (mentee, mentor, leader, other_mentor, other_mentee)]

    assert seen == [1, 1, 0, 0, 0]


def test_a_mentor_of_today_reads_though_another_pairing_has_ended(pairing, mentor):
    earlier = PairingFactory(
        mentee=pairing.mentee, state=PairingState.ENDED, place=None, ended_at=NOW, end_reason=EndReason.NO_FAULT
    )
    ProcedureFactory(mentee=pairing.mentee)

    assert Procedure.objects.visible_to(mentor).count() == 1
    assert Procedure.objects.visible_to(earlier.mentor.user).count() == 0
