"""The one form of a leave or an extension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import Enrollment
from programs.models.leave import MOST_WEEKS

if TYPE_CHECKING:
    from programs.models import Cohort

EVERYBODY, SOME = "everybody", "some"


class LeaveForm(forms.Form):
    """From when, until when or by how many weeks, and to whom it applies."""

    starts_on = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("What is dated on this day or later moves; what was before stays."),
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("The last day away. Dates move by whole weeks, so that weekdays stay."),
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("Or by how many weeks"), required=False, min_value=1, max_value=MOST_WEEKS
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("To whom it applies"),
        choices=[
            (SOME, gettext_lazy("These people, and with them their pairs")),
            (EVERYBODY, gettext_lazy("The whole cohort, its last day and its surveys too")),
        ],
        widget=forms.RadioSelect,
        initial=SOME,
    )
    people = forms.CharField(
        label=gettext_lazy("People"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A name or an e-mail address a line, as they stand in the list of people."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean(self) -> dict[str, Any]:
        """Find the people; say which line is nobody, or several."""
        given = super().clean() or {}
        if bool(given.get("until")) == bool(given.get("weeks")) and not {"until", "weeks"} & set(self.errors):
            self.add_error("until", _("Say until when, or by how many weeks: one of the two."))
        if given.get("whom") == EVERYBODY:
            given["enrollment_ids"] = None
            return given
        found: set[int] = set()
        for line in filter(None, map(str.strip, given.get("people", "").splitlines())):
            found |= self._named(line)
        if not found and "people" not in self.errors:
            self.add_error("people", _("Name somebody, or choose the whole cohort."))
        given["enrollment_ids"] = sorted(found)
        return given

    def _named(self, line: str) -> set[int]:
        """Return both roles of one person, if they have both here."""
        rows = Enrollment.objects.filter(cohort=self.cohort).exclude(state__in=["withdrawn", "completed"])
        named = list(rows.filter(Q(user__email__iexact=line) | Q(user__full_name__iexact=line)))
        if len({row.user_id for row in named}) > 1:
            self.add_error(
                "people",
                ValidationError(
                    _("Several people are called %(name)s: give the e-mail address."), params={"name": line}
                ),
            )
        elif not named:
            self.add_error("people", ValidationError(_("Nobody here is called %(name)s."), params={"name": line}))
        return {row.pk for row in named}
