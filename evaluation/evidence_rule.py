"""Is there enough to judge by? The cohort's rule on evidence, and what a pair lacks of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.enums import ObservationKind
from evaluation.models import Observation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from matching.models import Pairing

RECENT = "recent_weeks"
"""What is lacking where nothing was observed lately: the weeks within which one observation must lie."""

ORDER = (
    "observations",
    "observers",
    ObservationKind.MINI_CEX.value,
    ObservationKind.DOPS.value,
    ObservationKind.DIRECT_SKILLS_REVIEW.value,
    RECENT,
)


def lacking(pairing: Pairing, now: datetime) -> dict[str, int]:
    """Return what the cohort's rule asks for and this pair does not have: how many more of each, by its key.

    The rule: so many observations in all and of each kind, by so many observers, the last one not older than so many weeks.
    """
    policy = pairing.cohort.policy
    seen = list(
        Observation.objects.filter(pairing=pairing).values_list("kind", "observer", "observer_name", "submitted_at")
    )
    kinds = [kind for kind, *_rest in seen]
    observers = {observer or name for _kind, observer, name, _at in seen}
    since = now - timedelta(weeks=policy.evidence_within_weeks)
    short = {
        "observations": policy.evidence_observations - len(seen),
        "observers": policy.evidence_observers - len(observers),
        ObservationKind.MINI_CEX.value: policy.required_mini_cex - kinds.count(ObservationKind.MINI_CEX),
        ObservationKind.DOPS.value: policy.required_dops - kinds.count(ObservationKind.DOPS),
        ObservationKind.DIRECT_SKILLS_REVIEW.value: policy.required_direct_skills_reviews
        - kinds.count(ObservationKind.DIRECT_SKILLS_REVIEW),
    }
    if policy.evidence_within_weeks and not any(at >= since for *_rest, at in seen):
        short[RECENT] = policy.evidence_within_weeks
    return {key: number for key, number in short.items() if number > 0}


def in_words(short: Mapping[str, int]) -> list[str]:
    """Say what is lacking, one sentence part for each."""
    return [_part(key, short[key]) for key in ORDER if key in short]


def _part(key: str, number: int) -> str:
    if key == "observations":
        return ngettext("%(n)d more observation", "%(n)d more observations", number) % {"n": number}
    if key == "observers":
        return ngettext("%(n)d more observer", "%(n)d more observers", number) % {"n": number}
    if key == RECENT:
        return ngettext(
            "an observation in the last week", "an observation in the last %(n)d weeks", number
        ) % {"n": number}  # fmt: skip
    return _("%(n)d more of the kind %(kind)s") % {"n": number, "kind": ObservationKind(key).label}
