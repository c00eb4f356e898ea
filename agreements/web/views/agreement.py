"""Reading and signing the agreement of a pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements import readers
from agreements.domain.agreements import sign_agreement
from agreements.enums import AgreementState
from agreements.models import Agreement
from agreements.queries import current_agreement
from agreements.web.forms.signature import SignatureForm
from agreements.web.refusals import told_in
from matching.models import Pairing
from mentorship.core import audit, clock, stages
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from agreements.models import Signature
    from mentorship.accounts.models import User


@dataclass(frozen=True)
class Side:
    """One of the two, and their signature if there is one."""

    person: User
    role: str
    signature: Signature | None


@require_safe
def agreement(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a pair's agreement: who has signed, the text, and the signing at its end."""
    pairing = get_object_or_404(Pairing.objects.visible_to(request.user).with_people(), uuid=uuid)
    shown, now = current_agreement(pairing), clock.now()
    if shown is not None and not pairing.has_member(request.user):
        audit.record(verb="read_agreement", actor=request.user, target=shown, now=now)
    return _page(request, pairing, shown, now)


@require_POST
def sign(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Sign by typing one's name."""
    found = get_object_or_404(Agreement.objects.visible_to(request.user), uuid=uuid)
    pairing = Pairing.objects.with_people().get(pk=found.pairing_id)
    form, now = SignatureForm(request.POST, signer=request.user), clock.now()
    if form.is_valid():
        with told_in(form, "typed_name"):
            sign_agreement(agreement_id=found.pk, by=request.user, now=now, **form.cleaned_data)
            found.refresh_from_db()
            messages.success(request, _signed(found, pairing, request.user))
            return redirect("agreements:agreement", pairing.uuid)
    return _page(request, pairing, current_agreement(pairing), now, form)


def _signed(agreement: Agreement, pairing: Pairing, user: User) -> str:
    names = {"partner": pairing.partner_of(user).user.get_short_name()}
    if agreement.state == AgreementState.IN_FORCE:
        return _("Signed. Your agreement with %(partner)s is in force, and the two of you can begin.") % names
    return _("Signed. %(partner)s signs next; we tell you when it is in force.") % names


def _page(
    request: SignedInRequest,
    pairing: Pairing,
    shown: Agreement | None,
    now: datetime,
    form: SignatureForm | None = None,
) -> HttpResponse:
    is_member = pairing.has_member(request.user)
    sides = _sides(pairing, shown)
    is_open = shown is not None and shown.state == AgreementState.AWAITING
    unsigned = [side for side in sides if is_open and side.signature is None]
    own_turn = any(side.person == request.user for side in unsigned)
    return render(
        request,
        "agreements/agreement.html",
        {
            "pairing": pairing,
            "partner": pairing.partner_of(request.user).user if is_member else None,
            "is_member": is_member,
            "agreement": shown,
            "sides": sides,
            "others_to_sign": [side for side in unsigned if side.person != request.user],
            "form": (form or SignatureForm(signer=request.user)) if own_turn else None,
            "readers": readers.of_agreement(pairing, request.user),
            "remind_every": pairing.cohort.policy.agreement_reminder_days,
            "stages": stages.strip(pairing.pk, pairing.uuid, linked=is_member),
            "now": now,
        },
    )


def _sides(pairing: Pairing, shown: Agreement | None) -> list[Side]:
    signatures = {signature.signer_id: signature for signature in shown.signatures.all()} if shown else {}
    people = [(pairing.mentee.user, _("Mentee")), (pairing.mentor.user, _("Mentor"))]
    return [Side(person, role, signatures.get(person.pk)) for person, role in people]
