"""A new link for an observer without an account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class RenewForm(forms.Form):
    """The address that was asked."""

    email = forms.EmailField(
        label=_("The e-mail address at which you were asked"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
