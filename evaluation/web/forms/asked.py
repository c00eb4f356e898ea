"""The sheet of an observer whom a mentee asked: in their account, by their link, or on the mentee's device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.enums import RequestChannel
from evaluation.web.forms.observation import ObservationSheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from evaluation.models import ObservationRequest

ATTRS = {"class": "form-control"}
FOCUS_LETTERS = 150


class AskedSheet(ObservationSheet):
    """The form that was asked for, with what the request already says; the mentee has chosen the goal."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, asked: ObservationRequest, today: date, **given: Any
    ) -> None:
        defaults: dict[str, Any] = {
            "observed_on": min(asked.wanted_on, today),
            "topic": asked.topic_id,
            "focus": asked.what[:FOCUS_LETTERS],
        }
        super().__init__(
            data,
            pairing=asked.pairing,
            observer=asked.observer,
            observer_email=asked.observer_email,
            form=asked.form,
            today=today,
            defaults=defaults,
            **given,
        )
        self.fields.pop("goal", None)


class OutsideSheet(AskedSheet):
    """The same for somebody who has not signed in: they say who they are and that they were there."""

    observer_name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs=ATTRS))
    observer_role = forms.CharField(
        label=_("Your role"),
        max_length=120,
        widget=forms.TextInput(attrs={**ATTRS, "placeholder": _("Consultant, emergency department")}),
        error_messages={"required": _("Say in which role you saw it.")},
    )
    has_watched = forms.BooleanField(
        label=_("I watched this myself."), error_messages={"required": _("Only what you saw yourself can be sent.")}
    )
    code = forms.CharField(
        label=_("The code from your e-mail"),
        max_length=12,
        widget=forms.TextInput(
            attrs={**ATTRS, "inputmode": "numeric", "autocomplete": "one-time-code", "class": "form-control code-field"}
        ),
        error_messages={"required": _("Type the six figures that we sent to your address.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, asked: ObservationRequest, today: date, **given: Any
    ) -> None:
        super().__init__(data, asked=asked, today=today, **given)
        self.initial["observer_name"] = asked.observer_name
        if asked.channel != RequestChannel.DEVICE:
            del self.fields["code"]

    @property
    def sent(self) -> dict[str, Any]:
        """What was written, as `answer_request` takes it."""
        return {name: value for name, value in super().sent.items() if name != "has_watched"}
