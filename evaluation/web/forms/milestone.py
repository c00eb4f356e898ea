"""Rating a competency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.domain.rating_milestones import HIGHEST, LOWEST
from evaluation.queries.milestones import competencies_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.models import Pairing

LEVELS = [(halves, f"{halves / 2:g}") for halves in range(LOWEST, HIGHEST + 1)]


class MilestoneForm(forms.Form):
    """A competency and the level at which one sees it today."""

    half_levels = forms.TypedChoiceField(
        label=gettext_lazy("Level today"),
        choices=LEVELS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a level.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, pairing: Pairing, chosen: int | None = None) -> None:
        super().__init__(data, initial={"competency": chosen})
        self.competencies = list(competencies_of(pairing))
        groups: dict[str, list[tuple[int, str]]] = {}
        for competency in self.competencies:
            groups.setdefault(competency.framework.name, []).append((competency.pk, competency.title))
        self.fields["competency"] = forms.TypedChoiceField(
            label=_("Competency"),
            coerce=int,
            choices=[("", _("Choose one")), *groups.items()],
            widget=forms.Select(attrs={"class": "form-select"}),
            error_messages={"required": _("Choose a competency.")},
        )
