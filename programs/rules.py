"""Who may do what with programs, cohorts and the people in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from mentorship.core.navigation import Role
from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment, Program

if TYPE_CHECKING:
    from mentorship.accounts.models import User
    from programs.models import Cohort

NOT_IN_YET_OR_GONE = [EnrollmentState.INVITED, EnrollmentState.APPLIED, EnrollmentState.WITHDRAWN]
ROLE_OF = {EnrollmentRole.MENTOR: Role.MENTOR, EnrollmentRole.MENTEE: Role.MENTEE}


@rules.predicate
def leads_any_program(user: User) -> bool:
    """Is this person a program leader at all?"""
    return Program.objects.led_by(user).exists()


@rules.predicate
def leads_the_program(user: User, program: Program) -> bool:
    """Does this person lead this program?"""
    return program.leaderships.filter(user=user).exists()


@rules.predicate
def leads_the_cohort(user: User, cohort: Cohort) -> bool:
    """Does this person lead the program of this cohort?"""
    return leads_the_program(user, cohort.program)


@rules.predicate
def leads_the_program_of(user: User, enrollment: Enrollment) -> bool:
    """Does this person lead the program in which somebody is enrolled?"""
    return leads_the_cohort(user, enrollment.cohort)


@rules.predicate
def is_the_person(user: User, enrollment: Enrollment) -> bool:
    """Is this their own enrollment?"""
    return enrollment.user_id == user.pk


rules.add_perm("core.enter_admin", leads_any_program)
rules.add_perm("programs.lead_any", leads_any_program)
rules.add_perm("programs.lead_program", leads_the_program)
rules.add_perm("programs.lead_cohort", leads_the_cohort)
rules.add_perm("programs.read_enrollment", is_the_person | leads_the_program_of)
rules.add_perm("programs.change_enrollment", leads_the_program_of)
rules.add_perm("programs.document_need", is_the_person)


def roles_held(user: User) -> list[Role]:
    """Every role this person holds somewhere: leader, mentor, mentee."""
    enrolled = Enrollment.objects.filter(user=user).exclude(state__in=NOT_IN_YET_OR_GONE).values_list("role", flat=True)
    held = [ROLE_OF[EnrollmentRole(role)] for role in set(enrolled)]
    return [Role.LEADER, *held] if leads_any_program(user) else held
