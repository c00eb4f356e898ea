"""Warn, once and without forbidding, when a text looks as if it could identify a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation import patient_identifiers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.patient_identifiers import Finding


def confirmation() -> forms.BooleanField:
    """Make the box that is ticked when a finding is no patient after all."""
    return forms.BooleanField(required=False, label=_("No patient can be recognised here. Send it as it is."))


def unconfirmed_findings(cleaned: Mapping[str, Any], fields: Sequence[str]) -> list[Finding]:
    """Return what looks like an identifier in these fields, unless the writer has said that it is none."""
    if cleaned.get("is_confirmed"):
        return []
    return patient_identifiers.find_in(str(cleaned.get(name) or "") for name in fields)
