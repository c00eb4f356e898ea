"""Feedback: the list, one observation, and what the mentee does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.enums import ActionSource
from agreements.models import Goal
from evaluation.domain.observing import mark_read, respond, turn_next_step_into_action, turn_next_step_into_goal
from evaluation.domain.satisfaction import say_satisfaction
from evaluation.models import Observation
from evaluation.queries.observations import feedback_of, observed_pairings, shown
from evaluation.queries.requests import readers_of
from evaluation.readings import OBSERVATION
from evaluation.web.forms.response import ResponseForm
from evaluation.web.forms.satisfaction import SatisfactionForm
from mentorship.core import clock, readings, stages
from mentorship.core.errors import DomainError
from mentorship.core.navigation import Role, acting_role
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from uuid import UUID

A_PAGE = 20


@require_safe
def feedback(request: SignedInRequest) -> HttpResponse:
    """List what was written about a mentee, the unread first; or what a mentor wrote."""
    role = acting_role(request) or ""
    page = Paginator(feedback_of(request.user, role), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "is_mentor": role == Role.MENTOR,
        "pairings": observed_pairings(request.user) if role == Role.MENTOR else [],
        "now": clock.now(),
    }
    return render(request, "evaluation/feedback.html", context)


def _find(request: SignedInRequest, uuid: UUID) -> Observation:
    visible = Observation.objects.visible_to(request.user).select_related(
        "pairing__mentor__user",
        "pairing__mentee__user",
        "pairing__mentee__cohort__program",
        "form",
        "topic",
        "goal",
        "observer",
    )
    return get_object_or_404(visible, uuid=uuid)


def _find_own(request: SignedInRequest, uuid: UUID) -> Observation:
    observation = _find(request, uuid)
    if not request.user.has_perm("evaluation.respond_to_observation", observation):
        raise PermissionDenied
    return observation


@require_safe
def observation(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Read one observation: the words first, then the ratings; the mentee sees who did."""
    found = _find(request, uuid)
    mentee = found.pairing.mentee.user_id
    readings.note(reader=request.user, about=[mentee], what=OBSERVATION, target=found, now=clock.now())
    return _show(request, found)


@require_POST
def read(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Note that the mentee has read it."""
    mark_read(observation_id=_find_own(request, uuid).pk, by=request.user, now=clock.now())
    return redirect("evaluation:observation", uuid=uuid)


@require_POST
def answer(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep what the mentee takes from it."""
    found = _find_own(request, uuid)
    form = ResponseForm(request.POST, readers=readers_of(found, request.user))
    if not form.is_valid():
        return _show(request, found, form)
    try:
        respond(observation_id=found.pk, by=request.user, now=clock.now(), response=form.cleaned_data["response"])
    except DomainError as error:
        form.add_error("response", str(error))
        return _show(request, found, form)
    messages.success(request, _("Saved."))
    return redirect("evaluation:observation", uuid=uuid)


@require_POST
def satisfaction(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep how satisfied the mentee was; then both read what the other said."""
    found = _find_own(request, uuid)
    form = SatisfactionForm(request.POST)
    if not form.is_valid():
        return _show(request, found, satisfaction=form)
    try:
        say_satisfaction(
            observation_id=found.pk,
            by=request.user,
            now=clock.now(),
            satisfaction=form.cleaned_data["satisfaction"],
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("evaluation:observation", uuid=uuid)


@require_POST
def next_step_to_action(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make the next step an action of the mentee."""
    found = _find(request, uuid)
    if not request.user.has_perm("evaluation.act_on_observation", found):
        raise PermissionDenied
    try:
        turn_next_step_into_action(observation_id=found.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        name = found.pairing.mentee.user
        told = (
            _("It is one of your actions now.")
            if name == request.user
            else _("It is one of %(name)s's actions now.") % {"name": name.get_short_name()}
        )
        messages.success(request, told)
    return redirect("evaluation:observation", uuid=uuid)


@require_POST
def next_step_to_goal(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make the next step the draft of a goal, and go on writing it."""
    found = _find(request, uuid)
    if not request.user.has_perm("evaluation.act_on_observation", found):
        raise PermissionDenied
    try:
        goal = turn_next_step_into_goal(observation_id=found.pk, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("evaluation:observation", uuid=uuid)
    messages.success(request, _("It is the draft of a goal now. Give it a number and a day."))
    return redirect("agreements:goal", uuid=goal.uuid)


def _show(
    request: SignedInRequest,
    found: Observation,
    form: ResponseForm | None = None,
    satisfaction: SatisfactionForm | None = None,
) -> HttpResponse:
    pairing = found.pairing
    is_mentee = request.user.has_perm("evaluation.respond_to_observation", found)
    readers = readers_of(found, request.user)
    context = {
        "readers": readers,
        "made_goal": Goal.objects.filter(source=ActionSource.OBSERVATION, source_uuid=found.uuid).first(),
        "observation": found,
        "shown": shown(found),
        "pairing": pairing,
        "stages": stages.strip(pairing),
        "is_mentee": is_mentee,
        "form": form or ResponseForm(initial={"response": found.response}, readers=readers) if is_mentee else None,
        "satisfaction": (satisfaction or SatisfactionForm()) if found.observer_satisfaction is not None else None,
        "now": clock.now(),
    }
    return render(request, "evaluation/observation.html", context)
