"""Progress in pictures: ratings with their spread, independence over attempts, domains compared, feedback by month.

Ratings are shown form by form, because forms have scales of their own; the middle of a picture is always the median, and where
a scale is ordinal the lower of two in the middle, because nothing is averaged then. Levels of supervision are never averaged either (ten Cate, Schwartz, Chen 2020).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median, median_low
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.enums import SupervisionLevel
from evaluation.models import ObservationForm, ObservationRating
from mentorship.core.charts import Chart, ChartKind, Series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from evaluation.models import Observation, Procedure

LEVELS = tuple(SupervisionLevel.values)
ATTEMPTS_SHOWN = 24
MONTHS_SHOWN = 24
SINGLE_DAYS_SHOWN = 12
"""Up to so many observations each has a stroke of its own; more are put together by month."""
TOPICS_SHOWN = 3
ENOUGH = 2
"""A picture of one figure shows nothing."""


@dataclass(frozen=True)
class _Rated:
    """The ratings of one observation, without the global one."""

    on: date
    by_domain: Mapping[str, int]


def of(feedback: QuerySet[Observation], procedures: Iterable[Procedure]) -> list[Chart]:
    """Return the pictures that have something to show, drawn from these observations and procedures only."""
    rated = _rated(feedback)
    forms = ObservationForm.objects.in_bulk(list(rated))
    charts: list[Chart] = []
    for form_id, observations in sorted(rated.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(observations) >= ENOUGH:
            form = forms[form_id]
            charts += [_over_time(form, observations), _domains(form, observations)]
    charts += _independence(procedures)
    months = _months(feedback)
    return [*charts, months] if months is not None else charts


def _rated(feedback: QuerySet[Observation]) -> dict[int, list[_Rated]]:
    """The ratings of these observations by form, the oldest first; a domain that was not observed is left out."""
    forms: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    days: dict[int, date] = {}
    rows = (
        ObservationRating.objects.filter(rating__isnull=False, observation__in=feedback.order_by().values("pk"))
        .order_by("observation__observed_on", "observation_id", "pk")
        .values_list("observation__form", "observation", "observation__observed_on", "domain", "rating")
    )
    for form, observation, on, domain, rating in rows:
        days[observation] = on
        forms[form][observation][domain] = rating or 0
    return {form: [_Rated(days[pk], domains) for pk, domains in found.items()] for form, found in forms.items()}


def _over_time(form: ObservationForm, observations: Sequence[_Rated]) -> Chart:
    definition = form.definition
    domains = {domain["key"] for domain in definition["domains"] if not domain["is_global"]}
    by_month = len(observations) > SINGLE_DAYS_SHOWN
    grouped: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(observations, start=1):
        label = date_format(one.on, "M Y") if by_month else f"{number} · {date_format(one.on, 'M Y')}"
        grouped[label] += [rating for domain, rating in one.by_domain.items() if domain in domains]
    spread = {label: ratings for label, ratings in list(grouped.items())[-MONTHS_SHOWN:] if ratings}
    middle = _middle_on(definition["scale"])
    middles = [middle(ratings) for ratings in spread.values()]
    return Chart(
        key=f"ratings-{form.pk}",
        question=_("How do the ratings develop? (%(form)s)") % {"form": form.title},
        answer=_("The middle rating was %(first)s first and %(last)s last.")
        % {"first": f"{middles[0]:g}", "last": f"{middles[-1]:g}"}
        if middles
        else _("Nothing was rated."),
        labels=list(spread),
        series=_low_middle_high(spread.values(), middle),
        kind=ChartKind.SPREAD,
        unit=_scale_words(definition),
        note=_(
            "Each stroke goes from the lowest to the highest rating; the mark is the middle one. Feedback is for learning: cases differ."
        ),
        **_ends(definition),
    )


def _domains(form: ObservationForm, observations: Sequence[_Rated]) -> Chart:
    definition = form.definition
    found = {
        str(_(domain["label"])): [
            one.by_domain[domain["key"]] for one in observations if domain["key"] in one.by_domain
        ]
        for domain in definition["domains"]
    }
    seen = {label: ratings for label, ratings in found.items() if ratings}
    never = [label for label, ratings in found.items() if not ratings]
    middle = _middle_on(definition["scale"])
    middles = {label: middle(ratings) for label, ratings in seen.items()}
    strongest, weakest = max(middles, key=middles.__getitem__), min(middles, key=middles.__getitem__)
    words = {"highest": strongest, "lowest": weakest, "unseen": ", ".join(never)}
    if middles[strongest] == middles[weakest]:
        answer = _("All domains stand at the same middle rating.")
    else:
        answer = _("%(highest)s stands highest, %(lowest)s has most room.") % words
    return Chart(
        key=f"domains-{form.pk}",
        question=_("How do the domains compare? (%(form)s)") % {"form": form.title},
        answer=f"{answer} " + _("Never observed: %(unseen)s.") % words if never else answer,
        labels=[f"{label} ({len(ratings)})" for label, ratings in seen.items()],
        series=_low_middle_high(seen.values(), middle),
        kind=ChartKind.ROWS,
        unit=_scale_words(definition),
        note=_("In brackets: how often it was rated."),
        **_ends(definition),
    )


def _middle_on(scale: Mapping[str, Any]) -> Callable[[Iterable[int]], float]:
    return median if scale["is_averaged"] else median_low


def _low_middle_high(groups: Iterable[Sequence[int]], middle: Callable[[Iterable[int]], float]) -> list[Series]:
    kept = list(groups)
    return [
        Series(_("Lowest"), [min(ratings) for ratings in kept]),
        Series(_("Middle"), [middle(ratings) for ratings in kept]),
        Series(_("Highest"), [max(ratings) for ratings in kept]),
    ]


def _ends(definition: Mapping[str, Any]) -> dict[str, Any]:
    values = [point["value"] for point in definition["scale"]["points"]]
    return {"lowest": min(values), "highest": max(values)} if values else {}


def _scale_words(definition: Mapping[str, Any]) -> str:
    ends = _ends(definition)
    return _("On a scale from %(lowest)s to %(highest)s.") % ends if ends else ""


def _independence(procedures: Iterable[Procedure]) -> Iterator[Chart]:
    """The attempts at each of the most frequent procedures, one bar an attempt, as high as it was independent."""
    by_topic: dict[int, list[Procedure]] = defaultdict(list)
    for procedure in procedures:
        by_topic[procedure.topic_id].append(procedure)
    most = sorted(by_topic.values(), key=lambda found: (-len(found), found[0].topic.name))[:TOPICS_SHOWN]
    for found in most:
        if len(found) < ENOUGH:
            continue
        attempts = sorted(found, key=lambda attempt: (attempt.done_on, attempt.pk))
        latest = list(enumerate(attempts, start=1))[-ATTEMPTS_SHOWN:]
        yield Chart(
            key=f"independence-{attempts[0].topic_id}",
            question=_("Does independence grow? (%(procedure)s)") % {"procedure": attempts[0].topic.name},
            answer=_("From level %(first)s at the first attempt to level %(last)s at the latest.")
            % {"first": attempts[0].supervision_level, "last": attempts[-1].supervision_level},
            labels=[f"{number} · {date_format(attempt.done_on, 'M Y')}" for number, attempt in latest],
            series=[Series(_("Supervision"), [LEVELS.index(one.supervision_level) + 1 for _number, one in latest])],
            kind=ChartKind.BAR,
            steps=LEVELS,
            note=_("1: watched; 2: supervisor in the room; 3: close by or by phone; 4: on their own.")
            + (" " + _("The latest %(shown)d of %(all)d.") % {"shown": len(latest), "all": len(attempts)})
            * (len(latest) < len(attempts)),
        )


def _months(feedback: QuerySet[Observation]) -> Chart | None:
    days = list(feedback.order_by("observed_on").values_list("observed_on", flat=True))
    if len(days) < ENOUGH:
        return None
    per = Counter((day.year, day.month) for day in days)
    months = _from_to(days[0], days[-1])[-MONTHS_SHOWN:]
    words = {"n": len(days), "months": len(months)}
    return Chart(
        key="feedback-by-month",
        question=_("How often was somebody watching?"),
        answer=ngettext("%(n)d times within %(months)d month.", "%(n)d times within %(months)d months.", len(months))
        % words,
        labels=[date_format(days[0].replace(year=year, month=month, day=1), "M Y") for year, month in months],
        series=[Series(_("Pieces of feedback"), [per[month] for month in months])],
        kind=ChartKind.BAR,
    )


def _from_to(first: date, last: date) -> list[tuple[int, int]]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [(number // 12, number % 12 + 1) for number in months]
