"""Two leaders at once, on PostgreSQL with two connections: a stage moves once, a leave moves dates once, and somebody stays."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from agreements.models import Goal
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.domain.cohorts import advance_stage
from programs.domain.leaders import let_leader_go
from programs.domain.leave.deciding import apply_leave, plan_leave, undo_leave
from programs.enums import CohortStage
from programs.models import Leave
from tests.agreements.factories import GoalFactory
from tests.cast import NOW
from tests.matching.test_places_under_concurrency import at_once
from tests.programs.factories import LeadershipFactory, PolicyFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def goal():
    goal = GoalFactory()
    PolicyFactory(cohort=goal.pairing.cohort)
    return goal


@pytest.fixture
def facts(goal):
    cohort = goal.pairing.cohort
    return {
        "cohort_id": cohort.pk,
        "enrollment_ids": [goal.pairing.mentee_id],
        "starts_on": dt.date(2027, 3, 1),
        "until": None,
        "weeks": 2,
        "by": LeadershipFactory(program=cohort.program).user,
        "now": NOW,
    }


def test_a_stage_moves_once_whoever_presses_first(goal):
    cohort = goal.pairing.cohort
    leaders = [LeadershipFactory(program=cohort.program).user for _number in range(2)]

    at_once(
        *(
            lambda by=by: advance_stage(cohort_id=cohort.pk, to=CohortStage.CLOSED, by=by, now=NOW).stage
            for by in leaders
        )
    )

    assert AuditEntry.objects.filter(verb="advance_stage").count() == 1


def test_two_leaders_who_let_each_other_go_at_once_leave_one(goal):
    program = goal.pairing.cohort.program
    one, other = (LeadershipFactory(program=program).user for _number in range(2))

    def let_go(leaver, by):
        try:
            let_leader_go(program_id=program.pk, user_id=leaver.pk, by=by, now=NOW)
        except NotAllowed as refused:
            return refused
        return "let go"

    outcomes = at_once(lambda: let_go(other, one), lambda: let_go(one, other))

    assert program.leaderships.count() == 1
    assert outcomes.count("let go") == 1
    assert sum(isinstance(outcome, NotAllowed) for outcome in outcomes) == 1


def test_two_leaders_who_both_leave_at_once_leave_one(goal):
    program = goal.pairing.cohort.program
    people = [LeadershipFactory(program=program).user for _number in range(2)]

    outcomes = at_once(
        *(lambda by=by: let_leader_go(program_id=program.pk, user_id=by.pk, by=by, now=NOW) or "left" for by in people)
    )

    assert program.leaderships.count() == 1
    assert outcomes.count("left") == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1


def test_a_leave_sent_twice_at_once_moves_dates_once(facts):
    key, digest = uuid4(), plan_leave(**facts).digest

    outcomes = at_once(*[lambda: apply_leave(key=key, digest=digest, **facts).uuid] * 2)

    assert outcomes == [key, key]
    assert Leave.objects.count() == 1
    assert Goal.objects.get().target_date == dt.date(2027, 3, 26)


def test_two_leaders_with_the_same_preview_move_dates_once(facts):
    digest = plan_leave(**facts).digest

    outcomes = at_once(*[lambda: apply_leave(key=uuid4(), digest=digest, **facts)] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Leave", "PlanChanged"]
    assert Goal.objects.get().target_date == dt.date(2027, 3, 26)


def test_a_leave_is_taken_back_once(facts):
    leave = apply_leave(key=uuid4(), digest=plan_leave(**facts).digest, **facts)

    outcomes = at_once(*[lambda: undo_leave(leave_id=leave.pk, by=facts["by"], now=NOW).restored] * 2)

    assert sorted(outcomes) == [0, 2]
    assert Goal.objects.get().target_date == dt.date(2027, 3, 12)
