"""What a leader does with a pair that exists: let it rest, let it go on, end it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching.domain import pairings
from matching.domain.pairings import end_pairing, pause_pairing, resume_pairing
from matching.enums import EndReason
from matching.models import Pairing
from matching.web.forms.ending import EndingForm
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Callable


@require_POST
def pause(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let a pair rest."""
    return _step(request, uuid, pause_pairing, _("The pair pauses. Their place stays theirs."))


@require_POST
def resume(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let a pair go on."""
    return _step(request, uuid, resume_pairing, _("The pair goes on."))


@require_POST
def look_again(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a mentee who wanted nobody new back into the matching."""
    return _step(request, uuid, pairings.look_again, _("The next run looks for another mentor."))


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask why, then end a pair."""
    found = _find(request, uuid)
    form = EndingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = EndReason(form.cleaned_data["reason"])
        try:
            end_pairing(pairing_id=found.pk, reason=reason, by=request.user, now=clock.now())
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The pair has ended, and the mentor's place is free."))
        return redirect("matching:pairing", uuid=uuid)
    return render(request, "matching/end.html", {"pairing": found, "form": form})


def _step(request: SignedInRequest, uuid: UUID, verb: Callable[..., Pairing], told: str) -> HttpResponse:
    found = _find(request, uuid)
    try:
        verb(pairing_id=found.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect("matching:pairing", uuid=uuid)


def _find(request: SignedInRequest, uuid: UUID) -> Pairing:
    found = get_object_or_404(Pairing.objects.visible_to(request.user).with_people(), uuid=uuid)
    if not rules.has_perm("matching.rest_pairing", request.user, found):
        raise PermissionDenied
    return found
