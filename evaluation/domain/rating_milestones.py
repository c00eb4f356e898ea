"""A competency at a level, rated by the mentee themselves and by the mentor; for talking about it, it decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from evaluation.enums import RaterRole
from evaluation.models import MilestoneRating
from evaluation.rules import is_in_the_pair, is_mentor_of_the_pair
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Competency

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

LOWEST, HIGHEST = 2, 10
"""The levels 1 to 5, in halves."""


@transaction.atomic
def rate_milestone(
    *, pairing_id: int, competency_id: int, half_levels: int, by: User, now: datetime
) -> MilestoneRating:
    """Keep at which level one of the pair sees the mentee today; the same day again corrects it.

    Raises:
        NotAllowed: `by` is not one of the pair.
        Refused: the pair is not at work, the level is none, or the competency is not one of this program.
    """
    pairing = Pairing.objects.with_people().select_for_update(of=["self"], no_key=True).get(pk=pairing_id)
    if not is_in_the_pair(by, pairing):
        raise NotAllowed(_("Only the pair rates milestones here."))
    if not pairing.is_active:
        raise Refused(_("This pair is not active, so nothing is rated."))
    if not LOWEST <= half_levels <= HIGHEST:
        raise Refused(_("Choose a level from 1 to 5."))
    known = Q(framework__program__isnull=True) | Q(framework__program=pairing.cohort.program_id)
    if not Competency.objects.filter(known, pk=competency_id).exists():
        raise Refused(_("This competency is not one of this program."))
    rating, is_new = MilestoneRating.objects.get_or_create(
        mentee=pairing.mentee,
        competency_id=competency_id,
        rated_by=by,
        rated_on=now.astimezone(ZoneInfo(by.time_zone)).date(),
        defaults={
            "half_levels": half_levels,
            "role": RaterRole.MENTOR if is_mentor_of_the_pair(by, pairing) else RaterRole.SELF,
        },
    )
    if not is_new and rating.half_levels != half_levels:
        rating.half_levels = half_levels
        rating.save(update_fields=["half_levels"])
        is_new = True
    if is_new:
        audit.record(verb="rate_milestone", actor=by, target=rating, now=now)
    return rating
