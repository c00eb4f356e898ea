"""The figures of a cohort beside their targets, month by month, and beside the program's other cohorts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.metrics import METRICS, Better, Figure, Metric, in_words, terms_of, value_in_words
from evaluation.models import MetricTarget
from evaluation.tallies import Tallies, tally
from mentorship.core.charts import Chart, ChartKind, Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from programs.models import Cohort

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class FigureLine:
    """One metric of the dashboard: the cohort's figure, the target, the months, the program's other cohorts."""

    metric: Metric
    figure: Figure
    target: Decimal | None
    elsewhere: Figure
    months: list[tuple[date, Figure]]

    @property
    def words(self) -> str:
        """The figure with its parts."""
        return in_words(self.metric, self.figure)

    @property
    def target_words(self) -> str:
        """What the leader wants it to be."""
        if self.target is None:
            return ""
        value = value_in_words(self.metric, self.target)
        return (_("at least %s") if self.metric.better == Better.MORE else _("at most %s")) % value

    @property
    def verdict(self) -> str:
        """Whether the target is reached, in a word; empty without a target or a figure."""
        if self.is_reached is None:
            return ""
        return _("reached") if self.is_reached else _("not reached")

    @property
    def is_reached(self) -> bool | None:
        """Is the target reached? None without a target or a figure."""
        if self.target is None or self.figure.value is None:
            return None
        if self.metric.better == Better.MORE:
            return self.figure.value >= self.target
        return self.figure.value <= self.target

    @property
    def elsewhere_words(self) -> str:
        """The figure of the program's other cohorts together."""
        return value_in_words(self.metric, self.elsewhere.value)

    @property
    def trend(self) -> list[float | None]:
        """The figure of each month."""
        return [None if figure.value is None else float(figure.value) for _month, figure in self.months]

    @property
    def trend_words(self) -> str:
        """The last two months that have a figure: "May 62 %, June 70 %"."""
        known = [(month, figure) for month, figure in self.months if figure.value is not None]
        return ", ".join(
            f"{date_format(month, 'M')} {value_in_words(self.metric, figure.value)}" for month, figure in known[-2:]
        )


@dataclass(frozen=True)
class Counted:
    """Everything that was counted for a program's cohorts at one moment."""

    cohort: Cohort
    cohorts: list[Cohort]
    months: list[date]
    tallies: Tallies

    @property
    def others(self) -> list[Cohort]:
        """The program's cohorts but this one."""
        return [cohort for cohort in self.cohorts if cohort.pk != self.cohort.pk]


def count_all(cohort: Cohort, known: Iterable[Cohort], now: datetime, metrics: Sequence[Metric] = METRICS) -> Counted:
    """Count what the dashboard needs for this cohort and those of its program: a query for each table.

    `known` are cohorts with their policies at hand, this one and all others of its program among them.
    """
    siblings = [one for one in known if one.program_id == cohort.program_id]
    cohorts = sorted(siblings, key=lambda one: (-one.starts_on.toordinal(), one.pk))
    months, zone = months_of(cohort, now), ZoneInfo(cohort.time_zone)
    return Counted(
        cohort, cohorts, months, tally(terms_of(metrics), now=now, cohorts=cohorts, months=months, zone=zone)
    )


def months_of(cohort: Cohort, now: datetime) -> list[date]:
    """Return the first days of the cohort's months until now or its end, the last twelve of them."""
    today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
    last = max(min(today, cohort.ends_on), cohort.starts_on)
    count = (last.year - cohort.starts_on.year) * 12 + last.month - cohort.starts_on.month + 1
    numbers = (last.year * 12 + last.month - 1 - back for back in reversed(range(min(count, MONTHS_SHOWN))))
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def lines_of(counted: Counted, metrics: Sequence[Metric] = METRICS) -> list[FigureLine]:
    """Return every metric as the dashboard shows it; one query for the targets."""
    targets = dict(MetricTarget.objects.filter(cohort=counted.cohort).values_list("metric", "value"))
    own = [counted.cohort]
    return [
        FigureLine(
            metric=metric,
            figure=metric.read(counted.tallies, own),
            target=targets.get(metric.key),
            elsewhere=metric.read(counted.tallies, counted.others),
            months=[(month, metric.read(counted.tallies, own, month)) for month in counted.months]
            if metric.monthly
            else [],
        )
        for metric in metrics
    ]


def by_month(line: FigureLine, counted: Counted) -> Chart | None:
    """Draw one metric by month, this cohort beside the others of its program; None where it has no months."""
    if not line.metric.monthly:
        return None
    others = [line.metric.read(counted.tallies, counted.others, month) for month in counted.months]
    series = [Series(str(counted.cohort), line.trend)]
    if any(figure.value is not None for figure in others):
        series.append(Series(_("Other cohorts"), [_number(figure) for figure in others]))
    if line.target is not None:
        series.append(Series(_("Target"), [float(line.target)] * len(counted.months)))
    return Chart(
        key=f"{line.metric.key}-by-month",
        question=_("%(name)s, month by month") % {"name": line.metric.name},
        answer=line.trend_words or _("No month has a figure yet."),
        labels=[date_format(month, "M Y") for month in counted.months],
        series=series,
        kind=ChartKind.LINE,
        unit=_("Counted in %(month)s.") % {"month": line.metric.monthly},
        csv_url=reverse("evaluation:report-csv", args=[f"{line.metric.key}-by-month"]),
    )


def by_cohort(line: FigureLine, counted: Counted) -> Chart:
    """Draw one metric of every cohort of the program."""
    figures = [line.metric.read(counted.tallies, [cohort]) for cohort in counted.cohorts]
    known = [
        (cohort, _number(figure))
        for cohort, figure in zip(counted.cohorts, figures, strict=True)
        if figure.value is not None
    ]
    return Chart(
        key=f"{line.metric.key}-by-cohort",
        question=_("%(name)s, cohort by cohort") % {"name": line.metric.name},
        answer=_("%(cohort)s: %(words)s.") % {"cohort": counted.cohort, "words": line.words},
        labels=[str(cohort) for cohort, _value in known],
        series=[Series(str(line.metric.name), [value for _cohort, value in known])],
        kind=ChartKind.LYING,
        csv_url=reverse("evaluation:report-csv", args=[f"{line.metric.key}-by-cohort"]),
    )


def _number(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)
