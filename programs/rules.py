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

ROLE_OF = {EnrollmentRole.MENTOR: Role.MENTOR, EnrollmentRole.MENTEE: Role.MENTEE}


@rules.predicate
def leads_any_program(user: User) -> bool:
    """Is this person a program leader at all?"""
    return Program.objects.led_by(user).exists()


@rules.predicate
def leads_the_cohort(user: User, cohort: Cohort) -> bool:
    """Does this person lead the program of this cohort?"""
    return cohort.program.leaderships.filter(user=user).exists()


rules.add_perm("core.enter_admin", leads_any_program)
rules.add_perm("programs.lead_cohort", leads_the_cohort)


def roles_held(user: User) -> list[Role]:
    """Every role this person holds somewhere: leader, mentor, mentee."""
    enrolled = (
        Enrollment.objects.filter(user=user).exclude(state=EnrollmentState.WITHDRAWN).values_list("role", flat=True)
    )
    held = [ROLE_OF[EnrollmentRole(role)] for role in set(enrolled)]
    return [Role.LEADER, *held] if leads_any_program(user) else held
