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

    @property
    def is_met(self) -> bool:
        """Is there as much evidence as was asked for?"""
        return 0 < self.target <= self.count

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


def progress(goal: Goal, pieces: Sequence[Evidence], now: datetime) -> Progress:
    """Count the pieces of the kind this goal measures, each once, and say how that stands against its date."""
    count = len({piece.uuid for piece in pieces if piece.kind == goal.measure_unit})
    target = goal.measure_target or 0
    pace = _pace(goal, count, target, local_day(now))
    return Progress(count=count, target=target, pieces=pieces, pace=pace, words=_words(goal, pace, count, target, now))


def expected_by(goal: Goal, today: date) -> int:
    """Return how many pieces an even pace would have brought by today, rounded down."""
    begun = local_day(goal.agreed_at or goal.created_at)
    if goal.target_date is None or goal.target_date <= begun:
        return 0
    share = (today - begun) / (goal.target_date - begun)
    return int((goal.measure_target or 0) * max(0.0, min(1.0, share)))


def _pace(goal: Goal, count: int, target: int, today: date) -> Pace:
    closed = Pace.ACHIEVED if goal.state == GoalState.ACHIEVED else None if goal.is_open else Pace.CLOSED
    if not target:
        return Pace.NO_MEASURE
    if closed or count >= target:
        return closed or Pace.MET
    if goal.target_date is None or goal.state == GoalState.DRAFT:
        return Pace.NO_DATE if goal.target_date is None else Pace.NOT_AGREED
    if today > goal.target_date:
        return Pace.PAST
    return Pace.BEHIND if count < expected_by(goal, today) else Pace.ON_PACE


def _words(goal: Goal, pace: Pace, count: int, target: int, now: datetime) -> str:
    sentence = {
        Pace.NO_MEASURE: _("No measure yet: say how many of what will show it."),
        Pace.NO_DATE: _("%(count)d of %(target)d, no date yet"),
        Pace.NOT_AGREED: _("%(count)d of %(target)d by %(day)s, not agreed yet"),
        Pace.ON_PACE: _("%(count)d of %(target)d, on pace for %(day)s"),
        Pace.BEHIND: _("%(count)d of %(target)d, %(missing)d behind the pace for %(day)s"),
        Pace.PAST: _("%(count)d of %(target)d, the date was %(day)s"),
        Pace.MET: _("%(count)d of %(target)d, the measure is met"),
        Pace.ACHIEVED: _("%(count)d of %(target)d, achieved on %(day)s"),
        Pace.CLOSED: _("%(count)d of %(target)d"),
    }[pace]
    day = goal.achieved_at if pace == Pace.ACHIEVED else goal.target_date
    return sentence % {
        "count": count,
        "target": target,
        "missing": expected_by(goal, local_day(now)) - count,
        "day": day_words(day, now) if day else "",
    }
