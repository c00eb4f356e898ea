"""Warn, once and without forbidding, when a text looks as if it could identify a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.core import patient_identifiers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mentorship.core.patient_identifiers import Finding


def confirmation() -> forms.BooleanField:
    """Make the box that is ticked when a finding is no patient after all."""
    return forms.BooleanField(
        required=False, label=gettext_lazy("No patient can be recognised here. Send it as it is.")
    )


def unconfirmed_findings(cleaned: Mapping[str, Any], fields: Sequence[str]) -> list[Finding]:
    """Return what looks like an identifier in these fields, unless the writer has said that it is none."""
    if cleaned.get("is_confirmed"):
        return []
    return patient_identifiers.find_in(str(cleaned.get(name) or "") for name in fields)


class PointsOutPatients(forms.Form):
    """A form whose texts in `checked` are looked at before they are saved; the box to save anyway comes with a finding."""

    checked: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.findings: list[Finding] = []
        self.fields["is_confirmed"] = confirmation()
        if not self.data.get(self.add_prefix("is_confirmed")):
            self.fields["is_confirmed"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Name each piece that looks like an identifier, with its reason, and offer to save anyway."""
        cleaned = super().clean() or self.cleaned_data
        self.findings = unconfirmed_findings(cleaned, self.checked)
        if self.findings:
            self.fields["is_confirmed"].widget = forms.CheckboxInput()
            for finding in self.findings:
                words = {"piece": finding.text, "reason": finding.reason}
                self.add_error(None, _("“%(piece)s” %(reason)s.") % words)
        return cleaned
