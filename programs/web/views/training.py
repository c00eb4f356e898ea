"""Mentor training: the mentor's modules, and who has done what for the leader."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.core import clock
from mentorship.core.errors import NotAllowed, Refused
from programs.acting_cohort import acting_cohort, choices
from programs.domain.training import complete_module, record_attendance, take_back_completion
from programs.models import Enrollment, TrainingCompletion, TrainingFile, TrainingModule
from programs.rules import leads_any_program, leads_the_cohort
from programs.training import missing, own_standings, standings
from programs.web.forms.training import AttendanceForm, CheckForm, DayForm

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from mentorship.core.web.requests import SignedInRequest


MENTORS_ON_A_PAGE = 50


def _today(request: SignedInRequest) -> date:
    return timezone.localtime(clock.now(), ZoneInfo(request.user.time_zone)).date()


@require_safe
def training(request: SignedInRequest) -> HttpResponse:
    """List a mentor's modules: what keeps them out of matching first."""
    mine = own_standings(request.user, on=_today(request))
    is_mentor = Enrollment.objects.filter(user=request.user).mentors().exists()
    if not is_mentor:
        raise Http404
    return render(request, "programs/training.html", {"standings": mine})


def _find(request: SignedInRequest, uuid: UUID) -> TrainingModule:
    modules = TrainingModule.objects.visible_to(request.user).select_related("program")
    return get_object_or_404(modules, uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def module(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a module and its check of understanding; finish it when every answer is right."""
    found = _find(request, uuid)
    form = CheckForm(request.POST or None, module=found)
    if request.method == "POST" and form.is_valid():
        try:
            complete_module(module_id=found.pk, by=request.user, now=clock.now(), answers=form.answers())
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(module)s” is done. Thank you.") % {"module": found})
            return redirect("programs:training")
    mentors_here = Enrollment.objects.filter(cohort__program=found.program_id, user=request.user).mentors().exists()
    (standing,) = standings([found], [request.user.pk], on=_today(request))[request.user.pk]
    context = {
        "module": found,
        "file": TrainingFile.objects.filter(module=found).defer("content").first(),
        "form": form,
        "standing": standing,
        "is_mentor": mentors_here,
    }
    return render(request, "programs/training_module.html", context)


@require_safe
def training_file(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Hand out the file of a module, always as a download."""
    file = get_object_or_404(TrainingFile, module=_find(request, uuid))
    return HttpResponse(
        bytes(file.content),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, file.name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def training_grid(request: SignedInRequest) -> HttpResponse:
    """Show the leader who has done what, and record who attended a workshop."""
    if not leads_any_program(request.user):
        raise Http404
    cohort = acting_cohort(request)
    context: dict[str, object] = {"cohort": cohort, "cohorts": choices(request)}
    if cohort is None:
        return render(request, "programs/training_grid.html", context)
    today = _today(request)
    mentors = Enrollment.objects.filter(cohort=cohort).mentors().exclude(state="withdrawn")
    user_ids = list(mentors.values_list("user_id", flat=True))
    modules = list(TrainingModule.objects.filter(program=cohort.program_id))
    form = AttendanceForm(request.POST or None, modules=modules, user_ids=user_ids, today=today)
    if request.method == "POST" and form.is_valid() and _record(request, form):
        return redirect(request.get_full_path())
    lacking = missing(cohort.program_id, user_ids, on=today)
    only_missing = request.GET.get("show") == "missing"
    if only_missing:
        mentors = mentors.filter(user__in=lacking)
    rows = mentors.select_related("user").order_by("user__full_name", "pk")
    page = Paginator(rows, MENTORS_ON_A_PAGE).get_page(request.GET.get("page"))
    stands = standings(modules, [mentor.user_id for mentor in page], on=today)
    chosen = set(request.POST.getlist("mentors"))
    context |= {
        "modules": modules,
        "form": form,
        "page": page,
        "query": "show=missing&" if only_missing else "",
        "only_missing": only_missing,
        "missing_count": len(lacking),
        "mentor_count": len(user_ids),
        "rows": [(mentor, stands[mentor.user_id], str(mentor.user_id) in chosen) for mentor in page],
    }
    return render(request, "programs/training_grid.html", context)


@require_POST
def take_back(request: SignedInRequest, uuid: UUID, module: UUID) -> HttpResponse:
    """Take back that a mentor did a module on the day that is sent along."""
    enrollment = get_object_or_404(Enrollment.objects.visible_to(request.user).select_related("cohort"), uuid=uuid)
    if not leads_the_cohort(request.user, enrollment.cohort):
        raise PermissionDenied
    done = TrainingCompletion.objects.filter(user=enrollment.user_id, module__program=enrollment.cohort.program_id)
    form = DayForm(request.POST)
    if not form.is_valid():
        raise Http404
    day = form.cleaned_data["on"]
    found = done.filter(module__uuid=module, completed_on=day).select_related("module").first()
    if found is not None:
        take_back_completion(completion_id=found.pk, by=request.user, now=clock.now())
        messages.success(request, _("Taken back: “%(module)s”.") % {"module": found.module})
    return redirect("programs:person", uuid=enrollment.uuid)


def _record(request: SignedInRequest, form: AttendanceForm) -> bool:
    """Record the attendance; a refusal stays on the page with all that was chosen."""
    chosen = form.cleaned_data["module"]
    try:
        new = record_attendance(
            module_id=chosen.pk,
            user_ids=form.cleaned_data["mentors"],
            on=form.cleaned_data["on"],
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    said = ngettext("%(n)d mentor attended “%(module)s”.", "%(n)d mentors attended “%(module)s”.", new)
    messages.success(
        request, said % {"n": new, "module": chosen} if new else _("They were recorded for that day already.")
    )
    return True
