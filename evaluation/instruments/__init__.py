"""The forms that ship, as data: domains, scales, anchors and required parts of each version.

A definition holds
- `source`: where domains and scale were published;
- `domains`: a list of `key`, `label`, and `is_global` for the separate global rating, never computed from the others;
- `scale`: `points` (`value`, `label`), `bands` (`key`, `label`, `lowest`, `highest`), `marginal` (values that convey a
  need to improve though their band is satisfactory), `not_observed` (its word), `is_averaged` (False for ordinal scales);
- `global_scale`: the same for the global rating where it differs;
- `rated_at_least`: how many domains besides the global rating must be rated, and `global_required`;
- `header`: which facts of the encounter are asked for.

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
}
"""Every form that ships, by kind and version."""


def newest(kind: str) -> tuple[int, dict[str, Any]]:
    """Return the newest shipped version of a kind, with its definition."""
    version = max(version for shipped_kind, version in SHIPPED if shipped_kind == kind)
    return version, SHIPPED[kind, version]


def ship(form_model: type[ObservationForm]) -> None:
    """Write every shipped form that the database lacks; `form_model` is the model as the migration knows it."""
    for (kind, version), definition in SHIPPED.items():
        form_model.objects.get_or_create(kind=kind, version=version, defaults={"definition": definition})
