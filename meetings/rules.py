"""Who may do what with meetings and with what is written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

if TYPE_CHECKING:
    from matching.models import Pairing
    from meetings.models import Meeting, MeetingProposal
    from mentorship.accounts.models import User


@rules.predicate
def is_of_the_pair(user: User, pairing: Pairing) -> bool:
    """Is this person the mentor or the mentee of the pair?"""
    return pairing.has_member(user)


@rules.predicate
def is_in_the_meeting(user: User, meeting: Meeting) -> bool:
    """Is this person one of the two who meet?"""
    return meeting.pairing.has_member(user)


@rules.predicate
def is_asked(user: User, proposal: MeetingProposal) -> bool:
    """Was this person asked, by the other one of the pair?"""
    return proposal.pairing.has_member(user) and proposal.proposed_by_id != user.pk


@rules.predicate
def has_asked(user: User, proposal: MeetingProposal) -> bool:
    """Did this person propose the times?"""
    return proposal.proposed_by_id == user.pk


rules.add_perm("meetings.answer_proposal", is_asked)
rules.add_perm("meetings.withdraw_proposal", has_asked)
rules.add_perm("meetings.plan_for_pairing", is_of_the_pair)
rules.add_perm("meetings.change_meeting", is_in_the_meeting)
rules.add_perm("meetings.read_what_was_written", is_in_the_meeting)
