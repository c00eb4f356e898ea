"""An observation is sent once, whole, and by who saw it; it is read and answered by whom it is about."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from evaluation.domain import observing
from evaluation.domain.observing import mark_read, respond
from evaluation.enums import ObservationKind, ProcedureSetting
from evaluation.models import Observation, ObservationForm, Procedure
from matching.enums import PairingState
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.enums import TopicKind
from tests.cast import NOW
from tests.evaluation.observations import ALL_SIXES, ProcedureFactory, send_mini_cex
from tests.matching.factories import PairingFactory
from tests.programs.factories import ProgramFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_a_mini_cex_is_sent_with_its_seven_ratings(pairing, mentor, now):
    observation = send_mini_cex(pairing, ratings={**ALL_SIXES, "exam": None})

    assert (observation.submitted_at, observation.observed_on) == (now, now.date())
    assert (observation.observer, observation.observer_name) == (mentor, "Amara Osei")
    rows = {row.domain: (row.rating, row.is_not_observed) for row in observation.ratings.all()}
    assert len(rows) == 7
    assert rows["exam"] == (None, True)
    assert rows["overall"] == (6, False)
    assert AuditEntry.objects.get(target_uuid=observation.uuid).verb == "submit_observation"


def test_sending_twice_makes_one_record(pairing):
    key = uuid.uuid4()
    first = send_mini_cex(pairing, client_key=key)

    second = send_mini_cex(pairing, client_key=key, strengths="Typed again.")

    assert second == first
    assert Observation.objects.count() == 1
    assert AuditEntry.objects.filter(verb="submit_observation").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sending_twice_at_once_makes_one_record(pairing):
    key, made, start = uuid.uuid4(), [], threading.Barrier(2)
    topic = TopicFactory()

    def send():
        try:
            start.wait()
            made.append(send_mini_cex(pairing, client_key=key, topic_id=topic.pk, supervision_level="2b").pk)
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert len(made) == 2
    assert len(set(made)) == 1
    assert Observation.objects.count() == Procedure.objects.count() == 1


def test_the_key_of_another_pairs_form_is_refused(pairing, mentor):
    key = uuid.uuid4()
    send_mini_cex(PairingFactory(), client_key=key)

    with pytest.raises(Refused):
        send_mini_cex(pairing, client_key=key)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_key_for_two_pairs_at_once_keeps_one_and_refuses_the_other(pairing, monkeypatch):
    key, made, refused, looked = uuid.uuid4(), [], [], threading.Barrier(2, timeout=60)
    write = observing.write_observation

    def write_once_both_have_looked(**given):
        looked.wait()
        return write(**given)

    def send(to):
        try:
            made.append(send_mini_cex(to, client_key=key).pk)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    monkeypatch.setattr(observing, "write_observation", write_once_both_have_looked)
    senders = [threading.Thread(target=send, args=[to]) for to in (pairing, PairingFactory())]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert Observation.objects.get().pk == made[0]
    assert (len(made), refused) == (1, ["This form was sent already. Open it again for another observation."])


@pytest.mark.parametrize("missing", ["strengths", "to_improve", "next_step"])
def test_ratings_alone_are_refused(pairing, missing):
    with pytest.raises(Refused, match="Ratings alone"):
        send_mini_cex(pairing, **{missing: "   "})

    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "ratings",
    [
        {"overall": 5},
        {"exam": 5},
        {**ALL_SIXES, "exam": 0},
        {**ALL_SIXES, "exam": 10},
        {**ALL_SIXES, "surgery": 5},
        {},
    ],
    ids=["only overall", "no overall", "zero", "ten", "unknown domain", "nothing"],
)
def test_ratings_that_the_form_does_not_take_are_refused(pairing, ratings):
    with pytest.raises(Refused):
        send_mini_cex(pairing, ratings=ratings)


def test_a_field_note_needs_words_only(pairing):
    note = send_mini_cex(pairing, kind=ObservationKind.FIELD_NOTE, ratings={})

    assert note.ratings.count() == 0


def test_an_observation_keeps_the_version_of_its_form(pairing, now):
    first = send_mini_cex(pairing)
    newer = ObservationForm.objects.create(
        kind="mini_cex", version=3, definition=first.form.definition, published_at=now
    )

    second = send_mini_cex(pairing)

    first.refresh_from_db()
    assert first.form.version == 2
    assert second.form == newer


def test_what_was_begun_on_a_superseded_version_is_sent_on_it(pairing):
    older = ObservationForm.objects.get(kind="mini_cex", version=1)

    assert send_mini_cex(pairing, form_id=older.pk).form == older


@pytest.mark.parametrize("given", [{"program": None, "published_at": None}, {"name": "Ours", "published_at": NOW}])
def test_a_draft_and_a_form_of_another_program_are_refused(pairing, given):
    form = ObservationForm(kind="mini_cex", version=9, definition={}, **{"program": None, **given})
    if form.name:
        form.program = ProgramFactory()
    form.save()

    with pytest.raises(Refused, match="no such form"):
        send_mini_cex(pairing, form_id=form.pk)


@pytest.mark.parametrize("who", ["mentee", "leader", "other_mentor", "staff"])
def test_only_the_mentor_of_the_pair_sends(pairing, who, request):
    with pytest.raises(NotAllowed):
        send_mini_cex(pairing, by=request.getfixturevalue(who))


def test_a_pair_that_is_not_active_is_refused(pairing):
    pairing.state = PairingState.PAUSED
    pairing.save(update_fields=["state"])

    with pytest.raises(Refused, match="not active"):
        send_mini_cex(pairing)


def test_a_day_to_come_is_refused(pairing, now):
    with pytest.raises(Refused, match="still to come"):
        send_mini_cex(pairing, observed_on=now.date() + dt.timedelta(days=1))


def test_today_is_where_the_observer_is(pairing, mentor):
    mentor.time_zone = "Pacific/Auckland"
    late = dt.datetime(2027, 2, 1, 13, tzinfo=dt.UTC)

    assert send_mini_cex(pairing, by=mentor, now=late).observed_on == dt.date(2027, 2, 2)


def test_an_observed_procedure_enters_the_logbook(pairing):
    topic = TopicFactory(name="Shoulder reduction, observed")

    observation = send_mini_cex(pairing, topic_id=topic.pk, supervision_level="2b", age_band="25-44")

    logged = Procedure.objects.get()
    assert (logged.mentee, logged.topic, logged.observation) == (pairing.mentee, topic, observation)
    assert (logged.supervision_level, logged.setting, logged.age_band) == ("2b", ProcedureSetting.PATIENT, "25-44")


def test_a_simulated_procedure_says_so_and_has_no_age(pairing):
    send_mini_cex(
        pairing,
        topic_id=TopicFactory().pk,
        supervision_level="3a",
        age_band="25-44",
        procedure_setting=ProcedureSetting.SIMULATION,
    )

    assert (Procedure.objects.get().setting, Procedure.objects.get().age_band) == (ProcedureSetting.SIMULATION, "")


def test_an_observed_procedure_needs_its_supervision(pairing):
    with pytest.raises(Refused, match="supervision"):
        send_mini_cex(pairing, topic_id=TopicFactory().pk)


def test_a_procedure_that_the_mentee_logged_that_day_is_joined_not_doubled(pairing, now):
    own = ProcedureFactory(mentee=pairing.mentee, done_on=now.date(), supervision_level="3c")

    observation = send_mini_cex(pairing, topic_id=own.topic_id, supervision_level="2b")

    own.refresh_from_db()
    assert (own.observation, own.supervision_level) == (observation, "2b")
    assert Procedure.objects.count() == 1


def test_a_clinical_skill_enters_no_logbook(pairing):
    send_mini_cex(pairing, topic_id=TopicFactory(kind=TopicKind.CLINICAL).pk)

    assert not Procedure.objects.exists()


def test_a_procedure_of_another_program_is_refused(pairing):
    with pytest.raises(Refused, match="this program"):
        send_mini_cex(pairing, topic_id=TopicFactory(program=ProgramFactory()).pk, supervision_level="2b")


def test_the_mentee_reads_once(pairing, mentee, now):
    observation = send_mini_cex(pairing)

    mark_read(observation_id=observation.pk, by=mentee, now=now)
    mark_read(observation_id=observation.pk, by=mentee, now=now + dt.timedelta(hours=1))

    observation.refresh_from_db()
    assert observation.read_at == now
    assert AuditEntry.objects.filter(verb="mark_read").count() == 1


def test_a_response_also_reads_and_may_be_written_anew(pairing, mentee, now):
    observation = send_mini_cex(pairing)

    respond(observation_id=observation.pk, by=mentee, now=now, response="I rushed the pulse check.")
    respond(observation_id=observation.pk, by=mentee, now=now, response="I rushed the pulse check.")
    respond(observation_id=observation.pk, by=mentee, now=now, response="Pulse first, every time.")

    observation.refresh_from_db()
    assert (observation.response, observation.read_at) == ("Pulse first, every time.", now)
    assert AuditEntry.objects.filter(verb="respond").count() == 2


def test_an_empty_response_is_refused(pairing, mentee, now):
    with pytest.raises(Refused):
        respond(observation_id=send_mini_cex(pairing).pk, by=mentee, now=now, response="  ")


@pytest.mark.parametrize("who", ["mentor", "leader", "other_mentee"])
def test_only_the_mentee_reads_and_responds(pairing, who, request, now):
    observation, by = send_mini_cex(pairing), request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        mark_read(observation_id=observation.pk, by=by, now=now)
    with pytest.raises(NotAllowed):
        respond(observation_id=observation.pk, by=by, now=now, response="Mine.")
