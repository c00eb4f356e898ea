"""Who must never be paired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from matching.enums import ExclusionReason
from matching.models import Exclusion
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Enrollment

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def declare_exclusion(*, mentor_id: int, mentee_id: int, reason: str, by: User, now: datetime) -> Exclusion:
    """Keep two people from ever being proposed to each other.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: they are not a mentor and a mentee of one cohort, or are excluded already.
    """
    people = Enrollment.objects.select_related("cohort__program").in_bulk([mentor_id, mentee_id])
    mentor, mentee = people[mentor_id], people[mentee_id]
    if not rules.has_perm("matching.lead_matching", by, mentee.cohort):
        raise NotAllowed(_("Only the program leader declares this here."))
    if not are_mentor_and_mentee(mentor, mentee):
        raise Refused(_("Choose a mentor and a mentee of the same cohort."))
    exclusion = Exclusion(mentor=mentor, mentee=mentee, reason=ExclusionReason(reason), declared_by=by)
    try:
        with transaction.atomic():
            exclusion.save()
    except IntegrityError as error:
        raise Refused(_("These two are excluded from each other already.")) from error
    audit.record(verb="declare_exclusion", actor=by, target=exclusion, now=now)
    return exclusion


def are_mentor_and_mentee(mentor: Enrollment, mentee: Enrollment) -> bool:
    """Are these two a mentor and a mentee of one cohort?"""
    return (mentor.role, mentee.role, mentor.cohort_id) == ("mentor", "mentee", mentee.cohort_id)
