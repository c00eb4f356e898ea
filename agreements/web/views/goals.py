"""Reading goals: all of one's own, and one of them with everything about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agreements import goal_charts, readers, smart, sources
from agreements.enums import GoalState
from agreements.models import Goal
from agreements.queries import cards_of, groups_of, history_of
from agreements.web.forms.action import ActionForm
from agreements.web.forms.goal import ConfidenceAfterForm, NoteForm
from mentorship.core import clock, stages
from mentorship.core.navigation import acting_role
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import BaseForm


@require_safe
def goals(request: SignedInRequest) -> HttpResponse:
    """List the goals of one's pairs, in the role one acts in."""
    now = clock.now()
    groups = groups_of(request.user, acting_role(request) or "", now)
    return render(
        request,
        "agreements/goals.html",
        {"groups": groups, "only_group": groups[0] if len(groups) == 1 else None, "now": now},
    )


@require_safe
def goal(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a goal with its progress, plan, actions and notes."""
    found = get_object_or_404(Goal.objects.visible_to(request.user).with_people(), uuid=uuid)
    return goal_page(request, found)


def goal_page(
    request: SignedInRequest,
    found: Goal,
    *,
    action_form: ActionForm | None = None,
    note_form: NoteForm | None = None,
    confidence_form: BaseForm | None = None,
) -> HttpResponse:
    """Render the page of a goal, with a form that was not taken if there is one."""
    now, pairing = clock.now(), found.pairing
    card = cards_of([found], now)[0]
    is_mentor = pairing.mentor.user_id == request.user.pk
    may_rate = not is_mentor and (card.progress.is_met or found.state == GoalState.ACHIEVED)
    return render(
        request,
        "agreements/goal.html",
        {
            "card": card,
            "goal": found,
            "pairing": pairing,
            "partner": pairing.partner_of(request.user).user,
            "is_mentor": is_mentor,
            "readers": readers.of_goal(pairing, request.user),
            "smart": smart.hints(found, pairing.cohort, local_day(now)),
            "charts": goal_charts.of_card(card),
            "changes": history_of(found),
            "sources": list(sources.of([found, *card.actions]).values()),
            "earlier": found.revised_from,
            "later": Goal.objects.filter(revised_from=found).first() if found.state == GoalState.REVISED else None,
            "notes": found.entries.select_related("author").order_by("-written_at"),
            "action_form": action_form or ActionForm(pairing=pairing, writer=request.user),
            "note_form": note_form or NoteForm(),
            "confidence_form": confidence_form or ConfidenceAfterForm(initial={"after": found.confidence_after}),
            "may_rate": may_rate and found.state not in {GoalState.ABANDONED, GoalState.REVISED},
            "stages": stages.strip(pairing),
            "now": now,
        },
    )
