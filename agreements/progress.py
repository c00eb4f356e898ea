"""How far a goal is, and how that stands against its date; derived from evidence, never typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.enums import GoalState
from mentorship.core.wording import day_words, local_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from agreements.evidence import Evidence
    from agreements.models import Goal

LEVELS = 5
"""Heights at which the evidence dots stand: the first figure of a supervision level."""


class Pace(TextChoices):
    """How a goal stands against its date."""

    NO_MEASURE = "no_measure", gettext_lazy("nothing to count yet")
    NOT_AGREED = "not_agreed", gettext_lazy("not agreed yet")
    NO_DATE = "no_date", gettext_lazy("no date yet")
    ON_PACE = "on_pace", gettext_lazy("on pace")
    BEHIND = "behind", gettext_lazy("behind")
    PAST = "past", gettext_lazy("past its date")
    MET = "met", gettext_lazy("measure met")
    ACHIEVED = "achieved", gettext_lazy("achieved")
    CLOSED = "closed", gettext_lazy("closed")


@dataclass(frozen=True)
class Dot:
    """One piece of evidence as `components/evidence_dots.html` shows it."""

    level: int
    observed: bool
    label: str


@dataclass(frozen=True)
class Progress:
    """How far a goal is: pieces that count, how many are asked for, all pieces there are, and the pace in words."""

    count: int
    target: int
    pieces: Sequence[Evidence] = field(default_factory=list)
    pace: Pace = Pace.NO_MEASURE
    words: str = ""
    observed: int = 0
    observed_target: int = 0

    @property
    def is_met(self) -> bool:
        """Is there as much evidence as was asked for, and as much of it observed?"""
        return 0 < self.target <= self.count and self.observed_target <= self.observed

    @property
    def shown(self) -> int:
        """The count as a bar can show it: never more than the target."""
        return min(self.count, self.target)

    @property
    def dots(self) -> list[Dot]:
        """The pieces that say how independently they were done."""
        return [
            Dot(level=min(LEVELS, int(piece.supervision_level[0])), observed=piece.is_observed, label=piece.label)
            for piece in self.pieces
            if piece.supervision_level[:1].isdigit()
        ]


def counts(goal: Goal, piece: Evidence) -> bool:
    """Does this piece count towards this goal: of the kind it measures, done as independently as it asks?"""
    return piece.kind == goal.measure_unit and piece.supervision_level >= goal.measure_level


def progress(goal: Goal, pieces: Sequence[Evidence], now: datetime) -> Progress:
    """Count the pieces that count towards this goal, each once, and say how that stands against its date."""
    counted = {piece.uuid: piece for piece in pieces if counts(goal, piece)}
    observed = sum(piece.is_observed for piece in counted.values())
    target, observed_target = goal.measure_target or 0, goal.measure_observed or 0
    tally = _Tally(len(counted), target, observed, observed_target)
    pace = _pace(goal, tally, local_day(now))
    return Progress(
        count=tally.count,
        target=target,
        pieces=pieces,
        pace=pace,
        words=_words(goal, pace, tally, now),
        observed=observed,
        observed_target=observed_target,
    )


@dataclass(frozen=True)
class _Tally:
    count: int
    target: int
    observed: int
    observed_target: int

    @property
    def is_met(self) -> bool:
        return self.count >= self.target and self.observed >= self.observed_target

    @property
    def in_words(self) -> str:
        if not self.observed_target:
            return _("%(count)d of %(target)d") % {"count": self.count, "target": self.target}
        return _("%(count)d of %(target)d, %(observed)d of %(wanted)d observed") % {
            "count": self.count,
            "target": self.target,
            "observed": self.observed,
            "wanted": self.observed_target,
        }


def expected_by(goal: Goal, today: date) -> int:
    """Return how many pieces an even pace would have brought by today, rounded down."""
    begun = local_day(goal.agreed_at or goal.created_at)
    if goal.target_date is None or goal.target_date <= begun:
        return 0
    share = (today - begun) / (goal.target_date - begun)
    return int((goal.measure_target or 0) * max(0.0, min(1.0, share)))


def _pace(goal: Goal, tally: _Tally, today: date) -> Pace:
    closed = Pace.ACHIEVED if goal.state == GoalState.ACHIEVED else None if goal.is_open else Pace.CLOSED
    if not tally.target:
        return Pace.NO_MEASURE
    if closed or tally.is_met:
        return closed or Pace.MET
    if goal.target_date is None or goal.state == GoalState.DRAFT:
        return Pace.NO_DATE if goal.target_date is None else Pace.NOT_AGREED
    if today > goal.target_date:
        return Pace.PAST
    return Pace.BEHIND if tally.count < expected_by(goal, today) else Pace.ON_PACE


def _words(goal: Goal, pace: Pace, tally: _Tally, now: datetime) -> str:
    sentence = {
        Pace.NO_MEASURE: _("No measure yet: say how many of what will show it."),
        Pace.NO_DATE: _("%(tally)s, no date yet"),
        Pace.NOT_AGREED: _("%(tally)s by %(day)s, not agreed yet"),
        Pace.ON_PACE: _("%(tally)s, on pace for %(day)s"),
        Pace.BEHIND: _("%(tally)s, %(missing)d behind the pace for %(day)s"),
        Pace.PAST: _("%(tally)s, the date was %(day)s"),
        Pace.MET: _("%(tally)s, the measure is met"),
        Pace.ACHIEVED: _("%(tally)s, achieved on %(day)s"),
        Pace.CLOSED: "%(tally)s",
    }[pace]
    day = goal.achieved_at if pace == Pace.ACHIEVED else goal.target_date
    return sentence % {
        "tally": tally.in_words,
        "missing": expected_by(goal, local_day(now)) - tally.count,
        "day": day_words(day, now) if day else "",
    }
