"""Writing down what one saw, and what was seen of one mentee so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain.observing import submit_observation
from evaluation.enums import ObservationKind
from evaluation.queries.observations import definition_of, last_sent, observations_of
from evaluation.queries.procedures import logbook_of_mentee, totals
from evaluation.web.forms.observation import ObservationSheet
from matching.models import Pairing
from mentorship.core import clock, stages
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from uuid import UUID


def _own_pairing(request: SignedInRequest, uuid: UUID) -> Pairing:
    return get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write an observation on one page, and send it."""
    pairing = _own_pairing(request, uuid)
    if not request.user.has_perm("evaluation.observe_pairing", pairing):
        raise PermissionDenied
    asked = request.GET.get("kind", "")
    kind = ObservationKind(asked) if asked in ObservationKind.values else ObservationKind.MINI_CEX
    now = clock.now()
    form = ObservationSheet(
        request.POST if request.method == "POST" else None,
        pairing=pairing,
        observer=request.user,
        kind=kind,
        definition=definition_of(kind),
        today=local_day(now),
    )
    if form.is_bound and form.is_valid():
        try:
            observation = submit_observation(pairing_id=pairing.pk, kind=kind, by=request.user, now=now, **form.sent)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            name = pairing.mentee.user.get_short_name()
            messages.success(request, _("Sent. We tell %(name)s that it is there.") % {"name": name})
            return redirect("evaluation:observation", uuid=observation.uuid)
    context = {
        "pairing": pairing,
        "form": form,
        "kind": kind,
        "kinds": ObservationKind,
        "last": last_sent(pairing, request.user),
        "now": now,
    }
    return render(request, "evaluation/observation_new.html", context)


@require_safe
def observe(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show what was seen of one mentee: the page of the step Observe."""
    pairing = _own_pairing(request, uuid)
    observations = list(observations_of(pairing))
    context = {
        "pairing": pairing,
        "stages": stages.strip(pairing.pk, pairing.uuid),
        "observations": observations,
        "totals": totals(logbook_of_mentee(pairing.mentee)),
        "may_observe": pairing.is_active and request.user.has_perm("evaluation.observe_pairing", pairing),
        "is_mentee": pairing.mentee.user_id == request.user.pk,
        "partner": pairing.partner_of(request.user).user,
        "now": clock.now(),
    }
    return render(request, "evaluation/observe.html", context)
