"""Times on the table: proposed, taken, declined, withdrawn, expired; on the page and by the mail's signed link."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from matching.enums import PairingState
from matching.models import Pairing
from meetings import links, reminders
from meetings.domain.proposing import accept_time, decline_times, expire_proposals, propose_times, withdraw_times
from meetings.enums import PROPOSAL_MOVES, MeetingState, ProposalState
from meetings.models import Meeting, MeetingProposal
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from mentorship.core.states import move
from tests.meetings.factories import AvailabilityFactory, MeetingFactory, ProposalFactory


@pytest.fixture
def proposal(pairing):
    """Lena proposed two times."""
    return ProposalFactory(pairing=pairing)


@pytest.fixture
def propose(pairing, mentee, now):
    def verb(*days, by=mentee, **facts):
        starts = [now + dt.timedelta(days=day, hours=8) for day in days]
        return propose_times(pairing_id=pairing.pk, starts=starts, length_minutes=30, by=by, now=now, **facts)

    return verb


def text(answer):
    return " ".join(answer.content.decode().split())


def test_up_to_three_times_are_proposed_and_recorded(propose, now):
    proposal = propose(3, 2, 4, place=" Room 4 ")

    assert (proposal.state, proposal.place) == (ProposalState.OPEN, "Room 4")
    assert proposal.expires_at == now + dt.timedelta(days=4, hours=8)
    assert [time.starts_at.day for time in proposal.times.all()] == [3, 4, 5]
    assert AuditEntry.objects.get().verb == "propose_times"


def test_a_proposal_waits_as_long_as_the_cohort_says(propose, pairing, now):
    assert propose(20).expires_at == now + dt.timedelta(days=5)

    pairing.cohort.policy.meeting_proposal_days = 2
    pairing.cohort.policy.save()

    assert propose(21).expires_at == now + dt.timedelta(days=2)


def test_the_same_times_twice_are_one_proposal_and_others_replace_it(propose):
    first = propose(2, 3)
    assert propose(3, 2) == first

    second = propose(4)

    first.refresh_from_db()
    assert (first.state, second.state) == (ProposalState.WITHDRAWN, ProposalState.OPEN)


@pytest.mark.parametrize(
    ("days", "words"),
    [([], "at least one"), ([1, 2, 3, 4], "at most 3"), ([-1, 2], "passed"), ([300], "ends on")],
)
def test_times_nobody_could_mean_are_refused(propose, days, words):
    with pytest.raises(Refused, match=words):
        propose(*days)


def test_a_time_that_is_taken_is_not_proposed(propose, pairing):
    MeetingFactory(pairing=pairing)

    with pytest.raises(Refused, match="have a meeting on"):
        propose(1)


def test_who_was_asked_answers_first(proposal, propose, mentor):
    with pytest.raises(Refused, match="Lena has proposed times to you already"):
        propose(2, by=mentor)


def test_one_tap_plans_the_meeting(proposal, mentor, now):
    time = proposal.times.first()

    meeting = accept_time(time_id=time.pk, by=mentor, now=now)

    proposal.refresh_from_db()
    assert (meeting.starts_at, meeting.state, meeting.planned_by) == (time.starts_at, MeetingState.SCHEDULED, mentor)
    assert (proposal.state, proposal.meeting) == (ProposalState.ACCEPTED, meeting)
    assert accept_time(time_id=time.pk, by=mentor, now=now) == meeting
    assert Meeting.objects.count() == 1


def test_only_who_was_asked_accepts(proposal, mentee, leader, other_mentor, now):
    for person in (mentee, leader, other_mentor):
        with pytest.raises(NotAllowed):
            accept_time(time_id=proposal.times.first().pk, by=person, now=now)
        with pytest.raises(NotAllowed):
            decline_times(proposal_id=proposal.pk, by=person, now=now)


def test_only_who_proposed_withdraws(proposal, mentee, mentor, now):
    with pytest.raises(NotAllowed):
        withdraw_times(proposal_id=proposal.pk, by=mentor, now=now)

    withdraw_times(proposal_id=proposal.pk, by=mentee, now=now)

    assert withdraw_times(proposal_id=proposal.pk, by=mentee, now=now).state == ProposalState.WITHDRAWN
    with pytest.raises(Refused, match="Lena has withdrawn"):
        accept_time(time_id=proposal.times.first().pk, by=mentor, now=now)


def test_what_was_declined_stays_so(proposal, mentor, now):
    decline_times(proposal_id=proposal.pk, by=mentor, now=now)

    assert decline_times(proposal_id=proposal.pk, by=mentor, now=now).state == ProposalState.DECLINED
    with pytest.raises(Refused, match="none of these times"):
        accept_time(time_id=proposal.times.first().pk, by=mentor, now=now)


def test_a_proposal_expires_and_says_so(proposal, mentor, now):
    later = proposal.expires_at
    with pytest.raises(Refused, match="expired on 5 February, 09:00"):
        accept_time(time_id=proposal.times.first().pk, by=mentor, now=later)

    assert (expire_proposals(now=now), expire_proposals(now=later), expire_proposals(now=later)) == (0, 1, 0)

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.EXPIRED


def test_a_time_that_was_taken_meanwhile_is_refused_in_words(proposal, pairing, mentor, now):
    time = proposal.times.first()
    MeetingFactory(pairing=pairing, starts_at=time.starts_at + dt.timedelta(minutes=10))

    with pytest.raises(Refused, match="You two have a meeting"):
        accept_time(time_id=time.pk, by=mentor, now=now)

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


@pytest.mark.parametrize("state", ProposalState.values)
@pytest.mark.parametrize("to", ProposalState.values)
def test_a_proposal_moves_only_as_the_table_says(state, to):
    proposal = MeetingProposal(state=state)
    if to in PROPOSAL_MOVES[state]:
        move(proposal, to, moves=PROPOSAL_MOVES)
        assert proposal.state == to
    else:
        with pytest.raises(Refused):
            move(proposal, to, moves=PROPOSAL_MOVES)


# Mail


def test_who_is_asked_gets_the_times_and_a_link_that_needs_no_sign_in(proposal, mentor, now):
    (due,) = reminders.proposed(now)

    assert due.recipient_id == mentor.pk
    assert due.headline == "Lena proposes times to meet"
    assert due.lines[0] == "Tuesday 9 February, 17:00"
    assert "Friday 5 February, 09:00" in due.lines[-1]
    with time_machine.travel(now, tick=False):
        page = Client().get(due.action_path)
    assert "Which time suits you?" in text(page)
    assert page["Cache-Control"] == "private, no-store"


def test_who_proposed_hears_that_it_came_to_nothing(proposal, mentee, mentor, now):
    assert list(reminders.proposal_over(now)) == []

    (due,) = reminders.proposal_over(proposal.expires_at + dt.timedelta(minutes=1))
    assert (due.recipient_id, due.headline) == (mentee.pk, "Amara did not answer in time")

    decline_times(proposal_id=proposal.pk, by=mentor, now=now)
    (due,) = reminders.proposal_over(now)
    assert due.headline == "None of your times suits Amara"


@pytest.mark.usefixtures("frozen")
def test_opening_the_link_accepts_nothing_and_a_tap_does(proposal, mentor):
    path = reverse("meetings:answer-by-mail", args=[links.token_for(proposal, mentor)])
    visitor = Client()
    for method in (visitor.get, visitor.head):
        assert method(path).status_code == 200
    assert not Meeting.objects.exists()

    page = visitor.post(path, {"time": str(proposal.times.last().uuid)})

    assert "Planned. You both get the invitation by mail." in text(page)
    assert Meeting.objects.get().starts_at == proposal.times.last().starts_at
    assert "This meeting is planned." in text(visitor.get(path))
    assert "Another of these times was accepted already" in text(
        visitor.post(path, {"time": str(proposal.times.first().uuid)})
    )


@pytest.mark.usefixtures("frozen")
def test_a_link_that_was_changed_or_is_the_proposers_own_leads_nowhere(proposal, mentor, mentee):
    token = links.token_for(proposal, mentor)

    for wrong in (token[:-2], token + "x", "nonsense", links.token_for(proposal, mentee)):
        assert Client().get(reverse("meetings:answer-by-mail", args=[wrong])).status_code == 404


@pytest.mark.usefixtures("frozen")
def test_times_on_the_mails_page_are_the_readers_own(proposal, mentor):
    mentor.time_zone = "America/New_York"
    mentor.save(update_fields=["time_zone"])

    page = Client().get(reverse("meetings:answer-by-mail", args=[links.token_for(proposal, mentor)]))

    assert "Tue 9 Feb, 12:00" in text(page)


# Pages


@pytest.mark.usefixtures("frozen")
def test_from_the_page_of_times_to_the_planned_meeting(as_mentee, as_mentor, pairing, mentor, mentee, now):
    for user in (mentor, mentee):
        AvailabilityFactory(user=user)
    find = reverse("meetings:find", args=[pairing.uuid])
    page = as_mentee.get(find)
    assert "Both of you are free" in text(page)
    value = (now + dt.timedelta(days=1, hours=8)).isoformat()

    answer = as_mentee.post(find, {"times": [value], "length_minutes": 30, "place": "Room 4"}, follow=True)

    assert "Proposed. Amara gets a mail and chooses with one tap." in text(answer)
    assert "Waiting for an answer until" in text(answer)
    proposal = MeetingProposal.objects.get()
    assert "Lena proposes" in text(as_mentor.get(reverse("meetings:timing", args=[pairing.uuid])))
    assert "Choose a time with Lena" in text(as_mentor.get(reverse("core:home")))
    done = as_mentor.post(
        reverse("meetings:answer", args=[proposal.uuid]), {"time": str(proposal.times.get().uuid)}, follow=True
    )
    assert "Planned. You both get the invitation by mail." in text(done)
    assert Meeting.objects.get().place == "Room 4"


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(("state", "may_propose"), [(PairingState.ACTIVE, True), (PairingState.ACCEPTED, False)])
def test_times_are_offered_to_a_pair_that_has_signed(as_mentee, pairing, mentor, mentee, state, may_propose):
    for user in (mentor, mentee):
        AvailabilityFactory(user=user)
    Pairing.objects.filter(pk=pairing.pk).update(state=state)

    page = text(as_mentee.get(reverse("meetings:find", args=[pairing.uuid])))

    assert ("Propose to Amara" in page) == may_propose
    assert ("Meetings begin with your agreement" in page) != may_propose


@pytest.mark.usefixtures("frozen")
def test_what_was_not_offered_or_is_too_much_is_refused_on_the_page(as_mentee, pairing, now):
    for enrollment in (pairing.mentor, pairing.mentee):
        enrollment.availability = ["tue_am"]
        enrollment.save(update_fields=["availability"])
    find = reverse("meetings:find", args=[pairing.uuid])
    tuesday = now.replace(day=2, hour=8)

    page = as_mentee.post(find, {"times": ["2027-02-02T03:00:00+00:00"], "length_minutes": 30})
    assert "not one of the available choices" in text(page)
    many = [(tuesday + dt.timedelta(minutes=30 * number)).isoformat() for number in range(4)]
    page = as_mentee.post(find, {"times": many, "length_minutes": 30, "place": "Room 9"})

    assert "Propose at most three times" in text(page)
    assert text(page).count("checked") == 4
    assert "Room 9" in text(page)
    assert not MeetingProposal.objects.exists()


@pytest.mark.usefixtures("frozen")
def test_where_and_how_long_is_said_wherever_times_are_chosen_from(as_mentee, as_mentor, pairing, mentor, now):
    ProposalFactory(pairing=pairing, place="Library, room 9", length_minutes=45)

    (due,) = reminders.proposed(now)
    pages = [client.get(reverse("meetings:timing", args=[pairing.uuid])) for client in (as_mentee, as_mentor)]
    pages.append(Client().get(due.action_path))

    assert "Place: Library, room 9" in due.lines
    assert all("Library, room 9" in text(page) and "45 minutes" in text(page) for page in pages)


@pytest.mark.usefixtures("frozen")
def test_who_proposes_again_is_told_that_the_first_times_go(as_mentee, as_mentor, pairing, proposal):
    pages = [text(client.get(reverse("meetings:find", args=[pairing.uuid]))) for client in (as_mentee, as_mentor)]

    assert ["Proposing other times withdraws these." in page for page in pages] == [True, False]
    assert "Lena proposes" in pages[1]


@pytest.mark.usefixtures("frozen")
def test_an_expired_link_says_so_and_leads_to_other_times(client, mentor, mentee, proposal, pairing):
    address = reverse("meetings:answer-by-mail", args=[links.token_for(proposal, mentor)])

    with time_machine.travel(proposal.expires_at, tick=False):
        page = text(Client().get(address))
        client.force_login(mentee)
        own = text(client.get(reverse("meetings:timing", args=[pairing.uuid])))

    assert "This proposal expired on Friday 5 February, 09:00." in page
    assert reverse("meetings:find", args=[pairing.uuid]) in page
    assert "The times you proposed expired on Friday 5 February, 09:00." in own


@pytest.mark.usefixtures("frozen")
def test_an_expired_proposal_says_so_on_the_page(client, mentor, proposal, pairing):
    with time_machine.travel(proposal.expires_at, tick=False):
        client.force_login(mentor)
        page = text(client.get(reverse("meetings:timing", args=[pairing.uuid])))

    assert "The times that Lena proposed expired on Friday 5 February, 09:00." in page
