"""Forms on the page of one meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.enums import CancelReason
from meetings.web.forms.planning import DayInput
from mentorship.core.web.identifiers import PointsOutPatients

if TYPE_CHECKING:
    from mentorship.accounts.models import User


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class HeldForm(forms.Form):
    """How long the two met."""

    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=5, max_value=480, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )


class CancelForm(forms.Form):
    """Why a meeting does not take place, and whether those after it do."""

    reason = forms.ChoiceField(label=_("Why?"), choices=CancelReason, widget=forms.RadioSelect)
    and_later = forms.BooleanField(label=_("All later meetings of this series too"), required=False)

    def __init__(self, *args: Any, repeats: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not repeats:
            del self.fields["and_later"]


class AgendaForm(PointsOutPatients):
    """Something to talk about."""

    checked = ("text",)

    text = forms.CharField(label=_("Something to talk about"), max_length=300)

    def __init__(self, *args: Any, readers: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "agenda_%s"
        self.readers = {"text": readers}


class NoteForm(PointsOutPatients):
    """A note, kept or shared."""

    checked = ("text",)

    text = forms.CharField(label=_("A note"), widget=_lines(3), max_length=5000)

    def __init__(self, *args: Any, partner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "note_%s"
        self.readers = {"text": gettext("you alone, unless you share it with %(name)s") % {"name": partner}}


class ReflectionForm(PointsOutPatients):
    """What one takes from a meeting."""

    checked = ("lessons", "next_actions")

    lessons = forms.CharField(label=_("What I learned"), widget=_lines(3), max_length=5000)
    next_actions = forms.CharField(label=_("What I do next"), widget=_lines(2), max_length=2000, required=False)


class FollowUpForm(forms.Form):
    """A step that one of the two takes after the meeting."""

    text = forms.CharField(label=_("What"), max_length=300)
    owner = forms.TypedChoiceField(label=_("Who"), coerce=int, widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("By"), widget=DayInput, required=False)

    def __init__(self, *args: Any, by: User, partner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "follow-up_%s"
        choices = [(by.pk, gettext("I do it")), (partner.pk, partner.get_short_name())]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]
        self.fields["owner"].initial = by.pk
        self.readers = {"text": gettext("you and %(name)s") % {"name": partner.get_short_name()}}
