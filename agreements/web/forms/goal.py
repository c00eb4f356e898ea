"""Writing a GROW goal on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.domain.goals import PLAN, TERMS
from agreements.enums import GoalState, LeastSupervision, MeasureUnit
from agreements.models import Goal
from programs.models import Competency, Topic

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.functional import _StrPromise

    from matching.models import Pairing
    from mentorship.accounts.models import User

SHARED_TEXTS = ("goal", *PLAN)
"""What two may write on at the same time."""
CONFIDENCE: list[tuple[int, str]] = [(number, str(number)) for number in range(1, 11)]


class ConfidenceField(forms.TypedChoiceField):
    """A figure from 1 to 10, chosen with one tap."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=CONFIDENCE, coerce=int, empty_value=None, widget=forms.RadioSelect, **kwargs)


class GoalForm(forms.ModelForm):
    """A goal and its plan; once agreed, only the plan."""

    measure_target = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=500,
        required=False,
        error_messages={
            "min_value": _("At least 1. Leave it empty while you do not know yet."),
            "max_value": _("At most 500. Smaller goals are reached sooner."),
            "invalid": _("Write a whole number, for example 5."),
        },
    )
    measure_unit = forms.ChoiceField(label=_("Of what"), choices=MeasureUnit.choices, required=False)
    measure_observed = forms.IntegerField(
        label=_("How many of them observed"),
        min_value=1,
        required=False,
        error_messages={
            "min_value": _("At least 1. Leave it empty if nobody needs to watch."),
            "invalid": _("Write a whole number, for example 3."),
        },
    )
    confidence_before = ConfidenceField(label=_("How confident are you today?"), required=False)
    source = forms.CharField(widget=forms.HiddenInput, required=False)
    source_uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Goal
        fields = (
            "goal",
            "measure_target",
            "measure_unit",
            "measure_topic",
            "measure_observed",
            "measure_level",
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
            "measure_level": _("How independently"),
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
        level = self.fields["measure_level"]
        if isinstance(level, forms.ChoiceField):
            level.choices = [("", _("Any level")), *LeastSupervision.choices]
        self.fields["target_date"].widget.attrs |= {
            "min": pairing.cohort.starts_on.isoformat(),
            "max": pairing.last_day.isoformat(),
        }
        if pairing.mentee.user_id != writer.pk:
            del self.fields["confidence_before"]
        if self.instance.pk and self.instance.state != GoalState.DRAFT:
            for name in TERMS:
                del self.fields[name]
        if self.instance.pk:
            for name in ("source", "source_uuid"):
                del self.fields[name]
            for name in SHARED_TEXTS:
                if name in self.fields:
                    self._remember_as_seen(name)

    def clean(self) -> dict[str, Any]:
        """Let the unit stand only with a number, and the procedure only with what is counted by it."""
        values = super().clean() or {}
        if "measure_target" in self.fields and not values.get("measure_target"):
            values |= {"measure_target": None, "measure_unit": ""}
        if "measure_topic" in self.fields and values.get("measure_unit") in {"", MeasureUnit.ACTIONS}:
            values["measure_topic"] = None
        if "measure_observed" in self.fields:
            self._fit_observed(values)
        return values

    @property
    def goal_fields(self) -> dict[str, Any]:
        """What was written, by the names of `Goal`."""
        known = {*self.Meta.fields, "confidence_before"}
        return {name: value for name, value in self.cleaned_data.items() if name in known}

    @property
    def seen(self) -> dict[str, str]:
        """The texts as they stood when the writer began."""
        return {
            name: self.cleaned_data[f"seen_{name}"].replace("\r\n", "\n").strip()
            for name in SHARED_TEXTS
            if f"seen_{name}" in self.cleaned_data and f"seen_{name}" in self.data
        }

    def show_what_others_wrote(self, present: dict[str, Any]) -> None:
        """Let the writer save again, having read what the other wrote meanwhile."""
        data = cast("QueryDict", self.data).copy()
        for name, words in present.items():
            data[f"seen_{name}"] = words
            self.add_error(name, _("It says now: %(words)s") % {"words": words or "–"})
        self.data = data

    def _fit_observed(self, values: dict[str, Any]) -> None:
        """Ask for observation and level only where they can be met."""
        target, observed = values.get("measure_target"), values.get("measure_observed")
        if values.get("measure_unit") != MeasureUnit.PROCEDURES:
            values |= {"measure_observed": None, "measure_level": ""}
        elif target and observed and observed > target:
            self.add_error("measure_observed", _("No more can be observed than are counted."))

    def _remember_as_seen(self, name: str) -> None:
        words = getattr(self.instance, name)
        self.fields[f"seen_{name}"] = forms.CharField(
            widget=forms.HiddenInput, required=False, strip=False, initial=words
        )

    def _choose(self, name: str, rows: Any, nothing: _StrPromise) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            field.empty_label = str(nothing)


class WhyForm(forms.Form):
    """A word on why a goal is let go."""

    because = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("A word is enough, for example: the rotation changed."),
    )

    def __init__(self, *args: Any, readers: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = {"because": readers}


class ConfidenceAfterForm(forms.Form):
    """How confident the mentee is once the measure is met."""

    after = ConfidenceField(label=_("How confident are you now?"))


class NoteForm(forms.Form):
    """A dated note on a goal."""

    text = forms.CharField(label=_("A note on the way"), widget=forms.Textarea(attrs={"rows": 2}))
