"""Pages on which people come in without a file: those of the leader, and those that are open to who has the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.core import clock
from mentorship.core.errors import DomainError, Refused
from programs.acting_cohort import acting_cohort
from programs.domain import applying, inviting
from programs.models import Application, ApplicationWindow, Invitation
from programs.rules import leads_any_program
from programs.web.forms.joining import AcceptForm, ApplicationForm, InviteForm, WindowForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mentorship.core.web.requests import SignedInRequest
    from programs.models import Cohort

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _led_cohort(request: SignedInRequest) -> Cohort:
    cohort = acting_cohort(request) if leads_any_program(request.user) else None
    if cohort is None:
        raise Http404
    return cohort


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Write to people who should take part, and see whom of those invited has not answered."""
    cohort = _led_cohort(request)
    form = InviteForm(request.POST or None, initial={"role": "mentor"})
    if request.method == "POST" and form.is_valid():
        try:
            counts = inviting.invite_people(
                cohort_id=cohort.pk,
                role=form.cleaned_data["role"],
                people=form.cleaned_data["people"],
                by=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Invited: %(invited)d. The mails leave within a minute. Taking part already: %(in_already)d.")
                % counts,
            )
            return redirect("programs:invite")
    open_ones = (
        Invitation.objects.filter(enrollment__cohort=cohort, accepted_at=None, enrollment__state="invited")
        .select_related("enrollment__user")
        .order_by("expires_at", "pk")
    )
    context = {
        "cohort": cohort,
        "form": form,
        "open_ones": list(open_ones[:200]),
        "days": settings.INVITATION_DAYS,
        "now": clock.now(),
    }
    return render(request, "programs/invite.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever has its link; only a press of the button accepts it."""
    found = inviting.invitation_of(token)
    if found is None:
        return render(request, "programs/link_is_over.html", status=404)
    enrollment, now = found.enrollment, clock.now()
    is_new = inviting.is_new_account(enrollment.user)
    form = AcceptForm(request.POST or None, initial={"full_name": enrollment.user.full_name}) if is_new else None
    problem = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        said = form.cleaned_data if form else {"full_name": "", "password": ""}
        try:
            inviting.accept_invitation(invitation_id=found.pk, number=found.round, now=now, **said)
        except Refused as refusal:
            problem = str(refusal)
        else:
            return _welcome(request, found, is_new=is_new)
    is_open = found.accepted_at is None and enrollment.state == "invited" and found.expires_at >= now
    context = {
        "invitation": found,
        "cohort": enrollment.cohort,
        "form": form,
        "is_open": is_open,
        "problem": problem,
        "now": now,
    }
    return render(request, "programs/invitation.html", context)


def _welcome(request: HttpRequest, found: Invitation, *, is_new: bool) -> HttpResponse:
    """Sign a new person in; who has an account signs in as ever, with their own second factor."""
    user = found.enrollment.user
    if is_new:
        user.refresh_from_db()
        login(request, user, backend=BACKEND)
    messages.success(
        request, _("Welcome. You take part in %(program)s now.") % {"program": found.enrollment.cohort.program}
    )
    return redirect("programs:needs" if request.user.is_authenticated and request.user.pk == user.pk else "core:home")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an application; the answer is the same whether somebody is known here or not."""
    window = get_object_or_404(ApplicationWindow.objects.select_related("cohort__program"), cohort__uuid=uuid)
    now = clock.now()
    context = {"window": window, "cohort": window.cohort, "is_open": applying.is_open(window, now)}
    if not context["is_open"]:
        return render(request, "programs/apply.html", context)
    form = ApplicationForm(request.POST or None, window=window)
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_robot():
            form.add_error(None, _("This was sent very quickly. Please wait a moment and send it again."))
        elif not ratelimit.consume(request, action="apply"):
            form.add_error(None, _("Too many applications came from your network. Please try again in an hour."))
        else:
            try:
                applying.apply_to_cohort(window_id=window.pk, now=now, **form.said())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return render(request, "programs/applied.html", context | {"address": form.cleaned_data["address"]})
    return render(request, "programs/apply.html", context | {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, token: str) -> HttpResponse:
    """Show an applicant where their application stands; they may take it back until it is decided."""
    found = applying.application_of(token)
    if found is None:
        return render(request, "programs/link_is_over.html", status=404)
    now = clock.now()
    if request.method == "POST":
        try:
            applying.take_back_application(application_id=found.pk, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("programs:application", token=token)
    context = {"application": found, "cohort": found.enrollment.cohort, "now": now}
    return render(request, "programs/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: SignedInRequest) -> HttpResponse:
    """Open the form for a while, and decide on those who applied."""
    cohort = _led_cohort(request)
    window = ApplicationWindow.objects.filter(cohort=cohort).first()
    proposed = {} if window else applying.to_open_with(cohort, clock.now())
    form = WindowForm(request.POST or None, instance=window, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            applying.open_applications(cohort_id=cohort.pk, by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Send people the link."))
            return redirect("programs:applications")
    people = Application.objects.visible_to(request.user).filter(enrollment__cohort=cohort)
    waiting = people.waiting().select_related("enrollment__user").order_by("applied_at", "pk")
    context = {
        "cohort": cohort,
        "window": window,
        "form": form,
        "taken_from": cohort.copied_from if "words" in proposed else None,
        "waiting": list(waiting[:100]),
        "decided": people.exclude(decided_at=None).count(),
        "link": f"{settings.SITE_URL}{reverse('programs:apply', args=[cohort.uuid])}",
        "now": clock.now(),
    }
    return render(request, "programs/applications.html", context)


@require_POST
def decide(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Approve or decline one application."""
    people = Application.objects.visible_to(request.user).select_related("enrollment__user")
    found = get_object_or_404(people, uuid=uuid)
    is_accepted = request.POST.get("decision") == "approve"
    try:
        applying.decide_application(application_id=found.pk, is_accepted=is_accepted, by=request.user, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        said = (
            _("%(name)s is approved, and hears of it by mail.")
            if is_accepted
            else _("%(name)s is declined, and hears of it by mail.")
        )
        messages.success(request, said % {"name": found.enrollment.user})
    return redirect("programs:applications")
