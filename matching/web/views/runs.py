"""A run: its progress, its proposals, and publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from matching.domain.runs import discard_run, publish_run
from matching.domain.since import changed_since
from matching.enums import CriterionKind, ProposalState, RunState
from matching.models import MatchRun, Proposal
from matching.queries.groups import rates_of
from matching.queries.runs import figures_of, on_table, proposal_rows, publish_facts
from matching.web.shown.left import changes_against_before, unmatched_groups
from matching.web.shown.mails import mail_of, mails_of
from matching.web.shown.result import result_words
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAIRS_PREVIEWED = 10
OF_A_MAIL = {
    **{key: [NONE] for key in ("default-src", "script-src", "connect-src", "font-src", "form-action")},
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": [],
}
"""A mail brings its own style sheet; it may run, fetch and open nothing."""
UNDERWAY = {RunState.QUEUED, RunState.SOLVING}
COMPONENT_STATE = {RunState.QUEUED: "running", RunState.SOLVING: "running", RunState.FAILED: "failed"}


@require_safe
def run(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a run: its progress while it works, then what it proposes."""
    found = _find(request, uuid)
    context: dict[str, object] = {
        "run": found,
        "progress": _progress(found),
        "underway": found.state in UNDERWAY,
        "was_cancelled": _was_cancelled(found),
        "now": clock.now(),
    }
    if found.state in {RunState.PROPOSED, RunState.PUBLISHED, RunState.DISCARDED} and not _was_cancelled(found):
        table = on_table(found)
        below, state = _number(request.GET.get("below", "")), request.GET.get("state", "")
        context |= {
            "figures": figures_of(found, table),
            "rows": proposal_rows(found, table, below=below, state=state),
            "unmatched": unmatched_groups(found),
            "changes": changes_against_before(found),
            "since": changed_since(found, now=clock.now()) if found.state == RunState.PROPOSED else [],
            "rates": rates_of(found, table),
            "result": result_words(found),
            "below": below,
            "state": state if state in ProposalState.values else "",
            "kinds": _kinds_that_count(found),
            "can_change": found.state == RunState.PROPOSED,
        }
    return render(request, "matching/run.html", context)


@require_safe
def progress(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Answer what the run does now; once it has ended, let the browser load the whole page anew."""
    found = _find(request, uuid)
    if found.state in UNDERWAY:
        return render(request, "components/long_progress.html", _progress(found))
    if not request.htmx:
        return redirect("matching:run", uuid=uuid)
    return HttpResponse(headers={"HX-Redirect": reverse("matching:run", args=[uuid])})


@csp_replace(OF_A_MAIL)  # type: ignore[arg-type]  # its types know only views without arguments
@xframe_options_sameorigin
@require_safe
def mail(request: SignedInRequest, uuid: UUID, role: str) -> HttpResponse:
    """Show the mail that publishing would send to one side of a proposal, as it looks; it may fetch and do nothing."""
    visible = Proposal.objects.visible_to(request.user).filter(run__state=RunState.PROPOSED).standing().with_people()
    proposal = get_object_or_404(visible.select_related("run__cohort__program", "run__cohort__policy"), uuid=uuid)
    shown = mail_of(proposal.run, proposal, role, now=clock.now())
    if shown is None:
        raise Http404
    return HttpResponse(shown.html)


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # as above
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say what publishing does and to whom mail goes; then do it."""
    found = _find(request, uuid)
    if request.method == "POST":
        try:
            pairings = publish_run(run_id=found.pk, by=request.user, now=clock.now())
        except DomainError as error:
            messages.error(request, str(error))
        else:
            told = ngettext(
                "%(n)d pair is published; both people are asked by mail.",
                "%(n)d pairs are published; everybody is asked by mail.",
                len(pairings),
            )
            messages.success(request, told % {"n": len(pairings)})
        return redirect("matching:run", uuid=uuid)
    standing = found.proposals.standing().with_people().order_by("mentee__user__full_name", "pk")
    page = Paginator(standing, PAIRS_PREVIEWED).get_page(request.GET.get("page"))
    return render(
        request,
        "matching/publish.html",
        {
            "run": found,
            "facts": publish_facts(found),
            "days": found.cohort.policy.proposal_answer_days,
            "page": page,
            "mails": mails_of(found, page.object_list, now=clock.now()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask, then put a run aside."""
    found = _find(request, uuid)
    if request.method == "POST":
        try:
            discard_run(run_id=found.pk, by=request.user, now=clock.now())
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("matching:run", uuid=uuid)
        if found.state in UNDERWAY:
            messages.success(request, _("The run is cancelled. Nobody was told of it."))
        else:
            messages.success(request, _("The run is put aside. Nobody was told of it."))
        return redirect("matching:workbench")
    return render(request, "matching/discard.html", {"run": found, "underway": found.state in UNDERWAY})


def _was_cancelled(found: MatchRun) -> bool:
    """Was it put aside before it had found anything?"""
    return found.state == RunState.DISCARDED and not found.figures


def _kinds_that_count(found: MatchRun) -> list[tuple[str, object]]:
    """List the criteria that gave points, in the order in which they stand on the bars."""
    weighed = [(-weighing["weight"], kind) for kind, weighing in found.weights.items() if weighing["weight"]]
    return [(kind, CriterionKind(kind).label) for _weight, kind in sorted(weighed)]


def _find(request: SignedInRequest, uuid: UUID) -> MatchRun:
    visible: QuerySet[MatchRun] = MatchRun.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("cohort__program", "cohort__policy", "started_by"), uuid=uuid)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _progress(found: MatchRun) -> dict[str, object]:
    """Prepare the progress component."""
    return {
        "title": _("Looking for the best pairs"),
        "state": COMPONENT_STATE.get(RunState(found.state), "done"),
        "value": found.progress_percent,
        "total": 100,
        "words": found.failure or found.progress_words,
        "poll_url": reverse("matching:run-progress", args=[found.uuid]),
        "page_url": reverse("matching:run", args=[found.uuid]),
    }
