"""What surveys found, as pages, reports and metrics may show it: figures reckoned when a window was counted, or why not.

Nothing here reads an answer. A figure that is withheld holds a reason and no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from scipy.stats import t as students_t

from evaluation.enums import SurveyMeasure, SurveyMoment, Withheld
from evaluation.models import SurveyComment, SurveyFigure, SurveyWindow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from evaluation.models.survey import SurveyWindowQuerySet

EVERYBODY = ""


@dataclass(frozen=True)
class Reading:
    """One figure of one scale: of everybody asked (`group` empty) or of a group.

    `mean` and `deviation` are in points of the scale, `n` people; `share` is the part of them, 0 to 1, on the far side of
    the scale's line (`line`, in words). With `withheld` all of them are None. `missing` is who was asked and is not in `n`.
    """

    window: SurveyWindow
    scale: dict[str, Any]
    group: str
    n: int | None
    mean: float | None
    deviation: float | None
    share: float | None
    missing: int | None
    withheld: Withheld

    @property
    def name(self) -> str:
        """What is measured."""
        return _(self.scale["label"])

    @property
    def line(self) -> str:
        """What it means to be on the far side."""
        return _(self.scale["lines"][0]["label"]) if self.scale["lines"] else ""

    @property
    def higher_is_better(self) -> bool:
        """Which way the scale points."""
        return bool(self.scale["higher_is"] == "better")

    @property
    def share_in_words(self) -> str:
        """Say how many lie beyond the line."""
        if self.share is None or self.n is None:
            return ""
        return _("%(number)d of %(n)d: %(line)s") % {
            "number": round(self.share * self.n),
            "n": self.n,
            "line": self.line,
        }

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % confidence interval of the mean (Student's t)."""
        if self.n is None or self.mean is None or self.deviation is None:
            return None
        return around(self.mean, self.deviation / sqrt(self.n), self.n - 1)


@dataclass(frozen=True)
class Change:
    """How a scale changed from the start to the end, later minus earlier, with its 95 % confidence interval.

    `is_joined` says whether it is of the same people, joined by their own codes (`n` pairs), or the difference of two
    groups of answers (Welch; `n` is the smaller one's). None of the numbers where it is withheld. `missing` is who was
    asked at the end and is not in `n`.
    """

    start: SurveyWindow
    end: SurveyWindow
    scale: dict[str, Any]
    is_joined: bool
    n: int | None
    mean: float | None
    low: float | None
    high: float | None
    missing: int | None
    withheld: Withheld

    @property
    def name(self) -> str:
        """What is measured."""
        return _(self.scale["label"])


def around(mean: float, error: float, freedom: float) -> tuple[float, float]:
    """Return the 95 % confidence interval around a mean with this standard error."""
    half = float(students_t.ppf(0.975, freedom)) * error
    return mean - half, mean + half


def counted_windows(cohort_ids: Iterable[int]) -> SurveyWindowQuerySet:
    """Return the surveys of these cohorts that are counted, in the order in which they were asked."""
    found = SurveyWindow.objects.filter(cohort__in=list(cohort_ids), counted_at__isnull=False)
    return found.select_related("instrument", "cohort__policy", "cohort__program", "wording").order_by(
        "cohort", "instrument__key", "instrument__version", "audience", "opens_on", "pk"
    )


def readings_of(windows: Iterable[SurveyWindow]) -> list[Reading]:
    """Return every level of these counted windows, everybody before the groups: one query.

    A scale has a reading even where nothing is shown. What a policy that was raised since would withhold is withheld.
    """
    chosen = list(windows)
    figures: dict[tuple[int, str], list[SurveyFigure]] = {}
    for figure in SurveyFigure.objects.filter(window__in=chosen, measure=SurveyMeasure.LEVEL).order_by("group"):
        figures.setdefault((figure.window_id, figure.scale), []).append(figure)
    found: list[Reading] = []
    for window in chosen:
        for scale in window.definition["scales"]:
            kept = figures.get((window.pk, scale["key"])) or [_nothing(window, scale)]
            found.extend(_reading(window, scale, figure) for figure in kept)
    return found


