"""A procedure for the mentee's own logbook."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import AgeBand, ProcedureOutcome, ProcedureSetting, SupervisionLevel
from evaluation.models import Procedure
from evaluation.queries.observations import goal_topics, topics_for
from evaluation.queries.procedures import unlinked_observations
from evaluation.web.forms.topics import grouped
from mentorship.core.web.identifiers import confirmation, unconfirmed_findings
from programs.enums import TopicKind
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from evaluation.models import Observation
    from mentorship.core.patient_identifiers import Finding


class ProcedureForm(forms.Form):
    """What a mentee logs; with more than one enrollment, they say for which."""

    client_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-kept": ""}))
    done_on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )
    setting = forms.ChoiceField(
        choices=ProcedureSetting.choices, label=gettext_lazy("Done on a"), widget=forms.RadioSelect
    )
    age_band = forms.ChoiceField(
        choices=AgeBand.choices, label=gettext_lazy("Patient's age"), required=False, widget=forms.RadioSelect
    )
    supervision_level = forms.ChoiceField(
        choices=SupervisionLevel.choices,
        label=gettext_lazy("Supervision it needed"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how much supervision it needed.")},
    )
    outcome = forms.ChoiceField(
        choices=ProcedureOutcome.choices, label=gettext_lazy("Outcome"), required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    is_confirmed = confirmation()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        enrollments: Sequence[Enrollment],
        today: date,
    ) -> None:
        newest = enrollments[0]
        initial = {
            "client_key": uuid.uuid4(),
            "mentee": newest.pk,
            "done_on": today,
            "setting": ProcedureSetting.PATIENT,
        }
        super().__init__(data, initial=initial)
        self.findings: list[Finding] = []
        self.has_one_program = len(enrollments) == 1
        self.fields["mentee"] = mentee_field(enrollments)
        self.fields["topic"] = _topic(enrollments)
        seen = _observation(enrollments)
        if seen is not None:
            self.fields["observation"] = seen

    def clean(self) -> dict[str, Any]:
        """Point out what looks like a patient, and what looks like the same entry twice."""
        cleaned = super().clean() or self.cleaned_data
        self.findings = unconfirmed_findings(cleaned, ["note"])
        if self.findings:
            self.add_error(None, _("Look at these words again before you save."))
        return cleaned

    def same_day(self) -> Procedure | None:
        """Find an observed entry of the same procedure on the same day, which may be this very one."""
        cleaned = self.cleaned_data
        observed = Procedure.objects.filter(
            mentee=cleaned["mentee"],
            topic=cleaned["topic"],
            done_on=cleaned["done_on"],
            setting=cleaned["setting"],
            observation__isnull=False,
        )
        return observed.exclude(client_key=cleaned["client_key"]).select_related("observation").first()


def mentee_field(enrollments: Sequence[Enrollment]) -> forms.ModelChoiceField[Any]:
    """Make the field for whose logbook it is: hidden where there is one only."""
    own = Enrollment.objects.filter(pk__in=[enrollment.pk for enrollment in enrollments])
    widget = forms.HiddenInput if len(enrollments) == 1 else forms.RadioSelect
    field = forms.ModelChoiceField(queryset=own, label=_("Program"), empty_label=None, widget=widget)
    field.choices = [(enrollment.pk, str(enrollment.cohort)) for enrollment in enrollments]
    return field


def _topic(enrollments: Sequence[Enrollment]) -> forms.ModelChoiceField[Any]:
    topics = topics_for([enrollment.cohort.program_id for enrollment in enrollments], [TopicKind.PROCEDURE])
    field = forms.ModelChoiceField(
        queryset=topics,
        label=_("Procedure"),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": _("Choose what you did.")},
    )
    field.choices = grouped(topics, goal_topics(Q(pairing__mentee__in=enrollments)))
    return field


def _observation(enrollments: Sequence[Enrollment]) -> forms.TypedChoiceField | None:
    """Make the field that links feedback without a procedure to this one; nothing where there is no such feedback."""
    choices = [
        (seen.pk, _("%(form)s by %(name)s, %(day)s") % _named(seen)) for seen in unlinked_observations(enrollments)
    ]
    if not choices:
        return None
    return forms.TypedChoiceField(
        choices=[("", _("None")), *choices],
        coerce=int,
        empty_value=None,
        label=_("Seen in this feedback"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


def _named(seen: Observation) -> dict[str, str]:
    day = date_format(seen.observed_on, "j F")
    return {"form": seen.get_kind_display(), "name": seen.observer_name, "day": day}
