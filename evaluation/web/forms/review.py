"""The four questions of a review, and the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.enums import ReviewOutcome
from evaluation.models import ReviewAnswer

SATISFACTION = [(1, _("1 · not at all")), (2, "2"), (3, "3"), (4, "4"), (5, _("5 · very well"))]


class ReviewAnswerForm(forms.ModelForm):
    """One side's answers."""

    satisfaction = forms.TypedChoiceField(
        label=_("How well does this pairing work for you?"),
        choices=SATISFACTION,
        coerce=int,
        widget=forms.RadioSelect,
    )
    suggested_outcome = forms.ChoiceField(
        label=_("What do you suggest?"),
        choices=ReviewOutcome,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = ReviewAnswer
        fields = ["went_well", "to_change", "next_focus", "satisfaction", "suggested_outcome", "to_leader"]
        labels = {
            "went_well": _("What goes well?"),
            "to_change": _("What should change?"),
            "next_focus": _("What do you want to work on next?"),
            "to_leader": _("Anything for the program leader only?"),
        }
        widgets = {
            "went_well": forms.Textarea({"rows": 3}),
            "to_change": forms.Textarea({"rows": 3}),
            "next_focus": forms.Textarea({"rows": 2}),
            "to_leader": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, partner_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        both = _("you; and by %(partner)s once both of you have answered") % {"partner": partner_name}
        self.readers = {
            "went_well": both,
            "to_change": both,
            "next_focus": both,
            "satisfaction": both,
            "suggested_outcome": both,
            "to_leader": _("you and the program leader, never by %(partner)s") % {"partner": partner_name},
        }


class DecisionForm(forms.Form):
    """What the pair decides."""

    outcome = forms.ChoiceField(
        label=_("What do you decide together?"),
        choices=ReviewOutcome,
        widget=forms.RadioSelect,
        help_text=_(
            "“Adjust goals” opens your goals for new words. “Change the pairing” ends this pair without fault today, and the "
            "mentee waits for another mentor. “Not enough evidence” keeps what is missing."
        ),
    )
