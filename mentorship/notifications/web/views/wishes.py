"""Which mail one wants, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.core.navigation import Role, roles_of
from mentorship.notifications import reminders
from mentorship.notifications.domain import choosing, troubles
from mentorship.notifications.models import MailWishes
from mentorship.notifications.web.forms.wishes import KindsForm, WishesForm

if TYPE_CHECKING:
    from mentorship.core.web.requests import SignedInRequest
    from mentorship.notifications.reminders import ReminderKind


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: SignedInRequest) -> HttpResponse:
    """Show and change how each kind of mail comes, and when none does."""
    own = MailWishes.objects.filter(user=request.user).first()
    mine = _kinds_for(request)
    when = WishesForm(request.POST or None, instance=own or MailWishes(user=request.user))
    which = KindsForm(request.POST or None, kinds=mine, chosen=choosing.choices_of(request.user))
    if request.method == "POST" and when.is_valid() and which.is_valid():
        choosing.choose(user_id=request.user.pk, when=when.cleaned_data, kinds=which.chosen())
        messages.success(request, _("Saved."))
        return redirect("notifications:wishes")
    always = [kind.label for kind in reminders.kinds() if kind.mandatory]
    context = {"when": when, "which": which, "always": always, "stopped": own if own and own.stopped_at else None}
    return render(request, "notifications/wishes.html", context)


@require_POST
def try_address_again(request: SignedInRequest) -> HttpResponse:
    """Send to one's address again after it had refused mail."""
    if troubles.try_again(request.user.pk):
        messages.success(request, _("We send to your address again."))
    return redirect("notifications:wishes")


def _kinds_for(request: SignedInRequest) -> list[ReminderKind]:
    leads = Role.LEADER in roles_of(request.user)
    return [kind for kind in reminders.kinds() if not kind.mandatory and (leads or not kind.for_leaders)]
