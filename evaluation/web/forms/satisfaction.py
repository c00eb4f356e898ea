"""How satisfied a mentee was with an observed encounter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from evaluation.models.observation import HIGHEST_SATISFACTION, LOWEST_SATISFACTION


class SatisfactionForm(forms.Form):
    """One number from 1 to 9."""

    satisfaction = forms.TypedChoiceField(
        choices=[(number, number) for number in range(LOWEST_SATISFACTION, HIGHEST_SATISFACTION + 1)],
        coerce=int,
        label=gettext_lazy("How satisfied were you with this encounter?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a number from 1 to 9.")},
    )
