"""The leader's dashboard: the figures of a cohort and of its program, its groups, targets, glossary, files and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluation.domain.reporting import note_export, note_reading, print_report, set_targets
from evaluation.exporting import chart_as_csv, pairs_as_csv, report_as_xlsx
from evaluation.metrics import BY_KEY, METRICS, in_words
from evaluation.models import MetricTarget
from evaluation.queries.dashboard.figures import by_cohort, by_month, count_all, lines_of
from evaluation.queries.dashboard.groups import COMPARED, groupings
from evaluation.queries.dashboard.people import from_invited_to_completed, mentor_load, who_drifts
from evaluation.queries.reviews_of_cohort import reviews_for_leader
from evaluation.queries.trend import contact_by_week
from evaluation.web.forms.targets import TargetsForm
from mentorship.core import clock
from mentorship.core.web.requests import SignedInRequest
from programs.acting_cohort import acting_cohort, choices
from programs.rules import leads_any_program

if TYPE_CHECKING:
    from datetime import datetime

    from evaluation.queries.dashboard.figures import Counted, FigureLine
    from mentorship.core.charts import Chart
    from programs.models import Cohort

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REVIEWS_ON_A_PAGE = 25
CSV = "text/csv; charset=utf-8"


def _must_lead(request: SignedInRequest) -> None:
    if not leads_any_program(request.user):
        raise Http404


def _cohort(request: SignedInRequest) -> Cohort:
    _must_lead(request)
    cohort = acting_cohort(request)
    if cohort is None:
        raise Http404
    return cohort


def _frame(request: SignedInRequest, cohort: Cohort | None, **more: object) -> dict[str, object]:
    return {"cohort": cohort, "cohorts": choices(request), "now": clock.now(), **more}


def _dashboard(request: SignedInRequest, cohort: Cohort, now: datetime) -> dict[str, Any]:
    """Gather what dashboard and paper show alike."""
    return {
        "lines": lines_of(count_all(cohort, choices(request), now)),
        "funnel": from_invited_to_completed(cohort),
        "contact": contact_by_week(cohort, now),
        "load": mentor_load(cohort, now),
        "drifting": who_drifts(cohort, now),
    }


@require_GET
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show every figure with target, months and comparison, the way of people, who drifts, and the mentors' load."""
    _must_lead(request)
    cohort, now = acting_cohort(request), clock.now()
    found = _dashboard(request, cohort, now) if cohort is not None else {}
    return render(request, "evaluation/report.html", _frame(request, cohort, **found))


@require_GET
def program(request: SignedInRequest) -> HttpResponse:
    """Show every figure of the program's cohorts side by side, and of all of them together."""
    cohort = _cohort(request)
    counted = count_all(cohort, choices(request), clock.now())
    rows = [
        (
            metric,
            in_words(metric, metric.read(counted.tallies, counted.cohorts)),
            [(one, in_words(metric, metric.read(counted.tallies, [one]))) for one in counted.cohorts],
        )
        for metric in METRICS
    ]
    return render(
        request, "evaluation/report_program.html", _frame(request, cohort, rows=rows, columns=counted.cohorts)
    )


@require_GET
def groups(request: SignedInRequest) -> HttpResponse:
    """Show each figure by groups of mentees, small ones withheld, and one figure of all of them as pictures."""
    cohort = _cohort(request)
    metric = BY_KEY.get(request.GET.get("figure", ""), COMPARED[0])
    metric = metric if metric in COMPARED else COMPARED[0]
    found = groupings(cohort, clock.now())
    charts = [grouping.chart(metric) for grouping in found]
    return render(
        request,
        "evaluation/report_groups.html",
        _frame(request, cohort, groupings=found, charts=charts, metrics=COMPARED, chosen=metric),
    )


@require_GET
def reviews(request: SignedInRequest) -> HttpResponse:
    """Show outcome and day of the pairs' reviews, and what they wrote to the leader alone; reading that is noted."""
    cohort, now = _cohort(request), clock.now()
    page = Paginator(reviews_for_leader(cohort), REVIEWS_ON_A_PAGE).get_page(request.GET.get("page"))
    note_reading(reviews=[review for review in page if review.messages], by=request.user, now=now)
    return render(request, "evaluation/report_reviews.html", _frame(request, cohort, page=page))


