"""Forms with which a person says when they are free."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.busy import MOST_BYTES
from meetings.enums import AbsenceKind, Weekday
from meetings.recurrence import local_moment
from meetings.web.forms.planning import ClockInput, DayInput

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class WeeklyForm(forms.Form):
    """Free every week."""

    weekday = forms.TypedChoiceField(label=_("Every"), coerce=int, choices=Weekday.choices)
    starts_at = forms.TimeField(label=_("From"), widget=ClockInput)
    ends_at = forms.TimeField(label=_("Until"), widget=ClockInput)
    is_protected = forms.BooleanField(label=_("Protected: no clinical duty is planned over it."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "weekday",
            Row(Column("starts_at", css_class="col-6"), Column("ends_at", css_class="col-6")),
            "is_protected",
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("This is before the time begins."))
        return cleaned


class ExceptionForm(forms.Form):
    """A time that differs from the week."""

    kind = forms.ChoiceField(label=_("What"), choices=AbsenceKind.choices)
    first_day = forms.DateField(label=_("From"), widget=DayInput)
    first_time = forms.TimeField(label=_("At"), widget=ClockInput, required=False, help_text=_("Empty: all day."))
    last_day = forms.DateField(label=_("Until"), widget=DayInput, required=False, help_text=_("Empty: the same day."))
    last_time = forms.TimeField(label=_("At"), widget=ClockInput, required=False, help_text=_("Empty: all day."))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "kind",
            Row(Column("first_day", css_class="col-7"), Column("first_time", css_class="col-5")),
            Row(Column("last_day", css_class="col-7"), Column("last_time", css_class="col-5")),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("first_day") and not self.errors and self.ends_at <= self.starts_at:
            self.add_error("last_day", _("This is before the time begins."))
        return cleaned

    @property
    def starts_at(self) -> dt.datetime:
        """When it begins, where the person lives."""
        return local_moment(
            self.cleaned_data["first_day"], self.cleaned_data.get("first_time") or dt.time.min, self.by.time_zone
        )

    @property
    def ends_at(self) -> dt.datetime:
        """When it ends; without a time, with its last day."""
        day = self.cleaned_data.get("last_day") or self.cleaned_data["first_day"]
        if time := self.cleaned_data.get("last_time"):
            return local_moment(day, time, self.by.time_zone)
        return local_moment(day + dt.timedelta(days=1), dt.time.min, self.by.time_zone)


class BusyFileForm(forms.Form):
    """A calendar file."""

    file = forms.FileField(
        label=_("A calendar file"),
        help_text=_("Export it from your calendar; it ends in .ics."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )
    readers = {"file": _("nobody: we keep when you are busy, never with what")}

    def clean_file(self) -> Any:
        """Refuse what is too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This calendar is too large to be read."))
        return file


class BusyAddressForm(forms.Form):
    """The address of a calendar."""

    address = forms.CharField(
        label=_("Or its address"),
        max_length=500,
        help_text=_("The secret iCal address that your calendar offers; it begins with https:// or webcal://."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    readers = {"address": _("you alone; we read when you are busy, never with what")}
