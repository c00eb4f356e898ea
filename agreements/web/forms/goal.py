"""Writing a GROW goal on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.domain.goals import TERMS
from agreements.enums import GoalState, MeasureUnit
from agreements.models import Goal
from programs.models import Competency, Topic

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from matching.models import Pairing
    from mentorship.accounts.models import User

CONFIDENCE: list[tuple[int, str]] = [(number, str(number)) for number in range(1, 11)]


class ConfidenceField(forms.TypedChoiceField):
    """A figure from 1 to 10, chosen with one tap."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=CONFIDENCE, coerce=int, empty_value=None, widget=forms.RadioSelect, **kwargs)


class GoalForm(forms.ModelForm):
    """A goal and its plan; once agreed, only the plan."""

    measure_target = forms.IntegerField(label=_("How many"), min_value=1, max_value=500, required=False)
    measure_unit = forms.ChoiceField(label=_("Of what"), choices=MeasureUnit.choices, required=False)
    confidence_before = ConfidenceField(label=_("How confident are you today?"), required=False)

    class Meta:
        model = Goal
        fields = (
            "goal",
            "measure_target",
            "measure_unit",
            "measure_topic",
            "target_date",
            "competency",
            "confidence_before",
            "reality",
            "options",
            "will",
        )
        labels = {
            "goal": _("What do you want to be able to do?"),
            "measure_topic": _("Which one"),
            "target_date": _("By when"),
            "competency": _("Which competency does it build?"),
            "reality": _("Where do you stand today?"),
            "options": _("What could help?"),
            "will": _("What will you do?"),
        }
        widgets = {
            "goal": forms.Textarea(attrs={"rows": 2}),
            "target_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reality": forms.Textarea(attrs={"rows": 3}),
            "options": forms.Textarea(attrs={"rows": 3}),
            "will": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, pairing: Pairing, writer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        program = pairing.cohort.program
        competencies = Competency.objects.filter(Q(framework__program=program) | Q(framework__program__isnull=True))
        topics = Topic.objects.filter(Q(program=program) | Q(program__isnull=True))
        self._choose("competency", competencies.order_by("framework__name", "order", "code"), _("Not chosen yet"))
        self._choose("measure_topic", topics, _("Any"))
        self.fields["target_date"].widget.attrs |= {
            "min": pairing.cohort.starts_on.isoformat(),
            "max": pairing.last_day.isoformat(),
        }
        if pairing.mentee.user_id != writer.pk:
            del self.fields["confidence_before"]
        if self.instance.pk and self.instance.state != GoalState.DRAFT:
            for name in TERMS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Let the unit stand only with a number, and the procedure only with what is counted by it."""
        values = super().clean() or {}
        if "measure_target" in self.fields and not values.get("measure_target"):
            values |= {"measure_target": None, "measure_unit": ""}
        if "measure_topic" in self.fields and values.get("measure_unit") in {"", MeasureUnit.ACTIONS}:
            values["measure_topic"] = None
        return values

    def _choose(self, name: str, rows: Any, nothing: _StrPromise) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            field.empty_label = str(nothing)


class ConfidenceAfterForm(forms.Form):
    """How confident the mentee is once the measure is met."""

    after = ConfidenceField(label=_("How confident are you now?"))


class NoteForm(forms.Form):
    """A dated note on a goal."""

    text = forms.CharField(label=_("A note on the way"), widget=forms.Textarea(attrs={"rows": 2}))
