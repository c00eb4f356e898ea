"""Mentors beside mentees, for the leader; and what a person declares of themselves."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.core import clock
from mentorship.core.errors import Refused
from programs.acting_cohort import acting_cohort, choices
from programs.domain.declaring import declare
from programs.enums import CharacteristicReaders
from programs.models import Characteristic, CharacteristicAnswer, Enrollment
from programs.pool import chart_of, compare, dimensions
from programs.rules import is_the_person, leads_any_program

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from mentorship.core.web.requests import SignedInRequest


@require_safe
def pool(request: SignedInRequest) -> HttpResponse:
    """Compare who asks for a mentor with who is there, by one characteristic; as CSV with `?format=csv`."""
    if not leads_any_program(request.user):
        raise Http404
    cohort = acting_cohort(request)
    context: dict[str, object] = {"cohort": cohort, "cohorts": choices(request)}
    if cohort is None:
        return render(request, "programs/pool.html", context)
    known = dimensions(cohort)
    by = request.GET.get("by", "")
    by = by if by in known else "specialty"
    comparison = compare(cohort, by, known[by])
    if request.GET.get("format") == "csv":
        return _csv(comparison)
    address = f"{reverse('programs:pool')}?{urlencode({'by': by, 'cohort': str(cohort.uuid), 'format': 'csv'})}"
    context |= {
        "comparison": comparison,
        "chart": chart_of(comparison, address) if comparison.groups else None,
        "dimensions": [(key, label, key == by) for key, label in known.items()],
        "least": cohort.policy.minimum_group_size,
    }
    return render(request, "programs/pool.html", context)


def _csv(comparison: Any) -> HttpResponse:
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow([str(comparison.label), _("Mentors"), _("Places"), _("Mentees")])
    for group in comparison.groups:
        name = f"'{group.name}" if group.name[:1] in "=+-@\t\r" else group.name
        written.writerow([name, group.mentors, group.places, group.mentees])
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="pool.csv"', "Cache-Control": "no-store"},
    )


class DeclareForm(forms.Form):
    """One optional choice for each characteristic, each with who reads it."""

    def __init__(self, *args: Any, asked: list[Characteristic], said: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.readers = {}
        for item in asked:
            name = f"characteristic_{item.pk}"
            self.fields[name] = forms.ChoiceField(
                label=item.question,
                required=False,
                initial=said.get(item.pk, ""),
                choices=[("", _("I leave this open")), *((option, option) for option in item.options)],
            )
            self.readers[name] = (
                _("you and the program's leaders")
                if item.readers == CharacteristicReaders.LEADERS
                else _("you alone; leaders see counts of larger groups")
            )

    def answers(self) -> dict[int, str]:
        """Return what was chosen, by characteristic."""
        return {item.pk: self.cleaned_data[f"characteristic_{item.pk}"] for item in self.asked}


@require_http_methods(["GET", "HEAD", "POST"])
def declare_page(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask, and never insist."""
    rows = Enrollment.objects.visible_to(request.user).select_related("cohort__program")
    enrollment = get_object_or_404(rows, uuid=uuid)
    if not is_the_person(request.user, enrollment):
        raise PermissionDenied
    asked = list(Characteristic.objects.filter(program=enrollment.cohort.program_id))
    said = dict(CharacteristicAnswer.objects.filter(enrollment=enrollment).values_list("characteristic_id", "value"))
    form = DeclareForm(request.POST or None, asked=asked, said=said)
    if request.method == "POST" and form.is_valid():
        try:
            declare(enrollment_id=enrollment.pk, answers=form.answers(), by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. You can change it or take it back at any time."))
            return redirect("programs:declare", uuid=enrollment.uuid)
    context = {"enrollment": enrollment, "cohort": enrollment.cohort, "form": form, "asked": asked}
    return render(request, "programs/declare.html", context)
