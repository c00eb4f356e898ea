"""Both home pages ask the database as little for a full house as for one pair."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse

from agreements.enums import AgreementState, GoalState, MeasureUnit
from programs.models import TrainingModule
from tests.agreements.factories import ActionFactory, AgreementFactory, GoalFactory
from tests.cast import NOW
from tests.evaluation.factories import ReviewFactory
from tests.evaluation.observations import ObservationFactory, ProcedureFactory
from tests.matching.factories import PairingFactory
from tests.meetings.factories import AgendaItemFactory, MeetingFactory, ProposalFactory
from tests.programs.factories import (
    CohortFactory,
    MenteeEnrollmentFactory,
    MentorEnrollmentFactory,
    PolicyFactory,
    TopicFactory,
    TrackFactory,
)

if TYPE_CHECKING:
    from matching.models import Pairing

pytestmark = pytest.mark.django_db

QUERIES = 12
"""What a home page asks, and may ask at most; the session, the person and the frame are counted too."""


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


def fill(pair: Pairing, number: int) -> None:
    """Give a pair `number` of everything that a home page may show, some of it waiting, late or revised."""
    topic = TopicFactory(name="Shoulder reduction")
    for place, unit in enumerate(MeasureUnit.values * number):
        first = GoalFactory(pairing=pair, measure_unit=unit, measure_topic=topic, state=GoalState.REVISED)
        goal = GoalFactory(pairing=pair, measure_unit=unit, measure_topic=topic, revised_from=first)
        ActionFactory(pairing=pair, goal=goal, done_at=NOW)
        ActionFactory(pairing=pair, goal=goal, due_on=NOW.date() - dt.timedelta(days=place + 1))
        ActionFactory(pairing=pair, owner=pair.mentor.user)
    for place in range(number):
        days = dt.timedelta(days=place)
        observation = ObservationFactory(pairing=pair, topic=topic, observer_name="Ines Marques")
        ProcedureFactory(mentee=pair.mentee, topic=topic, observation=observation)
        ProcedureFactory(mentee=pair.mentee, topic=topic)
        MeetingFactory(pairing=pair, held=True, starts_at=NOW - dt.timedelta(hours=20) - days)
        MeetingFactory(pairing=pair, starts_at=NOW - dt.timedelta(hours=30) - days)
        AgendaItemFactory(meeting=MeetingFactory(pairing=pair, starts_at=NOW + dt.timedelta(days=1) + days))
        ReviewFactory(pairing=pair, number=place + 1)
    AgreementFactory(pairing=pair, state=AgreementState.IN_FORCE, review_on=NOW.date(), in_force_at=NOW)
    ProposalFactory(pairing=pair)
    TrainingModule.objects.create(program=pair.cohort.program, title=f"Feedback {pair.pk}", is_required=True)


def pair_with(**people) -> Pairing:
    """Pair somebody in a cohort of their own."""
    cohort = CohortFactory()
    PolicyFactory(cohort=cohort)
    made = {"mentor": MentorEnrollmentFactory, "mentee": MenteeEnrollmentFactory}
    both = {side: make(cohort=cohort, **people.get(side, {})) for side, make in made.items()}
    return PairingFactory(track=TrackFactory(cohort=cohort), **both)


@pytest.mark.parametrize(("pairs", "of_each"), [(1, 1), (10, 5)])
@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_a_home_page_asks_at_most_twelve_times(
    client, pairing, mentor, mentee, side, pairs, of_each, django_assert_num_queries
):
    person = {"mentor": mentor, "mentee": mentee}[side]
    others = [pair_with(**{side: {"user": person}}) for _ in range(pairs - 1)]
    silent = pair_with(**{side: {"user": person}})
    MeetingFactory(pairing=silent, starts_at=NOW - dt.timedelta(days=200), held=True)
    silent.__class__.objects.filter(pk=silent.pk).update(activated_at=NOW - dt.timedelta(days=300))
    for pair in (pairing, *others):
        fill(pair, of_each)
    client.force_login(person)

    with django_assert_num_queries(QUERIES):
        page = client.get(reverse("core:home"))

    assert len(page.context["further_things"]) > 3 * pairs
    assert [section.key for section in page.context["sections"]]
