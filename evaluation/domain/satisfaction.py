"""The mentee says how satisfied they were with an observed encounter, without having read what the observer said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.models import Observation
from evaluation.models.observation import HIGHEST_SATISFACTION, LOWEST_SATISFACTION
from evaluation.rules import was_observed
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def say_satisfaction(*, observation_id: int, by: User, now: datetime, satisfaction: int) -> Observation:
    """Keep the mentee's satisfaction, from 1 to 9; it opens what the observer said, so it is said once.

    Raises:
        NotAllowed: `by` is not the mentee.
        Refused: it was said before, or it is not from 1 to 9.
    """
    people = Observation.objects.select_related("pairing__mentee").select_for_update(of=["self"], no_key=True)
    observation = people.get(pk=observation_id)
    if not was_observed(by, observation):
        raise NotAllowed(_("Only the mentee whom this is about can do that."))
    if observation.mentee_satisfaction == satisfaction:
        return observation
    if observation.mentee_satisfaction is not None:
        raise Refused(_("You have said it before, and both of you can read it."))
    if not LOWEST_SATISFACTION <= satisfaction <= HIGHEST_SATISFACTION:
        raise Refused(_("Choose a number from 1 to 9."))
    observation.mentee_satisfaction = satisfaction
    observation.save(update_fields=["mentee_satisfaction"])
    audit.record(verb="say_satisfaction", actor=by, target=observation, now=now)
    return observation
