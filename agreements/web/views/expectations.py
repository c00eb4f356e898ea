"""Saying what one expects, and settling where two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements import expectations, readers
from agreements.domain.expectations import answer_expectations, settle_differences
from agreements.enums import AgreementState
from agreements.models import Agreement, Expectation
from agreements.queries import answers_of
from agreements.web.forms.agreement import ExpectationForm, SettleForm
from agreements.web.refusals import told_in
from agreements.web.views.agreement import agreement_page
from matching.models import Pairing
from mentorship.core import clock
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Answer the short questions in private."""
    pairing = _own_pairing(request, uuid)
    own = Expectation.objects.filter(pairing=pairing, person=request.user).first()
    form = ExpectationForm(request.POST or None, instance=own, readers=readers.of_answers(pairing, request.user))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            answer_expectations(pairing_id=pairing.pk, by=request.user, now=clock.now(), **form.cleaned_data)
            messages.success(request, _answered(pairing, request))
            return redirect("agreements:agreement", pairing.uuid)
    return render(
        request,
        "agreements/expectations.html",
        {"form": form, "pairing": pairing, "partner": pairing.partner_of(request.user).user},
    )


@require_POST
def settle(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write down what the two agreed where they differed."""
    pairing = _own_pairing(request, uuid)
    mentee, mentor = answers_of(pairing, request.user)
    rows = expectations.differences(mentee, mentor) if mentee and mentor else []
    form = SettleForm(request.POST, rows=rows)
    if form.is_valid():
        with told_in(form):
            settle_differences(
                pairing_id=pairing.pk,
                settled=form.settled,
                base_version=form.cleaned_data["base_version"],
                by=request.user,
                now=clock.now(),
            )
            messages.success(request, _("Settled, and written into the agreement. Now read it and sign."))
            return redirect("agreements:agreement", pairing.uuid)
    return agreement_page(request, pairing, settle_form=form)


def _own_pairing(request: SignedInRequest, uuid: UUID) -> Pairing:
    return get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)


def _answered(pairing: Pairing, request: SignedInRequest) -> str:
    names = {"partner": pairing.partner_of(request.user).user.get_short_name()}
    if Expectation.objects.filter(pairing=pairing).count() < len(("mentee", "mentor")):
        return _("Kept. %(partner)s answers next; until then nobody else reads yours.") % names
    if Agreement.objects.filter(pairing=pairing, state=AgreementState.DRAFT).exists():
        return _("Kept. You and %(partner)s differ here and there; settle it together below.") % names
    return _("Kept. You and %(partner)s expect the same, so the agreement is ready to sign.") % names
