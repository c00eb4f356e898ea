"""Changing an agreement, renewing it, taking it along on paper, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements import differences, readers
from agreements.domain.documents import document_of
from agreements.domain.ending import end_without_fault
from agreements.domain.versions import NewerVersion, change_text, renew_agreement
from agreements.enums import AgreementState
from agreements.models import Agreement
from agreements.queries import changeable_agreement, open_goals_count
from agreements.web.forms.agreement import EndingForm, TextForm
from agreements.web.refusals import told, told_in
from matching.models import Pairing
from mentorship.core import clock
from mentorship.core.errors import Refused
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change the words; who comes second is shown what the first one changed."""
    pairing = _own_pairing(request, uuid)
    present = changeable_agreement(pairing)
    if present is None:
        messages.error(request, _("There is no agreement to change."))
        return redirect("agreements:agreement", pairing.uuid)
    form = TextForm(request.POST or None, initial={"base_version": present.version, "text": present.text})
    changes = None
    if request.method == "POST" and form.is_valid():
        with told_in(form, "text"):
            try:
                made = change_text(pairing_id=pairing.pk, by=request.user, now=clock.now(), **form.cleaned_data)
            except NewerVersion as newer:
                messages.error(request, str(newer))
                changes = _since(pairing, form.cleaned_data["base_version"], newer.newest)
                form = TextForm(initial={"base_version": newer.newest.version, "text": form.cleaned_data["text"]})
            else:
                _say_what_came_of_it(request, made, present)
                return redirect("agreements:agreement", pairing.uuid)
    context = {
        "form": form,
        "pairing": pairing,
        "partner": pairing.partner_of(request.user).user,
        "agreement": present,
        "changes": changes,
        "readers": readers.of_agreement(pairing, request.user),
    }
    return render(request, "agreements/change.html", context)


@require_POST
def renew(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Offer the same words for another term."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).with_people(), uuid=uuid)
    with told(request):
        renew_agreement(agreement_id=agreement.pk, by=request.user, now=clock.now())
        messages.success(request, _("The same words again, as a new version. It binds once both of you have signed."))
    return redirect("agreements:agreement", agreement.pairing.uuid)


@require_safe
def paper(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give the signed agreement as PDF; asking for it the first time makes it."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).with_people(), uuid=uuid)
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('core:verify')}"
    try:
        document = document_of(agreement_id=agreement.pk, by=request.user, address=address, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("agreements:agreement", agreement.pairing.uuid)
    name = f"agreement-{agreement.verification_code}.pdf"
    return HttpResponse(
        bytes(document.pdf),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """End the pair in two steps: first the words, then the look at what happens."""
    pairing = _own_pairing(request, uuid)
    partner = pairing.partner_of(request.user).user
    form = EndingForm(request.POST or None, readers=readers.of_ending(pairing, request.user))
    context = {"form": form, "pairing": pairing, "partner": partner, "open_goals": open_goals_count(pairing)}
    if request.method != "POST" or not form.is_valid() or "back" in request.POST:
        return render(request, "agreements/end.html", context)
    if "confirmed" not in request.POST:
        return render(request, "agreements/end_confirm.html", context | {"words": form.cleaned_data})
    try:
        end_without_fault(pairing_id=pairing.pk, by=request.user, now=clock.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "agreements/end.html", context)
    names = {"name": partner.get_short_name()}
    messages.success(request, _("Your work with %(name)s has ended. Thank you for what you gave it.") % names)
    return redirect("agreements:agreement", pairing.uuid)


def _say_what_came_of_it(request: SignedInRequest, made: Agreement, before: Agreement) -> None:
    if made.version == before.version:
        messages.info(request, _("Nothing was changed."))
    elif made.state == AgreementState.DRAFT:
        messages.success(request, _("Version %(number)d of the draft is kept.") % {"number": made.version})
    else:
        messages.success(request, _("Version %(number)d is ready. Both of you sign it.") % {"number": made.version})


def _own_pairing(request: SignedInRequest, uuid: UUID) -> Pairing:
    return get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)


def _since(pairing: Pairing, base_version: int, newest: Agreement) -> list[differences.Change]:
    base = Agreement.objects.filter(pairing=pairing, version=base_version).first()
    return differences.between(base.text if base else "", newest.text)
