"""The way out: either of the two ends the pair, without fault and without having to say why to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.domain.versions import lock_pairing
from agreements.models import Ending
from matching.domain.pairings import end_pairing
from matching.enums import EndReason, PairingState
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def end_without_fault(
    *,
    pairing_id: int,
    message: str,
    reason: str,
    wants_new_partner: bool,
    by: User,
    now: datetime,
) -> Ending:
    """End the pair with a kind message to the other and a reason that only the program leader reads.

    The agreement ends with the pair, meetings to come are cancelled, goals stay readable for both.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the two have not begun, the pair has ended another way, or there is no message.
    """
    pairing = lock_pairing(pairing_id)
    present = Ending.objects.filter(pairing=pairing).first()
    ending = present or Ending(
        pairing=pairing,
        by=by,
        message=message.strip(),
        reason=reason.strip(),
        wants_new_partner=wants_new_partner,
        ended_at=now,
    )
    if not by.has_perm("agreements.end_pair", ending):
        raise NotAllowed(_("Only the two people of this pair end it here."))
    if present is not None:
        return present
    if pairing.state == PairingState.ENDED:
        raise Refused(_("This pair has ended already."))
    if pairing.state == PairingState.PROPOSED:
        raise Refused(_("You are not a pair yet. You can decline the proposal."))
    if not ending.message:
        raise Refused(_("Please write a word to the other; a thank-you is enough."))
    ending.save()
    audit.record(verb="end_without_fault", actor=by, target=ending, now=now)
    end_pairing(pairing_id=pairing.pk, reason=EndReason.NO_FAULT, by=by, now=now, wants_another=wants_new_partner)
    return ending
