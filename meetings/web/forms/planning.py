"""Forms that ask for a time: planning and logging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.recurrence import local_moment

if TYPE_CHECKING:
    import datetime as dt

    from matching.models import Pairing
    from mentorship.accounts.models import User

LENGTHS = (15, 20, 30, 45, 60, 90, 120)
ONCE = 0
MONTHLY = -1
WEEKS_APART = (1, 2, 3, 4)


def length_choices() -> list[tuple[int, str]]:
    """The lengths offered, in minutes."""
    return [(minutes, ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}) for minutes in LENGTHS]


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class PlanForm(forms.Form):
    """One meeting, or one every n weeks, in the time zone of who plans."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    time = forms.TimeField(label=_("Time"), widget=ClockInput)
    length_minutes = forms.TypedChoiceField(label=_("Length"), coerce=int, initial=30)
    place = forms.CharField(
        label=_("Place or link"), required=False, max_length=200, help_text=_("A room, or the address of a video call.")
    )
    repeat = forms.TypedChoiceField(
        label=_("How often"),
        coerce=int,
        initial=1,
        choices=[
            (ONCE, _("Just this once")),
            (1, _("Every week")),
            (2, _("Every 2 weeks")),
            (3, _("Every 3 weeks")),
            (4, _("Every 4 weeks")),
            (MONTHLY, _("Every month, on the same weekday")),
        ],
    )
    until = forms.DateField(label=_("Until"), widget=DayInput, required=False)
    is_in_protected_time = forms.BooleanField(
        label=_("This is protected time: no clinical duty is planned over it."), required=False
    )

    def __init__(self, *args: Any, pairing: Pairing, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Row(
                Column("day", css_class="col-sm-5"),
                Column("time", css_class="col-sm-3"),
                Column("length_minutes", css_class="col-sm-4"),
            ),
            "place",
            Row(Column("repeat", css_class="col-sm-5"), Column("until", css_class="col-sm-7")),
            "is_in_protected_time",
        )
        self.fields["length_minutes"].choices = length_choices()  # type: ignore[attr-defined]
        self.fields["until"].help_text = _(
            "Only for meetings that repeat. Left empty, they go on until your program ends on %(day)s."
        ) % {"day": date_format(pairing.last_day, "j F Y")}

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned: dict[str, Any] = super().clean() or {}
        day, until = cleaned.get("day"), cleaned.get("until")
        if day and until and cleaned.get("repeat") and until < day:
            self.add_error("until", _("The last day comes before the first."))
        return cleaned

    @property
    def repeats(self) -> bool:
        """Is it a series that is planned?"""
        return bool(self.cleaned_data["repeat"])

    @property
    def starts_at(self) -> dt.datetime:
        """When the first meeting begins."""
        return local_moment(self.cleaned_data["day"], self.cleaned_data["time"], self.by.time_zone)


class LogForm(forms.Form):
    """A meeting that took place and was never planned."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    time = forms.TimeField(label=_("Time"), widget=ClockInput)
    minutes = forms.IntegerField(
        label=_("How long, in minutes"),
        min_value=5,
        max_value=480,
        initial=30,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    place = forms.CharField(label=_("Place or link"), required=False, max_length=200)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    @property
    def starts_at(self) -> dt.datetime:
        """When the meeting began."""
        return local_moment(self.cleaned_data["day"], self.cleaned_data["time"], self.by.time_zone)
