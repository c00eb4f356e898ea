"""The ratings of a form given as data: their fields, and how a page draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from evaluation.scoring import scale_of, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.forms import BoundField
    from django.forms.boundfield import BoundWidget

PREFIX = "rating_"
REASON_PREFIX = "reason_"
NOT_OBSERVED = ""


@dataclass(frozen=True)
class Band:
    """The part of a scale that goes by one word; `label` is empty where the points speak for themselves."""

    label: str
    options: Sequence[BoundWidget]


@dataclass(frozen=True)
class Anchor:
    """What a band or a point of a scale stands for."""

    label: str
    words: str


@dataclass(frozen=True)
class DomainRow:
    """One domain as the page draws it: "not observed" apart from the points in their bands."""

    label: str
    help: str
    is_global: bool
    not_observed: BoundWidget
    bands: Sequence[Band]
    has_bands: bool
    warns_at: Sequence[int]
    errors: Sequence[str]
    reason: BoundField | None


def fields_of(definition: Mapping[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    """Yield name and field of each domain; an empty choice is "not observed", and the one taken at first."""
    for domain in definition["domains"]:
        scale = scale_of(definition, domain)
        points = [(point["value"], _(point["label"])) for point in scale["points"]]
        yield (
            PREFIX + domain["key"],
            forms.TypedChoiceField(
                label=_(domain["label"]),
                choices=[(NOT_OBSERVED, _(scale["not_observed"])), *points],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            ),
        )
        if scale.get("reason_below"):
            yield (
                REASON_PREFIX + domain["key"],
                forms.CharField(
                    label=_("Why, if lower than expected"),
                    max_length=300,
                    required=False,
                    widget=forms.TextInput(attrs={"class": "form-control"}),
                ),
            )


def anchors_of(definition: Mapping[str, Any]) -> list[Anchor]:
    """Return what the bands, and the points, of the main scale stand for, as far as it is said."""
    said = [*definition["scale"]["bands"], *definition["scale"]["points"]]
    return [Anchor(label=_(one["label"]), words=_(one["anchor"])) for one in said if one.get("anchor")]


def rows_of(form: forms.Form, definition: Mapping[str, Any]) -> list[DomainRow]:
    """Return every domain of a form as the page draws it."""
    return [_row(form, definition, domain) for domain in definition["domains"]]


def names_of(definition: Mapping[str, Any]) -> list[str]:
    """Return the names of every field that ratings take."""
    return [name for name, _field in fields_of(definition)]


def reason_names(definition: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that take a reason."""
    return [name for name in names_of(definition) if name.startswith(REASON_PREFIX)]


def ratings_in(cleaned: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the ratings of a form that is valid, by the key of their domain."""
    return {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}


def reasons_in(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Return the reasons of a form that is valid, by the key of their domain."""
    return {
        name.removeprefix(REASON_PREFIX): value for name, value in cleaned.items() if name.startswith(REASON_PREFIX)
    }


def missing_reasons(cleaned: Mapping[str, Any], definition: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that lack the reason of a low rating."""
    reasons = reasons_in(cleaned)
    low = score(definition, ratings_in(cleaned)).needs_reason
    return [REASON_PREFIX + key for key in low if not reasons.get(key)]


def _row(form: forms.Form, definition: Mapping[str, Any], domain: Mapping[str, Any]) -> DomainRow:
    scale = scale_of(definition, domain)
    field, reason = form[PREFIX + domain["key"]], REASON_PREFIX + domain["key"]
    not_observed, *options = field.subwidgets
    of_value = {int(option.data["value"]): option for option in options}
    bands = [
        Band(
            label=_(band["label"]),
            options=[of_value[number] for number in range(band["lowest"], band["highest"] + 1)],
        )
        for band in scale["bands"]
    ]
    return DomainRow(
        label=_(domain["label"]),
        help=_(domain["help"]) if domain.get("help") else "",
        is_global=domain["is_global"],
        not_observed=not_observed,
        bands=bands or [Band("", options)],
        has_bands=bool(bands),
        warns_at=scale["marginal"],
        errors=[str(error) for error in field.errors],
        reason=form[reason] if reason in form.fields else None,
    )
