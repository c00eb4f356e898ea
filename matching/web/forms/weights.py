"""What counts, and how much: one line for each criterion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.domain.criteria import MOST_POINTS, Weighing
from matching.domain.scoring import NEVER_A_MUST
from matching.enums import CriterionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.forms import BoundField

CAN_BE_A_MUST = [kind for kind in CriterionKind if kind not in NEVER_A_MUST]


@dataclass(frozen=True)
class WeightLine:
    """One criterion of the form."""

    label: str
    points: BoundField
    must_have: BoundField | None


class WeightsForm(forms.Form):
    """Points of every criterion, and which of them must be met."""

    def __init__(self, *args: Any, weighings: Mapping[str, Weighing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = sorted(CriterionKind, key=lambda kind: -weighings.get(kind, Weighing(0)).weight)
        for kind in self.kinds:
            now = weighings.get(kind, Weighing(0))
            self.fields[f"points_{kind}"] = forms.IntegerField(
                label=_("Points for %(kind)s") % {"kind": str(kind.label).lower()},
                min_value=0,
                max_value=MOST_POINTS,
                initial=now.weight,
                widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
            )
            if kind in CAN_BE_A_MUST:
                self.fields[f"must_{kind}"] = forms.BooleanField(
                    label=_("%(kind)s must be met") % {"kind": kind.label},
                    required=False,
                    initial=now.must_have,
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                )

    def lines(self) -> Iterable[WeightLine]:
        """Give the template a line for each criterion, the heaviest first."""
        for kind in self.kinds:
            must = self[f"must_{kind}"] if kind in CAN_BE_A_MUST else None
            yield WeightLine(str(kind.label), self[f"points_{kind}"], must)

    def weighings(self) -> dict[str, Weighing]:
        """Return what was asked for, for the verb."""
        return {
            kind: Weighing(self.cleaned_data[f"points_{kind}"], must_have=self.cleaned_data.get(f"must_{kind}", False))
            for kind in self.kinds
        }
