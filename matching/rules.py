"""Who may do what with runs, proposals and pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from matching.models import Pairing
    from mentorship.accounts.models import User


@rules.predicate
def is_in_the_pair(user: User, pairing: Pairing) -> bool:
    """Is this person the mentor or the mentee of this pair?"""
    return pairing.has_member(user)


@rules.predicate
def leads_the_pair(user: User, pairing: Pairing) -> bool:
    """Does this person lead the program in which the two meet?"""
    return leads_the_cohort(user, pairing.cohort)


rules.add_perm("matching.answer_pairing", is_in_the_pair)
rules.add_perm("matching.end_pairing", is_in_the_pair | leads_the_pair)
rules.add_perm("matching.lead_matching", leads_the_cohort)
rules.add_perm("matching.rest_pairing", leads_the_pair)
