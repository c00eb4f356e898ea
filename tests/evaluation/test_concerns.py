"""A serious concern goes past the feedback to the program's leaders, who read it, each reading noted, and settle it."""

from __future__ import annotations

import uuid

import pytest
import time_machine
from django.contrib import admin
from django.db import DatabaseError, transaction
from django.urls import reverse

from evaluation.domain.concerns import raise_concern, settle_concern
from evaluation.domain.observer_links import token_of
from evaluation.models import Concern, Observation
from evaluation.reminders.concerns import CONCERN_RAISED, raised_concerns
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.home import Visit, next_things
from mentorship.core.models import AuditEntry
from tests.accounts.factories import UserFactory
from tests.cast import NOW
from tests.evaluation.asking import OUTSIDER, ask
from tests.programs.factories import LeadershipFactory

pytestmark = pytest.mark.django_db

TEXT = "The drain was pulled before the film was read."
QUERIES = 12


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def concern(pairing, mentor):
    return raise_concern(
        pairing_id=pairing.pk, kind="patient_safety", text=TEXT, by=mentor, now=NOW, client_key=uuid.uuid4()
    )


def said(**given):
    return {"client_key": str(uuid.uuid4()), "kind": "patient_safety", "text": TEXT, **given}


def test_it_says_exactly_who_reads_it_before_it_is_pressed(client, cohort, pairing, mentor, leader, other_leader):
    second = LeadershipFactory(program=cohort.program, user=UserFactory(full_name="Ada Second")).user
    client.force_login(mentor)

    text = client.get(reverse("evaluation:concern-new", args=[pairing.uuid])).text

    assert text.index(second.full_name) < text.index(leader.full_name) < text.index("Tell the program")
    assert other_leader.full_name not in text


def test_one_of_the_pair_raises_it(client, pairing, mentor):
    client.force_login(mentor)

    client.post(reverse("evaluation:concern-new", args=[pairing.uuid]), said())

    concern = Concern.objects.get()
    assert (concern.raised_by, concern.raised_by_name, concern.text) == (mentor, "Amara Osei", TEXT)
    assert not Observation.objects.exists()


def test_an_observer_without_an_account_raises_it_by_their_link(client, pairing):
    asked = ask(pairing)
    url = reverse("evaluation:observer-concern", args=[token_of(asked.invitation)])
    assert "Tell the program" in client.get(url).text

    client.post(url, said())

    concern = Concern.objects.get()
    assert (concern.raised_by, concern.raised_by_name, concern.raised_by_email) == (None, "Jo Lind", OUTSIDER)
    asked.refresh_from_db()
    assert asked.is_open


def test_sending_twice_raises_one(client, pairing, mentor):
    client.force_login(mentor)
    data = said()
    for _time in range(2):
        client.post(reverse("evaluation:concern-new", args=[pairing.uuid]), data)

    assert Concern.objects.count() == 1


def test_words_are_needed_and_a_patient_is_pointed_out(client, pairing, mentor):
    client.force_login(mentor)
    url = reverse("evaluation:concern-new", args=[pairing.uuid])

    assert "Write what happened." in client.post(url, said(text="")).text
    assert "Could somebody recognise the patient?" in client.post(url, said(text="MRN 00123456 fell")).text
    assert not Concern.objects.exists()


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor"])
def test_nobody_else_raises_one_about_this_mentee(pairing, who, request):
    with pytest.raises(NotAllowed):
        raise_concern(
            pairing_id=pairing.pk,
            kind="serious",
            text=TEXT,
            by=request.getfixturevalue(who),
            now=NOW,
            client_key=uuid.uuid4(),
        )


def test_every_leader_of_the_program_is_told_at_once_in_quiet_hours_too(cohort, concern, leader, other_leader):
    second = LeadershipFactory(program=cohort.program).user

    dues = list(raised_concerns(NOW))

    assert {due.recipient_id for due in dues} == {leader.pk, second.pk}
    assert {due.due_at for due in dues} == {NOW}
    assert CONCERN_RAISED.mandatory
    assert all(TEXT not in " ".join((due.headline, *due.lines)) for due in dues)


def test_it_stands_first_on_the_leaders_home_and_board(client, concern, leader):
    first = next_things(Visit(leader, "leader", NOW))[0]
    assert first.url == reverse("evaluation:concern", args=[concern.uuid])
    client.force_login(leader)

    board = client.get(reverse("evaluation:board")).text

    assert "1 serious concern waits: read it now" in board
    assert TEXT not in board


def test_a_leader_reads_it_and_every_reading_is_noted(client, concern, leader):
    client.force_login(leader)
    url = reverse("evaluation:concern", args=[concern.uuid])

    texts = [client.get(url).text for _time in range(2)]

    assert all(TEXT in text and "Amara Osei" in text for text in texts)
    assert AuditEntry.objects.filter(verb="read_concern", actor=leader, target_uuid=concern.uuid).count() == 2
    assert TEXT not in str(list(AuditEntry.objects.values()))


def test_a_leader_settles_it_and_the_telling_ends(client, concern, leader):
    client.force_login(leader)
    url = reverse("evaluation:concern", args=[concern.uuid])

    assert "Write what was done." in client.post(url, {"settlement": " "}).text
    client.post(url, {"settlement": "Spoke with the ward; the film is read first now."})

    concern.refresh_from_db()
    assert (concern.state, concern.settled_by, concern.settled_at) == ("settled", leader, NOW)
    assert list(raised_concerns(NOW)) == []
    assert not [thing for thing in next_things(Visit(leader, "leader", NOW)) if "concern" in thing.url]


def test_settling_twice_keeps_the_first_word(concern, leader):
    for words in ("First", "Second"):
        settle_concern(concern_id=concern.pk, settlement=words, by=leader, now=NOW)

    concern.refresh_from_db()
    assert concern.settlement == "First"
    assert AuditEntry.objects.filter(verb="settle_concern").count() == 1


@pytest.mark.parametrize("who", ["mentor", "mentee", "other_leader", "staff"])
def test_nobody_else_reads_or_settles_it(client, concern, who, request):
    user = request.getfixturevalue(who)
    client.force_login(user)

    assert client.get(reverse("evaluation:concern", args=[concern.uuid])).status_code == 404
    with pytest.raises(NotAllowed):
        settle_concern(concern_id=concern.pk, settlement="Done", by=user, now=NOW)


def test_no_words_no_settling(concern, leader):
    with pytest.raises(Refused):
        settle_concern(concern_id=concern.pk, settlement=" ", by=leader, now=NOW)


def test_it_is_never_in_the_admin():
    registered = {model._meta.label for model in admin.site._registry}

    assert not registered & {"evaluation.Concern", "evaluation.Observation", "evaluation.ObservationRequest"}


def test_the_database_keeps_what_was_said_as_it_was_said(concern):
    with pytest.raises(DatabaseError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(text="Nothing happened")


def test_the_list_asks_as_few_questions_with_many_concerns(
    client, pairing, mentor, leader, django_assert_max_num_queries
):
    client.force_login(leader)
    for _number in range(15):
        raise_concern(pairing_id=pairing.pk, kind="serious", text=TEXT, by=mentor, now=NOW, client_key=uuid.uuid4())

    with django_assert_max_num_queries(QUERIES):
        text = client.get(reverse("evaluation:concerns")).text

    assert TEXT not in text
