"""Who leads a program: a page on which leaders name another one or let one go, each said again before it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mentorship.core import clock
from mentorship.core.errors import NotAllowed, Refused
from programs.domain.leaders import let_leader_go, name_leader
from programs.models import Program

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mentorship.core.web.requests import SignedInRequest


class LeaderForm(forms.Form):
    """Who is to lead the program too."""

    what = forms.CharField(initial="name", widget=forms.HiddenInput)
    address = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=150,
        help_text=gettext_lazy("Used if there is no account with this address yet."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leaders(request: SignedInRequest, pk: int) -> HttpResponse:
    """List who leads the program; what is asked for is shown once more, and done when it is confirmed."""
    program = get_object_or_404(Program.objects.visible_to(request.user), pk=pk)
    form = LeaderForm(request.POST if request.POST.get("what") == "name" else None)
    if request.method == "POST":
        try:
            answer = (
                _let_go(request, program) if request.POST.get("what") == "let_go" else _name(request, program, form)
            )
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect("core:home")
        if answer is not None:
            return answer
    rows = program.leaderships.select_related("user").order_by("user__full_name", "pk")
    context = {"program": program, "form": form, "leaderships": list(rows)}
    return render(request, "admin/programs/program/leaders.html", context)


def _name(request: SignedInRequest, program: Program, form: LeaderForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    if not request.POST.get("confirmed"):
        what = _(
            "%(name)s will see and change everything of this program that you do: its cohorts, its people and what they "
            "need, matching and reports. What pairs write to each other stays with them. A mail tells %(address)s."
        )
        return _asked_again(
            request,
            program,
            title=_("Let %(name)s lead %(program)s too?")
            % {"name": form.cleaned_data["full_name"], "program": program},
            what=what % {"name": form.cleaned_data["full_name"], "address": form.cleaned_data["address"]},
            label=_("Name as leader"),
            can_undo=_("Every leader can let another one go again."),
            fields=form.cleaned_data,
        )
    try:
        leadership = name_leader(
            program_id=program.pk,
            address=form.cleaned_data["address"],
            full_name=form.cleaned_data["full_name"],
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        form.add_error("address", str(refusal))
        return None
    messages.success(request, _("%(name)s leads the program.") % {"name": leadership.user})
    return redirect("admin:programs_program_leaders", pk=program.pk)


def _let_go(request: SignedInRequest, program: Program) -> HttpResponse:
    rows = program.leaderships.select_related("user")
    leadership = next((row for row in rows if str(row.user.uuid) == request.POST.get("person")), None)
    if leadership is None:
        raise Http404
    is_own = leadership.user_id == request.user.pk
    if not request.POST.get("confirmed"):
        what = (
            _("You will not see this program any more; another leader can name you again.")
            if is_own
            else _("This person will not see the program any more. What they did stays in its history.")
        )
        return _asked_again(
            request,
            program,
            title=_("End %(name)s’s leading of %(program)s?") % {"name": leadership.user, "program": program},
            what=what,
            label=_("Let go"),
            can_undo=_("A leader can name this person again."),
            fields={"what": "let_go", "person": leadership.user.uuid},
        )
    try:
        let_leader_go(program_id=program.pk, user_id=leadership.user_id, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s does not lead the program any more.") % {"name": leadership.user})
        if is_own:
            return redirect("core:home")
    return redirect("admin:programs_program_leaders", pk=program.pk)


def _asked_again(request: SignedInRequest, program: Program, *, fields: dict[str, Any], **words: str) -> HttpResponse:
    hidden = [{"name": name, "value": value} for name, value in {**fields, "confirmed": "yes"}.items()]
    context = {"program": program, "fields": hidden, **words}
    return render(request, "admin/programs/program/leaders_confirm.html", context)
