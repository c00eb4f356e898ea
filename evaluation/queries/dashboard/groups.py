"""Do all groups of mentees get the same? Each figure by site, specialty, track and what mentees declared of themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.metrics import METRICS, Metric, terms_of, value_in_words
from evaluation.tallies import BY_MENTEE, tally
from evaluation.withholding import may_be_shown
from mentorship.core.charts import Chart, ChartKind, Series
from programs.enums import EnrollmentState
from programs.models import Enrollment
from programs.models.characteristic import CharacteristicAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from programs.models import Cohort

COMPARED = tuple(metric for metric in METRICS if not any(term.per_policy for term in metric.terms))
"""Figures that belong to mentees; what is allotted to mentors has no group of mentees."""


@dataclass(frozen=True)
class Group:
    """One group: how many mentees it has and the value of each metric; `values` is None where it is withheld."""

    name: str
    size: int | None
    values: list[Decimal | None] | None

    @property
    def words(self) -> list[str]:
        """The values as they are read."""
        return [value_in_words(metric, value) for metric, value in zip(COMPARED, self.values or (), strict=False)]


@dataclass(frozen=True)
class Grouping:
    """One way of grouping, with its groups in the order of their names."""

    key: str
    name: str
    groups: list[Group]

    @property
    def withheld(self) -> int:
        """How many groups are not shown."""
        return sum(group.values is None for group in self.groups)

    def chart(self, metric: Metric) -> Chart:
        """Draw one metric of the groups that are shown."""
        place = COMPARED.index(metric)
        shown = [(group.name, group.values[place]) for group in self.groups if group.values is not None]
        return Chart(
            key=f"group-{self.key}-{metric.key}",
            question=_("%(figure)s by %(way)s") % {"figure": metric.name, "way": self.name},
            answer=_("%(shown)d groups are shown, %(withheld)d withheld.")
            % {"shown": len(shown), "withheld": self.withheld},
            labels=[name for name, _value in shown],
            series=[Series(str(metric.name), [None if value is None else float(value) for _name, value in shown])],
            kind=ChartKind.LYING,
            csv_url=reverse("evaluation:report-csv", args=[f"group-{self.key}-{metric.key}"]),
        )


def groupings(cohort: Cohort, now: datetime) -> list[Grouping]:
    """Return every way of grouping this cohort's mentees, small groups withheld; values only, never parts and wholes."""
    names, ways = _ways(cohort)
    everybody = sorted({pk for groups in ways["site"].values() for pk in groups})
    shown = may_be_shown(ways, everybody, at_least=cohort.policy.minimum_group_size)
    tallies = tally(terms_of(COMPARED), now=now, cohorts=[cohort], by=BY_MENTEE)
    return [
        Grouping(
            key=way,
            name=names[way],
            groups=[
                Group(name, len(people), [metric.read(tallies, sorted(people)).value for metric in COMPARED])
                if (way, name) in shown
                else Group(name, None, None)
                for name, people in sorted(groups.items())
            ],
        )
        for way, groups in ways.items()
        if len(groups) > 1
    ]


def _ways(cohort: Cohort) -> tuple[dict[str, str], Mapping[str, Mapping[str, set[int]]]]:
    """Return the name of each way of grouping, and its groups with who is in them."""
    names = {"site": _("site"), "specialty": _("specialty"), "track": _("track")}
    mentees = Enrollment.objects.filter(cohort=cohort).mentees().exclude(state=EnrollmentState.WITHDRAWN)
    ways: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in ("site", "specialty", "track")}
    unsaid = _("not stated")
    everybody: set[int] = set()
    for pk, site, specialty in mentees.values_list("pk", "site", "specialty"):
        everybody.add(pk)
        ways["site"][site or unsaid].add(pk)
        ways["specialty"][specialty or unsaid].add(pk)
    for pk, track in mentees.order_by().values_list("pk", "tracks__name").distinct():
        ways["track"][track or unsaid].add(pk)
    answers = CharacteristicAnswer.objects.filter(enrollment__in=everybody)
    rows = answers.values_list("characteristic", "characteristic__name", "enrollment", "value")
    for characteristic, name, pk, value in rows:
        way = f"declared-{characteristic}"
        names[way] = name
        ways.setdefault(way, defaultdict(set))[value].add(pk)
    for way in names.keys() - {"site", "specialty", "track"}:
        silent = everybody - set().union(*ways[way].values())
        if silent:
            ways[way][unsaid] = silent
    return names, ways
