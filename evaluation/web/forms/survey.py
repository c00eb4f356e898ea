"""Surveys: the questions as a form, their planning, and the entering of the official wording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import CompareBy, SurveyMoment
from evaluation.models import Instrument
from evaluation.surveys.sealing import LONGEST_COMMENT, new_code
from programs.enums import EnrollmentRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluation.models import SurveyWindow

CODE_LENGTH = 80


def item_field(key: str) -> str:
    """Name the field of an item, so that no item is taken for another field."""
    return f"item-{key}"


class SurveyAnswerForm(forms.Form):
    """A question for each item, any of which may be left out; the open question, and the code that joins two answers."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, window: SurveyWindow, is_first: bool) -> None:
        super().__init__(data)
        definition = window.definition
        for key, sentence in window.lines().items():
            item = next(item for item in definition["items"] if item["key"] == key)
            self.fields[item_field(key)] = forms.ChoiceField(
                label=sentence,
                required=False,
                choices=[
                    *((option["value"], _(option["label"])) for option in definition["answers"][item["answers"]]),
                    ("", _("Leave out")),
                ],
                initial="",
                widget=forms.RadioSelect,
            )
        if definition["comment"]:
            self.fields["comment"] = forms.CharField(
                label=_(definition["comment"]),
                required=False,
                max_length=LONGEST_COMMENT,
                widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
                help_text=_("Shown word for word, without a name or a time: write nothing that gives you away."),
            )
        self.fields["code"] = forms.CharField(
            label=_("Your code"),
            required=False,
            max_length=CODE_LENGTH,
            initial=new_code() if is_first else "",
            widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}),
            help_text=(
                _(
                    "Note it down: with it your answers at the end can be laid beside these. We do not keep it. Empty it if you do not want that."
                )
                if is_first
                else _("The code you noted at the start. Leave it empty if you have none.")
            ),
        )
        self.item_keys = [item["key"] for item in definition["items"]]

    @property
    def questions(self) -> Iterator[forms.BoundField]:
        """The questions, in their order."""
        return (self[item_field(key)] for key in self.item_keys)

    @property
    def answers(self) -> dict[str, str]:
        """What was chosen, by item."""
        return {key: self.cleaned_data.get(item_field(key), "") for key in self.item_keys}


class SurveyPlanForm(forms.Form):
    """Who is asked what, when."""

    instrument = forms.ModelChoiceField(
        label=gettext_lazy("Questionnaire"), queryset=Instrument.objects.order_by("pk"), empty_label=None
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who is asked"), choices=EnrollmentRole.choices)
    moment = forms.ChoiceField(label=gettext_lazy("Moment"), choices=SurveyMoment.choices)
    opens_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    compare_by = forms.ChoiceField(
        label=gettext_lazy("Results"),
        choices=CompareBy.choices,
        required=False,
        help_text=gettext_lazy(
            "One division only, chosen before anybody answers. Groups that are too small are not shown."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["audience"].initial = EnrollmentRole.MENTEE


class SurveyDatesForm(forms.Form):
    """The days of a planned survey, and by what its results are divided."""

    opens_on = SurveyPlanForm.base_fields["opens_on"]
    closes_on = SurveyPlanForm.base_fields["closes_on"]
    compare_by = SurveyPlanForm.base_fields["compare_by"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, window: SurveyWindow, has_begun: bool) -> None:
        names = ("opens_on", "closes_on", "compare_by")
        super().__init__(data, initial={name: getattr(window, name) for name in names})
        if has_begun:
            self.fields["opens_on"].disabled = True
            self.fields["compare_by"].disabled = True


class WordingForm(forms.Form):
    """The official wording, pasted or as a text file, an item a line."""

    text = forms.CharField(
        label=gettext_lazy("The items, one a line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("In the order of the original. Numbers before a line are left out."),
    )
    file = forms.FileField(label=gettext_lazy("Or a text file"), required=False)
    has_permission = forms.BooleanField(
        label=gettext_lazy("We have the owner's permission to use it in this program."), required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, definition: Mapping[str, Any], **given: Any) -> None:
        super().__init__(data, files, **given)
        if definition["use"] != "permission":
            del self.fields["has_permission"]

    def clean(self) -> dict[str, Any]:
        """Take the file where there is one."""
        cleaned = super().clean() or self.cleaned_data
        uploaded = cleaned.get("file")
        if uploaded is not None:
            if uploaded.size > 100_000:
                self.add_error("file", _("The file is larger than 100 kB."))
            else:
                cleaned["text"] = uploaded.read().decode("utf-8-sig", errors="replace")
        if not cleaned.get("text", "").strip() and not self.errors:
            self.add_error("text", _("Paste the items, or choose a file."))
        return cleaned
