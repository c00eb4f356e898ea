"""Goals move from what was observed and logged, each thing counted once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from agreements.enums import GoalState, MeasureUnit
from agreements.queries import progress_of
from evaluation.domain.logging import log_procedure
from evaluation.queries.evidence import of_goals
from tests.agreements.factories import GoalFactory
from tests.cast import NOW
from tests.evaluation.observations import ObservationFactory, ProcedureFactory, send_mini_cex
from tests.programs.factories import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(db):
    return TopicFactory(name="Shoulder reduction, supervised")


@pytest.fixture
def goal(pairing, topic):
    with time_machine.travel(dt.datetime(2027, 1, 8, 9, tzinfo=dt.UTC), tick=False):
        return GoalFactory(
            pairing=pairing, measure_unit=MeasureUnit.PROCEDURES, measure_topic=topic, state=GoalState.AGREED
        )


def count(goal):
    return progress_of([goal], NOW)[goal.pk].count


def test_a_procedure_of_the_goals_topic_counts(goal, pairing, topic):
    ProcedureFactory(mentee=pairing.mentee, topic=topic, supervision_level="3a")

    (piece,) = of_goals([goal])

    assert (piece.kind, piece.supervision_level, piece.is_observed) == (MeasureUnit.PROCEDURES, "3a", False)
    assert count(goal) == 1


def test_a_procedure_and_its_observation_count_once(goal, pairing, topic):
    observation = send_mini_cex(pairing, topic_id=topic.pk, supervision_level="2b", goal_id=goal.pk)

    (piece,) = of_goals([goal])

    assert piece.is_observed
    assert str(observation.uuid) in piece.url
    assert count(goal) == 1


def test_what_is_no_evidence_does_not_count(goal, pairing, topic):
    ProcedureFactory(mentee=pairing.mentee)
    ProcedureFactory(topic=topic)
    ProcedureFactory(mentee=pairing.mentee, topic=topic, done_on=dt.date(2027, 1, 7))
    ProcedureFactory(mentee=pairing.mentee, topic=topic, supervision_level="1")

    assert list(of_goals([goal])) == []


def test_a_simulation_says_that_it_is_one(goal, pairing, topic):
    ProcedureFactory(mentee=pairing.mentee, topic=topic, setting="simulation")

    assert [piece.is_simulation for piece in of_goals([goal])] == [True]


def test_a_goal_without_a_topic_counts_every_procedure(pairing):
    goal = GoalFactory(pairing=pairing, measure_unit=MeasureUnit.PROCEDURES)
    ProcedureFactory(mentee=pairing.mentee)
    ProcedureFactory(mentee=pairing.mentee)

    assert count(goal) == 2


def test_observations_count_that_name_the_goal_or_are_of_its_topic(pairing, topic):
    goal = GoalFactory(pairing=pairing, measure_unit=MeasureUnit.OBSERVATIONS, measure_topic=topic)
    ObservationFactory(pairing=pairing, goal=goal, observed_on=dt.date(2027, 1, 2))
    ObservationFactory(pairing=pairing, topic=topic)
    ObservationFactory(pairing=pairing)
    ObservationFactory(topic=topic)

    assert count(goal) == 2


def test_the_first_evidence_starts_an_agreed_goal(goal, pairing, mentee, topic):
    log_procedure(
        mentee_id=pairing.mentee_id,
        topic_id=topic.pk,
        done_on=dt.date(2027, 2, 1),
        setting="patient",
        supervision_level="2b",
        by=mentee,
        now=NOW,
    )

    goal.refresh_from_db()
    assert goal.state == GoalState.IN_PROGRESS


def test_an_observed_procedure_starts_an_agreed_goal_too(goal, pairing, topic):
    send_mini_cex(pairing, topic_id=topic.pk, supervision_level="2b")

    goal.refresh_from_db()
    assert goal.state == GoalState.IN_PROGRESS


def test_many_goals_take_one_query(pairing, topic, django_assert_num_queries):
    goals = [
        GoalFactory(pairing=pairing, measure_unit=unit, measure_topic=topic)
        for unit in (MeasureUnit.PROCEDURES, MeasureUnit.OBSERVATIONS) * 3
    ]
    for _ in range(5):
        ProcedureFactory(mentee=pairing.mentee, topic=topic)
        ObservationFactory(pairing=pairing, topic=topic)

    with django_assert_num_queries(1):
        assert len(list(of_goals(goals))) == 30
