"""Signing by typing one's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class SignatureForm(forms.Form):
    """The name of the signer; whether it is theirs is decided where it is signed."""

    typed_name = forms.CharField(label=_("Your full name"), max_length=150)

    def __init__(self, *args: Any, signer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["typed_name"]
        field.help_text = _("As it stands in your profile: %(name)s") % {"name": signer.full_name}
        field.widget.attrs |= {"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}
