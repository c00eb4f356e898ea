"""One mail of the post room: read it before it leaves, send it now, stop it, change it; and a dry run for a day."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentorship.core import clock
from mentorship.core.errors import Refused
from mentorship.notifications import previews
from mentorship.notifications.domain import post_office, troubles
from mentorship.notifications.models import Notification
from mentorship.notifications.queries import in_words
from programs.acting_cohort import acting_cohort
from programs.models import Cohort, Enrollment
from programs.rules import leads_any_program
from programs.web.forms.mail import ChangeForm, DayForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from mentorship.core.web.requests import SignedInRequest


def _row(request: SignedInRequest, uuid: UUID) -> Notification:
    """Find a mail that leaves in the name of a cohort this person leads; else 404."""
    row = Notification.objects.filter(uuid=uuid).select_related("recipient").first()
    led = Cohort.objects.visible_to(request.user)
    if row is None or row.scope_uuid is None or not leads_any_program(request.user):
        raise Http404
    if not led.filter(uuid=row.scope_uuid).exists():
        raise Http404
    return row


@require_safe
def mail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a mail as its reader would get it now, and what can be done with it."""
    row = _row(request, uuid)
    return _show(request, row, ChangeForm(zone=request.user.time_zone, initial={"note": row.note}))


def _show(request: SignedInRequest, row: Notification, form: ChangeForm) -> HttpResponse:
    waits = row.state in post_office.WAITING
    context = {
        "row": row,
        "shown": in_words([row])[0],
        "preview": previews.preview(row, clock.now()) if waits or row.state == "failed" else None,
        "waits": waits,
        "can_leave": waits or row.state == "failed",
        "form": form,
    }
    return render(request, "programs/mail.html", context)


@require_POST
def send_mail_now(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let it leave within a minute."""
    return _do(request, _row(request, uuid), post_office.send_now, _("It leaves within a minute."))


@require_POST
def stop_mail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep it from leaving."""
    return _do(request, _row(request, uuid), post_office.stop, _("Stopped. This mail is not sent."))


def _do(request: SignedInRequest, row: Notification, verb: Callable[..., None], done: str) -> HttpResponse:
    try:
        verb(row_id=row.pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("programs:mail", uuid=row.uuid)


@require_POST
def change_mail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let it leave at another time, or with a line of one's own."""
    row = _row(request, uuid)
    form = ChangeForm(request.POST, zone=request.user.time_zone)
    if form.is_valid():
        try:
            post_office.change(row_id=row.pk, by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Changed."))
            return redirect("programs:mail", uuid=row.uuid)
    return _show(request, row, form)


@require_POST
def try_address(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Send to a person's address again after it had refused mail."""
    people = Enrollment.objects.filter(cohort__in=Cohort.objects.visible_to(request.user), user__uuid=uuid)
    enrollment = people.first() if leads_any_program(request.user) else None
    if enrollment is None:
        raise Http404
    if troubles.try_again(enrollment.user_id):
        messages.success(request, _("We send to this address again."))
    return redirect("programs:post-room")


@require_safe
def dry_run(request: SignedInRequest) -> HttpResponse:
    """Show what would leave on a chosen day in the acting cohort's name; nothing is written and nothing sent."""
    cohort = acting_cohort(request) if leads_any_program(request.user) else None
    if cohort is None:
        raise Http404
    form = DayForm(request.GET or None)
    context: dict[str, object] = {"cohort": cohort, "form": form, "most": previews.MOST_SHOWN}
    if form.is_valid():
        noon = datetime.combine(form.cleaned_data["day"], time(12), tzinfo=ZoneInfo(cohort.time_zone))
        context |= {"day": form.cleaned_data["day"], "mails": previews.would_leave(cohort.uuid, noon)}
    return render(request, "programs/dry_run.html", context)
