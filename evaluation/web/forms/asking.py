"""Asking somebody to observe: whom, what, when."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.queries.forms import forms_offered
from evaluation.queries.observations import goal_topics, open_goals_of, topics_for
from evaluation.queries.requests import earlier_observers
from evaluation.web.forms.topics import grouped
from mentorship.core.web.identifiers import confirmation, unconfirmed_findings
from programs.enums import TopicKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matching.models import Pairing
    from mentorship.accounts.models import User
    from mentorship.core.patient_identifiers import Finding

SOMEBODY_ELSE = "else"
BY_MAIL, HERE = "mail", "here"
ATTRS = {"class": "form-control"}


def day_field(label: Any) -> forms.DateField:
    """Make a field for a day, as the browser's own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **ATTRS})
    return forms.DateField(label=label, widget=widget)


class AskForm(forms.Form):
    """Whom a mentee asks, what they should watch, and when."""

    client_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-kept": ""}))
    whom = forms.ChoiceField(label=gettext_lazy("Whom do you ask?"), widget=forms.RadioSelect)
    observer_name = forms.CharField(
        label=gettext_lazy("Their name"),
        max_length=150,
        widget=forms.TextInput(attrs=ATTRS),
        error_messages={"required": gettext_lazy("Write their name.")},
    )
    observer_email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        widget=forms.EmailInput(attrs=ATTRS),
        error_messages={"required": gettext_lazy("Write their e-mail address.")},
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How do they get the form?"),
        choices=[
            (BY_MAIL, gettext_lazy("We write to them")),
            (HERE, gettext_lazy("They are here: I hand over this device")),
        ],
        widget=forms.RadioSelect,
    )
    form = forms.ChoiceField(label=gettext_lazy("Form"), widget=forms.RadioSelect)
    what = forms.CharField(
        label=gettext_lazy("What should they watch?"),
        max_length=200,
        widget=forms.Textarea(attrs={**ATTRS, "rows": 2}),
        error_messages={"required": gettext_lazy("Say what they should watch, in a few words.")},
    )
    wanted_on = day_field(gettext_lazy("When?"))
    is_confirmed = confirmation()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        pairings: Sequence[Pairing],
        mentee: User,
        today: date,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        first = pairings[0]
        offered = forms_offered(first)
        super().__init__(
            data,
            initial={
                "form": str(offered[0].uuid),
                "client_key": uuid.uuid4(),
                "pairing": first.pk,
                "whom": _mentor_key(first),
                "how": BY_MAIL,
                "wanted_on": today + timedelta(days=1),
                **(initial or {}),
            },
        )
        self.findings: list[Finding] = []
        self.pairings = {pairing.pk: pairing for pairing in pairings}
        self.mentors = {_mentor_key(pairing): pairing.mentor.user for pairing in pairings}
        self.earlier = {f"asked-{request.uuid}": request for request in earlier_observers(mentee)}
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            *((key, _("%(name)s, your mentor") % {"name": user.full_name}) for key, user in self.mentors.items()),
            *((key, request.observer_name) for key, request in self.earlier.items()),
            (SOMEBODY_ELSE, _("Somebody else")),
        ]
        self.forms = {str(form.uuid): form for form in offered}
        self.fields["form"].choices = [(key, form.title) for key, form in self.forms.items()]  # type: ignore[attr-defined]
        if self.is_bound and self.data.get("whom") != SOMEBODY_ELSE:
            self.fields["observer_name"].required = self.fields["observer_email"].required = False
        self.has_one_pairing = len(pairings) == 1
        self.fields["pairing"] = _pairing(pairings)
        self.fields["topic"] = _topic(pairings)
        goals = _goal(pairings)
        if goals is not None:
            self.fields["goal"] = goals

    def clean(self) -> dict[str, Any]:
        """Keep goal and pair together, and point out what looks like a patient."""
        cleaned = super().clean() or self.cleaned_data
        goal, pairing_id = cleaned.get("goal"), cleaned.get("pairing")
        if goal is not None and goal.pairing_id != pairing_id:
            self.add_error("goal", _("This goal belongs to your work with another mentor."))
        self.findings = unconfirmed_findings(cleaned, ["what"])
        if self.findings:
            self.add_error(None, _("Look at these words again before you send."))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What was written, as `ask_for_observation` takes it."""
        cleaned = self.cleaned_data
        name, address = self._whom()
        return {
            "client_key": cleaned["client_key"],
            "pairing_id": cleaned["pairing"],
            "form_id": self.forms[cleaned["form"]].pk,
            "what": cleaned["what"],
            "wanted_on": cleaned["wanted_on"],
            "observer_name": name,
            "observer_email": address,
            "on_this_device": cleaned["how"] == HERE,
            "topic_id": cleaned["topic"].pk if cleaned.get("topic") else None,
            "goal_id": cleaned["goal"].pk if cleaned.get("goal") else None,
        }

    def _whom(self) -> tuple[str, str]:
        chosen = self.cleaned_data["whom"]
        if chosen in self.mentors:
            return self.mentors[chosen].full_name, self.mentors[chosen].email
        if chosen in self.earlier:
            return self.earlier[chosen].observer_name, self.earlier[chosen].observer_email
        return self.cleaned_data["observer_name"], self.cleaned_data["observer_email"]


class AgainForm(forms.Form):
    """Another day for a request that has expired."""

    wanted_on = day_field(gettext_lazy("When?"))


class DeclineForm(forms.Form):
    """A word for the mentee, or none."""

    word = forms.CharField(
        label=gettext_lazy("A word for the mentee"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=ATTRS),
    )


def _mentor_key(pairing: Pairing) -> str:
    return f"mentor-{pairing.mentor.uuid}"


def _pairing(pairings: Sequence[Pairing]) -> forms.TypedChoiceField:
    widget = forms.HiddenInput if len(pairings) == 1 else forms.RadioSelect
    choices = [(pairing.pk, f"{pairing.mentor.user} · {pairing.track}") for pairing in pairings]
    return forms.TypedChoiceField(choices=choices, coerce=int, label=_("Part of your work with"), widget=widget)


def _topic(pairings: Sequence[Pairing]) -> forms.ModelChoiceField[Any]:
    programs = {pairing.cohort.program_id for pairing in pairings}
    topics = topics_for(programs, [TopicKind.PROCEDURE, TopicKind.CLINICAL])
    field = forms.ModelChoiceField(
        queryset=topics,
        label=_("Procedure or skill"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    field.choices = grouped(topics, goal_topics(Q(pairing__in=[pairing.pk for pairing in pairings])))
    return field


def _goal(pairings: Sequence[Pairing]) -> forms.ModelChoiceField[Any] | None:
    goals = open_goals_of(pairings[0])
    for pairing in pairings[1:]:
        goals = goals | open_goals_of(pairing)
    choices = [(goal.pk, goal.goal) for goal in goals]
    if not choices:
        return None
    field = forms.ModelChoiceField(queryset=goals, label=_("Counts towards"), required=False, widget=forms.RadioSelect)
    field.choices = [("", _("No goal in particular")), *choices]
    return field
