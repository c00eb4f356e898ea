"""Requests to be observed: the list, a new one, one of them, and what either side does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.domain import asking, device_codes
from evaluation.enums import RequestChannel
from evaluation.models import ObservationRequest
from evaluation.queries.requests import last_of_observer, pairings_to_ask_in, requests_of, requests_to
from evaluation.web.forms.asking import AgainForm, AskForm, DeclineForm
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from uuid import UUID

A_PAGE = 20


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """List what one asked for, and what one was asked."""
    nearest = list(requests_to(request.user)[: A_PAGE + 1])
    context = {
        "page": Paginator(requests_of(request.user), A_PAGE).get_page(request.GET.get("page")),
        "to_answer": nearest[:A_PAGE],
        "are_more": len(nearest) > A_PAGE,
        "may_ask": bool(pairings_to_ask_in(request.user)),
        "now": clock.now(),
    }
    return render(request, "evaluation/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Ask somebody, by mail or by handing over the device."""
    pairings = pairings_to_ask_in(request.user)
    if not pairings:
        raise PermissionDenied
    now = clock.now()
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, pairings=pairings, mentee=request.user, today=local_day(now), initial=_from_address(request))
    if form.is_bound and form.is_valid():
        try:
            asked = asking.ask_for_observation(by=request.user, now=now, **form.said)
            if asked.channel == RequestChannel.DEVICE and not hasattr(asked, "device_code"):
                device_codes.send_code(request_id=asked.pk, by=request.user, now=now)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if asked.channel == RequestChannel.DEVICE:
                return redirect("evaluation:request-device", uuid=asked.uuid)
            messages.success(request, _("Asked. We write to %(name)s.") % {"name": asked.observer_name})
            return redirect("evaluation:request", uuid=asked.uuid)
    return render(request, "evaluation/request_new.html", {"form": form, "now": now})


def _from_address(request: SignedInRequest) -> dict[str, str]:
    """Return what the address already says, such as `?how=here` from the button that hands over the device."""
    return {name: request.GET[name] for name in ("how", "form") if name in request.GET}


def find_readable(request: SignedInRequest, uuid: UUID) -> ObservationRequest:
    """Return a request that this person asked or was asked; anything else is not found."""
    visible = ObservationRequest.objects.visible_to(request.user).with_people().select_related("observation")
    return get_object_or_404(visible, uuid=uuid)


def find_for(request: SignedInRequest, uuid: UUID, permission: str) -> ObservationRequest:
    """Return a request with which this person may do what `permission` names."""
    found = find_readable(request, uuid)
    if not request.user.has_perm(permission, found):
        raise PermissionDenied
    return found


@require_safe
def detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show one request: to the mentee where it stands, to the observer what they can do."""
    found = find_readable(request, uuid)
    is_mentee = request.user.has_perm("evaluation.change_request", found)
    last = last_of_observer(found.pairing, found.observer, found.observer_email)
    context = {
        "asked": found,
        "is_mentee": is_mentee,
        "mentee": found.pairing.mentee.user,
        "observation": getattr(found, "observation", None),
        "said_before": last.observer_assesses_formally if last else None,
        "decline_form": DeclineForm(),
        "again_form": AgainForm(initial={"wanted_on": local_day(clock.now())}),
        "now": clock.now(),
    }
    return render(request, "evaluation/request.html", context)


@require_POST
def accept(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say yes."""
    found = find_for(request, uuid, "evaluation.answer_request")
    try:
        asking.accept_request(request_id=found.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("%(name)s sees that you said yes.") % {"name": found.pairing.mentee.user.get_short_name()}
        )
    return redirect("evaluation:request", uuid=uuid)


@require_POST
def decline(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say no, with a word or none."""
    found = find_for(request, uuid, "evaluation.answer_request")
    form = DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Keep the word to 200 letters."))
        return redirect("evaluation:request", uuid=uuid)
    try:
        asking.decline_request(request_id=found.pk, by=request.user, word=form.cleaned_data["word"], now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("evaluation:request", uuid=uuid)


@require_POST
def withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take the request back; its link leads nowhere from now on."""
    found = find_for(request, uuid, "evaluation.change_request")
    try:
        asking.withdraw_request(request_id=found.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. The link does not work any more."))
    return redirect("evaluation:requests")


@require_POST
def again(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask the same person for another day."""
    found = find_for(request, uuid, "evaluation.change_request")
    form = AgainForm(request.POST)
    try:
        if form.is_valid():
            wanted_on = form.cleaned_data["wanted_on"]
            asking.ask_again(request_id=found.pk, by=request.user, wanted_on=wanted_on, now=clock.now())
            messages.success(request, _("Asked again."))
        else:
            messages.error(request, _("Choose a day."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("evaluation:request", uuid=uuid)
