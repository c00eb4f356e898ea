"""A mentee chooses what their portfolio shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.models import Observation, Portfolio
from mentorship.core import audit
from mentorship.core.errors import NotAllowed
from programs.enums import EnrollmentRole
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from mentorship.accounts.models import User


@transaction.atomic
def choose_feedback(*, mentee_id: int, observation_uuids: Collection[UUID], by: User, now: datetime) -> Portfolio:
    """Keep which feedback the mentee's portfolio shows; what is not about them is left out.

    Raises:
        NotAllowed: the enrollment is not `by`'s as a mentee.
    """
    mentee = Enrollment.objects.select_for_update(of=["self"], no_key=True).get(pk=mentee_id)
    if mentee.user_id != by.pk or mentee.role != EnrollmentRole.MENTEE:
        raise NotAllowed(_("Only the mentee chooses what this portfolio shows."))
    own = Observation.objects.submitted().filter(pairing__mentee__user=by, uuid__in=observation_uuids)
    chosen = sorted(str(uuid) for uuid in own.values_list("uuid", flat=True))
    portfolio = Portfolio.objects.filter(mentee=mentee).order_by("-pk").first()
    if portfolio is None:
        portfolio = Portfolio(mentee=mentee, title=by.full_name)
    elif portfolio.contents.get("observations", []) == chosen:
        return portfolio
    portfolio.contents = {**portfolio.contents, "observations": chosen}
    portfolio.save()
    audit.record(verb="choose_feedback", actor=by, target=portfolio, now=now, new=str(len(chosen)))
    return portfolio
