"""Forms of the post room."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _


class ChangeForm(forms.Form):
    """When a mail leaves, and a line of the leader's own."""

    not_before = forms.SplitDateTimeField(
        label=_("Let it leave not before"),
        required=False,
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date", "aria-label": "Day"}, time_attrs={"type": "time", "aria-label": "Time"}
        ),
        help_text=_("By your own clock. Empty: as it is."),
    )
    note = forms.CharField(
        label=_("Add a line"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the mail as yours. Mail is read on locked screens: nothing confidential."),
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(zone)

    def clean_not_before(self) -> Any:
        """Read the time by the leader's clock, whatever zone the request is in."""
        moment = self.cleaned_data["not_before"]
        return moment.replace(tzinfo=self._zone) if moment else None


class DayForm(forms.Form):
    """The day of a dry run."""

    day = forms.DateField(label=_("What would leave on"), widget=forms.DateInput(attrs={"type": "date"}))
