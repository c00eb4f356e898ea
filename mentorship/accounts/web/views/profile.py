"""One's own profile."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship.accounts.domain.profile import change_profile
from mentorship.accounts.models import User
from mentorship.accounts.web.forms.profile import ProfileForm
from mentorship.core import clock, profile_links


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what one says of oneself, and lead to everything about signing in."""
    user = cast("User", request.user)  # nobody else passes LoginRequiredMiddleware
    # A copy: the form writes into its instance even when it is not valid, and the frame shows the real one.
    own = User.objects.get(pk=user.pk)
    form = ProfileForm(request.POST or None, instance=own)
    if form.is_valid():
        change_profile(user_id=own.pk, by=user, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "links": profile_links.every()})
