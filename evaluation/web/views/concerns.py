"""Raising a concern, apart from the feedback; and for the leaders of the program reading and settling it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain.concerns import note_reading, raise_concern, settle_concern
from evaluation.models import Concern
from evaluation.queries.concerns import concerns_for, readers_of
from evaluation.web.forms.concern import ConcernForm, SettlementForm
from evaluation.web.views.asking import find_for
from matching.models import Pairing
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from programs.rules import leads_any_program

if TYPE_CHECKING:
    from uuid import UUID

    from evaluation.models import ObservationRequest

A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Raise a concern as one of the pair."""
    pairing = get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)
    return _raise(request, pairing, back=reverse("evaluation:observe", args=[pairing.uuid]))


@require_http_methods(["GET", "HEAD", "POST"])
def of_request(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Raise a concern as the observer who was asked."""
    asked = find_for(request, uuid, "evaluation.answer_request")
    return _raise(request, asked.pairing, back=reverse("evaluation:request", args=[asked.uuid]), asked=asked)


def _raise(
    request: SignedInRequest, pairing: Pairing, *, back: str, asked: ObservationRequest | None = None
) -> HttpResponse:
    form = ConcernForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            raise_concern(pairing_id=pairing.pk, by=request.user, request=asked, now=clock.now(), **form.said)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent. The leaders of the program are told at once."))
            return redirect(back)
    context = {"form": form, "pairing": pairing, "leaders": readers_of(pairing), "back": back}
    return render(request, "evaluation/concern_new.html", context)


@require_safe
def concerns(request: SignedInRequest) -> HttpResponse:
    """List what was raised in the programs one leads: when and what kind, not yet what it says."""
    if not leads_any_program(request.user):
        raise Http404
    page = Paginator(concerns_for(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluation/concerns.html", {"page": page, "now": clock.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Read one concern, which the trail notes, and settle it."""
    visible = Concern.objects.visible_to(request.user).select_related(
        "pairing__mentee__user", "pairing__mentor__user", "pairing__mentee__cohort__program", "settled_by"
    )
    found = get_object_or_404(visible, uuid=uuid)
    now = clock.now()
    form = SettlementForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            settle_concern(concern_id=found.pk, settlement=form.cleaned_data["settlement"], by=request.user, now=now)
        except DomainError as error:
            form.add_error("settlement", str(error))
        else:
            messages.success(request, _("Settled."))
            return redirect("evaluation:concern", uuid=uuid)
    if request.method == "GET":
        note_reading(concern=found, by=request.user, now=now)
    return render(request, "evaluation/concern.html", {"concern": found, "form": form, "now": now})
