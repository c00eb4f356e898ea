"""The forms that ship, as data: domains, scales, anchors and required parts of each version.

A definition holds
- `source`: where domains and scale were published;
- `domains`: a list of `key`, `label`, `help` (what to look for), and `is_global` for the separate global rating, never
  computed from the others;
- `scale`: `points` (`value`, `label`, `anchor`), `bands` (`key`, `label`, `lowest`, `highest`, `anchor`), `marginal`
  (values that convey a need to improve though their band is satisfactory), `not_observed` (its word), `is_averaged`
  (False for ordinal scales), `reason_below` (a rating below it needs a written reason);
- `global_scale`: the same for the global rating where it differs;
- `rated_at_least`: how many domains besides the global rating must be rated, and `global_required`;
- `header`: which facts of the encounter are asked for, and `required`: which of them must be answered. First versions
  have no `required`; they ask for the minutes and the procedure too.

What went well, what to improve and one next step are required on every form and stand in no definition.

A version that shipped is never edited, because observations were written on it: a change is a new version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evaluation.instruments import direct_skills_review, dops, field_note, mini_cex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluation.models import ObservationForm

SHIPPED: Mapping[tuple[str, int], dict[str, Any]] = {
    ("mini_cex", 1): mini_cex.VERSION_1,
    ("dops", 1): dops.VERSION_1,
    ("direct_skills_review", 1): direct_skills_review.VERSION_1,
    ("field_note", 1): field_note.VERSION_1,
    ("mini_cex", 2): mini_cex.VERSION_2,
    ("dops", 2): dops.VERSION_2,
    ("direct_skills_review", 2): direct_skills_review.VERSION_2,
    ("field_note", 2): field_note.VERSION_2,
}
"""Every form that ships, by kind and version."""


def newest(kind: str) -> tuple[int, dict[str, Any]]:
    """Return the newest shipped version of a kind, with its definition."""
    version = max(version for shipped_kind, version in SHIPPED if shipped_kind == kind)
    return version, SHIPPED[kind, version]


def ship(form_model: type[ObservationForm], **among: Any) -> None:
    """Write every shipped form that the database lacks; `form_model` is the model as the migration knows it.

    `among` are the columns that tell a form that ships from others, where the model has them.
    """
    for (kind, version), definition in SHIPPED.items():
        form_model.objects.get_or_create(kind=kind, version=version, **among, defaults={"definition": definition})


def asked_in(definition: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which facts of the encounter a form asks for; first versions ask for these three without saying so."""
    unsaid = () if "required" in definition else ("topic", "minutes_observed", "minutes_feedback")
    return (*definition["header"], *unsaid)


def required_in(definition: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which facts of the encounter must be answered."""
    return tuple(definition.get("required", ()))
