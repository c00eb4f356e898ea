"""Filters above the list of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment, Track

if TYPE_CHECKING:
    from programs.models import Cohort
    from programs.models.enrollment import EnrollmentQuerySet


class PeopleFilter(forms.Form):
    """Role, state, track and a name; what is left empty does not narrow."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Everybody")), *EnrollmentRole.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *EnrollmentState.choices]
    )
    track = forms.ModelChoiceField(
        label=_("Track"),
        required=False,
        queryset=Track.objects.none(),
        empty_label=_("Any track"),
        to_field_name="name",
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        track: Any = self.fields["track"]
        track.queryset = Track.objects.filter(cohort=cohort)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"
        self.cohort = cohort

    def people(self) -> EnrollmentQuerySet:
        """Return those of the cohort that fit, by name."""
        rows = Enrollment.objects.filter(cohort=self.cohort)
        chosen = self.cleaned_data if self.is_valid() else {}
        if role := chosen.get("role"):
            rows = rows.filter(role=role)
        if state := chosen.get("state"):
            rows = rows.filter(state=state)
        if track := chosen.get("track"):
            rows = rows.filter(tracks=track)
        if self.data.get("words") == "missing":
            rows = rows.in_the_pool().filter(needs=None, expertise=None)
        if words := chosen.get("q"):
            rows = rows.named_like(words)
        return rows.order_by("user__full_name", "pk")
