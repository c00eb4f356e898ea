"""What a portfolio can hold: of each part, the records that are the mentee's own to show, and those shown by themselves.

A part shows what was chosen of it, and what is the mentee's own at the moment of showing: an entry that is deleted, or was
never theirs, is left out whatever the choice names. Until the mentee has chosen from them, achieved goals and all procedures
are shown; feedback, milestones and reflections are not, because others wrote them or they are private.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.enums import GoalState
from agreements.models import Goal
from evaluation.enums import PortfolioPart
from evaluation.models import MilestoneRating, Observation, Portfolio, Procedure
from meetings.models import Reflection
from mentorship.core.wording import local_day
from programs.models import Competency, Enrollment, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import Model, QuerySet

    from mentorship.accounts.models import User

SHOWABLE_GOALS = (GoalState.ACHIEVED, GoalState.AGREED, GoalState.IN_PROGRESS)
SHOWN_BY_THEMSELVES = (PortfolioPart.GOALS, PortfolioPart.PROCEDURES)


@dataclass(frozen=True)
class Line:
    """One record that can be chosen, in words."""

    uuid: UUID
    title: str
    detail: str
    is_chosen: bool


@dataclass(frozen=True)
class PartCount:
    """How much of a part is shown."""

    part: PortfolioPart
    shown: int
    offered: int


def has_been_a_mentee(user: User) -> bool:
    """Whether there can be a portfolio: it outlives the cohort, a withdrawal too."""
    return Enrollment.objects.mentees().filter(user=user).exists()


def own(part: str, user: User) -> QuerySet[Any]:
    """The records of a part that are this mentee's to show, the newest first."""
    found: Mapping[str, QuerySet[Any]] = {
        PortfolioPart.GOALS: Goal.objects.filter(pairing__mentee__user=user, state__in=SHOWABLE_GOALS).order_by(
            "-achieved_at", "-pk"
        ),
        PortfolioPart.PROCEDURES: Topic.objects.filter(
            pk__in=Procedure.objects.filter(mentee__user=user).order_by().values("topic")
        ).order_by("name", "pk"),
        PortfolioPart.FEEDBACK: Observation.objects.filter(pairing__mentee__user=user).order_by("-observed_on", "-pk"),
        PortfolioPart.MILESTONES: Competency.objects.filter(
            pk__in=MilestoneRating.objects.filter(mentee__user=user).order_by().values("competency")
        ).order_by("framework", "order", "pk"),
        PortfolioPart.REFLECTIONS: Reflection.objects.filter(author=user, meeting__pairing__mentee__user=user).order_by(
            "-meeting__starts_at", "-pk"
        ),
    }
    return found[part]


def shown(part: str, portfolio: Portfolio | None, user: User) -> QuerySet[Any]:
    """The records of a part that the portfolio shows."""
    rows = own(part, user)
    if portfolio is None or part not in portfolio.contents:
        return _by_themselves(part, rows)
    return rows.filter(uuid__in=portfolio.contents[part])


def counts(portfolio: Portfolio | None, user: User) -> list[PartCount]:
    """Of each part, how much is shown of how much."""
    return [PartCount(part, shown(part, portfolio, user).count(), own(part, user).count()) for part in PortfolioPart]


def lines(part: str, rows: Iterable[Model], chosen: set[UUID]) -> list[Line]:
    """Put the records of a page into words, each with whether it is chosen."""
    return [_line(part, row, chosen) for row in rows]


def with_what_lines_need(part: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The records with what their words need at hand."""
    needed: Mapping[str, tuple[str, ...]] = {
        PortfolioPart.FEEDBACK: ("topic",),
        PortfolioPart.MILESTONES: ("framework",),
        PortfolioPart.REFLECTIONS: ("meeting",),
    }
    return rows.select_related(*needed[part]) if part in needed else rows


def _by_themselves(part: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    if part not in SHOWN_BY_THEMSELVES:
        return rows.none()
    return rows.filter(state=GoalState.ACHIEVED) if part == PortfolioPart.GOALS else rows


def _line(part: str, row: Any, chosen: set[UUID]) -> Line:
    title, detail = str(row), ""
    if part == PortfolioPart.GOALS:
        title, detail = row.goal, row.get_state_display()
    elif part == PortfolioPart.FEEDBACK:
        title = f"{row.get_kind_display()} · {row.topic}" if row.topic else row.get_kind_display()
        detail = f"{row.observer_name}, {_day(row.observed_on)}"
    elif part == PortfolioPart.MILESTONES:
        title, detail = row.title, row.framework.name
    elif part == PortfolioPart.REFLECTIONS:
        title = row.lessons if len(row.lessons) <= 120 else f"{row.lessons[:119]}…"
        is_private = "" if row.shared_at else " · " + _("private until now")
        detail = _day(row.meeting.starts_at) + is_private
    return Line(row.uuid, title, detail, row.uuid in chosen)


def _day(moment: date | datetime) -> str:
    return date_format(local_day(moment), "j F Y")
