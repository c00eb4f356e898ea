"""Taking something on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import QueryDict

    from agreements.models import Action
    from matching.models import Pairing
    from mentorship.accounts.models import User


SEEN = ("text", "owner", "due_on")
COLUMNS = {"text": "text", "owner": "owner_id", "due_on": "due_on"}


class ActionForm(forms.Form):
    """Who does what until when."""

    text = forms.CharField(
        label=_("What will be done?"),
        max_length=300,
        help_text=_("Something one can see, for example: book Tuesday's simulation slot."),
    )
    owner = forms.TypedChoiceField(label=_("Who does it?"), coerce=int, widget=forms.RadioSelect)
    due_on = forms.DateField(
        label=_("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, pairing: Pairing, writer: User, action: Action | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner = pairing.partner_of(writer).user
        owner = self.fields["owner"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [(writer.pk, _("You")), (partner.pk, partner.full_name)]
        owner.initial = pairing.mentee.user_id
        if action is not None:
            self.initial = {"text": action.text, "owner": action.owner_id, "due_on": action.due_on}
            self.fields |= {
                "seen_text": forms.CharField(widget=forms.HiddenInput, required=False, initial=action.text),
                "seen_owner": forms.IntegerField(widget=forms.HiddenInput, required=False, initial=action.owner_id),
                "seen_due_on": forms.DateField(widget=forms.HiddenInput, required=False, initial=action.due_on),
            }

    @property
    def changed(self) -> dict[str, Any]:
        """What was written, by the names of `Action`."""
        return {COLUMNS[name]: self.cleaned_data[name] for name in SEEN}

    @property
    def seen(self) -> dict[str, Any]:
        """How the action stood when the writer began."""
        return {COLUMNS[name]: self.cleaned_data[f"seen_{name}"] for name in SEEN if f"seen_{name}" in self.data}

    def begin_anew(self, action: Action) -> None:
        """Let the writer save again, having read how the action stands now."""
        data = cast("QueryDict", self.data).copy()
        data["seen_text"], data["seen_owner"] = action.text, str(action.owner_id)
        data["seen_due_on"] = action.due_on.isoformat() if action.due_on else ""
        self.data = data
        self.add_error("text", _("It says now: %(words)s") % {"words": action.text})
