"""The form in which a mentee writes down a need, a mentor what they can give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.enums import EnrollmentRole
from programs.queries import vocabulary_in_groups
from programs.shipped.levels import ACTIVITY_LEVELS

if TYPE_CHECKING:
    from programs.models import Enrollment, Need

RATHER_NOT = ("", _("I would rather not say"))
LEVELS = [RATHER_NOT, *((str(level), f"{level} · {words}") for level, words in enumerate(ACTIVITY_LEVELS, start=1))]


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


class RatingForm(forms.Form):
    """Where a mentee stands with one need, against what its levels look like."""

    self_rating = forms.TypedChoiceField(
        label=_("Which comes closest to today?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In your own words"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"self_rating": need.self_rating or "", "note": need.note})
        super().__init__(*args, **kwargs)
        rating: Any = self.fields["self_rating"]
        rating.choices = [*((str(level), f"{level} · {words}") for level, words in levels_of(need)), RATHER_NOT]


def levels_of(need: Need) -> list[tuple[int, str]]:
    """Return what the levels of a need look like: the framework's words, else those for anything one does."""
    described = list(need.competency.levels.values_list("level", "description")) if need.competency else []
    return [pair for pair in described if pair[0] <= len(ACTIVITY_LEVELS)] or list(enumerate(ACTIVITY_LEVELS, start=1))
