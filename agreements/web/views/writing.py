"""Writing a goal, writing it anew, and the SMART hints that follow the writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements import goal_templates, readers, smart
from agreements.domain.closing import revise_goal
from agreements.domain.conflicts import ChangedMeanwhile
from agreements.domain.goals import edit_goal, write_goal
from agreements.enums import ActionSource, GoalState
from agreements.models import Goal
from agreements.web.forms.goal import GoalForm, WhyForm
from agreements.web.refusals import told_in
from matching.models import Pairing
from mentorship.core import clock
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write a goal for a pair of one's own, from nothing or from a template."""
    pairing = _own_pairing(request, uuid)
    offered = goal_templates.for_pairing(pairing)
    chosen = goal_templates.chosen(offered, request.GET.get("template", ""))
    initial = goal_templates.initial(chosen, pairing, local_day(clock.now())) if chosen else {}
    form = GoalForm(
        request.POST or None, pairing=pairing, writer=request.user, instance=Goal(pairing=pairing), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            goal = write_goal(
                pairing_id=pairing.pk,
                by=request.user,
                now=clock.now(),
                source=form.cleaned_data["source"] or ActionSource.GOAL,
                source_uuid=form.cleaned_data["source_uuid"],
                **form.goal_fields,
            )
            messages.success(request, _("Your goal is kept as a draft. Now add the first actions."))
            return redirect("agreements:goal", goal.uuid)
    return _page(request, pairing, form, {"offered": offered if not form.is_bound else [], "chosen": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change a goal; once agreed, its plan only."""
    goal = _own_goal(request, uuid)
    form = GoalForm(request.POST or None, pairing=goal.pairing, writer=request.user, instance=goal)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            try:
                edit_goal(goal_id=goal.pk, by=request.user, now=clock.now(), seen=form.seen, **form.goal_fields)
            except ChangedMeanwhile as conflict:
                form.show_what_others_wrote(conflict.present)
                raise
            messages.success(request, _("Saved."))
            return redirect("agreements:goal", goal.uuid)
    return _page(request, goal.pairing, form)


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write an agreed goal anew; the old version is kept."""
    goal = _own_goal(request, uuid)
    fresh = Goal(**{name: getattr(goal, name) for name in GoalForm.Meta.fields}, pairing=goal.pairing)
    form = GoalForm(request.POST or None, pairing=goal.pairing, writer=request.user, instance=fresh)
    form.fields.pop("confidence_before", None)
    why = WhyForm(request.POST or None, readers=readers.of_goal(goal.pairing, request.user))
    if request.method == "POST" and form.is_valid() and why.is_valid():
        with told_in(form):
            made = revise_goal(
                goal_id=goal.pk,
                because=why.cleaned_data["because"],
                by=request.user,
                now=clock.now(),
                **{name: value for name, value in form.goal_fields.items() if name != "confidence_before"},
            )
            messages.success(
                request, _("Written anew. The earlier version stays readable; the mentor agrees to this one.")
            )
            return redirect("agreements:goal", made.uuid)
    return _page(request, goal.pairing, form, {"revised": goal, "why_form": why})


@require_POST
def hints(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say what is SMART about a goal as it is being written; nothing is saved."""
    pairing = _own_pairing(request, uuid)
    form = GoalForm(request.POST, pairing=pairing, writer=request.user, instance=Goal(pairing=pairing))
    form.is_valid()
    return render(request, "agreements/_smart.html", {"smart": _hints(form, pairing)})


def _own_pairing(request: SignedInRequest, uuid: UUID) -> Pairing:
    return get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)


def _own_goal(request: SignedInRequest, uuid: UUID) -> Goal:
    return get_object_or_404(Goal.objects.visible_to(request.user).with_people(), uuid=uuid)


def _hints(form: GoalForm, pairing: Pairing) -> list[smart.Hint]:
    return smart.hints(form.instance, pairing.cohort, local_day(clock.now()))


def _page(
    request: SignedInRequest, pairing: Pairing, form: GoalForm, more: dict[str, Any] | None = None
) -> HttpResponse:
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
            **(more or {}),
        },
    )
