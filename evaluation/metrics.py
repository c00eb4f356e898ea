"""Every figure shown anywhere, defined once: its name, its unit, what is counted, out of what, and what missing means.

Pages, exports, papers and mails read figures from here; `evaluation/counted.py` says which rows are meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _now_in_words
from django.utils.translation import gettext_lazy as _

from evaluation.counted import (
    ACTIONS,
    FIRST_MEETINGS,
    GOALS,
    MEETINGS,
    OBSERVATIONS,
    PAIRS,
    PEOPLE,
    PROCEDURES,
    REVIEWS,
)
from evaluation.tallies import Term, tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from django.utils.functional import _StrPromise

    from evaluation.tallies import Tallies
    from programs.models import Cohort

DAY = 86_400
PER_DAYS = 30
DAYS_IN_A_MONTH = Fraction(3_652_425, 120_000)
"""A twelfth of the mean Gregorian year of 365.2425 days."""


class Unit(StrEnum):
    """What a figure is measured in."""

    COUNT = "count"
    PERCENT = "percent"
    DAYS = "days"
    HOURS = "hours"
    PER_PAIR = "per_pair"


class Better(StrEnum):
    """Which way a figure should go."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True)
class Figure:
    """One value of a metric; `value` is None where there is nothing to count from, never a zero instead.

    A share has `part` of `whole`; a count has `part` only.
    """

    value: Decimal | None
    part: int | Decimal
    whole: int | Decimal | None = None


@dataclass(frozen=True)
class Metric:
    """The definition of a figure: `counts` is its numerator, `out_of` its denominator, each in words and as a term."""

    key: str
    name: str | _StrPromise
    unit: Unit
    counts: str | _StrPromise
    out_of: str | _StrPromise
    missing: str | _StrPromise
    part: Term
    whole: Term | None = None
    better: Better = Better.MORE
    monthly: str | _StrPromise = ""
    """To which month a row belongs, in words; empty where a figure has no months."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is counted for it."""
        return (self.part, self.whole) if self.whole else (self.part,)

    @property
    def unit_words(self) -> str:
        """The unit, in words."""
        return {
            Unit.COUNT: _now_in_words("a number"),
            Unit.PERCENT: _now_in_words("percent"),
            Unit.DAYS: _now_in_words("days, the median"),
            Unit.HOURS: _now_in_words("hours"),
            Unit.PER_PAIR: _now_in_words("a number for each pair and 30 days"),
        }[self.unit]

    @property
    def better_words(self) -> str:
        """Which way it should go, in a word."""
        return _now_in_words("more") if self.better == Better.MORE else _now_in_words("less")

    def read(self, tallies: Tallies, owners: Sequence[int | Cohort], month: date | None = None) -> Figure:
        """Make the figure of these cohorts (or mentees) out of what was counted; of one month, or altogether."""
        if self.unit == Unit.DAYS:
            took = tallies.days(self.part, owners, month)
            return Figure(Decimal(str(median(took.elements()))) if took else None, took.total())
        part = tallies.amount(self.part, owners, month)
        if self.whole is None:
            return Figure(_rounded(part), _plain(part))
        whole = tallies.amount(self.whole, owners, month)
        times = 100 if self.unit == Unit.PERCENT else 1
        return Figure(_rounded(times * part / whole) if whole > 0 else None, _plain(part), _plain(whole))


def _rounded(number: Fraction) -> Decimal:
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.1"))


def _plain(number: Fraction) -> int | Decimal:
    return int(number) if number.denominator == 1 else _rounded(number)


