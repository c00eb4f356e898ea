"""Milestones side by side: at which level the mentee and the mentor see a competency, over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.enums import RaterRole
from evaluation.models import MilestoneRating
from mentorship.core.charts import Chart, ChartKind, Series
from programs.models import Competency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from matching.models import Pairing
    from mentorship.accounts.models import User
    from programs.models import Enrollment


@dataclass(frozen=True)
class MilestoneLine:
    """One competency with the latest rating of each side; `halves_apart` is how far the mentor is above the mentee."""

    competency: Competency
    by_self: MilestoneRating | None
    by_mentor: MilestoneRating | None

    @property
    def halves_apart(self) -> int | None:
        """Return the distance in half levels; None while one side has not rated."""
        if self.by_self is None or self.by_mentor is None:
            return None
        return self.by_mentor.half_levels - self.by_self.half_levels

    @property
    def words(self) -> str:
        """Say how far the two are apart."""
        if self.halves_apart is None:
            return _("one of you has not rated yet")
        if self.halves_apart == 0:
            return _("you agree")
        who = _("the mentor sees more") if self.halves_apart > 0 else _("the mentee sees more")
        return _("%(who)s, by %(levels)g") % {"who": who, "levels": abs(self.halves_apart) / 2}


def competencies_of(pairing: Pairing) -> QuerySet[Competency]:
    """The competencies that this pair's program knows."""
    known = Q(framework__program__isnull=True) | Q(framework__program=pairing.cohort.program_id)
    return Competency.objects.filter(known).select_related("framework").prefetch_related("levels")


def ratings_of(mentee: Enrollment, reader: User) -> list[MilestoneRating]:
    """Every rating of this enrollment that `reader` may read, the oldest first."""
    rated = (
        MilestoneRating.objects.visible_to(reader)
        .filter(mentee=mentee)
        .select_related("competency__framework", "rated_by")
    )
    return list(rated.order_by("rated_on", "pk"))


def lines_of(ratings: Sequence[MilestoneRating]) -> list[MilestoneLine]:
    """One line for each competency that was rated, in the order of its framework."""
    found: dict[int, dict[str, MilestoneRating]] = {}
    competencies: dict[int, Competency] = {}
    for rating in ratings:
        competencies[rating.competency_id] = rating.competency
        found.setdefault(rating.competency_id, {})[rating.role] = rating
    lines = [
        MilestoneLine(competency, found[key].get(RaterRole.SELF), found[key].get(RaterRole.MENTOR))
        for key, competency in competencies.items()
    ]
    return sorted(lines, key=lambda line: (line.competency.framework.name, line.competency.order, line.competency.code))


def chart_of(competency: Competency, ratings: Sequence[MilestoneRating]) -> Chart:
    """Draw one competency over time: a line for the mentee's own ratings and one for the mentor's."""
    own = [rating for rating in ratings if rating.competency_id == competency.pk]
    days = sorted({rating.rated_on for rating in own})
    latest = lines_of(own)
    return Chart(
        key="milestone",
        question=_("How does “%(competency)s” grow?") % {"competency": competency.title},
        answer=_answer(latest[0]) if latest else _("Nobody has rated it yet."),
        labels=[date_format(day, "j M Y") for day in days],
        series=[
            Series(_("by the mentee"), _levels(own, days, RaterRole.SELF)),
            Series(_("by the mentor"), _levels(own, days, RaterRole.MENTOR)),
        ],
        kind=ChartKind.LINE,
        lowest=1,
        highest=5,
    )


def _levels(ratings: Sequence[MilestoneRating], days: Sequence[date], role: str) -> list[float | None]:
    on_day = {rating.rated_on: rating.half_levels / 2 for rating in ratings if rating.role == role}
    return [on_day.get(day) for day in days]


def _answer(line: MilestoneLine) -> str:
    said = [
        _("%(who)s: level %(level)g") % {"who": who, "level": rating.half_levels / 2}
        for who, rating in ((_("The mentee"), line.by_self), (_("the mentor"), line.by_mentor))
        if rating is not None
    ]
    return f"{', '.join(said)}; {line.words}."
