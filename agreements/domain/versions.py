"""Versions of an agreement: each text is written once, and whoever changes the words makes the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements import terms
from agreements.enums import AGREEMENT_MOVES, AgreementState
from agreements.models import Agreement
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

LONGEST = 40_000
"""Characters an agreement may have; the text that ships has about 6,000."""


class NewerVersion(Refused):
    """Somebody made a newer version since this person began to write; `newest` is that one."""

    def __init__(self, newest: Agreement) -> None:
        self.newest = newest
        super().__init__(
            _("The text was changed while you were writing. Below is what changed; your own words are kept here."),
        )


@transaction.atomic
def change_text(*, pairing_id: int, text: str, base_version: int, by: User, now: datetime) -> Agreement:
    """Make the next version with this text; both sign it, and until then a version in force goes on to bind.

    `base_version` is the version the writer began from. The same text again makes nothing.

    Raises:
        NotAllowed: `by` is not one of the two.
        NewerVersion: there is a newer version than the one the writer began from.
        Refused: there is nothing to change, no words, or too many.
    """
    pairing = lock_pairing(pairing_id)
    newest = _newest(pairing)
    _may_change(newest, by)
    _goes_on(pairing)
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if text == newest.text:
        return newest
    refuse_stale(newest, base_version)
    if not text:
        raise Refused(_("An agreement needs words."))
    if len(text) > LONGEST:
        raise Refused(_("This is too long: at most %(longest)d characters.") % {"longest": LONGEST})
    return next_version(newest, text=text, by=by, now=now)


@transaction.atomic
def renew_agreement(*, agreement_id: int, by: User, now: datetime) -> Agreement:
    """Offer the agreement in force for another term: the same words as a new version, which both sign.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: it is not in force, or the pair has ended.
    """
    pairing = lock_pairing(Agreement.objects.values_list("pairing_id", flat=True).get(pk=agreement_id))
    agreement = Agreement.objects.select_for_update(of=["self"]).get(pk=agreement_id)
    agreement.pairing = pairing
    _may_change(agreement, by)
    open_one = Agreement.objects.unfinished().filter(pairing=pairing).first()
    if open_one is not None:
        return open_one
    _goes_on(pairing)
    if agreement.state != AgreementState.IN_FORCE:
        raise Refused(_("Only an agreement in force can be renewed."))
    return next_version(agreement, text=agreement.text, by=by, now=now, verb="renew_agreement")


def next_version(newest: Agreement, *, text: str, by: User, now: datetime, verb: str = "change_text") -> Agreement:
    """Write the version after `newest` inside the caller's transaction; one that is not in force gives way to it."""
    state = AgreementState.DRAFT if newest.state == AgreementState.DRAFT else AgreementState.AWAITING
    if newest.state != AgreementState.IN_FORCE:
        move(newest, AgreementState.SUPERSEDED, moves=AGREEMENT_MOVES)
        newest.save(update_fields=["state"])
    number = Agreement.objects.filter(pairing=newest.pairing).aggregate(newest=Max("version"))["newest"]
    version = Agreement.objects.create(
        pairing=newest.pairing,
        version=number + 1,
        text=text,
        text_sha256=terms.digest(text),
        state=state,
        author=by,
        opened_at=now,
    )
    audit.record(verb=verb, actor=by, target=version, now=now, new=version.state)
    return version


def offer_for_signing(draft: Agreement, *, by: User, now: datetime) -> Agreement:
    """Open a draft for signatures inside the caller's transaction."""
    old = draft.state
    move(draft, AgreementState.AWAITING, moves=AGREEMENT_MOVES)
    draft.opened_at = now
    draft.save(update_fields=["state", "opened_at"])
    audit.record(verb="offer_for_signing", actor=by, target=draft, now=now, old=old, new=draft.state)
    return draft


def refuse_stale(newest: Agreement, base_version: int) -> None:
    """Refuse what was written upon an earlier version.

    Raises:
        NewerVersion: `newest` is a later version.
    """
    if newest.version != base_version:
        raise NewerVersion(newest)


def lock_pairing(pairing_id: int) -> Pairing:
    """Lock a pair; every verb about its agreement begins with this, so that two of them come one after the other."""
    return Pairing.objects.select_for_update(of=["self"]).with_people().get(pk=pairing_id)


def _newest(pairing: Pairing) -> Agreement:
    newest = Agreement.objects.live().filter(pairing=pairing).order_by("-version").first()
    if newest is None:
        raise Refused(_("There is no agreement to change."))
    newest.pairing = pairing
    return newest


def _may_change(agreement: Agreement, by: User) -> None:
    if not by.has_perm("agreements.change_text", agreement):
        raise NotAllowed(_("Only the two people of this pair change their agreement."))


def _goes_on(pairing: Pairing) -> None:
    if pairing.state == PairingState.ENDED:
        raise Refused(_("This pair has ended, so its agreement stays as it is."))
