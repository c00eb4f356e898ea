"""Writing down what one saw, and what was seen of one mentee so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain.observing import submit_observation
from evaluation.queries.coverage import coverage_of
from evaluation.queries.entrusted import entrusted_in
from evaluation.queries.forms import form_with, forms_offered
from evaluation.queries.observations import last_sent, observations_of
from evaluation.queries.procedures import logbook_of_mentee, totals
from evaluation.web import sheets
from evaluation.web.forms.observation import ObservationSheet
from matching.models import Pairing
from mentorship.core import clock, stages
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from evaluation.models import ObservationForm

A_PAGE = 20


def _own_pairing(request: SignedInRequest, uuid: UUID) -> Pairing:
    return get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write an observation on one page, and send it."""
    pairing = _own_pairing(request, uuid)
    if not request.user.has_perm("evaluation.observe_pairing", pairing):
        raise PermissionDenied
    if request.POST.get("written_by", str(request.user.uuid)) != str(request.user.uuid):
        raise PermissionDenied
    now = clock.now()
    offered = forms_offered(pairing)
    form = _form_asked_for(request, pairing, offered)
    sheet = ObservationSheet(
        request.POST if request.method == "POST" else None,
        pairing=pairing,
        observer=request.user,
        form=form,
        today=local_day(now),
    )
    if sheet.is_bound and sheet.is_valid():
        try:
            observation = submit_observation(
                pairing_id=pairing.pk, kind=form.kind, form_id=form.pk, by=request.user, now=now, **sheet.sent
            )
        except DomainError as error:
            sheet.add_error(None, str(error))
        else:
            name = pairing.mentee.user.get_short_name()
            messages.success(request, _("Sent. We tell %(name)s that it is there.") % {"name": name})
            if sheets.is_sent_by_script(request):
                return sheets.saved(reverse("evaluation:observation", args=[observation.uuid]))
            return redirect("evaluation:observation", uuid=observation.uuid)
    context = {
        "pairing": pairing,
        "form": sheet,
        "written_on": form,
        "offered": offered,
        "sheet": sheets.device_sheet(request, owner=str(request.user.uuid), about=str(pairing.uuid), form=form),
        "last": last_sent(pairing, request.user),
        "concern_url": reverse("evaluation:concern-new", args=[pairing.uuid]),
        "now": now,
    }
    page = render(request, "evaluation/observation_new.html", context)
    return page if sheets.is_sent_by_script(request) else sheets.may_be_kept(page)


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that opens a form without a network; each page lets it work for its own address only."""
    offline = render(request, "evaluation/offline.html").text
    script = render(request, "evaluation/sheet_worker.js", {"offline": offline}, content_type="text/javascript")
    script["Service-Worker-Allowed"] = "/"
    script["Cache-Control"] = "no-cache"
    return script


def _form_asked_for(request: SignedInRequest, pairing: Pairing, offered: Sequence[ObservationForm]) -> ObservationForm:
    """Find the version that was written on, else the form chosen by address, else the first that is offered."""
    chosen = request.POST.get("form") or request.GET.get("form", "")
    by_uuid = form_with(pairing, chosen) if chosen else None
    kind = request.GET.get("kind", "")
    return by_uuid or next((form for form in offered if form.kind == kind), offered[0])


@require_safe
def observe(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show what was seen of one mentee: the page of the step Observe."""
    pairing = _own_pairing(request, uuid)
    observations = Paginator(observations_of(pairing), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "pairing": pairing,
        "stages": stages.strip(pairing),
        "observations": observations,
        "coverage": coverage_of(pairing),
        "entrusted": entrusted_in(pairing),
        "totals": totals(logbook_of_mentee(pairing.mentee)),
        "may_observe": pairing.is_active and request.user.has_perm("evaluation.observe_pairing", pairing),
        "is_mentee": pairing.mentee.user_id == request.user.pk,
        "partner": pairing.partner_of(request.user).user,
        "now": clock.now(),
    }
    return render(request, "evaluation/observe.html", context)
