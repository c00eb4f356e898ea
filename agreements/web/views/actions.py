"""Taking something on, doing it, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements import readers, seen
from agreements.domain.actions import add_action, agree_action, edit_action, mark_done, undo_done
from agreements.domain.conflicts import ChangedMeanwhile
from agreements.domain.next_steps import turn_action_into_goal
from agreements.models import Action, Goal
from agreements.queries import cards_of
from agreements.web.forms.action import ActionForm
from agreements.web.refusals import told, told_in
from agreements.web.views.goals import goal_page
from mentorship.core import clock
from mentorship.core.errors import Refused
from mentorship.core.web.requests import SignedInRequest, way_back
from mentorship.core.web.toasts import undoable

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

HOME = "home"
"""The part of the home page that follows a tap there, as `core/_tap.html` names it."""


@require_POST
def add(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take something on for a goal."""
    goal = get_object_or_404(Goal.objects.visible_to(request.user).with_people(), uuid=uuid)
    form = ActionForm(request.POST, pairing=goal.pairing, writer=request.user)
    if form.is_valid():
        with told_in(form):
            add_action(
                pairing_id=goal.pairing_id,
                goal_id=goal.pk,
                text=form.cleaned_data["text"],
                owner_id=form.cleaned_data["owner"],
                due_on=form.cleaned_data["due_on"],
                by=request.user,
                now=clock.now(),
            )
            return redirect(f"{goal.get_absolute_url()}#actions")
    return goal_page(request, goal, action_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change what is to be done, by whom or by when."""
    action = _action(request, uuid)
    form = ActionForm(request.POST or None, pairing=action.pairing, writer=request.user, action=action)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            try:
                edit_action(action_id=action.pk, by=request.user, now=clock.now(), seen=form.seen, **form.changed)
            except ChangedMeanwhile:
                form.begin_anew(Action.objects.get(pk=action.pk))
                raise
            messages.success(request, _("Changed. Both of you see what it was."))
            return redirect(f"{_place(action)}#action-{action.uuid}")
    context = {
        "form": form,
        "action": action,
        "back": _place(action),
        "readers": readers.of_goal(action.pairing, request.user),
    }
    return render(request, "agreements/action_form.html", context)


@require_POST
def done(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say that an action is done; with htmx the row changes in place."""
    action, now = _action(request, uuid), clock.now()
    refusal = ""
    try:
        before = seen.brought_back(request.POST.get("seen"))
        action = mark_done(action_id=action.pk, by=request.user, now=now, seen=before)
    except Refused as error:
        refusal = str(error)
    if not _is_in_place(request) and not refusal:
        undo_url = reverse("agreements:action-undo", args=[action.uuid])
        undoable(request, _("Done: %(action)s") % {"action": action.text}, undo_url=undo_url)
    return _answer(request, action, now, refusal)


@require_POST
def agree(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Agree to what the other one wrote."""
    action, now = _action(request, uuid), clock.now()
    refusal = ""
    try:
        before = seen.brought_back(request.POST.get("seen"))
        action = agree_action(action_id=action.pk, by=request.user, now=now, seen=before)
    except Refused as error:
        refusal = str(error)
    if not _is_in_place(request) and not refusal:
        messages.success(request, _("Agreed: %(action)s") % {"action": action.text})
    return _answer(request, action, now, refusal)


@require_POST
def into_goal(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make an action the first step of a goal of its own, and go on writing that."""
    action = _action(request, uuid)
    leads_to = way_back(request, _place(action))
    with told(request):
        goal = turn_action_into_goal(action_id=action.pk, by=request.user, now=clock.now())
        messages.success(request, _("It is the draft of a goal now. Give it a number and a day."))
        leads_to = goal.get_absolute_url()
    return redirect(leads_to)


@require_POST
def undo(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take back that an action is done."""
    action, now = _action(request, uuid), clock.now()
    refusal = ""
    try:
        action = undo_done(action_id=action.pk, by=request.user, now=now)
    except Refused as error:
        refusal = str(error)
    return _answer(request, action, now, refusal)


def _action(request: SignedInRequest, uuid: UUID) -> Action:
    return get_object_or_404(Action.objects.visible_to(request.user).with_people(), uuid=uuid)


def _answer(request: SignedInRequest, action: Action, now: datetime, refusal: str) -> HttpResponse:
    """Answer with the row and the goal's progress, or send the person back to where they were."""
    if _is_in_place(request):
        goal = Goal.objects.with_people().get(pk=action.goal_id) if action.goal_id else None
        card = cards_of([goal], now)[0] if goal else None
        context = {"action": action, "card": card, "now": now, "refusal": refusal, "in_place": True}
        response = render(request, "agreements/_action_changed.html", context)
        response["HX-Trigger"] = "home-changed"
        return response
    if refusal:
        messages.error(request, refusal)
    return redirect(way_back(request, _place(action)))


def _is_in_place(request: SignedInRequest) -> bool:
    """Does the tap change its own row, rather than all of the home page?"""
    return bool(request.htmx) and request.htmx.target != HOME


def _place(action: Action) -> str:
    """Return the address of the page on which the action stands."""
    return action.goal.get_absolute_url() if action.goal else reverse("agreements:goals")
