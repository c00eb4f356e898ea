"""SMART advises; it never blocks."""

from __future__ import annotations

import datetime as dt

import pytest

from agreements import smart
from agreements.models import Goal
from programs.models import Competency, CompetencyFramework
from tests.programs.factories import CohortFactory

TODAY = dt.date(2027, 2, 1)


def met(**fields):
    goal = Goal(**{"goal": "Read ten ECGs alone", **fields})
    return {hint.letter for hint in smart.hints(goal, CohortFactory.build(), TODAY) if hint.is_met}


def test_a_goal_with_everything_is_smart():
    competency = Competency(pk=1, title="Patient care", framework=CompetencyFramework(pk=1))

    assert met(
        measure_target=10,
        measure_unit="observations",
        target_date=dt.date(2027, 3, 12),
        competency=competency,
        reality="Two so far.",
        options="Ask at handover.",
    ) == set("SMART")


def test_one_sentence_is_specific():
    assert "S" in met()


@pytest.mark.parametrize("goal", ["", "ECG", "Read ten ECGs. Then learn to suture."])
def test_less_or_more_than_one_sentence_is_not(goal):
    assert "S" not in met(goal=goal)


@pytest.mark.parametrize("day", [None, dt.date(2027, 1, 31), dt.date(2027, 6, 26), dt.date(2026, 12, 1)])
def test_a_day_must_lie_ahead_and_inside_the_cohort(day):
    assert "T" not in met(target_date=day)


def test_a_number_without_a_unit_measures_nothing():
    assert "M" not in met(measure_target=3)