@require_GET
def figure(request: SignedInRequest, key: str) -> HttpResponse:
    """Show one figure: its definition, its months, and the program's cohorts."""
    cohort = _cohort(request)
    line, counted = _line(request, cohort, key)
    charts = [chart for chart in (by_month(line, counted), by_cohort(line, counted)) if chart is not None]
    return render(request, "evaluation/report_figure.html", _frame(request, cohort, line=line, charts=charts))


@require_GET
def glossary(request: SignedInRequest) -> HttpResponse:
    """Say how every figure is defined; made from the definitions themselves."""
    _must_lead(request)
    return render(request, "evaluation/glossary.html", {"metrics": METRICS})


@require_http_methods(["GET", "POST"])
def targets(request: SignedInRequest) -> HttpResponse:
    """Say what the figures of the cohort should be."""
    cohort = _cohort(request)
    present = dict(MetricTarget.objects.filter(cohort=cohort).values_list("metric", "value"))
    form = TargetsForm(request.POST or None, targets=present)
    if request.method == "POST" and form.is_valid():
        set_targets(cohort_id=cohort.pk, targets=form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, _("Saved. The dashboard shows how far each figure is."))
        return redirect("evaluation:report")
    return render(request, "evaluation/targets.html", _frame(request, cohort, form=form))


@require_GET
def chart_csv(request: SignedInRequest, key: str) -> HttpResponse:
    """Hand out the table of one picture as CSV."""
    cohort = _cohort(request)
    chart = _chart(request, cohort, key, clock.now())
    if chart is None:
        raise Http404
    return _file(chart_as_csv(chart).encode(), CSV, f"{cohort.program} {cohort} {key}", "csv")


def _chart(request: SignedInRequest, cohort: Cohort, key: str, now: datetime) -> Chart | None:
    single = {
        "funnel": lambda: from_invited_to_completed(cohort),
        "load": lambda: mentor_load(cohort, now).chart,
        "contact": lambda: contact_by_week(cohort, now),
    }
    if key in single:
        return single[key]()
    if key.startswith("group-"):
        drawn = (grouping.chart(metric) for grouping in groupings(cohort, now) for metric in COMPARED)
        return next((chart for chart in drawn if chart.key == key), None)
    for ending, draw in (("-by-month", by_month), ("-by-cohort", by_cohort)):
        if key.endswith(ending):
            return draw(*_line(request, cohort, key.removesuffix(ending)))
    return None


def _line(request: SignedInRequest, cohort: Cohort, key: str) -> tuple[FigureLine, Counted]:
    metric = BY_KEY.get(key)
    if metric is None:
        raise Http404
    counted = count_all(cohort, choices(request), clock.now(), [metric])
    return lines_of(counted, [metric])[0], counted


@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Hand out the report as XLSX, or the pairs as CSV with `?format=csv`."""
    cohort, now = _cohort(request), clock.now()
    zone, name = ZoneInfo(cohort.time_zone), f"{cohort.program} {cohort}"
    note_export(cohort=cohort, by=request.user, now=now)
    if request.GET.get("format") == "csv":
        return _file(pairs_as_csv(cohort, zone).encode(), CSV, name, "csv")
    return _file(report_as_xlsx(cohort, lines_of(count_all(cohort, choices(request), now)), zone), XLSX, name, "xlsx")


@require_POST
def paper(request: SignedInRequest) -> HttpResponse:
    """Print the report for whoever decides: a tagged PDF with a code by which anybody can have it checked."""
    cohort, now = _cohort(request), clock.now()
    context = {
        **_dashboard(request, cohort, now),
        "cohort": cohort,
        "address": f"{settings.SITE_URL.rstrip('/')}{reverse('core:verify')}",
    }
    made, content = print_report(cohort_id=cohort.pk, context=context, by=request.user, now=now)
    return _file(content, "application/pdf", f"{cohort.program} {cohort} {made.code}", "pdf")


def _file(content: bytes, content_type: str, name: str, extension: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{slugify(name)}.{extension}"',
            "Cache-Control": "private, no-store",
        },
    )
