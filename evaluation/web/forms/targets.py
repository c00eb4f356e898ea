"""What the figures of a cohort should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from evaluation.metrics import METRICS, Better, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


class TargetsForm(forms.Form):
    """One number for each metric; empty for none."""

    def __init__(self, *args: Any, targets: Mapping[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = {
            Unit.PERCENT: _("percent"), Unit.DAYS: _("days"), Unit.HOURS: _("hours"), Unit.COUNT: _("in number"),
            Unit.PER_PAIR: _("in number"),
        }  # fmt: skip
        for metric in METRICS:
            bound = _("at least") if metric.better == Better.MORE else _("at most")
            self.fields[metric.key] = forms.DecimalField(
                label=_("%(name)s: %(bound)s, %(unit)s")
                % {"name": metric.name, "bound": bound, "unit": units[metric.unit]},
                required=False,
                min_value=0,
                max_value=100 if metric.unit == Unit.PERCENT else 99_999,
                max_digits=8,
                decimal_places=1,
                initial=targets.get(metric.key),
                help_text=str(metric.counts).capitalize() + ".",
            )
