"""The form of one's own profile."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.accounts.models import User


@cache
def time_zone_choices() -> list[tuple[str, str]]:
    """Every zone that is named after a place, "Europe/London", and UTC."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class ProfileForm(forms.ModelForm):
    """What a person says of themselves; each field says who reads it."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times are shown, and reminders held back at night, by this clock."),
    )
    readers = {
        "full_name": _("the people you are paired with and your program leaders"),
        "preferred_name": _("the people you are paired with and your program leaders"),
        "pronouns": _("the people you are paired with and your program leaders"),
        "time_zone": _("you alone"),
    }

    class Meta:
        model = User
        fields = ["full_name", "preferred_name", "pronouns", "time_zone"]
        labels = {
            "full_name": _("Full name"),
            "preferred_name": _("What people call you"),
            "pronouns": _("Pronouns"),
        }
        help_texts = {"full_name": _("As it should stand on agreements and in your portfolio.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as Django calls it
        choices = time_zone_choices()
        current = self.instance.time_zone
        known = {name for name, _label in choices}
        self.fields["time_zone"].choices = choices if current in known else [(current, current), *choices]  # type: ignore[attr-defined]
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        self.fields["preferred_name"].widget.attrs["autocomplete"] = "nickname"
