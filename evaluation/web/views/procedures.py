"""The mentee's logbook: totals, entries, one more, one out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain.logging import delete_procedure, log_procedure
from evaluation.models import Procedure
from evaluation.queries.aims import aims_of
from evaluation.queries.observations import observed_pairings
from evaluation.queries.procedures import logbook_of, own_enrollments, totals
from evaluation.web.forms.procedure import ProcedureForm
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.web.toasts import undoable
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from uuid import UUID

A_PAGE = 50


@require_safe
def procedures(request: SignedInRequest) -> HttpResponse:
    """Show one's own logbook; a mentor finds the way to those of their mentees."""
    entries = logbook_of(request.user)
    enrollments = list(own_enrollments(request.user))
    is_mentee = bool(enrollments)
    context = {
        "is_mentee": is_mentee,
        "totals": totals(entries) if is_mentee else [],
        "aims": aims_of(enrollments),
        "page": Paginator(entries, A_PAGE).get_page(request.GET.get("page")),
        "pairings": [] if is_mentee else observed_pairings(request.user),
        "now": clock.now(),
    }
    return render(request, "evaluation/procedures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Log a procedure on one page."""
    enrollments = list(own_enrollments(request.user))
    if not enrollments:
        raise PermissionDenied
    now = clock.now()
    data = request.POST if request.method == "POST" else None
    form = ProcedureForm(data, enrollments=enrollments, today=local_day(now))
    if form.is_bound and form.is_valid():
        cleaned = dict(form.cleaned_data)
        del cleaned["is_confirmed"]
        mentee, topic = cleaned.pop("mentee"), cleaned.pop("topic")
        cleaned["observation_id"] = cleaned.pop("observation", None)
        try:
            procedure = log_procedure(mentee_id=mentee.pk, topic_id=topic.pk, by=request.user, now=now, **cleaned)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            undo_url = reverse("evaluation:procedure-delete", args=[procedure.uuid])
            undoable(request, _("%(procedure)s is in your logbook.") % {"procedure": topic.name}, undo_url=undo_url)
            twin = form.same_day()
            if twin is not None and twin.observation is not None:
                messages.warning(
                    request,
                    _("%(observer)s also logged one that day, with feedback. If it is the same, undo this one.")
                    % {"observer": twin.observation.observer_name},
                )
            return redirect("evaluation:procedures")
    return render(request, "evaluation/procedure_new.html", {"form": form, "now": now})


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask, then take an entry out of one's own logbook."""
    visible = Procedure.objects.visible_to(request.user).select_related("topic", "mentee", "observation")
    procedure = get_object_or_404(visible, uuid=uuid)
    if not request.user.has_perm("evaluation.change_procedure", procedure):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "evaluation/procedure_delete.html", {"procedure": procedure, "now": clock.now()})
    try:
        delete_procedure(procedure_id=procedure.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken out of your logbook."))
    return redirect("evaluation:procedures")
