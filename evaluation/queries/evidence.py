"""What observations and procedures prove for a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F, Value
from django.urls import reverse

from agreements.enums import MeasureUnit
from agreements.evidence import Evidence
from evaluation.enums import ObservationKind, ProcedureSetting, SupervisionLevel
from evaluation.models import Observation, Procedure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date
    from uuid import UUID

    from agreements.models import Goal


class _Piece(NamedTuple):
    """A procedure or an observation: whose it is (the mentee's enrollment, the pairing), of what, and who saw it.

    `words` is the procedure's topic or the observation's kind; `seen_as` the observation, `seen_for` the goal it names.
    """

    unit: str
    whose: int
    topic_id: int | None
    on: date
    uuid: UUID
    level: str
    setting: str | None
    words: str
    seen_as: UUID | None
    seen_for: int | None


def of_goals(goals: Collection[Goal]) -> Iterator[Evidence]:
    """Everything logged that counts towards these goals, in one query however many there are.

    A procedure counts for a goal measured in procedures when it is of the goal's topic, or of any topic where the goal
    names none, and was done since the goal was written; watching does not count. An observation counts for a goal
    measured in observations when it names the goal, or is of its topic. What names the goal counts whatever its day.
    """
    asked = [goal for goal in goals if goal.measure_unit in {MeasureUnit.PROCEDURES, MeasureUnit.OBSERVATIONS}]
    by_owner: dict[tuple[str, int], list[_Piece]] = {}
    for piece in _pieces(asked) if asked else ():
        by_owner.setdefault((piece.unit, piece.whose), []).append(piece)
    for goal in asked:
        owner = goal.pairing.mentee_id if goal.measure_unit == MeasureUnit.PROCEDURES else goal.pairing_id
        for piece in by_owner.get((goal.measure_unit, owner), ()):
            if piece.seen_for == goal.pk or (_is_of_topic(goal, piece) and piece.on >= _since(goal)):
                yield _evidence(goal, piece)


def _pieces(goals: Collection[Goal]) -> Iterator[_Piece]:
    """Read what the mentees and the pairs of these goals have logged."""
    mentees = {goal.pairing.mentee_id for goal in goals if goal.measure_unit == MeasureUnit.PROCEDURES}
    pairs = {goal.pairing_id for goal in goals if goal.measure_unit == MeasureUnit.OBSERVATIONS}
    done = Procedure.objects.filter(mentee__in=mentees).exclude(supervision_level=SupervisionLevel.OBSERVED_ONLY)
    seen = Observation.objects.filter(pairing__in=pairs)
    procedures = done.order_by().values_list(
        Value(MeasureUnit.PROCEDURES.value),
        "mentee_id",
        "topic_id",
        "done_on",
        "uuid",
        "supervision_level",
        "setting",
        "topic__name",
        "observation__uuid",
        "observation__goal_id",
    )
    observations = seen.order_by().values_list(
        Value(MeasureUnit.OBSERVATIONS.value),
        "pairing_id",
        "topic_id",
        "observed_on",
        "uuid",
        "supervision_level",
        "procedure__setting",
        "kind",
        F("uuid"),
        "goal_id",
    )
    for row in procedures.union(observations, all=True):
        yield _Piece(*row)


def _is_of_topic(goal: Goal, piece: _Piece) -> bool:
    if goal.measure_topic_id is None:
        return piece.unit == MeasureUnit.PROCEDURES
    return piece.topic_id == goal.measure_topic_id


def _since(goal: Goal) -> date:
    """The day from which evidence counts: when the goal was written or agreed, whichever came first."""
    moments = [moment for moment in (goal.created_at, goal.agreed_at) if moment is not None]
    return min(moments).date()


def _evidence(goal: Goal, piece: _Piece) -> Evidence:
    is_procedure = piece.unit == MeasureUnit.PROCEDURES
    return Evidence(
        goal_id=goal.pk,
        kind=piece.unit,
        uuid=piece.uuid,
        on=piece.on,
        label=piece.words if is_procedure else str(ObservationKind(piece.words).label),
        url=reverse("evaluation:observation", args=[piece.seen_as]) if piece.seen_as else "",
        supervision_level=piece.level,
        is_observed=piece.seen_as is not None,
        is_simulation=piece.setting == ProcedureSetting.SIMULATION,
    )
