"""What if: which mentor takes more, and which rule does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.domain.barriers import Barrier
from matching.domain.supposing import CAN_BE_DROPPED
from matching.domain.wording import barrier_words
from programs.models import Enrollment

if TYPE_CHECKING:
    from matching.models import MatchRun

MOST_PLACES = 20


class SupposingForm(forms.Form):
    """One or both of: places more with a mentor; a rule less."""

    mentor = forms.ModelChoiceField(
        label=_("More places with"),
        queryset=Enrollment.objects.none(),
        required=False,
        to_field_name="uuid",
        empty_label=_("Nobody"),
    )
    places = forms.IntegerField(label=_("How many more"), min_value=1, max_value=MOST_PLACES, initial=1, required=False)
    rule = forms.ChoiceField(label=_("Without the rule"), required=False)

    def __init__(self, *args: Any, run: MatchRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [mentor["pk"] for mentor in run.inputs["mentors"]]
        mentors = Enrollment.objects.filter(pk__in=known).select_related("user")
        field = self.fields["mentor"]
        field.queryset = mentors.order_by("user__full_name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda mentor: mentor.user.full_name  # type: ignore[attr-defined]
        musts = {kind for kind, weighing in run.weights.items() if weighing["must_have"]}
        rules = [rule for rule in CAN_BE_DROPPED if rule in musts or isinstance(rule, Barrier)]
        self.fields["rule"].choices = [("", _("Every rule holds"))] + [  # type: ignore[attr-defined]
            (str(rule), barrier_words(str(rule))) for rule in rules
        ]

    def clean(self) -> dict[str, Any]:
        """Something must be supposed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("mentor") and not cleaned.get("rule"):
            raise forms.ValidationError(_("Choose a mentor, a rule, or both."))
        return cleaned

    def more_places(self) -> dict[int, int]:
        """The places more, by the mentor's key."""
        mentor = self.cleaned_data.get("mentor")
        return {mentor.pk: self.cleaned_data.get("places") or 1} if mentor else {}

    def without(self) -> set[str]:
        """The rules that do not hold."""
        return {self.cleaned_data["rule"]} - {""}
