"""Pages on which a leader thinks before deciding: what if, and one run beside another; nothing here is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from matching.domain.supposing import suppose
from matching.enums import RunState
from matching.models import MatchRun
from matching.queries.comparing import compare_runs, runs_to_compare_with
from matching.queries.runs import figures_of
from matching.web.forms.supposing import SupposingForm
from matching.web.shown.left import change_lines
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet


@require_safe
def what_if(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show what one place more or one rule less would change."""
    run = _find(request, uuid)
    asked = bool(request.GET)
    form = SupposingForm(request.GET if asked else None, run=run)
    context: dict[str, object] = {"run": run, "form": form, "can_change": run.state == RunState.PROPOSED}
    if asked and run.state == RunState.PROPOSED and form.is_valid():
        try:
            supposed = suppose(run, more_places=form.more_places(), without=form.without())
        except DomainError as error:
            context["refusal"] = str(error)
        else:
            more = supposed.after.matched - supposed.before.matched
            gain = supposed.after.total - supposed.before.total
            context |= {"supposed": supposed, "more": more, "gain": gain, "changes": change_lines(supposed.changes)}
    return render(request, "matching/_supposed.html" if request.htmx else "matching/what_if.html", context)


@require_safe
def compare(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a run beside another of the same cohort: the one asked for, else the one before."""
    run = _find(request, uuid)
    others = runs_to_compare_with(run)
    asked = request.GET.get("with", "")
    other = next((one for one in others if str(one.uuid) == asked), others[0] if others else None)
    context: dict[str, object] = {"run": run, "others": others, "other": other}
    if other is not None:
        context |= {
            "comparison": compare_runs(other, run),
            "figures": [(other, figures_of(other)), (run, figures_of(run))],
        }
    return render(request, "matching/compare.html", context)


def _find(request: SignedInRequest, uuid: UUID) -> MatchRun:
    visible: QuerySet[MatchRun] = MatchRun.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("cohort__program"), uuid=uuid)
