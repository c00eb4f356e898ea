"""What is typed on the way to an agreement, in it and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.enums import Channel, Rhythm, Weight
from agreements.models import Expectation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreements.expectations import Row

CHOICES = {"clinical": Weight, "career": Weight, "research": Weight, "how_often": Rhythm, "reach": Channel}


class ExpectationForm(forms.ModelForm):
    """The short questions, one tap each."""

    class Meta:
        model = Expectation
        fields = ("clinical", "career", "research", "how_often", "reach", "off_limits")
        labels = {
            "clinical": _("Coaching in clinical work should be"),
            "career": _("Talking about career should be"),
            "research": _("Research together should be"),
            "how_often": _("How often do you want to meet?"),
            "reach": _("Between meetings, reach me"),
            "off_limits": _("What is off limits?"),
        }
        help_texts = {
            "off_limits": _(
                "For example: my private life, being called on night shifts, a subject. Nothing is fine too."
            ),
        }
        widgets = {
            "clinical": forms.RadioSelect,
            "career": forms.RadioSelect,
            "research": forms.RadioSelect,
            "how_often": forms.RadioSelect,
            "reach": forms.RadioSelect,
            "off_limits": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, readers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = readers
        for name, choices in CHOICES.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices.choices


class SettleForm(forms.Form):
    """One line for each question in which the two differ, upon the version that was read."""

    base_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[row.name] = forms.CharField(
                label=row.question,
                max_length=300,
                help_text=_("What you two agree on, for example: every two weeks, and more often before the exam."),
            )

    @property
    def settled(self) -> dict[str, str]:
        """What was written, by question."""
        return {name: text for name, text in self.cleaned_data.items() if name != "base_version"}


class TextForm(forms.Form):
    """The words of the agreement, and the version they were written upon."""

    base_version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("The agreement"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "agreement-words"}),
        help_text=_("Headings begin with ##, lists with a dash. Both of you sign the new version."),
    )

    def clean_text(self) -> str:
        """Bring the browser's line ends to ours."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class EndingForm(forms.Form):
    """A kind word to the other, a reason for the program leader, and whether to look for somebody new."""

    message = forms.CharField(
        label=_("A kind word to the other"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A thank-you is enough. You need not explain."),
    )
    reason = forms.CharField(
        label=_("Why, if you want to say"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It helps the next match. It goes into nobody's record."),
    )
    wants_new_partner = forms.BooleanField(label=_("I would like somebody new"), required=False, initial=True)

    def __init__(self, *args: Any, readers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = readers
