"""Outcomes: of one person, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from evaluation.enums import OUTCOME_VALUES, OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from evaluation.models import Outcome

READERS = gettext_lazy("the person and the leaders of the program")


class OutcomesForm(forms.Form):
    """What became of one person: each kind with the day as of which it is so."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, recorded: Mapping[str, Outcome], today: date) -> None:
        super().__init__(data)
        for kind in OutcomeKind:
            there = recorded.get(kind)
            values = OUTCOME_VALUES[kind]
            initial = there.value if there else ""
            self.fields[kind.value] = (
                forms.ChoiceField(
                    label=kind.label,
                    required=False,
                    choices=[("", gettext_lazy("Not recorded")), *((value.value, value.label) for value in values)],
                    initial=initial,
                )
                if values
                else forms.CharField(label=kind.label, required=False, max_length=120, initial=initial)
            )
            self.fields[f"{kind.value}_on"] = forms.DateField(
                label=gettext_lazy("As of"),
                required=False,
                initial=there.on if there else today,
                widget=forms.DateInput(attrs={"type": "date"}),
            )
        self.today = today

    @property
    def said(self) -> Iterator[tuple[str, str, date]]:
        """Each kind with its value and day."""
        for kind in OutcomeKind:
            on = self.cleaned_data.get(f"{kind.value}_on") or self.today
            yield kind.value, self.cleaned_data[kind.value], on


class OutcomeFileForm(forms.Form):
    """A table of outcomes."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX"),
        help_text=gettext_lazy(
            "A heading in the first row: E-mail, and any of Retention, Residency match, Graduation, Specialty, Date."
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    only_check = forms.BooleanField(
        label=gettext_lazy("Only check the file, record nothing yet"), required=False, initial=True
    )
