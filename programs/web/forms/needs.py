"""The form in which a mentee writes down a need, a mentor what they can give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.enums import EnrollmentRole
from programs.queries import vocabulary_in_groups

if TYPE_CHECKING:
    from programs.models import Enrollment

LEVELS = [
    ("", _("I would rather not say")),
    ("1", _("1 · I have seen it")),
    ("2", _("2 · With somebody beside me")),
    ("3", _("3 · With somebody near")),
    ("4", _("4 · Alone, checked afterwards")),
    ("5", _("5 · I could teach it")),
]


class TermForm(forms.Form):
    """One topic or competency of the shared vocabulary; a mentee also says where they stand with it."""

    term = forms.ChoiceField(label=_("Topic or competency"))
    self_rating = forms.TypedChoiceField(
        label=_("Where do you stand today?"), choices=LEVELS, coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(
        label=_("In your own words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: two in simulation, none on a patient."),
    )

    def __init__(self, *args: Any, enrollment: Enrollment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        term: Any = self.fields["term"]
        term.choices = [("", _("Choose…")), *vocabulary_in_groups(enrollment)]
        if enrollment.role == EnrollmentRole.MENTOR:
            del self.fields["self_rating"], self.fields["note"]

    def chosen(self) -> dict[str, Any]:
        """Return the arguments of the verb."""
        sort, _colon, pk = self.cleaned_data["term"].partition(":")
        rest = {name: value for name, value in self.cleaned_data.items() if name != "term"}
        return {f"{sort}_id": int(pk)} | rest