METRICS: tuple[Metric, ...] = (
    Metric(
        "mentees_matched",
        _("Mentees with a mentor"),
        Unit.PERCENT,
        _("mentees with a proposed, accepted or active mentor"),
        _("mentees who have not withdrawn"),
        _("nobody is enrolled"),
        Term(PEOPLE, "matched"),
        Term(PEOPLE, "pool"),
    ),
    Metric(
        "agreements_signed",
        _("Agreements signed"),
        Unit.PERCENT,
        _("pairs whose agreement is or was in force"),
        _("pairs in which both accepted"),
        _("no pair has accepted yet"),
        Term(PAIRS, "bound"),
        Term(PAIRS, "accepted"),
        monthly=_("the month in which the second of the two accepted"),
    ),
    Metric(
        "days_to_first_meeting",
        _("Days to the first meeting"),
        Unit.DAYS,
        _("median of days from an active pair to its first meeting held"),
        _("pairs that have met"),
        _("no pair has met yet"),
        Term(FIRST_MEETINGS, "days"),
        better=Better.LESS,
        monthly=_("the month in which the pair became active"),
    ),
    Metric(
        "meeting_frequency",
        _("Meetings per pair in 30 days"),
        Unit.PER_PAIR,
        _("meetings confirmed as held"),
        _("times 30 days for which pairs were active, ended ones until their end"),
        _("no pair has been active yet"),
        Term(MEETINGS, "held"),
        Term(PAIRS, "at_work", scale=Fraction(1, PER_DAYS * DAY)),
        monthly=_("the month of the meeting"),
    ),
    Metric(
        "meetings_held",
        _("Meetings held"),
        Unit.PERCENT,
        _("meetings confirmed as held"),
        _("meetings planned for a time that is over"),
        _("no meeting is over yet"),
        Term(MEETINGS, "over_held"),
        Term(MEETINGS, "over"),
        monthly=_("the month for which it was planned"),
    ),
    Metric(
        "meetings_cancelled",
        _("Meetings cancelled"),
        Unit.PERCENT,
        _("meetings cancelled"),
        _("meetings planned for a time that is over"),
        _("no meeting is over yet"),
        Term(MEETINGS, "over_cancelled"),
        Term(MEETINGS, "over"),
        better=Better.LESS,
        monthly=_("the month for which it was planned"),
    ),
    Metric(
        "protected_hours_used",
        _("Hours met in protected time"),
        Unit.HOURS,
        _("hours of meetings held in protected time"),
        "",
        _("counts as zero"),
        Term(MEETINGS, "protected_minutes", scale=Fraction(1, 60)),
        monthly=_("the month of the meeting"),
    ),
    Metric(
        "protected_time_used",
        _("Protected time used"),
        Unit.PERCENT,
        _("hours of meetings held in protected time"),
        _("protected hours the policy allots, for each mentor from the first active pair to the last one's end"),
        _("no mentor has protected time yet"),
        Term(MEETINGS, "protected_minutes", scale=Fraction(1, 60)),
        Term(PEOPLE, "mentoring", scale=1 / (DAYS_IN_A_MONTH * DAY), per_policy="protected_hours_per_month"),
        monthly=_("the month of the meeting"),
    ),
    Metric(
        "feedback_entries",
        _("Feedback given"),
        Unit.COUNT,
        _("observations sent"),
        "",
        _("counts as zero"),
        Term(OBSERVATIONS, "sent"),
        monthly=_("the month in which it was sent"),
    ),
    Metric(
        "mentees_observed_enough",
        _("Mentees observed enough"),
        Unit.PERCENT,
        _("mentees with the mini-CEX the policy asks for"),
        _("mentees whose pair became active"),
        _("no pair is active yet"),
        Term(PEOPLE, "observed_enough"),
        Term(PEOPLE, "begun"),
    ),
    Metric(
        "observed_procedures",
        _("Procedures observed"),
        Unit.PERCENT,
        _("logged procedures with feedback"),
        _("procedures logged"),
        _("no procedure is logged yet"),
        Term(PROCEDURES, "seen"),
        Term(PROCEDURES, "logged"),
        monthly=_("the month in which it was done"),
    ),
    Metric(
        "actions_completed",
        _("Agreed actions done"),
        Unit.PERCENT,
        _("actions done"),
        _("actions done or due by today"),
        _("no action is due yet"),
        Term(ACTIONS, "done"),
        Term(ACTIONS, "due"),
        monthly=_("the month of its day, or else in which it was done"),
    ),
    Metric(
        "goals_achieved",
        _("Goals achieved"),
        Unit.PERCENT,
        _("goals confirmed as achieved"),
        _("goals agreed, revisions counted once"),
        _("no goal is agreed yet"),
        Term(GOALS, "achieved"),
        Term(GOALS, "agreed"),
        monthly=_("the month in which it was agreed"),
    ),
    Metric(
        "reviews_on_time",
        _("Reviews on time"),
        Unit.PERCENT,
        _("reviews decided by their day"),
        _("reviews decided or past their day"),
        _("no review is due yet"),
        Term(REVIEWS, "on_time"),
        Term(REVIEWS, "judged"),
        monthly=_("the month of its day"),
    ),
    Metric(
        "retention",
        _("Mentees who stayed"),
        Unit.PERCENT,
        _("mentees recorded as still in the program"),
        _("mentees recorded as still in it or as having left; who completed early is in neither"),
        _("nothing is recorded yet"),
        Term(PEOPLE, "retained"),
        Term(PEOPLE, "retained_or_left"),
    ),
    Metric(
        "match_rate",
        _("Residency match rate"),
        Unit.PERCENT,
        _("mentees recorded as matched, those placed in SOAP left out"),
        _("mentees recorded as having certified a rank list"),
        _("nothing is recorded yet"),
        Term(PEOPLE, "residency_matched"),
        Term(PEOPLE, "residency_certified"),
    ),
)
BY_KEY = {metric.key: metric for metric in METRICS}


