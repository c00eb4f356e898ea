"""Writing a goal, and the SMART hints that follow the writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements import readers, smart
from agreements.domain.goals import edit_goal, write_goal
from agreements.enums import GoalState
from agreements.models import Goal
from agreements.web.forms.goal import GoalForm
from agreements.web.refusals import told_in
from matching.models import Pairing
from mentorship.core import clock
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write a goal for a pair of one's own."""
    pairing = _own_pairing(request, uuid)
    form = GoalForm(request.POST or None, pairing=pairing, writer=request.user, instance=Goal(pairing=pairing))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            goal = write_goal(pairing_id=pairing.pk, by=request.user, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("Your goal is kept as a draft. Now add the first actions."))
            return redirect("agreements:goal", goal.uuid)
    return _page(request, pairing, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change a goal; once agreed, its plan only."""
    goal = get_object_or_404(Goal.objects.visible_to(request.user).with_people(), uuid=uuid)
    form = GoalForm(request.POST or None, pairing=goal.pairing, writer=request.user, instance=goal)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_goal(goal_id=goal.pk, by=request.user, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("agreements:goal", goal.uuid)
    return _page(request, goal.pairing, form)


@require_POST
def hints(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say what is SMART about a goal as it is being written; nothing is saved."""
    pairing = _own_pairing(request, uuid)
    form = GoalForm(request.POST, pairing=pairing, writer=request.user, instance=Goal(pairing=pairing))
    form.is_valid()
    return render(request, "agreements/_smart.html", {"smart": _hints(form, pairing)})


def _own_pairing(request: SignedInRequest, uuid: UUID) -> Pairing:
    return get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)


def _hints(form: GoalForm, pairing: Pairing) -> list[smart.Hint]:
    return smart.hints(form.instance, pairing.cohort, local_day(clock.now()))


def _page(request: SignedInRequest, pairing: Pairing, form: GoalForm) -> HttpResponse:
    goal = form.instance
    return render(
        request,
        "agreements/goal_form.html",
        {
            "form": form,
            "goal": goal if goal.pk else None,
            "is_agreed": bool(goal.pk) and goal.state != GoalState.DRAFT,
            "pairing": pairing,
            "partner": pairing.partner_of(request.user).user,
            "readers": readers.of_goal(pairing, request.user),
            "smart": _hints(form, pairing),
        },
    )
