"""One decision of a program review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from evaluation.enums import Lever
from mentorship.accounts.models import User

if TYPE_CHECKING:
    from programs.models import Cohort


class DecisionForm(forms.Form):
    """What is decided, who sees to it, until when, and what the next cohort begins with."""

    lever = forms.ChoiceField(label=_("About"), choices=Lever)
    text = forms.CharField(label=_("What do you decide?"), max_length=300, widget=forms.Textarea({"rows": 2}))
    owner = forms.ModelChoiceField(label=_("Who sees to it?"), queryset=User.objects.none())
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput({"type": "date"}))
    takes_weights = forms.BooleanField(
        label=_("The next cohort begins with the suggested weights"),
        required=False,
        help_text=_("For a decision about matching. A cohort that is copied from this one takes them over."),
    )
    protected_hours = forms.IntegerField(
        label=_("Protected hours a month for each mentor of the next cohort"),
        required=False,
        min_value=0,
        validators=[MaxValueValidator(80)],
        help_text=_("For a decision about protected time; empty to leave them as they are."),
    )

    def __init__(self, *args: Any, cohort: Cohort, may_take_weights: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = User.objects.filter(leaderships__program=cohort.program_id).order_by("full_name")
        if not may_take_weights:
            del self.fields["takes_weights"]

    @property
    def decided(self) -> dict[str, Any]:
        """The decision as the domain takes it."""
        values = dict(self.cleaned_data)
        values["owner_id"] = values.pop("owner").pk
        return values
