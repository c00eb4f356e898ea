"""What a mentee takes from feedback."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mentorship.core.web.identifiers import PointsOutPatients


class ResponseForm(PointsOutPatients):
    """One text; `readers` names who reads it."""

    checked = ("response",)

    response = forms.CharField(
        label=gettext_lazy("What I take from this"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write a sentence about what you take from this.")},
    )

    def __init__(self, *args: Any, readers: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = {"response": readers}
