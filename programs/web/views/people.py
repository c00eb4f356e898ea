"""The people of a cohort, for its leader; and one of them, who may read it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.core import audit, clock, readings
from mentorship.core.errors import Refused
from programs.acting_cohort import acting_cohort, choices
from programs.domain.enrollments import approve, withdraw
from programs.domain.occasions import what_ends
from programs.domain.participants.comparing import half_days_in_words
from programs.enums import ENROLLMENT_MOVES, CohortStage, EnrollmentRole, EnrollmentState
from programs.models import Application, Enrollment, TrainingCompletion
from programs.pool import declared_to_leaders
from programs.queries import pool_of
from programs.readings import PROFILE
from programs.rules import leads_any_program, leads_the_program_of
from programs.web.forms.people import PeopleFilter

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest

PEOPLE_ON_A_PAGE = 50


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """List who is in the cohort, page by page."""
    if not leads_any_program(request.user):
        raise Http404
    cohort = acting_cohort(request)
    if cohort is None:
        return render(request, "programs/people.html", {"cohort": None})
    filters = PeopleFilter(request.GET, cohort=cohort)
    rows = filters.people().select_related("user").prefetch_related("tracks")
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "cohort": cohort,
        "cohorts": choices(request),
        "filters": filters,
        "is_filtered": any(filters.data.get(name) for name in filters.fields),
        "figures": pool_of(cohort),
        "page": Paginator(rows, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page")),
        "query": f"{asked.urlencode()}&" if asked else "",
        "applications_waiting": Application.objects.waiting().filter(enrollment__cohort=cohort).count(),
        "may_import": cohort.stage != CohortStage.CLOSED,
    }
    return render(request, "programs/people.html", context)


def _find(request: SignedInRequest, uuid: UUID) -> Enrollment:
    rows = Enrollment.objects.visible_to(request.user).select_related("user", "cohort__program")
    return get_object_or_404(rows, uuid=uuid)


@require_safe
def person(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a whole profile: to its person and to the program leader, whose look is in the audit trail."""
    enrollment = _find(request, uuid)
    leads = leads_the_program_of(request.user, enrollment)
    if enrollment.user_id != request.user.pk:
        now = clock.now()
        audit.record(verb="read_enrollment", actor=request.user, target=enrollment, now=now)
        readings.note(reader=request.user, about=[enrollment.user_id], what=PROFILE, target=enrollment, now=now)
    moves = ENROLLMENT_MOVES[enrollment.state]
    context = {
        "enrollment": enrollment,
        "cohort": enrollment.cohort,
        "is_own": enrollment.user_id == request.user.pk,
        "leads": leads,
        "tracks": list(enrollment.tracks.all()),
        "needs": list(enrollment.needs.with_their_words()),
        "expertise": list(enrollment.expertise.select_related("topic", "competency")),
        "declared": declared_to_leaders(enrollment) if leads else [],
        "done": _training(enrollment) if leads else [],
        "half_days": half_days_in_words(enrollment.availability),
        "may_approve": leads and EnrollmentState.APPROVED in moves,
        "may_withdraw": leads and EnrollmentState.WITHDRAWN in moves,
    }
    return render(request, "programs/person.html", context)


def _training(enrollment: Enrollment) -> list[TrainingCompletion]:
    """What a mentor has done of the program's training, the latest first."""
    if enrollment.role != EnrollmentRole.MENTOR:
        return []
    done = TrainingCompletion.objects.filter(user=enrollment.user_id, module__program=enrollment.cohort.program_id)
    return list(done.select_related("module").order_by("-completed_on", "module__title"))


def _led(request: SignedInRequest, uuid: UUID) -> Enrollment:
    enrollment = _find(request, uuid)
    if not leads_the_program_of(request.user, enrollment):
        raise PermissionDenied
    return enrollment


@require_POST
def approve_person(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let somebody into the pool."""
    enrollment = _led(request, uuid)
    try:
        approve(enrollment_id=enrollment.pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is approved.") % {"name": enrollment.user})
    return redirect("programs:person", uuid=enrollment.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_person(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say what withdrawing somebody means, and do it when the leader confirms."""
    enrollment = _led(request, uuid)
    back = reverse("programs:person", args=[enrollment.uuid])
    if request.method != "POST":
        context = {
            "enrollment": enrollment,
            "cohort": enrollment.cohort,
            "back": back,
            "what_ends": what_ends(enrollment),
        }
        return render(request, "programs/withdraw.html", context)
    try:
        withdraw(enrollment_id=enrollment.pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s has left the cohort.") % {"name": enrollment.user})
    return redirect(back)
