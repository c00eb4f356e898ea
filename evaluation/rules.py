"""Who may do what with observations, logbooks and reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from evaluation.enums import RequestChannel
from programs.rules import leads_the_program

if TYPE_CHECKING:
    from evaluation.models import Observation, ObservationRequest, Procedure
    from matching.models import Pairing
    from mentorship.accounts.models import User


@rules.predicate
def is_mentor_of_the_pair(user: User, pairing: Pairing) -> bool:
    """Is this person the mentor of the pair?"""
    return pairing.mentor.user_id == user.pk


@rules.predicate
def is_mentee_of_the_pair(user: User, pairing: Pairing) -> bool:
    """Is this person the mentee of the pair?"""
    return pairing.mentee.user_id == user.pk


@rules.predicate
def leads_the_observed_program(user: User, pairing: Pairing) -> bool:
    """Does this person lead the program of the pair?"""
    return leads_the_program(user, pairing.cohort.program)


@rules.predicate
def was_asked_for_by(user: User, request: ObservationRequest) -> bool:
    """Is this the mentee who asked?"""
    return request.pairing.mentee.user_id == user.pk


@rules.predicate
def was_asked(user: User | None, request: ObservationRequest) -> bool:
    """Is this the observer who was asked; without an account, whoever came by the link?"""
    return request.channel == RequestChannel.LINK if user is None else request.observer_id == user.pk


@rules.predicate
def is_in_the_pair(user: User, pairing: Pairing) -> bool:
    """Is this person one of the two?"""
    return pairing.has_member(user)


@rules.predicate
def was_observed(user: User, observation: Observation) -> bool:
    """Is this the mentee whom the observation is about?"""
    return observation.pairing.mentee.user_id == user.pk


@rules.predicate
def is_in_the_observed_pair(user: User, observation: Observation) -> bool:
    """Is this person one of the pair whom the observation is about?"""
    return observation.pairing.has_member(user)


@rules.predicate
def keeps_the_logbook(user: User, procedure: Procedure) -> bool:
    """Is this the mentee whose logbook the procedure stands in?"""
    return procedure.mentee.user_id == user.pk


rules.add_perm("evaluation.observe_pairing", is_mentor_of_the_pair)
rules.add_perm("evaluation.read_observations_of_pairing", is_in_the_pair)
rules.add_perm("evaluation.respond_to_observation", was_observed)
rules.add_perm("evaluation.act_on_observation", is_in_the_observed_pair)
rules.add_perm("evaluation.ask_for_observation", is_mentee_of_the_pair)
rules.add_perm("evaluation.change_request", was_asked_for_by)
rules.add_perm("evaluation.answer_request", was_asked)
rules.add_perm("evaluation.change_procedure", keeps_the_logbook)
