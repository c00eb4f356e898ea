"""What was seen of a mentee so far, and what not yet: a matter for the pair to talk about, never a rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _

from evaluation.models import Observation, ObservationForm, ObservationRating
from evaluation.summaries import PartSummary, encounters_needed, summary_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.models import Pairing


@dataclass(frozen=True)
class PartSeen:
    """One part of the form, with its name."""

    label: str
    summary: PartSummary


@dataclass(frozen=True)
class Coverage:
    """The form written on last, part by part, with how many observations by how many observers stand behind it."""

    title: str
    observations: int
    observers: int
    enough: int
    lowest_band: str
    has_median: bool
    parts: Sequence[PartSeen]

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to say something, by more than one person."""
        return self.observations >= self.enough and self.observers > 1


def coverage_of(pairing: Pairing) -> Coverage | None:
    """Sum up what was sent on the rated form written on last, in every version with its scale; None without ratings."""
    sent = Observation.objects.filter(pairing=pairing)
    last = sent.filter(ratings__isnull=False).select_related("form").order_by("-submitted_at", "-pk").first()
    if last is None:
        return None
    form = last.form
    versions = ObservationForm.objects.published().filter(program=form.program_id, kind=form.kind, name=form.name)
    same = sent.filter(form__in=[version.pk for version in versions if _points(version) == _points(form)])
    how_many = same.aggregate(observations=Count("pk"), observers=Count("observer_name", distinct=True))
    counts: dict[str, dict[int | None, int]] = {}
    given = ObservationRating.objects.filter(observation__in=same).values_list("domain", "rating").annotate(Count("pk"))
    for domain, rating, times in given.order_by():
        counts.setdefault(domain, {})[rating] = times
    scale = form.definition["scale"]
    lowest_band = scale["bands"][0] if scale["bands"] else None
    below = lowest_band["highest"] + 1 if lowest_band else 0
    return Coverage(
        title=form.title,
        observations=how_many["observations"],
        observers=how_many["observers"],
        enough=encounters_needed(),
        lowest_band=_(lowest_band["label"]) if lowest_band else "",
        has_median=scale["is_averaged"],
        parts=[
            PartSeen(label=_(domain["label"]), summary=summary_of(counts.get(domain["key"], {}), below=below))
            for domain in form.definition["domains"]
        ],
    )


def _points(form: ObservationForm) -> list[int]:
    return [point["value"] for point in form.definition["scale"]["points"]]
