"""One page that any observation form, given as data, is written on."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import (
    AgeBand,
    ClinicalSetting,
    Complexity,
    FocusArea,
    ObservationKind,
    PatientVisit,
    ProcedureSetting,
    SupervisionLevel,
)
from evaluation.instruments import asked_in, required_in
from evaluation.models.observation import HIGHEST_SATISFACTION, LOWEST_SATISFACTION
from evaluation.queries.observations import goal_topics, open_goals_of, topics_for
from evaluation.queries.requests import last_of_observer
from evaluation.web.forms import ratings
from evaluation.web.forms.topics import grouped
from mentorship.core.web.identifiers import confirmation, unconfirmed_findings
from programs.enums import TopicKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from evaluation.models import ObservationForm
    from matching.models import Pairing
    from mentorship.accounts.models import User
    from mentorship.core.patient_identifiers import Finding

DAYS_TO_THE_NEXT_STEP = 7
FREE_TEXTS = ("focus", "strengths", "to_improve", "next_step")
FACTS = (
    "setting",
    "visit",
    "age_band",
    "complexity",
    "focus_areas",
    "focus",
    "minutes_observed",
    "minutes_feedback",
    "observer_satisfaction",
)
FROM_LAST_TIME = ("setting", "minutes_observed", "minutes_feedback")
SATISFACTION = range(LOWEST_SATISFACTION, HIGHEST_SATISFACTION + 1)
OBSERVING_MINUTES = (5, 10, 15, 20, 30, 45)
FEEDBACK_MINUTES = (2, 5, 10, 15, 20)
FORMALLY = {True: "yes", False: "no"}


def _one_of(choices: Any, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, label=label, required=False, widget=forms.RadioSelect)


def _number(numbers: Sequence[int], label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=[(number, number) for number in numbers],
        coerce=int,
        empty_value=None,
        label=label,
        required=False,
        widget=forms.RadioSelect,
    )


def _text(label: Any, hint: Any, rows: int, *, max_length: int | None = None) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows, "class": "form-control", "placeholder": hint}),
        error_messages={"required": gettext_lazy("Write a sentence here: ratings alone do not help anybody.")},
    )


def _day(label: Any, *, required: bool) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label=label, required=required, widget=widget)


class SheetFields(forms.Form):
    """What an observer writes; facts of the encounter and ratings are those that the form's definition asks for."""

    client_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-kept": ""}))
    observed_on = _day(gettext_lazy("Seen on"), required=True)
    setting = _one_of(ClinicalSetting.choices, gettext_lazy("Where"))
    visit = _one_of(PatientVisit.choices, gettext_lazy("Patient"))
    age_band = _one_of(AgeBand.choices, gettext_lazy("Patient's age"))
    complexity = _one_of(Complexity.choices, gettext_lazy("Complexity"))
    focus_areas = forms.MultipleChoiceField(
        choices=FocusArea.choices,
        label=gettext_lazy("Focus"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    focus = forms.CharField(
        label=gettext_lazy("What it was about, in a few words"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    procedure_setting = _one_of(ProcedureSetting.choices, gettext_lazy("Done on a"))
    supervision_level = _one_of(SupervisionLevel.choices, gettext_lazy("Supervision it needed"))
    strengths = _text(gettext_lazy("Went well"), gettext_lazy("What to keep doing"), 3)
    to_improve = _text(gettext_lazy("To improve"), gettext_lazy("What would make the most difference"), 3)
    next_step = _text(
        gettext_lazy("One next step"), gettext_lazy("Something to do, not something to be"), 2, max_length=300
    )
    next_step_due_on = _day(gettext_lazy("By"), required=False)
    minutes_observed = _number(OBSERVING_MINUTES, gettext_lazy("Minutes observing"))
    minutes_feedback = _number(FEEDBACK_MINUTES, gettext_lazy("Minutes of feedback"))
    observer_satisfaction = _number(SATISFACTION, gettext_lazy("How satisfied are you with this encounter?"))
    observer_assesses_formally = forms.TypedChoiceField(
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say it, so that nobody has to wonder.")},
    )
    is_confirmed = confirmation()
    said_before: bool | None = None
    """What the observer said the last time of assessing formally; it is asked once."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        definition: Mapping[str, Any],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.definition = definition
        self.findings: list[Finding] = []
        super().__init__(data, initial=dict(initial or {}))
        self._ask_for(asked_in(definition), required_in(definition))
        self.fields.update(ratings.fields_of(definition))

    def _ask_for(self, asked: Collection[str], required: Collection[str]) -> None:
        for name in FACTS:
            if name not in asked:
                del self.fields[name]
            elif name in required:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = _("This form asks for it: choose one.")

    def anchors(self) -> list[ratings.Anchor]:
        """What the bands or points of the scale stand for, in words."""
        return ratings.anchors_of(self.definition)

    def rows(self) -> list[ratings.DomainRow]:
        """Every domain as the page draws it."""
        return ratings.rows_of(self, self.definition)


class ObservationSheet(SheetFields):
    """What an observer writes about one mentee.

    What is filled in at first comes from the last time, and before that from `defaults`, by name of the field: what a
    request already says.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        pairing: Pairing,
        observer: User | None,
        form: ObservationForm,
        today: date,
        defaults: Mapping[str, Any] | None = None,
        observer_email: str = "",
    ) -> None:
        last = last_of_observer(pairing, observer, observer_email)
        formally = last.observer_assesses_formally if last else None
        initial = {
            "client_key": uuid.uuid4(),
            "observed_on": today,
            "next_step_due_on": today + timedelta(days=DAYS_TO_THE_NEXT_STEP),
            "procedure_setting": ProcedureSetting.PATIENT,
            **{name: getattr(last, name) for name in FROM_LAST_TIME if last},
            "observer_assesses_formally": FORMALLY[formally] if formally is not None else None,
            **(defaults or {}),
        }
        super().__init__(data, definition=form.definition, initial=initial)
        self.said_before = formally
        self.fields["observer_assesses_formally"].label = _("Do you also assess %(name)s formally?") % {
            "name": pairing.mentee.user.get_short_name(),
        }
        if "topic" in asked_in(form.definition):
            self.fields["topic"] = _topic(pairing, form)
        goal = _goal(pairing)
        if goal is not None:
            self.fields["goal"] = goal

    def clean(self) -> dict[str, Any]:
        """Ask for the supervision of a procedure, and point out what looks like a patient."""
        cleaned = super().clean() or self.cleaned_data
        topic = cleaned.get("topic")
        if topic is not None and topic.kind == TopicKind.PROCEDURE and not cleaned.get("supervision_level"):
            self.add_error("supervision_level", _("Say how much supervision the procedure needed."))
        for name in ratings.missing_reasons(cleaned, self.definition):
            self.add_error(name, _("Lower than expected: say why, in a few words."))
        self.findings = unconfirmed_findings(cleaned, (*FREE_TEXTS, *ratings.reason_names(self.definition)))
        if self.findings:
            self.add_error(None, _("Look at these words again before you send."))
        return cleaned

    @property
    def sent(self) -> dict[str, Any]:
        """What was written, as `submit_observation` takes it."""
        cleaned = self.cleaned_data
        topic, goal = cleaned.get("topic"), cleaned.get("goal")
        left_out = {"topic", "goal", "is_confirmed", *ratings.names_of(self.definition)}
        return {
            **{name: value for name, value in cleaned.items() if name not in left_out},
            "ratings": ratings.ratings_in(cleaned),
            "reasons": ratings.reasons_in(cleaned),
            "topic_id": topic.pk if topic else None,
            "goal_id": goal.pk if goal else None,
            "supervision_level": cleaned["supervision_level"] if topic else "",
            "procedure_setting": cleaned["procedure_setting"] or ProcedureSetting.PATIENT,
        }


def _topic(pairing: Pairing, form: ObservationForm) -> forms.ModelChoiceField[Any]:
    is_dops = form.kind == ObservationKind.DOPS
    kinds = [TopicKind.PROCEDURE] if is_dops else [TopicKind.PROCEDURE, TopicKind.CLINICAL]
    topics = topics_for([pairing.cohort.program_id], kinds)
    field = forms.ModelChoiceField(
        queryset=topics,
        label=_("Procedure or skill"),
        required=is_dops or "topic" in required_in(form.definition),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": _("Choose the procedure you saw.")},
    )
    field.choices = grouped(topics, goal_topics(Q(pairing=pairing)))
    return field


def _goal(pairing: Pairing) -> forms.ModelChoiceField[Any] | None:
    goals = open_goals_of(pairing)
    choices = [(goal.pk, goal.goal) for goal in goals]
    if not choices:
        return None
    field = forms.ModelChoiceField(queryset=goals, label=_("Counts towards"), required=False, widget=forms.RadioSelect)
    field.choices = [("", _("No goal in particular")), *choices]
    return field
