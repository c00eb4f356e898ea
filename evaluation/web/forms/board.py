"""Filters of the leader's board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.queries.participants import NOTHING_LEFT, TAKING_PART
from mentorship.core.stages import LETTERS, MentorStage
from programs.web.forms.people import PeopleFilter

if TYPE_CHECKING:
    from programs.models import Cohort
    from programs.models.enrollment import EnrollmentQuerySet


class BoardFilter(PeopleFilter):
    """Role, state, track and name as in the list of people; and the letter that comes next."""

    letter = forms.ChoiceField(
        label=_("Next step"),
        required=False,
        choices=[
            ("", _("Any step")),
            *((LETTERS[stage], stage.label) for stage in MentorStage),
            (NOTHING_LEFT, _("All six done")),
            ("drift", _("Drifting")),
        ],
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, cohort=cohort, **kwargs)
        self.fields["letter"].widget.attrs["class"] = "form-select"

    def people(self) -> EnrollmentQuerySet:
        """Return those who fit; without a state those who take part."""
        rows = super().people()
        return rows if self.is_valid() and self.cleaned_data["state"] else rows.filter(state__in=TAKING_PART)

    @property
    def chosen_letter(self) -> str:
        """Return the step that was asked for."""
        return self.cleaned_data.get("letter", "") if self.is_valid() else ""
