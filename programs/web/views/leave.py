"""Leave and extension: one form, every date that moves, one confirmation, one way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.core import clock
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.web.toasts import undoable
from programs.acting_cohort import acting_cohort, choices
from programs.domain.leave.deciding import PlanChanged, apply_leave, plan_leave, undo_leave
from programs.domain.leave.shifting import kinds
from programs.models import Enrollment, Leave
from programs.rules import leads_any_program
from programs.web.forms.leave import SOME, LeaveForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest
    from programs.models import Cohort

LEAVES_ON_A_PAGE = 25
SHOWN_OF_A_KIND = 50


@require_safe
def leaves(request: SignedInRequest) -> HttpResponse:
    """List what was moved in the acting cohort, the latest first."""
    if not leads_any_program(request.user):
        raise Http404
    cohort = acting_cohort(request)
    context: dict[str, object] = {"cohort": cohort, "cohorts": choices(request), "now": clock.now()}
    if cohort is not None:
        found = Leave.objects.visible_to(request.user).filter(cohort=cohort)
        found = found.select_related("applied_by").prefetch_related("enrollments__user")
        context["page"] = Paginator(found, LEAVES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programs/leaves.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_leave(request: SignedInRequest) -> HttpResponse:
    """Ask from when and for whom, show every date that moves, and move them when the leader confirms."""
    if not leads_any_program(request.user):
        raise Http404
    cohort = acting_cohort(request)
    if cohort is None:
        raise Http404
    form = LeaveForm(request.POST or None, cohort=cohort, initial=_asked(request, cohort))
    context: dict[str, Any] = {"cohort": cohort, "form": form, "now": clock.now(), "key": uuid4()}
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("enrollment_ids", "starts_on", "until", "weeks")}
        given |= {"cohort_id": cohort.pk, "by": request.user, "now": context["now"]}
        try:
            if request.POST.get("digest"):
                made = apply_leave(key=_key(request), digest=request.POST["digest"], **given)
                _tell(request, made)
                return redirect("programs:leave", uuid=made.uuid)
            context["plan"] = plan_leave(**given)
        except NotAllowed as refusal:
            raise Http404 from refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
            context["plan"] = refusal.plan if isinstance(refusal, PlanChanged) else None
        context["found"] = _shown(context["plan"])
    return render(request, "programs/leave_new.html", context)


def _asked(request: SignedInRequest, cohort: Cohort) -> dict[str, str]:
    """Begin with the person from whose page the leader comes."""
    try:
        asked = UUID(request.GET.get("person", ""))
    except ValueError:
        return {"whom": SOME}
    person = Enrollment.objects.filter(cohort=cohort, uuid=asked).select_related("user").first()
    return {"whom": SOME, "people": person.user.email if person else ""}


def _key(request: SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _shown(plan: Any) -> list[tuple[str, int, list[Any], int]]:
    """Return each kind with its first dates, and how many more there are."""
    if plan is None:
        return []
    return [
        (kind.label, len(shifts), shifts[:SHOWN_OF_A_KIND], max(len(shifts) - SHOWN_OF_A_KIND, 0))
        for kind, shifts in plan.found
    ]


def _tell(request: SignedInRequest, leave: Leave) -> None:
    undoable(request, _("The dates moved."), undo_url=reverse("programs:leave-undo", args=[leave.uuid]))


def _find(request: SignedInRequest, uuid: UUID) -> Leave:
    found = Leave.objects.visible_to(request.user).select_related("cohort__program", "applied_by")
    return get_object_or_404(found, uuid=uuid)


@require_safe
def leave(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show what a leave moved, and the way back."""
    found = _find(request, uuid)
    labels = {kind.key: kind.label for kind in kinds()}
    counts: dict[str, int] = {}
    for kind in found.shifts.values_list("kind", flat=True):
        counts[kind] = counts.get(kind, 0) + 1
    context = {
        "leave": found,
        "cohort": found.cohort,
        "people": [person.user for person in found.enrollments.select_related("user").order_by("user__full_name")],
        "counts": [(labels.get(kind, kind), count) for kind, count in counts.items()],
        "now": clock.now(),
    }
    return render(request, "programs/leave.html", context)


@require_POST
def undo(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a leave back in one step; say what had changed since and was left."""
    found = _find(request, uuid)
    try:
        undone = undo_leave(leave_id=found.pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("programs:leave", uuid=found.uuid)
    if undone.restored:
        messages.success(request, _("The dates are back where they were."))
    if undone.changed_since:
        said = _("Changed since, and left as they are: %(what)s.") % {"what": ", ".join(undone.changed_since)}
        messages.warning(request, said)
    return redirect("programs:leave", uuid=found.uuid)
