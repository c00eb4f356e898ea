"""A form as mentors will meet it, before there is a pair to write about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from evaluation.instruments import asked_in, required_in
from evaluation.web.forms.observation import SheetFields
from programs.models import Topic

if TYPE_CHECKING:
    from evaluation.models import ObservationForm


class SheetPreview(SheetFields):
    """The fields of a form, with nobody's goals and no procedure to choose."""

    def __init__(self, *, form: ObservationForm) -> None:
        super().__init__(definition=form.definition)
        if "topic" in asked_in(form.definition):
            self.fields["topic"] = forms.ModelChoiceField(
                queryset=Topic.objects.none(),
                label=_("Procedure or skill"),
                required="topic" in required_in(form.definition),
                empty_label=_("Those of the program"),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.fields["observer_assesses_formally"].label = _("Do you also assess them formally?")
