"""A mentee asks to be observed; the observer accepts or declines, the mentee takes it back, or it expires."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from evaluation.domain import asking
from evaluation.domain.answering import answer_request
from evaluation.domain.reminding import remind_observers
from evaluation.enums import OPEN_REQUEST_STATES, REQUEST_MOVES, ObserverMailKind, RequestChannel, RequestState
from evaluation.models import Observation, ObservationRequest, ObserverMail
from evaluation.reminders.requests import settled_requests, waiting_requests
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from mentorship.core.states import move
from tests.cast import NOW
from tests.evaluation.asking import OUTSIDER, TOMORROW, WORDS, ask
from tests.matching.factories import PairingFactory

pytestmark = pytest.mark.django_db

LIST_QUERIES = 8


def kinds_of_mails(request):
    return list(request.mails.order_by("pk").values_list("kind", flat=True))


def test_an_outsider_is_asked_by_mail(pairing, mentee):
    request = ask(pairing)

    assert (request.state, request.channel, request.observer) == ("asked", RequestChannel.LINK, None)
    assert request.invitation.expires_at == NOW + dt.timedelta(days=14)
    assert kinds_of_mails(request) == [ObserverMailKind.ASK]
    assert AuditEntry.objects.filter(verb="ask_for_observation", actor=mentee, target_uuid=request.uuid).count() == 1


def test_whoever_has_an_account_is_asked_in_it(pairing, other_mentor):
    request = ask(pairing, observer_email="Other.Mentor@example.org", observer_name="Somebody")

    assert (request.channel, request.observer, request.observer_name) == (
        RequestChannel.ACCOUNT,
        other_mentor,
        "Ines Marques",
    )
    assert kinds_of_mails(request) == []


def test_asking_twice_with_one_form_is_asking_once(pairing):
    key = uuid.uuid4()

    assert ask(pairing, client_key=key) == ask(pairing, client_key=key)
    assert ObserverMail.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"observer_email": "mentee@example.org"}, "your own address"),
        ({"wanted_on": dt.date(2027, 1, 31)}, "This day is over"),
        ({"wanted_on": dt.date(2030, 1, 1)}, "after the end"),
        ({"what": "  "}, "Say what"),
        ({"form_id": 0}, "no such form"),
        ({"goal_id": 0xFFFF}, "not one of this pair"),
        ({"topic_id": 0xFFFF}, "not one of this pair"),
    ],
)
def test_what_cannot_be_asked_is_refused(pairing, given, words):
    with pytest.raises(Refused, match=words):
        ask(pairing, **given)
    assert not ObservationRequest.objects.exists()


def test_only_the_mentee_asks(pairing, mentor):
    with pytest.raises(NotAllowed):
        ask(pairing, by=mentor)


def test_nobody_is_troubled_more_than_twenty_times_a_day(pairing):
    for _number in range(asking.MOST_A_DAY):
        ask(pairing)

    with pytest.raises(Refused, match="go on tomorrow"):
        ask(pairing)
    assert ask(pairing, now=NOW + dt.timedelta(hours=25), wanted_on=dt.date(2027, 2, 4))


def test_a_member_accepts_and_declines(pairing, other_mentor):
    accepted = ask(pairing, observer_email=other_mentor.email)
    declined = ask(pairing, observer_email=other_mentor.email)

    asking.accept_request(request_id=accepted.pk, by=other_mentor, now=NOW)
    asking.decline_request(request_id=declined.pk, by=other_mentor, word=" On leave that day ", now=NOW)

    accepted.refresh_from_db()
    declined.refresh_from_db()
    assert accepted.state == RequestState.ACCEPTED
    assert (declined.state, declined.decline_word) == (RequestState.DECLINED, "On leave that day")


def test_answering_twice_changes_and_records_nothing(pairing, other_mentor):
    request = ask(pairing, observer_email=other_mentor.email)
    for _time in range(2):
        asking.accept_request(request_id=request.pk, by=other_mentor, now=NOW)

    assert AuditEntry.objects.filter(verb="accept_request").count() == 1


@pytest.mark.parametrize("stranger", ["mentor", "mentee", "leader", "other_mentee"])
def test_nobody_else_answers_for_a_member(pairing, other_mentor, stranger, request):
    asked = ask(pairing, observer_email=other_mentor.email)
    by = request.getfixturevalue(stranger)

    for verb in (asking.accept_request, lambda **given: asking.decline_request(word="", **given)):
        with pytest.raises(NotAllowed):
            verb(request_id=asked.pk, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            verb(request_id=asked.pk, by=None, now=NOW)


def test_taking_it_back_stops_the_mails_that_wait(pairing, mentee):
    request = ask(pairing)

    asking.withdraw_request(request_id=request.pk, by=mentee, now=NOW)

    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    assert list(request.mails.values_list("kind", "state")) == [("ask", "cancelled")]


def test_who_was_written_to_hears_that_it_was_taken_back(pairing, mentee):
    request = ask(pairing)
    request.mails.update(state="sent", sent_at=NOW)

    asking.withdraw_request(request_id=request.pk, by=mentee, now=NOW)

    assert kinds_of_mails(request) == [ObserverMailKind.ASK, ObserverMailKind.WITHDRAWN]


def test_only_the_mentee_takes_it_back(pairing, mentor):
    with pytest.raises(NotAllowed):
        asking.withdraw_request(request_id=ask(pairing).pk, by=mentor, now=NOW)


def test_what_nobody_answers_expires_once_and_the_mentee_is_told(pairing, mentee):
    request = ask(pairing)
    early, late = request.answer_by - dt.timedelta(seconds=1), request.answer_by

    assert (asking.expire_requests(now=early), asking.expire_requests(now=late)) == (0, 1)
    assert asking.expire_requests(now=late) == 0
    request.refresh_from_db()
    assert request.state == RequestState.EXPIRED
    (due,) = settled_requests(late)
    assert (due.recipient_id, due.subject_uuid) == (mentee.pk, request.uuid)


def test_an_expired_request_is_asked_again_with_a_new_link(pairing, mentee):
    request = ask(pairing)
    late = request.answer_by
    asking.expire_requests(now=late)

    asking.ask_again(request_id=request.pk, by=mentee, wanted_on=late.date() + dt.timedelta(days=2), now=late)

    request.refresh_from_db()
    assert (request.state, request.invitation.round, request.decided_at) == (RequestState.ASKED, 2, None)
    assert request.answer_by > late
    assert ObserverMailKind.LINK in kinds_of_mails(request)


def test_an_outsider_is_reminded_once_the_morning_after(pairing):
    request = ask(pairing)
    morning = request.reminds_at

    assert morning == dt.datetime(2027, 2, 3, 8, tzinfo=morning.tzinfo)
    assert remind_observers(now=morning - dt.timedelta(seconds=1)) == 0
    assert [remind_observers(now=morning + dt.timedelta(days=days)) for days in (0, 1, 2)] == [1, 0, 0]


def test_a_member_is_told_at_once_and_reminded_once(pairing, other_mentor):
    request = ask(pairing, observer_email=other_mentor.email)
    morning = request.reminds_at

    assert [due.slot for due in waiting_requests(NOW)] == ["asked"]
    assert [due.slot for due in waiting_requests(morning)] == ["asked", "reminder"]
    assert {due.recipient_id for due in waiting_requests(morning)} == {other_mentor.pk}
    asking.decline_request(request_id=request.pk, by=other_mentor, word="", now=NOW)
    assert list(waiting_requests(morning)) == []


def test_what_a_member_sends_is_theirs_and_counts_for_the_goal_that_was_named(pairing, other_mentor):
    asked = ask(pairing, observer_email=other_mentor.email)

    sent = answer_request(
        request_id=asked.pk, client_key=uuid.uuid4(), by=other_mentor, now=NOW + dt.timedelta(days=1), **WORDS
    )

    asked.refresh_from_db()
    assert (sent.observer, sent.observer_name, sent.confirmed_by) == (other_mentor, "Ines Marques", "account")
    assert (sent.request, asked.state) == (asked, RequestState.ANSWERED)


def test_one_request_has_one_observation(pairing, other_mentor):
    asked, key = ask(pairing, observer_email=other_mentor.email), uuid.uuid4()
    given = {"request_id": asked.pk, "by": other_mentor, "now": NOW, **WORDS}
    first = answer_request(client_key=key, **given)

    assert answer_request(client_key=key, **given) == first
    with pytest.raises(Refused, match="already"):
        answer_request(client_key=uuid.uuid4(), **given)
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(("before", "after"), itertools.product(RequestState.values, repeat=2))
def test_every_move_of_a_request_is_allowed_or_refused_by_the_table_and_the_database(pairing, before, after):
    request = ask(pairing)
    word = {"decided_at": NOW}
    ObservationRequest.objects.filter(pk=request.pk).update(decided_at=NOW)
    if before == RequestState.EXPIRED or before in OPEN_REQUEST_STATES or before in REQUEST_MOVES[RequestState.ASKED]:
        ObservationRequest.objects.filter(pk=request.pk).update(state=before, **word)
    request.refresh_from_db()
    assert request.state == before

    if after in REQUEST_MOVES[before]:
        move(request, after, moves=REQUEST_MOVES)
        request.save(update_fields=["state"])
    elif after != before:
        with pytest.raises(Refused):
            move(request, after, moves=REQUEST_MOVES)
        with pytest.raises(DatabaseError), transaction.atomic():
            ObservationRequest.objects.filter(pk=request.pk).update(state=after)


def test_the_database_refuses_a_second_observation_of_a_request(pairing, other_mentor):
    asked = ask(pairing, observer_email=other_mentor.email, wanted_on=TOMORROW)
    first = answer_request(request_id=asked.pk, client_key=uuid.uuid4(), by=other_mentor, now=NOW, **WORDS)

    first.pk, first.uuid, first.client_key = None, uuid.uuid4(), uuid.uuid4()
    first._state.adding = True
    with pytest.raises(DatabaseError), transaction.atomic():
        first.save()


def test_an_address_is_kept_in_small_letters(pairing):
    assert ask(pairing, observer_email="Jo.Lind@Hospital.example").observer_email == OUTSIDER


@pytest.mark.parametrize("number", [10, 1000])
def test_the_list_asks_the_same_questions_for_10_and_for_1000(
    client, pairing, mentee, other_mentor, number, django_assert_num_queries
):
    """Of what one asked, what one was asked, and what was answered."""
    elsewhere, answered = PairingFactory(), ask(pairing)
    answer_request(request_id=answered.pk, client_key=uuid.uuid4(), link_round=1, now=NOW, **WORDS)
    ObservationRequest.objects.bulk_create(
        ObservationRequest(
            pairing=asked_in,
            form=answered.form,
            kind=answered.kind,
            channel=RequestChannel.ACCOUNT,
            observer=observer,
            observer_name=observer.full_name,
            observer_email=observer.email,
            what=f"Reduction {one}",
            wanted_on=TOMORROW,
            asked_at=NOW,
            answer_by=NOW + dt.timedelta(days=14),
        )
        for one in range(number)
        for asked_in, observer in ((pairing, other_mentor), (elsewhere, mentee))
    )
    client.force_login(mentee)

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("evaluation:requests"))

    assert page.context["page"].paginator.count == number + 1
    assert len(page.context["to_answer"]) == min(number, 20)
    assert ("These are the 20 nearest. More wait for you" in page.text) == (number > 20)
