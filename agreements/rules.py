"""Who may do what with agreements, goals and actions; who may read them is `visible_to` of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from agreements.models import Action, Agreement, Ending, Expectation, Goal
    from mentorship.accounts.models import User


@rules.predicate
def is_in_the_pair(user: User, thing: Agreement | Expectation | Ending | Goal | Action) -> bool:
    """Is this person the mentor or the mentee of the pair it belongs to?"""
    return thing.pairing.has_member(user)


@rules.predicate
def is_the_mentor(user: User, thing: Agreement | Expectation | Ending | Goal | Action) -> bool:
    """Is this person the mentor of the pair it belongs to?"""
    return thing.pairing.mentor.user_id == user.pk


@rules.predicate
def is_the_mentee(user: User, thing: Agreement | Expectation | Ending | Goal | Action) -> bool:
    """Is this person the mentee of the pair it belongs to?"""
    return thing.pairing.mentee.user_id == user.pk


@rules.predicate
def leads_the_pair(user: User, thing: Agreement | Expectation | Ending | Goal | Action) -> bool:
    """Does this person lead the program in which the two meet?"""
    return leads_the_cohort(user, thing.pairing.cohort)


rules.add_perm("agreements.read_agreement", is_in_the_pair | leads_the_pair)
rules.add_perm("agreements.answer_expectations", is_in_the_pair)
rules.add_perm("agreements.change_text", is_in_the_pair)
rules.add_perm("agreements.sign_agreement", is_in_the_pair)
rules.add_perm("agreements.end_pair", is_in_the_pair)
rules.add_perm("agreements.work_on_goal", is_in_the_pair)
rules.add_perm("agreements.agree_goal", is_the_mentor)
rules.add_perm("agreements.confirm_goal", is_the_mentor)
rules.add_perm("agreements.rate_confidence", is_the_mentee)
rules.add_perm("agreements.work_on_action", is_in_the_pair)
