"""Reading and signing the agreement of a pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements import differences, expectations, readers
from agreements.domain.agreements import sign_agreement
from agreements.enums import AgreementState
from agreements.models import Agreement, Ending
from agreements.queries import answers_of, current_agreement, current_among, version_before, versions_of
from agreements.readings import AGREEMENT
from agreements.web.forms.agreement import SettleForm
from agreements.web.forms.signature import SignatureForm
from agreements.web.refusals import told_in
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core import audit, clock, readings, stages
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day

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
    """Show a pair's agreement: what each expects, who has signed, the text, and the signing at its end."""
    pairing = get_object_or_404(Pairing.objects.visible_to(request.user).with_people(), uuid=uuid)
    if not pairing.has_member(request.user):
        _note_reading(request.user, pairing, clock.now())
    return agreement_page(request, pairing)


@require_safe
def versions(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show every version with what it changed."""
    pairing = get_object_or_404(Pairing.objects.visible_to(request.user).with_people(), uuid=uuid)
    if not pairing.has_member(request.user):
        _note_reading(request.user, pairing, clock.now())
    found = versions_of(pairing)
    earlier = [*found[1:], None]
    rows = [
        {"version": version, "changes": differences.between(before.text, version.text) if before else None}
        for version, before in zip(found, earlier, strict=True)
    ]
    return render(
        request,
        "agreements/versions.html",
        {
            "pairing": pairing,
            "rows": rows,
            "readers": readers.of_agreement(pairing, request.user),
            "now": clock.now(),
        },
    )


@require_POST
def sign(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Sign by typing one's name."""
    found = get_object_or_404(Agreement.objects.visible_to(request.user), uuid=uuid)
    pairing = Pairing.objects.with_people().get(pk=found.pairing_id)
    newest = current_agreement(pairing)
    if pairing.has_member(request.user) and newest is not None and newest.version > found.version:
        messages.error(
            request,
            _("Not signed: the words were changed while you were reading. Here is what is new; sign it if it fits."),
        )
        return redirect("agreements:agreement", pairing.uuid)
    form, now = SignatureForm(request.POST, signer=request.user), clock.now()
    if form.is_valid():
        with told_in(form, "typed_name"):
            sign_agreement(agreement_id=found.pk, by=request.user, now=now, **form.cleaned_data)
            found.refresh_from_db()
            messages.success(request, _signed(found, pairing, request.user))
            return redirect("agreements:agreement", pairing.uuid)
    return agreement_page(request, pairing, form=form)


def agreement_page(
    request: SignedInRequest,
    pairing: Pairing,
    *,
    form: SignatureForm | None = None,
    settle_form: SettleForm | None = None,
) -> HttpResponse:
    """Render the page of an agreement, with a form that was not taken if there is one."""
    now, found = clock.now(), versions_of(pairing)
    shown = current_among(found)
    is_member = pairing.has_member(request.user)
    sides = _sides(pairing, shown)
    waits = shown is not None and shown.state == AgreementState.AWAITING
    before = version_before(shown, found) if shown is not None and waits else None
    unsigned = [side for side in sides if waits and side.signature is None]
    own_turn = any(side.person == request.user for side in unsigned)
    if form is not None:
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, _("Not signed yet. %(why)s") % {"why": why})
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(request.user).user if is_member else None,
        "is_member": is_member,
        "agreement": shown,
        "sides": sides,
        "before": before,
        "changes": differences.between(before.text, shown.text) if shown and before else [],
        "others_to_sign": [side for side in unsigned if side.person != request.user],
        "form": (form or SignatureForm(signer=request.user)) if own_turn else None,
        "readers": readers.of_agreement(pairing, request.user),
        "remind_every": pairing.cohort.policy.agreement_reminder_days,
        "stages": stages.strip(pairing, linked=is_member),
        "ending": _ending(pairing, request.user),
        "may_change": is_member and shown is not None and pairing.state != PairingState.ENDED,
        "renewal_is_due": bool(
            shown
            and shown.state == AgreementState.IN_FORCE
            and shown.review_on
            and shown.review_on <= local_day(now)
            and is_member
        ),
        "now": now,
    }
    return render(request, "agreements/agreement.html", context | _expected(request.user, pairing, shown, settle_form))


def _expected(user: User, pairing: Pairing, shown: Agreement | None, form: SettleForm | None) -> dict[str, Any]:
    """What each expects, as far as this person may read it, and the form in which the two settle where they differ."""
    if shown is None or not pairing.has_member(user):
        return {"compared": [], "own_answers": None, "awaits_partner": False, "settle_form": None}
    mentee, mentor = answers_of(pairing, user)
    own, other = (mentee, mentor) if pairing.mentee.user_id == user.pk else (mentor, mentee)
    rows = expectations.compare(mentee, mentor) if mentee and mentor else []
    to_settle = expectations.differences(mentee, mentor) if mentee and mentor else []
    is_open = shown.state == AgreementState.DRAFT and bool(to_settle)
    fresh = SettleForm(rows=to_settle, initial={"base_version": shown.version})
    return {
        "compared": rows,
        "own_answers": own,
        "awaits_partner": own is not None and other is None,
        "settle_form": (form or fresh) if is_open else None,
        "answers_readers": readers.of_goal(pairing, user),
    }


def _ending(pairing: Pairing, user: User) -> dict[str, Any] | None:
    """How the pair ended: the message for the two, the reason for its author and the program leader."""
    ending = Ending.objects.visible_to(user).filter(pairing=pairing).select_related("by").first()
    if ending is None:
        return None
    is_member = pairing.has_member(user)
    is_confided_in = ending.by_id == user.pk or not is_member
    return {
        "by": ending.by,
        "message": ending.message if is_member else "",
        "reason": ending.reason if is_confided_in else "",
        "wants_new_partner": ending.wants_new_partner if is_confided_in else None,
        "on": ending.ended_at,
        "is_own": ending.by_id == user.pk,
    }


def _note_reading(user: User, pairing: Pairing, now: datetime) -> None:
    shown = current_agreement(pairing)
    if shown is not None:
        audit.record(verb="read_agreement", actor=user, target=shown, now=now)
        pair = [pairing.mentee.user_id, pairing.mentor.user_id]
        readings.note(reader=user, about=pair, what=AGREEMENT, target=shown, now=now)


def _signed(agreement: Agreement, pairing: Pairing, user: User) -> str:
    names = {"partner": pairing.partner_of(user).user.get_short_name()}
    if agreement.state == AgreementState.IN_FORCE and _has_bound_before(agreement):
        return _("Signed. The new version of your agreement with %(partner)s is in force.") % names
    if agreement.state == AgreementState.IN_FORCE:
        return _("Signed. Your agreement with %(partner)s is in force, and the two of you can begin.") % names
    return _("Signed. %(partner)s signs next; we tell you when it is in force.") % names


def _has_bound_before(agreement: Agreement) -> bool:
    earlier = Agreement.objects.filter(pairing=agreement.pairing_id, version__lt=agreement.version)
    return earlier.filter(in_force_at__isnull=False).exists()


def _sides(pairing: Pairing, shown: Agreement | None) -> list[Side]:
    signatures = {signature.signer_id: signature for signature in shown.signatures.all()} if shown else {}
    people = [(pairing.mentee.user, _("Mentee")), (pairing.mentor.user, _("Mentor"))]
    return [Side(person, role, signatures.get(person.pk)) for person, role in people]
