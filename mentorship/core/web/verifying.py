"""The public page that tells a genuine document of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mentorship.core.documents import digest_of, is_genuine

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LARGEST_MEGABYTES = 20


class VerifyForm(forms.Form):
    """A code and a file."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=20,
        help_text=_("At the foot of each page of the document."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("The document, as PDF"))

    def clean_file(self) -> Any:
        """Refuse what no document of ours is as large as."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                _("This file is larger than %(size)d MB, so it is none of our documents."),
                params={"size": LARGEST_MEGABYTES},
            )
        return file


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say to anybody whether a code and a file belong together, and nothing else."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    verdict = None
    if request.method == "POST" and form.is_valid():
        digest = digest_of(form.cleaned_data["file"].chunks())
        verdict = is_genuine(code=form.cleaned_data["code"], sha256=digest)
    return render(request, "core/verify.html", {"form": form, "verdict": verdict})
