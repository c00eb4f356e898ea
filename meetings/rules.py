"""Who may do what with meetings and with what is written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

if TYPE_CHECKING:
    from matching.models import Pairing
    from meetings.models import Meeting
    from mentorship.accounts.models import User


@rules.predicate
def is_of_the_pair(user: User, pairing: Pairing) -> bool:
    """Is this person the mentor or the mentee of the pair?"""
    return pairing.has_member(user)


@rules.predicate
def is_in_the_meeting(user: User, meeting: Meeting) -> bool:
    """Is this person one of the two who meet?"""
    return meeting.pairing.has_member(user)


rules.add_perm("meetings.plan_for_pairing", is_of_the_pair)
rules.add_perm("meetings.change_meeting", is_in_the_meeting)
rules.add_perm("meetings.read_what_was_written", is_in_the_meeting)