@dataclass(frozen=True)
class Reading:
    """A metric with its figure at one moment."""

    metric: Metric
    figure: Figure

    @property
    def words(self) -> str:
        """The figure as a page and an export show it."""
        return in_words(self.metric, self.figure)


def compute(metric: Metric, cohorts: Sequence[Cohort], now: datetime) -> Figure:
    """Compute one figure over these cohorts together, which have their policies at hand."""
    return metric.read(tally(metric.terms, now=now, cohorts=cohorts), cohorts)


def readings(cohort: Cohort, now: datetime) -> list[Reading]:
    """Read every metric of a cohort."""
    return readings_from(tally(terms_of(METRICS), now=now, cohorts=[cohort]), [cohort])


def readings_from(tallies: Tallies, cohorts: Sequence[Cohort], metrics: Iterable[Metric] = METRICS) -> list[Reading]:
    """Read metrics, all unless some are named, of these cohorts together out of what was counted."""
    return [Reading(metric, metric.read(tallies, cohorts)) for metric in metrics]


def terms_of(metrics: Iterable[Metric]) -> list[Term]:
    """Return what must be counted for these metrics."""
    return [term for metric in metrics for term in metric.terms]


def value_in_words(metric: Metric, value: Decimal | None) -> str:
    """Say a value with its unit: "74.2 %"; a dash where there is none."""
    if value is None:
        return "–"
    number = f"{value.normalize():f}"
    units = {
        Unit.PERCENT: _now_in_words("%(number)s %%"),
        Unit.DAYS: _now_in_words("%(number)s days"),
        Unit.HOURS: _now_in_words("%(number)s hours"),
        Unit.COUNT: "%(number)s",
        Unit.PER_PAIR: "%(number)s",
    }
    return units[metric.unit] % {"number": number}


def in_words(metric: Metric, figure: Figure) -> str:
    """Say a figure with its unit and its parts: "74.2 % (23 of 31)"."""
    if figure.value is None:
        return _now_in_words("no data: %(why)s") % {"why": metric.missing}
    words = value_in_words(metric, figure.value)
    if figure.whole is None:
        return words
    return _now_in_words("%(value)s (%(part)s of %(whole)s)") % {
        "value": words,
        "part": figure.part,
        "whole": figure.whole,
    }
