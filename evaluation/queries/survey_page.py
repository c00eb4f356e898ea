"""What the leader's pages of surveys show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.models import SurveyWindow
from evaluation.queries.survey_results import (
    EVERYBODY,
    Change,
    Reading,
    changes_of,
    comments_of,
    counted_windows,
    readings_of,
)
from evaluation.queries.surveys import Returned, returned
from mentorship.core.charts import Chart, ChartKind, Series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from programs.models import Cohort

LOW_RETURN = 50
"""Below this percentage of answers a page warns that the figures may not speak for everybody."""


@dataclass(frozen=True)
class PlannedSurvey:
    """A survey as a leader's list shows it."""

    window: SurveyWindow
    state: str
    tone: str
    words: str
    returned: Returned | None


def words_of(window: SurveyWindow) -> str:
    """Say in what words a window asks: only the known official wording is called validated."""
    if window.definition["use"] == "own":
        return _("The program's own questions, not a validated instrument")
    if window.wording is None:
        return _("Short labels, not the validated wording")
    if window.wording.is_recognised:
        return _("Validated: the official wording")
    return _("Wording entered by the program, not recognised as the official one")


def set_up_of(cohort: Cohort, now: datetime) -> list[PlannedSurvey]:
    """Return the surveys of a cohort in the order of their days."""
    windows = SurveyWindow.objects.filter(cohort=cohort).select_related("instrument", "wording", "cohort__policy")
    return [_planned(window, now) for window in windows.order_by("opens_on", "pk")]


def _planned(window: SurveyWindow, now: datetime) -> PlannedSurvey:
    if window.counted_at:
        state, tone = _("Counted"), "done"
    elif window.is_over(now):
        state, tone = _("Being counted"), "wait"
    elif window.has_begun(now):
        state, tone = _("Open"), "wait"
    else:
        state, tone = _("Planned"), "quiet"
    asked = returned(window) if window.has_begun(now) else None
    return PlannedSurvey(window, state, tone, words_of(window), asked)


@dataclass(frozen=True)
class ResultPage:
    """What a survey found: its figures, groups, changes, comments and pictures."""

    window: SurveyWindow
    is_counted: bool
    returned: Returned
    words: str
    readings: list[Reading]
    groups: list[Reading]
    changes: list[Change]
    comments: list[str]
    charts: list[Chart]

    @property
    def is_shown(self) -> bool:
        """Whether enough people answered for anything to be shown."""
        return any(not reading.withheld for reading in self.readings)

    @property
    def groups_have_lines(self) -> bool:
        """Whether of any group it is told how many are on the far side of a line."""
        return any(reading.share is not None for reading in self.groups)

    @property
    def has_low_return(self) -> bool:
        """Whether few answered of those who were asked."""
        return self.returned.percentage is not None and self.returned.percentage < LOW_RETURN


def result_page(window: SurveyWindow) -> ResultPage:
    """Read what is shown of a window, beside the earlier and later ones of the same questions to the same people."""
    if not window.counted_at:
        return ResultPage(window, False, returned(window), words_of(window), [], [], [], [], [])
    same = [
        other
        for other in counted_windows([window.cohort_id])
        if other.instrument_id == window.instrument_id and other.audience == window.audience
    ]
    all_readings = readings_of(same)
    own = [reading for reading in all_readings if reading.window.pk == window.pk]
    return ResultPage(
        window=window,
        is_counted=True,
        returned=returned(window),
        words=words_of(window),
        readings=[reading for reading in own if reading.group == EVERYBODY],
        groups=[reading for reading in own if reading.group != EVERYBODY],
        changes=[change for change in changes_of(same) if change.end.pk == window.pk],
        comments=comments_of(window),
        charts=_charts(window, same, [reading for reading in all_readings if reading.group == EVERYBODY]),
    )


def _charts(window: SurveyWindow, windows: Sequence[SurveyWindow], readings: Sequence[Reading]) -> list[Chart]:
    """Draw the scales that share their ends together, a bar for each moment; nothing that is withheld."""
    spans: dict[tuple[int, int], list[str]] = {}
    for scale in window.definition["scales"]:
        if scale["is_averaged"]:
            spans.setdefault((scale["lowest"], scale["highest"]), []).append(scale["key"])
    found = {(reading.window.pk, reading.scale["key"]): reading for reading in readings}
    drawn = []
    for number, ((lowest, highest), keys) in enumerate(spans.items(), start=1):
        if not any(found[other.pk, key].mean is not None for other in windows for key in keys):
            continue
        of_scale = {scale["key"]: scale for scale in window.definition["scales"]}
        drawn.append(
            Chart(
                key=f"scales-{number}",
                question=_("What did they answer, on the mean?"),
                answer=f"{_in_words([found[window.pk, key] for key in keys])} {_direction([of_scale[key]['higher_is'] for key in keys])}",
                labels=[_(of_scale[key]["label"]) for key in keys],
                series=[
                    Series(str(other.get_moment_display()), [_rounded(found[other.pk, key].mean) for key in keys])
                    for other in windows
                ],
                kind=ChartKind.LYING,
                unit=_("Mean, from %(lowest)d to %(highest)d") % {"lowest": lowest, "highest": highest},
                lowest=lowest,
                highest=highest,
                csv_url=f"{reverse('evaluation:survey-results', args=[window.uuid])}?format=csv",
                note=words_of(window),
            )
        )
    return drawn


def _in_words(readings: Sequence[Reading]) -> str:
    """Say the means of one window."""
    means = ", ".join(f"{one.name} {one.mean:.1f}" for one in readings if one.mean is not None)
    return f"{means}." if means else ""


def _direction(directions: Sequence[str]) -> str:
    if set(directions) == {"better"}:
        return _("Higher is better.")
    if set(directions) == {"worse"}:
        return _("Higher is worse.")
    return _("Look at each: not all of them mean better when they are higher.")


def _rounded(mean: float | None) -> float | None:
    return None if mean is None else round(mean, 1)
