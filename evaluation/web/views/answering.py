"""The form that a mentee asked for, written by who has an account, or on the mentee's own device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evaluation.domain import device_codes
from evaluation.domain.answering import answer_request
from evaluation.enums import RequestChannel, RequestState
from evaluation.models import Observation
from evaluation.queries.concerns import readers_of
from evaluation.queries.requests import last_of_observer
from evaluation.web import sheets
from evaluation.web.forms.asked import AskedSheet, OutsideSheet
from evaluation.web.views.asking import find_for
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from uuid import UUID

    from evaluation.models import ObservationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write what was asked for, signed in."""
    asked = find_for(request, uuid, "evaluation.answer_request")
    sent_before = sent_by_this(request, asked)
    if sent_before is not None:
        return sent_to(request, reverse("evaluation:observation", args=[sent_before.uuid]))
    if asked.channel == RequestChannel.DEVICE or not asked.is_open:
        return redirect("evaluation:request", uuid=uuid)
    now = clock.now()
    sheet = AskedSheet(request.POST if request.method == "POST" else None, asked=asked, today=local_day(now))
    if sheet.is_bound and sheet.is_valid():
        try:
            sent = answer_request(request_id=asked.pk, by=request.user, now=now, **sheet.sent)
        except DomainError as error:
            sheet.add_error(None, str(error))
        else:
            name = asked.pairing.mentee.user.get_short_name()
            messages.success(request, _("Sent. We tell %(name)s that it is there.") % {"name": name})
            return sent_to(request, reverse("evaluation:observation", args=[sent.uuid]))
    context = sheet_context(request, asked, sheet, owner=str(request.user.uuid)) | {
        "concern_url": reverse("evaluation:request-concern", args=[asked.uuid])
    }
    return sheet_page(request, "evaluation/asked_form.html", context)


def sheet_page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """Draw the page of a sheet, which the device may keep; not where it says what is missing."""
    page = render(request, template, context)
    return page if sheets.is_sent_by_script(request) else sheets.may_be_kept(page)


def sent_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on once a sheet is saved, or tell the script that sent it."""
    return sheets.saved(address) if sheets.is_sent_by_script(request) else redirect(address)


def sent_by_this(request: HttpRequest, asked: ObservationRequest) -> Observation | None:
    """Return what this very form sent before: its answer may have been lost on the way, and it asks again."""
    if request.method != "POST" or asked.state != RequestState.ANSWERED:
        return None
    sent = Observation.objects.filter(request=asked).first()
    return sent if sent is not None and str(sent.client_key) == request.POST.get("client_key") else None


def sheet_context(
    request: HttpRequest, asked: ObservationRequest, sheet: AskedSheet, *, owner: str
) -> dict[str, object]:
    """Return what the page of any sheet that was asked for needs; on the device it is kept for `owner` alone."""
    return {
        "sheet": sheets.device_sheet(request, owner=owner, about=str(asked.uuid), form=asked.form),
        "asked": asked,
        "pairing": asked.pairing,
        "form": sheet,
        "written_on": asked.form,
        "last": last_of_observer(asked.pairing, asked.observer, asked.observer_email),
        "now": clock.now(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def device(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let the observer write on the mentee's device; a code sent to their own address confirms it."""
    asked = find_for(request, uuid, "evaluation.change_request")
    if asked.channel != RequestChannel.DEVICE:
        raise PermissionDenied
    if asked.state == RequestState.ANSWERED:
        here = reverse("evaluation:request", args=[uuid])
        return sent_to(request, here) if sent_by_this(request, asked) else redirect(here)
    now = clock.now()
    sheet = OutsideSheet(request.POST if request.method == "POST" else None, asked=asked, today=local_day(now))
    if sheet.is_bound and sheet.is_valid():
        if not device_codes.is_right(request_id=asked.pk, code=sheet.cleaned_data["code"], now=now):
            sheet.add_error("code", _("This code is not right, or not any more. Nothing you wrote is lost."))
        else:
            try:
                answer_request(request_id=asked.pk, now=now, **sheet.sent)
            except DomainError as error:
                sheet.add_error(None, str(error))
            else:
                messages.success(request, _("Sent. Give the device back; thank you."))
                return sent_to(request, reverse("evaluation:request", args=[uuid]))
    context = sheet_context(request, asked, sheet, owner=f"request-{asked.uuid}") | {
        "leaders": readers_of(asked.pairing)
    }
    return sheet_page(request, "evaluation/device_form.html", context)


@require_POST
def device_code(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Send the observer a new code."""
    asked = find_for(request, uuid, "evaluation.change_request")
    try:
        device_codes.send_code(request_id=asked.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("A new code leaves for %(address)s within seconds.") % {"address": asked.observer_email}
        )
    return redirect("evaluation:request-device", uuid=uuid)
