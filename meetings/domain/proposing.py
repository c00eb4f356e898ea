"""Proposing times and answering: up to three on the table, one of them taken, or none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.domain.locking import hold_calendars, pairing_for
from meetings.domain.scheduling import refuse_unless_at_work, refuse_what_overlaps, schedule_meeting
from meetings.enums import PROPOSAL_MOVES, ProposalState
from meetings.models import Meeting, MeetingProposal, ProposedTime
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentorship.accounts.models import User

MOST_TIMES = 3


@transaction.atomic
def propose_times(
    *,
    pairing_id: int,
    starts: Sequence[dt.datetime],
    length_minutes: int,
    place: str = "",
    by: User,
    now: dt.datetime,
) -> MeetingProposal:
    """Lay one to three times on the table; they wait as many days as the cohort says, at most until the last has come.

    An earlier proposal of one's own is withdrawn; the same times twice are one proposal.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the pair is not at work, the other one has proposed already, or a time has passed or is taken.
    """
    pairing = pairing_for(pairing_id=pairing_id, by=by)
    hold_calendars([pairing.mentor.user_id, pairing.mentee.user_id])
    refuse_unless_at_work(pairing)
    times = sorted(set(starts))
    if not times:
        raise Refused(_("Choose at least one time."))
    if len(times) > MOST_TIMES:
        raise Refused(_("Propose at most %(number)d times, so that choosing is easy.") % {"number": MOST_TIMES})
    if times[0] <= now:
        raise Refused(_("One of these times has passed. Choose others."))
    if timezone.localdate(times[-1]) > pairing.last_day:
        last_day = date_format(pairing.last_day, "j F Y")
        raise Refused(_("Your time together ends on %(day)s, before the last of these times.") % {"day": last_day})
    waiting = MeetingProposal.objects.select_for_update().filter(pairing=pairing, state=ProposalState.OPEN).first()
    if waiting is not None:
        if _is_same(waiting, times, length_minutes, by) and waiting.is_open(now):
            return waiting
        _make_room(waiting, by=by, now=now)
    for moment in times:
        refuse_what_overlaps(pairing, [moment], length_minutes, by)
    proposal = MeetingProposal.objects.create(
        pairing=pairing,
        proposed_by=by,
        proposed_at=now,
        expires_at=min(now + dt.timedelta(days=pairing.cohort.policy.meeting_proposal_days), times[-1]),
        length_minutes=length_minutes,
        place=place.strip(),
    )
    ProposedTime.objects.bulk_create(ProposedTime(proposal=proposal, starts_at=moment) for moment in times)
    audit.record(verb="propose_times", actor=by, target=proposal, now=now, new=ProposalState.OPEN)
    return proposal


@transaction.atomic
def accept_time(*, time_id: int, by: User, now: dt.datetime) -> Meeting:
    """Take one of the proposed times: the meeting is planned, and the proposal settled.

    Raises:
        NotAllowed: `by` is not the one who was asked.
        Refused: the proposal is settled or expired, or the time has passed or is taken meanwhile.
    """
    time = ProposedTime.objects.select_related("proposal").get(pk=time_id)
    proposal = _for_the_asked(time.proposal_id, by)
    if proposal.state == ProposalState.ACCEPTED and proposal.meeting and proposal.meeting.starts_at == time.starts_at:
        return proposal.meeting
    _refuse_settled(proposal, now)
    meeting = schedule_meeting(
        pairing_id=proposal.pairing_id,
        starts_at=time.starts_at,
        length_minutes=proposal.length_minutes,
        place=proposal.place,
        by=by,
        now=now,
    )
    proposal.meeting = meeting
    _settle(proposal, ProposalState.ACCEPTED, verb="accept_time", by=by, now=now)
    return meeting


@transaction.atomic
def decline_times(*, proposal_id: int, by: User, now: dt.datetime) -> MeetingProposal:
    """Say that none of the times suits; said already is fine.

    Raises:
        NotAllowed: `by` is not the one who was asked.
        Refused: the proposal is settled otherwise, or expired.
    """
    proposal = _for_the_asked(proposal_id, by)
    if proposal.state != ProposalState.DECLINED:
        _refuse_settled(proposal, now)
        _settle(proposal, ProposalState.DECLINED, verb="decline_times", by=by, now=now)
    return proposal


@transaction.atomic
def withdraw_times(*, proposal_id: int, by: User, now: dt.datetime) -> MeetingProposal:
    """Take one's own proposal off the table; off already is fine.

    Raises:
        NotAllowed: the proposal is not `by`'s own.
        Refused: it was accepted.
    """
    proposal = _locked(proposal_id)
    if proposal.proposed_by_id != by.pk:
        raise NotAllowed(_("Only who proposed times can withdraw them."))
    if proposal.state == ProposalState.ACCEPTED:
        raise Refused(_("A time was accepted already. Cancel the meeting instead."))
    if proposal.state == ProposalState.OPEN:
        _settle(proposal, ProposalState.WITHDRAWN, verb="withdraw_times", by=by, now=now)
    return proposal


def expire_proposals(*, now: dt.datetime) -> int:
    """Mark every proposal whose time to answer is over, each in its own transaction; say how many."""
    over = MeetingProposal.objects.filter(state=ProposalState.OPEN, expires_at__lte=now)
    return sum(_expire(proposal_id, now) for proposal_id in over.values_list("pk", flat=True))


@transaction.atomic
def _expire(proposal_id: int, now: dt.datetime) -> bool:
    proposal = _locked(proposal_id)
    if proposal.state != ProposalState.OPEN or proposal.expires_at > now:
        return False
    _settle(proposal, ProposalState.EXPIRED, verb="expire_proposals", by=None, now=now)
    return True


def _locked(proposal_id: int) -> MeetingProposal:
    return (
        MeetingProposal.objects.select_for_update(of=["self"])
        .select_related("pairing__mentor__user", "pairing__mentee__user", "meeting")
        .get(pk=proposal_id)
    )


def _for_the_asked(proposal_id: int, by: User) -> MeetingProposal:
    proposal = _locked(proposal_id)
    if not by.has_perm("meetings.answer_proposal", proposal):
        raise NotAllowed(_("Only the one who was asked can answer."))
    return proposal


def _refuse_settled(proposal: MeetingProposal, now: dt.datetime) -> None:
    name = proposal.proposed_by.get_short_name()
    if proposal.state == ProposalState.ACCEPTED:
        raise Refused(_("Another of these times was accepted already."))
    if proposal.state == ProposalState.WITHDRAWN:
        raise Refused(_("%(name)s has withdrawn these times.") % {"name": name})
    if proposal.state == ProposalState.DECLINED:
        raise Refused(_("You said already that none of these times suits."))
    if not proposal.is_open(now):
        when = date_format(timezone.localtime(proposal.expires_at), "j F, H:i")
        raise Refused(_("This proposal expired on %(when)s. Propose a time yourself.") % {"when": when})


def _make_room(waiting: MeetingProposal, *, by: User, now: dt.datetime) -> None:
    if not waiting.is_open(now):
        _settle(waiting, ProposalState.EXPIRED, verb="expire_proposals", by=None, now=now)
    elif waiting.proposed_by_id == by.pk:
        _settle(waiting, ProposalState.WITHDRAWN, verb="withdraw_times", by=by, now=now)
    else:
        name = waiting.proposed_by.get_short_name()
        raise Refused(_("%(name)s has proposed times to you already. Answer those first.") % {"name": name})


def _is_same(waiting: MeetingProposal, times: Sequence[dt.datetime], length_minutes: int, by: User) -> bool:
    on_the_table = list(waiting.times.values_list("starts_at", flat=True))
    return waiting.proposed_by_id == by.pk and on_the_table == times and waiting.length_minutes == length_minutes


def _settle(proposal: MeetingProposal, to: str, *, verb: str, by: User | None, now: dt.datetime) -> None:
    old = proposal.state
    move(proposal, to, moves=PROPOSAL_MOVES)
    proposal.settled_at = now
    proposal.save(update_fields=["state", "settled_at", "meeting"])
    audit.record(verb=verb, actor=by, target=proposal, now=now, old=old, new=proposal.state)
