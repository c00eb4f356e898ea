"""The text of an agreement: sections with gaps, and what fills the gaps for one pair."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.core.markdown import escape
from mentorship.core.wording import local_day
from programs.models import CohortPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from matching.models import Pairing
    from programs.models import Cohort

TEXTS = Path(__file__).parent / "texts"
GAP = re.compile(r"\{([a-z_]+)\}")
GAPS = (
    "mentee",
    "mentor",
    "program",
    "institution",
    "cohort",
    "track",
    "starts_on",
    "ends_on",
    "meeting_rhythm",
    "protected_hours",
    "review_rhythm",
    "first_review",
    "limits",
)
"""What a section may leave open, written in braces: `{mentee}`."""


@dataclass(frozen=True)
class Section:
    """One section of an agreement's text, in Markdown."""

    heading: str
    body: str


@cache
def shipped_sections() -> tuple[Section, ...]:
    """Return the text that comes with the product, for programs that wrote none."""
    parts = re.split(r"^## ", (TEXTS / "clinical_mentoring.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return tuple(Section(heading.strip(), body.strip()) for heading, body in (part.split("\n", 1) for part in parts))


def with_limits(sections: Iterable[Section]) -> list[Section]:
    """Return these sections with the limits of confidentiality among them: no program's text can leave them out."""
    found = list(sections)
    if any("{limits}" in section.body for section in found):
        return found
    return [*found, next(section for section in shipped_sections() if "{limits}" in section.body)]


def unknown_gaps(text: str) -> list[str]:
    """Name the gaps in a text that nothing would fill."""
    return sorted({name for name in GAP.findall(text) if name not in GAPS})


def compose(sections: Iterable[Section], gaps: Mapping[str, str]) -> str:
    """Write the whole text as Markdown, its gaps filled; a gap nobody knows stays as it is."""
    return "\n\n".join(
        f"## {number}. {_fill(section.heading, gaps)}\n\n{_fill(section.body, gaps)}"
        for number, section in enumerate(sections, start=1)
    )


def gaps_of(pairing: Pairing, now: datetime) -> dict[str, str]:
    """Return what fills the gaps for this pair, safe to stand in Markdown."""
    cohort = pairing.cohort
    policy = _policy_of(cohort)
    words = {
        "mentee": pairing.mentee.user.full_name,
        "mentor": pairing.mentor.user.full_name,
        "program": cohort.program.name,
        "institution": cohort.program.institution,
        "cohort": cohort.name,
        "track": pairing.track.name if pairing.track else "",
        "starts_on": date_format(cohort.starts_on, "j F Y"),
        "ends_on": date_format(cohort.ends_on, "j F Y"),
        "meeting_rhythm": _rhythm(policy.meeting_cadence_days),
        "protected_hours": ngettext(
            "%(hours)d hour a month", "%(hours)d hours a month", policy.protected_hours_per_month
        )
        % {"hours": policy.protected_hours_per_month},
        "review_rhythm": _rhythm(policy.review_interval_days),
        "first_review": date_format(review_day(pairing, now), "j F Y"),
    }
    gaps = {name: escape(text) for name, text in words.items()}
    return gaps | {"limits": _fill((TEXTS / "limits_of_confidentiality.md").read_text(encoding="utf-8").strip(), gaps)}


def review_day(pairing: Pairing, now: datetime) -> date:
    """Return the day on which the two look at their agreement again: after the cohort's interval, within the cohort."""
    cohort = pairing.cohort
    return min(local_day(now) + timedelta(days=_policy_of(cohort).review_interval_days), cohort.ends_on)


def digest(text: str) -> str:
    """Return the SHA-256 of exactly this text, in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _fill(text: str, gaps: Mapping[str, str]) -> str:
    return GAP.sub(lambda found: gaps.get(found[1], found[0]), text)


def _rhythm(days: int) -> str:
    named = {
        1: _("every day"),
        7: _("once a week"),
        14: _("every two weeks"),
        21: _("every three weeks"),
        28: _("every four weeks"),
        30: _("once a month"),
        31: _("once a month"),
    }
    return named.get(days) or _("every %(days)d days") % {"days": days}


def _policy_of(cohort: Cohort) -> CohortPolicy:
    policy = CohortPolicy.objects.filter(cohort=cohort).first()
    return policy or CohortPolicy(cohort=cohort)
