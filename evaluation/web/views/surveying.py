"""The leader's pages of surveys: who is asked what and when, the official wording, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.domain.surveying import change_survey, drop_survey, newest_wording, plan_survey
from evaluation.domain.wordings import enter_wording
from evaluation.models import Instrument, SurveyWindow
from evaluation.queries.survey_page import result_page, set_up_of
from evaluation.survey_exports import results_as_csv
from evaluation.surveys.wording import mapped
from evaluation.web.forms.survey import SurveyDatesForm, SurveyPlanForm, WordingForm
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from programs.acting_cohort import acting_cohort, choices
from programs.rules import leads_any_program

if TYPE_CHECKING:
    from uuid import UUID

    from programs.models import Cohort

PAGE = "evaluation/surveys/"
SET_UP = "evaluation:survey-set-up"


def _must_lead(request: SignedInRequest) -> Cohort | None:
    if not leads_any_program(request.user):
        raise Http404
    return acting_cohort(request)


def _led(request: SignedInRequest, uuid: UUID) -> SurveyWindow:
    found = SurveyWindow.objects.led_by(request.user)
    related = found.select_related("instrument", "cohort__policy", "cohort__program", "wording")
    return get_object_or_404(related, uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: SignedInRequest) -> HttpResponse:
    """List the surveys of a cohort, and plan one more."""
    cohort, now = _must_lead(request), clock.now()
    form = SurveyPlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and cohort is not None and form.is_valid():
        given = form.cleaned_data
        try:
            plan_survey(
                cohort_id=cohort.pk,
                instrument_id=given.pop("instrument").pk,
                by=request.user,
                now=now,
                **given,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Planned. The people are told on the first day, and once more before the last.")
            )
            return redirect(SET_UP)
    context = {
        "cohort": cohort,
        "cohorts": choices(request),
        "form": form,
        "now": now,
        "surveys": set_up_of(cohort, now) if cohort else [],
        "instruments": Instrument.objects.order_by("pk"),
    }
    return render(request, f"{PAGE}set_up.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Move a survey."""
    window, now = _led(request, uuid), clock.now()
    form = SurveyDatesForm(
        request.POST if request.method == "POST" else None, window=window, has_begun=window.has_begun(now)
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_survey(window_id=window.pk, by=request.user, now=now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Moved."))
            return redirect(SET_UP)
    context = {
        "window": window,
        "form": form,
        "has_begun": window.has_begun(now),
        "is_over": window.counted_at is not None or window.is_over(now),
    }
    return render(request, f"{PAGE}change.html", context)


@require_POST
def drop(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a survey back that has not begun."""
    window = _led(request, uuid)
    try:
        drop_survey(window_id=window.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. Nobody was asked."))
    return redirect(SET_UP)


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: SignedInRequest, key: str) -> HttpResponse:
    """Show where the owner publishes a questionnaire and on what terms, and take its official wording."""
    cohort = _must_lead(request)
    instrument = Instrument.objects.filter(key=key).order_by("-version").first()
    if cohort is None or instrument is None:
        raise Http404
    is_sent = request.method == "POST"
    form = WordingForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, definition=instrument.definition
    )
    if is_sent and form.is_valid():
        try:
            enter_wording(
                program_id=cohort.program_id,
                instrument_id=instrument.pk,
                text=form.cleaned_data["text"],
                has_permission=form.cleaned_data.get("has_permission", False),
                by=request.user,
                now=clock.now(),
            )
        except DomainError as error:
            form.add_error(None if form.cleaned_data.get("file") else "text", str(error))
        else:
            messages.success(request, _("Kept. Surveys that have not begun ask in these words."))
            return redirect(reverse("evaluation:survey-wording", args=[key]))
    entered = newest_wording(cohort.program_id, instrument.pk)
    in_order = [entered.lines[item["key"]] for item in instrument.definition["items"]] if entered else []
    context = {
        "cohort": cohort,
        "instrument": instrument,
        "definition": instrument.definition,
        "entered": entered,
        "lines": mapped(instrument.definition, "\n".join(in_order)) if entered else [],
        "form": form,
    }
    return render(request, f"{PAGE}wording.html", context)


@require_safe
def results(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show what a survey found, or why it is not shown; with `?format=csv` the figures as a file."""
    window = _led(request, uuid)
    page = result_page(window)
    if request.GET.get("format") == "csv":
        name = slugify(f"{window.cohort.program} {window.cohort} {window.instrument.key} {window.moment}")
        return HttpResponse(
            results_as_csv(page).encode(),
            "text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
        )
    return render(request, f"{PAGE}results.html", {"page": page, "window": window, "cohort": window.cohort})
