"""The forms of one's wishes for mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.notifications.enums import How
from mentorship.notifications.models import MailWishes
from mentorship.notifications.reminders import ReminderKind


def _inside_another_form() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class _Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class WishesForm(forms.ModelForm):
    """When a person wants mail."""

    class Meta:
        model = MailWishes
        fields = ["quiet_from", "quiet_until", "free_weekends", "digest_at", "digest_on"]
        widgets = {"quiet_from": _Clock(), "quiet_until": _Clock(), "digest_at": _Clock()}
        help_texts = {"quiet_until": _("Leave both empty to keep the hours of your program.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _inside_another_form()

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of the quiet hours, and that they differ."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if not {"quiet_from", "quiet_until"} & set(self.errors):
            if (start is None) != (end is None):
                self.add_error("quiet_until" if end is None else "quiet_from", _("Quiet hours need both times."))
            elif start is not None and start == end:
                self.add_error("quiet_until", _("Quiet hours that end when they begin would hold every mail back."))
        return cleaned


class KindsForm(forms.Form):
    """How each kind of mail comes: a choice for each."""

    def __init__(self, *args: Any, kinds: Sequence[ReminderKind], chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _inside_another_form()
        for kind in kinds:
            digests = {How.DAILY, How.WEEKLY} if kind.pressing else set()
            self.fields[kind.key] = forms.ChoiceField(
                label=kind.label,
                choices=[(how.value, how.label) for how in How if how not in digests],
                initial=chosen.get(kind.key, kind.usually),
                help_text=_("Of no use in a digest.") if kind.pressing else "",
            )

    def chosen(self) -> dict[str, How]:
        """Return what was chosen, by kind."""
        return {key: How(how) for key, how in self.cleaned_data.items()}
