"""Raising a concern, and settling it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import ConcernKind
from mentorship.core.web.identifiers import confirmation, unconfirmed_findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mentorship.core.patient_identifiers import Finding


class ConcernForm(forms.Form):
    """What it is about and what happened."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=ConcernKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What happened, and what should happen now?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "form-control"}),
        error_messages={"required": gettext_lazy("Write what happened.")},
    )
    is_confirmed = confirmation()

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"client_key": uuid.uuid4()})
        self.findings: list[Finding] = []

    def clean(self) -> dict[str, Any]:
        """Point out what looks like a patient."""
        cleaned = super().clean() or self.cleaned_data
        self.findings = unconfirmed_findings(cleaned, ["text"])
        if self.findings:
            self.add_error(None, _("Look at these words again before you send."))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What was written, as `raise_concern` takes it."""
        return {name: self.cleaned_data[name] for name in ("client_key", "kind", "text")}


class SettlementForm(forms.Form):
    """What was done about a concern."""

    settlement = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what was done.")},
    )

    readers = {"settlement": gettext_lazy("the leaders of this program")}
