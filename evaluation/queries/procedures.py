"""What the logbook shows: entries, totals of each procedure, and how independence grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.enums import ProcedureSetting
from evaluation.models import Observation, Procedure
from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from mentorship.accounts.models import User


DOTS_SHOWN = 40
"""Of a procedure done more often, the latest attempts are drawn."""


MOST_UNLINKED = 10


@dataclass(frozen=True)
class Dot:
    """One attempt as `components/evidence_dots.html` shows it; `level` is the first figure of the supervision."""

    level: int
    observed: bool
    label: str


@dataclass(frozen=True)
class TopicTotal:
    """What the logbook holds of one procedure; dots are its latest attempts, the oldest first."""

    name: str
    count: int
    observed: int
    simulated: int
    latest_level: str
    dots: Sequence[Dot]


def own_enrollments(user: User) -> QuerySet[Enrollment]:
    """The enrollments as a mentee whose logbooks this person may write in, the newest first."""
    own = Enrollment.objects.mentees().filter(user=user).exclude(state=EnrollmentState.WITHDRAWN)
    return own.select_related("cohort__program").order_by("-cohort__starts_on", "-pk")


def logbook_of(user: User) -> QuerySet[Procedure]:
    """Everything in this mentee's own logbook, the newest first."""
    own = Procedure.objects.filter(mentee__user=user, mentee__role=EnrollmentRole.MENTEE)
    return own.select_related("topic", "observation").order_by("-done_on", "-pk")


def logbook_of_mentee(mentee: Enrollment) -> QuerySet[Procedure]:
    """Everything logged in this enrollment, the newest first."""
    return Procedure.objects.filter(mentee=mentee).select_related("topic", "observation").order_by("-done_on", "-pk")


def unlinked_observations(enrollments: Sequence[Enrollment]) -> list[Observation]:
    """The latest feedback to these mentees that stands behind no procedure yet."""
    sent = Observation.objects.filter(pairing__mentee__in=enrollments, procedure__isnull=True)
    return list(sent.order_by("-observed_on", "-pk")[:MOST_UNLINKED])


def totals(procedures: Iterable[Procedure]) -> list[TopicTotal]:
    """Count procedures by topic, the most frequent first."""
    by_topic: dict[str, list[Procedure]] = {}
    for procedure in procedures:
        by_topic.setdefault(procedure.topic.name, []).append(procedure)
    counted = [_total(name, sorted(found, key=lambda one: (one.done_on, one.pk))) for name, found in by_topic.items()]
    return sorted(counted, key=lambda total: (-total.count, total.name))


def _total(name: str, attempts: Sequence[Procedure]) -> TopicTotal:
    return TopicTotal(
        name=name,
        count=len(attempts),
        observed=sum(attempt.observation_id is not None for attempt in attempts),
        simulated=sum(attempt.setting == ProcedureSetting.SIMULATION for attempt in attempts),
        latest_level=attempts[-1].get_supervision_level_display(),
        dots=[_dot(attempt) for attempt in attempts[-DOTS_SHOWN:]],
    )


def _dot(attempt: Procedure) -> Dot:
    return Dot(
        level=int(attempt.supervision_level[0]),
        observed=attempt.observation_id is not None,
        label=_("%(day)s, supervision %(level)s")
        % {"day": date_format(attempt.done_on, "F Y"), "level": attempt.get_supervision_level_display()},
    )
