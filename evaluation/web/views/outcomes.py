"""What became of people: the leader records it or brings a file; the person reads what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain.outcomes import import_outcomes, note_reading, record_outcomes
from evaluation.enums import OutcomeKind
from evaluation.models import Outcome
from evaluation.queries.outcomes import outcome_row, people_with_outcomes
from evaluation.web.forms.outcomes import READERS, OutcomeFileForm, OutcomesForm
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from programs.acting_cohort import acting_cohort, choices
from programs.models import Enrollment
from programs.rules import leads_any_program

if TYPE_CHECKING:
    from uuid import UUID

    from programs.models import Cohort

A_PAGE = 25
PAGE = "evaluation/outcomes/"


def _must_lead(request: SignedInRequest) -> Cohort | None:
    if not leads_any_program(request.user):
        raise Http404
    return acting_cohort(request)


@require_safe
def outcomes(request: SignedInRequest) -> HttpResponse:
    """List the mentees of a cohort with what is recorded of each."""
    cohort = _must_lead(request)
    people = people_with_outcomes(cohort) if cohort else Enrollment.objects.none()
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    if cohort is not None and request.method == "GET":
        note_reading(enrollments=page, target=cohort, by=request.user, now=clock.now())
    context = {
        "cohort": cohort,
        "cohorts": choices(request),
        "page": page,
        "rows": [outcome_row(enrollment) for enrollment in page],
        "kinds": [kind.label for kind in OutcomeKind],
    }
    return render(request, f"{PAGE}list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Record what became of one person."""
    led = Enrollment.objects.filter(cohort__program__leaderships__user=request.user)
    person = get_object_or_404(led.select_related("user", "cohort__program").prefetch_related("outcomes"), uuid=uuid)
    now = clock.now()
    form = OutcomesForm(
        request.POST if request.method == "POST" else None,
        recorded={outcome.kind: outcome for outcome in person.outcomes.all()},
        today=now.date(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_outcomes(enrollment_id=person.pk, said=form.said, by=request.user, now=now)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded. %(name)s can read it.") % {"name": person.user.get_short_name()})
            return redirect("evaluation:outcomes")
    if request.method == "GET":
        note_reading(enrollments=[person], target=person, by=request.user, now=now)
    return render(request, f"{PAGE}person.html", {"person": person, "form": form, "readers": READERS})


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: SignedInRequest) -> HttpResponse:
    """Bring outcomes from a file: checked as a whole, recorded as a whole."""
    cohort = _must_lead(request)
    if cohort is None:
        raise Http404
    posted = request.method == "POST"
    form = OutcomeFileForm(request.POST if posted else None, request.FILES if posted else None)
    found = None
    if posted and form.is_valid():
        only_check = form.cleaned_data["only_check"]
        try:
            found = import_outcomes(
                cohort_id=cohort.pk,
                content=form.cleaned_data["file"].read(),
                only_check=only_check,
                by=request.user,
                now=clock.now(),
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            if not found.errors and not only_check:
                number = len(found.lines)
                said = ngettext("Recorded for %(n)d person.", "Recorded for %(n)d people.", number) % {"n": number}
                messages.success(request, said)
                return redirect("evaluation:outcomes")
    context = {"cohort": cohort, "form": form, "found": found, "readers": READERS}
    return render(request, f"{PAGE}bring.html", context)


@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """Show somebody what is recorded of them, and by which program."""
    recorded = Outcome.objects.filter(enrollment__user=request.user)
    context = {"outcomes": recorded.select_related("enrollment__cohort__program").order_by("-on", "pk")}
    return render(request, f"{PAGE}own.html", context)
