"""Wishes for the matching: one's own, and for a leader those of the cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matching.domain.wishes import keep_wishes, not_with
from matching.queries.wishes import people_to_name, wishes_of
from matching.web.forms.wishes import WishesForm
from matching.web.views.workbench import cohort_of
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from programs.models import Enrollment
from programs.rules import is_the_person

if TYPE_CHECKING:
    from collections.abc import Sequence


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show and take what one wishes for the matching of a cohort."""
    rows = Enrollment.objects.visible_to(request.user).select_related("user", "cohort__program", "background")
    person = get_object_or_404(rows, uuid=uuid)
    if not is_the_person(request.user, person):
        raise PermissionDenied
    others = people_to_name(person)
    people = [(str(one.uuid), f"{one.user} · {one.specialty}" if one.specialty else str(one.user)) for one in others]
    form = WishesForm(request.POST or None, people=people, initial=_said(person, others))
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, person, form, others)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. It counts from the next matching on."))
            return redirect("matching:wishes", uuid=uuid)
    return render(request, "matching/wishes.html", {"person": person, "form": form, "others": others})


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Show a leader what the people of the cohort wished."""
    cohort = cohort_of(request)
    if cohort is None:
        return redirect("matching:workbench")
    return render(request, "matching/wishes_overview.html", {"cohort": cohort, "wishes": wishes_of(cohort)})


def _said(person: Enrollment, others: Sequence[Enrollment]) -> dict[str, object]:
    address = {one.pk: str(one.uuid) for one in others}
    ranked = person.preferences.order_by("rank").values_list("rank", "chosen_id")
    background = getattr(person, "background", None)
    return {
        **{f"choice_{rank}": address.get(chosen, "") for rank, chosen in ranked},
        "not_with": [address[key] for key in not_with(person) if key in address],
        "background": ", ".join(background.words) if background else "",
        "asks_for_it": bool(background and background.asks_for_it),
    }


def _keep(request: SignedInRequest, person: Enrollment, form: WishesForm, others: Sequence[Enrollment]) -> None:
    keys = {str(one.uuid): one.pk for one in others}
    keep_wishes(
        enrollment_id=person.pk,
        chosen_ids=[keys[uuid] for uuid in form.chosen()],
        not_with_ids=[keys[uuid] for uuid in form.cleaned_data["not_with"]],
        words=form.words(),
        asks_for_it=form.cleaned_data["asks_for_it"],
        by=request.user,
        now=clock.now(),
    )
