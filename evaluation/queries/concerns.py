"""Who reads a concern, and which wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, When

from evaluation.enums import ConcernState
from evaluation.models import Concern
from mentorship.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from matching.models import Pairing


def readers_of(pairing: Pairing) -> list[User]:
    """Every person who reads a concern about the mentee of this pair: the leaders of the program, by name."""
    leaders = User.objects.filter(leaderships__program=pairing.cohort.program_id, is_active=True)
    return list(leaders.distinct().order_by("full_name", "pk"))


def concerns_for(leader: User) -> QuerySet[Concern]:
    """What was raised in the programs this person leads, the open ones first, then the latest."""
    is_open = Case(When(state=ConcernState.RAISED, then=0), default=1)
    visible = Concern.objects.visible_to(leader).select_related(
        "pairing__mentee__user", "pairing__mentee__cohort__program", "settled_by"
    )
    return visible.order_by(is_open, "-raised_at", "-pk")
