"""The questionnaires that surveys are made of, as data: items, answers, scales, scoring, licence and source.

The sentences of published questionnaires do not ship; keys, scales, scoring and our own short labels do. A definition holds
- `use`: `own` (written by us, ships complete), `enter` (the leader enters the official wording) or `permission` (the same,
  and the leader confirms a permission of the owner);
- `source`, `source_url`, `terms`: where the owner publishes it, and on what terms; `note`: what a leader must know;
- `audience`: who can be asked, of `mentee` and `mentor`;
- `intro`: what stands above the questions;
- `answers`: lists of `value` and `label`, by name;
- `items`: `key`, `label` (our short label, empty where we have none), `answers` (which list), `reversed`, `digest` of the
  official wording where we know it; `help_from`: from this answer on, help is shown to who gave it;
- `scales`: `key`, `label`, `items`, `method` (`mean` or `sum`) with `times`, `least` (how many items must be answered),
  `lowest`, `highest`, `higher_is` (`better` or `worse`), `is_averaged` (False: only the share beyond the line is told),
  `lines`: `at`, `side` (`from` or `to`), `label`;
- `comment`: the open question, empty for none; `is_health`: whether the answers speak of health.

A version that shipped is never edited, because people answered it: a change is a new version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evaluation.questionnaires import burnout, mentoring, own, permission, well_being

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluation.models import Instrument

SHIPPED: Mapping[tuple[str, int], dict[str, Any]] = {
    ("own_mentoring", 1): own.MENTORING,
    ("own_mentor", 1): own.MENTOR_QUESTIONS,
    ("own_first_meeting", 1): own.FIRST_MEETING,
    ("cbi", 1): burnout.COPENHAGEN,
    ("single_burnout", 1): burnout.SINGLE_ITEM,
    ("who5", 1): well_being.WHO_5,
    ("mentor_overall", 1): mentoring.OVERALL,
    ("met", 1): mentoring.EVALUATION_TOOL,
    ("mca21", 1): mentoring.COMPETENCY_ASSESSMENT,
    ("olbi", 1): permission.OLDENBURG,
    ("pfi", 1): permission.FULFILMENT,
    ("mes", 1): permission.EFFECTIVENESS,
}
"""Every questionnaire that ships, by key and version."""


def ship(model: type[Instrument]) -> None:
    """Write every shipped questionnaire that the database lacks; `model` is the model as the migration knows it."""
    for (key, version), definition in SHIPPED.items():
        model.objects.get_or_create(
            key=key,
            version=version,
            defaults={"title": definition["title"], "licence": definition["terms"], "definition": definition},
        )
