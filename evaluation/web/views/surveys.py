"""Answering a survey: the questions, what one's own answers say, and what to say when it is closed or done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain.surveying import answer_survey
from evaluation.enums import SurveyMoment
from evaluation.models import SurveyParticipation, SurveyWindow
from evaluation.queries.surveys import AT_WORK, surveys_of, that_ask
from evaluation.surveys.own_result import help_is_due, own_scores
from evaluation.web.forms.survey import SurveyAnswerForm
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from uuid import UUID

PAGE = "evaluation/surveys/"


@require_safe
def surveys(request: SignedInRequest) -> HttpResponse:
    """List the surveys that ask this person: open, to come, over."""
    now = clock.now()
    return render(request, f"{PAGE}own.html", {"surveys": surveys_of(request.user, now), "now": now})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask, and take the answers into the urn.

    The page of thanks is the answer to the sending itself, because what it shows of one's own answers is kept nowhere.
    """
    found = that_ask(request.user).select_related("instrument", "cohort__policy", "cohort__program", "wording")
    window = get_object_or_404(found, uuid=uuid)
    now = clock.now()
    form = SurveyAnswerForm(
        request.POST if request.method == "POST" else None,
        window=window,
        is_first=window.moment == SurveyMoment.START,
    )
    if request.method == "POST" and form.is_valid():
        try:
            understood = answer_survey(
                window_id=window.pk,
                answers=form.answers,
                comment=form.cleaned_data.get("comment", ""),
                code=form.cleaned_data["code"],
                by=request.user,
                now=now,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _thanks(request, window, understood, form.cleaned_data["code"])
    context = {
        "window": window,
        "form": form,
        "intro": _(window.definition["intro"]) if window.definition["intro"] else "",
        "now": now,
        "least": window.least or window.cohort.policy.minimum_group_size,
        "is_open": window.is_open(now) and window.cohort.stage in AT_WORK,
        "is_to_come": not window.has_begun(now),
        "has_answered": SurveyParticipation.objects.filter(window=window, enrollment__user=request.user).exists(),
    }
    return render(request, f"{PAGE}answer.html", context)


def _thanks(request: SignedInRequest, window: SurveyWindow, answers: dict[str, int], code: str) -> HttpResponse:
    context = {
        "window": window,
        "scores": own_scores(window.definition, answers),
        "needs_help": help_is_due(window.definition, answers),
        "code": code if window.moment != SurveyMoment.END else "",
    }
    return render(request, f"{PAGE}thanks.html", context)
