"""An agreement from the moment it is written to the moment it binds.

The pairing is locked before the agreement, here and in every verb that ends in both.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements import terms
from agreements.domain.versions import lock_pairing
from agreements.enums import AGREEMENT_MOVES, LIVE_AGREEMENT_STATES, AgreementState
from agreements.models import Agreement, AgreementTemplate, Signature
from matching.domain.pairings import activate_pairing
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core import audit, codes
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User
    from programs.models import Program

SIGNERS = 2


@transaction.atomic
def open_agreement(*, pairing_id: int, now: datetime) -> Agreement:
    """Write the draft of the agreement of a pair that both have accepted; the one there is, if there is one.

    It opens for signing once both have said what they expect.

    Raises:
        Refused: the two have not both accepted, or the pairing has ended.
    """
    pairing = lock_pairing(pairing_id)
    present = Agreement.objects.filter(pairing=pairing, state__in=LIVE_AGREEMENT_STATES).order_by("-version").first()
    if present is not None:
        return present
    _both_have_accepted(pairing)
    text = terms.compose(sections_for(pairing.cohort.program), terms.gaps_of(pairing, now))
    agreement = Agreement.objects.create(
        pairing=pairing,
        version=1 + (Agreement.objects.filter(pairing=pairing).aggregate(newest=Max("version"))["newest"] or 0),
        text=text,
        text_sha256=terms.digest(text),
        state=AgreementState.DRAFT,
        opened_at=now,
    )
    audit.record(verb="open_agreement", actor=None, target=agreement, now=now, new=agreement.state)
    return agreement


@transaction.atomic
def sign_agreement(*, agreement_id: int, by: User, typed_name: str, now: datetime) -> Signature:
    """Sign; the second signature puts the agreement in force and the pair to work.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the name typed is not the signer's, the agreement does not wait for signatures, or the pair has ended.
    """
    pairing = lock_pairing(Agreement.objects.values_list("pairing_id", flat=True).get(pk=agreement_id))
    agreement = Agreement.objects.select_for_update(of=["self"]).get(pk=agreement_id)
    agreement.pairing = pairing
    if not by.has_perm("agreements.sign_agreement", agreement):
        raise NotAllowed(_("Only the two people of this pair sign their agreement."))
    signature = Signature.objects.filter(agreement=agreement, signer=by).first()
    if signature is not None:
        return signature
    if agreement.state == AgreementState.DRAFT:
        raise Refused(_("First each of you says what you expect; where you differ, you settle it. Then you sign."))
    if agreement.state != AgreementState.AWAITING:
        raise Refused(_("This version does not wait for signatures any more."))
    _both_have_accepted(pairing)
    if terms.digest(agreement.text) != agreement.text_sha256:
        raise Refused(_("This text is not the one that was opened for signing. Please tell your program leader."))
    if _bare(typed_name) != _bare(by.full_name):
        raise Refused(_("Please type your name as it stands here: %(name)s.") % {"name": by.full_name})
    signature = Signature.objects.create(
        agreement=agreement,
        signer=by,
        typed_name=" ".join(typed_name.split()),
        signed_at=now,
        text_sha256=agreement.text_sha256,
    )
    audit.record(verb="sign_agreement", actor=by, target=agreement, now=now)
    if Signature.objects.filter(agreement=agreement).count() == SIGNERS:
        _put_in_force(agreement, by=by, now=now)
    return signature


def sections_for(program: Program) -> list[terms.Section]:
    """Return the sections of new agreements of this program: its own current ones, else those shipped."""
    template = AgreementTemplate.objects.filter(program=program, is_current=True).first()
    own = [terms.Section(section.heading, section.body) for section in template.sections.all()] if template else []
    return terms.with_limits(own or terms.shipped_sections())


@transaction.atomic
def close_agreements(*, pairing_id: int, now: datetime) -> int:
    """Let a pair's agreement end with the pair; say how many versions ended."""
    live = list(
        Agreement.objects.live()
        .filter(pairing=pairing_id)
        .select_for_update(of=["self"], no_key=True)
        .select_related("pairing"),
    )
    if any(agreement.pairing.state != PairingState.ENDED for agreement in live):
        raise Refused(_("This pair goes on, and so does its agreement."))
    for agreement in live:
        old = agreement.state
        move(agreement, AgreementState.ENDED, moves=AGREEMENT_MOVES)
        agreement.save(update_fields=["state"])
        audit.record(verb="close_agreements", actor=None, target=agreement, now=now, old=old, new=agreement.state)
    return len(live)


def _put_in_force(agreement: Agreement, *, by: User, now: datetime) -> None:
    for earlier in Agreement.objects.filter(pairing=agreement.pairing, state=AgreementState.IN_FORCE):
        move(earlier, AgreementState.SUPERSEDED, moves=AGREEMENT_MOVES)
        earlier.save(update_fields=["state"])
    old = agreement.state
    move(agreement, AgreementState.IN_FORCE, moves=AGREEMENT_MOVES)
    agreement.in_force_at = now
    agreement.review_on = terms.review_day(agreement.pairing, now)
    agreement.verification_code = codes.new_code()
    agreement.save(update_fields=["state", "in_force_at", "review_on", "verification_code"])
    audit.record(verb="put_in_force", actor=by, target=agreement, now=now, old=old, new=agreement.state)
    if agreement.pairing.state == PairingState.ACCEPTED:
        activate_pairing(pairing_id=agreement.pairing_id, now=now)


def _both_have_accepted(pairing: Pairing) -> None:
    if pairing.state == PairingState.ENDED:
        raise Refused(_("This pair has ended, so there is nothing left to sign."))
    if pairing.state == PairingState.PROPOSED:
        raise Refused(_("The agreement opens once both of you have accepted."))


def _bare(name: str) -> str:
    """Return a name without what two spellings of it may differ in: case and space."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
