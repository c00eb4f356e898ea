"""Why a pair ends."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.enums import EndReason

REASONS = [EndReason.COMPLETED, EndReason.NO_FAULT, EndReason.RE_MATCHED, EndReason.WITHDRAWN]


class EndingForm(forms.Form):
    """The reason, for the leader alone."""

    reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[("", _("Choose…")), *((reason.value, reason.label) for reason in REASONS)],
    )

    readers = {"reason": _("you and the other leaders of this program")}
