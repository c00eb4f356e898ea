"""The form in which a mentee writes down a need, a mentor what they can give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.enums import EnrollmentRole
from programs.models import Competency, levels_of
from programs.queries import vocabulary_in_groups

if TYPE_CHECKING:
    from programs.models import Enrollment, Need

RATHER_NOT = ("", _("I would rather not say"))


class TermForm(forms.Form):
    """One topic or competency of the shared vocabulary; a mentee also says where they stand with it.

    The levels are those of the chosen word. A level carries the word whose it is, so that one chosen for something else
    is asked for again instead of being taken for what it does not say.
    """

    term = forms.ChoiceField(label=_("Topic or competency"))
    self_rating = forms.TypedChoiceField(
        label=_("Where do you stand today?"),
        coerce=lambda chosen: int(chosen.rpartition("=")[2]),
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("These are the levels of what you chose. Which comes closest to today?")},
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
            return
        rating: Any = self.fields["self_rating"]
        rating.choices = self._levels(str(self["term"].value() or ""))
        term.widget.attrs |= {
            "hx-get": reverse("programs:needs-levels", args=[enrollment.uuid]),
            "hx-target": "#div_id_self_rating",
            "hx-swap": "outerHTML",
        }

    def _levels(self, term: str) -> list[tuple[str, Any]]:
        """Return the levels of what is chosen; those of a competency with words of its own carry its name."""
        sort, _colon, pk = term.partition(":")
        is_offered = any(term == key for _group, words in list(self.fields["term"].choices)[1:] for key, _name in words)  # type: ignore[attr-defined]
        found = None
        if is_offered and sort == "competency":
            found = Competency.objects.prefetch_related("levels").get(pk=pk)
        whose = f"{term}=" if found and found.levels.all() else ""
        return [*((f"{whose}{level}", f"{level} · {words}") for level, words in levels_of(found)), RATHER_NOT]

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
        rating.choices = [
            *((str(level), f"{level} · {words}") for level, words in levels_of(need.competency)),
            RATHER_NOT,
        ]
