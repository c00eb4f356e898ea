"""The pages of a review: the list, the questions, the answers side by side and the decision."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluation.domain.review_steps import turn_focus_into_action, turn_focus_into_goal
from evaluation.domain.reviewing import answer_review, decide_review
from evaluation.models import Review
from evaluation.queries.reviews import next_steps_of, own_answers, review_page, reviews_of
from evaluation.web.forms.review import DecisionForm, ReviewAnswerForm
from matching.models import Pairing
from mentorship.core import clock, stages
from mentorship.core.errors import DomainError
from mentorship.core.navigation import acting_role
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID


@require_GET
def reviews(request: SignedInRequest) -> HttpResponse:
    """List the reviews of the person's pairs, what waits for them first."""
    found = list(reviews_of(request.user, acting_role(request) or ""))
    return render(
        request,
        "evaluation/reviews.html",
        {
            "open_reviews": [review for review in found if not review.closed_at],
            "closed_reviews": [review for review in found if review.closed_at],
            "now": clock.now(),
        },
    )


@require_GET
def pairing_reviews(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """List the reviews of one pair: the page of the step Review."""
    pairing = get_object_or_404(Pairing.objects.of_member(request.user).with_people(), uuid=uuid)
    found = list(
        Review.objects.visible_to(request.user)
        .filter(pairing=pairing)
        .select_related("pairing__mentor__user", "pairing__mentee__user")
        .prefetch_related(own_answers(request.user)),
    )
    return render(
        request,
        "evaluation/pairing_reviews.html",
        {
            "pairing": pairing,
            "stages": stages.strip(pairing),
            "open_reviews": [review for review in found if not review.closed_at],
            "closed_reviews": [review for review in found if review.closed_at],
            "now": clock.now(),
        },
    )


def _find(request: SignedInRequest, uuid: UUID) -> Review:
    visible = Review.objects.visible_to(request.user).select_related(
        "pairing__mentor__user",
        "pairing__mentee__user",
        "pairing__mentee__cohort__policy",
        "decided_by",
    )
    return get_object_or_404(visible, uuid=uuid)


@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a review to one of the pair, and take their answers."""
    found = _find(request, uuid)
    partner_name = found.pairing.partner_of(request.user).user.get_short_name()
    form = ReviewAnswerForm(request.POST or None, partner_name=partner_name)
    if request.method == "POST" and form.is_valid():
        try:
            answer_review(review_id=found.pk, by=request.user, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your answers are saved."))
            return redirect("evaluation:review", uuid=uuid)
    return _show(request, found, form)


@require_POST
def decide(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Record what the pair decided."""
    found = _find(request, uuid)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            decide_review(review_id=found.pk, by=request.user, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The review is closed. The next one opens by itself."))
        return redirect("evaluation:review", uuid=uuid)
    return _show(request, found, ReviewAnswerForm(partner_name=""), decision=form)


@require_POST
def focus_to_action(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make what one of the two wants to work on next an action."""
    found = _find(request, uuid)
    with _told(request):
        turn_focus_into_action(review_id=found.pk, author_id=_author(request, found), by=request.user, now=clock.now())
        messages.success(request, _("Now one of your actions."))
    return redirect(f"{reverse('evaluation:review', args=[uuid])}#next")


@require_POST
def focus_to_goal(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make it the draft of a goal, and go on writing that."""
    found = _find(request, uuid)
    leads_to = f"{reverse('evaluation:review', args=[uuid])}#next"
    with _told(request):
        goal = turn_focus_into_goal(
            review_id=found.pk, author_id=_author(request, found), by=request.user, now=clock.now()
        )
        messages.success(request, _("It is the draft of a goal now. Give it a number and a day."))
        leads_to = goal.get_absolute_url()
    return redirect(leads_to)


@contextmanager
def _told(request: SignedInRequest) -> Iterator[None]:
    """Say a refusal on the next page."""
    try:
        yield
    except DomainError as error:
        messages.error(request, str(error))


def _author(request: SignedInRequest, found: Review) -> int:
    """Return whose words were chosen: the mentor's if they are named, else the mentee's."""
    mentor = found.pairing.mentor.user
    return mentor.pk if request.POST.get("author") == str(mentor.uuid) else found.pairing.mentee.user_id


def _show(
    request: SignedInRequest, found: Review, form: ReviewAnswerForm, *, decision: DecisionForm | None = None
) -> HttpResponse:
    page = review_page(found, request.user, clock.now())
    suggested = page.own.suggested_outcome if page.own else None
    return render(
        request,
        "evaluation/review.html",
        {
            "page": page,
            "review": found,
            "form": form,
            "decision": decision or DecisionForm(initial={"outcome": suggested}),
            "stages": stages.strip(found.pairing),
            "now": clock.now(),
            **next_steps_of(found),
        },
    )
