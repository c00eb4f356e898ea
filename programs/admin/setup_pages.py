"""Setting a cohort up, along the six MENTOR stages: what is there, what is missing, and the numbers of each stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms.models import construct_instance
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.core import audit, clock
from mentorship.core.stages import LETTERS, MentorStage
from programs.admin.stage_pages import following
from programs.models import Cohort, CohortPolicy
from programs.numbers import of_stage
from programs.readiness import readiness

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest

WHAT_FOR = {
    MentorStage.MATCH: gettext_lazy("Who takes part, in which tracks, and how many places there are."),
    MentorStage.EXPECTATIONS: gettext_lazy("What pairs agree on and sign before they begin."),
    MentorStage.NEEDS: gettext_lazy("What mentees need and mentors can teach, in the words of one vocabulary."),
    MentorStage.TIMING: gettext_lazy("How often pairs meet, in what protected time, and when they are reminded."),
    MentorStage.OBSERVE: gettext_lazy("How much direct observation each mentee is owed."),
    MentorStage.REVIEW: gettext_lazy("How often a pair looks back, and how small groups are protected."),
}


def _links(cohort: Cohort) -> dict[MentorStage, list[tuple[str, str]]]:
    """Return where each stage is set up beside its numbers: (label, address)."""
    here, of = reverse("admin:programs_cohort_change", args=[cohort.pk]), f"?cohort={cohort.uuid}"
    return {
        MentorStage.MATCH: [
            (_("Tracks and dates"), here),
            (_("People"), reverse("programs:people") + of),
            (_("Training"), reverse("programs:training-grid") + of),
            (_("Mentors beside mentees"), reverse("programs:pool") + of),
            (_("What counts in the matching"), reverse("matching:workbench") + of),
        ],
        MentorStage.EXPECTATIONS: [
            (_("Text of the agreement"), reverse("admin:agreements_agreementtemplate_changelist"))
        ],
        MentorStage.NEEDS: [
            (_("Topics"), reverse("admin:programs_topic_changelist")),
            (_("Competencies"), reverse("admin:programs_competencyframework_changelist")),
            (_("Characteristics people may declare"), reverse("admin:programs_characteristic_changelist")),
        ],
        MentorStage.TIMING: [(_("Leave and extension"), reverse("programs:leaves") + of)],
        MentorStage.OBSERVE: [(_("Forms of observations"), reverse("admin:evaluation_observationform_changelist"))],
        MentorStage.REVIEW: [(_("Board"), reverse("evaluation:board") + of)],
    }


def _found(request: SignedInRequest, pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user).select_related("program", "policy"), pk=pk)


@require_safe
def guide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the six stages in order, each with its numbers and what it still lacks."""
    cohort = _found(request, pk)
    parts = readiness(cohort, on=clock.now().date())
    links = _links(cohort)
    stages = [
        {
            "part": part,
            "what": WHAT_FOR[part.stage],
            "numbers": [
                (
                    number.name,
                    getattr(cohort.policy, number.field),
                    number.unit,
                )
                for number in of_stage(part.stage)
            ],
            "links": links[part.stage],
        }
        for part in parts
    ]
    context = {
        "cohort": cohort,
        "stages": stages,
        "open_count": sum(len(part.missing) for part in parts),
        "blocks": any(part.blocks for part in parts),
        "next_stage": following(cohort),
        "missing": [item for part in parts for item in part.missing],
    }
    return render(request, "admin/programs/cohort/setup.html", context)


def _form_class(stage: str) -> type[forms.ModelForm]:
    numbers = of_stage(stage)
    labels = {number.field: number.name.capitalize() for number in numbers}
    helps = {
        number.field: _("%(changes)s Unit: %(unit)s. Usual: %(usual)s.")
        % {"changes": number.changes, "unit": number.unit, "usual": number.usual}
        for number in numbers
    }
    times: dict[str, Any] = {
        number.field: forms.TimeInput(attrs={"type": "time"}) for number in numbers if "quiet" in number.field
    }
    return forms.modelform_factory(CohortPolicy, fields=list(labels), labels=labels, help_texts=helps, widgets=times)


@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: SignedInRequest, pk: int, stage: str) -> HttpResponse:
    """Change the numbers of one stage; what does not go together is refused with the reason."""
    cohort = _found(request, pk)
    if not of_stage(stage):
        raise Http404
    back = reverse("admin:programs_cohort_setup", args=[cohort.pk])
    form: Any = _form_class(stage)(request.POST or None, instance=cohort.policy)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            locked = CohortPolicy.objects.select_for_update(of=["self"]).get(pk=cohort.policy.pk)
            construct_instance(form, locked, form.fields)
            locked.full_clean()
            if form.changed_data:
                locked.save(update_fields=form.changed_data)
                audit.record(verb="change_policy", actor=request.user, target=cohort, now=clock.now(), new=stage)
        messages.success(request, _("The numbers are saved. They count from now on."))
        return redirect(back)
    context = {
        "cohort": cohort,
        "form": form,
        "back": back,
        "letter": LETTERS[stage],
        "label": MentorStage(stage).label,
        "what": WHAT_FOR[MentorStage(stage)],
    }
    return render(request, "admin/programs/cohort/numbers.html", context)
