"""The check of understanding, and the attendance of a workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import TrainingModule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class CheckForm(forms.Form):
    """One choice per question of a module; without questions, one box to tick."""

    def __init__(self, *args: Any, module: TrainingModule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(module.questions.all())
        for question in self.questions:
            self.fields[f"question_{question.pk}"] = forms.ChoiceField(
                label=question.text,
                choices=[(answer, answer) for answer in question.answers],
                widget=forms.RadioSelect,
            )
        if not self.questions:
            self.fields["done"] = forms.BooleanField(label=_("I have worked through this module."))

    def answers(self) -> dict[int, str]:
        """Return what was chosen, by question."""
        return {question.pk: self.cleaned_data[f"question_{question.pk}"] for question in self.questions}


class DayForm(forms.Form):
    """On which day a module was done."""

    on = forms.DateField()


class AttendanceForm(forms.Form):
    """Which workshop, when, and who was there."""

    module = forms.ModelChoiceField(
        label=_("Module"), queryset=TrainingModule.objects.none(), to_field_name="uuid", empty_label=None
    )
    on = forms.DateField(label=_("Attended on"), widget=forms.DateInput(attrs={"type": "date"}))
    mentors = forms.TypedMultipleChoiceField(
        label=_("Mentors"),
        coerce=int,
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Choose who was there.")},
    )

    def __init__(
        self, *args: Any, modules: Sequence[TrainingModule], user_ids: Sequence[int], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        module: Any = self.fields["module"]
        module.queryset = TrainingModule.objects.filter(pk__in=[item.pk for item in modules])
        self.fields["on"].initial = today
        mentors: Any = self.fields["mentors"]
        mentors.choices = [(user_id, user_id) for user_id in user_ids]
        module.widget.attrs["class"] = "form-select"
        self.fields["on"].widget.attrs["class"] = "form-control"
