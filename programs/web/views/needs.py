"""What a mentee needs and a mentor can teach, in their own hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.core import clock
from mentorship.core.errors import Refused
from mentorship.core.navigation import acting_role
from programs.domain.enrollments import document_expertise, document_need, remove_expertise, remove_need
from programs.enums import EnrollmentRole
from programs.models import Characteristic, Enrollment
from programs.queries import taking_part
from programs.rules import is_the_person
from programs.web.forms.needs import RatingForm, TermForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest


@require_safe
def needs(request: SignedInRequest) -> HttpResponse:
    """Show what one wrote down in a cohort, and the form to add to it."""
    mine = list(taking_part(request.user))
    if not mine:
        raise Http404
    asked = request.GET.get("of", "")
    role = acting_role(request)
    chosen = next((item for item in mine if str(item.uuid) == asked), None) or next(
        (item for item in mine if item.role == role), mine[0]
    )
    return _page(request, chosen, mine=mine)


def _page(
    request: SignedInRequest,
    enrollment: Enrollment,
    *,
    form: TermForm | None = None,
    mine: list[Enrollment] | None = None,
) -> HttpResponse:
    is_mentee = enrollment.role == EnrollmentRole.MENTEE
    written = enrollment.needs if is_mentee else enrollment.expertise
    others = [item for item in mine or taking_part(request.user) if item.pk != enrollment.pk]
    context = {
        "enrollment": enrollment,
        "cohort": enrollment.cohort,
        "is_mentee": is_mentee,
        "items": list(written.with_their_words().order_by("pk")),
        "others": others,
        "asks_more": Characteristic.objects.filter(program=enrollment.cohort.program_id).exists(),
        "form": form or TermForm(enrollment=enrollment),
    }
    return render(request, "programs/needs.html", context)


def _own(request: SignedInRequest, uuid: UUID) -> Enrollment:
    rows = Enrollment.objects.visible_to(request.user).select_related("user", "cohort__program")
    enrollment = get_object_or_404(rows, uuid=uuid)
    if not is_the_person(request.user, enrollment):
        raise PermissionDenied
    return enrollment


def _back(enrollment: Enrollment) -> HttpResponse:
    return redirect(f"{reverse('programs:needs')}?of={enrollment.uuid}")


@require_POST
def add(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write one more down; a refusal is shown beside the form, with all that was typed."""
    enrollment = _own(request, uuid)
    form = TermForm(request.POST, enrollment=enrollment)
    if not form.is_valid():
        return _page(request, enrollment, form=form)
    verb: Any = document_need if enrollment.role == EnrollmentRole.MENTEE else document_expertise
    try:
        verb(enrollment_id=enrollment.pk, by=request.user, now=clock.now(), **form.chosen())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, enrollment, form=form)
    messages.success(request, _("Written down."))
    return _back(enrollment)


@require_POST
def remove(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Strike one out."""
    enrollment = _own(request, uuid)
    item = request.POST.get("item", "")
    if item.isdecimal():
        is_mentee = enrollment.role == EnrollmentRole.MENTEE
        which: dict[str, Any] = {"need_id" if is_mentee else "expertise_id": int(item)}
        verb: Any = remove_need if is_mentee else remove_expertise
        try:
            verb(enrollment_id=enrollment.pk, by=request.user, now=clock.now(), **which)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return _back(enrollment)


@require_safe
def levels(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Answer what the levels of the word look like that a mentee just chose."""
    enrollment = _own(request, uuid)
    if enrollment.role != EnrollmentRole.MENTEE:
        raise Http404
    form = TermForm(initial={"term": request.GET.get("term", "")}, enrollment=enrollment)
    return render(request, "programs/_levels.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: SignedInRequest, uuid: UUID, term: UUID) -> HttpResponse:
    """Say where one stands with a need, against what its levels look like."""
    enrollment = _own(request, uuid)
    named = Q(topic__uuid=term) | Q(competency__uuid=term)
    need = get_object_or_404(enrollment.needs.with_their_words().select_related("competency__framework"), named)
    form = RatingForm(request.POST or None, need=need)
    if request.method == "POST" and form.is_valid():
        try:
            document_need(
                enrollment_id=enrollment.pk,
                topic_id=need.topic_id,
                competency_id=need.competency_id,
                by=request.user,
                now=clock.now(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down."))
            return _back(enrollment)
    context = {"enrollment": enrollment, "cohort": enrollment.cohort, "need": need, "form": form}
    return render(request, "programs/rate.html", context)
