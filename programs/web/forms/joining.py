"""The forms by which people come in without a file: an invitation, its answer, an application and its window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.domain.participants import cells
from programs.enums import CommunicationStyle, EnrollmentRole
from programs.models import ApplicationWindow, Track
from programs.shipped.specialties import SPECIALTIES

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS_A_PERSON_NEEDS = 3
LONGEST_OPEN_SECONDS = 24 * 3600
FILLED_SALT = "programs.application.filled"


class InviteForm(forms.Form):
    """Addresses, one a line, and what these people are asked to be."""

    role = forms.ChoiceField(
        label=gettext_lazy("Invite them as"), choices=EnrollmentRole.choices, widget=forms.RadioSelect
    )
    people = forms.CharField(
        label=gettext_lazy("E-mail addresses, one on each line"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        help_text=gettext_lazy("With a name if you know it: Amara Osei &lt;amara@example.org&gt;"),
    )

    def clean_people(self) -> list[tuple[str, str]]:
        """Read each line as an address, perhaps with a name; every bad line is named."""
        found, wrong = [], []
        for line in self.cleaned_data["people"].splitlines():
            if not line.strip(" ,;"):
                continue
            try:
                address = cells.email(line.strip(" ,;"))
            except cells.Unreadable:
                wrong.append(line.strip())
                continue
            name = " ".join(line.partition("<")[0].split()).strip(" \"',;") if "<" in line else ""
            found.append((address, name[:150]))
        if wrong:
            raise ValidationError(_("No e-mail address: %(lines)s") % {"lines": "; ".join(wrong)[:500]})
        return found


class AcceptForm(forms.Form):
    """A new person's name, and a password if they want one."""

    full_name = forms.CharField(label=gettext_lazy("Your full name"), max_length=150)
    password = forms.CharField(
        label=gettext_lazy("A password, if you want one"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Without one you sign in with a code sent by e-mail."),
    )


class WindowForm(forms.ModelForm):
    """From when until when, and for whom."""

    class Meta:
        model = ApplicationWindow
        fields = ["opens_on", "closes_on", "for_mentees", "for_mentors", "words"]
        widgets = {
            "opens_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "words": forms.Textarea(attrs={"rows": 4}),
        }


class ApplicationForm(forms.Form):
    """What somebody says who applies. `website` is for robots only; `filled` tells how long the form was open."""

    role = forms.ChoiceField(label=gettext_lazy("I would like to be a"), widget=forms.RadioSelect)
    full_name = forms.CharField(label=gettext_lazy("Your full name"), max_length=150)
    address = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    specialty = forms.CharField(
        label=gettext_lazy("Specialty"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "specialties"}),
    )
    site = forms.CharField(label=gettext_lazy("Hospital or site"), max_length=80, required=False)
    languages = forms.CharField(
        label=gettext_lazy("Languages you speak"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Separated by commas."),
    )
    communication_style = forms.ChoiceField(
        label=gettext_lazy("How do you like to give or get guidance?"),
        choices=[("", gettext_lazy("No preference")), *CommunicationStyle.choices],
        required=False,
    )
    tracks = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tracks"), queryset=Track.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    about = forms.CharField(
        label=gettext_lazy("About you"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    filled = forms.CharField(widget=forms.HiddenInput, required=False)
    readers: Mapping[str, str] = {"about": _("the program's leaders, and your partner once pairs are published")}

    def __init__(self, *args: Any, window: ApplicationWindow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (EnrollmentRole.MENTEE.value, _("Mentee"), window.for_mentees),
            (EnrollmentRole.MENTOR.value, _("Mentor"), window.for_mentors),
        ]
        role: Any = self.fields["role"]
        role.choices = [(value, label) for value, label, is_offered in offered if is_offered]
        tracks: Any = self.fields["tracks"]
        tracks.queryset = Track.objects.filter(cohort=window.cohort_id)
        self.fields["filled"].initial = signing.dumps(int(time.time()), salt=FILLED_SALT)

    @property
    def specialties(self) -> tuple[str, ...]:
        """Names that are offered while somebody types."""
        return tuple(SPECIALTIES)

    def clean_full_name(self) -> str:
        """Read a name as an import does."""
        try:
            return cells.full_name(self.cleaned_data["full_name"])
        except cells.Unreadable as error:
            raise ValidationError(str(error)) from error

    def clean_address(self) -> str:
        """Write the address as accounts hold it."""
        return str(self.cleaned_data["address"]).lower()

    def clean_languages(self) -> list[str]:
        """Read the languages as an import does."""
        return cells.languages(self.cleaned_data["languages"])

    def is_from_a_robot(self) -> bool:
        """Was the trap filled in, or the form sent faster than anybody types?"""
        if self.data.get("website"):
            return True
        try:
            shown = signing.loads(self.data.get("filled", ""), salt=FILLED_SALT)
        except signing.BadSignature:
            return True
        return not SECONDS_A_PERSON_NEEDS <= time.time() - int(shown) <= LONGEST_OPEN_SECONDS

    def said(self) -> dict[str, Any]:
        """Return the arguments of the verb."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"website", "filled"}}
        return given | {"tracks": [track.pk for track in given["tracks"]]}
