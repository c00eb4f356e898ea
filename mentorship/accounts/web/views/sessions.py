"""Ending one's log-in on another device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest


@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign one of one's own devices out; it is asked to sign in at its next click."""
    session = get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk)
    if session.is_current():
        return redirect("account_logout")
    end_sessions(request, [session])
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")
