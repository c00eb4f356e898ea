"""The pages on which a leader writes a form of observations: begin, write, look at it, publish, make the next version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.domain import forms as verbs
from evaluation.instruments import checking
from evaluation.models import ObservationForm
from evaluation.web.forms.form_editor import FormEditor, NewFormForm
from evaluation.web.forms.preview import SheetPreview
from mentorship.core import clock
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mentorship.accounts.models import User

PAGE = "evaluation:program-form"


def _leader(request: HttpRequest) -> User:
    user = cast("User", request.user)
    if not rules.has_perm("programs.lead_any", user):
        raise Http404
    return user


def _found(request: HttpRequest, uuid: UUID) -> ObservationForm:
    user = _leader(request)
    visible = ObservationForm.objects.filter(Q(program__isnull=True) | Q(program__leaderships__user=user))
    return get_object_or_404(visible.select_related("program"), uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose what a new form begins from."""
    leader = _leader(request)
    form = NewFormForm(request.POST or None, leader=leader, initial={"starting_point": request.GET.get("from", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = verbs.begin_form(
                program_id=given["program"].pk,
                name=given["name"],
                starting_point=given["starting_point"],
                by=leader,
                now=clock.now(),
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect(PAGE, uuid=made.uuid)
    return render(request, "evaluation/program_forms/begin.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write a draft, with what it will look like beside it; of a published version show what it looks like."""
    found = _found(request, uuid)
    is_draft = found.program_id is not None and not found.is_published
    if request.method == "POST" and not is_draft:
        raise PermissionDenied
    editor = FormEditor(request.POST or None, draft=found) if is_draft else None
    if request.method == "POST" and editor is not None and editor.is_valid():
        written = editor.cleaned_data
        try:
            verbs.write_draft(
                form_id=found.pk,
                name=written["name"],
                replaces_shipped=written["replaces_shipped"],
                definition=written["definition"],
                by=_leader(request),
                now=clock.now(),
            )
        except Refused as refusal:
            editor.add_error("name", str(refusal))
        else:
            messages.success(request, _("The draft is saved. Nobody is offered it until you publish it."))
            return redirect(PAGE, uuid=found.uuid)
    return render(request, "evaluation/program_forms/edit.html", _shown(found, editor))


def _shown(found: ObservationForm, editor: FormEditor | None) -> dict[str, Any]:
    problems = checking.problems_of(found.definition)
    return {
        "found": found,
        "editor": editor,
        "is_own": found.program_id is not None,
        "problems": problems,
        "written_on_it": found.observations.count(),
    }


@require_safe
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Draw a form as mentors will meet it, on the page on which they do."""
    found = _found(request, uuid)
    problems = checking.problems_of(found.definition)
    context = {
        "found": found,
        "problems": problems,
        "form": None if problems else SheetPreview(form=found),
        "mentee": {"get_short_name": _("the mentee")},
    }
    return render(request, "evaluation/program_forms/preview.html", context)


@require_POST
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer a draft to every pair of the program."""
    found = _found(request, uuid)
    return _after(
        request, found, verbs.publish_form, _("Published. Every pair of the program is offered it from now on.")
    )


@require_POST
def next_version(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin the next version, or go to its draft."""
    found = _found(request, uuid)
    return _after(request, found, verbs.begin_next_version, _("This is the draft of the next version."))


@require_POST
def offer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer a form no longer, or again."""
    found, is_offered = _found(request, uuid), request.POST.get("is_offered") == "yes"
    said = _("It is offered again.") if is_offered else _("It is no longer offered. What was written on it stays.")
    return _after(request, found, verbs.offer_form, said, is_offered=is_offered)


def _after(
    request: HttpRequest, found: ObservationForm, verb: Callable[..., ObservationForm], said: str, **given: Any
) -> HttpResponse:
    if found.program_id is None:
        raise PermissionDenied
    try:
        made = verb(form_id=found.pk, by=_leader(request), now=clock.now(), **given)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(PAGE, uuid=found.uuid)
    messages.success(request, said)
    return redirect(PAGE, uuid=made.uuid)
