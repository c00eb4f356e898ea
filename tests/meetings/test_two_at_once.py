"""Two people booking the same slot at the same moment, each on a connection of their own."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from meetings.domain.confirming import confirm_held, confirm_missed
from meetings.domain.proposing import accept_time
from meetings.domain.scheduling import schedule_meeting
from meetings.enums import MeetingState
from meetings.models import Meeting
from mentorship.core.errors import Refused
from mentorship.core.models import AuditEntry
from tests.matching.factories import PairingFactory
from tests.meetings.factories import MeetingFactory, ProposalFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SECONDS_UNCOMMITTED = 0.5
SLOT = dt.datetime(2027, 2, 2, 17, tzinfo=dt.UTC)


def at_once(*verbs: Callable[[], object]) -> list[object]:
    """Run each on its own connection, all beginning together; a refusal is returned as its words."""
    begin = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> object:
        begin.wait()
        try:
            return verb()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))


def one_while_the_other_writes(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Run the second on its own connection once the first has written, and before it has committed."""
    has_written = Event()

    def begun() -> object:
        with transaction.atomic():
            answer = first()
            has_written.set()
            time.sleep(SECONDS_UNCOMMITTED)
        return answer

    def meanwhile() -> object:
        has_written.wait()
        return second()

    return at_once(begun, meanwhile)


def test_both_of_a_pair_booking_one_slot_get_one_meeting(pairing, mentor, mentee, now):
    def book(who):
        return lambda: schedule_meeting(pairing_id=pairing.pk, starts_at=SLOT, length_minutes=30, by=who, now=now)

    one, other = at_once(book(mentor), book(mentee))

    assert one == other
    assert Meeting.objects.count() == AuditEntry.objects.count() == 1


def test_two_mentees_booking_one_slot_of_their_mentor_give_one_meeting(
    pairing, mentee, mentor_enrollment, other_mentee, now
):
    second = PairingFactory(mentor=mentor_enrollment, mentee=other_mentee.enrollments.get(), place=2)

    answers = at_once(
        lambda: schedule_meeting(pairing_id=pairing.pk, starts_at=SLOT, length_minutes=30, by=mentee, now=now),
        lambda: schedule_meeting(pairing_id=second.pk, starts_at=SLOT, length_minutes=30, by=other_mentee, now=now),
    )

    assert Meeting.objects.count() == 1
    assert sum("Amara has another meeting" in str(answer) for answer in answers) == 1


def test_who_books_while_another_booking_is_not_committed_yet_waits_and_is_refused(
    pairing, mentee, mentor_enrollment, other_mentee, now
):
    second = PairingFactory(mentor=mentor_enrollment, mentee=other_mentee.enrollments.get(), place=2)

    _booked, refusal = one_while_the_other_writes(
        lambda: schedule_meeting(pairing_id=pairing.pk, starts_at=SLOT, length_minutes=30, by=mentee, now=now),
        lambda: schedule_meeting(pairing_id=second.pk, starts_at=SLOT, length_minutes=30, by=other_mentee, now=now),
    )

    assert "Amara has another meeting" in str(refusal)
    assert Meeting.objects.count() == 1


def test_held_and_missed_said_at_once_are_both_heard_and_one_stands(pairing, mentor, mentee, now):
    meeting = MeetingFactory(pairing=pairing, over=True)

    at_once(
        lambda: confirm_held(meeting_id=meeting.pk, minutes=30, by=mentor, now=now),
        lambda: confirm_missed(meeting_id=meeting.pk, by=mentee, now=now),
    )

    meeting.refresh_from_db()
    assert meeting.state in {MeetingState.HELD, MeetingState.MISSED}
    assert {answer.outcome for answer in meeting.confirmations.all()} == {"held", "missed"}
    assert AuditEntry.objects.filter(verb="contradict").count() == 1


def test_two_times_of_one_proposal_accepted_at_once_give_one_meeting(pairing, mentor, now):
    proposal = ProposalFactory(pairing=pairing)

    answers = at_once(
        *[lambda one=one: accept_time(time_id=one.pk, by=mentor, now=now) for one in proposal.times.all()]
    )

    assert Meeting.objects.count() == 1
    assert sum("Another of these times was accepted" in str(answer) for answer in answers) == 1
