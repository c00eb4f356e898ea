"""A goal in pictures: how its evidence grew, and how independently the attempts were done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.enums import LeastSupervision
from agreements.progress import counts
from mentorship.core.charts import Chart, ChartKind, Series
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from agreements.evidence import Evidence
    from agreements.queries import GoalCard

LEVELS = ("1", *LeastSupervision.values)
"""The levels of supervision from the least to the most independent; a chart shows their place in this order."""


def of_card(card: GoalCard) -> list[Chart]:
    """Return the charts that have something to show: at least two pieces of evidence each."""
    counted = [piece for piece in card.progress.pieces if counts(card.goal, piece)]
    graded = [piece for piece in card.progress.pieces if piece.supervision_level in LEVELS]
    charts = []
    if len(counted) > 1:
        charts.append(_over_time(card, counted))
    if len(graded) > 1:
        charts.append(_over_attempts(graded))
    return charts


def _over_time(card: GoalCard, pieces: list[Evidence]) -> Chart:
    goal, days = card.goal, sorted({piece.on for piece in pieces})
    reached = [sum(piece.on <= day for piece in pieces) for day in days]
    series = [Series(_("Reached"), reached)]
    begun = local_day(goal.agreed_at or goal.created_at)
    if goal.target_date and goal.measure_target and goal.target_date > begun:
        span = (goal.target_date - begun).days
        even = [round(goal.measure_target * max(0, min(1, (day - begun).days / span)), 1) for day in days]
        series.append(Series(_("An even pace"), even))
    return Chart(
        key="goal-over-time",
        question=_("How did the evidence grow?"),
        answer=card.progress.words,
        labels=[date_format(day, "j M") for day in days],
        series=series,
        kind=ChartKind.LINE,
    )


def _over_attempts(pieces: list[Evidence]) -> Chart:
    first, last = (_level(piece) for piece in (pieces[0], pieces[-1]))
    answer = _("From level %(first)s at the first attempt to level %(last)s at the latest.") % {
        "first": pieces[0].supervision_level,
        "last": pieces[-1].supervision_level,
    }
    if first == last:
        answer = _("The latest attempt was at the same level as the first, %(level)s.") % {
            "level": pieces[-1].supervision_level
        }
    return Chart(
        key="supervision-over-attempts",
        question=_("Does independence grow?"),
        answer=answer,
        labels=[
            _("%(number)d · %(day)s · level %(level)s")
            % {"number": number, "day": date_format(piece.on, "j M"), "level": piece.supervision_level}
            for number, piece in enumerate(pieces, start=1)
        ],
        series=[Series(_("Supervision"), [_level(piece) for piece in pieces])],
        kind=ChartKind.BAR,
        steps=LEVELS,
    )


def _level(piece: Evidence) -> int:
    return LEVELS.index(piece.supervision_level) + 1
