"""The form with which one proposes times, and the one that moves a meeting."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.recurrence import local_moment
from meetings.web.forms.planning import ClockInput, DayInput, length_choices

if TYPE_CHECKING:
    from mentorship.accounts.models import User

MOST_TIMES = 3


class SearchForm(forms.Form):
    """From when on, and for how long."""

    from_day = forms.DateField(label=_("From"), widget=DayInput, required=False)
    length_minutes = forms.TypedChoiceField(label=_("Length"), coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["length_minutes"].choices = length_choices()  # type: ignore[attr-defined]


class ProposeForm(forms.Form):
    """Up to three of the times that were offered, each as a moment in UTC."""

    times = forms.MultipleChoiceField(error_messages={"required": _("Choose at least one time.")})
    length_minutes = forms.TypedChoiceField(coerce=int)
    place = forms.CharField(
        label=_("Place or link"), required=False, max_length=200, help_text=_("A room, or the address of a video call.")
    )

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["times"].choices = [(time, time) for time in offered]  # type: ignore[attr-defined]
        self.fields["length_minutes"].choices = length_choices()  # type: ignore[attr-defined]

    def clean_times(self) -> list[dt.datetime]:
        """Read the moments; more than three are refused."""
        chosen = self.cleaned_data["times"]
        if len(chosen) > MOST_TIMES:
            raise forms.ValidationError(_("Propose at most three times, so that choosing is easy."))
        return [dt.datetime.fromisoformat(time) for time in chosen]


class MoveForm(forms.Form):
    """Another time for a meeting."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    time = forms.TimeField(label=_("Time"), widget=ClockInput)
    minutes = forms.IntegerField(
        label=_("How long, in minutes"),
        min_value=5,
        max_value=480,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    place = forms.CharField(label=_("Place or link"), required=False, max_length=200)
    and_later = forms.BooleanField(label=_("All later meetings of this series too"), required=False)

    def __init__(self, *args: Any, by: User, repeats: bool, is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not repeats or is_over:
            del self.fields["and_later"]
        if is_over:
            del self.fields["place"]

    @property
    def starts_at(self) -> dt.datetime:
        """The new time, where who moves it lives."""
        return local_moment(self.cleaned_data["day"], self.cleaned_data["time"], self.by.time_zone)
