"""One step in the life of a goal: agreed, achieved, let go, rated, noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements import readers, seen
from agreements.domain.closing import abandon_goal
from agreements.domain.goals import agree_goal, confirm_achieved, rate_confidence, write_note
from agreements.models import Goal
from agreements.web.forms.goal import ConfidenceAfterForm, NoteForm, WhyForm
from agreements.web.refusals import told, told_in
from agreements.web.views.goals import goal_page
from mentorship.core import clock
from mentorship.core.web.requests import SignedInRequest, way_back

if TYPE_CHECKING:
    from uuid import UUID


@require_POST
def agree(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Agree to a goal, as the mentor."""
    goal = _goal(request, uuid)
    with told(request):
        agree_goal(goal_id=goal.pk, by=request.user, now=clock.now(), seen=seen.brought_back(request.POST.get("seen")))
        messages.success(request, _("Agreed. Evidence counts from now on."))
    return redirect(way_back(request, goal.get_absolute_url()))


@require_POST
def achieve(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Confirm that a goal is achieved, as the mentor."""
    goal = _goal(request, uuid)
    with told(request):
        confirm_achieved(goal_id=goal.pk, by=request.user, now=clock.now())
        names = {"mentee": goal.pairing.mentee.user.get_short_name()}
        messages.success(request, _("Achieved. A good moment to say so to %(mentee)s in person.") % names)
    return redirect(way_back(request, goal.get_absolute_url()))


@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask first, then let a goal go."""
    goal = _goal(request, uuid)
    form = WhyForm(request.POST or None, readers=readers.of_goal(goal.pairing, request.user))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            abandon_goal(goal_id=goal.pk, because=form.cleaned_data["because"], by=request.user, now=clock.now())
            messages.success(request, _("You let this goal go. What was done for it stays."))
            return redirect("agreements:goal", goal.uuid)
    context = {
        "goal": goal,
        "pairing": goal.pairing,
        "form": form,
    }
    return render(request, "agreements/abandon.html", context)


@require_POST
def confidence(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say how confident one is now, as the mentee."""
    goal = _goal(request, uuid)
    form = ConfidenceAfterForm(request.POST)
    if form.is_valid():
        with told_in(form, "after"):
            rate_confidence(goal_id=goal.pk, by=request.user, now=clock.now(), after=form.cleaned_data["after"])
            messages.success(request, _("Thank you. It stands beside your rating from the start."))
            return redirect("agreements:goal", goal.uuid)
    return goal_page(request, goal, confidence_form=form)


@require_POST
def note(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write a note on a goal."""
    goal = _goal(request, uuid)
    form = NoteForm(request.POST)
    if form.is_valid():
        with told_in(form, "text"):
            write_note(goal_id=goal.pk, by=request.user, now=clock.now(), **form.cleaned_data)
            return redirect(f"{goal.get_absolute_url()}#notes")
    return goal_page(request, goal, note_form=form)


def _goal(request: SignedInRequest, uuid: UUID) -> Goal:
    return get_object_or_404(Goal.objects.visible_to(request.user).with_people(), uuid=uuid)
