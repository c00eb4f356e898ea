"""How a leader writes a form: its parts one a line, its scale one point a line, and what must be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.domain.forms import starting_points
from evaluation.instruments import asked_in, checking, lines, required_in
from evaluation.models import Observation, ObservationForm
from programs.models import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mentorship.accounts.models import User

FIELD_OF_PART = {"global_scale": "overall_scale", "global_required": "overall_required"}


def _facts() -> list[tuple[str, str]]:
    columns: dict[str, Any] = {column.name: column for column in Observation._meta.get_fields()}
    names = {"topic": _("Procedure or skill")}
    return [(name, names.get(name) or str(columns[name].verbose_name).capitalize()) for name in checking.FACTS]


def _lines(label: Any, hint: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
    )


def _text(label: Any, hint: Any = "", *, required: bool = False, most: int = 120) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control"})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most, widget=widget)


def _ticks(label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=_facts, label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple
    )


class NewFormForm(forms.Form):
    """A form that begins: whose, what it is called, and from what."""

    program = forms.ModelChoiceField(
        queryset=Program.objects.none(),
        label=gettext_lazy("Program"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    name = _text(
        gettext_lazy("Name"), gettext_lazy("As mentors will see it, for example “Chest drain”."), required=True, most=60
    )
    starting_point = forms.ChoiceField(
        choices=starting_points,
        label=gettext_lazy("Begin from"),
        help_text=gettext_lazy(
            "Everything can be changed after this; in figures it is counted with forms of this kind."
        ),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, leader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs: Any = self.fields["program"]
        programs.queryset = Program.objects.filter(leaderships__user=leader).order_by("name")


class FormEditor(forms.Form):
    """A draft, as lines of text; what cannot be read or makes no form is said at the field it stands in."""

    name = _text(gettext_lazy("Name"), required=True, most=60)
    replaces_shipped = forms.BooleanField(
        label=gettext_lazy("Instead of the form that ships"),
        help_text=gettext_lazy(
            "The form of this kind that comes with the product is no longer offered in this program."
        ),
        required=False,
    )
    domains = _lines(
        gettext_lazy("Parts to rate"),
        gettext_lazy(
            "One a line; after a bar what to look for: “Asepsis | gloves, drape, no-touch”. Empty for words only."
        ),
        9,
    )
    scale = _lines(
        gettext_lazy("Scale"),
        gettext_lazy("One point a line, the lowest first: “1 = Not yet”; after a bar what it looks like."),
        6,
    )
    bands = _lines(
        gettext_lazy("Bands of the scale"),
        gettext_lazy("For long scales: “1-3 = Unsatisfactory”; after a bar what it looks like. Empty for none."),
        3,
    )
    marginal = _text(
        gettext_lazy("Only just"),
        gettext_lazy("Points that are enough and still ask for a plan, with commas: “4”."),
    )
    reason_below = forms.IntegerField(
        label=gettext_lazy("A reason is needed below"),
        help_text=gettext_lazy("A rating lower than this point is sent only with a reason in words. Empty for none."),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    not_observed = _text(gettext_lazy("The word for “not observed”"))
    is_averaged = forms.BooleanField(
        label=gettext_lazy("The points are numbers: a mean may be shown"),
        help_text=gettext_lazy("Leave it out for steps of supervision or independence: those are never averaged."),
        required=False,
    )
    overall = _text(
        gettext_lazy("Overall rating"),
        gettext_lazy("Its name; it stands on its own and is no average. Empty for none."),
    )
    overall_scale = _lines(gettext_lazy("Scale of the overall rating"), gettext_lazy("Only where it differs."), 4)
    rated_at_least = forms.IntegerField(
        label=gettext_lazy("Parts that must be rated at least"),
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    overall_required = forms.BooleanField(label=gettext_lazy("The overall rating must be given"), required=False)
    header = _ticks(gettext_lazy("Asked about the encounter"))
    required_facts = _ticks(gettext_lazy("Must be answered"), gettext_lazy("Short is kind: every tick costs a tap."))
    source = _text(gettext_lazy("Published where"), gettext_lazy("If it is. Mentors do not see it."), most=200)

    def __init__(self, data: Mapping[str, Any] | None = None, *, draft: ObservationForm) -> None:
        self.draft = draft
        super().__init__(data, initial=_as_written(draft))
        if draft.version > 1:
            self.fields["name"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Read the lines and say of each field what keeps it from being a form."""
        cleaned = super().clean() or self.cleaned_data
        known = {_(domain["label"]): domain["key"] for domain in self.draft.definition["domains"]}
        scale = self._scale(cleaned)
        domains = lines.domains_in(cleaned.get("domains", ""), known)
        if cleaned.get("overall"):
            domains.append(lines.domain_of(cleaned["overall"], "", known, is_global=True))
        definition = {
            "source": cleaned.get("source", ""),
            "domains": domains,
            "scale": scale,
            "rated_at_least": cleaned.get("rated_at_least") or 0,
            "global_required": cleaned.get("overall_required", False),
            "header": cleaned.get("header", []),
            "required": cleaned.get("required_facts", []),
        }
        own = self._read(cleaned, "overall_scale", lines.points_in)
        if own:
            definition["global_scale"] = {
                **scale,
                "points": own,
                "bands": [],
                "marginal": [],
                "is_averaged": False,
                "reason_below": 0,
            }
        if not self.errors:
            for problem in checking.problems_of(definition):
                field = FIELD_OF_PART.get(
                    problem.part, "required_facts" if problem.part == "required" else problem.part
                )
                self.add_error(field, problem.sentence)
        cleaned["definition"] = definition
        return cleaned

    def _scale(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        scale: dict[str, Any] = {
            "points": self._read(cleaned, "scale", lines.points_in),
            "bands": self._read(cleaned, "bands", lines.bands_in),
            "marginal": self._read(cleaned, "marginal", _numbers),
            "not_observed": cleaned.get("not_observed", ""),
            "is_averaged": cleaned.get("is_averaged", False),
        }
        return scale | ({"reason_below": cleaned["reason_below"]} if cleaned.get("reason_below") else {})

    def _read(self, cleaned: Mapping[str, Any], field: str, read: Callable[[str], list[Any]]) -> list[Any]:
        try:
            return read(cleaned.get(field, ""))
        except lines.CannotBeRead as error:
            self.add_error(field, str(error))
            return []


def _numbers(text: str) -> list[int]:
    said = [one.strip() for one in text.split(",") if one.strip()]
    if not all(one.isdecimal() for one in said):
        raise lines.CannotBeRead(_("Write points of the scale with commas between them, as in “4, 5”."))
    return [int(one) for one in said]


def _as_written(draft: ObservationForm) -> dict[str, Any]:
    definition = draft.definition
    scale = definition["scale"]
    overall = next((domain for domain in definition["domains"] if domain["is_global"]), None)
    return {
        "name": draft.name,
        "replaces_shipped": draft.replaces_shipped,
        "domains": lines.domains_as_lines(definition["domains"]),
        "scale": lines.points_as_lines(scale),
        "bands": lines.bands_as_lines(scale),
        "marginal": ", ".join(str(value) for value in scale["marginal"]),
        "reason_below": scale.get("reason_below"),
        "not_observed": _(scale["not_observed"]) if scale["not_observed"] else "",
        "is_averaged": scale["is_averaged"],
        "overall": _(overall["label"]) if overall else "",
        "overall_scale": lines.points_as_lines(definition["global_scale"]) if "global_scale" in definition else "",
        "rated_at_least": definition["rated_at_least"],
        "overall_required": definition["global_required"],
        "header": list(asked_in(definition)),
        "required_facts": list(required_in(definition)),
        "source": definition["source"],
    }
