"""What a page gives the device so that a form can be kept on it, sealed, for its writer alone."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

if TYPE_CHECKING:
    from django.http import HttpRequest

    from evaluation.models import ObservationForm

SALT = "evaluation.web.sheets"


@dataclass(frozen=True)
class DeviceSheet:
    """One form on one device: whose it is, the key that seals it (base64 of 32 bytes), and where to go on."""

    owner: str
    key: str
    name: str
    worker: str
    sign_in: str


def device_sheet(request: HttpRequest, *, owner: str, about: str, form: ObservationForm) -> DeviceSheet:
    """Say how a device keeps this form: for `owner`, one draft for each `about` and form, whatever its version.

    The key follows from the server's secret and the owner, so that it is the same after the next log-in and nobody else
    is ever given it.
    """
    key = salted_hmac(SALT, owner, secret=settings.SECRET_KEY, algorithm="sha256").digest()
    sign_in = urlencode({"next": request.get_full_path()})
    return DeviceSheet(
        owner=owner,
        key=base64.b64encode(key).decode(),
        name=f"{about}:{form.kind}:{form.name}",
        worker=reverse("evaluation:sheet-worker"),
        sign_in=f"{resolve_url(settings.LOGIN_URL)}?{sign_in}",
    )


def is_sent_by_script(request: HttpRequest) -> bool:
    """Whether the page sends by itself and wants to be told, not led on."""
    return request.headers.get("Accept") == "application/json"


def saved(url: str) -> HttpResponse:
    """Tell the page that it is saved, and where it can be read; any other answer is the page, with what is missing."""
    return JsonResponse({"url": url}, status=201)


def may_be_kept(page: HttpResponse) -> HttpResponse:
    """Let the device keep this page for its writer, to be opened without a network."""
    page["X-Keep-On-Device"] = "yes"
    return page
