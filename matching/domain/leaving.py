"""What becomes of somebody's pairs when they leave the cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from matching.domain.pairings import end_pairing
from matching.enums import EndReason
from matching.models import Pairing
from programs.domain.occasions import Leaving

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User
    from programs.models import Enrollment


def what_ends(enrollment: Enrollment) -> list[str]:
    """Name each pair that ends with this person's part."""
    sentences = []
    for pairing in Pairing.objects.live().of_enrollment(enrollment.pk).with_people():
        partner = pairing.mentor if pairing.mentee_id == enrollment.pk else pairing.mentee
        sentences.append(
            _("The pair with %(name)s ends, without fault. %(name)s can be matched again.")
            % {"name": partner.user.full_name}
        )
    return sentences


def end(enrollment_id: int, by: User, now: datetime) -> None:
    """End every pair of this person that still holds a place."""
    for pairing_id in Pairing.objects.live().of_enrollment(enrollment_id).order_by("pk").values_list("pk", flat=True):
        end_pairing(pairing_id=pairing_id, reason=EndReason.WITHDRAWN, by=by, now=now)


LEAVING = Leaving(what_ends=what_ends, end=end)
