"""A busy shift: several procedures on one page, each in a row of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import AgeBand, ProcedureOutcome, ProcedureSetting, SupervisionLevel
from evaluation.queries.observations import goal_topics, topics_for
from evaluation.web.forms.procedure import mentee_field
from evaluation.web.forms.topics import grouped
from mentorship.core.web.identifiers import PointsOutPatients
from programs.enums import TopicKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from programs.models import Enrollment

ROWS_AT_FIRST = 4
ROWS_MORE = 3
MOST_ROWS = 40
PREFIX = "row"
CHOOSE = ("", gettext_lazy("Choose"))
LEFT_OUT = ("", gettext_lazy("not said"))


def _select(choices: Any, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=choices, label=label, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )


class ShiftForm(forms.Form):
    """What all rows share: the day, and with more than one enrollment for which."""

    done_on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, enrollments: Sequence[Enrollment], today: date
    ) -> None:
        super().__init__(data, initial={"done_on": today, "mentee": enrollments[0].pk})
        self.has_one_program = len(enrollments) == 1
        self.fields["mentee"] = mentee_field(enrollments)


class ShiftRow(PointsOutPatients):
    """One procedure of the shift; a row without a procedure and without any other word is no row."""

    checked = ("note",)

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    topic = forms.TypedChoiceField(
        label=gettext_lazy("Procedure"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    setting = _select(ProcedureSetting.choices, gettext_lazy("Done on a"))
    supervision_level = _select([CHOOSE, *SupervisionLevel.choices], gettext_lazy("Supervision it needed"))
    age_band = _select([LEFT_OUT, *AgeBand.choices], gettext_lazy("Patient's age"))
    outcome = _select([LEFT_OUT, *ProcedureOutcome.choices], gettext_lazy("Outcome"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, topics: Sequence[Any], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["topic"].choices = [("", _("Choose")), *topics]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what a row needs, once it has anything in it."""
        cleaned = super().clean() or self.cleaned_data
        if not self.is_empty:
            if not cleaned.get("topic") and "topic" not in self.errors:
                self.add_error("topic", _("Choose what you did."))
            if not cleaned.get("supervision_level") and "supervision_level" not in self.errors:
                self.add_error("supervision_level", _("Say how much supervision it needed."))
        return cleaned

    @property
    def is_empty(self) -> bool:
        """Did nobody write anything in this row?"""
        cleaned = self.cleaned_data
        return not any(cleaned.get(name) for name in ("topic", "supervision_level", "age_band", "outcome", "note"))


if TYPE_CHECKING:
    _Rows = forms.BaseFormSet[ShiftRow]
else:
    _Rows = forms.BaseFormSet


class BaseShiftRows(_Rows):
    """The rows, told by their number where something is missing."""

    def problems(self) -> list[str]:
        """Name each row with what is wrong in it."""
        return [
            _("Row %(number)d: %(words)s") % {"number": number, "words": " ".join(_words(row))}
            for number, row in enumerate(self.forms, start=1)
            if row.errors
        ]

    def filled(self) -> list[dict[str, Any]]:
        """Return what was written, row by row, as `log_shift` takes it."""
        return [
            {
                **{name: row.cleaned_data[name] for name in ("supervision_level", "age_band", "outcome", "note")},
                "number": number,
                "topic_id": row.cleaned_data["topic"],
                "setting": row.cleaned_data["setting"] or ProcedureSetting.PATIENT,
                "client_key": row.cleaned_data["client_key"] or uuid.uuid4(),
            }
            for number, row in enumerate(self.forms, start=1)
            if not row.is_empty
        ]


_RowsOnAPage = forms.formset_factory(
    ShiftRow, formset=BaseShiftRows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


def topic_choices(enrollments: Sequence[Enrollment]) -> list[Any]:
    """Return the procedures to choose from, those of one's goals first; asked once for all rows."""
    topics = topics_for([enrollment.cohort.program_id for enrollment in enrollments], [TopicKind.PROCEDURE])
    found = grouped(topics, goal_topics(Q(pairing__mentee__in=enrollments)))
    return [choice for choice in found if choice[0] != ""]


def rows_of(topics: Sequence[Any], data: Any = None, initial: Sequence[Any] | None = None) -> BaseShiftRows:
    """Return the rows of a page, as they were sent or as they are at first."""
    rows = _RowsOnAPage(data, initial=initial, prefix=PREFIX, form_kwargs={"topics": topics})
    return cast("BaseShiftRows", rows)


def empty_rows(topics: Sequence[Any]) -> BaseShiftRows:
    """Return the rows of a page that was just opened."""
    initial = [{"client_key": uuid.uuid4(), "setting": ProcedureSetting.PATIENT} for _row in range(ROWS_AT_FIRST)]
    return rows_of(topics, initial=initial)


def more_rows(data: Any, topics: Sequence[Any]) -> BaseShiftRows:
    """Return what was written, with a few rows more; nothing is judged yet."""
    longer = data.copy()
    try:
        so_far = int(longer.get(f"{PREFIX}-TOTAL_FORMS", ROWS_AT_FIRST))
    except ValueError:
        so_far = ROWS_AT_FIRST
    total = min(max(so_far, 0) + ROWS_MORE, MOST_ROWS)
    longer[f"{PREFIX}-TOTAL_FORMS"] = str(total)
    for number in range(so_far, total):
        longer[f"{PREFIX}-{number}-client_key"] = str(uuid.uuid4())
        longer[f"{PREFIX}-{number}-setting"] = ProcedureSetting.PATIENT
    return rows_of(topics, longer)


def _words(row: ShiftRow) -> list[str]:
    return [str(error) for errors in row.errors.values() for error in errors]