def _nothing(window: SurveyWindow, scale: dict[str, Any]) -> SurveyFigure:
    return SurveyFigure(window=window, measure=SurveyMeasure.LEVEL, scale=scale["key"], withheld=Withheld.TOO_FEW.value)


def _reading(window: SurveyWindow, scale: dict[str, Any], figure: SurveyFigure) -> Reading:
    n = figure.n
    withheld = Withheld(figure.withheld)
    if n is not None and n < window.cohort.policy.minimum_group_size:
        n, withheld = None, Withheld.TOO_FEW
    if n is None:
        return Reading(window, scale, figure.group, None, None, None, None, None, withheld)
    share = None if figure.at_line is None else figure.at_line / n
    missing = max(0, (window.asked or 0) - n) if figure.group == EVERYBODY else None
    return Reading(
        window,
        scale,
        figure.group,
        n,
        _number(figure.mean),
        _number(figure.deviation),
        share,
        missing,
        withheld,
    )


def _number(figure: Decimal | None) -> float | None:
    return None if figure is None else float(figure)


def changes_of(windows: Iterable[SurveyWindow]) -> list[Change]:
    """Return the change from start to end on each averaged scale of these counted windows: two queries."""
    chosen = list(windows)
    starts = {_same(window): window for window in chosen if window.moment == SurveyMoment.START}
    ends = [window for window in chosen if window.moment == SurveyMoment.END and _same(window) in starts]
    joined = {
        (figure.window_id, figure.scale): figure
        for figure in SurveyFigure.objects.filter(window__in=ends, measure=SurveyMeasure.CHANGE)
    }
    levels = {
        (reading.window.pk, reading.scale["key"]): reading
        for reading in readings_of([*ends, *starts.values()])
        if reading.group == EVERYBODY
    }
    return [
        _change(starts[_same(end)], end, scale, joined.get((end.pk, scale["key"])), levels)
        for end in ends
        for scale in end.definition["scales"]
        if scale["is_averaged"]
    ]


def _same(window: SurveyWindow) -> tuple[int, int, str]:
    """Say what two windows share that ask the same people the same."""
    return window.cohort_id, window.instrument_id, window.audience


def _change(
    start: SurveyWindow,
    end: SurveyWindow,
    scale: dict[str, Any],
    joined: SurveyFigure | None,
    levels: dict[tuple[int, str], Reading],
) -> Change:
    n = joined.n if joined else None
    if joined and n and n >= end.cohort.policy.minimum_group_size:
        mean, deviation = float(joined.mean or 0), float(joined.deviation or 0)
        low, high = around(mean, deviation / sqrt(n), n - 1)
        return Change(start, end, scale, True, n, mean, low, high, max(0, (end.asked or 0) - n), Withheld.NOT)
    before, after = levels[start.pk, scale["key"]], levels[end.pk, scale["key"]]
    return _difference(before, after) or Change(
        start, end, scale, False, None, None, None, None, None, before.withheld or after.withheld
    )


def _difference(before: Reading, after: Reading) -> Change | None:
    """Return the difference of two levels by Welch's interval; None where one of them is withheld."""
    if before.n is None or after.n is None or before.mean is None or after.mean is None:
        return None
    first, second = (before.deviation or 0) ** 2 / before.n, (after.deviation or 0) ** 2 / after.n
    error = first + second
    freedom = error**2 / (first**2 / (before.n - 1) + second**2 / (after.n - 1))
    mean = after.mean - before.mean
    low, high = around(mean, sqrt(error), freedom)
    n = min(before.n, after.n)
    missing = max(0, (after.window.asked or 0) - n)
    return Change(before.window, after.window, after.scale, False, n, mean, low, high, missing, Withheld.NOT)


def comments_of(window: SurveyWindow) -> list[str]:
    """Return what people wrote, in an order drawn by lot each time; nothing where too few answered."""
    if (window.answered or 0) < max(window.least or 0, window.cohort.policy.minimum_group_size):
        return []
    return list(SurveyComment.objects.filter(window=window).order_by("?").values_list("text", flat=True))
