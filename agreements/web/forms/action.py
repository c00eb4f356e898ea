"""Taking something on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from matching.models import Pairing
    from mentorship.accounts.models import User


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

    def __init__(self, *args: Any, pairing: Pairing, writer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner = pairing.partner_of(writer).user
        owner = self.fields["owner"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [(writer.pk, _("You")), (partner.pk, partner.full_name)]
        owner.initial = pairing.mentee.user_id
