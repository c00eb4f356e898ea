"""What is typed and ticked around a portfolio."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import Portfolio

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_DAYS = 365


class LooksForm(forms.ModelForm):
    """How the portfolio shows what is in it."""

    class Meta:
        model = Portfolio
        fields = ("names_observers", "shows_what_to_improve", "lists_attempts", "shows_pictures")


class LinkForm(forms.Form):
    """A new link: for whom, for how long, with which password."""

    label = forms.CharField(
        label=_("For whom"),
        max_length=80,
        help_text=_("So that you know it again, for example “Residency interview”. Read by you alone."),
    )
    days = forms.TypedChoiceField(
        label=_("Open for"),
        coerce=int,
        choices=[(7, _("a week")), (30, _("a month")), (90, _("three months")), (LONGEST_DAYS, _("a year"))],
        initial=30,
    )
    password = forms.CharField(
        label=_("Password, if you want one"),
        required=False,
        min_length=8,
        max_length=128,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_(
            "At least 8 characters. Tell it by another way than the link, for example by phone. We cannot show it again."
        ),
    )

    def expires_at(self, now: datetime) -> datetime:
        """When the link ends."""
        return now + timedelta(days=self.cleaned_data["days"])


class PasswordForm(forms.Form):
    """The password of a link, as a stranger types it."""

    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("Whoever gave you the link knows it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = _("Type the password that belongs to this link.")
